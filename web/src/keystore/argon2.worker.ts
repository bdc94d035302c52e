/** The worker that makes guessing slow, so that the page does not stand still meanwhile. */

import { argon2id, type Slow } from "../crypto/slow";

addEventListener("message", (event: MessageEvent<Parameters<Slow>>) => {
  void argon2id(...event.data).then(
    (made) => {
      postMessage(made);
    },
    () => {
      postMessage(null);
    },
  );
});
