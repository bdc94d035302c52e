/** A visit to the page of a running node, with everything noted that could give the code or the letter away. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { BrowserContext, Page } from "playwright-core";

/** What tests/client/test_inbox_page.py gives: an address, a code with a letter, one without, words of it. */
export interface Given {
  readonly address: string;
  readonly code: string;
  readonly unknown: string;
  readonly marks: readonly string[];
}

export const GIVEN = JSON.parse(process.env["INBOX"] ?? "{}") as Given;

declare global {
  interface Window {
    broken: string[];
  }
}

/** What a page asked for, said to its console, and was refused by its policy. */
export class Noted {
  readonly asked: { url: string; body: string }[] = [];
  readonly said: string[] = [];
  readonly workers: string[] = [];

  /** Count the questions to the node. */
  questions(): number {
    return this.asked.filter(({ url }) => url.endsWith("/graphql")).length;
  }
}

/** Open the page in a browser, at a width of a telephone. */
export async function visit(context: BrowserContext, address: string = GIVEN.address): Promise<[Page, Noted]> {
  const [page, noted] = [await context.newPage(), new Noted()];
  page.setDefaultTimeout(10_000);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.addInitScript(() => {
    window.broken = [];
    addEventListener("securitypolicyviolation", (event) => window.broken.push(event.violatedDirective));
  });
  page.on("request", (one) => noted.asked.push({ url: one.url(), body: one.postData() ?? "" }));
  page.on("console", (one) => noted.said.push(one.text()));
  page.on("pageerror", (error) => noted.said.push(String(error)));
  page.on("worker", (worker) => noted.workers.push(worker.url()));
  await page.clock.install();
  await page.goto(address);
  return [page, noted];
}

/** Type a code and press the button. */
export async function enter(page: Page, code: string): Promise<void> {
  await page.getByRole("textbox", { name: "Code" }).fill(code);
  await page.getByRole("button", { name: "Open the letter" }).click();
}

/** Wait for the page's sentence about what is wrong. */
export async function wrong(page: Page): Promise<string> {
  return page.locator("[role=alert] span").innerText();
}

/** Give all that a page can keep in a browser. */
export function kept(page: Page): Promise<Record<string, unknown>> {
  return page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    cookie: document.cookie,
    state: history.state as unknown,
    visited: history.length,
    address: location.href,
    title: document.title,
  }));
}

/** Name the files of a browser's folder in which one of some texts stands. */
export function lyingIn(folder: string, texts: readonly string[]): string[] {
  const sought = texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, "utf16le")]);
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    const data = readFileSync(path);
    return sought.some((one) => data.includes(one));
  });
}
