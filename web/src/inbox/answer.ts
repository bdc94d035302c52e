/** The answer: one coded word and free text, sealed here to the key that stood in the letter. */

import type { Bytes, Fields } from "../crypto/format";
import { type InboxKeys, sealAnswer } from "../crypto/sealed_inbox";
import { oneAtATime } from "./doing";
import { element, Notice, saying } from "./elements";
import { Unfinished } from "./faults";
import { giveAnswer } from "./node";
import type { Key } from "./words";

const MOST = 1000;
const WORDS = ["CAN_HELP", "CALL_US", "CANNOT"] as const;
const CLASSES: Key[] = [
  ...(["NOT_ELIGIBLE", "NO_CAPACITY", "SERVICE_CHANGED"] as const),
  ...(["CANNOT_SERVE_SAFELY", "INSUFFICIENT_INFO", "OTHER"] as const),
];

/** Make the part with the form; `answered` is called once the answer has arrived. */
export function answering(keys: InboxKeys, reply: Bytes, answered: () => void): HTMLElement {
  const notice = new Notice("wrong-answer");
  const { node, written } = form(notice);
  const give = sender(keys, reply);
  const attempt = oneAtATime(notice, (error) => {
    if (error instanceof Unfinished) error.at.focus();
  });
  node.addEventListener("input", () => {
    notice.clear();
  });
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(async () => {
      const content = written();
      notice.tell("sending");
      await give(content);
      answered();
      node.replaceWith(notice.node);
      notice.tell("sent");
    });
  });
  const part = element("section", { class: "only-screen card", "aria-labelledby": "answer" });
  part.append(saying("h2", "answer", { id: "answer" }), saying("p", "answerAbout"), node);
  return part;
}

/** Give what seals and sends: the same content again goes out as the same bytes, which count once. */
function sender(keys: InboxKeys, reply: Bytes): (content: Fields) => Promise<void> {
  let last = { said: "", sealed: new Uint8Array() as Bytes };
  return async (content) => {
    const said = JSON.stringify(content);
    if (said !== last.said) last = { said, sealed: await sealAnswer(content, reply) };
    await giveAnswer(keys.lookup, keys.proof, last.sealed);
  };
}

/** Make the form, with what reads it and throws `Unfinished`. */
function form(notice: Notice): { node: HTMLFormElement; written: () => Fields } {
  const words = WORDS.map((word) => element("input", { type: "radio", name: "word", value: word }));
  const why = element("select", { id: "why" }, saying("option", "choose", { value: "" }));
  why.append(...CLASSES.map((one) => saying("option", one, { value: one })));
  const message = element("textarea", {
    ...{ id: "message", rows: "4", spellcheck: "false", autocomplete: "off", "aria-describedby": "message-hint" },
  });
  const node = element("form", { novalidate: "", autocomplete: "off" }, ...choice(words, why));
  node.append(
    saying("label", "message", { for: "message" }),
    saying("p", "messageHint", { id: "message-hint", class: "hint" }, { most: MOST }),
    message,
    notice.node,
    saying("button", "send", { type: "submit", class: "main" }),
  );
  return { node, written: () => written(words, why, message) };
}

function choice(words: HTMLInputElement[], why: HTMLSelectElement): HTMLElement[] {
  const field = element("fieldset", {}, saying("legend", "canYou"));
  WORDS.forEach((word, at) => {
    field.append(element("label", { class: "option" }, words[at] ?? "", saying("span", word)));
  });
  const reason = element("div", { hidden: "" }, saying("label", "why", { for: "why" }), why);
  field.addEventListener("change", () => {
    reason.hidden = words.find((one) => one.checked)?.value !== "CANNOT";
  });
  return [field, reason];
}

function written(words: HTMLInputElement[], why: HTMLSelectElement, message: HTMLTextAreaElement): Fields {
  const answer = words.find((one) => one.checked)?.value;
  if (answer === undefined) throw new Unfinished(words[0] ?? why, "faultChoose");
  if (answer === "CANNOT" && why.value === "") throw new Unfinished(why, "faultWhy");
  const text = plain(message.value);
  const over = text.length - MOST;
  if (over > 0) throw new Unfinished(message, "faultLong", { over });
  const reason = answer === "CANNOT" ? { class: why.value } : {};
  return { typ: "inbox-answer.v1", answer, text, ...reason };
}

/** Give a text in the one spelling that can be sealed: composed letters, whole ones, and no control characters. */
function plain(text: string): string {
  return text.toWellFormed().normalize("NFC").replace(/[^\P{Cc}\n]/gu, " ").trim();
}
