/**
 * A short code that a new device shows: a node between two devices cannot swap a key without changing it.
 *
 * SPEC.md section 22. The new device commits itself before it hears of the other.
 */

import { BadKey, Tampered } from "./errors";
import { blake2b, type Bytes, hex, lp, same } from "./format";

export const NONCE = 32;
const DIGITS = 8;

/** The public keys of a device: for its signature, and for what is sealed to it. */
export type Keys = readonly [Bytes, Bytes];

/** Bind a new device to its keys and its number before it hears of the other device (32 bytes). */
export function commit(keys: Keys, nonce: Bytes): Bytes {
  if (nonce.length !== NONCE) throw new BadKey();
  return blake2b(lp("tolerant/v1/pair-commit", ...keys, nonce));
}

/** Give the 8 digits of both devices, once the new one has opened its commitment. */
export function shortCode(commitment: Bytes, fresh: Keys, freshNonce: Bytes, old: Keys, oldNonce: Bytes): string {
  if (oldNonce.length !== NONCE) throw new BadKey();
  if (!same(commit(fresh, freshNonce), commitment)) throw new Tampered();
  const said = blake2b(lp("tolerant/v1/pair-code", commitment, ...fresh, ...old, freshNonce, oldNonce));
  const code = (BigInt(`0x${hex(said)}`) % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, "0");
  return `${code.slice(0, 4)} ${code.slice(4)}`;
}
