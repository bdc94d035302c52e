/** The page's words: each language says the same things, with the same values in them. */

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { NAMES, preferred } from "../src/inbox/words";

function read(language: string): Record<string, string> {
  const text = readFileSync(new URL(`../src/inbox/words/${language}.json`, import.meta.url), "utf8");
  return JSON.parse(text) as Record<string, string>;
}

/** What no machine translated, or somebody who grew up with the language has read; the others say so on the page. */
const READ = ["en"];
const places = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();
const ENGLISH = read("en");

test.each(Object.keys(NAMES))("%s says all that the page says, and says who wrote it", (language) => {
  const words = read(language);

  expect(Object.keys(words)).toEqual(Object.keys(ENGLISH));
  for (const [key, sentence] of Object.entries(words)) {
    expect([key, places(sentence)]).toEqual([key, places(ENGLISH[key] ?? "")]);
    expect([key, sentence === "" && key !== "machine"]).toEqual([key, false]);
  }
  expect(words["machine"] === "").toBe(READ.includes(language));
});

test("the page begins in the first language of the browser that it speaks, and else in English", () => {
  expect(preferred(["uk-UA", "el-GR", "en"])).toBe("el");
  expect(preferred(["bgc", "RO"])).toBe("ro");
  expect(preferred(["ar", "fr-FR"])).toBe("en");
  expect(preferred([])).toBe("en");
});
