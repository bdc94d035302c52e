/** What the vectors cannot say: accidents of JavaScript, secrets that show, and seals with real chance. */

import { inspect } from "node:util";

import { beforeAll, expect, test } from "vitest";

import { sealedSize } from "../src/crypto/attachments";
import { quorum } from "../src/crypto/checkpoints";
import type { Context } from "../src/crypto/envelope";
import { MalformedStatement, Tampered } from "../src/crypto/errors";
import { b64u, concat, exact, hex, jcs, lp, Refused, strictJson, utf8 } from "../src/crypto/format";
import { SealingKey, SigningKey } from "../src/crypto/keys";
import { open } from "../src/crypto/opening";
import { blocks, seal } from "../src/crypto/sealing";
import { DeviceStatement, signStatement } from "../src/crypto/signing";
import { random, ready } from "../src/crypto/sodium";
import { openStream, sealStream } from "../src/crypto/stream";
import * as vault from "../src/crypto/vault";

beforeAll(() => ready());

const SEED = Uint8Array.from({ length: 32 }, (_, at) => at + 100);

test("so many witnesses are asked for that any two sets of them share an honest one", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map(quorum)).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 5]);
});

test("a secret key does not show in a text, in JSON, in a listing or in a copy", () => {
  for (const key of [new SigningKey(SEED), new SealingKey(SEED)]) {
    const shown = [String(key), JSON.stringify({ key }), inspect(key, { depth: 9, showHidden: true })];
    shown.push(inspect(structuredClone(key)), Object.values(key).map(String).join());

    for (const text of shown) {
      for (const secret of [hex(SEED), b64u(SEED), SEED.join(","), SEED.join(", "), "100, 101, 102"]) {
        expect(text).not.toContain(secret);
      }
    }
    expect(key.seed).toEqual(SEED);
  }
});

test("a key's seed cannot be changed by who made it, or by who read it", () => {
  const given = SEED.slice();
  const key = new SealingKey(given);
  given.fill(0);
  key.seed.fill(0);

  expect(key.seed).toEqual(SEED);
});

test("a letter sealed to 1, 2, 5 and 16 readers opens for each, and shows no content in a listing", async () => {
  const officer = SigningKey.generate();
  const device = SigningKey.generate();
  const [rome, vienna] = ["aa".repeat(16), "bb".repeat(16)];
  const own = SealingKey.generate().public;
  const body = new DeviceStatement(rome, device.kid, device.public, own, 0, 2_000_000_000, false).body();
  const sender = { key: device, statement: signStatement("device.v1", body, officer) };
  const context: Context = {
    ...{ ref: "11".repeat(16), seq: 0, prev: new Uint8Array(), sender: rome, recipient: vienna, epoch: 1 },
    ...{ listing: "22".repeat(16), version: 3, consent: random(32), expires: 1_900_000_000, log: null },
  };
  const expected = { me: vienna, ref: context.ref, consent: context.consent, now: 1_800_000_000 };
  for (const number of [1, 2, 5, 16]) {
    const readers = Array.from({ length: number }, () => SealingKey.generate());
    const said = blocks({ NEED: "a bed for tonight" });
    const recipients = readers.map((key) => key.public);
    const data = (await seal("referral", said, { context, sender, recipients })).toBytes();
    for (const key of readers) {
      const opened = await open(data, { keys: [key], expect: expected, officers: [officer.public] });

      expect(opened.body).toEqual(said);
      expect(inspect(opened, { depth: 9, showHidden: true }) + JSON.stringify(opened)).not.toContain("a bed");
    }
  }
});

test("what a vault closed opens with the same passphrase, however a system composes it", async () => {
  const closed = await vault.lock({ seed: b64u(SEED) }, "й ή");

  expect(await vault.unlock(closed, "й ή")).toEqual({ seed: b64u(SEED) });
  await expect(vault.lock({ seed: "" }, "")).rejects.toThrow("form");
});

test("the largest memory that a vault may ask for can be worked with", async () => {
  const { argon2id } = await import("../src/crypto/slow");

  expect(await argon2id(utf8("x"), new Uint8Array(16), 1, vault.MOST_MEMORY)).toHaveLength(32);
});

test("values that only JavaScript has are refused, and none is written as something else", () => {
  const sparse = new Array<unknown>(2);
  const only = [undefined, -0, NaN, Infinity, 1n, sparse, new Date(0), new Map(), new SigningKey(SEED), () => 1];

  for (const value of only) {
    expect(() => jcs(value)).toThrow(Refused);
    expect(() => jcs({ a: [value] })).toThrow(Refused);
  }
});

test("names that objects of JavaScript have of themselves are keys like others", () => {
  const text = '{"10":1,"9":2,"__proto__":{"a":1},"constructor":3}';

  expect(new TextDecoder().decode(jcs(strictJson(utf8(text), 100)))).toBe(text);
  expect(() => exact(strictJson(utf8('{"__proto__":{"v":1}}'), 100), "v")).toThrow(Refused);
});

test("parts that are joined elsewhere are other bytes", () => {
  expect(lp("a", "bc")).not.toEqual(lp("ab", "c"));
});

test("a file sealed with real chance opens again, and its key shows nowhere but in the letter", async () => {
  const plain = random(300_000);
  const parts: Uint8Array[] = [];
  const asked = { attId: "77".repeat(16), key: SEED, size: plain.length, mime: "image/png" };
  const made = await sealStream(new Blob([new Uint8Array(plain)]), (part) => void parts.push(part), asked);
  const sealed = new Uint8Array(concat(...parts));
  const back: Uint8Array[] = [];

  await openStream(new Blob([sealed]), (part) => void back.push(part), made);

  expect(hex(concat(...back))).toBe(hex(plain));
  expect(sealed.length).toBe(sealedSize(plain.length));
  sealed[70_000] = (sealed[70_000] ?? 0) ^ 1;
  const none: Uint8Array[] = [];
  await expect(openStream(new Blob([sealed]), (part) => void none.push(part), made)).rejects.toThrow(Tampered);
  expect(none).toEqual([]);
  for (const shown of [JSON.stringify({ made }), inspect(made, { depth: 9, showHidden: true })]) {
    expect(shown).not.toContain(b64u(SEED));
    expect(shown).not.toContain("100, 101, 102");
  }
  expect(JSON.stringify(made.toFields())).toContain(b64u(SEED));
});

test("a file that a device keeps opens with its own seed, as the same kind and whole, and no other way", () => {
  const seed = Uint8Array.from({ length: 32 }, (_, at) => at);
  const said = utf8("сад");
  const python =
    "746f6c6572616e74206b6570742e76310a000102030405060708090a0b0c0d0e0f1011121314151617" +
    "edfef1070488f132b338ba99a291147838be72d5b69e";
  const kept = Uint8Array.from(python.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

  expect(vault.reopen(kept, seed, "directory")).toEqual(said);
  expect(vault.reopen(vault.close(said, SEED, "directory"), SEED, "directory")).toEqual(said);
  const others: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, string][] = [
    [kept, SEED, "directory"],
    [kept, seed, "book"],
    [kept.slice(0, -1), seed, "directory"],
    [kept.slice(0, 20), seed, "directory"],
    [kept.map((byte, at) => (at === 3 ? byte ^ 1 : byte)), seed, "directory"],
    [kept.map((byte, at) => (at === 45 ? byte ^ 1 : byte)), seed, "directory"],
  ];
  for (const other of others) expect(() => vault.reopen(...other)).toThrow(MalformedStatement);
});
