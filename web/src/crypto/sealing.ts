/** Seal: from here on only two organisations can read it (SPEC.md section 7). */

import { type Attachment, checkNamed, parseAttachments } from "./attachments";
import { BUCKETS, type Context, type Declared, Envelope, HASH, Header } from "./envelope";
import { MOST_BYTES, MOST_RECIPIENTS, NONCE, SIZES } from "./envelope";
import { NotAllowed } from "./errors";
import { type Bytes, b64u, blake2b, exact, type Fields, hex, isObject, jcs, lp, Refused, unb64u } from "./format";
import { kid, SealingKey, type SigningKey, wrap } from "./keys";
import { random, sodium } from "./sodium";

export const TYPES = ["referral", "reply", "status", "receipt", "feedback", "withdraw"];
/** The letters that carry facts about her: all of their content stands in blocks, so that all of it is declared. */
export const DECLARED = ["referral", "reply"];
export const SALT = 16;

/**
 * Say who seals: the device's key, and the officer's statement that vouches for it.
 *
 * For her own feedback the key is the one made from her secret, and the statement is empty.
 */
export interface Sender {
  readonly key: SigningKey;
  readonly statement: Bytes;
}

/** Say where a letter belongs, who seals it, and the 1 to 16 public keys (1,216 bytes each) that can open it. */
export interface Sealing {
  readonly context: Context;
  readonly sender: Sender;
  readonly recipients: readonly Bytes[];
  /** The files that the blocks name. */
  readonly attachments?: readonly Attachment[];
}

/** A place among the recipients: its name, and its key, or null for a dummy. */
export type Place = readonly [name: Bytes, key: Bytes | null];

/** All the chance of a seal in one place, so that a vector can say what came. */
export interface Chance {
  places(recipients: readonly Bytes[]): Place[];
  random(size: number): Bytes;
  wrap(plain: Bytes, key: Bytes, info: Bytes): Promise<Bytes>;
  /** A key whose secret nobody keeps. */
  nobody(): Bytes;
}

const CHANCE: Chance = { places: shuffled, random, wrap, nobody: () => SealingKey.generate().public };

/** Make the body of a referral: one salted block a category, so that each can be declared without being shown. */
export function blocks(data: Fields): Fields {
  const salted = Object.entries(data).map(([category, value]) => [category, { salt: b64u(random(SALT)), data: value }]);
  return { blocks: Object.fromEntries(salted) as Fields };
}

/** Commit to one block (32 bytes); the salt keeps a short block from being guessed. */
export function commitment(category: string, salt: Bytes, data: unknown): Bytes {
  return blake2b(lp("tolerant/v1/block", category, salt, jcs(data)));
}

/**
 * Declare what a letter holds: its categories in order, each with its commitment; without blocks, nothing.
 *
 * Throws `Refused`: the blocks have another form, or are not there in a letter that carries facts about her.
 */
export function manifestOf(typ: string, body: unknown): Declared[] {
  if (!isObject(body) || !Object.hasOwn(body, "blocks")) {
    if (DECLARED.includes(typ)) throw new Refused("facts that are declared to nobody");
    return [];
  }
  const said = exact(body, "blocks").blocks;
  if (!isObject(said)) throw new Refused("no blocks");
  return Object.keys(said)
    .sort()
    .map((category): Declared => {
      const block = exact(said[category], "salt", "data");
      return [category, commitment(category, unb64u(block.salt, SALT), block.data)];
    });
}

/**
 * Seal a body to its recipients.
 *
 * Throws `NotAllowed`: `recipients` (none, too many or twice the same), `type`, `too-large`, or `form` (the body or the
 * context cannot be written in the one spelling, the blocks name other attachments, or no reader would take the
 * header). Throws `BadKey`: a public key is not usable.
 */
export async function seal(typ: string, body: unknown, sealing: Sealing): Promise<Envelope> {
  return sealWith(CHANCE, typ, body, sealing);
}

/** Seal with chance that a test vector gives. Never call it elsewhere: chosen chance opens every letter. */
export async function sealWith(chance: Chance, typ: string, body: unknown, sealing: Sealing): Promise<Envelope> {
  const { sender, recipients } = sealing;
  const different = new Set(recipients.map(hex)).size === recipients.length;
  if (recipients.length < 1 || recipients.length > MOST_RECIPIENTS || !different) throw new NotAllowed("recipients");
  if (!TYPES.includes(typ)) throw new NotAllowed("type");
  const places = chance.places(recipients);
  const { inner, protected_, header } = written(typ, body, sealing, places);
  return close(chance, header, protected_, inner, places, sender);
}

function written(typ: string, body: unknown, { context, attachments = [] }: Sealing, places: Place[]) {
  try {
    const listed = [...attachments].sort((a, b) => (a.id < b.id ? -1 : 1)).map((one) => one.toFields());
    const inner = jcs({ typ, body, attachments: listed });
    const names = places.map(([name]) => name);
    const protected_ = new Header(context, names, manifestOf(typ, body)).toBytes();
    const header = Header.parse(protected_);
    checkNamed(body, parseAttachments(listed));
    return { inner, protected_, header };
  } catch (error) {
    throw error instanceof Refused ? new NotAllowed("form") : error;
  }
}

/** Name the recipients in a random order, with random names in between that stand for nobody. */
function shuffled(recipients: readonly Bytes[]): Place[] {
  const size = SIZES.find((one) => one >= recipients.length) ?? MOST_RECIPIENTS;
  const left: Place[] = recipients.map((key) => [kid(key), key]);
  while (left.length < size) left.push([random(HASH), null]);
  const places: Place[] = [];
  while (left.length > 0) places.push(...left.splice(sodium.randombytes_uniform(left.length), 1));
  return places;
}

async function close(
  chance: Chance,
  header: Header,
  protected_: Bytes,
  inner: Bytes,
  places: Place[],
  sender: Sender,
): Promise<Envelope> {
  const cek = chance.random(32);
  const commit = blake2b(lp("tolerant/v1/commit", protected_), { key: cek });
  const plain = lp(inner, sender.key.sign("tolerant/v1/inner", protected_, inner), sender.statement);
  const bucket = BUCKETS.find((size) => plain.length < size);
  if (bucket === undefined) throw new NotAllowed("too-large");
  const nonce = chance.random(NONCE);
  const bodyKey = blake2b(lp("tolerant/v1/body", protected_), { key: cek });
  const padded = sodium.pad(plain, bucket);
  const aad = lp(protected_, commit);
  const ct = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, aad, null, nonce, bodyKey);
  const wraps = await Promise.all(places.map(([, key]) => wrapFor(chance, cek, protected_, key)));
  const envelope = new Envelope(protected_, header, commit, wraps, nonce, ct);
  if (envelope.toBytes().length > MOST_BYTES) throw new NotAllowed("too-large");
  return envelope;
}

/** A dummy is a real wrap of other bytes, to a key that nobody kept. */
async function wrapFor(chance: Chance, cek: Bytes, protected_: Bytes, key: Bytes | null): Promise<Bytes> {
  const to = key ?? chance.nobody();
  const plain = key === null ? chance.random(32) : cek;
  return chance.wrap(plain, to, lp("tolerant/v1/wrap", protected_, to));
}
