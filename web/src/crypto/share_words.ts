/**
 * A share as 60 numbers of words, with checks that say which word is wrong when one is (SPEC.md section 19).
 *
 * The check is a Reed-Solomon code over GF(2^11): four numbers behind 56.
 */

import { BadShare } from "./errors";
import { decode, type Share, SIZE } from "./shares";

export const [BITS, CHECKS] = [11, 4];
export const WORDS = (SIZE * 8) / BITS + CHECKS;
const ORDER = (1 << BITS) - 1;
const POWERS: number[] = [];
const LOGS = new Map<number, number>();
for (let at = 0, value = 1; at < ORDER; at++) {
  POWERS.push(value);
  LOGS.set(value, at);
  value <<= 1;
  if (value > ORDER) value ^= 0x805;
}
const power = (at: number): number => POWERS[((at % ORDER) + ORDER) % ORDER] ?? 0;
const log = (value: number): number => LOGS.get(value) ?? 0;
const times = (one: number, other: number): number => (one && other ? power(log(one) + log(other)) : 0);

function generator(): number[] {
  let made = [1];
  for (let root = 0; root < CHECKS; root++) {
    const [before, here] = [[0, ...made], [...made, 0]];
    made = here.map((value, at) => value ^ times(before[at] ?? 0, power(root)));
  }
  return made;
}

/** Write a share as 60 numbers from 0 to 2047, each of which stands for a word. */
export function numbers(share: Share): number[] {
  let value = share.encode().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const data: number[] = [];
  for (let at = 0; at < WORDS - CHECKS; at++, value >>= BigInt(BITS)) data.unshift(Number(value & BigInt(ORDER)));
  const rest = [...data, ...Array<number>(CHECKS).fill(0)];
  const made = generator();
  data.forEach((_, at) => {
    const factor = rest[at] ?? 0;
    made.forEach((one, place) => (rest[at + place] = (rest[at + place] ?? 0) ^ times(factor, one)));
  });
  return [...data, ...rest.slice(data.length)];
}

/** Read a share from the numbers of its words. Throws `BadShare`: `malformed`, `word`, or `words`. */
export function readNumbers(given: number[], at = 1): Share {
  if (given.length !== WORDS || !given.every((one) => one >= 0 && one <= ORDER)) throw new BadShare("malformed", at);
  const syndromes = POWERS.slice(0, CHECKS).map((root) => given.reduce((sum, one) => times(sum, root) ^ one, 0));
  if (syndromes.some((one) => one)) {
    const found = place(syndromes);
    throw found ? new BadShare("word", at, found) : new BadShare("words", at);
  }
  let value = given.slice(0, -CHECKS).reduce((sum, one) => (sum << BigInt(BITS)) | BigInt(one), 0n);
  const data = new Uint8Array(SIZE);
  for (let index = SIZE - 1; index >= 0; index--, value >>= 8n) data[index] = Number(value & 255n);
  return decode(data, at);
}

/** Give the place of the one wrong word, from 1; 0 where one word cannot explain it. */
function place(syndromes: number[]): number {
  if (!syndromes.every((one) => one)) return 0;
  const steps = syndromes.slice(1).map((one, at) => (log(one) - log(syndromes[at] ?? 0) + ORDER) % ORDER);
  const found = WORDS - (steps[0] ?? 0);
  return steps.every((one) => one === steps[0]) && found >= 1 ? found : 0;
}
