/** The letter as the page shows it: whatever its writer's program put into it, nothing of it is dropped or run. */

import { type Bytes, type Fields, isObject, unb64u } from "../crypto/format";

/** Hold what a letter says; `facts` are by category, as the writer put them. */
export interface Letter {
  readonly from: string;
  readonly phone: string;
  readonly to: string;
  readonly service: string;
  readonly written: Date | null;
  readonly note: string;
  readonly facts: readonly (readonly [string, unknown])[];
  /** The key that an answer is sealed to; null where none is wanted. */
  readonly reply: Bytes | null;
}

/** Read what was opened. */
export function readLetter(said: Fields): Letter {
  const from = isObject(said["from"]) ? said["from"] : {};
  return {
    from: text(from["name"]),
    phone: text(from["phone"]),
    to: text(said["to"]),
    service: text(said["service"]),
    written: moment(said["at"]),
    note: text(said["note"]),
    facts: isObject(said["blocks"]) ? Object.entries(said["blocks"]) : [],
    reply: typeof said["reply"] === "string" ? unb64u(said["reply"]) : null,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function moment(value: unknown): Date | null {
  const found = new Date(typeof value === "number" ? value * 1000 : Number.NaN);
  return Number.isNaN(found.getTime()) ? null : found;
}
