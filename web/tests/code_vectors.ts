/** The vectors of her code, her copy and sealed inboxes (SPEC.md sections 23 and 25) run against the code. */

import { verifyLook } from "../src/crypto/copies";
import * as format from "../src/crypto/format";
import { numbers, read, readNumbers, shown } from "../src/crypto/her_code";
import { derive, openPart, sealPart } from "../src/crypto/her_copy";
import { InboxLetter } from "../src/crypto/inbox_letter";
import { SealingKey } from "../src/crypto/keys";
import * as inbox from "../src/crypto/sealed_inbox";

/* What a vector says is not typed: a wrong field makes its operation fail, which is what a test is for. */
/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument */
type Given = Record<string, any>;
type Operation = (given: Given) => Given | Promise<Given>;

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function codeRead(given: Given): Given {
  const code = read(given["typed"]);
  return { code, shown: shown(code), words: numbers(code) };
}

async function codeKeys(given: Given): Promise<Given> {
  const made = await derive(given["code"], given["network"]);
  const { lookup, append, revoke } = made;
  const named = { lookup_hex: lookup, append_hex: append, revoke_hex: revoke, seal_public_hex: made.seal.public };
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, format.hex(value)]));
}

function herLook(given: Given): Given {
  const [key, signature, consent] = [given["public_hex"], given["signature_hex"], given["consent_hex"]].map(bytes);
  if (key && signature && consent) verifyLook(key, signature, consent, given["referral"], given["at"]);
  return {};
}

function inboxOf(seal?: string): inbox.InboxKeys {
  const none = new Uint8Array(32);
  return { lookup: none, proof: none, seal: seal === undefined ? none : bytes(seal) };
}

function placeOf(listing: string, version: number, consent: string): inbox.InboxPlace {
  return { listing, version, consent: bytes(consent) };
}

async function inboxKeys(given: Given): Promise<Given> {
  const made = await inbox.derive(given["code"], given["network"]);
  return { lookup_hex: format.hex(made.lookup), proof_hex: format.hex(made.proof), seal_hex: format.hex(made.seal) };
}

/** Open it, and seal it again as it was. */
function inboxLetter(given: Given): Given {
  const [data, keys] = [bytes(given["letter_hex"]), inboxOf(given["seal_hex"])];
  const [content, letter] = [inbox.open(data, keys), InboxLetter.parse(data)];
  const again = inbox.open(inbox.seal(content, keys, letter), keys);
  return { content: format.same(letter.toBytes(), data) ? again : {}, categories: letter.categories };
}

function inboxSealRefused(given: Given): Given {
  inbox.seal(given["content"], inboxOf(), placeOf(given["listing"], given["version"], given["consent_hex"]));
  return {};
}

async function inboxAnswer(given: Given): Promise<Given> {
  const key = new SealingKey(bytes(given["key_hex"]));
  const content = await inbox.openAnswer(bytes(given["answer_hex"]), key);
  return { content: await inbox.openAnswer(await inbox.sealAnswer(content, key.public), key) };
}

export const CODE_OPERATIONS: Record<string, Operation> = {
  "code-read": codeRead,
  "code-words": (given) => ({ code: readNumbers(given["words"]) }),
  "code-keys": codeKeys,
  "copy-part": async (given) => ({
    content: await openPart(bytes(given["part_hex"]), new SealingKey(bytes(given["key_hex"]))),
  }),
  "copy-part-refused": async (given) => {
    await sealPart(given["content"], bytes(given["public_hex"]));
    return {};
  },
  "her-look": herLook,
  "inbox-keys": inboxKeys,
  "inbox-letter": inboxLetter,
  "inbox-seal-refused": inboxSealRefused,
  "inbox-answer": inboxAnswer,
};
