"""The vectors of sealed files: their bytes are made again with libsodium, as each vector says, then opened."""

import io
from typing import Any

import pytest
from nacl import bindings as sodium

from crypto import attachments, format, stream
from crypto.attachments import Attachment

Given = dict[str, Any]


def content(given: Given) -> bytes:
    """Repeat the unit."""
    unit = given["unit"].encode()
    return (unit * (given["size"] // len(unit) + 1))[: given["size"]]


def start(state: sodium.crypto_secretstream_xchacha20poly1305_state, header: bytes, key: bytes) -> bytes:
    """Begin to seal with a header that chance would have made; both directions begin alike."""
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
    return header


def _pieces(one: Given, plain: bytes) -> list[bytes]:
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    start(state, bytes.fromhex(one["header_hex"]), bytes.fromhex(one["key_hex"]))
    made = []
    for at in one["chunks"]:
        part = plain[at["from"] : at["from"] + at["size"]]
        part = part.ljust(at["size"], bytes.fromhex(at.get("filler_hex", "00")))
        place = format.lp(at["id"], at["index"].to_bytes(4, "big"))
        made.append(sodium.crypto_secretstream_xchacha20poly1305_push(state, part, place, at["tag"]))
    return made


def file_of(said: Given) -> bytes:
    """Make the bytes of a sealed file."""
    made = [_pieces(one, content(said)) for one in said["streams"]]
    data = bytes.fromhex(said["streams"][0]["header_hex"]) + b"".join(made[s][c] for s, c in said["order"])
    data = data[: len(data) - said.get("cut", 0)] + bytes.fromhex(said.get("tail_hex", ""))
    if "flip" in said:
        data = data[: said["flip"]] + bytes([data[said["flip"]] ^ 1]) + data[said["flip"] + 1 :]
    return data


def stream_open(given: Given) -> Given:
    target = io.BytesIO()
    stream.open_stream(io.BytesIO(file_of(given["sealed"])), target, Attachment.parse(given["attachment"]))
    return {"content_hash_hex": format.blake2b(target.getvalue()).hex()}


def stream_seal(given: Given) -> Given:
    source, target, header = io.BytesIO(content(given)), io.BytesIO(), bytes.fromhex(given["header_hex"])
    with pytest.MonkeyPatch.context() as patch:
        name = "crypto_secretstream_xchacha20poly1305_init_push"
        patch.setattr(stream, name, lambda state, key: start(state, header, key))
        made = stream.seal_stream(
            source,
            target,
            att_id=given["id"],
            key=bytes.fromhex(given["key_hex"]),
            size=given["says"],
            mime=given["mime"],
        )
    return {"attachment": made.to_json(), "sealed_size": len(target.getvalue())}


def sealed_size(given: Given) -> Given:
    return {"size": attachments.sealed_size(given["size"])}


def capabilities(given: Given) -> Given:
    key = bytes.fromhex(given["key_hex"])
    made = {"read": attachments.read_capability(key), "delete": attachments.delete_capability(key)}
    kept = {f"{name}_kept_hex": attachments.capability_commitment(one).hex() for name, one in made.items()}
    return {f"{name}_hex": one.hex() for name, one in made.items()} | kept
