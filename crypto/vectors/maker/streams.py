"""Vectors of section 18: sealed files. They are too long for a file each, so a vector says how its bytes are made.

`sealed` holds `unit`, which is repeated to `size` bytes of content; `streams`, each a key, a header and chunks in the
order in which they are sealed; `order`, which of them stand in the file; and what is done to the file in the end. A
chunk's plain text is `size` bytes of content from `from` on, filled up with `filler_hex`.
"""

from collections.abc import Iterator
from typing import Any

from .case import Case
from .primitives import blake2b, fixed
from .secretstream import FINAL, MESSAGE, Push
from .spelling import b64u, lp

CHUNK = 65536
ID, OTHER_ID = "7" * 32, "8" * 32
KEY, OTHER_KEY = fixed("key of an attachment"), fixed("key of another attachment")
UNIT = "Zeugnis مَثَل δοκιμή "
SIZE = 200_000
PDF = "application/pdf"


def stream_key(key: bytes = KEY, name: str = ID) -> bytes:
    """Derive the key of a stream."""
    return blake2b(lp("tolerant/v1/attachment", name), key=key)


def chunks(count: int = 4, name: str = ID) -> list[dict[str, Any]]:
    """Say what the chunks of an honest file are."""
    last = count - 1
    return [
        {"id": name, "index": at, "tag": FINAL if at == last else MESSAGE, "from": at * CHUNK, "size": CHUNK}
        for at in range(count)
    ]


def stream(made: list[dict[str, Any]], key: bytes | None = None, header: str = "header") -> dict[str, Any]:
    """Say what a stream is."""
    return {
        "key_hex": (stream_key() if key is None else key).hex(),
        "header_hex": fixed(header, 24).hex(),
        "chunks": made,
    }


def sealed(size: int = SIZE, streams: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """Say how a sealed file is made; without more it is honest."""
    said = streams if streams is not None else [stream(chunks(4 if size <= 4 * CHUNK else 16))]
    order = [[0, at] for at in range(len(said[0]["chunks"]))]
    return {"unit": UNIT, "size": size, "streams": said, "order": order, **more}


def content(said: dict[str, Any]) -> bytes:
    """Repeat the unit."""
    unit = said["unit"].encode()
    return (unit * (said["size"] // len(unit) + 1))[: said["size"]]


def file_of(said: dict[str, Any]) -> bytes:
    """Make the bytes of a sealed file."""
    plain, made = content(said), []
    for one in said["streams"]:
        push, pieces = Push(bytes.fromhex(one["key_hex"]), bytes.fromhex(one["header_hex"])), []
        for at in one["chunks"]:
            filler = bytes.fromhex(at.get("filler_hex", "00"))
            part = plain[at["from"] : at["from"] + at["size"]].ljust(at["size"], filler)
            pieces.append(push.chunk(part, lp(at["id"], at["index"].to_bytes(4, "big")), at["tag"]))
        made.append(pieces)
    data = bytes.fromhex(said["streams"][0]["header_hex"]) + b"".join(made[s][c] for s, c in said["order"])
    data = data[: len(data) - said.get("cut", 0)] + bytes.fromhex(said.get("tail_hex", ""))
    if "flip" in said:
        data = data[: said["flip"]] + bytes([data[said["flip"]] ^ 1]) + data[said["flip"] + 1 :]
    return data


def attachment(data: bytes = b"", **changes: Any) -> dict[str, Any]:
    """Say what a letter says of a sealed file."""
    said = {"id": ID, "key": b64u(KEY), "hash": b64u(blake2b(data)), "size": SIZE, "mime": PDF}
    return {**said, **changes}


def cases() -> Iterator[Case]:
    """Make the vectors of sealed files."""
    yield from _whole()
    yield from _broken()
    yield from _lies()
    yield from _sealing()
    yield from _sizes()


def _opening(name: str, comment: str, said: dict[str, Any], expect: str = "Tampered", **changes: Any) -> Case:
    out = {"content_hash_hex": blake2b(content(said)).hex()} if expect == "ok" else {}
    given = {"attachment": attachment(file_of(said), **changes), "sealed": said}
    return Case(f"stream-{name}", "18", comment, "stream-open", given, expect, out=out)


def _whole() -> Iterator[Case]:
    for name, size in {
        "one-byte": 1, "one-chunk": CHUNK, "one-byte-more-than-a-chunk": CHUNK + 1, "200-kb": SIZE,
        "smallest-bucket-full": 4 * CHUNK, "next-bucket": 4 * CHUNK + 1,
    }.items():  # fmt: skip
        yield _opening(name, "A file as an honest sender seals it.", sealed(size), "ok", size=size)


def _broken() -> Iterator[Case]:
    """Give what a node or a cut line makes: the letter's hash is that of the honest file."""
    honest = b64u(blake2b(file_of(sealed())))
    for name, (comment, changes) in {
        "cut-by-one-byte": ("The last byte is missing.", {"cut": 1}),
        "cut-by-a-chunk": ("The last chunk is missing.", {"cut": CHUNK + 17}),
        "only-its-header": ("Nothing after the header.", {"cut": 4 * (CHUNK + 17)}),
        "empty": ("Nothing at all.", {"cut": 4 * (CHUNK + 17) + 24}),
        "one-byte-more": ("Something after the final tag.", {"tail_hex": "00"}),
        "one-chunk-more": ("A chunk's length after the final tag.", {"tail_hex": "00" * 17}),
        "header-changed": ("One bit of the header.", {"flip": 3}),
        "first-byte-changed": ("One bit of a chunk's tag.", {"flip": 24}),
        "middle-changed": ("One bit of a chunk.", {"flip": 100_000}),
        "last-byte-changed": ("One bit of the last authenticator.", {"flip": 4 * (CHUNK + 17) + 23}),
        "swapped-on-the-way": ("Two chunks change places.", {"order": [[0, 0], [0, 2], [0, 1], [0, 3]]}),
    }.items():
        yield _opening(f"hash-{name}", comment, sealed(**changes), hash=honest)
    yield _opening("hash-of-another-file", "The letter speaks of another file.", sealed(), hash=b64u(fixed("other")))


def _lies() -> Iterator[Case]:
    """Give what a dishonest sender makes: the letter's hash is that of the very file."""
    last, other = chunks(), stream(chunks(), header="another header")
    last[3] = {**last[3], "tag": MESSAGE}
    early, filled, third = chunks(), chunks(), chunks()
    early[1] = {**early[1], "tag": FINAL}
    filled[3] = {**filled[3], "filler_hex": "01"}
    third[2] = {**third[2], "index": 3}
    counted = [{**one, "index": at + 1} for at, one in enumerate(chunks())]
    pushed = [{**one, "tag": 1} if one["index"] == 0 else one for one in chunks()]
    foreign = stream(chunks(), stream_key(OTHER_KEY))
    for name, (comment, said) in {
        "no-final-tag": ("The last chunk does not say that it is the last.", sealed(streams=[stream(last)])),
        "final-tag-early": ("Data follow the final tag.", sealed(streams=[stream(early)])),
        "another-tag": ("A tag that is not used here.", sealed(streams=[stream(pushed)])),
        "swapped": ("Two chunks change places.", sealed(order=[[0, 0], [0, 2], [0, 1], [0, 3]])),
        "repeated": ("One chunk stands twice.", sealed(order=[[0, 0], [0, 1], [0, 1], [0, 3]])),
        "reversed": ("The last chunk comes first.", sealed(order=[[0, 3], [0, 2], [0, 1], [0, 0]])),
        "wrong-index": ("A chunk says another place.", sealed(streams=[stream(third)])),
        "counted-from-one": ("The first chunk is number 0.", sealed(streams=[stream(counted)])),
        "another-id": ("Chunks of another attachment under this key.", sealed(streams=[stream(chunks(4, OTHER_ID))])),
        "borrowed": (
            "A chunk of another file under the same key.",
            sealed(streams=[stream(chunks()), other], order=[[0, 0], [1, 1], [0, 2], [0, 3]]),
        ),
        "another-key": ("Sealed under another key.", sealed(streams=[foreign])),
        "key-not-derived": ("The attachment's key is not the stream's.", sealed(streams=[stream(chunks(), KEY)])),
        "key-of-another-id": (
            "The stream's key belongs to another id.",
            sealed(streams=[stream(chunks(), stream_key(KEY, OTHER_ID))]),
        ),
        "filled-with-ones": ("The padding holds something.", sealed(streams=[stream(filled)])),
        "bucket-too-large": ("16 chunks where 4 are enough.", sealed(streams=[stream(chunks(16))])),
        "bucket-too-small": ("3 chunks are no bucket.", sealed(streams=[stream(chunks(3))])),
    }.items():
        yield _opening(name, comment, said)
    yield _opening("size-too-small", "The rest of the content would be padding.", sealed(), size=SIZE - 1)
    yield _opening("size-of-the-next-bucket", "The file is too short for it.", sealed(), size=4 * CHUNK + 1)


def _sealing() -> Iterator[Case]:
    base = {"id": ID, "key_hex": KEY.hex(), "header_hex": fixed("header", 24).hex(), "unit": UNIT, "mime": PDF}
    for name, size in {"one-byte": 1, "200-kb": SIZE, "next-bucket": 4 * CHUNK + 1}.items():
        data = file_of(sealed(size))
        out = {"attachment": attachment(data, size=size), "sealed_size": len(data)}
        comment = "Sealing gives these bytes when chance gives this header."
        yield Case(f"stream-seal-{name}", "18", comment, "stream-seal", {**base, "size": size, "says": size}, out=out)
    for name, (comment, changes, reason) in {
        "empty": ("An empty file says nothing.", {"size": 0, "says": 0}, "form"),
        "shorter": ("The file is shorter than was said.", {"size": 10, "says": 11}, "form"),
        "much-shorter": ("Whole chunks are missing.", {"size": 10, "says": CHUNK + 1}, "form"),
        "longer": ("The file is longer than was said.", {"size": 11, "says": 10}, "form"),
        "too-large": ("More than 20 MiB.", {"size": 10, "says": 20 * 1024 * 1024 + 1}, "too-large"),
        "another-kind": ("A kind of file that no reader takes.", {"size": 9, "says": 9, "mime": "text/html"}, "form"),
        "key-short": ("A key has 32 bytes.", {"size": 9, "says": 9, "key_hex": KEY[1:].hex()}, "form"),
        "id-short": ("An id has 32 characters.", {"size": 9, "says": 9, "id": ID[1:]}, "form"),
    }.items():
        given = {**base, **changes}
        yield Case(f"stream-seal-{name}", "18", comment, "stream-seal", given, "NotAllowed", reason)


def _sizes() -> Iterator[Case]:
    mib = 1024 * 1024
    for size, bucket in {
        1: mib // 4, mib // 4: mib // 4, mib // 4 + 1: mib, mib: mib, 3 * mib: 4 * mib, 4 * mib + 1: 16 * mib,
        16 * mib + 1: 20 * mib, 20 * mib: 20 * mib,
    }.items():  # fmt: skip
        out = {"size": 24 + bucket // CHUNK * (CHUNK + 17)}
        comment = "The sealed file says no more than its bucket."
        yield Case(f"sealed-size-{size}", "18", comment, "sealed-size", {"size": size}, out=out)
    for size in (0, 20 * mib + 1):
        yield Case(f"sealed-size-{size}", "18", "No bucket holds it.", "sealed-size", {"size": size}, "Refused")
    said = {name: blake2b(lp(f"tolerant/v1/blob-{name}"), key=KEY) for name in ("read", "delete")}
    out_hex = {f"{name}_hex": made.hex() for name, made in said.items()}
    kept = {f"{name}_kept_hex": blake2b(lp("tolerant/v1/capability", made)).hex() for name, made in said.items()}
    comment = "What a node asks for, and what it keeps of it."
    yield Case("stream-capabilities", "18", comment, "capabilities", {"key_hex": KEY.hex()}, out=out_hex | kept)
