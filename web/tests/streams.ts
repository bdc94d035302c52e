/** The vectors of sealed files: their bytes are made again with libsodium, as each vector says, then opened. */

import { Attachment, capabilityCommitment, deleteCapability } from "../src/crypto/attachments";
import { readCapability, sealedSize } from "../src/crypto/attachments";
import { blake2b, concat, hex, lp, utf8 } from "../src/crypto/format";
import { sodium } from "../src/crypto/sodium";
import { openStream, sealStreamWith } from "../src/crypto/stream";
import { bytes, type Given } from "./vectors";

interface Chunk {
  readonly id: string;
  readonly index: number;
  readonly tag: number;
  readonly from: number;
  readonly size: number;
  readonly filler_hex?: string;
}

interface Stream {
  readonly key_hex: string;
  readonly header_hex: string;
  readonly chunks: Chunk[];
}

interface Sealed {
  readonly unit: string;
  readonly size: number;
  readonly streams: Stream[];
  readonly order: [number, number][];
  readonly cut?: number;
  readonly tail_hex?: string;
  readonly flip?: number;
}

function content(said: { readonly unit: string; readonly size: number }): Uint8Array {
  const unit = utf8(said.unit);
  return Uint8Array.from({ length: said.size }, (_, at) => unit[at % unit.length] ?? 0);
}

function start(key: Uint8Array, header: Uint8Array) {
  return { state: sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key), header };
}

function pieces(stream: Stream, plain: Uint8Array): Uint8Array[] {
  const { state } = start(bytes(stream.key_hex), bytes(stream.header_hex));
  return stream.chunks.map((at) => {
    const part = new Uint8Array(at.size).fill(parseInt(at.filler_hex ?? "00", 16));
    part.set(plain.subarray(at.from, at.from + at.size));
    const number = new Uint8Array(4);
    new DataView(number.buffer).setUint32(0, at.index);
    return sodium.crypto_secretstream_xchacha20poly1305_push(state, part, lp(at.id, number), at.tag);
  });
}

function fileOf(said: Sealed): Uint8Array<ArrayBuffer> {
  const made = said.streams.map((one) => pieces(one, content(said)));
  const chosen = said.order.map(([stream, chunk]) => made[stream]?.[chunk] ?? new Uint8Array());
  const whole = concat(bytes(said.streams[0]?.header_hex ?? ""), ...chosen);
  const data = concat(whole.subarray(0, whole.length - (said.cut ?? 0)), bytes(said.tail_hex ?? ""));
  if (said.flip !== undefined) data[said.flip] = (data[said.flip] ?? 0) ^ 1;
  return new Uint8Array(data);
}

export async function streamOpen(given: Given): Promise<Given> {
  const parts: Uint8Array[] = [];
  const file = new Blob([fileOf(given["sealed"] as Sealed)]);
  await openStream(file, (part) => void parts.push(part), Attachment.parse(given["attachment"]));
  return { content_hash_hex: hex(blake2b(concat(...parts))) };
}

export async function streamSeal(given: Given): Promise<Given> {
  let size = 0;
  const header = bytes(given["header_hex"] as string);
  const file = new Blob([new Uint8Array(content(given as Sealed))]);
  const made = await sealStreamWith(
    (key) => start(key, header),
    file,
    (part) => {
      size += part.length;
    },
    {
      attId: given["id"] as string,
      key: bytes(given["key_hex"] as string),
      size: given["says"] as number,
      mime: given["mime"] as string,
    },
  );
  return { attachment: made.toFields(), sealed_size: size };
}

export function sealedSizeOf(given: Given): Given {
  return { size: sealedSize(given["size"] as number) };
}

export function capabilities(given: Given): Given {
  const key = bytes(given["key_hex"] as string);
  const made = { read: readCapability(key), delete: deleteCapability(key) };
  return Object.fromEntries(
    Object.entries(made).flatMap(([name, one]) => [
      [`${name}_hex`, hex(one)],
      [`${name}_kept_hex`, hex(capabilityCommitment(one))],
    ]),
  );
}
