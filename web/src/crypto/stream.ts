/**
 * Seal and open a file chunk by chunk, in constant memory (SPEC.md section 18).
 *
 * Source of the construction: libsodium's secretstream (XChaCha20-Poly1305).
 */

import { Attachment, CHUNK, HASH, HEADER, MOST, OVERHEAD, paddedSize, sealedSize } from "./attachments";
import { NotAllowed, Tampered } from "./errors";
import { type Bytes, blake2b, lp, Refused, same } from "./format";
import { sodium } from "./sodium";

const MESSAGE = 0;
const FINAL = 3;

/** Take the next bytes of a result; the next come when it is done with these. */
export type Sink = (piece: Bytes) => void | Promise<void>;

/** Say what is sealed: the id that the node gave, a random key of its own (32 bytes), its size, and its kind. */
export interface Sealable {
  readonly attId: string;
  readonly key: Bytes;
  readonly size: number;
  readonly mime: string;
}

type State = ReturnType<typeof sodium.crypto_secretstream_xchacha20poly1305_init_pull>;
/** Begin a stream: the chance of it in one place, so that a vector can say what came. */
export type Start = (key: Bytes) => { state: State; header: Bytes };
const START: Start = (key) => sodium.crypto_secretstream_xchacha20poly1305_init_push(key);

/**
 * Seal a file; gives what the letter says of it.
 *
 * Throws `NotAllowed`: `too-large`; or `form`: it is empty, not `size` bytes long, or of a kind that no reader takes.
 */
export async function sealStream(source: Blob, sink: Sink, sealable: Sealable): Promise<Attachment> {
  return sealStreamWith(START, source, sink, sealable);
}

/** Seal with chance that a test vector gives. Never call it elsewhere: a header used twice opens both files. */
export async function sealStreamWith(start: Start, source: Blob, sink: Sink, sealable: Sealable): Promise<Attachment> {
  const made = sealed(source, sealable);
  const { state, header } = start(streamKey(made));
  const hashing = sodium.crypto_generichash_init(null, HASH);
  const give = async (piece: Bytes) => {
    sodium.crypto_generichash_update(hashing, piece);
    await sink(piece);
  };
  await give(header);
  const last = paddedSize(made.size) / CHUNK - 1;
  for (let index = 0; index <= last; index++) {
    const chunk = new Uint8Array(CHUNK);
    chunk.set(await piece(source, index * CHUNK, CHUNK));
    const tag = index === last ? FINAL : MESSAGE;
    await give(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, place(made, index), tag));
  }
  const hash = sodium.crypto_generichash_final(hashing, HASH);
  return new Attachment(made.id, made.key, hash, made.size, made.mime);
}

function sealed(source: Blob, { attId, key, size, mime }: Sealable): Attachment {
  if (size > MOST) throw new NotAllowed("too-large");
  try {
    const made = Attachment.parse(new Attachment(attId, key, new Uint8Array(HASH), size, mime).toFields());
    if (source.size !== size) throw new Refused("not as long as was said");
    return made;
  } catch (error) {
    throw error instanceof Refused ? new NotAllowed("form") : error;
  }
}

/**
 * Open a sealed file. What the sink took before a refusal must be thrown away.
 *
 * Nothing is decrypted before all of it has the size and the hash that the letter says.
 *
 * Throws `Tampered`: it is not whole, or not what the sender signed for, or made wrongly on purpose.
 */
export async function openStream(source: Blob, sink: Sink, attachment: Attachment): Promise<void> {
  await checkWhole(source, attachment);
  const header = await piece(source, 0, HEADER);
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, streamKey(attachment));
  const last = paddedSize(attachment.size) / CHUNK - 1;
  let left = attachment.size;
  for (let index = 0; index <= last; index++) {
    const chunk = await piece(source, HEADER + index * (CHUNK + OVERHEAD), CHUNK + OVERHEAD);
    const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, chunk, place(attachment, index));
    if (opened === false || opened.tag !== (index === last ? FINAL : MESSAGE)) throw new Tampered();
    if (opened.message.subarray(left).some((byte) => byte !== 0)) throw new Tampered();
    await sink(opened.message.subarray(0, left));
    left = Math.max(0, left - CHUNK);
  }
}

/** Go through the sealed file once before any of it is opened. */
async function checkWhole(source: Blob, attachment: Attachment): Promise<void> {
  if (source.size !== sealedSize(attachment.size)) throw new Tampered();
  const hashing = sodium.crypto_generichash_init(null, HASH);
  for (let at = 0; at < source.size; at += CHUNK) {
    sodium.crypto_generichash_update(hashing, await piece(source, at, CHUNK));
  }
  if (!same(sodium.crypto_generichash_final(hashing, HASH), attachment.hash)) throw new Tampered();
}

async function piece(source: Blob, at: number, size: number): Promise<Bytes> {
  return new Uint8Array(await source.slice(at, at + size).arrayBuffer());
}

function streamKey(attachment: Attachment): Bytes {
  return blake2b(lp("tolerant/v1/attachment", attachment.id), { key: attachment.key });
}

function place(attachment: Attachment, index: number): Bytes {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, index);
  return lp(attachment.id, number);
}
