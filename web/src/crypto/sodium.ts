/** libsodium, once its WebAssembly runs: an end that cannot seal must say so instead of waiting for ever. */

import sodium from "libsodium-wrappers";

const PATIENCE = 15_000;

/** Say that the seals cannot work in this browser, or under this page's policy. */
export class NoSodium extends Error {
  override readonly name = "NoSodium";
  constructor() {
    super(
      "The seals could not be started: the browser did not run WebAssembly. " +
        "The page's Content-Security-Policy must allow script-src 'wasm-unsafe-eval'.",
    );
  }
}

/**
 * Wait until the seals work; call it once before anything else of this folder.
 *
 * Without 'wasm-unsafe-eval' in the page's policy `sodium.ready` never settles, so a clock runs beside it
 * (`patience` in milliseconds).
 *
 * Throws `NoSodium`: WebAssembly did not start in time.
 */
export async function ready(patience: number = PATIENCE): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoSodium());
    }, patience);
  });
  const started = sodium.ready.catch(() => {
    throw new NoSodium();
  });
  try {
    await Promise.race([started, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Give random bytes of the operating system. */
export function random(size: number): Uint8Array {
  return sodium.randombytes_buf(size);
}

export { sodium };
