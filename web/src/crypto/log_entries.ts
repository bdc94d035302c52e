/**
 * Entries of the key log: the statements that everybody must see alike, some of them signed by several people.
 *
 * SPEC.md section 13. An entry is a statement (section 4). What one person may not do alone carries the signatures of
 * several, over the same bytes, so that nobody ever holds a key for all of them.
 */

import { checkBody, MOST_SIGNATURES, some } from "./entry_bodies";
import { BadSignature, MalformedStatement } from "./errors";
import { type Bytes, b64u, blake2b, exact, type Fields, isObject, jcs, lp, Refused, same } from "./format";
import { strictJson, text, unb64u } from "./format";
import { SIGNATURE, type SigningKey, signKid, verify } from "./keys";
import { LONGEST, malformed, signStatement, statementOf } from "./signing";

const ID = /^[0-9a-f]{32}$/;
const LABEL = "tolerant/v1/statement";

/** Hold an entry that is well formed but that nobody has verified yet; `signatures` by the signers' kids. */
export class Entry {
  constructor(
    readonly kind: string,
    readonly body: Fields,
    readonly signatures: ReadonlyMap<string, Bytes>,
  ) {}

  /**
   * Write it: with one signature as any statement, with 2 to 16 as a list sorted by kid.
   *
   * Throws `MalformedStatement`: another number of signatures, or too long.
   */
  encode(): Bytes {
    const signed = [...this.signatures.entries()].map(([by, sig]) => ({ by, sig: b64u(sig) }));
    signed.sort((one, other) => (one.by < other.by ? -1 : 1));
    const said = { typ: this.kind, body: this.body };
    const data = jcs(signed.length === 1 ? { ...said, ...signed[0] } : { ...said, sigs: signed });
    if (signed.length < 1 || signed.length > MOST_SIGNATURES || data.length > LONGEST) throw new MalformedStatement();
    return data;
  }
}

/**
 * Sign an entry of a kind with one key or several.
 *
 * Throws `MalformedStatement`: the body is not one of this kind, a key stands twice, or there are too many or none.
 */
export async function signEntry(kind: string, body: Fields, ...keys: SigningKey[]): Promise<Bytes> {
  await checkBody(kind, body);
  const [first, ...others] = keys;
  if (first === undefined) throw new MalformedStatement();
  let entry = signStatement(kind, body, first);
  for (const key of others) entry = await addSignature(entry, key);
  return entry;
}

/**
 * Sign what others have signed, after reading it; gives the entry with one signature more.
 *
 * Throws `MalformedStatement`: it is no entry, this key has signed it, or there are too many signatures.
 */
export async function addSignature(entry: Bytes, key: SigningKey): Promise<Bytes> {
  const read = await readEntry(entry);
  if (read.signatures.has(key.kid)) throw new MalformedStatement();
  const signature = key.sign(LABEL, read.kind, jcs(read.body));
  return new Entry(read.kind, read.body, new Map([...read.signatures, [key.kid, signature]])).encode();
}

/** Hash the words of a listing as they are shown (SPEC.md section 13); `salt` is 32 bytes, and so is the hash. */
export function wordsHash(salt: Bytes, words: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/listing-words", salt, words));
}

/**
 * Read an entry's form and the body of its kind, without believing it.
 *
 * Throws `MalformedStatement`: it has another form, or is of a kind that the log does not hold.
 */
export async function readEntry(data: Bytes): Promise<Entry> {
  const entry = formed(data);
  await checkBody(entry.kind, entry.body);
  return entry;
}

/**
 * Believe an entry only if at least `k` of these public keys signed it as this kind; gives its body.
 *
 * Signatures of other keys are passed over: a change of the board carries those of the old and those of the new.
 *
 * Throws `MalformedStatement`: it has another form, or is of another kind. Throws `BadSignature`: fewer than `k` of the
 * keys signed it, or a signature in one of their names is false.
 */
export async function verifyEntry(data: Bytes, kind: string, keys: readonly Bytes[], k: number): Promise<Fields> {
  const entry = await readEntry(data);
  if (entry.kind !== kind) throw new MalformedStatement();
  signed(entry, keys, k);
  return entry.body;
}

/** A kind of entry whose body reads as something of its own, like `DeviceStatement`. */
export interface Noun<T> {
  readonly KIND: string;
  parse(body: Fields): T | Promise<T>;
}

/**
 * Believe an entry as `verifyEntry` does, and give what it says, like a `DeviceStatement`; its body is read once.
 *
 * Throws `MalformedStatement`, `BadSignature`: as `verifyEntry`.
 */
export async function verifyAs<T>(noun: Noun<T>, data: Bytes, keys: readonly Bytes[], k: number): Promise<T> {
  const entry = formed(data);
  if (entry.kind !== noun.KIND) throw new MalformedStatement();
  const said = await noun.parse(entry.body);
  signed(entry, keys, k);
  return said;
}

function formed(data: Bytes): Entry {
  return malformed(() => {
    const fields = strictJson(data, LONGEST);
    if (!isObject(fields) || !("sigs" in fields)) {
      const one = statementOf(fields);
      return new Entry(one.kind, one.body, new Map([[one.by, one.signature]]));
    }
    const { body, sigs, typ } = exact(fields, "body", "sigs", "typ");
    if (!isObject(body)) throw new Refused("no object");
    const found = some(sigs, 2, MOST_SIGNATURES).map((one): [string, Bytes] => {
      const { by, sig } = exact(one, "by", "sig");
      return [text(by, ID), unb64u(sig, SIGNATURE)];
    });
    const read = new Entry(text(typ, /^.+$/), body, new Map(found));
    if (!same(read.encode(), data)) throw new MalformedStatement();
    return read;
  });
}

/**
 * Count those of these public keys that signed an entry that was read.
 *
 * Throws `BadSignature`: a signature in one of their names is false.
 */
export function countSigners(entry: Entry, keys: readonly Bytes[]): number {
  const known = new Map(keys.map((key) => [signKid(key), key]));
  const said = jcs(entry.body);
  let signers = 0;
  for (const [by, key] of known) {
    const signature = entry.signatures.get(by);
    if (signature === undefined) continue;
    verify(key, signature, LABEL, entry.kind, said);
    signers++;
  }
  return signers;
}

function signed(entry: Entry, keys: readonly Bytes[], k: number): void {
  if (k < 1 || k > countSigners(entry, keys)) throw new BadSignature();
}
