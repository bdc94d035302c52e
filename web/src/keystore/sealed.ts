/**
 * Three boxes around a device's secrets, so that neither a copied database nor a guessed passphrase alone opens them.
 *
 * Innermost a key of the secrets (XChaCha20-Poly1305); around each record AES-GCM by a key that the browser holds and
 * gives to no script. Sources: W3C WebCrypto; WebAuthn level 3, extension prf.
 */

import { type Bytes, blake2b, concat, lp, utf8 } from "../crypto/format";
import { random, sodium } from "../crypto/sodium";

const IV = 12;
const NONCE = 24;

/** Make the browser's key: it cannot be read by any script, this one included. */
export function browserKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Close a record by the browser's key; its name is authenticated, so that one does not pass for another. */
export async function closeRecord(key: CryptoKey, name: string, plain: Bytes): Promise<Bytes> {
  const iv = new Uint8Array(random(IV));
  const parameters = { name: "AES-GCM", iv, additionalData: new Uint8Array(utf8(name)) };
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(parameters, key, new Uint8Array(plain))));
}

/** Open a record. Throws what WebCrypto throws: another key, another name, or changed bytes. */
export async function openRecord(key: CryptoKey, name: string, record: unknown): Promise<Bytes> {
  if (!(record instanceof Uint8Array)) throw new Error("no record");
  const additionalData = new Uint8Array(utf8(name));
  const parameters = { name: "AES-GCM", iv: new Uint8Array(record.subarray(0, IV)), additionalData };
  return new Uint8Array(await crypto.subtle.decrypt(parameters, key, new Uint8Array(record.subarray(IV))));
}

/** Close bytes under a key of 32 bytes, for one purpose. */
export function closeBox(key: Bytes, label: string, plain: Bytes): Bytes {
  const nonce = random(NONCE);
  return concat(nonce, sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, lp(label), null, nonce, key));
}

/** Open what `closeBox` closed. Throws what libsodium throws. */
export function openBox(key: Bytes, label: string, box: Bytes): Bytes {
  const nonce = box.subarray(0, NONCE);
  return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, box.subarray(NONCE), lp(label), nonce, key);
}

/** Make a key of what a passkey's prf gave (32 bytes). */
export function passkeyKek(secret: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/passkey-kek"), { key: secret });
}
