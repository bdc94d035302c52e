/** The vectors of shares and of two devices (SPEC.md sections 19 to 22) run against the code. */

import { combine as joined } from "shamir-secret-sharing";

import * as format from "../src/crypto/format";
import { verifyEntry } from "../src/crypto/log_entries";
import { commit, type Keys, shortCode } from "../src/crypto/pairing";
import { RecoveryStatement } from "../src/crypto/recovery";
import { Root, safetyNumber, safetyText } from "../src/crypto/safety";
import { numbers, readNumbers } from "../src/crypto/share_words";
import { combine, decode, readText, type Share } from "../src/crypto/shares";
import { CODE_OPERATIONS } from "./code_vectors";

/* What a vector says is not typed: a wrong field makes its operation fail, which is what a test is for. */
/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment,
   @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-member-access,
   @typescript-eslint/no-unsafe-call */
type Given = Record<string, any>;
type Operation = (given: Given) => Given | Promise<Given>;

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function shown(share: Share): Given {
  const { member, ceremony, k, n, index } = share;
  const written = { text: share.text(), words: numbers(share), hash_hex: format.hex(share.hash()) };
  return { member, ceremony, k, n, index, ...written };
}

/** Join shares; another program's division, where the shares hold, must give the same. */
async function combineShares(given: Given): Promise<Given> {
  const shares: Share[] = given["shares_hex"].map((one: string, at: number) => decode(bytes(one), at + 1));
  const secret = combine(shares);
  const theirs = await joined(shares.map((one) => one.part));
  if (!format.same(secret, theirs)) throw new Error("another program joins them otherwise");
  return { secret_hex: format.hex(secret) };
}

async function checkShare(given: Given): Promise<Given> {
  const keys = given["keys_hex"].map(bytes);
  const body = await verifyEntry(format.utf8(given["statement"]), RecoveryStatement.KIND, keys, given["officers_k"]);
  RecoveryStatement.parse(body).holds(decode(bytes(given["share_hex"])));
  return {};
}

function safetyPair(given: Given): Given {
  const [one, other] = given["roots"].map(
    (said: Given) => new Root(said["member"], said["officers_hex"].map(bytes), said["k"]),
  );
  return { number: safetyNumber(one, other), text: safetyText(one, other) };
}

function pairCode(given: Given): Given {
  const [fresh, old]: [Keys, Keys] = [given["new_hex"].map(bytes), given["old_hex"].map(bytes)];
  const [one, other] = [bytes(given["new_nonce_hex"]), bytes(given["old_nonce_hex"])];
  return { text: shortCode(bytes(given["commitment_hex"]), fresh, one, old, other) };
}

export const SHARE_OPERATIONS: Record<string, Operation> = {
  share: (given) => shown(decode(bytes(given["share_hex"]))),
  "share-text": (given) => shown(readText(given["text"])),
  "share-words": (given) => shown(readNumbers(given["words"])),
  "combine-shares": combineShares,
  "check-share": checkShare,
  "safety-pair": safetyPair,
  "pair-commit": (given) => ({
    commitment_hex: format.hex(commit(given["new_hex"].map(bytes), bytes(given["nonce_hex"]))),
  }),
  "pair-code": pairCode,
  ...CODE_OPERATIONS,
};
