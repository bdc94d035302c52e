/** The letter in plain words, with what can be done with it. */

import { isObject } from "../crypto/format";
import { answering } from "./answer";
import { deleting } from "./deleting";
import { button, element, saying } from "./elements";
import type { Opened } from "./enter";
import type { Letter } from "./letter";
import { known, say } from "./words";

/** Make the page of an open letter; `closed` and `deleted` lead on from it. */
export function shown({ keys, letter, expires }: Opened, closed: () => void, deleted: () => void): Node[] {
  let unanswered = letter.reply !== null;
  const print = button("print", () => {
    window.print();
  });
  const tools = element(
    "section",
    { class: "only-screen" },
    element("p", { class: "buttons" }, print, button("close", closed)),
    saying("p", "printHint", { class: "hint" }),
    saying("p", "until", { class: "hint" }, { time: expires }),
  );
  const answer = (): void => {
    unanswered = false;
  };
  const answers = letter.reply === null ? [] : [answering(keys, letter.reply, answer)];
  return [article(letter), tools, ...answers, deleting(keys, () => unanswered, deleted)];
}

function article(letter: Letter): HTMLElement {
  const heading = letter.to === "" ? saying("h1", "letter") : saying("h1", "letterTo", {}, { to: letter.to });
  const head = element("dl");
  for (const key of ["from", "phone", "service"] as const) {
    if (letter[key] !== "") head.append(saying("dt", key), element("dd", {}, letter[key]));
  }
  if (letter.written !== null) {
    head.append(saying("dt", "written"), saying("dd", "moment", {}, { moment: letter.written }));
  }
  const note = letter.note === "" ? [] : [element("p", { class: "written" }, letter.note)];
  const facts = letter.facts.map(([category, value]) =>
    element("section", {}, named("h2", "category", category), fact(value)),
  );
  return element("article", { class: "card" }, heading, head, ...note, ...facts);
}

/** Name something with the page's own word, or with the writer's where the page has none. */
function named<K extends "h2" | "dt">(tag: K, kind: string, name: string): HTMLElementTagNameMap[K] {
  const key = `${kind}.${name}`;
  if (known(key)) return saying(tag, key);
  const plain = name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ").toLowerCase();
  return element(tag, {}, plain.charAt(0).toUpperCase() + plain.slice(1));
}

function fact(value: unknown): HTMLElement {
  if (Array.isArray(value)) return element("ul", {}, ...value.map((one) => element("li", {}, fact(one))));
  if (isObject(value)) {
    const list = element("dl");
    for (const [name, one] of Object.entries(value)) {
      list.append(named("dt", "fact", name), element("dd", {}, fact(one)));
    }
    return list;
  }
  if (typeof value === "boolean") return say(element("span"), value ? "yes" : "no");
  return element("span", { class: "written" }, typeof value === "string" ? value : JSON.stringify(value));
}
