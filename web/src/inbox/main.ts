/** The page of a sealed letter: from the code to the letter, the answer and its end. Nothing is kept anywhere. */

import { button, element, saying, show } from "./elements";
import { enter, type Opened } from "./enter";
import { shown } from "./shown";
import { type Key, type Language, NAMES, preferred, say, speak, speaking } from "./words";

const LOOK = 1_000;
let over: ReturnType<typeof setInterval> | undefined;

/** Show the place for the code, and with it forget whatever was shown. */
function begin(): void {
  clearInterval(over);
  show(...enter(opened));
}

function opened(found: Opened): void {
  const closed = (): void => {
    ended("closed", "closedAbout");
  };
  const deleted = (): void => {
    ended("deleted", "deletedAbout");
  };
  clearInterval(over);
  show(...shown(found, closed, deleted));
  const passed = passing();
  over = setInterval(() => {
    if (passed() >= found.left) ended("over", "overAbout");
  }, LOOK);
}

/** Give how long ago (milliseconds) this was: a device that sleeps stops one clock, whoever sets the time the other. */
function passing(): () => number {
  const [time, run] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - time, performance.now() - run);
}

function ended(heading: Key, about: Key): void {
  clearInterval(over);
  const again = element("p", { class: "buttons" }, button("again", begin));
  show(saying("h1", heading), saying("p", about), again);
}

/** Draw the choice of languages: each is named in itself, and the one that is spoken is marked. */
function languages(): void {
  const machine = say(element("p", { class: "hint" }), "machine");
  const label = saying("p", "languages", { id: "language", class: "heard" });
  const list = element("nav", { "aria-labelledby": "language" });
  for (const [tag, name] of Object.entries(NAMES) as [Language, string][]) {
    const choose = element("button", { type: "button", lang: tag }, name);
    choose.addEventListener("click", () => {
      speak(tag);
      mark(list);
    });
    list.append(choose);
  }
  document.getElementById("languages")?.append(label, list, machine);
  speak(preferred(navigator.languages));
  mark(list);
}

function mark(list: HTMLElement): void {
  for (const choose of list.querySelectorAll("button")) {
    choose.setAttribute("aria-pressed", String(choose.lang === speaking()));
  }
}

languages();
begin();
addEventListener("pagehide", begin); // a page that a browser keeps for its "back" shows no letter
