/** What went wrong, in the page's own sentences: what a program throws is never shown. */

import { BadCode, CryptoError } from "../crypto/errors";
import { NoSodium } from "../crypto/sodium";
import { NoArgon2 } from "../keystore/slow_worker";
import { NodeAway, NodeRefused } from "./node";
import type { Key, Values } from "./words";

const REFUSALS: Record<string, Key> = {
  NO_SEALED_LETTER: "faultNothing",
  TOO_MANY_TRIES: "faultTries",
  ALREADY_ANSWERED: "faultAnswered",
};

/** Say that a form cannot be sent as it stands; `at` is where it can be mended. */
export class Unfinished extends Error {
  override readonly name = "Unfinished";
  constructor(
    readonly at: HTMLElement,
    readonly key: Key,
    readonly values: Values = {},
  ) {
    super("The form is not finished.");
  }
}

/** Say what a person can do about it. */
export function fault(error: unknown): [Key, Values] {
  if (error instanceof Unfinished) return [error.key, error.values];
  if (error instanceof BadCode) return code(error);
  if (error instanceof NodeRefused) return [REFUSALS[error.code] ?? "faultStrange", {}];
  if (error instanceof NodeAway) return ["faultAway", {}];
  if (error instanceof NoSodium) return ["faultSeals", {}];
  if (error instanceof NoArgon2) return ["faultMemory", {}];
  return [error instanceof CryptoError ? "faultTampered" : "faultStrange", {}];
}

function code({ reason, at }: BadCode): [Key, Values] {
  if (reason === "group") return ["faultGroup", { group: at }];
  if (reason === "check") return ["faultCheck", {}];
  return at === 0 ? ["faultEmpty", {}] : ["faultCount", { count: at }];
}
