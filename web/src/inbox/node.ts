/** What the page asks of the node that served it: nothing of a code, a letter or an answer is ever in an address. */

import { b64u, type Bytes, isObject, unb64u } from "../crypto/format";

const REFUSED = "... on Refused { code }";
const TERMS = "{ logTerms { ... on LogTerms { operator } ... on Refused { code } } }";
const OPEN = `mutation ($lookup: String!) {
  openSealedInbox(lookup: $lookup) { ... on SealedInboxLetter { ct expiresAt } ${REFUSED} } }`;
const ANSWER = `mutation ($lookup: String!, $proof: String!, $ct: String!) {
  answerSealedInbox(lookup: $lookup, proof: $proof, ct: $ct) { ... on SealedInboxStep { done } ${REFUSED} } }`;
const EMPTY = `mutation ($lookup: String!, $proof: String!) {
  emptySealedInbox(lookup: $lookup, proof: $proof) { ... on SealedInboxStep { done } ${REFUSED} } }`;
const JSON_TYPE = "application/graphql-response+json";
const PATIENCE = 60_000;

/** Say that the node says no; `code` is its reason. */
export class NodeRefused extends Error {
  override readonly name = "NodeRefused";
  constructor(readonly code: string) {
    super("The node says no.");
  }
}

/** Say that the node did not answer; what was asked may have been done. */
export class NodeAway extends Error {
  override readonly name = "NodeAway";
}

/** Say that the node answered something that cannot be understood. */
export class NodeStrange extends Error {
  override readonly name = "NodeStrange";
}

/** A sealed letter, and until when the code opens it again: the moment, and how long (milliseconds) that is. */
export interface Sealed {
  readonly ct: Bytes;
  readonly expires: Date;
  readonly left: number;
}

/** Ask for the network's name, which the code is worth something in. Throws as `asked`. */
export async function network(): Promise<string> {
  const { operator } = await asked(TERMS, {});
  if (typeof operator !== "string") throw new NodeStrange();
  return operator.split("+")[0] ?? "";
}

/** Ask for the letter. Throws as `asked`. */
export async function fetchLetter(lookup: Bytes): Promise<Sealed> {
  const said = await asked(OPEN, { lookup: b64u(lookup) });
  const expires = new Date(String(said["expiresAt"]));
  const left = expires.getTime() - said.at;
  if (Number.isNaN(left)) throw new NodeStrange();
  return { ct: bytes(said["ct"]), expires, left };
}

/** Hand in a sealed answer; the same one again is no second. Throws as `asked`. */
export async function giveAnswer(lookup: Bytes, proof: Bytes, ct: Bytes): Promise<void> {
  await asked(ANSWER, { lookup: b64u(lookup), proof: b64u(proof), ct: b64u(ct) });
}

/** Let the node delete the letter for good. Throws as `asked`. */
export async function emptyInbox(lookup: Bytes, proof: Bytes): Promise<void> {
  await asked(EMPTY, { lookup: b64u(lookup), proof: b64u(proof) });
}

/** What the node said, and when (milliseconds) by its own clock: that of a device may be wrong. */
interface Said {
  readonly [name: string]: unknown;
  readonly at: number;
}

/** Ask one thing. Throws `NodeRefused`, `NodeAway` or `NodeStrange`. */
async function asked(query: string, variables: Record<string, string>): Promise<Said> {
  const answer = await sent(JSON.stringify({ query, variables }));
  const said: unknown = await answer.json().catch(() => null);
  const data = isObject(said) && isObject(said["data"]) ? Object.values(said["data"])[0] : null;
  if (!isObject(data)) throw new NodeStrange();
  if (typeof data["code"] === "string") throw new NodeRefused(data["code"]);
  const at = Date.parse(answer.headers.get("date") ?? "");
  return { ...data, at: Number.isNaN(at) ? Date.now() : at };
}

async function sent(body: string): Promise<Response> {
  const headers = { "content-type": "application/json", accept: JSON_TYPE };
  const bare = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", redirect: "error" } as const;
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch("/graphql", { method: "POST", headers, body, signal, ...bare }).catch(() => null);
  if (answer === null || answer.status >= 500) throw new NodeAway();
  return answer;
}

function bytes(text: unknown): Bytes {
  try {
    return unb64u(text);
  } catch {
    throw new NodeStrange();
  }
}
