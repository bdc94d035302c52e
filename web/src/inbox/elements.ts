/** The few things that the page is made of, each with a name that a screen reader says. */

import { type Key, say, type Values } from "./words";

/** Make an element with attributes and what stands in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

/** Make an element that says a sentence in every language. */
export function saying<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  key: Key,
  attributes: Record<string, string> = {},
  values: Values = {},
): HTMLElementTagNameMap[K] {
  return say(element(tag, attributes), key, values);
}

/** Make a button that does something when it is pressed. */
export function button(key: Key, press: () => void, look = "plain"): HTMLButtonElement {
  const made = saying("button", key, { type: "button", class: look });
  made.addEventListener("click", press);
  return made;
}

/** A place for what happens and what is wrong: read aloud as soon as it changes. */
export class Notice {
  readonly node = element("div", { class: "notice" });
  readonly #status = element("p", { role: "status" });
  readonly #alert: HTMLParagraphElement;

  constructor(id: string) {
    this.#alert = element("p", { role: "alert", id });
    this.node.append(this.#status, this.#alert);
  }

  /** Say what is being done, or what was. */
  tell(key: Key): void {
    this.clear();
    this.#status.append(saying("span", key));
  }

  /** Say what is wrong. */
  warn(key: Key, values: Values = {}): void {
    this.clear();
    this.#alert.append(saying("span", key, {}, values));
  }

  /** Say nothing. */
  clear(): void {
    this.#status.replaceChildren();
    this.#alert.replaceChildren();
  }
}

/** Put another page in the place of what is shown; where there was one before, the new heading is read first. */
export function show(...inside: Node[]): void {
  const page = document.getElementById("page");
  const before = page?.querySelector("h1");
  page?.replaceChildren(...inside);
  const heading = page?.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  if (before) heading?.focus();
  scrollTo(0, 0);
}
