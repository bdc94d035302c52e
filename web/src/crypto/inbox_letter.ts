/** What a node may know of a letter in a sealed inbox: for which service and consent, and which categories it holds. */

import { PART } from "./copies";
import { BUCKETS, NONCE, TAG } from "./envelope";
import { MalformedEnvelope } from "./errors";
import { type Bytes, b64u, concat, exact, integer, jcs, list, lp, Refused, strictJson, text, unb64u } from "./format";

/** Bytes of one sealed answer (5,305): they all have this length. */
export const ANSWER = PART;
export const MOST_HEAD = 1024;
const VERSION = 1;
const FRONT = 5;

/** Hold a letter as it lies at a node: `consent` is the hash of her token (32 bytes); `categories` are in order. */
export class InboxLetter {
  constructor(
    readonly listing: string,
    readonly version: number,
    readonly consent: Bytes,
    readonly categories: readonly string[],
    readonly nonce: Bytes,
    readonly ct: Bytes,
  ) {}

  /** What stands before the sealed part, and is authenticated with it. */
  get head(): Bytes {
    const { listing, version, categories } = this;
    const said = { typ: "inbox.v1", listing, version, consent: b64u(this.consent), cats: [...categories] };
    return concat(Uint8Array.of(VERSION), lp(jcs(said)));
  }

  /** Write it. */
  toBytes(): Bytes {
    return concat(this.head, this.nonce, this.ct);
  }

  /** Read a letter's form, which says nothing of its content. Throws `MalformedEnvelope`: another form or size. */
  static parse(data: Bytes): InboxLetter {
    try {
      return parsed(data);
    } catch (error) {
      if (error instanceof Refused) throw new MalformedEnvelope();
      throw error;
    }
  }
}

function parsed(data: Bytes): InboxLetter {
  if (data.length < FRONT || data[0] !== VERSION) throw new Refused("another version");
  const end = FRONT + new DataView(data.buffer, data.byteOffset, data.length).getUint32(1);
  const said = exact(strictJson(data.slice(FRONT, end), MOST_HEAD), "typ", "listing", "version", "consent", "cats");
  text(said.typ, /^inbox\.v1$/);
  const found = new InboxLetter(
    text(said.listing, /^[0-9a-f]{32}$/),
    integer(said.version, 1),
    unb64u(said.consent, 32),
    categories(said.cats),
    data.slice(end, end + NONCE),
    data.slice(end + NONCE),
  );
  if (!BUCKETS.includes(found.ct.length - TAG)) throw new Refused("another size");
  return found;
}

function categories(value: unknown): string[] {
  const found = list(value).map((one) => text(one, /^[A-Z][A-Z0-9_]{0,39}$/));
  const once = [...new Set(found)].sort();
  if (found.length === 0 || found.length !== once.length || found.some((one, at) => one !== once[at])) {
    throw new Refused("none, out of order, or twice");
  }
  return found;
}
