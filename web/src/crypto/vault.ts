/**
 * The key store of a device: a lost laptop must not open anybody's story (SPEC.md section 10).
 *
 * Argon2id (RFC 9106) slows down guessing; XChaCha20-Poly1305 closes the box.
 */

import { MalformedStatement, WrongPassphrase } from "./errors";
import {
  type Bytes, b64u, blake2b, concat, exact, type Fields, hex, integer, isObject, jcs, lp, Refused,
} from "./format";
import { strictJson, text, unb64u, utf8 } from "./format";
import { malformed } from "./signing";
import { argon2id, type Slow } from "./slow";
import { random, sodium } from "./sodium";

export const OPS = 3;
export const MOST_OPS = 16;
export const MEMORY = 64 * 1024 * 1024;
export const MOST_MEMORY = 1024 * 1024 * 1024;
export const LONGEST = 1024 * 1024;
const SALT = 16;
const NONCE = 24;
const MARK = utf8("tolerant kept.v1\n");

/**
 * Close a device's secrets under a passphrase: a small JSON document, new salt and nonce each time.
 *
 * Throws `MalformedStatement`: the secrets cannot be written in one spelling, or the passphrase is empty or no text of
 * Unicode.
 */
export async function lock(secrets: Fields, passphrase: string, slow: Slow = argon2id): Promise<Bytes> {
  const salt = random(SALT);
  const nonce = random(NONCE);
  const outside = { typ: "vault.v1", kdf: "argon2id", ops: OPS, mem: MEMORY, salt: b64u(salt), nonce: b64u(nonce) };
  const plain = malformed(() => jcs(secrets));
  if (!usable(passphrase)) throw new MalformedStatement();
  const key = kek(await slow(typed(passphrase), salt, OPS, MEMORY));
  const ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, jcs(outside), null, nonce, key);
  return jcs({ ...outside, ct: b64u(ct) });
}

/**
 * Open a device's secrets.
 *
 * Throws `MalformedStatement`: this is no key store, or one with weaker or absurd parameters.
 * Throws `WrongPassphrase`: another passphrase, or a changed file.
 */
export async function unlock(data: Bytes, passphrase: string, slow: Slow = argon2id): Promise<Fields> {
  const { outside, ops, mem, salt, nonce, ct } = malformed(() => read(data));
  if (!usable(passphrase)) throw new WrongPassphrase();
  const key = kek(await slow(typed(passphrase), salt, ops, mem));
  let opened: unknown;
  try {
    const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ct, outside, nonce, key);
    opened = strictJson(plain, LONGEST);
  } catch {
    throw new WrongPassphrase();
  }
  if (!isObject(opened)) throw new WrongPassphrase();
  return opened;
}

/**
 * Close a file that a device keeps for itself, new nonce each time.
 *
 * `seed` is a secret of 32 bytes out of the key store; `what` says what the file is, so that none opens in another's
 * place.
 */
export function close(data: Bytes, seed: Bytes, what: string): Bytes {
  const nonce = random(NONCE);
  const ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(data, MARK, null, nonce, keptKey(seed, what));
  return concat(MARK, nonce, ct);
}

/**
 * Open a file that this device closed.
 *
 * Throws `MalformedStatement`: another device closed it, it is of another kind, or it was changed or cut.
 */
export function reopen(closed: Bytes, seed: Bytes, what: string): Bytes {
  const nonce = closed.subarray(MARK.length, MARK.length + NONCE);
  if (hex(closed.subarray(0, MARK.length)) !== hex(MARK)) throw new MalformedStatement();
  try {
    const ct = closed.subarray(MARK.length + NONCE);
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ct, MARK, nonce, keptKey(seed, what));
  } catch {
    throw new MalformedStatement();
  }
}

function keptKey(seed: Bytes, what: string): Bytes {
  return blake2b(lp("tolerant/v1/kept", what), { key: seed });
}

function read(data: Bytes) {
  const { ct, ...outside } = exact(strictJson(data, LONGEST), "typ", "kdf", "ops", "mem", "salt", "nonce", "ct");
  text(outside.typ, /^vault\.v1$/);
  if (outside.kdf !== "argon2id") throw new Refused("another function");
  return {
    outside: jcs(outside),
    ops: integer(outside.ops, OPS, MOST_OPS),
    mem: integer(outside.mem, MEMORY, MOST_MEMORY),
    salt: unb64u(outside.salt, SALT),
    nonce: unb64u(outside.nonce, NONCE),
    ct: unb64u(ct),
  };
}

/** An empty passphrase closes nothing, and half a character would silently become another one. */
function usable(passphrase: string): boolean {
  return passphrase.length > 0 && passphrase.isWellFormed();
}

/** Systems differ in how they type й or ή. */
function typed(passphrase: string): Bytes {
  return utf8(passphrase.normalize("NFC"));
}

function kek(slow: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/kek"), { key: slow });
}
