/** The page that the tests open in a browser, under the policy of the real one: it hands the code out, and no more. */

import * as format from "../../src/crypto/format";
import * as keys from "../../src/crypto/keys";
import { ready } from "../../src/crypto/sodium";
import { IDLE_MILLISECONDS, DeviceStore } from "../../src/keystore/store";
import { fault, type Given } from "../vectors";

/** Run every vector that the server has; gives each one's fault, or an empty text. */
async function vectors(): Promise<Record<string, string>> {
  await ready();
  const names = (await (await fetch("/vectors")).json()) as string[];
  const results: Record<string, string> = {};
  for (const name of names) {
    const vector = (await (await fetch(`/vectors/${name}`)).json()) as Given;
    results[name] = await fault(vector);
  }
  return results;
}

/** Give all that a database of the browser holds, and all its keys, as they lie there. */
async function raw(name: string): Promise<Record<string, unknown>> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      resolve(opening.result);
    };
  });
  const table = database.transaction("records").objectStore("records");
  const [names, values] = await Promise.all([table.getAllKeys(), table.getAll()].map(answer));
  database.close();
  return Object.fromEntries((names as string[]).map((key, at) => [key, (values as unknown[])[at]]));
}

function answer(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
  });
}

/** A clock that a test moves; what is due is done on the way, unless the machine slept. */
class TestClock {
  time = 1_800_000_000_000;
  #due: { at: number; task: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, task: () => void): () => void {
    const one = { at: this.time + milliseconds, task };
    this.#due.push(one);
    return () => {
      this.#due = this.#due.filter((other) => other !== one);
    };
  }

  sleep(milliseconds: number): void {
    this.time += milliseconds;
  }

  pass(milliseconds: number): void {
    this.sleep(milliseconds);
    const late = this.#due.filter((one) => one.at <= this.time);
    this.#due = this.#due.filter((one) => one.at > this.time);
    for (const { task } of late) task();
  }
}

/** Do something and give the name of its refusal, or an empty text. */
async function refusal(task: () => unknown): Promise<string> {
  try {
    await task();
    return "";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

const tolerant = { DeviceStore, IDLE_MILLISECONDS, TestClock, format, keys, ready, raw, refusal, vectors };
declare global {
  interface Window {
    tolerant: typeof tolerant;
  }
}
window.tolerant = tolerant;
