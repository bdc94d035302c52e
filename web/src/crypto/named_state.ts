/**
 * The state of the key log that a letter names: what its writer's device saw, as the log's operator signed it.
 *
 * SPEC.md section 6. Two people who see two logs find out from their first letter, and nobody else can make it up.
 */

import { Checkpoint, signedBy } from "./checkpoints";
import { BadCheckpoint } from "./errors";
import { type Bytes, b64u, concat, exact, type Fields, integer, isObject, text, unb64u, utf8 } from "./format";
import { SIGNATURE } from "./keys";
import { HASH } from "./merkle";
import { base64, made, splitNote, type Vkey } from "./notes";

/** Hold the number of entries (from 1), the root over them (32 bytes), and the operator's signature (64 bytes). */
export interface NamedState {
  readonly size: number;
  readonly root: Bytes;
  readonly sig: Bytes;
}

/** Take out of a note what the operator signed; null of a log without entries. Throws `BadCheckpoint`. */
export async function stateOf(note: Bytes, operator: Vkey): Promise<NamedState | null> {
  const { size, root } = await signedBy(note, operator);
  const line = splitNote(note)[1].find((one) => made(one, operator));
  if (line === undefined) throw new BadCheckpoint("operator");
  return size === 0 ? null : { size, root, sig: line[1].slice(4) };
}

/** Write the note that this operator would have signed; `signedBy` says whether it did. Throws `BadCheckpoint`. */
export async function noteOf(state: NamedState, operator: Vkey): Promise<Bytes> {
  const signed = await Checkpoint.of(operator.name, state.size, state.root);
  return concat(signed.encode(), utf8(`\n— ${operator.name} ${base64(concat(operator.id, state.sig))}\n`));
}

/** Give it as a header's `log`. */
export function stateFields(state: NamedState | null): Fields {
  return state === null
    ? { size: 0, root: "" }
    : { size: state.size, root: b64u(state.root), sig: b64u(state.sig) };
}

/** Read a header's `log`; null where it names no state. Throws `Refused`: it has another form. */
export function parseNamed(value: unknown): NamedState | null {
  if (!isObject(value) || !Object.hasOwn(value, "sig")) {
    const said = exact(value, "size", "root");
    integer(said.size, 0, 0);
    text(said.root, /^$/);
    return null;
  }
  const said = exact(value, "size", "root", "sig");
  return { size: integer(said.size, 1), root: unb64u(said.root, HASH), sig: unb64u(said.sig, SIGNATURE) };
}
