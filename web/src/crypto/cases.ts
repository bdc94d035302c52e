/** The key of one case: only the colleagues on it open it, and post keys can end (SPEC.md section 24). */

import { BadKey, Tampered } from "./errors";
import { type Bytes, blake2b, concat, lp } from "./format";
import { type SealingKey, SEED, wrap, WRAP } from "./keys";
import { random, sodium } from "./sodium";

/** Bytes of the key of one letter, closed under a case key: a nonce of 24, the key, a tag of 16. */
export const LETTER_KEY = 72;
const NONCE = 24;

/** Say whose case key it is, of which referral, and the how-manieth (from 1); all of it is authenticated. */
export class Case {
  constructor(
    readonly member: string,
    readonly ref: string,
    readonly number: number,
  ) {}

  /** Say for whom a wrap is: a device's id, or the name of the ceremony whose recovery key it is sealed to. */
  wrapInfo(to: string): Bytes {
    return lp("tolerant/v1/case-wrap", this.member, this.ref, String(this.number), to);
  }

  /** Give the key (32 bytes) that closes the keys of this case's letters. */
  letterKey(caseKey: Bytes): Bytes {
    return blake2b(lp("tolerant/v1/case-letter", this.member, this.ref, String(this.number)), { key: caseKey });
  }
}

/** Make a case key (32 random bytes). */
export function newCaseKey(): Bytes {
  return random(SEED);
}

/**
 * Hand a case key to one device, or to the recovery key (1,168 bytes).
 *
 * Throws `BadKey`: the case key is not 32 bytes, or the public key is not usable.
 */
export async function wrapCaseKey(caseKey: Bytes, toPublic: Bytes, at: Case, to: string): Promise<Bytes> {
  if (caseKey.length !== SEED) throw new BadKey();
  return wrap(caseKey, toPublic, at.wrapInfo(to));
}

/**
 * Take the case key out of a wrap made for this device and case (32 bytes).
 *
 * Throws `Tampered`: it was made for another device, case or number, or was changed.
 */
export async function unwrapCaseKey(data: Bytes, key: SealingKey, at: Case, to: string): Promise<Bytes> {
  if (data.length !== WRAP) throw new Tampered();
  return key.unwrap(data, at.wrapInfo(to));
}

/**
 * Close the content key of one letter under a case key (72 bytes).
 *
 * Throws `BadKey`: one of the two is not 32 bytes.
 */
export function closeLetterKey(cek: Bytes, caseKey: Bytes, at: Case, envId: Bytes, nonce = random(NONCE)): Bytes {
  if (cek.length !== SEED || caseKey.length !== SEED) throw new BadKey();
  const key = at.letterKey(caseKey);
  return concat(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(cek, envId, null, nonce, key));
}

/**
 * Give the content key of one letter (32 bytes); whether it is the letter's own, its commitment says.
 *
 * Throws `Tampered`: it is of another letter, case or number, or was changed.
 */
export function openLetterKey(data: Bytes, caseKey: Bytes, at: Case, envId: Bytes): Bytes {
  if (data.length !== LETTER_KEY || caseKey.length !== SEED) throw new Tampered();
  const [nonce, sealed] = [data.subarray(0, NONCE), data.subarray(NONCE)];
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, envId, nonce, at.letterKey(caseKey));
  } catch {
    throw new Tampered();
  }
}
