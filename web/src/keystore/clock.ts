/** The time, as an argument, so that ten minutes pass in a test at once. */
export interface Clock {
  /** Milliseconds of unix time. */
  now(): number;
  /** Do something after some milliseconds; gives what cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/** The machine's own clock. */
export const MACHINE: Clock = {
  now: () => Date.now(),
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};
