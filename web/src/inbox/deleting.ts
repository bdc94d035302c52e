/** "Delete now": asked once more, and then nobody opens the letter again. */

import type { InboxKeys } from "../crypto/sealed_inbox";
import { oneAtATime } from "./doing";
import { button, element, Notice, saying } from "./elements";
import { emptyInbox } from "./node";

/** Make the part with the button; `open` says whether an answer can still be given, and is no more afterwards. */
export function deleting(keys: InboxKeys, open: () => boolean, deleted: () => void): HTMLElement {
  const notice = new Notice("wrong-delete");
  const attempt = oneAtATime(notice);
  const first = saying("p", "deleteFirst");
  const sure = element("div", { role: "group", "aria-labelledby": "sure", class: "sure", hidden: "" });
  const turn = (asking: boolean): void => {
    first.hidden = !open();
    sure.hidden = !asking;
    ask.hidden = asking;
    notice.clear();
    (asking ? no : ask).focus();
  };
  const ask = button("deleteNow", () => { turn(true); }, "danger");
  const no = button("deleteNo", () => { turn(false); });
  const yes = button("deleteYes", () => {
    notice.tell("deleting");
    void attempt(async () => {
      await emptyInbox(keys.lookup, keys.proof);
      deleted();
    });
  }, "danger");
  sure.append(saying("p", "deleteSure", { id: "sure", class: "strong" }), first);
  sure.append(element("p", { class: "buttons" }, yes, no));
  const part = element("section", { class: "only-screen card", "aria-labelledby": "delete" });
  part.append(saying("h2", "delete", { id: "delete" }), saying("p", "deleteAbout"), ask, sure, notice.node);
  return part;
}
