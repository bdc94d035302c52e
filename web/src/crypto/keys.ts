/**
 * Keys that a device makes itself: Ed25519 for its signature, X-Wing for what is sealed to it.
 *
 * Secrets never show in texts, JSON or a console's listing. Ed25519 is verified by libsodium only (SPEC.md section 3).
 * Sources: RFC 8032; draft-connolly-cfrg-xwing-kem; RFC 9180; draft-ietf-hpke-pq.
 */

import { BadKey, BadSignature, Tampered } from "./errors";
import { type Bytes, blake2b, concat, hex, lp } from "./format";
import { ENC, type Encapsulated, openBase, sealBase, TAG } from "./hpke";
import { random, sodium } from "./sodium";

export const SEED = 32;
export const SIGN_PUBLIC = 32;
export const SIGNATURE = 64;
export const SEAL_PUBLIC = 1216;
/** Bytes of one HPKE message that carries 32 bytes: 1,120 of X-Wing, then 48 of ChaCha20-Poly1305. */
export const WRAP = 1168;
/** What stands in an envelope in the place of a wrap that was deleted. */
export const DELETED = new Uint8Array(WRAP);
const MLKEM_COEFFICIENTS = 1152;
const MLKEM_PUBLIC = 1184;
const MLKEM_MODULUS = 3329;
const ANYBODY = Uint8Array.from({ length: 32 }, (_, at) => at);

abstract class Secret {
  toString(): string {
    return `${this.constructor.name}(…)`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Sign for one device, so that a receiver knows which organisation speaks. */
export class SigningKey extends Secret {
  readonly #seed: Bytes;
  readonly #key: Bytes;
  readonly public: Bytes;

  constructor(seed: Bytes) {
    super();
    if (seed.length !== SEED) throw new BadKey();
    const pair = sodium.crypto_sign_seed_keypair(seed);
    this.#seed = seed.slice();
    this.#key = pair.privateKey;
    this.public = pair.publicKey;
  }

  /** Make a new key from 32 random bytes. */
  static generate(): SigningKey {
    return new SigningKey(random(SEED));
  }

  /** Give the 32 bytes that make the key again. */
  get seed(): Bytes {
    return this.#seed.slice();
  }

  /** Name the key: 32 hex characters, which are also the device's id. */
  get kid(): string {
    return signKid(this.public);
  }

  /** Sign parts under a label, so that a signature for one purpose says nothing for another (64 bytes). */
  sign(label: string, ...parts: (Bytes | string)[]): Bytes {
    return this.signBytes(lp(label, ...parts));
  }

  /** Sign bytes as they are, where another specification says which; only keys of notes do this (64 bytes). */
  signBytes(message: Bytes): Bytes {
    return sodium.crypto_sign_detached(message, this.#key);
  }
}

/** Refuse a signature that the key did not make for this label and these parts. Throws `BadSignature`. */
export function verify(key: Bytes, signature: Bytes, label: string, ...parts: (Bytes | string)[]): void {
  verifyBytes(key, signature, lp(label, ...parts));
}

/** Refuse a signature that the key did not make for these very bytes. Throws `BadSignature`. */
export function verifyBytes(key: Bytes, signature: Bytes, message: Bytes): void {
  if (key.length !== SIGN_PUBLIC || signature.length !== SIGNATURE) throw new BadSignature();
  if (!sodium.crypto_sign_verify_detached(signature, message, key)) throw new BadSignature();
}

/** Open what is sealed to one device or to one intake epoch; 32 bytes of seed, expanded as X-Wing says. */
export class SealingKey extends Secret {
  readonly #seed: Bytes;
  readonly #key: Bytes;
  readonly public: Bytes;

  constructor(seed: Bytes) {
    super();
    if (seed.length !== SEED) throw new BadKey();
    const pair = sodium.crypto_kem_xwing_seed_keypair(seed);
    this.#seed = seed.slice();
    this.#key = pair.privateKey;
    this.public = pair.publicKey;
  }

  /** Make a new key from 32 random bytes. */
  static generate(): SealingKey {
    return new SealingKey(random(SEED));
  }

  /** Give the 32 bytes that make the key again. */
  get seed(): Bytes {
    return this.#seed.slice();
  }

  /** Name the public key (32 bytes). */
  get kid(): Bytes {
    return kid(this.public);
  }

  /** Open one HPKE message made for this key and this info. Throws `Tampered`: it was not, or was changed. */
  async unwrap(wrapped: Bytes, info: Bytes): Promise<Bytes> {
    if (wrapped.length < ENC + TAG) throw new Tampered();
    try {
      // libsodium throws for an X25519 part of low order as well
      const secret = sodium.crypto_kem_xwing_dec(wrapped.slice(0, ENC), this.#key);
      return await openBase(secret, wrapped.slice(ENC), info);
    } catch {
      throw new Tampered();
    }
  }
}

/**
 * Seal bytes to one public key (HPKE base mode, X-Wing, HKDF-SHA256, ChaCha20-Poly1305); `info` is authenticated.
 *
 * Throws `BadKey`: the public key is not a usable X-Wing key.
 */
export async function wrap(plain: Bytes, key: Bytes, info: Bytes): Promise<Bytes> {
  checkSealingKey(key);
  const made: Encapsulated = sodium.crypto_kem_xwing_enc(key);
  return sealBase(made, plain, info);
}

/** Refuse a public key that nobody could seal to; give it back otherwise. Throws `BadKey`. */
export function checkSealingKey(key: Bytes): Bytes {
  if (key.length !== SEAL_PUBLIC || !reduced(key) || lowOrder(key.slice(MLKEM_PUBLIC))) throw new BadKey();
  return key;
}

/** Say whether every coefficient of ML-KEM, 12 bits each, is below the modulus (FIPS 203 section 7.2). */
function reduced(key: Bytes): boolean {
  for (let at = 0; at < MLKEM_COEFFICIENTS; at += 3) {
    const [low = 0, middle = 0, high = 0] = key.subarray(at, at + 3);
    const first = low | ((middle & 15) << 8);
    const second = (middle >> 4) | (high << 4);
    if (first >= MLKEM_MODULUS || second >= MLKEM_MODULUS) return false;
  }
  return true;
}

/** Say whether a point is one of the few whose secret everybody knows (RFC 7748 section 6.1). */
function lowOrder(point: Bytes): boolean {
  try {
    return sodium.crypto_scalarmult(ANYBODY, point).every((byte) => byte === 0);
  } catch {
    return true;
  }
}

/** Name a sealing key by all its bytes (32), so that a header that names it commits to it. */
export function kid(key: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/kid", key));
}

/** Name a signing key by all its bytes (32 hex characters). */
export function signKid(key: Bytes): string {
  return hex(blake2b(lp("tolerant/v1/sign-kid", key), { size: 16 }));
}

/** Give a key as 60 digits in 12 groups of 5, which two people can compare by telephone. */
export function fingerprint(key: Bytes): string {
  return digits(blake2b(lp("tolerant/v1/fingerprint", key)), 12);
}

/** Give an organisation's officers as 30 digits in 6 groups of 5; two organisations read theirs to each other. */
export function memberFingerprint(member: string, officers: Bytes[], k: number): string {
  const sorted = [...officers].sort((one, other) => (hex(one) < hex(other) ? -1 : 1));
  return digits(blake2b(lp("tolerant/v1/safety", member, ...sorted, String(k))), 6);
}

function digits(data: Bytes, groups: number): string {
  let number = BigInt(`0x${hex(concat(data))}`);
  const out: string[] = [];
  for (let i = 0; i < groups; i++) {
    out.push((number % 100_000n).toString().padStart(5, "0"));
    number /= 100_000n;
  }
  return out.join(" ");
}
