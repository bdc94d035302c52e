/**
 * Her consent as a token: what the node enforces without reading why (SPEC.md section 9).
 *
 * Withdrawing needs one thing only, her secret: whoever shows it stops everything that the token allowed.
 */

import { BadSignature, MalformedStatement } from "./errors";
import { type Bytes, b64u, blake2b, exact, type Fields, integer, jcs, list, lp, Refused } from "./format";
import { strictJson, text, unb64u } from "./format";
import { SIGN_PUBLIC, SIGNATURE, SigningKey, signKid, verify } from "./keys";
import { malformed } from "./signing";

export const SECRET = 32;
export const MOST_USES = 100;
export const LONGEST = 8 * 1024;
const ID = /^[0-9a-f]{32}$/;
const CODE = /^[A-Z][A-Z0-9_]{0,39}$/;
const NODE = /^[A-Za-z0-9.:[\]-]{1,255}$/;
const LABEL = "tolerant/v1/consent";
const FIELDS = [
  ...(["typ", "id", "node", "from", "to", "svc", "rev", "purposes"] as const),
  ...(["cats", "scope", "rec", "nbf", "exp", "uses", "wc", "fk"] as const),
];
const RENEWAL = [...FIELDS, "renews"] as const;

/**
 * Say what she allowed: who may send what to whom, for which listing and purposes, how often and until when.
 *
 * `scope` and `record` are salted hashes of what only the ends know. `withdrawal` commits to her withdrawal secret;
 * `feedback` is the public key of her feedback, or empty. `renews` is the hash of the token that this one goes on
 * from, or empty for a first one. Times are unix seconds.
 */
export interface ConsentToken {
  readonly id: string;
  readonly node: string;
  readonly sender: string;
  readonly to: readonly string[];
  readonly listings: readonly string[];
  readonly version: number;
  readonly purposes: readonly string[];
  readonly categories: readonly string[];
  readonly scope: Bytes;
  readonly record: Bytes;
  readonly nbf: number;
  readonly exp: number;
  readonly uses: number;
  readonly withdrawal: Bytes;
  readonly feedback: Bytes;
  readonly renews: Bytes;
}

/** Give the token's JSON. */
export function toJson(token: ConsentToken): Fields {
  const renewed = token.renews.length > 0;
  return {
    ...{ typ: renewed ? "renewal.v1" : "consent.v1" },
    ...{ id: token.id, node: token.node, from: token.sender, to: token.to, svc: token.listings },
    ...{ rev: token.version, purposes: token.purposes, cats: token.categories, scope: b64u(token.scope) },
    ...{ rec: b64u(token.record), nbf: token.nbf, exp: token.exp, uses: token.uses },
    ...{ wc: b64u(token.withdrawal), fk: b64u(token.feedback) },
    ...(renewed ? { renews: b64u(token.renews) } : {}),
  };
}

/** Read a token's JSON. Throws `MalformedStatement`: a field is missing, unknown, or not what it should be. */
export function fromJson(value: unknown): ConsentToken {
  return malformed(() => {
    const renewed = typeof value === "object" && value !== null && (value as Fields)["typ"] === "renewal.v1";
    const fields = exact(value, ...(renewed ? RENEWAL : FIELDS));
    text(fields.typ, renewed ? /^renewal\.v1$/ : /^consent\.v1$/);
    const nbf = integer(fields.nbf);
    return {
      id: text(fields.id, ID),
      node: text(fields.node, NODE),
      sender: text(fields.from, ID),
      to: ordered(fields.to, ID),
      listings: ordered(fields.svc, ID),
      version: integer(fields.rev, 1),
      purposes: ordered(fields.purposes, CODE),
      categories: ordered(fields.cats, CODE),
      scope: unb64u(fields.scope, 32),
      record: unb64u(fields.rec, 32),
      nbf,
      exp: integer(fields.exp, nbf + 1),
      uses: integer(fields.uses, 1, MOST_USES),
      withdrawal: unb64u(fields.wc, 32),
      feedback: fields.fk === "" ? new Uint8Array() : unb64u(fields.fk, SIGN_PUBLIC),
      renews: renewed ? unb64u(fields.renews, 32) : new Uint8Array(),
    };
  });
}

/** Read a list that is not empty, in order and without repeats. */
function ordered(value: unknown, pattern: RegExp): string[] {
  const items = list(value).map((item) => text(item, pattern));
  if (items.length === 0) throw new Refused("an empty list");
  items.reduce((before, item) => {
    if (before >= item) throw new Refused("out of order, or twice");
    return item;
  });
  return items;
}

/**
 * Tell whether a token renews another: the same parties, words and secrets, and never more than she had agreed to.
 *
 * `beforeHash` is the hash (32 bytes) of the signed token that is renewed.
 */
export function goesOn(later: ConsentToken, before: ConsentToken, beforeHash: Bytes): boolean {
  const { id, purposes, categories, nbf, exp, renews } = before;
  const said = (token: ConsentToken): string => b64u(jcs(toJson(token)));
  const within = (few: readonly string[], many: readonly string[]): boolean => few.every((one) => many.includes(one));
  return (
    b64u(later.renews) === b64u(beforeHash) &&
    said({ ...later, id, purposes, categories, nbf, exp, renews }) === said(before) &&
    later.id !== id &&
    later.nbf >= nbf &&
    within(later.purposes, purposes) &&
    within(later.categories, categories)
  );
}

/** A token that is well formed but that nobody has verified yet; `body` is the token's bytes, as they were signed. */
export interface SignedToken {
  readonly token: ConsentToken;
  readonly by: string;
  readonly signature: Bytes;
  readonly body: Bytes;
}

/** Sign what she allowed, on the device of the caseworker who asked her. Throws `MalformedStatement`: it cannot be. */
export function sign(token: ConsentToken, key: SigningKey): Bytes {
  const body = toJson(token);
  fromJson(body);
  return jcs({ token: body, by: key.kid, sig: b64u(key.sign(LABEL, jcs(body))) });
}

/** Read a signed token without believing it. Throws `MalformedStatement`: it has another form. */
export function parse(data: Bytes): SignedToken {
  return malformed(() => {
    const fields = exact(strictJson(data, LONGEST), "token", "by", "sig");
    const signature = unb64u(fields.sig, SIGNATURE);
    return { token: fromJson(fields.token), by: text(fields.by, ID), signature, body: jcs(fields.token) };
  });
}

/**
 * Believe a token only if this device key signed it.
 *
 * Throws `MalformedStatement`: it has another form. Throws `BadSignature`: another key signed it.
 */
export function verifyToken(data: Bytes, key: Bytes): ConsentToken {
  const signed = parse(data);
  if (signed.by !== signKid(key)) throw new BadSignature();
  verify(key, signed.signature, LABEL, signed.body);
  return signed.token;
}

/** Name a signed token by all its bytes (32); every envelope under it carries this name. */
export function tokenHash(data: Bytes): Bytes {
  return blake2b(lp("tolerant/v1/consent-token", data));
}

/** Commit to her withdrawal secret; whoever shows it may withdraw. Throws `MalformedStatement`: not 32 bytes. */
export function withdrawalCommitment(secret: Bytes): Bytes {
  if (secret.length !== SECRET) throw new MalformedStatement();
  return blake2b(lp("tolerant/v1/withdraw", secret));
}

/** Make the key of her feedback out of her feedback secret. Throws `MalformedStatement`: not 32 bytes. */
export function feedbackKey(secret: Bytes): SigningKey {
  if (secret.length !== SECRET) throw new MalformedStatement();
  return new SigningKey(blake2b(lp("tolerant/v1/feedback"), { key: secret }));
}

/** Hash what only the ends know, with a salt of 16 bytes or more, so that it cannot be guessed (32 bytes). */
export function saltedHash(salt: Bytes, value: unknown): Bytes {
  return blake2b(lp("tolerant/v1/salted", salt, jcs(value)));
}

/** Prove to the node, which cannot look inside, that an envelope comes from her (64 bytes). */
export function signProof(key: SigningKey, envId: Bytes): Bytes {
  return key.sign("tolerant/v1/feedback-proof", envId);
}

/** Take an envelope without login only from whoever holds her feedback key. Throws `BadSignature`: somebody else. */
export function verifyProof(key: Bytes, signature: Bytes, envId: Bytes): void {
  verify(key, signature, "tolerant/v1/feedback-proof", envId);
}
