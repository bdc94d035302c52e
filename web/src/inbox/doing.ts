/** One thing at a time: a second press of a button does nothing while the first is at work. */

import type { Notice } from "./elements";
import { fault } from "./faults";

/** Give what does a task, and says what went wrong; `failed` then puts the reader where it can be mended. */
export function oneAtATime(
  notice: Notice,
  failed: (error: unknown) => void = () => undefined,
): (task: () => Promise<void>) => Promise<void> {
  let busy = false;
  return async (task) => {
    if (busy) return;
    busy = true;
    try {
      await task();
    } catch (error) {
      notice.warn(...fault(error));
      failed(error);
    } finally {
      busy = false;
    }
  };
}
