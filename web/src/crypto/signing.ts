/**
 * Statements: who vouches for which key, in bytes with one spelling and one signature.
 *
 * SPEC.md section 4. A statement of one kind never passes for another, because its kind is signed.
 */

import { BadKey, BadSignature, MalformedStatement } from "./errors";
import { type Bytes, b64u, exact, type Fields, integer, isObject, jcs, list, Refused } from "./format";
import { same, strictJson, text, unb64u } from "./format";
import { checkSealingKey, SIGN_PUBLIC, SIGNATURE, type SigningKey, signKid, verify } from "./keys";

export const LONGEST = 16 * 1024;
const ID = /^[0-9a-f]{32}$/;
const KIND = /^[a-z][a-z-]*\.v[0-9]+$/;
const LABEL = "tolerant/v1/statement";

/** Give every refusal of a form the class of statements. */
export function malformed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refused || error instanceof BadKey ? new MalformedStatement() : error;
  }
}

/**
 * Sign a statement of a kind, like `device.v1`; the body is JSON without floats.
 *
 * Throws `MalformedStatement`: the body cannot be written in one spelling, or is too long.
 */
export function signStatement(kind: string, body: Fields, key: SigningKey): Bytes {
  return malformed(() => {
    text(kind, KIND);
    const signature = key.sign(LABEL, kind, jcs(body));
    const data = jcs({ body, by: key.kid, sig: b64u(signature), typ: kind });
    if (data.length > LONGEST) throw new MalformedStatement();
    return data;
  });
}

/** A statement that is well formed but that nobody has verified yet. */
export interface Statement {
  readonly kind: string;
  readonly body: Fields;
  readonly by: string;
  readonly signature: Bytes;
}

/** Read a statement's form without believing it. Throws `MalformedStatement`: it has another form. */
export function readStatement(data: Bytes): Statement {
  return malformed(() => statementOf(strictJson(data, LONGEST)));
}

/** Give the statement that strictly read JSON holds. Throws `Refused`: it has another form. */
export function statementOf(value: unknown): Statement {
  const fields = exact(value, "body", "by", "sig", "typ");
  if (!isObject(fields.body)) throw new Refused("no object");
  return {
    kind: text(fields.typ, KIND),
    body: fields.body,
    by: text(fields.by, ID),
    signature: unb64u(fields.sig, SIGNATURE),
  };
}

/**
 * Believe a statement only if one of these public keys signed it as this kind; gives its body.
 *
 * Throws `MalformedStatement`: it has another form, or is of another kind. Throws `BadSignature`: none signed it.
 */
export function verifyStatement(data: Bytes, kind: string, keys: Bytes[]): Fields {
  const statement = readStatement(data);
  if (statement.kind !== kind) throw new MalformedStatement();
  const key = keys.find((one) => signKid(one) === statement.by);
  if (key === undefined) throw new BadSignature();
  verify(key, statement.signature, LABEL, kind, jcs(statement.body));
  return statement.body;
}

/** An officer vouches for a device's keys (`device.v1`); times are unix seconds. */
export class DeviceStatement {
  static readonly KIND = "device.v1";

  constructor(
    readonly member: string,
    readonly device: string,
    readonly sign: Bytes,
    readonly seal: Bytes,
    readonly nbf: number,
    readonly exp: number,
    readonly officer: boolean,
  ) {}

  /** Give the statement's body. */
  body(): Fields {
    const { member, device, nbf, exp, officer } = this;
    return { member, device, sign: b64u(this.sign), seal: b64u(this.seal), nbf, exp, officer };
  }

  /** Read a body. Throws `MalformedStatement`: a field is missing, unknown, or not what it should be. */
  static parse(body: unknown): DeviceStatement {
    return malformed(() => {
      const fields = exact(body, "member", "device", "sign", "seal", "nbf", "exp", "officer");
      const sign = unb64u(fields.sign, SIGN_PUBLIC);
      const device = signKid(sign);
      if (typeof fields.officer !== "boolean" || fields.device !== device) throw new MalformedStatement();
      const seal = checkSealingKey(unb64u(fields.seal));
      const nbf = integer(fields.nbf);
      const exp = integer(fields.exp, nbf + 1);
      return new DeviceStatement(text(fields.member, ID), device, sign, seal, nbf, exp, fields.officer);
    });
  }
}

/** An organisation names the keys that may vouch for its devices (`officers.v1`); `k` of them must sign. */
export class OfficersStatement {
  static readonly KIND = "officers.v1";

  constructor(
    readonly member: string,
    readonly officers: readonly Bytes[],
    readonly k: number,
    readonly seq: number,
  ) {}

  /** Give the statement's body. */
  body(): Fields {
    return { member: this.member, officers: this.officers.map(b64u), k: this.k, seq: this.seq };
  }

  /** Read a body. Throws `MalformedStatement`: a field is missing, unknown, or not what it should be. */
  static parse(body: unknown): OfficersStatement {
    return malformed(() => {
      const fields = exact(body, "member", "officers", "k", "seq");
      const officers = list(fields.officers).map((key) => unb64u(key, SIGN_PUBLIC));
      const repeated = officers.some((key, at) => officers.slice(0, at).some((other) => same(key, other)));
      if (officers.length === 0 || repeated) throw new MalformedStatement();
      const k = integer(fields.k, 1, officers.length);
      return new OfficersStatement(text(fields.member, ID), officers, k, integer(fields.seq));
    });
  }
}

/** An organisation publishes the key that referrals to it are sealed to for a while (`epoch.v1`). */
export class EpochStatement {
  static readonly KIND = "epoch.v1";

  constructor(
    readonly member: string,
    readonly epoch: number,
    readonly key: Bytes,
    readonly nbf: number,
    readonly exp: number,
  ) {}

  /** Give the statement's body. */
  body(): Fields {
    return { member: this.member, epoch: this.epoch, key: b64u(this.key), nbf: this.nbf, exp: this.exp };
  }

  /** Read a body. Throws `MalformedStatement`: a field is missing, unknown, or not what it should be. */
  static parse(body: unknown): EpochStatement {
    return malformed(() => {
      const fields = exact(body, "member", "epoch", "key", "nbf", "exp");
      const key = checkSealingKey(unb64u(fields.key));
      const nbf = integer(fields.nbf);
      const exp = integer(fields.exp, nbf + 1);
      return new EpochStatement(text(fields.member, ID), integer(fields.epoch, 1), key, nbf, exp);
    });
  }
}
