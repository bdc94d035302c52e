/** The page's reading of a letter: what another program wrote oddly keeps nobody from reading the rest. */

import { expect, test } from "vitest";

import { readLetter } from "../src/inbox/letter";

test("a moment that no calendar has is left out, and the letter is read all the same", () => {
  const said = { at: Number.MAX_SAFE_INTEGER, note: "Call us.", blocks: { NEED: { goal: "German" } } };

  expect(readLetter(said)).toMatchObject({ written: null, note: "Call us.", facts: [["NEED", { goal: "German" }]] });
  expect(readLetter({ ...said, at: 1 }).written).toEqual(new Date(1000));
});
