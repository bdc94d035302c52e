/**
 * Signed notes: the log's operator and its witnesses say in a few lines of text what the key log held, and when.
 *
 * SPEC.md section 15. A key of a note signs nothing else: its text begins with no label. Sources: C2SP signed-note,
 * tlog-checkpoint and tlog-cosignature (c2sp.org); Ed25519 is verified by libsodium only, as everywhere here.
 */

import { BadCheckpoint, BadKey, BadSignature } from "./errors";
import { type Bytes, concat, fromUtf8, hex, Refused, utf8 } from "./format";
import { SIGN_PUBLIC, type SigningKey, verifyBytes } from "./keys";
import { sha256 } from "./merkle";
import { sodium } from "./sodium";

export const LONGEST = 64 * 1024;
export const MOST_SIGNATURES = 16;
/** The two types of signatures: the operator's, and a witness's with its time (`cosignature/v1`). */
export const ED25519 = 1;
export const COSIGNATURE = 4;
const NAME = /^[!-*,-~]{1,255}$/;
/** A signature's line; its name is of anybody: anything without a space of Unicode and without a plus. */
const LINE =
  /^— ([^+\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+) ([A-Za-z0-9+/]+={0,2})$/u;
const FIELD = 2n ** 255n - 19n;

/** Write bytes as base64 with padding, as notes have them. */
export function base64(data: Bytes): string {
  let binary = "";
  for (const byte of data) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * Read base64 with padding in its one spelling; `size` is the number of bytes that must come out.
 *
 * Throws `Refused`: another alphabet, other padding, stray bits, or another size.
 */
export function unbase64(text: string, size?: number): Bytes {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw new Refused("not base64");
  const data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (base64(data) !== text || (size !== undefined && data.length !== size)) {
    throw new Refused("another size, or bits that say nothing");
  }
  return data;
}

/** Know somebody who signs notes by name, type and public key; programs are set up with these, never sent them. */
export class Vkey {
  readonly public: Bytes;

  private constructor(
    readonly name: string,
    readonly kind: number,
    key: Bytes,
    readonly id: Bytes,
  ) {
    this.public = key;
  }

  /** Make it. Throws `BadKey`: another form of name, an unknown type, or no key of the main group of Ed25519. */
  static async of(name: string, kind: number, key: Bytes): Promise<Vkey> {
    if (!NAME.test(name) || (kind !== ED25519 && kind !== COSIGNATURE) || !usable(key)) throw new BadKey();
    const id = (await sha256(utf8(`${name}\n`), Uint8Array.of(kind), key)).slice(0, 4);
    return new Vkey(name, kind, key, id);
  }

  /** Write it in one line: `<name>+<id in hex>+<base64 of type and key>`. */
  encode(): string {
    return `${this.name}+${hex(this.id)}+${base64(concat(Uint8Array.of(this.kind), this.public))}`;
  }

  /** Read such a line. Throws `BadKey`: it has another form, or its id is another key's. */
  static async decode(text: string): Promise<Vkey> {
    const [name = "", , ...rest] = text.split("+");
    let data: Bytes;
    try {
      data = unbase64(rest.join("+"), 1 + SIGN_PUBLIC);
    } catch {
      throw new BadKey();
    }
    const key = await Vkey.of(name, data[0] ?? 0, data.slice(1));
    if (key.encode() !== text) throw new BadKey();
    return key;
  }
}

/** Say whether a key lies in the main group; libsodium looks when it turns a key into one of X25519. */
function usable(key: Bytes): boolean {
  if (key.length !== SIGN_PUBLIC) return false;
  if (BigInt(`0x${hex(key.slice().reverse())}`) % 2n ** 255n >= FIELD) return false;
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(key);
    return true;
  } catch {
    return false;
  }
}

/** Sign the states of one log; the name is the log's origin. */
export class LogKey {
  constructor(
    readonly name: string,
    readonly key: SigningKey,
  ) {}

  /** Give what others know this signer by. */
  vkey(): Promise<Vkey> {
    return Vkey.of(this.name, ED25519, this.key.public);
  }

  /** Sign a note's text; gives the signature's line. */
  async sign(text: Bytes): Promise<Bytes> {
    return line(await this.vkey(), this.key.signBytes(text));
  }
}

/** Say of states of a log that one saw them, and when. */
export class WitnessKey {
  constructor(
    readonly name: string,
    readonly key: SigningKey,
  ) {}

  /** Give what others know this witness by. */
  vkey(): Promise<Vkey> {
    return Vkey.of(this.name, COSIGNATURE, this.key.public);
  }

  /** Sign a note's text at a time (unix seconds); gives the signature's line. */
  async sign(text: Bytes, time: number): Promise<Bytes> {
    const stamp = new Uint8Array(8);
    new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
    return line(await this.vkey(), concat(stamp, this.key.signBytes(cosigned(text, time))));
  }
}

/** Hold a note's text, and each known key that signed it with the time it said (null without a time). */
export interface Note {
  readonly text: Bytes;
  readonly signed: ReadonlyMap<Vkey, number | null>;
}

/** A line of a signature, taken apart: whose it says it is, and the bytes of id and signature. */
export type SignatureLine = readonly [name: string, data: Bytes];

/**
 * Read a note, verify every signature of a known key, and pass over those of others; `keys` are those one trusts.
 *
 * Of several signatures of one key the latest time counts.
 *
 * Throws `BadCheckpoint`: `malformed`; or `signature`: one of a known key does not verify.
 */
export function openNote(note: Bytes, keys: readonly Vkey[]): Note {
  const [text, lines] = splitNote(note);
  const signed = new Map<Vkey, number | null>();
  for (const found of lines) {
    const key = keys.find((one) => made(found, one));
    if (key === undefined) continue;
    const time = verified(key, text, found[1].slice(4));
    signed.set(key, time === null ? null : Math.max(time, signed.get(key) ?? 0));
  }
  return { text, signed };
}

/** Say whether a line names a key. */
export function made([name, data]: SignatureLine, key: Vkey): boolean {
  return name === key.name && hex(data.slice(0, 4)) === hex(key.id);
}

/** Take a note apart without believing it: its text, and its signatures' lines. Throws `BadCheckpoint`: `malformed`. */
export function splitNote(note: Bytes): [text: Bytes, lines: SignatureLine[]] {
  try {
    if (note.length > LONGEST) throw new Refused("too long");
    const said = fromUtf8(note);
    const gap = said.lastIndexOf("\n\n");
    if (/[\x00-\x09\x0b-\x1f]/.test(said) || gap < 1 || !said.endsWith("\n")) throw new Refused("no note");
    const lines = said.slice(gap + 2, -1).split("\n");
    if (lines.length > MOST_SIGNATURES || gap + 2 === said.length) throw new Refused("no signatures, or too many");
    return [utf8(said.slice(0, gap + 1)), lines.map(taken)];
  } catch (error) {
    throw error instanceof Refused ? new BadCheckpoint("malformed") : error;
  }
}

/** Write the line of a signature. */
export function written([name, data]: SignatureLine): string {
  return `— ${name} ${base64(data)}\n`;
}

function taken(text: string): SignatureLine {
  const [, name, said] = LINE.exec(text) ?? [];
  if (name === undefined || said === undefined) throw new Refused("no line of a signature");
  const data = unbase64(said);
  if (data.length < 5) throw new Refused("an id that signs nothing");
  return [name, data];
}

function verified(key: Vkey, text: Bytes, data: Bytes): number | null {
  try {
    if (key.kind === ED25519) {
      verifyBytes(key.public, data, text);
      return null;
    }
    if (data.length < 8) throw new BadSignature();
    const time = Number(new DataView(data.buffer, data.byteOffset, 8).getBigUint64(0));
    if (!Number.isSafeInteger(time)) throw new BadSignature();
    verifyBytes(key.public, data.slice(8), cosigned(text, time));
    return time;
  } catch (error) {
    throw error instanceof BadSignature ? new BadCheckpoint("signature") : error;
  }
}

function cosigned(text: Bytes, time: number): Bytes {
  return concat(utf8(`cosignature/v1\ntime ${String(time)}\n`), text);
}

function line(key: Vkey, signature: Bytes): Bytes {
  return utf8(written([key.name, concat(key.id, signature)]));
}
