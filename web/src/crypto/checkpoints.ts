/**
 * Checkpoints: what the key log held at one moment, signed by its operator and by witnesses who see that it only grows.
 *
 * SPEC.md section 15. A key of another organisation is believed only under a checkpoint that enough people saw.
 * Sources: C2SP tlog-checkpoint and tlog-cosignature (c2sp.org).
 */

import { BadCheckpoint } from "./errors";
import { type Bytes, concat, fromUtf8, hex, integer, Refused, same, utf8 } from "./format";
import { emptyRoot, HASH } from "./merkle";
import { base64, ED25519, type LogKey, made, type Note, openNote, splitNote, unbase64, type Vkey } from "./notes";
import { type WitnessKey, written } from "./notes";

/** Seconds by which two right clocks may differ. */
export const SKEW = 300;

/** The times (unix seconds) at which witnesses saw a state, by their names. */
export type Times = Record<string, number>;

/** Name one state of one log: its origin, the number of its entries, and the root over them (32 bytes). */
export class Checkpoint {
  private constructor(
    readonly origin: string,
    readonly size: number,
    readonly root: Bytes,
  ) {}

  /** Make it. Throws `BadCheckpoint`: `malformed`: no log of this network says this. */
  static async of(origin: string, size: number, root: Bytes): Promise<Checkpoint> {
    const nothing = size === 0 && !same(root, await emptyRoot());
    return formed(() => {
      integer(size);
      if (!/^[^\x00-\x1f]+$/.test(origin) || root.length !== HASH || nothing) throw new Refused("another form");
      return new Checkpoint(origin, size, root);
    });
  }

  /** Write it as the text of a note. */
  encode(): Bytes {
    return utf8(`${this.origin}\n${String(this.size)}\n${base64(this.root)}\n`);
  }

  /** Read the text of a note; extension lines are refused, for no witness vouches for them. Throws `BadCheckpoint`. */
  static parse(text: Bytes): Promise<Checkpoint> {
    const [origin, size, root] = formed((): [string, number, Bytes] => {
      const [first, second, third, ...rest] = fromUtf8(text).split("\n");
      if (first === undefined || second === undefined || third === undefined) throw new Refused("too few lines");
      if (rest.length !== 1 || rest[0] !== "" || !/^(0|[1-9][0-9]{0,15})$/.test(second)) throw new Refused("no size");
      return [first, Number(second), unbase64(third, HASH)];
    });
    return Checkpoint.of(origin, size, root);
  }
}

function formed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refused ? new BadCheckpoint("malformed") : error;
  }
}

/** Sign a state of the log as its operator; gives the note. Throws `BadCheckpoint`: `origin`: another log's key. */
export async function signCheckpoint(checkpoint: Checkpoint, key: LogKey): Promise<Bytes> {
  if (checkpoint.origin !== key.name) throw new BadCheckpoint("origin");
  const text = checkpoint.encode();
  return concat(text, utf8("\n"), await key.sign(text));
}

/**
 * Say as a witness that this is the newest state of the log at `now` (unix seconds); gives the signature's line.
 *
 * The caller has verified the operator's signature, and that the log only grew since what it signed before.
 *
 * Throws `BadCheckpoint`: `malformed`: the note is no checkpoint.
 */
export async function cosign(note: Bytes, key: WitnessKey, now: number): Promise<Bytes> {
  const [text] = splitNote(note);
  await Checkpoint.parse(text);
  return key.sign(text, now);
}

/**
 * Add to a note what known witnesses signed of it, and nothing else of what they sent (C2SP tlog-witness).
 *
 * Throws `BadCheckpoint`: `malformed`; or `signature`: one of a known witness does not verify.
 */
export function addCosignatures(note: Bytes, lines: Bytes, witnesses: readonly Vkey[]): Bytes {
  const [text] = splitNote(note);
  const sent = concat(text, utf8("\n"), lines);
  openNote(sent, witnesses);
  const [, found] = splitNote(sent);
  const added = new Set(found.filter((one) => witnesses.some((key) => made(one, key))).map(written));
  const before = fromUtf8(note);
  return utf8(before + [...added].filter((one) => !before.includes(one)).join(""));
}

/** Give the state that this operator signed. Throws `BadCheckpoint`: `malformed`, `signature`, `origin`, `operator`. */
export async function signedBy(note: Bytes, operator: Vkey): Promise<Checkpoint> {
  return (await operated(note, operator, []))[0];
}

/**
 * Rely on a state of the log only if its operator and at least `w` of these witnesses signed it; gives it and times.
 *
 * Throws `BadCheckpoint`: `malformed`; `signature`: one of a known key does not verify; `origin`: another log;
 * `operator`: its operator did not sign it; `witnesses`: too few did.
 */
export async function checkCheckpoint(
  note: Bytes,
  operator: Vkey,
  witnesses: readonly Vkey[],
  w: number,
): Promise<[Checkpoint, Times]> {
  const [checkpoint, { signed }] = await operated(note, operator, witnesses);
  const seen = new Map<string, [string, number]>();
  for (const [key, time] of signed) if (time !== null) seen.set(hex(key.public), [key.name, time]);
  seen.delete(hex(operator.public)); // nobody watches herself
  if (seen.size < w) throw new BadCheckpoint("witnesses");
  return [checkpoint, Object.fromEntries(seen.values())];
}

async function operated(note: Bytes, operator: Vkey, witnesses: readonly Vkey[]): Promise<[Checkpoint, Note]> {
  const opened = openNote(note, [operator, ...witnesses]);
  const checkpoint = await Checkpoint.parse(opened.text);
  if (checkpoint.origin !== operator.name) throw new BadCheckpoint("origin");
  if (operator.kind !== ED25519 || !opened.signed.has(operator)) throw new BadCheckpoint("operator");
  return [checkpoint, opened];
}

/**
 * Give how few of `n` witnesses may do, so that nobody is shown a list of her own (SPEC.md section 15).
 *
 * Any two sets of so many share an honest witness: while nobody lies, and from four witnesses on while one does.
 */
export function quorum(n: number): number {
  return n === 0 ? 0 : Math.floor((n + (n >= 4 ? 1 : 0)) / 2) + 1;
}

/**
 * Give the time at which `w` witnesses had seen a state: fewer than `w` liars cannot make it look newer.
 *
 * Times are unix seconds; without witnesses (`w` is 0) nobody saw it, and it is 0.
 *
 * Throws `BadCheckpoint`: `witnesses`: there are fewer than `w`.
 */
export function witnessedAt(times: Times, w: number): number {
  if (w === 0) return 0;
  const time = Object.values(times).sort((one, other) => other - one)[w - 1];
  if (time === undefined) throw new BadCheckpoint("witnesses");
  return time;
}

/**
 * Refuse a state that `w` witnesses have not seen for long, for newer entries may be kept back; gives its age.
 *
 * All in seconds: `most` is the age from which it is refused.
 *
 * Throws `BadCheckpoint`: `stale`; or `future`: it was seen later than now, so this clock or `w` witnesses are wrong.
 */
export function checkFresh(times: Times, w: number, now: number, most: number): number {
  const age = now - witnessedAt(times, w);
  if (age < -SKEW) throw new BadCheckpoint("future");
  if (age > most) throw new BadCheckpoint("stale");
  return Math.max(age, 0);
}

/**
 * Say whether two notes prove that the operator signed two different logs of one size; keep both then.
 *
 * Throws `BadCheckpoint`: one of them is not this operator's; then they prove nothing.
 */
export async function equivocation(note: Bytes, other: Bytes, operator: Vkey): Promise<boolean> {
  const [one, two] = [await signedBy(note, operator), await signedBy(other, operator)];
  return one.size === two.size && !same(one.root, two.root);
}
