/**
 * The tree of the key log: proofs that a key is in the one list that everybody sees, and that nothing was taken out.
 *
 * SPEC.md section 14. Pure functions over SHA-256, by WebCrypto. Sizes and indexes reach 2^53 - 1, so they are cut by
 * division: the operators of JavaScript for bits see 32 of them only. Sources: RFC 6962 and RFC 9162, section 2.1.
 */

import { BadProof } from "./errors";
import { type Bytes, concat, integer, Refused, same } from "./format";

export const HASH = 32;
const HIGHEST = 52;

/** Give the hash of the complete subtree of 2 ** level leaves with this index. */
export type NodeReader = (level: number, index: number) => Promise<Bytes>;

/** Hash with SHA-256. */
export async function sha256(...parts: Bytes[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts) as BufferSource));
}

/** Hash an entry as a leaf, so that no entry passes for a node (32 bytes). */
export function leafHash(data: Bytes): Promise<Bytes> {
  return sha256(Uint8Array.of(0), data);
}

/** Hash two subtrees into the one above them (32 bytes). */
export function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(Uint8Array.of(1), left, right);
}

/** Give the root of a tree of nothing. */
export const emptyRoot = (): Promise<Bytes> => sha256();

/** Hold what a log must know to grow: its size, and the complete subtrees it consists of, the largest first. */
export class Frontier {
  /** Throws `BadProof`: the number of hashes does not fit the size, or a hash has another size. */
  constructor(
    readonly size = 0,
    readonly hashes: readonly Bytes[] = [],
  ) {
    sized(size);
    hashed(hashes, ones(size));
  }

  /** Give the subtrees that this leaf completes: of 1, 2, 4 … leaves. */
  async completes(leaf: Bytes): Promise<Bytes[]> {
    const made = [leaf];
    let node = leaf;
    for (const [at, left] of [...this.hashes].reverse().entries()) {
      if (bit(this.size, at) === 0) break;
      node = await nodeHash(left, node);
      made.push(node);
    }
    return made;
  }

  /** Give the frontier with one leaf more. */
  async append(leaf: Bytes): Promise<Frontier> {
    const made = await this.completes(leaf);
    const kept = this.hashes.slice(0, this.hashes.length + 1 - made.length);
    return new Frontier(this.size + 1, [...kept, ...made.slice(-1)]);
  }

  /** Give the root (32 bytes); the root of no leaf is SHA-256 of nothing. */
  async root(): Promise<Bytes> {
    const [last, ...lefts] = [...this.hashes].reverse();
    let root = last ?? (await emptyRoot());
    for (const left of lefts) root = await nodeHash(left, root);
    return root;
  }

  /** Write it as bytes: the size (u64, big-endian), then the hashes. */
  encode(): Bytes {
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.size));
    return concat(size, ...this.hashes);
  }

  /** Read what `encode` wrote. Throws `BadProof`: it is cut off, too long, or of a size that no log reaches. */
  static decode(data: Bytes): Frontier {
    if (data.length < 8) throw new BadProof();
    const size = Number(new DataView(data.buffer, data.byteOffset, 8).getBigUint64(0));
    return new Frontier(size, splitHashes(data.slice(8)));
  }
}

/** Give the hashes that lead from entry number `index` to the root of `size`. Throws `BadProof`: no such entry. */
export async function inclusionProof(index: number, size: number, read: NodeReader): Promise<Bytes[]> {
  placed(index, size);
  return path(0, index, size, read);
}

/**
 * Give the hashes that show that the tree of `newSize` entries begins with the one of `old`.
 *
 * From an empty tree, and between equal sizes, there is nothing to show: the proof is empty.
 *
 * Throws `BadProof`: the old tree is the larger one.
 */
export async function consistencyProof(old: number, newSize: number, read: NodeReader): Promise<Bytes[]> {
  ordered(old, newSize);
  if (old === 0 || old === newSize) return [];
  const level = zeros(old);
  const index = shift(old - 1, level);
  const start = index > 0 ? [await read(level, index)] : [];
  return [...start, ...(await path(level, index, newSize, read))];
}

/**
 * Give the root that a proof leads to, to be compared with a root that somebody signed.
 *
 * Throws `BadProof`: the proof is longer or shorter than this place needs, or a hash has another size.
 */
export async function inclusionRoot(leaf: Bytes, index: number, size: number, proof: Bytes[]): Promise<Bytes> {
  placed(index, size);
  const inner = split(index, size - 1);
  hashed([leaf, ...proof], 1 + inner + ones(shift(index, inner)));
  return climb(leaf, index, inner, proof);
}

/** Refuse an entry that is not number `index` of the tree with this size and root. Throws `BadProof`. */
export async function verifyInclusion(
  leaf: Bytes,
  index: number,
  size: number,
  root: Bytes,
  proof: Bytes[],
): Promise<void> {
  if (!same(await inclusionRoot(leaf, index, size, proof), root)) throw new BadProof();
}

/** Refuse a log that took back or changed what it had said: the new tree must begin with the old. Throws `BadProof`. */
export async function verifyConsistency(
  oldSize: number,
  oldRoot: Bytes,
  newSize: number,
  newRoot: Bytes,
  proof: Bytes[],
): Promise<void> {
  ordered(oldSize, newSize);
  hashed([oldRoot, newRoot], 2);
  if (oldSize === 0 || oldSize === newSize) {
    const empty = await emptyRoot();
    const right = same(oldRoot, oldSize > 0 ? newRoot : empty) && (newSize > 0 || same(newRoot, empty));
    if (proof.length > 0 || !right) throw new BadProof();
    return;
  }
  const level = zeros(oldSize);
  const index = shift(oldSize - 1, level);
  const inner = split(index, shift(newSize - 1, level));
  const seeded = index > 0 ? proof : [oldRoot, ...proof];
  hashed(seeded, 1 + inner + ones(shift(index, inner)));
  const [seed = oldRoot, ...rest] = seeded;
  let old = seed;
  for (const [at, left] of rest.entries()) if (at >= inner || bit(index, at) === 1) old = await nodeHash(left, old);
  if (!same(old, oldRoot) || !same(await climb(seed, index, inner, rest), newRoot)) throw new BadProof();
}

/** Split bytes into hashes of 32. Throws `BadProof`: the last one is cut off. */
export function splitHashes(data: Bytes): Bytes[] {
  if (data.length % HASH !== 0) throw new BadProof();
  return Array.from({ length: data.length / HASH }, (_, at) => data.slice(at * HASH, (at + 1) * HASH));
}

/** Hash the entries from `start` until before `end`; a power of two not below their number divides `start`. */
async function subtree(start: number, end: number, read: NodeReader): Promise<Bytes> {
  let root: Bytes | null = null;
  for (let at = end; at > start; ) {
    const level = zeros(at - start);
    at -= 2 ** level;
    const node = await read(level, shift(at, level));
    root = root === null ? node : await nodeHash(node, root);
  }
  return root ?? emptyRoot();
}

/** Give the siblings from a complete subtree up to the root: first on the way to the last leaf, then on its left. */
async function path(level: number, index: number, size: number, read: NodeReader): Promise<Bytes[]> {
  const last = shift(size - 1, level);
  const inner = split(index, last);
  const found: Bytes[] = [];
  for (let at = 0; at < inner; at++) {
    const here = shift(index, at);
    const sibling = here % 2 === 0 ? here + 1 : here - 1;
    const width = 2 ** (level + at);
    found.push(await subtree(sibling * width, Math.min(size, (sibling + 1) * width), read));
  }
  for (let at = inner; shift(last, at) > 0; at++) {
    if (bit(last, at) === 1) found.push(await read(level + at, shift(last, at) - 1));
  }
  return found;
}

async function climb(from: Bytes, index: number, inner: number, siblings: Bytes[]): Promise<Bytes> {
  let node = from;
  for (const [at, sibling] of siblings.entries()) {
    node = at >= inner || bit(index, at) === 1 ? await nodeHash(sibling, node) : await nodeHash(node, sibling);
  }
  return node;
}

const shift = (value: number, bits: number): number => Math.floor(value / 2 ** bits);
const bit = (value: number, at: number): number => shift(value, at) % 2;

function ones(value: number): number {
  let sum = 0;
  for (let at = 0; at <= HIGHEST; at++) sum += bit(value, at);
  return sum;
}

function zeros(value: number): number {
  let at = 0;
  while (bit(value, at) === 0) at++;
  return at;
}

/** Give the number of levels below the one where the ways to two leaves meet. */
function split(one: number, other: number): number {
  let level = 0;
  while (shift(one, level) !== shift(other, level)) level++;
  return level;
}

function sized(value: number): void {
  try {
    integer(value);
  } catch (error) {
    throw error instanceof Refused ? new BadProof() : error;
  }
}

function placed(index: number, size: number): void {
  ordered(index, size);
  if (index === size) throw new BadProof();
}

function ordered(old: number, newSize: number): void {
  sized(old);
  sized(newSize);
  if (old > newSize) throw new BadProof();
}

function hashed(hashes: readonly Bytes[], number: number): void {
  if (hashes.length !== number || hashes.some((one) => one.length !== HASH)) throw new BadProof();
}
