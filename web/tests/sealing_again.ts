/** Seal with the order, keys, nonce and encapsulation seeds of a vector in the place of chance. */

import { hex, same, utf8 } from "../src/crypto/format";
import { sealBase } from "../src/crypto/hpke";
import { kid, SealingKey, SigningKey } from "../src/crypto/keys";
import { type Chance, type Place, sealWith } from "../src/crypto/sealing";
import { sodium } from "../src/crypto/sodium";
import { attachmentsOf, bytes, contextOf, type Given } from "./vectors";

interface Made {
  readonly dummy: boolean;
  readonly seed_hex: string;
  readonly eseed_hex: string;
  readonly kid_hex: string;
  readonly plain_hex: string;
}

function publicOf(made: Made): Uint8Array {
  return new SealingKey(bytes(made.seed_hex)).public;
}

function recorded(given: Given): { chance: Chance; left: () => number } {
  const wraps = given["wraps"] as Made[];
  const dummies = wraps.filter((made) => made.dummy);
  const drawn = [given["cek_hex"] as string, given["nonce_hex"] as string, ...dummies.map((made) => made.plain_hex)];
  const waiting = [...wraps];
  const nobodies = [...dummies];
  const chance: Chance = {
    places: () =>
      wraps.map((made): Place => {
        const key = made.dummy ? null : publicOf(made);
        return [key === null ? bytes(made.kid_hex) : kid(key), key];
      }),
    random: (size) => {
      const next = bytes(drawn.shift() ?? "");
      if (next.length !== size) throw new Error("another size of chance");
      return next;
    },
    wrap: (plain, key, info) => {
      const made = waiting.shift();
      if (made === undefined || !same(publicOf(made), key)) throw new Error("another order of wraps");
      return sealBase(sodium.crypto_kem_xwing_enc_deterministic(key, bytes(made.eseed_hex)), plain, info);
    },
    nobody: () => {
      const made = nobodies.shift();
      if (made === undefined) throw new Error("one dummy too many");
      return publicOf(made);
    },
  };
  return { chance, left: () => drawn.length + waiting.length + nobodies.length };
}

/** Seal a vector's letter; the bytes must be the vector's, wraps and all. */
export async function sealAgain(given: Given): Promise<Given> {
  const { chance, left } = recorded(given);
  const key = new SigningKey(bytes(given["device_seed_hex"] as string));
  const sender = { key, statement: utf8(given["statement"] as string) };
  const recipients = (given["wraps"] as Made[]).filter((made) => !made.dummy).map(publicOf);
  const context = contextOf(given["context"] as Given);
  const sealing = { context, sender, recipients, attachments: attachmentsOf(given) };
  const made = await sealWith(chance, given["typ"] as string, given["body"], sealing);
  if (left() !== 0) throw new Error("chance is left over");
  return { envelope: new TextDecoder().decode(made.toBytes()), env_id_hex: hex(made.envId) };
}

