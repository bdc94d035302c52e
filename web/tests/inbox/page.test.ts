/** A house that is no member, on its own device: from the code to the letter, the answer and its end. */

import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Browser, browser } from "../browser";
import { enter, GIVEN, kept, lyingIn, type Noted, visit, wrong } from "./visit";

const ARABIC = GIVEN.code.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));
const LANGUAGES = ["Deutsch", "Italiano", "Ελληνικά", "Български", "Română", "English"];
let here: Browser;
let page: Page;
let noted: Noted;

beforeAll(async () => {
  here = await browser();
  [page, noted] = await visit(here.context);
});

afterAll(() => here.close());

/** Look at the page in each language; it ends in English. */
async function inEachLanguage<T>(look: () => Promise<T>): Promise<T[]> {
  const seen: T[] = [];
  for (const name of LANGUAGES) {
    await page.getByRole("button", { name }).click();
    seen.push(await look());
  }
  return seen;
}

const overflow = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

test("a slip in the code is found on this device, which says in which group it is and asks nobody", async () => {
  const before = noted.questions();
  const said: string[] = [];
  const [one = "", two = "", ...rest] = GIVEN.code.split(" ");
  const swapped = String((Number(one.charAt(0)) + 1) % 10) + one.slice(1);
  for (const typed of ["", "12345", [one, two.slice(1), ...rest].join(" "), [swapped, two, ...rest].join(" ")]) {
    await enter(page, typed);
    said.push(await wrong(page));
  }

  expect(said).toEqual([
    "Type the code first.",
    "The code has 25 digits. Here are 5.",
    "Group 2 does not have five digits.",
    "One digit is wrong, or two have changed places. Read the five groups to each other again.",
  ]);
  expect(await page.getByRole("textbox", { name: "Code" }).getAttribute("aria-invalid")).toBe("true");
  expect(noted.questions()).toBe(before);
});

test("a code without a letter is told as such, in every language, and nothing sticks out on a telephone", async () => {
  await enter(page, GIVEN.unknown);
  const english = await wrong(page);

  const said = await inEachLanguage(async () => [await wrong(page), await overflow()] as const);

  expect(english).toMatch(/^There is no letter for this code/);
  expect(new Set(said.map(([sentence]) => sentence)).size).toBe(LANGUAGES.length);
  expect(said.map(([, more]) => more)).toEqual(LANGUAGES.map(() => 0));
});

test("the code opens the letter, in the digits of any script, and a worker does what is slow", async () => {
  await enter(page, ARABIC);
  const letter = await page.getByRole("article").innerText();

  for (const mark of GIVEN.marks) expect(letter).toContain(mark);
  expect(letter).toContain("What is needed\nGoal\n");
  expect(await page.locator("h1:focus").count()).toBe(1);
  expect(noted.workers.filter((url) => url.includes("argon2.worker")).length).toBe(2);
  expect(await page.getByRole("textbox", { name: "Code" }).count()).toBe(0);
});

test("the letter is told in each language, and keeps within 360 pixels", async () => {
  const seen = await inEachLanguage(async () => ({
    text: await page.locator("body").innerText(),
    tag: await page.locator("html").getAttribute("lang"),
    more: await overflow(),
  }));

  expect(seen.map(({ tag }) => tag)).toEqual(["de", "it", "el", "bg", "ro", "en"]);
  expect(seen.map(({ more }) => more)).toEqual(LANGUAGES.map(() => 0));
  for (const { text } of seen) {
    for (const mark of GIVEN.marks) expect(text).toContain(mark);
    expect(text).not.toMatch(/[{}]|undefined/);
  }
  expect(seen.map(({ text }) => /machine|Maschine|macchina|μηχανή|машина|mașină/.test(text))).toEqual([
    ...[true, true, true, true, true, false],
  ]);
});

test("whatever can be used has a name that a screen reader says, and a size that a finger hits", async () => {
  const devtools = await here.context.newCDPSession(page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  const usable = ["button", "textbox", "radio", "combobox"];
  const used = nodes.filter(({ role, ignored }) => !ignored && usable.includes(String(role?.value)));
  const low = await page.locator("button, select, textarea, .option").evaluateAll((all) =>
    all.map((one) => one.getBoundingClientRect().height).filter((height) => height > 0 && height < 44),
  );

  expect(used.length).toBeGreaterThan(12);
  expect(used.filter(({ name }) => !name?.value)).toEqual([]);
  expect(low).toEqual([]);
});

test("on paper stands the letter, and nothing that can be pressed", async () => {
  await page.emulateMedia({ media: "print" });
  const buttons = await page.locator("button, textarea").filter({ visible: true }).count();
  const letter = await page.getByRole("article").innerText();
  await page.emulateMedia({ media: null });

  expect(buttons).toBe(0);
  expect(letter).toContain(GIVEN.marks[0]);
});

test("a letter that was closed stands nowhere on the page, and its code opens it again", async () => {
  await page.getByRole("button", { name: "Close the letter" }).click();
  const closed = await page.locator("html").innerHTML();
  await page.getByRole("button", { name: "Open a letter" }).click();
  await enter(page, GIVEN.code);

  await page.getByRole("article").waitFor();
  for (const mark of [...GIVEN.marks, GIVEN.code]) expect(closed).not.toContain(mark);
});

test("a letter is shown no longer than its code opens it", async () => {
  await page.clock.fastForward("59:00");
  const before = await page.getByRole("article").count();
  await page.clock.fastForward("02:00");

  expect([before, await page.getByRole("article").count()]).toEqual([1, 0]);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("The time is over");
  await page.getByRole("button", { name: "Open a letter" }).click();
  await enter(page, GIVEN.code);
  await page.getByRole("article").waitFor();
});

test("a device that slept does not show the letter when it wakes after the hour, though no timer ran", async () => {
  const before = await page.evaluate(() => Date.now());
  await page.clock.setSystemTime(before + 61 * 60_000);

  await page.getByRole("heading", { name: "The time is over" }).waitFor();
  expect(await page.getByRole("article").count()).toBe(0);
  await page.clock.setSystemTime(before);
  await page.getByRole("button", { name: "Open a letter" }).click();
  await enter(page, GIVEN.code);
  await page.getByRole("article").waitFor();
});

/** Let one thing reach the node, and lose what the node says to it. */
async function loseOneAnswer(): Promise<void> {
  const lose = async (route: Route): Promise<void> => {
    await route.fetch();
    await route.abort();
  };
  await page.route("**/graphql", lose, { times: 1 });
}

test("an answer says what is missing, and is sealed and sent once, even where the line breaks", async () => {
  const send = page.getByRole("button", { name: "Send the answer" });
  await send.click();
  const first = await wrong(page);
  await page.getByRole("radio", { name: "No, we cannot help" }).check();
  await send.click();
  const second = await wrong(page);
  await page.getByRole("textbox", { name: /^Message/ }).fill("\u0958".repeat(501)); // two signs each, as it is sealed
  await page.getByRole("combobox", { name: "Why not?" }).selectOption({ label: "We have no place now" });
  await send.click();
  const long = await wrong(page);
  await page.getByRole("textbox", { name: /^Message/ }).fill("Perhaps in March. Μάρτιος.");
  await loseOneAnswer();
  await send.click();
  const third = await wrong(page);
  await send.click();

  await page.getByText("Your answer was sent.").waitFor();
  expect([first, second, long]).toEqual([
    ...["Choose one of the three answers.", "Choose why not.", "The message is too long by 2 characters."],
  ]);
  expect(third).toMatch(/^There is no answer from the other side/);
  expect(await send.count()).toBe(0);
});

test("'delete now' asks once more, and afterwards the code opens nothing", async () => {
  await page.getByRole("button", { name: "Delete now" }).click();
  await page.getByRole("button", { name: "No, keep it" }).click();
  await page.getByRole("button", { name: "Delete now" }).click();
  await page.getByRole("button", { name: "Yes, delete" }).click();
  await page.getByRole("heading", { name: "The letter is deleted" }).waitFor();
  const left = await page.locator("html").innerHTML();
  await page.getByRole("button", { name: "Open a letter" }).click();
  await enter(page, GIVEN.code);

  expect(await wrong(page)).toMatch(/^There is no letter for this code/);
  for (const mark of GIVEN.marks) expect(left).not.toContain(mark);
});

test("nothing of it is kept, stands in an address or title, or is said to console or others", async () => {
  const clean = { local: [], session: [], databases: [], caches: [], cookie: "", state: null };
  const bare = GIVEN.code.replaceAll(" ", "");
  const told = noted.asked.map(({ url, body }) => url + body).join("\n");

  expect(await kept(page)).toEqual({ ...clean, visited: 2, address: GIVEN.address, title: "Sealed letter" });
  expect(noted.said).toEqual([expect.stringContaining("ERR_FAILED")]); // the browser's own, of the broken line
  expect(await page.evaluate(() => window.broken)).toEqual([]);
  expect(noted.asked.filter(({ url }) => new URL(url).origin !== new URL(GIVEN.address).origin)).toEqual([]);
  expect(noted.asked.filter(({ url }) => /[?#]/.test(url))).toEqual([]);
  for (const secret of [bare, GIVEN.code, ARABIC, ...GIVEN.marks]) expect(told).not.toContain(secret);
  expect(lyingIn(here.folder, [bare, GIVEN.code, ...GIVEN.marks])).toEqual([]);
});

test("where a policy forbids WebAssembly, the page says so instead of waiting for ever", async () => {
  const context = here.context;
  await context.route(GIVEN.address, async (route) => {
    const answer = await route.fetch();
    const policy = (answer.headers()["content-security-policy"] ?? "").replace(" 'wasm-unsafe-eval'", "");
    await route.fulfill({ response: answer, headers: { ...answer.headers(), "content-security-policy": policy } });
  });
  const [other] = await visit(context);
  await enter(other, GIVEN.code);

  await other.clock.fastForward("00:20");

  expect(await wrong(other)).toMatch(/does not run WebAssembly/);
  await other.close();
});
