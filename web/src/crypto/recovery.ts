/**
 * What an organisation publishes about its recovery key, and which shares it handed out.
 *
 * SPEC.md section 20.
 */

import { BadKey, BadShare, MalformedStatement } from "./errors";
import { b64u, type Bytes, exact, type Fields, integer, list, Refused, same, text, unb64u } from "./format";
import { checkSealingKey, SIGN_PUBLIC } from "./keys";
import { MOST_SHARES, type Share } from "./shares";

/** The longest that a ceremony counts: two years, in seconds. */
export const LONGEST = 731 * 86_400;

/** An organisation opts in to recovery (`recovery.v1`): the keys, and the hashes of the shares that were handed out. */
export class RecoveryStatement {
  static readonly KIND = "recovery.v1";

  constructor(
    readonly member: string,
    readonly ceremony: string,
    readonly seal: Bytes,
    readonly sign: Bytes,
    readonly k: number,
    readonly shares: Bytes[],
    readonly nbf: number,
    readonly exp: number,
  ) {}

  /** Give the statement's body. */
  body(): Fields {
    const keys = { seal: b64u(this.seal), sign: b64u(this.sign), k: this.k, shares: this.shares.map(b64u) };
    return { member: this.member, ceremony: this.ceremony, ...keys, nbf: this.nbf, exp: this.exp };
  }

  /** Read a body. Throws `MalformedStatement`: a field is missing, unknown, or not what it should be. */
  static parse(body: unknown): RecoveryStatement {
    try {
      const fields = exact(body, "member", "ceremony", "seal", "sign", "k", "shares", "nbf", "exp");
      const shares = list(fields.shares).map((one) => unb64u(one, 32));
      const repeated = shares.some((one, at) => shares.slice(0, at).some((other) => same(one, other)));
      if (shares.length < 2 || shares.length > MOST_SHARES || repeated) throw new MalformedStatement();
      const nbf = integer(fields.nbf);
      return new RecoveryStatement(
        text(fields.member, /^[0-9a-f]{32}$/),
        text(fields.ceremony, /^[0-9a-f]{16}$/),
        checkSealingKey(unb64u(fields.seal)),
        unb64u(fields.sign, SIGN_PUBLIC),
        integer(fields.k, 2, shares.length),
        shares,
        nbf,
        integer(fields.exp, nbf + 1, nbf + LONGEST),
      );
    } catch (error) {
      throw error instanceof Refused || error instanceof BadKey ? new MalformedStatement() : error;
    }
  }

  /** Refuse a share that was not handed out in this ceremony. Throws `BadShare`: `foreign`, or `wrong`. */
  holds(share: Share, at = 1): void {
    const ours = [this.member, this.ceremony, this.k, this.shares.length].join();
    if ([share.member, share.ceremony, share.k, share.n].join() !== ours) throw new BadShare("foreign", at);
    const handed = this.shares[share.index - 1];
    if (handed === undefined || !same(handed, share.hash())) throw new BadShare("wrong", at);
  }
}
