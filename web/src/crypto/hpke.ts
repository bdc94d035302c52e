/**
 * HPKE in base mode with an empty `aad`: one content key for one reader, bound to what it belongs to.
 *
 * KEM MLKEM768-X25519 (X-Wing), KDF HKDF-SHA256, AEAD ChaCha20Poly1305. The key schedule is written by hand over
 * WebCrypto's HMAC. Sources: RFC 9180 sections 4 and 5.1; draft-ietf-hpke-pq; RFC 5869.
 */

import { type Bytes, concat, utf8 } from "./format";
import { sodium } from "./sodium";

export const ENC = 1120;
export const TAG = 16;
const HASH = 32;
/** "HPKE", then the numbers of KEM, KDF and AEAD, two bytes each. */
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3));
const EMPTY = new Uint8Array();

export interface Encapsulated {
  readonly ciphertext: Bytes;
  readonly sharedSecret: Bytes;
}

/** Seal bytes under an encapsulated secret and `info`: the encapsulation, then the ciphertext. */
export async function sealBase(made: Encapsulated, plain: Bytes, info: Bytes): Promise<Bytes> {
  const { key, nonce } = await schedule(made.sharedSecret, info);
  return concat(made.ciphertext, sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plain, EMPTY, null, nonce, key));
}

/** Open what `sealBase` made. Throws what libsodium throws: another secret, another info, or changed bytes. */
export async function openBase(sharedSecret: Bytes, ciphertext: Bytes, info: Bytes): Promise<Bytes> {
  const { key, nonce } = await schedule(sharedSecret, info);
  return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, EMPTY, nonce, key);
}

async function schedule(sharedSecret: Bytes, info: Bytes): Promise<{ key: Bytes; nonce: Bytes }> {
  const noPsk = await extract(EMPTY, "psk_id_hash", EMPTY);
  const context = concat(Uint8Array.of(0), noPsk, await extract(EMPTY, "info_hash", info));
  const secret = await extract(sharedSecret, "secret", EMPTY);
  return {
    key: await expand(secret, "key", context, sodium.crypto_aead_chacha20poly1305_ietf_KEYBYTES),
    nonce: await expand(secret, "base_nonce", context, sodium.crypto_aead_chacha20poly1305_ietf_NPUBBYTES),
  };
}

function extract(salt: Bytes, label: string, input: Bytes): Promise<Bytes> {
  return hmac(salt, concat(utf8("HPKE-v1"), SUITE, utf8(label), input));
}

/** HKDF-Expand for at most one block, which is all that is asked for here. */
async function expand(secret: Bytes, label: string, info: Bytes, size: number): Promise<Bytes> {
  const labelled = concat(Uint8Array.of(0, size), utf8("HPKE-v1"), SUITE, utf8(label), info, Uint8Array.of(1));
  return (await hmac(secret, labelled)).slice(0, size);
}

/** WebCrypto takes no empty key; HMAC fills a key up with zeros, so that 32 of them are the same key. */
async function hmac(secret: Bytes, data: Bytes): Promise<Bytes> {
  const raw = new Uint8Array(secret.length === 0 ? new Uint8Array(HASH) : secret);
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, new Uint8Array(data)));
}
