/** What the page says, in six languages; whatever stands on it is said again when another language is chosen. */

import bg from "./words/bg.json";
import de from "./words/de.json";
import el from "./words/el.json";
import en from "./words/en.json";
import it from "./words/it.json";
import ro from "./words/ro.json";

export type Key = keyof typeof en;
/** What stands in the places of a sentence; a moment is written as the language does. */
export type Values = Record<string, string | number | Date>;

const WORDS = { en, de, it, el, bg, ro } satisfies Record<string, Record<Key, string>>;
export type Language = keyof typeof WORDS;
export const NAMES: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  it: "Italiano",
  el: "Ελληνικά",
  bg: "Български",
  ro: "Română",
};

let spoken: Language = "en";
const said = new WeakMap<Element, [Key, Values]>();
const MARK = "data-said";

/** Say something in an element, now and whenever the language changes; what it says stays out of the attributes. */
export function say<E extends Element>(element: E, key: Key, values: Values = {}): E {
  said.set(element, [key, values]);
  element.setAttribute(MARK, "");
  element.textContent = sentence(key, values);
  return element;
}

/** Give a sentence in the language that is spoken now. */
export function sentence(key: Key, values: Values = {}): string {
  return WORDS[spoken][key].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return value instanceof Date ? moment(value) : String(value);
  });
}

/** Say whether the page has a word of its own for something. */
export function known(key: string): key is Key {
  return Object.hasOwn(en, key);
}

/** Speak another language from now on, and say everything on the page again in it. */
export function speak(language: Language): void {
  spoken = language;
  document.documentElement.lang = language;
  document.title = sentence("title");
  for (const element of document.querySelectorAll(`[${MARK}]`)) {
    const [key, values] = said.get(element) ?? [];
    if (key !== undefined) say(element, key, values);
  }
}

/** Say which language is spoken now. */
export function speaking(): Language {
  return spoken;
}

/** Choose the first language of the browser that the page speaks. */
export function preferred(wanted: readonly string[]): Language {
  const tags = wanted.map((tag) => (tag.split("-")[0] ?? "").toLowerCase());
  return tags.find((tag): tag is Language => Object.hasOwn(NAMES, tag)) ?? "en";
}

function moment(when: Date): string {
  return new Intl.DateTimeFormat(spoken, { dateStyle: "long", timeStyle: "short" }).format(when);
}
