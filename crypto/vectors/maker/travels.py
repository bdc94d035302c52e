"""Vectors of section 16: tiles, bundles of entries, and proofs in files."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from . import noted
from .case import Case
from .noted import THEN, W1, W2, b64, cosigned, note, operated, state, text
from .tree import ENTRIES, consistency, flipped, mth, path

_PATHS = {
    "tile/0/000": (0, 0, 256), "tile/0/x001/x234/067": (0, 1234067, 256), "tile/1/x001/000.p/1": (1, 1000, 1),
    "tile/entries/999.p/255": (-1, 999, 255), "tile/6/000.p/8": (6, 0, 8),
}  # fmt: skip
_BAD_PATHS = {
    "leading-zeros": ("Two spellings of one tile.", "tile/0/x000/067"),
    "two-digits": ("Groups have three digits.", "tile/0/67"),
    "x-missing": ("All groups but the last begin with x.", "tile/0/001/067"),
    "x-last": ("The last group has no x.", "tile/0/x067"),
    "level-leading-zero": ("Two spellings of one level.", "tile/00/067"),
    "level-7": ("No tree of this network is so high.", "tile/7/000"),
    "level-63": ("No tree of this network is so high.", "tile/63/000"),
    "width-0": ("An empty tile.", "tile/0/000.p/0"),
    "width-256": ("A full tile is not partial.", "tile/0/000.p/256"),
    "width-leading-zero": ("Two spellings of one width.", "tile/0/000.p/01"),
    "beyond-the-tree": ("More than 2^53 entries.", "tile/6/x001/000"),
    "climbing": ("A path out of the log.", "tile/0/../000"),
    "arabic-digits": ("Digits of another script.", "tile/0/٠٠٠"),
    "newline": ("A line more.", "tile/0/000\n"),
    "slash-first": ("Paths are below the log's address.", "/tile/0/000"),
    "very-long": ("A path of thousands of letters.", "tile/0/" + "x001/" * 4000 + "000"),
}
_WHERE = {"operator": noted.OPERATOR_VKEY, "witnesses": noted.WITNESS_VKEYS, "w": 2}


def cases() -> Iterator[Case]:
    """Make the vectors of section 16."""
    for data, (level, index, width) in _PATHS.items():
        name = data.removeprefix("tile/").replace("/", "-").replace(".", "-")
        out = {"level": level, "index": index, "width": width}
        yield Case(f"tile-path-{name}", "16", "One path, one tile.", "tile-path", {"path": data}, out=out)
    for name, (comment, data) in _BAD_PATHS.items():
        yield Case(f"tile-path-{name}", "16", comment, "tile-path", {"path": data}, "BadProof")
    yield from _tiles()
    yield from _bundles()
    yield from _proofs()
    yield from _forks()
    yield from _requests()


def _tiles() -> Iterator[Case]:
    for level, index, width in ((0, 0, 256), (0, 1, 44), (1, 0, 1)):
        step = 256**level
        hashes = [mth(ENTRIES[at * step : (at + 1) * step]) for at in range(256 * index, 256 * index + width)]
        given = {"size": 300, "level": level, "index": index}
        out = {"width": width, "sha256_hex": hashlib.sha256(b"".join(hashes)).hexdigest()}
        comment = "The hashes of a tile of a tree of 300 entries."
        yield Case(f"tile-{level}-{index}-of-300", "16", comment, "tile", given, out=out)
    hashes = [mth([one]) for one in ENTRIES[:3]]
    for name, (comment, data) in {
        "narrower": ("A hash is missing.", b"".join(hashes[:2])),
        "wider": ("A hash more.", b"".join([*hashes, hashes[0]])),
        "cut": ("A byte is missing.", b"".join(hashes)[:-1]),
    }.items():
        yield Case(f"tile-{name}", "16", comment, "read-tile", {"tile_hex": data.hex(), "width": 3}, "BadProof")


def _bundle(entries: Sequence[bytes]) -> bytes:
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)


def _bundles() -> Iterator[Case]:
    three = _bundle(ENTRIES[:3])
    for name, entries in {"of-3": ENTRIES[:3], "of-the-longest": [b"x" * 16_384]}.items():
        given = {"bundle_hex": _bundle(entries).hex(), "width": len(entries)}
        leaves = [hashlib.sha256(b"\0" + one).hexdigest() for one in entries]
        yield Case(f"bundle-{name}", "16", "Entries after their lengths.", "bundle", given, out={"leaves_hex": leaves})
    for name, (comment, data) in {
        "narrower": ("An entry is missing.", _bundle(ENTRIES[:2])),
        "wider": ("An entry more.", _bundle(ENTRIES[:4])),
        "cut": ("A byte is missing.", three[:-1]),
        "cut-in-a-length": ("Half a length.", three + b"\x00"),
        "of-nothing": ("No entry at all.", b""),
        "with-an-empty-entry": ("An entry of no bytes.", _bundle([b"", *ENTRIES[:2]])),
        "with-a-long-entry": ("An entry longer than a statement may be.", _bundle([*ENTRIES[:2], b"x" * 16_385])),
    }.items():
        yield Case(f"bundle-{name}", "16", comment, "bundle", {"bundle_hex": data.hex(), "width": 3}, "BadProof")


def proof(index: int = 4, hashes: Sequence[bytes] | None = None, signed: str | None = None, extra: str = "") -> str:
    """Write a proof's file."""
    hashes = path(index, ENTRIES[:7]) if hashes is None else hashes
    lines = "".join(f"{b64(one)}\n" for one in hashes)
    return f"c2sp.org/tlog-proof@v1\n{extra}index {index}\n{lines}\n{state() if signed is None else signed}"


def _proofs() -> Iterator[Case]:
    comment = "An entry, its place, and the state that two witnesses saw."
    given: dict[str, Any] = {"entry": ENTRIES[4].decode(), **_WHERE}
    out = {"index": 4, "size": 7, "extra_hex": "", "times": {W1: THEN, W2: THEN + 10}}
    yield Case("log-proof", "16", comment, "log-proof", {"proof": proof(), **given}, out=out)
    extra = proof(extra=f"extra {b64(b'salt')}\n")
    out = {**out, "extra_hex": b"salt".hex()}
    yield Case(
        "log-proof-with-extra", "16", "Extra data is nobody's word.", "log-proof", {"proof": extra, **given}, out=out
    )
    for name, (comment, data) in _malformed().items():
        yield Case(f"log-proof-{name}", "16", comment, "log-proof", {"proof": data, **given}, "BadProof")
    said = text()
    alone = proof(signed=note(said, operated(said), cosigned(said, W1)))
    comment = "Too few witnesses saw the state."
    bad = {"proof": alone, **given}
    yield Case("log-proof-too-few-witnesses", "16", comment, "log-proof", bad, "BadCheckpoint", "witnesses")
    bad = {"proof": proof(signed="Pay me."), **given}
    yield Case("log-proof-of-no-note", "16", "No signed state.", "log-proof", bad, "BadCheckpoint", "malformed")
    other = {"proof": proof(), **given, "entry": "entry x"}
    yield Case("log-proof-of-another-entry", "16", "A key that the log does not hold.", "log-proof", other, "BadProof")


def _malformed() -> dict[str, tuple[str, str]]:
    hashes = path(4, ENTRIES[:7])
    good = proof()
    return {
        "another-version": ("Another version.", good.replace("@v1", "@v2")),
        "index-leading-zero": ("Two spellings of one index.", good.replace("index 4", "index 04")),
        "index-below-zero": ("Numbers are not negative.", good.replace("index 4", "index -4")),
        "index-absurd": ("2^53.", good.replace("index 4", f"index {2**53}")),
        "index-of-thirty-digits": ("Larger than any number here.", good.replace("index 4", f"index {10**29}")),
        "index-missing": ("The place is not said.", good.replace("index 4\n", "")),
        "another-index": ("The place of another entry.", good.replace("index 4", "index 5")),
        "index-beyond": ("The place after the last.", good.replace("index 4", "index 7")),
        "extra-empty": ("An empty line of extra data is left out.", proof(extra="extra \n")),
        "extra-twice": ("One line at most.", proof(extra="extra AAAA\nextra AAAA\n")),
        "extra-unused-bits": ("Two spellings.", proof(extra="extra AB==\n")),
        "hash-cut": ("A hash of 31 bytes.", proof(hashes=[hashes[0][:-1], *hashes[1:]])),
        "tampered": ("One bit of a hash.", proof(hashes=[flipped(hashes[0]), *hashes[1:]])),
        "reordered": ("Two hashes changed places.", proof(hashes=[hashes[1], hashes[0], *hashes[2:]])),
        "truncated": ("A hash is missing.", proof(hashes=hashes[:-1])),
        "longer": ("A hash more.", proof(hashes=[*hashes, bytes(32)])),
        "huge": ("54 hashes.", proof(hashes=[bytes(32)] * 54)),
        "carriage-return": ("A control character.", good.replace("index 4\n", "index 4\r\n")),
        "without-state": ("Nobody signed.", good.partition("\n\n")[0] + "\n\n"),
        "without-gap": ("Where the state begins is not said.", "c2sp.org/tlog-proof@v1\nindex 4\n"),
        "head-alone": ("One line.", "c2sp.org/tlog-proof@v1\n\nx"),
        "too-long": ("More than 64 KiB.", proof(extra=f"extra {'A' * 65536}\n")),
    }


def _forks() -> Iterator[Case]:
    fork = [*ENTRIES[:4], b"entry x", *ENTRIES[5:9]]
    root = text(9, mth(fork))
    other = proof(hashes=path(4, fork), signed=note(root, operated(root)))
    longer = text(9)
    same = proof(hashes=path(4, ENTRIES[:9]), signed=note(longer, operated(longer)))
    elsewhere = proof(5, path(5, fork), note(root, operated(root)))
    forged = proof(hashes=path(4, fork), signed=note(root, operated(root, noted.OTHER_OPERATOR)))
    one = {"proof": proof(), "entry": ENTRIES[4].decode(), "operator": noted.OPERATOR_VKEY}
    for name, comment, data, entry, proved in (
        ("shown", "Two logs of different sizes that differ at one place.", other, "entry x", True),
        ("same", "One log that grew.", same, "entry 4", False),
        ("elsewhere", "Two places prove nothing.", elsewhere, "entry 5", False),
    ):
        given = {**one, "other": data, "other_entry": entry}
        yield Case(f"fork-{name}", "16", comment, "forked", given, out={"proved": proved})
    given = {**one, "other": forged, "other_entry": "entry x"}
    yield Case("fork-forged", "16", "Not the operator's state.", "forked", given, "BadCheckpoint", "operator")
    given = {**one, "other": other, "other_entry": "entry y"}
    yield Case("fork-of-another-entry", "16", "A proof that does not hold.", "forked", given, "BadProof")


def _requests() -> Iterator[Case]:
    lines = [b64(one) for one in consistency(3, ENTRIES[:7])]
    good = "".join(f"{line}\n" for line in ["old 3", *lines]) + "\n" + state()
    out = {"old": 3, "proof_hex": [one.hex() for one in consistency(3, ENTRIES[:7])], "note": state()}
    yield Case("request", "16", "A log asks a witness.", "request", {"request": good}, out=out)
    for name, (comment, data) in {
        "size-leading-zero": ("Two spellings of one size.", good.replace("old 3", "old 03")),
        "size-absurd": ("2^53.", good.replace("old 3", f"old {2**53}")),
        "without-size": ("The old size is not said.", good.replace("old 3\n", "")),
        "of-64-hashes": ("At most 63.", "old 3\n" + f"{lines[0]}\n" * 64 + "\n" + state()),
        "hash-short": ("A hash of 31 bytes.", f"old 3\n{b64(bytes(31))}\n\n{state()}"),
        "without-state": ("Nothing to sign.", good.partition("\n\n")[0] + "\n\n"),
    }.items():
        yield Case(f"request-{name}", "16", comment, "request", {"request": data}, "BadProof")
