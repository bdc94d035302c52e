/**
 * A letter to a house that is no member: a code said by telephone opens it once (SPEC.md section 25).
 *
 * The code is one like hers (`her_code`), with other labels, so that neither opens what is the other's.
 */

import { BUCKETS, MOST_BYTES, NONCE, TAG } from "./envelope";
import { MalformedEnvelope, NotAllowed, Tampered } from "./errors";
import { type Bytes, blake2b, concat, type Fields, isObject, jcs, lp, Refused, strictJson } from "./format";
import { openPart, sealPart, stretch } from "./her_copy";
import { InboxLetter } from "./inbox_letter";
import type { SealingKey } from "./keys";
import { argon2id, type Slow } from "./slow";
import { random, sodium } from "./sodium";

const USE = "inbox-answer";

/** Hold what a code gives (32 bytes each): `lookup` and `proof` are shown to a node, `seal` never is. */
export interface InboxKeys {
  readonly lookup: Bytes;
  readonly proof: Bytes;
  readonly seal: Bytes;
}

/** Where a letter belongs: a listing in a version, and the hash (32 bytes) of the token under which it goes. */
export interface InboxPlace {
  readonly listing: string;
  readonly version: number;
  readonly consent: Bytes;
}

/**
 * Derive all of it from a code that was read (25 digits), slowly: 64 MiB and three passes.
 *
 * `network` is the name of the network's key log; the code of another network gives other keys.
 */
export async function derive(code: string, network: string, slow: Slow = argon2id): Promise<InboxKeys> {
  const key = await stretch(code, network, "inbox", slow);
  const one = (what: string): Bytes => blake2b(lp(`tolerant/v1/inbox-${what}`), { key });
  return { lookup: one("lookup"), proof: one("proof"), seal: one("seal") };
}

/**
 * Seal a letter for the house that offers a listing; `content.blocks` holds its facts by category.
 *
 * Throws `NotAllowed`: `form` (it has not one spelling, no blocks, or a name of another form) or `too-large`.
 */
export function seal(content: Fields, keys: InboxKeys, { listing, version, consent }: InboxPlace): Bytes {
  const [plain, names] = written(content);
  const bucket = BUCKETS.find((size) => plain.length < size);
  if (bucket === undefined) throw new NotAllowed("too-large");
  const nonce = random(NONCE);
  const made = new InboxLetter(listing, version, consent, names, nonce, new Uint8Array());
  const padded = sodium.pad(plain, bucket);
  const ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, made.head, null, nonce, keys.seal);
  try {
    return InboxLetter.parse(concat(made.toBytes(), ct)).toBytes();
  } catch (error) {
    throw error instanceof MalformedEnvelope ? new NotAllowed("form") : error;
  }
}

/**
 * Open a letter; what is inside holds the categories that its head names, and no other.
 *
 * Throws `MalformedEnvelope`: it has another form. Throws `Tampered`: another code sealed it, it was changed, or it
 * holds other categories than the node was told.
 */
export function open(data: Bytes, keys: InboxKeys): Fields {
  const { head, nonce, ct, categories } = InboxLetter.parse(data);
  try {
    const padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ct, head, nonce, keys.seal);
    const said = strictJson(sodium.unpad(padded, ct.length - TAG), MOST_BYTES);
    const names = blocks(said);
    if (!isObject(said) || names.join() !== categories.join()) throw new Refused("other categories");
    return said;
  } catch {
    throw new Tampered();
  }
}

/**
 * Seal the house's answer to the one-time key (1,216 bytes) that stood in the letter; it always has 5,305 bytes.
 *
 * Throws `NotAllowed`: `form` or `too-large`. Throws `BadKey`: the key is not usable.
 */
export async function sealAnswer(content: Fields, reply: Bytes): Promise<Bytes> {
  return sealPart(content, reply, USE);
}

/** Open the answer with the one-time key that the sender's device made. Throws `Tampered`. */
export async function openAnswer(data: Bytes, key: SealingKey): Promise<Fields> {
  return openPart(data, key, USE);
}

function written(content: Fields): [Bytes, string[]] {
  try {
    return [jcs(content), blocks(content)];
  } catch (error) {
    throw error instanceof Refused ? new NotAllowed("form") : error;
  }
}

/** Name the categories of a letter, in order. Throws `Refused`: it holds no facts sorted by category. */
function blocks(said: unknown): string[] {
  const found = isObject(said) ? said["blocks"] : null;
  if (!isObject(found) || Object.keys(found).length === 0 || !Object.values(found).every(isObject)) {
    throw new Refused("no blocks");
  }
  return Object.keys(found).sort();
}
