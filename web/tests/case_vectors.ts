/** The vectors of case keys (SPEC.md section 24) run against the code. */

import { Case, closeLetterKey, openLetterKey, unwrapCaseKey, wrapCaseKey } from "../src/crypto/cases";
import * as format from "../src/crypto/format";
import { SealingKey } from "../src/crypto/keys";
import { open } from "../src/crypto/opening";
import { bytes, expected, type Given, textOrBytes } from "./vectors";

/* What a vector says is not typed: a wrong field makes its operation fail, which is what a test is for. */
/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-argument,
   @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call */
function caseOf(given: Given): Case {
  return new Case(given["member"], given["ref"], given["number"]);
}

async function caseWrap(given: Given): Promise<Given> {
  const key = new SealingKey(bytes(given["key_hex"]));
  return { case_key_hex: format.hex(await unwrapCaseKey(bytes(given["wrap_hex"]), key, caseOf(given), given["to"])) };
}

async function wrapCase(given: Given): Promise<Given> {
  await wrapCaseKey(bytes(given["case_key_hex"]), bytes(given["to_hex"]), caseOf(given), given["to"]);
  return {};
}

function caseLetter(given: Given): Given {
  const [caseKey, envId] = [bytes(given["case_key_hex"]), bytes(given["env_id_hex"])];
  return { cek_hex: format.hex(openLetterKey(bytes(given["sealed_hex"]), caseKey, caseOf(given), envId)) };
}

function closeCaseLetter(given: Given): Given {
  const [caseKey, envId] = [bytes(given["case_key_hex"]), bytes(given["env_id_hex"])];
  const [cek, nonce] = [bytes(given["cek_hex"]), bytes(given["nonce_hex"])];
  return { sealed_hex: format.hex(closeLetterKey(cek, caseKey, caseOf(given), envId, nonce)) };
}

async function caseOpen(given: Given): Promise<Given> {
  const keys = given["keys_hex"].map((seed: string) => new SealingKey(bytes(seed)));
  const officers = given["officers_hex"].map(bytes);
  const cek = "cek_hex" in given ? { cek: bytes(given["cek_hex"]) } : {};
  const waits = { keys, expect: expected(given["waits_for"]), officers, ...cek };
  const opened = await open(textOrBytes(given, "envelope"), waits);
  return { typ: opened.typ, body: opened.body, env_id_hex: format.hex(opened.envId) };
}

export const CASE_OPERATIONS: Record<string, (given: Given) => Given | Promise<Given>> = {
  "case-wrap": caseWrap,
  "wrap-case": wrapCase,
  "case-letter": caseLetter,
  "close-case-letter": closeCaseLetter,
  "case-open": caseOpen,
};
