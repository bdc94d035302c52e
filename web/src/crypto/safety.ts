/**
 * The safety number of two organisations: what both see, and a node that shows one of them other keys cannot make.
 *
 * SPEC.md section 21.
 */

import { b64u, blake2b, type Bytes, concat, hex, lp } from "./format";
import { memberFingerprint } from "./keys";

/** Name who vouches for an organisation: its officers' keys, `k` of which decide together. */
export class Root {
  constructor(
    readonly member: string,
    readonly officers: Bytes[],
    readonly k: number,
  ) {}

  /** Name it by all its bytes (32). */
  get hash(): Bytes {
    const sorted = [...this.officers].sort((one, other) => (hex(one) < hex(other) ? -1 : 1));
    return blake2b(lp("tolerant/v1/safety", this.member, ...sorted, String(this.k)));
  }

  /** Give its 30 digits in 6 groups of 5. */
  get digits(): string {
    return memberFingerprint(this.member, this.officers, this.k);
  }
}

/** Give 60 digits in 12 groups of 5, the same at both ends, to be read aloud. */
export function safetyNumber(one: Root, other: Root): string {
  return [one.digits, other.digits].sort().join(" ");
}

/** Give both hashes whole, the same at both ends, for a picture that a camera reads (86 characters). */
export function safetyText(one: Root, other: Root): string {
  return b64u(concat(...[one.hash, other.hash].sort((a, b) => (hex(a) < hex(b) ? -1 : 1))));
}
