/**
 * Shares of a recovery key: each says what it belongs to, so that a wrong, foreign or repeated one is named.
 *
 * SPEC.md section 19. Here they are read and joined; they are made by the program that prints them.
 */

import { BadShare } from "./errors";
import { b64u, blake2b, type Bytes, concat, hex, lp, Refused, same, unb64u } from "./format";

export const MOST_SHARES = 16;
/** Bytes of a share: exactly 56 words of 11 bits. */
export const SIZE = 77;
const CHECK = 4;

/** Hold one officer's share; `part` is Shamir's (32 bytes and the place on the curve), and secret. */
export class Share {
  constructor(private readonly data: Bytes) {}
  get member(): string {
    return hex(this.data.subarray(1, 17));
  }
  get ceremony(): string {
    return hex(this.data.subarray(17, 25));
  }
  get k(): number {
    return this.data[25] ?? 0;
  }
  get n(): number {
    return this.data[26] ?? 0;
  }
  get index(): number {
    return this.data[27] ?? 0;
  }
  get commit(): Bytes {
    return this.data.slice(28, 44);
  }
  get part(): Bytes {
    return this.data.slice(44);
  }

  /** Give what all shares of one ceremony have in common. */
  get about(): string {
    return hex(concat(this.data.subarray(0, 27), this.commit));
  }

  /** Write it (77 bytes). */
  encode(): Bytes {
    return this.data.slice();
  }

  /** Write it with its check, for a picture that a camera reads (108 characters). */
  text(): string {
    return b64u(concat(this.data, check(this.data)));
  }

  /** Name it by all its bytes (32). */
  hash(): Bytes {
    return blake2b(lp("tolerant/v1/share", this.data));
  }
}

function check(data: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/share-check", data), { size: CHECK });
}

/** Read a share; `at` is its place among those given. Throws `BadShare`: `malformed`. */
export function decode(data: Bytes, at = 1): Share {
  const share = new Share(data);
  const fits = data.length === SIZE && data[0] === 1 && data[SIZE - 1] !== 0;
  const counts = share.k >= 2 && share.k <= share.n && share.n <= MOST_SHARES;
  if (!fits || !counts || share.index < 1 || share.index > share.n) throw new BadShare("malformed", at);
  return share;
}

/** Read what a camera read. Throws `BadShare`: `malformed`. */
export function readText(text: string, at = 1): Share {
  let data: Bytes;
  try {
    data = unb64u(text, SIZE + CHECK);
  } catch (error) {
    throw error instanceof Refused ? new BadShare("malformed", at) : error;
  }
  if (!same(check(data.subarray(0, SIZE)), data.subarray(SIZE))) throw new BadShare("malformed", at);
  return decode(data.slice(0, SIZE), at);
}

/** Name a secret without telling it (16 bytes), for one organisation and ceremony. */
export function commitment(secret: Bytes, member: string, ceremony: string): Bytes {
  return blake2b(lp("tolerant/v1/recovery-secret", member, ceremony, secret), { size: 16 });
}

/** Give the secret back. Throws `BadShare`: `foreign`, `repeated`, `too-few`, or `wrong-secret`. */
export function combine(shares: Share[]): Bytes {
  const first = ofMost(shares);
  if (first === undefined) throw new BadShare("too-few", 0, 2);
  shares.forEach((one, at) => {
    if (one.about !== first.about) throw new BadShare("foreign", at + 1);
    const before = shares.slice(0, at);
    if (before.some((other) => other.index === one.index || other.part[32] === one.part[32]))
      throw new BadShare("repeated", at + 1);
  });
  if (shares.length < first.k) throw new BadShare("too-few", 0, first.k - shares.length);
  const parts = shares.map((one) => one.part);
  const secret = Uint8Array.from({ length: 32 }, (_, at) => atZero(parts, at));
  if (!same(commitment(secret, first.member, first.ceremony), first.commit)) throw new BadShare("wrong-secret", 0);
  return secret;
}

function ofMost(shares: Share[]): Share | undefined {
  const count = (one: Share): number => shares.filter((other) => other.about === one.about).length;
  return shares.reduce<Share | undefined>((best, one) => (best && count(best) >= count(one) ? best : one), undefined);
}

/** Lagrange's interpolation at 0 over GF(256) of AES. */
function atZero(parts: Bytes[], at: number): number {
  return parts.reduce((sum, part, mine) => {
    const x = part[32] ?? 0;
    const others = parts.filter((_, index) => index !== mine).map((other) => other[32] ?? 0);
    const weight = others.reduce((made, other) => times(made, times(other, inverse(other ^ x))), 1);
    return sum ^ times(part[at] ?? 0, weight);
  }, 0);
}

function times(one: number, other: number): number {
  let made = 0;
  for (let bit = 7; bit >= 0; bit--) made = (made << 1) ^ (-(made >> 7) & 0x11b) ^ (-((other >> bit) & 1) & one);
  return made;
}

function inverse(value: number): number {
  let made = 1;
  for (let step = 0; step < 254; step++) made = times(made, value);
  return made;
}
