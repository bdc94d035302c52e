/** The first page: the code is looked at here, group by group, before anybody is asked. */

import { BadCode } from "../crypto/errors";
import { DIGITS, GROUPS, read } from "../crypto/her_code";
import { derive, type InboxKeys, open } from "../crypto/sealed_inbox";
import { ready } from "../crypto/sodium";
import { argon2idInWorker } from "../keystore/slow_worker";
import { oneAtATime } from "./doing";
import { element, Notice, saying } from "./elements";
import { type Letter, readLetter } from "./letter";
import { fetchLetter, network } from "./node";

const GROUP = DIGITS / GROUPS;

/** What a code opened; the code itself is not kept. `left` is how long (milliseconds) it opens it again. */
export interface Opened {
  readonly keys: InboxKeys;
  readonly letter: Letter;
  readonly expires: Date;
  readonly left: number;
}

/** Make the first page; `opened` is called with the letter. */
export function enter(opened: (found: Opened) => void): Node[] {
  const notice = new Notice("wrong");
  const input = element("input", {
    ...{ id: "code", type: "text", inputmode: "numeric", autocomplete: "off", autocapitalize: "off" },
    ...{ spellcheck: "false", "aria-describedby": "hint wrong", required: "" },
  });
  const groups = element("p", { class: "groups", "aria-hidden": "true" });
  input.addEventListener("input", () => {
    input.removeAttribute("aria-invalid");
    notice.clear();
    groups.replaceChildren(...drawn(input.value));
  });
  const form = element("form", { novalidate: "", autocomplete: "off", class: "card" });
  form.append(
    saying("label", "code", { for: "code" }),
    saying("p", "codeHint", { id: "hint", class: "hint" }),
    ...[input, groups, notice.node],
    saying("button", "open", { type: "submit", class: "main" }),
  );
  submitting(form, input, notice, opened);
  return [saying("h1", "heading"), saying("p", "about"), form, saying("p", "doubt", { class: "hint" })];
}

function submitting(form: HTMLElement, input: HTMLInputElement, notice: Notice, opened: (o: Opened) => void): void {
  const attempt = oneAtATime(notice, (error) => {
    if (error instanceof BadCode) input.setAttribute("aria-invalid", "true");
    input.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(async () => {
      const code = read(input.value);
      notice.tell("opening");
      opened(await fetched(code));
    });
  });
}

async function fetched(code: string): Promise<Opened> {
  const [name] = await Promise.all([network(), ready()]);
  const keys = await derive(code, name, argon2idInWorker);
  const { ct, ...until } = await fetchLetter(keys.lookup);
  return { keys, letter: readLetter(open(ct, keys)), ...until };
}

/** Show the digits in the groups that are read aloud; a group of another length is marked. */
function drawn(typed: string): HTMLElement[] {
  const runs = typed.match(/\p{Nd}+/gu) ?? [];
  const parts = runs.length === 1 ? runs.flatMap((run) => run.match(/\p{Nd}{1,5}/gu) ?? []) : runs;
  return parts.map((part, at) => {
    const length = Array.from(part).length;
    const odd = length > GROUP || (length < GROUP && at < parts.length - 1);
    return element("span", odd ? { class: "odd" } : {}, part);
  });
}
