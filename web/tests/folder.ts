/** The vectors as they lie in the folder, for the tests in Node.js. */

import { readdirSync, readFileSync } from "node:fs";

import type { Given } from "./vectors";

const FOLDER = new URL("../../crypto/vectors/", import.meta.url);

export const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .sort();

/** Give a vector's file as it is. */
export function source(name: string): string {
  return readFileSync(new URL(`${name}.json`, FOLDER), "utf8");
}

/** Read a vector. */
export function vector(name: string): Given {
  return JSON.parse(source(name)) as Given;
}
