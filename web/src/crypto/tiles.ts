/**
 * Tiles: the key log as files that never change, so that anybody can copy it and check every proof without asking.
 *
 * SPEC.md section 16. Nothing here is believed by itself: hashes and entries count once they lead to a root that was
 * signed. Source: C2SP tlog-tiles (c2sp.org).
 */

import { BadProof } from "./errors";
import { type Bytes, concat, same } from "./format";
import { nodeHash, type NodeReader, splitHashes } from "./merkle";
import { LONGEST } from "./signing";

export const WIDTH = 256;
const HEIGHT = 8;
/** The highest level: a tree of fewer than 2^53 entries has no hash above it. */
const HIGHEST = 6;
const PATH = /^tile\/(0|[1-6]|entries)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Name up to 256 hashes next to each other at a level, or as many entries (level -1: an entry bundle). */
export class Tile {
  /** Throws `BadProof`: no log of this network has such a tile. */
  constructor(
    readonly level: number,
    readonly index: number,
    readonly width: number = WIDTH,
  ) {
    const known = level >= -1 && level <= HIGHEST && width >= 1 && width <= WIDTH && index >= 0;
    if (!known || !Number.isSafeInteger((index * WIDTH + width) * WIDTH ** Math.max(level, 0))) throw new BadProof();
  }

  /** Give its path below the log's address, like `tile/0/x001/x234/067.p/12`. */
  get path(): string {
    const digits = String(this.index);
    const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
    const places = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
    const level = this.level < 0 ? "entries" : String(this.level);
    return `tile/${level}/${places}${this.width < WIDTH ? `.p/${String(this.width)}` : ""}`;
  }

  /** Read a path in its one spelling. Throws `BadProof`: it is no path of a tile. */
  static parse(path: string): Tile {
    const [, level, places, width] = path.length > 64 ? [] : (PATH.exec(path) ?? []);
    if (level === undefined || places === undefined) throw new BadProof();
    const index = Number(places.replaceAll(/[x/]/g, ""));
    const tile = new Tile(level === "entries" ? -1 : Number(level), index, Number(width ?? WIDTH));
    if (tile.path !== path) throw new BadProof();
    return tile;
  }
}

/** Give how many hashes (or, at level -1, entries) a tile has in a tree of `size` entries; 0: it is not there. */
export function widthAt(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(WIDTH, Math.floor(size / WIDTH ** Math.max(level, 0)) - index * WIDTH));
}

/** Name each tile and bundle that a tree of `newSize` entries has and that one of `old` had not, or had narrower. */
export function tilesBetween(old: number, newSize: number): Tile[] {
  const found: Tile[] = [];
  for (let level = -1; level <= HIGHEST; level++) {
    const span = WIDTH ** (Math.max(level, 0) + 1);
    for (let index = Math.floor(old / span); ; index++) {
      const width = widthAt(level, index, newSize);
      if (width === 0) break;
      if (width > widthAt(level, index, old)) found.push(new Tile(level, index, width));
    }
  }
  return found;
}

/** Give the bytes of a tile out of the hashes of complete subtrees. */
export async function tileHashes(tile: Tile, read: NodeReader): Promise<Bytes> {
  const found: Bytes[] = [];
  for (let at = 0; at < tile.width; at++) found.push(await read(HEIGHT * tile.level, tile.index * WIDTH + at));
  return concat(...found);
}

/** Read a tile's hashes. Throws `BadProof`: it has another number of hashes. */
export function readTile(data: Bytes, width: number): Bytes[] {
  const hashes = splitHashes(data);
  if (hashes.length !== width) throw new BadProof();
  return hashes;
}

/**
 * Read complete subtrees out of the tiles of a tree of `size` entries; `fetch` gives a tile's bytes.
 *
 * The tiles may lie: what is made of them counts once it has led to a root that was signed. Reading throws `BadProof`
 * where a tile has another width, or where the tree has no such subtree.
 */
export function tileReader(size: number, fetch: (tile: Tile) => Promise<Bytes>): NodeReader {
  return async (level, index) => {
    const above = Math.floor(level / HEIGHT);
    const count = 2 ** (level % HEIGHT);
    const place = Math.floor((index * count) / WIDTH);
    const start = index * count - place * WIDTH;
    const tile = new Tile(above, place, widthAt(above, place, size));
    if (start + count > tile.width) throw new BadProof();
    let hashes = readTile(await fetch(tile), tile.width).slice(start, start + count);
    while (hashes.length > 1) hashes = await Promise.all(pairs(hashes).map((pair) => nodeHash(...pair)));
    return concat(...hashes);
  };
}

function pairs(hashes: Bytes[]): [Bytes, Bytes][] {
  const [left, right, ...rest] = hashes;
  return left === undefined || right === undefined ? [] : [[left, right], ...pairs(rest)];
}

/** Join entries, each after its length (u16, big-endian). Throws `BadProof`: none, too many, one empty or too long. */
export function writeBundle(entries: Bytes[]): Bytes {
  const right = entries.every((entry) => entry.length >= 1 && entry.length <= LONGEST);
  if (entries.length < 1 || entries.length > WIDTH || !right) throw new BadProof();
  return concat(...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));
}

/** Read the entries of a bundle. Throws `BadProof`: another number of entries, cut off, or one empty or too long. */
export function readBundle(data: Bytes, width: number): Bytes[] {
  const entries: Bytes[] = [];
  for (let at = 0; at < data.length && entries.length <= width; ) {
    const length = (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
    entries.push(data.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (entries.length !== width || !same(writeBundle(entries), data)) throw new BadProof();
  return entries;
}
