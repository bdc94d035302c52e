/** Argon2id (RFC 9106, version 1.3, one lane): what makes guessing a passphrase slow. */

import { argon2id as compute } from "hash-wasm";

import type { Bytes } from "./format";

/** Make 32 bytes of a passphrase and a salt of 16; `ops` passes over `mem` bytes. */
export type Slow = (passphrase: Bytes, salt: Bytes, ops: number, mem: number) => Promise<Bytes>;

/** Compute it here; in a page it is a worker that does, for the page would stand still. */
export const argon2id: Slow = async (passphrase, salt, ops, mem) =>
  compute({
    password: passphrase,
    salt,
    iterations: ops,
    memorySize: Math.floor(mem / 1024),
    parallelism: 1,
    hashLength: 32,
    outputType: "binary",
  });
