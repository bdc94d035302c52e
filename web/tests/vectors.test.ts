/** The vectors in Node.js: bytes made by another program, which this code must read, refuse and write just so. */

import { beforeAll, expect, test } from "vitest";

import { ready } from "../src/crypto/sodium";
import { NAMES, vector } from "./folder";
import { fault } from "./vectors";

beforeAll(() => ready());

test.each(NAMES)("Node.js: %s", async (name) => {
  expect(await fault(vector(name))).toBe("");
});
