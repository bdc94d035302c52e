/** What a node may know of her own copy: how long its parts are, and that whoever looks holds her feedback key. */

import type { Bytes } from "./format";
import { type SigningKey, verify, WRAP } from "./keys";

export const [CONTENT, NONCE, TAG] = [4096, 24, 16];
/** Bytes of one sealed part (5,305): they all have this length. */
export const PART = 1 + WRAP + NONCE + CONTENT + TAG;
/** A page always shows eight parts, false ones included; there are at most four pages. */
export const [PAGE, PAGES] = [8, 4];
export const MOST = PAGE * PAGES;
const LOOK = "tolerant/v1/her-look";

/** Prove to the node that she herself asks how one referral stands, at this time (unix seconds; 64 bytes). */
export function signLook(key: SigningKey, consent: Bytes, referral: string, at: number): Bytes {
  return key.sign(LOOK, consent, referral, String(at));
}

/** Tell how a referral stands only to whoever holds her feedback key. Throws `BadSignature`. */
export function verifyLook(key: Bytes, signature: Bytes, consent: Bytes, referral: string, at: number): void {
  verify(key, signature, LOOK, consent, referral, String(at));
}
