/**
 * Her code: 24 random digits and one that catches a slip, however they are typed or pasted (SPEC.md section 23).
 *
 * The check is Damm's: it catches every wrong digit and every swap of neighbours.
 */

import { BadCode } from "./errors";
import { blake2b, lp } from "./format";
import { random } from "./sodium";

export const [RANDOM, GROUPS, WORDS] = [24, 5, 8];
export const DIGITS = RANDOM + 1;
const [GROUP, CHECK_BITS, WORD_BITS] = [DIGITS / GROUPS, 8n, 11n];
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
  0x17e0, 0x1810, 0xff10,
];
const DAMM = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];

/** Make a new code: 25 digits, each of chance as likely as the others. */
export function make(): string {
  let digits = "";
  while (digits.length < RANDOM) {
    const [one] = random(1);
    if (one !== undefined && one < 250) digits += String(one % 10);
  }
  return complete(digits);
}

/** Put the check digit behind 24 digits. */
export function complete(digits: string): string {
  return digits + String(state(digits));
}

/** Write a code in five groups, as it is said and printed. */
export function shown(code: string): string {
  return (code.match(/.{5}/g) ?? []).join(" ");
}

/**
 * Find the one code in what was typed or pasted: digits of many scripts, and whatever stands between the groups.
 *
 * Throws `BadCode`: `count` (no 25 digits; `at` says how many), `group` (the one of five that has not five digits), or
 * `check` (a digit is wrong, or two are swapped).
 */
export function read(typed: string): string {
  const runs = folded(typed).split(/[\p{L}\p{Nl}\p{No}]+/u).map((run) => run.match(/[0-9]+/g) ?? []);
  const whole = new Set(runs.flatMap(windows));
  const good = [...whole].filter((text) => state(text) === 0);
  if (good.length === 1 && good[0] !== undefined) return good[0];
  if (whole.size > 0) throw new BadCode("check");
  const groups = runs.flat();
  const wrong = groups.flatMap((group, at) => (group.length === GROUP ? [] : [at + 1]));
  if (groups.length === GROUPS && wrong.length === 1) throw new BadCode("group", wrong[0]);
  throw new BadCode("count", groups.join("").length);
}

function folded(typed: string): string {
  return Array.from(typed, (letter) => {
    const at = letter.codePointAt(0) ?? 0;
    const zero = ZEROS.find((one) => at >= one && at < one + 10);
    return zero === undefined ? letter : String(at - zero);
  }).join("");
}

function state(digits: string): number {
  let found = 0;
  for (const digit of digits) found = Number(DAMM[found]?.[Number(digit)]);
  return found;
}

/** Give the neighbouring groups that have 25 digits together. */
function windows(groups: string[]): string[] {
  return groups.flatMap((_, begin) => {
    let text = "";
    for (const group of groups.slice(begin)) {
      text += group;
      if (text.length >= DIGITS) break;
    }
    return text.length === DIGITS ? [text] : [];
  });
}

/** Write a code as 8 numbers from 0 to 2047, each of which stands for a word. */
export function numbers(code: string): number[] {
  const digits = code.slice(0, RANDOM);
  let value = (BigInt(digits) << CHECK_BITS) | BigInt(wordCheck(digits));
  const found: number[] = [];
  for (let at = 0; at < WORDS; at++, value >>= WORD_BITS) found.unshift(Number(value & 2047n));
  return found;
}

/**
 * Read a code from the numbers of its words.
 *
 * Throws `BadCode`: `words`: there are not eight, one is another word of the list, or they stand in another order.
 */
export function readNumbers(given: number[]): string {
  const value = given.reduce((sum, one) => (sum << WORD_BITS) | BigInt(one), 0n);
  const digits = (value >> CHECK_BITS).toString().padStart(RANDOM, "0");
  const right = given.length === WORDS && digits.length === RANDOM;
  if (!right || BigInt(wordCheck(digits)) !== (value & 255n)) throw new BadCode("words");
  return complete(digits);
}

function wordCheck(digits: string): number {
  return blake2b(lp("tolerant/v1/code-words", digits), { size: 16 })[0] ?? 0;
}
