/** The vectors of the key log (SPEC.md sections 13 to 16) run against the code: one function an operation. */

import * as checkpoints from "../src/crypto/checkpoints";
import * as format from "../src/crypto/format";
import { SigningKey } from "../src/crypto/keys";
import { readEntry, signEntry, verifyEntry, wordsHash } from "../src/crypto/log_entries";
import * as merkle from "../src/crypto/merkle";
import { noteOf, parseNamed, stateFields, stateOf } from "../src/crypto/named_state";
import { LogKey, Vkey, WitnessKey } from "../src/crypto/notes";
import * as proofs from "../src/crypto/proofs";
import * as tiles from "../src/crypto/tiles";

/* What a vector says is not typed: a wrong field makes its operation fail, which is what a test is for. */
/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment,
   @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-member-access,
   @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
type Given = Record<string, any>;
type Operation = (given: Given) => Given | Promise<Given>;

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function textOrBytes(given: Given, name: string): Uint8Array {
  return name in given ? format.utf8(given[name]) : bytes(given[`${name}_hex`]);
}

function check(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

const hexes = (data: Uint8Array[]): string[] => data.map(format.hex);
const equal = (one: Uint8Array[], other: Uint8Array[]): boolean => hexes(one).join() === hexes(other).join();
const said = (data: Uint8Array): string => format.fromUtf8(data);
const operator = (given: Given): Promise<Vkey> => Vkey.decode(given["operator"]);
const witnesses = (given: Given): Promise<Vkey[]> =>
  Promise.all(given["witnesses"].map((text: string) => Vkey.decode(text)));

/** The complete subtrees of the log that the vectors are made of, each hashed once. */
const known = new Map<string, Promise<Uint8Array>>();

function node(level: number, index: number): Promise<Uint8Array> {
  const name = `${String(level)} ${String(index)}`;
  const found = known.get(name) ?? hashed(level, index);
  known.set(name, found);
  return found;
}

async function hashed(level: number, index: number): Promise<Uint8Array> {
  if (level === 0) return merkle.leafHash(format.utf8(`entry ${String(index)}`));
  return merkle.nodeHash(await node(level - 1, 2 * index), await node(level - 1, 2 * index + 1));
}

async function tree(given: Given): Promise<Given> {
  let grown = new merkle.Frontier();
  for (let at = 0; at < given["size"]; at++) grown = await grown.append(await node(0, at));
  const again = merkle.Frontier.decode(grown.encode());
  check(format.same(await again.root(), await grown.root()), "read again");
  return { root_hex: format.hex(await grown.root()), frontier_hex: format.hex(grown.encode()) };
}

function frontier(given: Given): Given {
  merkle.Frontier.decode(bytes(given["frontier_hex"]));
  return {};
}

async function inclusion(given: Given): Promise<Given> {
  const { index, size } = given;
  const proof = given["proof_hex"].map(bytes);
  const leaf = await merkle.leafHash(textOrBytes(given, "entry"));
  await merkle.verifyInclusion(leaf, index, size, bytes(given["root_hex"]), proof);
  check(equal(await merkle.inclusionProof(index, size, node), proof), "made again");
  return {};
}

async function consistency(given: Given): Promise<Given> {
  const { old, new: size } = given;
  const proof = given["proof_hex"].map(bytes);
  await merkle.verifyConsistency(old, bytes(given["old_root_hex"]), size, bytes(given["new_root_hex"]), proof);
  check(equal(await merkle.consistencyProof(old, size, node), proof), "made again");
  return {};
}

async function vkey(given: Given): Promise<Given> {
  const key = await Vkey.decode(given["text"]);
  check(key.encode() === given["text"], "written again");
  return { name: key.name, kind: key.kind, public_hex: format.hex(key.public), id_hex: format.hex(key.id) };
}

async function checkpoint(given: Given): Promise<Given> {
  const note = textOrBytes(given, "note");
  const [state, times] = await checkpoints.checkCheckpoint(
    note,
    await operator(given),
    await witnesses(given),
    given["w"],
  );
  return { origin: state.origin, size: state.size, root_hex: format.hex(state.root), times };
}

async function signCheckpoint(given: Given): Promise<Given> {
  const state = await checkpoints.Checkpoint.of(given["origin"], given["size"], bytes(given["root_hex"]));
  const key = new LogKey(given["name"], new SigningKey(bytes(given["seed_hex"])));
  return { note: said(await checkpoints.signCheckpoint(state, key)) };
}

async function cosign(given: Given): Promise<Given> {
  const key = new WitnessKey(given["name"], new SigningKey(bytes(given["seed_hex"])));
  return { line: said(await checkpoints.cosign(textOrBytes(given, "note"), key, given["now"])) };
}

async function cosignatures(given: Given): Promise<Given> {
  const [note, lines] = [textOrBytes(given, "note"), textOrBytes(given, "lines")];
  return { note: said(checkpoints.addCosignatures(note, lines, await witnesses(given))) };
}

async function equivocation(given: Given): Promise<Given> {
  const [note, other] = [textOrBytes(given, "note"), textOrBytes(given, "other")];
  return { proved: await checkpoints.equivocation(note, other, await operator(given)) };
}

/** Take what a letter names out of a note. */
async function nameState(given: Given): Promise<Given> {
  return { log: stateFields(await stateOf(textOrBytes(given, "note"), await operator(given))) };
}

/** Make a note again of what a letter names, and hold it to its operator's signature. */
async function namedState(given: Given): Promise<Given> {
  const [state, key] = [parseNamed(given["log"]), await operator(given)];
  if (state === null) throw new Error("a vector that names no state");
  const note = await noteOf(state, key);
  const { size, root } = await checkpoints.signedBy(note, key);
  check(size === state.size && format.same(root, state.root), "the same state");
  return { note: said(note) };
}

function tilePath(given: Given): Given {
  const tile = tiles.Tile.parse(given["path"]);
  check(tile.path === given["path"], "written again");
  return { level: tile.level, index: tile.index, width: tile.width };
}

/** Write a tile, and read its subtrees back out of the tiles alone. */
async function tile(given: Given): Promise<Given> {
  const { size, level, index } = given;
  const asked = new tiles.Tile(level, index, tiles.widthAt(level, index, size));
  const data = await tiles.tileHashes(asked, node);
  const read = tiles.tileReader(size, (wanted) => tiles.tileHashes(wanted, node));
  const first = await read(8 * level, 256 * index);
  check(equal([first], tiles.readTile(data, asked.width).slice(0, 1)), "read again");
  return { width: asked.width, sha256_hex: format.hex(await merkle.sha256(data)) };
}

async function bundle(given: Given): Promise<Given> {
  const entries = tiles.readBundle(bytes(given["bundle_hex"]), given["width"]);
  check(format.hex(tiles.writeBundle(entries)) === given["bundle_hex"], "written again");
  return { leaves_hex: hexes(await Promise.all(entries.map(merkle.leafHash))) };
}

async function logProof(given: Given): Promise<Given> {
  const data = textOrBytes(given, "proof");
  const keys = [await operator(given), await witnesses(given)] as const;
  const [state, times] = await proofs.checkProof(data, textOrBytes(given, "entry"), ...keys, given["w"]);
  const read = proofs.TlogProof.parse(data);
  check(format.same(read.encode(), data), "written again");
  return { index: read.index, size: state.size, extra_hex: format.hex(read.extra), times };
}

async function forked(given: Given): Promise<Given> {
  const one = [textOrBytes(given, "proof"), textOrBytes(given, "entry")] as const;
  const other = [textOrBytes(given, "other"), textOrBytes(given, "other_entry")] as const;
  return { proved: await proofs.forked(one, other, await operator(given)) };
}

function request(given: Given): Given {
  const data = textOrBytes(given, "request");
  const [old, proof, note] = proofs.readRequest(data);
  check(format.same(proofs.writeRequest(old, proof, note), data), "written again");
  return { old, proof_hex: hexes(proof), note: said(note) };
}

async function entry(given: Given): Promise<Given> {
  const data = textOrBytes(given, "entry");
  await verifyEntry(data, given["kind"], given["keys_hex"].map(bytes), given["k"]);
  check(format.same((await readEntry(data)).encode(), data), "written again");
  return { leaf_hex: format.hex(await merkle.leafHash(data)) };
}

async function signAnEntry(given: Given): Promise<Given> {
  const signers = given["seeds_hex"].map((seed: string) => new SigningKey(bytes(seed)));
  return { entry: said(await signEntry(given["kind"], given["body"], ...signers)) };
}

function listingWords(given: Given): Given {
  return { hash_hex: format.hex(wordsHash(bytes(given["salt_hex"]), textOrBytes(given, "words"))) };
}

export const LOG_OPERATIONS: Record<string, Operation> = {
  ...{ tree, frontier, inclusion, consistency, vkey, checkpoint, cosign, cosignatures, equivocation, tile, bundle },
  ...{ forked, request, entry, "sign-checkpoint": signCheckpoint, "tile-path": tilePath, "log-proof": logProof },
  ...{ "sign-entry": signAnEntry, "name-state": nameState, "named-state": namedState, "listing-words": listingWords },
  "prove-inclusion": async (given) => ({
    proof_hex: hexes(await merkle.inclusionProof(given["index"], given["size"], node)),
  }),
  "prove-consistency": async (given) => ({
    proof_hex: hexes(await merkle.consistencyProof(given["old"], given["new"], node)),
  }),
  fresh: (given) => ({ age: checkpoints.checkFresh(given["times"], given["w"], given["now"], given["most"]) }),
  "read-tile": (given) => ({ hashes_hex: hexes(tiles.readTile(bytes(given["tile_hex"]), given["width"])) }),
};
