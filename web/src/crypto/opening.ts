/** Open: believe nothing until every check has passed (SPEC.md section 8). */

import { type Attachment, checkNamed, parseAttachments } from "./attachments";
import { Envelope, type Header, MOST_BYTES, TAG } from "./envelope";
import { BadSignature, MalformedStatement, NotAllowed, NotForYou, Tampered } from "./errors";
import { type Bytes, blake2b, exact, lp, Refused, same, strictJson, unlp } from "./format";
import { DELETED, type SealingKey, SIGNATURE, verify } from "./keys";
import { verifyAs } from "./log_entries";
import { manifestOf, TYPES } from "./sealing";
import { DeviceStatement } from "./signing";
import { sodium } from "./sodium";

/**
 * Say what the reader is waiting for, so that an envelope cannot answer another question.
 *
 * `me` is the reader's member id: the recipient's, or the sender's for its own copy. `consent` is the token's hash;
 * `now` unix seconds. What is not given is not pinned. `feedbackKey` (32 bytes) is her key out of the consent token,
 * for an envelope that comes from herself.
 */
export interface Expect {
  readonly me: string;
  readonly ref: string;
  readonly consent: Bytes;
  readonly now: number;
  readonly sender?: string;
  readonly listing?: string;
  readonly version?: number;
  readonly seq?: number;
  readonly prev?: Bytes;
  readonly feedbackKey?: Bytes;
}

/**
 * Say what is waited for, with which keys, and the sending member's pinned officer keys, `k` of whom (1) must vouch.
 * `cek` is the content key of a reader who has it from a case key (section 24), and then no wrap is looked at.
 */
export interface Opening {
  readonly keys: readonly SealingKey[];
  readonly expect: Expect;
  readonly officers: Bytes[];
  readonly k?: number;
  readonly cek?: Bytes;
}

/** Hold what an envelope says, after every check; its content never shows in texts, JSON or a console's listing. */
export class Opened {
  readonly #body: unknown;

  constructor(
    readonly typ: string,
    body: unknown,
    readonly header: Header,
    readonly envId: Bytes,
    /** Who sealed it; null when it comes from the woman herself. */
    readonly device: DeviceStatement | null,
    /** What it says of the files sealed beside it, sorted by id; each is named by one block of the body. */
    readonly attachments: readonly Attachment[] = [],
    /** The `device.v1` that vouches for the device; empty when it comes from the woman herself. */
    readonly statement: Bytes = new Uint8Array(),
  ) {
    this.#body = body;
  }

  /** Give the content. */
  get body(): unknown {
    return this.#body;
  }
}

/**
 * Open an envelope with one of the reader's keys.
 *
 * Throws `MalformedEnvelope`: it has another form. Throws `UnsupportedVersion`: it is of another version or suite.
 * Throws `NotForYou`: none of the keys is a recipient. Throws `Tampered`: it was changed, or made wrongly on purpose.
 * Throws `NotAllowed`: it is whole, but is not what the reader waits for, is too late, or is not vouched for.
 */
export async function open(data: Bytes | string, { keys, expect, officers, k = 1, cek }: Opening): Promise<Opened> {
  const envelope = Envelope.parse(data);
  belongs(envelope.header, expect);
  const plain = decrypt(envelope, cek ?? (await contentKey(envelope, keys)));
  const [inner, signature, statement] = parts(plain);
  if (signature.length !== SIGNATURE) throw new Tampered();
  const device = await vouched(envelope.header, statement, expect, officers, k);
  const signer = device === null ? expect.feedbackKey : device.sign;
  const said = believed(envelope, inner, signature, signer);
  declared(envelope.header, said.typ, said.body, said.attachments);
  return new Opened(said.typ, said.body, envelope.header, envelope.envId, device, said.attachments, statement);
}

function belongs(header: Header, expect: Expect): void {
  const at = header.context;
  if (expect.me !== at.recipient && expect.me !== at.sender) throw new NotForYou();
  if (at.ref !== expect.ref) throw new NotAllowed("referral");
  if (!same(at.consent, expect.consent)) throw new NotAllowed("consent");
  if (expect.sender !== undefined && at.sender !== expect.sender) throw new NotAllowed("sender");
  if (expect.listing !== undefined && at.listing !== expect.listing) throw new NotAllowed("listing");
  if (expect.version !== undefined && at.version !== expect.version) throw new NotAllowed("version");
  if (expect.seq !== undefined && at.seq !== expect.seq) throw new NotAllowed("order");
  if (expect.prev !== undefined && !same(at.prev, expect.prev)) throw new NotAllowed("order");
  if (at.expires <= expect.now) throw new NotAllowed("expired");
}

/**
 * Take the content key (32 bytes) out of the wrap for one of these keys; it is not held to the commitment yet.
 *
 * Throws `NotForYou`: none of them is a recipient, or its wrap was deleted. Throws `Tampered`: the wrap was changed.
 */
export async function contentKey(envelope: Envelope, keys: readonly SealingKey[]): Promise<Bytes> {
  for (const key of keys) {
    const name = key.kid;
    const wrap = envelope.wraps[envelope.header.rcpt.findIndex((one) => same(one, name))];
    if (wrap !== undefined && !same(wrap, DELETED)) {
      return key.unwrap(wrap, lp("tolerant/v1/wrap", envelope.protected_, key.public));
    }
  }
  throw new NotForYou();
}

/** Say whether a content key is the one that an envelope's sender committed to. */
export function committed(envelope: Envelope, cek: Bytes): boolean {
  return sodium.memcmp(blake2b(lp("tolerant/v1/commit", envelope.protected_), { key: cek }), envelope.commit);
}

function decrypt(envelope: Envelope, cek: Bytes): Bytes {
  const { protected_, commit, nonce, ct } = envelope;
  if (!committed(envelope, cek)) throw new Tampered();
  const bodyKey = blake2b(lp("tolerant/v1/body", protected_), { key: cek });
  try {
    const aad = lp(protected_, commit);
    const padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ct, aad, nonce, bodyKey);
    return sodium.unpad(padded, ct.length - TAG);
  } catch {
    throw new Tampered();
  }
}

function parts(plain: Bytes): [Bytes, Bytes, Bytes] {
  try {
    return unlp(plain, 3) as [Bytes, Bytes, Bytes];
  } catch {
    throw new Tampered();
  }
}

async function vouched(
  header: Header,
  statement: Bytes,
  expect: Expect,
  officers: Bytes[],
  k: number,
): Promise<DeviceStatement | null> {
  if (header.context.sender === "") {
    if (statement.length > 0 || expect.feedbackKey === undefined) throw new NotAllowed("device");
    return null;
  }
  const device = await officersDevice(statement, officers, k);
  const inTime = device.nbf <= expect.now && expect.now < device.exp;
  if (device.member !== header.context.sender || !inTime) throw new NotAllowed("device");
  return device;
}

async function officersDevice(statement: Bytes, officers: Bytes[], k: number): Promise<DeviceStatement> {
  try {
    return await verifyAs(DeviceStatement, statement, officers, k);
  } catch (error) {
    if (error instanceof MalformedStatement || error instanceof BadSignature) throw new NotAllowed("device");
    throw error;
  }
}

function believed(envelope: Envelope, inner: Bytes, signature: Bytes, signer: Bytes | undefined) {
  try {
    verify(signer ?? new Uint8Array(), signature, "tolerant/v1/inner", envelope.protected_, inner);
    const said = exact(strictJson(inner, MOST_BYTES), "typ", "body", "attachments");
    const { typ, body } = said;
    const attachments = parseAttachments(said.attachments);
    if (typeof typ !== "string" || !TYPES.includes(typ)) throw new Tampered();
    return { typ, body, attachments };
  } catch (error) {
    throw error instanceof BadSignature || error instanceof Refused ? new Tampered() : error;
  }
}

/** Hold the content against what its sender declared to the node (domain: disclosure manifest). */
function declared(header: Header, typ: string, body: unknown, attachments: readonly Attachment[]): void {
  let made;
  try {
    made = manifestOf(typ, body);
    checkNamed(body, attachments);
  } catch (error) {
    throw error instanceof Refused ? new NotAllowed("manifest-mismatch") : error;
  }
  const equal = made.every(([category, commitment], at) => {
    const said = header.manifest[at];
    return said !== undefined && said[0] === category && same(said[1], commitment);
  });
  if (made.length !== header.manifest.length || !equal) throw new NotAllowed("manifest-mismatch");
}
