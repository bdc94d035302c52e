/** An intake seed for each device that may open the post; the node stores wraps only (SPEC.md section 5). */

import { BadKey, Tampered } from "./errors";
import { type Bytes, lp } from "./format";
import { SealingKey, SEED, wrap, WRAP } from "./keys";

/** Say whose seed it is, of which epoch, and for which device; all of it is authenticated. */
export interface Intake {
  readonly member: string;
  readonly epoch: number;
  readonly toDevice: string;
}

function info(at: Intake): Bytes {
  return lp("tolerant/v1/intake-wrap", at.member, String(at.epoch), at.toDevice);
}

/**
 * Hand the intake seed of one member and epoch to one device (1,168 bytes).
 *
 * Throws `BadKey`: the seed is not 32 bytes, or the device's key is not usable.
 */
export async function wrapSeed(seed: Bytes, toPublic: Bytes, at: Intake): Promise<Bytes> {
  if (seed.length !== SEED) throw new BadKey();
  return wrap(seed, toPublic, info(at));
}

/**
 * Take the intake key out of a wrap made for this device, member and epoch.
 *
 * Throws `Tampered`: it was made for another device, member or epoch, carries no seed, or was changed.
 */
export async function unwrapSeed(data: Bytes, key: SealingKey, at: Intake): Promise<SealingKey> {
  if (data.length !== WRAP) throw new Tampered();
  return new SealingKey(await key.unwrap(data, info(at)));
}
