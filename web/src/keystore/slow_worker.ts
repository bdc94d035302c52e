/** Argon2id in a worker of its own, which ends afterwards and gives its 64 MiB back. */

import type { Slow } from "../crypto/slow";

/** Say that this machine could not do the work: too little memory, or no worker. */
export class NoArgon2 extends Error {
  override readonly name = "NoArgon2";
  constructor() {
    super("The passphrase could not be worked on in this browser: it needs 64 MiB of free memory and WebAssembly.");
  }
}

/** Compute Argon2id without holding the page up. Throws `NoArgon2`. */
export const argon2idInWorker: Slow = async (...given) => {
  const worker = new Worker(new URL("./argon2.worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Uint8Array | null>) => {
        if (data === null) reject(new NoArgon2());
        else resolve(data);
      };
      worker.onerror = () => {
        reject(new NoArgon2());
      };
      worker.postMessage(given);
    });
  } finally {
    worker.terminate();
  }
};
