/** The vectors of `crypto/vectors/` run against the code: one function an operation, in Node.js and in a browser. */

import { Attachment } from "../src/crypto/attachments";
import * as consent from "../src/crypto/consent";
import { type Context, Envelope } from "../src/crypto/envelope";
import { parseNamed } from "../src/crypto/named_state";
import { CryptoError, MalformedEnvelope, UnsupportedVersion } from "../src/crypto/errors";
import * as format from "../src/crypto/format";
import * as keys from "../src/crypto/keys";
import * as opening from "../src/crypto/opening";
import { commitment, seal } from "../src/crypto/sealing";
import { DeviceStatement, EpochStatement, OfficersStatement, verifyStatement } from "../src/crypto/signing";
import * as vault from "../src/crypto/vault";
import { unwrapSeed, wrapSeed } from "../src/crypto/wrapping";
import { CASE_OPERATIONS } from "./case_vectors";
import { LOG_OPERATIONS } from "./log_vectors";
import { SHARE_OPERATIONS } from "./share_vectors";
import { sealAgain } from "./sealing_again";
import { capabilities, sealedSizeOf, streamOpen, streamSeal } from "./streams";

/* What a vector says is not typed: a wrong field makes its operation fail, which is what a test is for. */
/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment,
   @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-member-access,
   @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
export type Given = Record<string, any>;

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function textOrBytes(given: Given, name: string): Uint8Array {
  return name in given ? format.utf8(given[name]) : bytes(given[`${name}_hex`]);
}

function check(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

function equal(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((value) => format.fromUtf8(format.jcs(value)));
  return a === b;
}

export function contextOf(at: Given): Context {
  return {
    ...{ ref: at["ref"], seq: at["seq"], prev: format.unb64u(at["prev"]), sender: at["from"], recipient: at["to"] },
    ...{ listing: at["svc"], version: at["rev"], consent: format.unb64u(at["consent"]), expires: at["exp"] },
    ...{ epoch: at["epoch"], log: "log" in at ? parseNamed(at["log"]) : null },
  };
}

function lp(given: Given): Given {
  const joined = format.lp(...given["parts"]);
  check(equal(format.unlp(joined, given["parts"].length).map(format.fromUtf8), given["parts"]), "unlp");
  return { bytes_hex: format.hex(joined) };
}

function b64u(given: Given): Given {
  const data = format.unb64u(given["text"], given["size"]);
  check(format.b64u(data) === given["text"], "b64u");
  return { bytes_hex: format.hex(data) };
}

function jcs(given: Given): Given {
  const written = format.jcs(given["value"]);
  check(equal(format.strictJson(written, 65536), given["value"]), "read again");
  return { text: format.fromUtf8(written) };
}

function json(given: Given): Given {
  format.strictJson(textOrBytes(given, "document"), given["most"]);
  return {};
}

function signingKey(given: Given): Given {
  const key = new keys.SigningKey(bytes(given["seed_hex"]));
  return { public_hex: format.hex(key.public), sign_kid: key.kid };
}

function sealingKey(given: Given): Given {
  const key = new keys.SealingKey(bytes(given["seed_hex"]));
  keys.checkSealingKey(key.public);
  return { public_hex: format.hex(key.public), kid_hex: format.hex(key.kid) };
}

function sealingPublic(given: Given): Given {
  keys.checkSealingKey(bytes(given["public_hex"]));
  return {};
}

function safety(given: Given): Given {
  return { text: keys.memberFingerprint(given["member"], given["officers_hex"].map(bytes), given["k"]) };
}

function signature(given: Given): Given {
  keys.verify(bytes(given["public_hex"]), bytes(given["signature_hex"]), given["label"], ...given["parts"]);
  return {};
}

async function intakeWrap(given: Given): Promise<Given> {
  const at = { member: given["member"], epoch: given["epoch"], toDevice: given["device"] };
  const key = new keys.SealingKey(bytes(given["key_hex"]));
  return { seed_hex: format.hex((await unwrapSeed(bytes(given["wrap_hex"]), key, at)).seed) };
}

async function wrapTheSeed(given: Given): Promise<Given> {
  const at = { member: given["member"], epoch: given["epoch"], toDevice: given["device"] };
  await wrapSeed(bytes(given["seed_hex"]), bytes(given["to_hex"]), at);
  return {};
}

function statement(given: Given): Given {
  const kind = given["kind"];
  const body = verifyStatement(textOrBytes(given, "statement"), kind, given["keys_hex"].map(bytes));
  for (const known of [DeviceStatement, OfficersStatement, EpochStatement]) {
    if (known.KIND === kind) check(equal(known.parse(body).body(), body), "written again");
  }
  return {};
}

export function expected(waits: Given): opening.Expect {
  const named = Object.entries(waits).map(([name, value]) => {
    const inner = name.replace("_hex", "").replace("feedback_key", "feedbackKey");
    return [inner, name.endsWith("_hex") ? bytes(value) : value];
  });
  return Object.fromEntries(named);
}

/** Open it; an envelope that is refused for its form is refused by who only parses, just the same. */
async function open(given: Given): Promise<Given> {
  const data = textOrBytes(given, "envelope");
  const mine = given["keys_hex"].map((seed: string) => new keys.SealingKey(bytes(seed)));
  const officers = given["officers_hex"].map(bytes);
  try {
    const waits = { keys: mine, expect: expected(given["waits_for"]), officers, k: given["k"] ?? 1 };
    const opened = await opening.open(data, waits);
    check(format.same(Envelope.parse(data).toBytes(), data), "written again");
    const attachments = opened.attachments.map((one) => one.toFields());
    const found = { typ: opened.typ, body: opened.body, env_id_hex: format.hex(opened.envId) };
    return attachments.length > 0 ? { ...found, attachments } : found;
  } catch (error) {
    const formal = error instanceof MalformedEnvelope || error instanceof UnsupportedVersion;
    check(formal === !parses(data), "parsing alone says something else than opening");
    throw error;
  }
}

function parses(data: Uint8Array): boolean {
  try {
    Envelope.parse(data);
    return true;
  } catch {
    return false;
  }
}

/** Give what a vector attaches, also what no reader would take. */
export function attachmentsOf(given: Given): Attachment[] {
  const said: Given[] = given["attachments"] ?? [];
  return said.map((one) => {
    const [key, hash] = [format.unb64u(one["key"]), format.unb64u(one["hash"])];
    return new Attachment(one["id"], key, hash, one["size"], one["mime"]);
  });
}

async function sealRefused(given: Given): Promise<Given> {
  const key = new keys.SigningKey(bytes(given["device_seed_hex"]));
  const sender = { key, statement: format.utf8(given["statement"]) };
  const recipients = given["recipients_hex"].map(bytes);
  const attachments = attachmentsOf(given);
  await seal(given["typ"], given["body"], { context: contextOf(given["context"]), sender, recipients, attachments });
  return {};
}

function token(given: Given): Given {
  const data = textOrBytes(given, "signed");
  const said = consent.verifyToken(data, bytes(given["public_hex"]));
  const shown = { hash_hex: format.hex(consent.tokenHash(data)) };
  if (!("before" in given)) return shown;
  const before = textOrBytes(given, "before");
  return { ...shown, goes_on: consent.goesOn(said, consent.parse(before).token, consent.tokenHash(before)) };
}

function proof(given: Given): Given {
  consent.verifyProof(bytes(given["public_hex"]), bytes(given["signature_hex"]), bytes(given["env_id_hex"]));
  return {};
}

type Operation = (given: Given, out: Given) => Given | Promise<Given>;
const hexOf = (data: Uint8Array): Given => ({ bytes_hex: format.hex(data) });
const OPERATIONS: Record<string, Operation> = {
  lp,
  b64u,
  jcs,
  json,
  "signing-key": signingKey,
  "sealing-key": sealingKey,
  "sealing-public": sealingPublic,
  fingerprint: (given) => ({ text: keys.fingerprint(bytes(given["public_hex"])) }),
  safety,
  signature,
  "intake-wrap": intakeWrap,
  "wrap-seed": wrapTheSeed,
  statement,
  open,
  seal: sealAgain,
  "seal-refused": sealRefused,
  block: (given) => hexOf(commitment(given["category"], bytes(given["salt_hex"]), given["data"])),
  token,
  salted: (given) => hexOf(consent.saltedHash(bytes(given["salt_hex"]), given["value"])),
  withdrawal: (given) => hexOf(consent.withdrawalCommitment(bytes(given["secret_hex"]))),
  "feedback-key": (given) => ({ public_hex: format.hex(consent.feedbackKey(bytes(given["secret_hex"])).public) }),
  proof,
  "stream-open": streamOpen,
  "stream-seal": streamSeal,
  "sealed-size": sealedSizeOf,
  capabilities,
  vault: async (given) => ({ secrets: await vault.unlock(textOrBytes(given, "vault"), given["passphrase"]) }),
  ...LOG_OPERATIONS,
  ...SHARE_OPERATIONS,
  ...CASE_OPERATIONS,
};

/** Run a vector; gives what it shows, in the words of the vector: `ok` or the class and reason of the refusal. */
export async function run(vector: Given): Promise<{ expect: string; reason: string; out: Given }> {
  const operation = OPERATIONS[vector["op"]];
  if (operation === undefined) throw new Error(`no operation ${String(vector["op"])}`);
  try {
    return { expect: "ok", reason: "", out: await operation(vector["in"], vector["out"] ?? {}) };
  } catch (error) {
    if (!(error instanceof CryptoError) && !(error instanceof format.Refused)) throw error;
    return { expect: error.name, reason: "reason" in error ? String(error.reason) : "", out: {} };
  }
}

/** Say what is wrong with a vector's result, or nothing. */
export async function fault(vector: Given): Promise<string> {
  try {
    const wanted = { expect: vector["expect"], reason: vector["reason"] ?? "", out: vector["out"] ?? {} };
    const shown = await run(vector);
    return equal(shown, wanted) ? "" : `shows ${shown.expect} ${shown.reason}, or other bytes`;
  } catch (error) {
    return String(error);
  }
}
