/**
 * Her own copy: her code gives a name to ask for it and the key that opens it (SPEC.md section 23).
 *
 * Whoever helps her adds parts with a public key alone and never needs the code again.
 */

import { CONTENT, NONCE, PART } from "./copies";
import { NotAllowed, Tampered } from "./errors";
import { type Bytes, blake2b, concat, type Fields, isObject, jcs, lp, Refused, strictJson, utf8 } from "./format";
import { RANDOM } from "./her_code";
import { SealingKey, SEED, wrap, WRAP } from "./keys";
import { argon2id, type Slow } from "./slow";
import { random, sodium } from "./sodium";
import { MEMORY, OPS } from "./vault";

const VERSION = 1;
const SALT = 16;
const MARK = 0x80;

/** Hold what a code gives: `lookup`, `append` and `revoke` are shown to a node (32 bytes each), `seal` never is. */
export interface CopyKeys {
  readonly lookup: Bytes;
  readonly append: Bytes;
  readonly revoke: Bytes;
  readonly seal: SealingKey;
}

/**
 * Derive all of it from a code that was read (25 digits), slowly: 64 MiB and three passes.
 *
 * `network` is the name of the network's key log; the code of another network gives other keys.
 */
export async function derive(code: string, network: string, slow: Slow = argon2id): Promise<CopyKeys> {
  const key = await stretch(code, network, "code", slow);
  const one = (what: string): Bytes => blake2b(lp(`tolerant/v1/code-${what}`), { key });
  return { lookup: one("lookup"), append: one("append"), revoke: one("revoke"), seal: new SealingKey(one("seal")) };
}

/** Make 32 bytes out of a code, slowly; each use of codes has a salt of its own. */
export async function stretch(code: string, network: string, use: string, slow: Slow = argon2id): Promise<Bytes> {
  const salt = blake2b(lp(`tolerant/v1/${use}-salt`, network), { size: SALT });
  return slow(utf8(code.slice(0, RANDOM)), salt, OPS, MEMORY);
}

/**
 * Seal one part of her copy to its public key (5,305 bytes, whatever it says).
 *
 * `use` names what else is sealed in the same way.
 *
 * Throws `NotAllowed`: `form` (it has not one spelling) or `too-large`. Throws `BadKey`: the public key is not usable.
 */
export async function sealPart(content: Fields, key: Bytes, use = "copy"): Promise<Bytes> {
  const plain = written(content);
  if (plain.length >= CONTENT) throw new NotAllowed("too-large");
  const [cek, nonce] = [random(SEED), random(NONCE)];
  const head = concat(Uint8Array.of(VERSION), await wrap(cek, key, info(key, use)));
  const padded = new Uint8Array(CONTENT);
  padded.set(plain);
  padded[plain.length] = MARK;
  const ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, head, null, nonce, bodyKey(cek, use));
  return concat(head, nonce, ct);
}

/**
 * Open one part; among eight on a page some are false and open for nobody.
 *
 * Throws `Tampered`: it is false, was made for another code, or was changed.
 */
export async function openPart(data: Bytes, key: SealingKey, use = "copy"): Promise<Fields> {
  if (data.length !== PART || data[0] !== VERSION) throw new Tampered();
  const head = data.slice(0, 1 + WRAP);
  const nonce = data.slice(1 + WRAP, 1 + WRAP + NONCE);
  const cek = await key.unwrap(head.slice(1), info(key.public, use));
  let said: unknown;
  try {
    const ct = data.slice(1 + WRAP + NONCE);
    const padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ct, head, nonce, bodyKey(cek, use));
    const end = padded.lastIndexOf(MARK);
    if (end < 0 || padded.slice(end + 1).some((byte) => byte !== 0)) throw new Refused("no padding");
    said = strictJson(padded.slice(0, end), CONTENT);
  } catch {
    throw new Tampered();
  }
  if (!isObject(said)) throw new Tampered();
  return said;
}

function written(content: Fields): Bytes {
  try {
    return jcs(content);
  } catch (error) {
    if (error instanceof Refused) throw new NotAllowed("form");
    throw error;
  }
}

function info(key: Bytes, use: string): Bytes {
  return lp(`tolerant/v1/${use}-part`, key);
}

function bodyKey(cek: Bytes, use: string): Bytes {
  return blake2b(lp(`tolerant/v1/${use}-body`), { key: cek });
}
