/** The same vectors in a browser, in a page under the real policy. */

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Browser, browser, POLICY, server, visit } from "./browser";
import { NAMES } from "./folder";

let here: Browser;
let site: Awaited<ReturnType<typeof server>>;
let results: Record<string, string>;

beforeAll(async () => {
  here = await browser();
  site = await server();
  const page = await visit(here.context, site.url);
  results = await page.evaluate(() => window.tolerant.vectors());
  await page.close();
});

afterAll(async () => {
  await here.close();
  site.close();
});

test.each(NAMES)("Chromium: %s", (name) => {
  expect(results[name]).toBe("");
});

test("without 'wasm-unsafe-eval' in the policy the seals say so instead of waiting for ever", async () => {
  const strict = await server(POLICY.replace(" 'wasm-unsafe-eval'", ""));
  const page = await visit(here.context, strict.url);

  const said = await page.evaluate(() => window.tolerant.ready(1000).catch((error: unknown) => String(error)));

  strict.close();
  await page.close();
  expect(said).toMatch(/^NoSodium: .*'wasm-unsafe-eval'/);
});

test("the policy allows no evaluation of texts and no script of another place", async () => {
  const page = await visit(here.context, site.url);
  const inline = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.bad = true";
    document.head.append(script);
    return "bad" in window;
  });

  await page.close();
  expect(inline).toBe(false);
  expect(POLICY).not.toContain("'unsafe-");
});
