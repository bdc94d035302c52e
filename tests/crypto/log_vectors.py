"""The vectors of the key log (SPEC.md sections 13 to 16) run against the code: one function an operation."""

import hashlib
from collections.abc import Callable
from typing import Any

from crypto import checkpoints, log_entries, merkle, notes, proofs, tiles
from crypto.keys import SigningKey
from crypto.named_state import NOTHING, NamedState, parse_named
from crypto.notes import Vkey

Given = dict[str, Any]


def _text(given: Given, name: str) -> bytes:
    return given[name].encode() if name in given else bytes.fromhex(given[f"{name}_hex"])


def _hex(given: Given, name: str) -> bytes:
    return bytes.fromhex(given[f"{name}_hex"])


def _hashes(given: Given) -> list[bytes]:
    return [bytes.fromhex(one) for one in given["proof_hex"]]


def _vkeys(given: Given) -> list[Vkey]:
    return [Vkey.decode(one) for one in given["witnesses"]]


def leaf(index: int) -> bytes:
    return merkle.leaf_hash(f"entry {index}".encode())


def node(level: int, index: int) -> bytes:
    """Give a complete subtree of the log that the vectors are made of."""
    if level == 0:
        return leaf(index)
    return merkle.node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))


def tree(given: Given) -> Given:
    grown = merkle.Frontier()
    for index in range(given["size"]):
        grown = grown.append(leaf(index))
    assert merkle.Frontier.decode(grown.encode()) == grown
    return {"root_hex": grown.root().hex(), "frontier_hex": grown.encode().hex()}


def frontier(given: Given) -> Given:
    merkle.Frontier.decode(_hex(given, "frontier"))
    return {}


def inclusion(given: Given) -> Given:
    """Verify a proof; one that holds is what the code makes itself."""
    place, proof = (given["index"], given["size"]), _hashes(given)
    merkle.verify_inclusion(merkle.leaf_hash(_text(given, "entry")), *place, _hex(given, "root"), proof)
    assert merkle.inclusion_proof(*place, node) == proof
    return {}


def prove_inclusion(given: Given) -> Given:
    merkle.inclusion_proof(given["index"], given["size"], node)
    return {}


def consistency(given: Given) -> Given:
    old, new, proof = given["old"], given["new"], _hashes(given)
    merkle.verify_consistency(old, _hex(given, "old_root"), new, _hex(given, "new_root"), proof)
    assert merkle.consistency_proof(old, new, node) == proof
    return {}


def prove_consistency(given: Given) -> Given:
    merkle.consistency_proof(given["old"], given["new"], node)
    return {}


def vkey(given: Given) -> Given:
    key = Vkey.decode(given["text"])
    assert key.encode() == given["text"]
    return {"name": key.name, "kind": key.kind, "public_hex": key.public.hex(), "id_hex": key.id.hex()}


def checkpoint(given: Given) -> Given:
    said, times = checkpoints.check_checkpoint(
        _text(given, "note"), Vkey.decode(given["operator"]), _vkeys(given), given["w"]
    )
    return {"origin": said.origin, "size": said.size, "root_hex": said.root.hex(), "times": times}


def sign_checkpoint(given: Given) -> Given:
    said = checkpoints.Checkpoint(given["origin"], given["size"], _hex(given, "root"))
    key = notes.LogKey(given["name"], SigningKey(_hex(given, "seed")))
    return {"note": checkpoints.sign_checkpoint(said, key).decode()}


def cosign(given: Given) -> Given:
    key = notes.WitnessKey(given["name"], SigningKey(_hex(given, "seed")))
    return {"line": checkpoints.cosign(_text(given, "note"), key, given["now"]).decode()}


def cosignatures(given: Given) -> Given:
    added = checkpoints.add_cosignatures(_text(given, "note"), _text(given, "lines"), _vkeys(given))
    return {"note": added.decode()}


def fresh(given: Given) -> Given:
    return {"age": checkpoints.check_fresh(given["times"], given["w"], given["now"], given["most"])}


def equivocation(given: Given) -> Given:
    pair = _text(given, "note"), _text(given, "other")
    return {"proved": checkpoints.equivocation(*pair, Vkey.decode(given["operator"]))}


def name_state(given: Given) -> Given:
    """Take what a letter names out of a note."""
    named = NamedState.of_note(_text(given, "note"), Vkey.decode(given["operator"]))
    return {"log": named.to_json() if named else NOTHING}


def named_state(given: Given) -> Given:
    """Make a note again of what a letter names, and hold it to its operator's signature."""
    state, operator = parse_named(given["log"]), Vkey.decode(given["operator"])
    assert state is not None
    note = state.note(operator)
    said = checkpoints.signed_by(note, operator)
    assert (said.size, said.root) == (state.size, state.root)
    return {"note": note.decode()}


def tile_path(given: Given) -> Given:
    tile = tiles.Tile.parse(given["path"])
    assert tile.path == given["path"]
    return {"level": tile.level, "index": tile.index, "width": tile.width}


def tile(given: Given) -> Given:
    """Write a tile, and read its subtrees back out of the tiles alone."""
    size, level, index = given["size"], given["level"], given["index"]
    asked = tiles.Tile(level, index, tiles.width_at(level, index, size))
    data = tiles.tile_hashes(asked, node)
    read = tiles.tile_reader(size, lambda wanted: tiles.tile_hashes(wanted, node))
    assert [read(8 * level, 256 * index + at) for at in range(asked.width)] == tiles.read_tile(data, asked.width)
    return {"width": asked.width, "sha256_hex": hashlib.sha256(data).hexdigest()}


def read_tile(given: Given) -> Given:
    tiles.read_tile(_hex(given, "tile"), given["width"])
    return {}


def bundle(given: Given) -> Given:
    entries = tiles.read_bundle(_hex(given, "bundle"), given["width"])
    assert tiles.write_bundle(entries) == _hex(given, "bundle")
    return {"leaves_hex": [merkle.leaf_hash(one).hex() for one in entries]}


def log_proof(given: Given) -> Given:
    data = _text(given, "proof")
    state, times = proofs.check_proof(
        data, _text(given, "entry"), Vkey.decode(given["operator"]), _vkeys(given), given["w"]
    )
    read = proofs.TlogProof.parse(data)
    assert read.encode() == data
    return {"index": read.index, "size": state.size, "extra_hex": read.extra.hex(), "times": times}


def forked(given: Given) -> Given:
    one = _text(given, "proof"), _text(given, "entry")
    other = _text(given, "other"), _text(given, "other_entry")
    return {"proved": proofs.forked(one, other, Vkey.decode(given["operator"]))}


def request(given: Given) -> Given:
    data = _text(given, "request")
    old, proof, note = proofs.read_request(data)
    assert proofs.write_request(old, proof, note) == data
    return {"old": old, "proof_hex": [one.hex() for one in proof], "note": note.decode()}


def entry(given: Given) -> Given:
    data, keys = _text(given, "entry"), [bytes.fromhex(one) for one in given["keys_hex"]]
    body = log_entries.verify_entry(data, given["kind"], keys, given["k"])
    read = log_entries.read_entry(data)
    assert (read.encode(), read.body) == (data, body)
    return {"leaf_hex": merkle.leaf_hash(data).hex()}


def sign_entry(given: Given) -> Given:
    signers = [SigningKey(bytes.fromhex(seed)) for seed in given["seeds_hex"]]
    return {"entry": log_entries.sign_entry(given["kind"], given["body"], *signers).decode()}


def listing_words(given: Given) -> Given:
    return {"hash_hex": log_entries.words_hash(_hex(given, "salt"), _text(given, "words")).hex()}


OPERATIONS: dict[str, Callable[[Given], Given]] = {
    "tree": tree,
    "frontier": frontier,
    "inclusion": inclusion,
    "prove-inclusion": prove_inclusion,
    "consistency": consistency,
    "prove-consistency": prove_consistency,
    "vkey": vkey,
    "checkpoint": checkpoint,
    "sign-checkpoint": sign_checkpoint,
    "cosign": cosign,
    "cosignatures": cosignatures,
    "fresh": fresh,
    "equivocation": equivocation,
    "name-state": name_state,
    "named-state": named_state,
    "tile-path": tile_path,
    "tile": tile,
    "read-tile": read_tile,
    "bundle": bundle,
    "log-proof": log_proof,
    "forked": forked,
    "request": request,
    "entry": entry,
    "listing-words": listing_words,
    "sign-entry": sign_entry,
}
