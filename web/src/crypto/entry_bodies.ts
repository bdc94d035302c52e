/**
 * What an entry of the key log says, kind by kind: no name of a person, no address, nothing about a woman.
 *
 * SPEC.md section 13 has the table of kinds, and who signs each.
 */

import { BadKey, MalformedStatement } from "./errors";
import { exact, integer, Refused, text, unb64u } from "./format";
import { SIGN_PUBLIC } from "./keys";
import { COSIGNATURE, Vkey } from "./notes";
import { RecoveryStatement } from "./recovery";
import { DeviceStatement, EpochStatement, OfficersStatement } from "./signing";

export const MOST_SIGNATURES = 16;
/** The longest that an entry is valid: what is not renewed lapses, even where a revocation cannot arrive. */
const DAYS: Record<string, number> = { "vetted.v1": 90, "node.v1": 90, "listing.v1": 367 };
type Check = (value: unknown) => unknown;
type Checks = Record<string, Check>;

/** Give a list of so many items. Throws `Refused`: it is no list, or of another length. */
export function some(value: unknown, least: number, most: number): unknown[] {
  if (!Array.isArray(value) || value.length < least || value.length > most) throw new Refused("no such list");
  return value as unknown[];
}

/**
 * Refuse a body that is not one of its kind.
 *
 * Throws `MalformedStatement`: a field is missing, unknown, or not what it should be, or the log holds no such kind.
 */
export async function checkBody(kind: string, body: unknown): Promise<void> {
  for (const known of [DeviceStatement, OfficersStatement, EpochStatement, RecoveryStatement]) {
    if (kind === known.KIND) {
      known.parse(body);
      return;
    }
  }
  const checks = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (checks === undefined) throw new MalformedStatement();
  try {
    const fields = exact(body, ...Object.keys(checks));
    for (const [name, check] of Object.entries(checks)) await check(fields[name]);
    const nbf = fields["nbf"] as number;
    if ("exp" in fields) integer(fields["exp"], nbf + 1, nbf + (DAYS[kind] ?? 36_500) * 86_400);
    if ("k" in fields) integer(fields["k"], 1, (fields["keys"] as unknown[]).length);
    if ("w" in fields) {
      const many = (fields["witnesses"] as unknown[]).length;
      integer(fields["w"], many ? Math.floor(many / 2) + 1 : 0, many);
      integer(fields["refuse"], fields["warn"] as number);
    }
  } catch (error) {
    throw error instanceof Refused || error instanceof BadKey ? new MalformedStatement() : error;
  }
}

const form = (pattern: RegExp): Check => (value) => text(value, pattern);
const bytes = (size: number): Check => (value) => unb64u(value, size);
const number = (least: number): Check => (value) => integer(value, least);

function list(check: Check, least = 1): Check {
  return async (value) => {
    const items = some(value, least, MOST_SIGNATURES);
    for (const item of items) await check(item);
    if (new Set(items).size !== items.length) throw new Refused("one stands twice");
  };
}

async function witness(value: unknown): Promise<void> {
  if ((await Vkey.decode(text(value, /^.+$/))).kind !== COSIGNATURE) throw new Refused("no witness");
}

function limits(value: unknown): void {
  for (const limit of Object.values(exact(value, "attachment", "envelope"))) integer(limit, 1);
}

const ID = form(/^[0-9a-f]{32}$/);
const NAME = form(/^[A-Za-z0-9.:[\]-]{1,255}$/);
const VERSION = form(/^(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}$/);
const [KEY, HASH, FROM_0, FROM_1] = [bytes(SIGN_PUBLIC), bytes(32), number(0), number(1)];
const MEMBER: Checks = { member: ID, nbf: FROM_0 };
const BOARD: Checks = { keys: list(KEY), k: FROM_1 };
const LISTING: Checks = { ...MEMBER, listing: ID, rev: FROM_1 };

/** The fields of each kind of which statements did not have a class before there was a log. */
const KINDS: Record<string, Checks> = {
  "vetted.v1": { ...MEMBER, ...BOARD, exp: FROM_0 },
  "suspended.v1": { ...MEMBER, exp: FROM_0 },
  "devetted.v1": MEMBER,
  "device-revoked.v1": { ...MEMBER, device: ID },
  "node.v1": { ...MEMBER, node: NAME, sign: KEY, exp: FROM_0 },
  "node-revoked.v1": { ...MEMBER, node: NAME, key: ID },
  "listing.v1": { ...LISTING, hash: HASH, exp: FROM_0 },
  "listing-withdrawn.v1": LISTING,
  "board.v1": { ...BOARD, seq: FROM_0, nbf: FROM_0 },
  "release.v1": { program: form(/^[a-z][a-z0-9-]{0,39}$/), version: VERSION, hash: HASH, nbf: FROM_0 },
  "policy.v1": {
    ...{ seq: FROM_0, suites: list(form(/^XW[1-9][0-9]{0,2}$/)), min_version: VERSION, limits, nbf: FROM_0 },
    ...{ witnesses: list(witness, 0), w: FROM_0, warn: FROM_1, refuse: FROM_1 },
  },
};
