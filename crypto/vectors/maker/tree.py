"""Vectors of section 14: the tree, written as RFC 6962 section 2.1 defines it, by recursion over lists of entries."""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from .case import Case

ENTRIES = [f"entry {at}".encode() for at in range(300)]
ABSURD = 2**53


def mth(entries: Sequence[bytes]) -> bytes:
    """Give the Merkle Tree Hash (section 2.1)."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = _split(len(entries))
    return hashlib.sha256(b"\1" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Give the audit path PATH(m, D[n]) (section 2.1.1)."""
    if len(entries) == 1:
        return []
    k = _split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def consistency(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """Give the consistency proof PROOF(m, D[n]) (section 2.1.2)."""
    return _subproof(m, entries, True)


def frontier(entries: Sequence[bytes]) -> bytes:
    """Give the size and the complete subtrees, the largest first (section 14)."""
    out, at = struct.pack(">Q", len(entries)), 0
    for bit in range(52, -1, -1):
        if len(entries) & 1 << bit:
            out += mth(entries[at : at + (1 << bit)])
            at += 1 << bit
    return out


def flipped(data: bytes, at: int = 0) -> bytes:
    """Change one bit."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def _subproof(m: int, entries: Sequence[bytes], whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = _split(len(entries))
    if m <= k:
        return [*_subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*_subproof(m - k, entries[k:], False), mth(entries[:k])]


def cases() -> Iterator[Case]:
    """Make the vectors of section 14."""
    for size in (0, 1, 2, 3, 7, 8, 255, 256, 300):
        some = ENTRIES[:size]
        yield Case(
            f"tree-of-{size}", "14", "The root and the complete subtrees of a tree.", "tree", {"size": size},
            out={"root_hex": mth(some).hex(), "frontier_hex": frontier(some).hex()},
        )  # fmt: skip
    yield from _frontiers()
    yield from _inclusions()
    yield from _consistencies()


def _frontiers() -> Iterator[Case]:
    good = frontier(ENTRIES[:7])
    bad = {
        "cut": ("A hash is cut off.", good[:-1]),
        "a-hash-less": ("Three bits of the size ask for three hashes.", good[:-32]),
        "a-hash-more": ("A hash that no bit of the size asks for.", good + bytes(32)),
        "another-size": ("A log that says it is larger than it is.", struct.pack(">Q", 8) + good[8:]),
        "of-absurd-size": ("2^53 entries.", struct.pack(">Q", ABSURD) + bytes(32)),
        "of-nothing": ("Not even a size.", b""),
    }
    for name, (comment, data) in bad.items():
        yield Case(f"frontier-{name}", "14", comment, "frontier", {"frontier_hex": data.hex()}, "BadProof")


def _included(at: int, of: int, **changes: Any) -> dict[str, Any]:
    some = ENTRIES[:of]
    said: dict[str, Any] = {"entry": ENTRIES[at].decode(), "index": at, "size": of}
    said["root_hex"], said["proof_hex"] = mth(some).hex(), [one.hex() for one in path(at, some)]
    return {**said, **changes}


def _inclusions() -> Iterator[Case]:
    for index, size in ((0, 1), (0, 2), (1, 2), (2, 3), (4, 5), (6, 7), (0, 8), (255, 256), (256, 257), (299, 300)):
        yield Case(
            f"inclusion-{index}-of-{size}", "14", "The entry is in the tree.", "inclusion", _included(index, size)
        )
    proof, node = [one.hex() for one in path(4, ENTRIES[:7])], mth(ENTRIES[4:6])
    inner = hashlib.sha256(b"\0" + ENTRIES[4]).digest() + hashlib.sha256(b"\0" + ENTRIES[5]).digest()
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "another-entry": ("A key that the log does not hold.", {"entry": "entry x"}),
        "another-index": ("The place of another entry.", {"index": 5}),
        "another-size": ("A tree of another size.", {"size": 5}),
        "another-root": ("A root that nobody computed.", {"root_hex": flipped(mth(ENTRIES[:7])).hex()}),
        "root-short": ("A root has 32 bytes.", {"root_hex": mth(ENTRIES[:7])[:31].hex()}),
        "tampered": ("One bit of a hash.", {"proof_hex": [flipped(bytes.fromhex(proof[0])).hex(), *proof[1:]]}),
        "truncated": ("The last hash is missing.", {"proof_hex": proof[:-1]}),
        "without-proof": ("Nothing is proved.", {"proof_hex": []}),
        "longer": ("A hash more.", {"proof_hex": [*proof, bytes(32).hex()]}),
        "reordered": ("Two hashes changed places.", {"proof_hex": [proof[1], proof[0], *proof[2:]]}),
        "hash-short": ("A hash of 31 bytes.", {"proof_hex": [proof[0][:-2], *proof[1:]]}),
        "hash-long": ("A hash of 33 bytes, the next one of 31.", {"proof_hex": [proof[0] + "00", *proof[1:]]}),
        "huge": ("A thousand hashes.", {"proof_hex": [bytes(32).hex()] * 1000}),
        "index-at-the-end": ("There is no entry number 7 of 7.", {"index": 7}),
        "index-below-zero": ("Numbers are not negative.", {"index": -1}),
        "size-0": ("A tree of nothing holds nothing.", {"index": 0, "size": 0, "proof_hex": []}),
        "size-absurd": ("2^53 entries.", {"size": ABSURD}),
        "of-a-node": (
            "Two leaves' hashes shown as one entry: without the first byte of leaf and node it would hold.",
            {"entry_hex": inner.hex(), "index": 2, "size": 4, "proof_hex": proof[1:]},
        ),
        "of-its-hash": ("The hash of two entries shown as an entry.", {"entry_hex": node.hex()}),
    }
    for name, (comment, changes) in bad.items():
        given = _included(4, 7, **changes)
        if "entry_hex" in given:
            del given["entry"]
        yield Case(f"inclusion-{name}", "14", comment, "inclusion", given, "BadProof")
    yield Case(
        "inclusion-proof-beyond", "14", "Nobody proves what is not there.", "prove-inclusion",
        {"size": 7, "index": 7}, "BadProof",
    )  # fmt: skip


def _consistent(old_size: int, new_size: int, **changes: Any) -> dict[str, Any]:
    old, new = ENTRIES[:old_size], ENTRIES[:new_size]
    proof = consistency(old_size, new) if old else []
    said = {"old": old_size, "old_root_hex": mth(old).hex(), "new": new_size, "new_root_hex": mth(new).hex()}
    return {**said, "proof_hex": [one.hex() for one in proof], **changes}


def _consistencies() -> Iterator[Case]:
    for old, new in ((0, 0), (0, 5), (1, 1), (1, 2), (2, 3), (3, 7), (4, 7), (6, 8), (7, 7), (128, 256), (255, 300)):
        yield Case(f"consistency-{old}-to-{new}", "14", "The log only grew.", "consistency", _consistent(old, new))
    proof = [one.hex() for one in consistency(3, ENTRIES[:7])]
    other = mth([*ENTRIES[:2], b"entry x"])
    fork = [*ENTRIES[:2], b"entry x", *ENTRIES[3:7]]
    forked = {"new_root_hex": mth(fork).hex(), "proof_hex": [one.hex() for one in consistency(3, fork)]}
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "forked": ("An entry was replaced; the proof is the other log's.", forked),
        "old-of-a-fork": ("What was seen before is not how it begins.", {"old_root_hex": other.hex()}),
        "rolled-back": (
            "The new log is the smaller one.",
            {"old": 7, "old_root_hex": mth(ENTRIES[:7]).hex(), "new": 3, "new_root_hex": mth(ENTRIES[:3]).hex()},
        ),
        "same-size-other-root": (
            "Two logs of one size.",
            {"new": 3, "new_root_hex": other.hex(), "proof_hex": []},
        ),
        "same-size-with-proof": (
            "Between equal sizes there is nothing to show.",
            {"new": 3, "new_root_hex": mth(ENTRIES[:3]).hex(), "proof_hex": proof},
        ),
        "from-0-with-proof": ("From nothing there is nothing to show.", {"old": 0, "old_root_hex": mth([]).hex()}),
        "from-0-other-root": ("A tree of nothing has one root.", {"old": 0, "proof_hex": []}),
        "to-0-other-root": (
            "Two trees of nothing, with one root that is none.",
            {"old": 0, "new": 0, "old_root_hex": mth([]).hex(), "proof_hex": []},
        ),
        "0-to-0-of-a-lie": (
            "The same root on both sides, but not that of nothing.",
            {"old": 0, "new": 0, "old_root_hex": other.hex(), "new_root_hex": other.hex(), "proof_hex": []},
        ),
        "tampered": ("One bit of a hash.", {"proof_hex": [*proof[:-1], flipped(bytes.fromhex(proof[-1])).hex()]}),
        "truncated": ("The last hash is missing.", {"proof_hex": proof[:-1]}),
        "without-proof": ("Nothing is proved.", {"proof_hex": []}),
        "longer": ("A hash more.", {"proof_hex": [*proof, bytes(32).hex()]}),
        "reordered": ("Two hashes changed places.", {"proof_hex": [proof[1], proof[0], *proof[2:]]}),
        "huge": ("A thousand hashes.", {"proof_hex": [bytes(32).hex()] * 1000}),
        "hash-short": ("A hash of 31 bytes.", {"proof_hex": [proof[0][:-2], *proof[1:]]}),
        "another-old-size": ("The proof of another old size.", {"old": 2}),
        "another-new-size": ("The same root for a larger tree.", {"new": 9}),
        "size-absurd": ("2^53 entries.", {"new": ABSURD}),
        "old-below-zero": ("Numbers are not negative.", {"old": -1}),
        "old-root-short": ("A root has 32 bytes.", {"old_root_hex": mth(ENTRIES[:3])[:31].hex()}),
    }
    for name, (comment, changes) in bad.items():
        yield Case(f"consistency-{name}", "14", comment, "consistency", _consistent(3, 7, **changes), "BadProof")
    yield Case(
        "consistency-proof-backwards", "14", "A smaller log proves nothing.", "prove-consistency",
        {"old": 7, "new": 3}, "BadProof",
    )  # fmt: skip
