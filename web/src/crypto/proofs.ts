/**
 * Proofs that travel: a key, its place in the log and the signed state of the log, in one file that needs no network.
 *
 * SPEC.md section 16. Sources: C2SP tlog-proof and tlog-witness (c2sp.org).
 */

import { type Checkpoint, checkCheckpoint, signedBy, type Times } from "./checkpoints";
import { BadProof } from "./errors";
import { type Bytes, concat, fromUtf8, Refused, same, utf8 } from "./format";
import { HASH, leafHash, verifyInclusion } from "./merkle";
import { base64, LONGEST, unbase64, type Vkey } from "./notes";

/** The most hashes that lead from an entry to a root: a tree has fewer than 2^53 entries. */
export const DEEPEST = 53;
/** The most hashes between two states (C2SP tlog-witness). */
export const MOST_CONSISTENCY = 63;
const HEAD = "c2sp.org/tlog-proof@v1";

/**
 * Hold a proof that nobody has verified yet: the entry's index, the hashes, the checkpoint's note.
 *
 * `extra` is nobody's word: it helps to make the entry again, like the salt of a listing.
 */
export class TlogProof {
  constructor(
    readonly index: number,
    readonly hashes: readonly Bytes[],
    readonly checkpoint: Bytes,
    readonly extra: Bytes = new Uint8Array(),
  ) {}

  /** Write it as a file in the form `c2sp.org/tlog-proof@v1`. Throws `BadProof`: it would not read back. */
  encode(): Bytes {
    const extra = this.extra.length > 0 ? [`extra ${base64(this.extra)}`] : [];
    const lines = [HEAD, ...extra, `index ${String(this.index)}`, ...this.hashes.map(base64)];
    const data = concat(utf8(`${lines.join("\n")}\n\n`), this.checkpoint);
    TlogProof.parse(data);
    return data;
  }

  /** Read such a file without believing it. Throws `BadProof`: another form, over 64 KiB, or over 53 hashes. */
  static parse(data: Bytes): TlogProof {
    return formed(() => {
      const [[head, ...lines], note] = parted(data);
      const extra = lines[0]?.startsWith("extra ") === true ? unbase64((lines.shift() ?? "").slice(6)) : undefined;
      const index = numbered("index", lines.shift());
      if (head !== HEAD || lines.length > DEEPEST) throw new Refused("another form");
      const hashes = lines.map((line) => unbase64(line, HASH));
      return new TlogProof(index, hashes, note, extra);
    });
  }
}

/**
 * Believe that the log holds an entry (its bytes) at the place a proof says, in a state that enough people signed.
 *
 * Gives the state, and the witnesses' times (unix seconds) by name, for `checkFresh`.
 *
 * Throws `BadProof`: the proof has another form, or does not lead to the state's root. Throws `BadCheckpoint`: the
 * state is not one to rely on (see `checkCheckpoint`).
 */
export async function checkProof(
  data: Bytes,
  entry: Bytes,
  operator: Vkey,
  witnesses: readonly Vkey[],
  w: number,
): Promise<[Checkpoint, Times]> {
  const proof = TlogProof.parse(data);
  const [state, times] = await checkCheckpoint(proof.checkpoint, operator, witnesses, w);
  await verifyInclusion(await leafHash(entry), proof.index, state.size, state.root, [...proof.hashes]);
  return [state, times];
}

/** A proof's file and the entry's bytes. */
export type Shown = readonly [proof: Bytes, entry: Bytes];

/**
 * Say whether two proofs show that the operator signed two logs that differ at one place, whatever their sizes.
 *
 * Only the operator can have made both: keep them, and stop sending.
 *
 * Throws `BadProof`, `BadCheckpoint`: one of them proves nothing.
 */
export async function forked(one: Shown, other: Shown, operator: Vkey): Promise<boolean> {
  const indexes: number[] = [];
  for (const [data, entry] of [one, other]) {
    const proof = TlogProof.parse(data);
    const state = await signedBy(proof.checkpoint, operator);
    await verifyInclusion(await leafHash(entry), proof.index, state.size, state.root, [...proof.hashes]);
    indexes.push(proof.index);
  }
  return indexes[0] === indexes[1] && !same(one[1], other[1]);
}

/** Write what asks a witness to cosign: the size it signed last, the proof from there, the note. */
export function writeRequest(old: number, proof: readonly Bytes[], note: Bytes): Bytes {
  return concat(utf8(`${[`old ${String(old)}`, ...proof.map(base64)].join("\n")}\n\n`), note);
}

/** Read what asks to cosign, without believing it. Throws `BadProof`: another form, over 64 KiB, or over 63 hashes. */
export function readRequest(data: Bytes): [old: number, proof: Bytes[], note: Bytes] {
  return formed(() => {
    const [[head, ...lines], note] = parted(data);
    if (lines.length > MOST_CONSISTENCY) throw new Refused("too many hashes");
    return [numbered("old", head), lines.map((line) => unbase64(line, HASH)), note];
  });
}

function formed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refused ? new BadProof() : error;
  }
}

function numbered(name: string, line: string | undefined): number {
  const number = Number(new RegExp(`^${name} (0|[1-9][0-9]{0,15})$`).exec(line ?? "")?.[1]);
  if (!Number.isSafeInteger(number)) throw new Refused("no number");
  return number;
}

/** Give the lines before the first empty one, and the note after it. */
function parted(data: Bytes): [lines: string[], note: Bytes] {
  const gap = data.findIndex((byte, at) => byte === 10 && data[at + 1] === 10);
  if (data.length > LONGEST || gap < 0 || gap + 2 === data.length) throw new Refused("too long, or without a note");
  return [fromUtf8(data.slice(0, gap)).split("\n"), data.slice(gap + 2)];
}
