/** The envelope `XW1`: its form, strictly read, so that doubt ends before a key is touched (SPEC.md section 6). */

import { MalformedEnvelope, UnsupportedVersion } from "./errors";
import { type Bytes, b64u, blake2b, exact, type Fields, hex, integer, isObject, jcs, list, lp } from "./format";
import { Refused, strictJson, text, unb64u, utf8 } from "./format";
import { WRAP } from "./keys";
import { type NamedState, parseNamed, stateFields } from "./named_state";

export const MOST_BYTES = 64 * 1024;
export const VERSION = 1;
export const SUITE = "XW1";
/** How many wraps an envelope shows; dummies fill up, so that the number of recipients stays unknown. */
export const SIZES = [2, 4, 8, 16];
export const MOST_RECIPIENTS = 16;
/** The padded sizes of what is inside. */
export const BUCKETS = [4 * 1024, 16 * 1024, 32 * 1024];
export const TAG = 16;
export const NONCE = 24;
export const HASH = 32;
const ID = /^[0-9a-f]{32}$/;
const ID_OR_NONE = /^(?:[0-9a-f]{32})?$/;
const CATEGORY = /^[A-Z][A-Z0-9_]{0,39}$/;
const FIELDS = [
  ...(["v", "suite", "ref", "seq", "prev", "from", "to", "svc"] as const),
  ...(["rev", "consent", "exp", "epoch", "rcpt", "man", "log"] as const),
];
type HeaderFields = Record<(typeof FIELDS)[number], unknown>;

/**
 * Say where an envelope belongs; all of it is authenticated.
 *
 * `sender` is a member's id, or empty when the envelope comes from the woman herself. `prev` is the id of the envelope
 * before it in the thread, or empty bytes. `consent` is the token's hash (32 bytes), `expires` unix seconds, `epoch`
 * the number of the recipient's intake key. `log` is the state of the key log that the sender's device follows; her
 * own letters name none.
 */
export interface Context {
  readonly ref: string;
  readonly seq: number;
  readonly prev: Bytes;
  readonly sender: string;
  readonly recipient: string;
  readonly listing: string;
  readonly version: number;
  readonly consent: Bytes;
  readonly expires: number;
  readonly epoch: number;
  readonly log: NamedState | null;
}

/** A category of facts, and the commitment to its block (32 bytes). */
export type Declared = readonly [category: string, commitment: Bytes];

/** Hold what the node may see of an envelope: where it belongs, who can open it, what kind of facts it holds. */
export class Header {
  constructor(
    readonly context: Context,
    readonly rcpt: readonly Bytes[],
    readonly manifest: readonly Declared[],
  ) {}

  /** Give the coarse categories that the sender declares (domain: disclosure manifest). */
  get categories(): ReadonlySet<string> {
    return new Set(this.manifest.map(([category]) => category));
  }

  /** Write the header in its one spelling; these bytes are signed, authenticated and part of every wrap. */
  toBytes(): Bytes {
    const at = this.context;
    return jcs({
      ...{ v: VERSION, suite: SUITE, ref: at.ref, seq: at.seq, prev: b64u(at.prev) },
      ...{ from: at.sender, to: at.recipient, svc: at.listing, rev: at.version, consent: b64u(at.consent) },
      ...{ exp: at.expires, epoch: at.epoch, rcpt: this.rcpt.map(b64u), log: stateFields(at.log) },
      man: this.manifest.map(([category, commitment]) => [category, b64u(commitment)]),
    });
  }

  /** Read a header. Throws `Refused`: it has another form. Throws `UnsupportedVersion`: another version or suite. */
  static parse(data: Bytes): Header {
    const said = strictJson(data, MOST_BYTES);
    if (!isObject(said) || !Object.hasOwn(said, "v") || !Object.hasOwn(said, "suite")) throw new Refused("no header");
    if (said["v"] !== VERSION || said["suite"] !== SUITE) throw new UnsupportedVersion();
    const fields = exact(said, ...FIELDS);
    return new Header(contextOf(fields), recipientsOf(fields.rcpt), manifestOf(fields.man));
  }
}

function contextOf(fields: HeaderFields): Context {
  const log = parseNamed(fields.log);
  if (log !== null && fields.from === "") throw new Refused("she follows no log");
  return {
    log,
    ref: text(fields.ref, ID),
    seq: integer(fields.seq),
    prev: fields.prev === "" ? new Uint8Array() : unb64u(fields.prev, HASH),
    sender: text(fields.from, ID_OR_NONE),
    recipient: text(fields.to, ID),
    listing: text(fields.svc, ID),
    version: integer(fields.rev, 1),
    consent: unb64u(fields.consent, HASH),
    expires: integer(fields.exp),
    epoch: integer(fields.epoch, 1),
  };
}

function recipientsOf(value: unknown): Bytes[] {
  const kids = list(value).map((kid) => unb64u(kid, HASH));
  if (!SIZES.includes(kids.length)) throw new Refused("another number of recipients");
  if (new Set(kids.map(hex)).size !== kids.length) throw new Refused("a recipient stands twice");
  return kids;
}

function manifestOf(value: unknown): Declared[] {
  const entries = list(value).map((entry): Declared => {
    const [category, commitment, ...more] = list(entry);
    if (more.length > 0) throw new Refused("no entry of a manifest");
    return [text(category, CATEGORY), unb64u(commitment, HASH)];
  });
  entries.forEach(([category], at) => {
    const before = entries[at - 1];
    if (before !== undefined && before[0] >= category) throw new Refused("categories out of order, or twice");
  });
  return entries;
}

/** Hold an envelope that is well formed; nothing of it has been opened or believed. */
export class Envelope {
  constructor(
    readonly protected_: Bytes,
    readonly header: Header,
    readonly commit: Bytes,
    readonly wraps: readonly Bytes[],
    readonly nonce: Bytes,
    readonly ct: Bytes,
  ) {}

  /** Name the envelope by what must never change of it (32 bytes); wraps are left out, for they can be deleted. */
  get envId(): Bytes {
    return blake2b(lp("tolerant/v1/env", this.protected_, this.commit, this.nonce, this.ct));
  }

  /** Write the envelope in its one spelling. */
  toBytes(): Bytes {
    const fields: Fields = { protected: b64u(this.protected_), commit: b64u(this.commit), nonce: b64u(this.nonce) };
    return jcs({ ...fields, wraps: this.wraps.map(b64u), ct: b64u(this.ct) });
  }

  /**
   * Read an envelope's form, before one is opened.
   *
   * Throws `MalformedEnvelope`: more than 64 KiB, or any other form than the one of SPEC.md section 6.
   * Throws `UnsupportedVersion`: another version or suite.
   */
  static parse(data: Bytes | string): Envelope {
    try {
      return read(typeof data === "string" ? whole(data) : data);
    } catch (error) {
      throw error instanceof Refused ? new MalformedEnvelope() : error;
    }
  }
}

/** Half a character would silently become another one when it is written as UTF-8. */
function whole(data: string): Bytes {
  if (!data.isWellFormed()) throw new Refused("no text of Unicode");
  return utf8(data);
}

function read(data: Bytes): Envelope {
  const fields = exact(strictJson(data, MOST_BYTES), "protected", "commit", "wraps", "nonce", "ct");
  const protected_ = unb64u(fields.protected);
  const header = Header.parse(protected_);
  const wraps = list(fields.wraps).map((wrap) => unb64u(wrap, WRAP));
  const ct = unb64u(fields.ct);
  if (wraps.length !== header.rcpt.length || !BUCKETS.includes(ct.length - TAG)) throw new Refused("other sizes");
  return new Envelope(protected_, header, unb64u(fields.commit, HASH), wraps, unb64u(fields.nonce, NONCE), ct);
}
