/** What a letter says of the files that are sealed beside it, and what their keys give besides (SPEC.md section 18). */

import { type Bytes, b64u, blake2b, exact, type Fields, integer, isObject, list, lp, Refused, text } from "./format";
import { unb64u } from "./format";

export const KEY = 32;
export const HASH = 32;
export const CHUNK = 64 * 1024;
/** The largest file, in bytes. */
export const MOST = 20 * 1024 * 1024;
/** The padded sizes of what is inside, each a whole number of chunks. */
export const BUCKETS = [256 * 1024, 1024 * 1024, 4 * 1024 * 1024, 16 * 1024 * 1024, MOST];
export const HEADER = 24;
/** What sealing adds to each chunk: its tag, and 16 bytes of Poly1305. */
export const OVERHEAD = 17;
export const MOST_ATTACHMENTS = 16;
export const MIMES = [
  "application/pdf",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "image/jpeg",
  "image/png",
];
/** The entry of a block's data that names the attachments of its category. */
export const FIELD = "attachments";
const ID = /^[0-9a-f]{32}$/;

/**
 * Say which sealed file belongs to a letter, and how it opens: whoever holds this can read it.
 *
 * `id` is 32 hex characters, `key` 32 random bytes, `hash` that of the sealed file (32 bytes), `size` the number of
 * bytes before padding, `mime` one of `MIMES`. The key never shows in texts, JSON or a console's listing.
 */
export class Attachment {
  readonly #key: Bytes;

  constructor(
    readonly id: string,
    key: Bytes,
    readonly hash: Bytes,
    readonly size: number,
    readonly mime: string,
  ) {
    this.#key = key;
  }

  /** Give the key. */
  get key(): Bytes {
    return this.#key;
  }

  /** Write it for the letter. */
  toFields(): Fields {
    return { id: this.id, key: b64u(this.#key), hash: b64u(this.hash), size: this.size, mime: this.mime };
  }

  /** Read one. Throws `Refused`: it has another form. */
  static parse(said: unknown): Attachment {
    const fields = exact(said, "id", "key", "hash", "size", "mime");
    const { mime } = fields;
    if (typeof mime !== "string" || !MIMES.includes(mime)) throw new Refused("a kind of file that is not sent");
    const size = integer(fields.size, 1, MOST);
    return new Attachment(text(fields.id, ID), unb64u(fields.key, KEY), unb64u(fields.hash, HASH), size, mime);
  }
}

/** Read a letter's list: at most 16, sorted by id, no id twice. Throws `Refused`: it has another form. */
export function parseAttachments(said: unknown): Attachment[] {
  const listed = list(said);
  if (listed.length > MOST_ATTACHMENTS) throw new Refused("too many");
  const found = listed.map((one) => Attachment.parse(one));
  checkOrder(found.map((one) => one.id));
  return found;
}

function checkOrder(ids: readonly string[]): void {
  const inOrder = ids.every((id, at) => at === 0 || (ids[at - 1] ?? "") < id);
  if (!inOrder) throw new Refused("out of order, or twice");
}

/**
 * List the attachments that the blocks of a body name, sorted; without blocks there are none.
 *
 * Throws `Refused`: a block names them in another form, or two blocks name the same one.
 */
export function namedIn(body: unknown): string[] {
  const blocks = isObject(body) && Object.hasOwn(body, "blocks") ? body["blocks"] : {};
  if (!isObject(blocks)) throw new Refused("no blocks");
  const named = Object.values(blocks).flatMap((block) => {
    const { data } = exact(block, "salt", "data");
    if (!isObject(data) || !Object.hasOwn(data, FIELD)) return [];
    const ids = list(data[FIELD]).map((one) => text(one, ID));
    if (ids.length === 0) throw new Refused("an empty list is left out");
    checkOrder(ids);
    return ids;
  });
  named.sort();
  checkOrder(named);
  return named;
}

/**
 * See that each attachment belongs to one declared category, and that each that is named is there.
 *
 * Throws `Refused`: they differ.
 */
export function checkNamed(body: unknown, attachments: readonly Attachment[]): void {
  const named = namedIn(body);
  const same = named.length === attachments.length && attachments.every((one, at) => one.id === named[at]);
  if (!same) throw new Refused("an attachment of no category, or one that is not there");
}

/** Give the smallest bucket that holds a file of `size` bytes. Throws `Refused`: it is empty or too large. */
export function paddedSize(size: number): number {
  integer(size, 1, MOST);
  return BUCKETS.find((bucket) => size <= bucket) ?? MOST;
}

/** Give the size of the sealed file (bytes), which says no more of it than its bucket. Throws `Refused`: see above. */
export function sealedSize(size: number): number {
  const padded = paddedSize(size);
  return HEADER + padded + (padded / CHUNK) * OVERHEAD;
}

/** Give what a node asks for before it hands out the sealed file (32 bytes). */
export function readCapability(key: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/blob-read"), { key });
}

/** Give what a node asks for before it deletes the sealed file (32 bytes); it opens nothing, so it may be kept. */
export function deleteCapability(key: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/blob-delete"), { key });
}

/** Give what a node keeps instead of a capability (32 bytes). */
export function capabilityCommitment(capability: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/capability", capability));
}
