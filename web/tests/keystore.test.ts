/** The keys of a device in a real browser: what opens them, what does not, and what lies on the disk meanwhile. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { type Browser, browser, server, visit } from "./browser";

const PASSPHRASE = "a long passphrase of six or more words";
const SEED = "c2VlZCBvZiB0aGUgZGV2aWNlIGZvciB0aGlzIHRlc3Q";
let here: Browser;
let site: Awaited<ReturnType<typeof server>>;
let page: Page;

beforeAll(async () => {
  here = await browser();
  site = await server();
});

afterAll(async () => {
  await here.close();
  site.close();
});

beforeEach(async () => {
  page = await visit(here.context, site.url);
});

afterEach(() => page.close());

/** Give the page a virtual authenticator, with or without a secret function. */
async function authenticator(hasPrf: boolean) {
  const devtools = await here.context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const person = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const kind = { protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal" } as const;
  const options = { ...kind, ...person, hasResidentKey: true, hasPrf };
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    forget: () => devtools.send("WebAuthn.clearCredentials", { authenticatorId }),
    doubt: () => devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false }),
  };
}

test("the passphrase opens the keys again, and what was saved last comes out", async () => {
  const shown = await page.evaluate(
    async ([passphrase, seed]) => {
      const { DeviceStore } = window.tolerant;
      const store = await DeviceStore.open({ name: "reopened" });
      await store.create({ sign: seed }, passphrase);
      await store.save({ sign: seed, epoch: 7 });
      store.close();
      const again = await DeviceStore.open({ name: "reopened" });
      await again.unlock(passphrase);
      return again.read();
    },
    [PASSPHRASE, SEED] as const,
  );

  expect(shown).toEqual({ sign: SEED, epoch: 7 });
});

test("a wrong passphrase and a changed record are the same one error, and nothing is opened", async () => {
  const shown = await page.evaluate(async (passphrase) => {
    const { DeviceStore, refusal, raw } = window.tolerant;
    const store = await DeviceStore.open({ name: "wrong" });
    await store.create({ sign: "x" }, passphrase);
    store.lock();
    const before = JSON.stringify(await raw("wrong"));
    const wrong = [];
    for (const tried of ["another", "", "\ud800"]) wrong.push(await refusal(() => store.unlock(tried)));
    const same = JSON.stringify(await raw("wrong")) === before;
    const locked = await refusal(() => store.read());
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("wrong");
      opening.onsuccess = () => {
        resolve(opening.result);
      };
    });
    const table = database.transaction("records", "readwrite").objectStore("records");
    table.put(new Uint8Array(400), "secrets");
    wrong.push(await refusal(() => store.unlock(passphrase)));
    return { wrong, same, locked };
  }, PASSPHRASE);

  expect(shown).toEqual({ wrong: Array(4).fill("WrongPassphrase"), same: true, locked: "Locked" });
});

test("a second enrolment does not destroy the keys of the first", async () => {
  const shown = await page.evaluate(async (passphrase) => {
    const { DeviceStore, refusal } = window.tolerant;
    const store = await DeviceStore.open({ name: "twice" });
    const none = await refusal(() => store.unlock(passphrase));
    await store.create({ sign: "first" }, passphrase);
    const other = await DeviceStore.open({ name: "twice" });
    const second = await refusal(() => other.create({ sign: "second" }, "another passphrase"));
    await other.unlock(passphrase);
    return { none, second, kept: other.read() };
  }, PASSPHRASE);

  expect(shown).toEqual({ none: "NoKeys", second: "KeysAlready", kept: { sign: "first" } });
});

test("the keys lock after ten minutes without a person, also when the machine slept and no timer ran", async () => {
  const shown = await page.evaluate(async (passphrase) => {
    const { DeviceStore, IDLE_MILLISECONDS, TestClock, refusal } = window.tolerant;
    const clock = new TestClock();
    const store = await DeviceStore.open({ name: "idle", clock });
    await store.create({ sign: "x" }, passphrase);
    clock.pass(IDLE_MILLISECONDS - 1);
    store.touch();
    clock.pass(IDLE_MILLISECONDS - 1);
    const before = await refusal(() => store.read());
    clock.pass(1);
    const after = [await refusal(() => store.read()), await refusal(() => store.save({ sign: "y" }))];
    await store.unlock(passphrase);
    clock.sleep(IDLE_MILLISECONDS);
    after.push(await refusal(() => store.read()), await refusal(store.touch.bind(store)));
    return { before, after, minutes: IDLE_MILLISECONDS / 60_000 };
  }, PASSPHRASE);

  expect(shown).toEqual({ before: "", after: Array(4).fill("Locked"), minutes: 10 });
});

test("a passkey with a secret function opens the keys, and only with the person there", async () => {
  const device = await authenticator(true);
  const made = await page.evaluate(async (passphrase) => {
    const { DeviceStore } = window.tolerant;
    const store = await DeviceStore.open({ name: "passkey" });
    await store.create({ sign: "x" }, passphrase);
    const added = await store.addPasskey("Device of intake");
    await store.save({ sign: "y" });
    store.lock();
    await store.unlockWithPasskey();
    return { added, read: store.read() };
  }, PASSPHRASE);
  const without = async (): Promise<string> =>
    page.evaluate(async () => {
      const store = await window.tolerant.DeviceStore.open({ name: "passkey" });
      return window.tolerant.refusal(() => store.unlockWithPasskey());
    });
  await device.doubt();
  const doubted = await without();
  await device.forget();

  expect(made).toEqual({ added: true, read: { sign: "y" } });
  expect([doubted, await without()]).toEqual(["PasskeyRefused", "PasskeyRefused"]);
});

test("a passkey without a secret function is not kept, whatever the browser promised", async () => {
  await authenticator(false);
  const shown = await page.evaluate(async (passphrase) => {
    const { DeviceStore, refusal, raw } = window.tolerant;
    const store = await DeviceStore.open({ name: "no-prf" });
    await store.create({ sign: "x" }, passphrase);
    const added = await store.addPasskey("Device of intake");
    return { added, names: Object.keys(await raw("no-prf")), refused: await refusal(() => store.unlockWithPasskey()) };
  }, PASSPHRASE);

  expect(shown).toEqual({ added: false, names: ["browser", "passphrase", "secrets"], refused: "PasskeyRefused" });
});

test("nothing lies in plain in the browser's database, and no script can take its key out", async () => {
  await authenticator(true);
  const shown = await page.evaluate(
    async ([passphrase, seed]) => {
      const { DeviceStore, format, raw, refusal } = window.tolerant;
      const store = await DeviceStore.open({ name: "plain" });
      await store.create({ sign: seed }, passphrase);
      await store.addPasskey("Device of intake");
      const records = await raw("plain");
      const { browser, passkey, ...boxes } = records as Record<string, unknown> & { browser: CryptoKey };
      const told = passkey as Record<string, Uint8Array>;
      const bytes = [...Object.values(boxes), ...Object.values(told)] as Uint8Array[];
      return {
        names: Object.keys(records),
        kinds: bytes.map((box) => box instanceof Uint8Array),
        hex: bytes.map(format.hex),
        extractable: browser.extractable,
        exported: await refusal(() => crypto.subtle.exportKey("raw", browser)),
      };
    },
    [PASSPHRASE, SEED] as const,
  );

  expect(shown.names).toEqual(["browser", "passkey", "passphrase", "secrets"]);
  expect(shown.kinds).not.toContain(false);
  expect([shown.extractable, shown.exported]).toEqual([false, "InvalidAccessError"]);
  for (const plain of [SEED, PASSPHRASE, "vault.v1", "sign"].flatMap(spellings)) {
    expect(shown.hex.join(" ")).not.toContain(plain);
  }
});

function spellings(word: string): string[] {
  const decoded = Buffer.from(word, "base64url");
  return [Buffer.from(word), Buffer.from(word, "utf16le"), decoded].map((data) => data.toString("hex"));
}

test("nothing lies in plain in the browser's folder on the disk, where a careless record would be seen", async () => {
  const careless = "a careless record of another program";
  await page.evaluate(async (text) => {
    const opening = indexedDB.open("careless", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("records").put(text, "it");
    };
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
  }, careless);
  const files = readdirSync(here.folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(here.folder, name))
    .filter((name) => name.includes("IndexedDB") && statSync(name).isFile());
  const all = Buffer.concat(files.map((name) => readFileSync(name)));

  expect(all.includes(careless)).toBe(true);
  for (const plain of [SEED, PASSPHRASE].flatMap((word) => [word, Buffer.from(word, "utf16le")])) {
    expect(all.includes(plain)).toBe(false);
  }
  expect(all.includes(Buffer.from(SEED, "base64url"))).toBe(false);
});
