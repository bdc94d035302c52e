/**
 * Bytes with one spelling only: what two programs read differently could be signed as one thing and read as another.
 *
 * SPEC.md sections 1 and 2. Sources: RFC 8785 (JCS), RFC 4648 section 5, RFC 7693 (BLAKE2b).
 */

import { sodium } from "./sodium";

export type Bytes = Uint8Array;
export type Fields = Record<string, unknown>;

const DEEPEST = 16;
const ASCII = /^[\0-\x7f]*$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Say that bytes or a value have no spelling, or another one; each caller gives it the class of what it read. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Write a text as UTF-8. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Read UTF-8; a byte-order mark stays, so that it is seen. Throws `Refused`: it is no UTF-8. */
export function fromUtf8(data: Bytes): string {
  try {
    return decoder.decode(data);
  } catch {
    throw new Refused("not UTF-8");
  }
}

/** Put bytes behind each other. */
export function concat(...parts: Bytes[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Join parts so that no two lists of parts give the same bytes: each after its length (u32, big-endian). */
export function lp(...parts: (Bytes | string)[]): Bytes {
  const out: Bytes[] = [];
  for (const part of parts) {
    const data = typeof part === "string" ? utf8(part) : part;
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, data.length);
    out.push(length, data);
  }
  return concat(...out);
}

/** Split what `lp` joined into exactly `count` parts. Throws `Refused`: the lengths do not add up. */
export function unlp(data: Bytes, count: number): Bytes[] {
  const parts: Bytes[] = [];
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > data.length) throw new Refused("a part is cut off");
    const length = view.getUint32(at);
    if (length > data.length - at - 4) throw new Refused("a part is cut off");
    parts.push(data.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  if (at !== data.length) throw new Refused("bytes follow the last part");
  return parts;
}

/** Write bytes as base64url without padding. */
export function b64u(data: Bytes): string {
  let binary = "";
  for (let at = 0; at < data.length; at += 0x2000) {
    binary += String.fromCharCode(...data.subarray(at, at + 0x2000));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Read base64url without padding in its one spelling; `size` is the number of bytes that must come out.
 *
 * Throws `Refused`: another alphabet, padding, stray bits, or another size.
 */
export function unb64u(text: unknown, size?: number): Bytes {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new Refused("not base64url without padding");
  }
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const data = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  if (b64u(data) !== text || (size !== undefined && data.length !== size)) {
    throw new Refused("another size, or bits that say nothing");
  }
  return data;
}

/** Write bytes as small hex. */
export function hex(data: Bytes): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Say whether two byte strings are the same; for public bytes only, the time it takes depends on them. */
export function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Hash with BLAKE2b (32 bytes unless `size` says so); with a key it derives keys and commitments. */
export function blake2b(data: Bytes, { key = null, size = 32 }: { key?: Bytes | null; size?: number } = {}): Bytes {
  return sodium.crypto_generichash(size, data, key);
}

/**
 * Write JSON in its one spelling (RFC 8785), within the limits of SPEC.md section 2.
 *
 * Throws `Refused`: a float, a number too large, a text not in NFC, a key not in ASCII, or nesting too deep.
 */
export function jcs(value: unknown): Bytes {
  return utf8(write(value, DEEPEST));
}

/**
 * Read JSON that has exactly one spelling and is at most `most` bytes long.
 *
 * `JSON.parse` forgets repeated keys, `1.0` and `1e2`; so what it read is written again and compared with what came.
 *
 * Throws `Refused`: too long, not UTF-8, not JSON, or not what `jcs` would have written.
 */
export function strictJson(data: Bytes, most: number): unknown {
  if (data.length > most) throw new Refused("too long");
  const source = fromUtf8(data);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new Refused("no JSON");
  }
  if (write(value, DEEPEST) !== source) throw new Refused("another spelling");
  return value;
}

/** Say whether a value is a JSON object. */
export function isObject(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  const kind: unknown = Object.getPrototypeOf(value);
  return kind === Object.prototype || kind === null;
}

/** Give a JSON object that has these keys, all of them and no other. Throws `Refused`: it is none. */
export function exact<K extends string>(value: unknown, ...keys: K[]): Record<K, unknown> {
  if (!isObject(value)) throw new Refused("no object");
  const found = Object.keys(value);
  if (found.length !== keys.length || !keys.every((key) => Object.hasOwn(value, key))) throw new Refused("other keys");
  return value as Record<K, unknown>;
}

/** Give a text that has a form; the pattern begins with ^ and ends with $. Throws `Refused`: it has another. */
export function text(value: unknown, pattern: RegExp): string {
  if (typeof value !== "string" || !pattern.test(value)) throw new Refused("another form of text");
  return value;
}

/** Give a whole number within bounds; true and false are no numbers. Throws `Refused`: it is none, or out of bounds. */
export function integer(value: unknown, least = 0, most: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Refused("no number");
  const number = value as number;
  if (number < least || number > most) throw new Refused("out of bounds");
  return number;
}

/** Give a list. Throws `Refused`: it is none. */
export function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Refused("no list");
  return value as unknown[];
}

function write(value: unknown, depth: number): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return String(integer(value, -Number.MAX_SAFE_INTEGER));
  if (typeof value === "string") return writeText(value);
  if (depth === 0) throw new Refused("nested too deeply");
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth - 1)).join(",")}]`;
  if (!isObject(value)) throw new Refused("no JSON");
  const keys = Object.keys(value).sort();
  if (!keys.every((key) => ASCII.test(key))) throw new Refused("a key not in ASCII");
  return `{${keys.map((key) => `${JSON.stringify(key)}:${write(value[key], depth - 1)}`).join(",")}}`;
}

/** `JSON.stringify` escapes as RFC 8785 says; a lone surrogate, which it would escape, is refused before. */
function writeText(value: string): string {
  if (!value.isWellFormed() || value.normalize("NFC") !== value) throw new Refused("no text of Unicode in NFC");
  return JSON.stringify(value);
}
