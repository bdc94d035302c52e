"""The tree of the key log: proofs that a key is in the one list that everybody sees, and that nothing was taken out.

SPEC.md section 14. Pure functions over SHA-256: what is stored, and where, is the caller's.
Sources: RFC 6962 section 2.1; RFC 9162 section 2.1 (the same tree, with the algorithms of verifiers).
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hmac import compare_digest

from crypto.errors import BadProof
from crypto.format import LARGEST, integer

HASH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
NodeReader = Callable[[int, int], bytes]
"""Give the hash of the complete subtree of 2**level leaves with this index: `read(level, index)`."""


def leaf_hash(data: bytes) -> bytes:
    """Hash an entry as a leaf, so that no entry passes for a node (32 bytes)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them (32 bytes)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """Hold what a log must know to grow: its size, and the complete subtrees it consists of, the largest first.

    Raises:
        BadProof: the number of hashes does not fit the size, or a hash has another size.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        _size(self.size)
        _hashes(self.hashes, self.size.bit_count())

    def completes(self, leaf: bytes) -> list[bytes]:
        """Give the subtrees that this leaf completes: of 1, 2, 4 … leaves; the index at level n is `size >> n`."""
        made = [leaf]
        for at in range((~self.size & (self.size + 1)).bit_length() - 1):
            made.append(node_hash(self.hashes[-1 - at], made[-1]))
        return made

    def append(self, leaf: bytes) -> "Frontier":
        """Give the frontier with one leaf more."""
        made = self.completes(leaf)
        return Frontier(self.size + 1, (*self.hashes[: len(self.hashes) + 1 - len(made)], made[-1]))

    def root(self) -> bytes:
        """Give the root (32 bytes); the root of no leaf is SHA-256 of nothing."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in self.hashes[-2::-1]:
            root = node_hash(left, root)
        return root

    def encode(self) -> bytes:
        """Write it as bytes: the size (u64, big-endian), then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def decode(cls, data: bytes) -> "Frontier":
        """Read what `encode` wrote.

        Raises:
            BadProof: it is cut off, too long, or of a size that no log of this network reaches.
        """
        if len(data) < 8:
            raise BadProof
        return cls(int.from_bytes(data[:8], "big"), tuple(split_hashes(data[8:])))


def inclusion_proof(index: int, size: int, read: NodeReader) -> list[bytes]:
    """Give the hashes that lead from entry number `index` to the root of the tree of `size` entries.

    Raises:
        BadProof: there is no such entry in a tree of this size.
    """
    _index(index, size)
    return list(_path(0, index, size, read))


def consistency_proof(old: int, new: int, read: NodeReader) -> list[bytes]:
    """Give the hashes that show that the tree of `new` entries begins with the one of `old`.

    From an empty tree, and between equal sizes, there is nothing to show: the proof is empty.

    Raises:
        BadProof: the old tree is the larger one.
    """
    _sizes(old, new)
    if old in (0, new):
        return []
    level = _zeros(old)
    index = (old - 1) >> level
    start = [read(level, index)] if index else []
    return [*start, *_path(level, index, new, read)]


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Give the root that a proof leads to, to be compared with a root that somebody signed.

    Raises:
        BadProof: the proof is longer or shorter than this place needs, or a hash has another size.
    """
    _index(index, size)
    inner = (index ^ (size - 1)).bit_length()
    _hashes((leaf, *proof), 1 + inner + (index >> inner).bit_count())
    return _climb(leaf, index, inner, proof)


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse an entry that is not number `index` of the tree with this size and root; `leaf` is its leaf hash.

    Raises:
        BadProof: it is not, or this proof does not show it.
    """
    if not compare_digest(inclusion_root(leaf, index, size, proof), root):
        raise BadProof


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse a log that took back or changed what it had said: the new tree must begin with the old one.

    Raises:
        BadProof: it does not, or this proof does not show it.
    """
    _sizes(old_size, new_size)
    _hashes((old_root, new_root), 2)
    if old_size in (0, new_size):
        if proof or old_root != (new_root if old_size else EMPTY_ROOT) or (not new_size and new_root != EMPTY_ROOT):
            raise BadProof
        return
    level = _zeros(old_size)
    index = (old_size - 1) >> level
    inner = (index ^ ((new_size - 1) >> level)).bit_length()
    seeded = [*proof] if index else [old_root, *proof]
    _hashes(seeded, 1 + inner + (index >> inner).bit_count())
    seed, *path = seeded
    lefts = [one for at, one in enumerate(path) if at >= inner or index >> at & 1]
    old = seed
    for left in lefts:
        old = node_hash(left, old)
    if not compare_digest(old, old_root) or not compare_digest(_climb(seed, index, inner, path), new_root):
        raise BadProof


def split_hashes(data: bytes) -> list[bytes]:
    """Split bytes into hashes of 32.

    Raises:
        BadProof: the last one is cut off.
    """
    if len(data) % HASH:
        raise BadProof
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def _subtree(start: int, end: int, read: NodeReader) -> bytes:
    """Hash the entries from `start` until before `end`; a power of two not below their number divides `start`."""
    level = _zeros(end - start)
    end -= 1 << level
    root = read(level, end >> level)
    while end > start:
        level = _zeros(end - start)
        end -= 1 << level
        root = node_hash(read(level, end >> level), root)
    return root


def _path(level: int, index: int, size: int, read: NodeReader) -> Iterator[bytes]:
    """Give the siblings from a complete subtree up to the root: first on the way to the last leaf, then on its left."""
    last = (size - 1) >> level
    inner = (index ^ last).bit_length()
    for at in range(inner):
        sibling = (index >> at) ^ 1
        yield _subtree(sibling << (level + at), min(size, (sibling + 1) << (level + at)), read)
    for at in range(inner, last.bit_length()):
        if last >> at & 1:
            yield read(level + at, (last >> at) - 1)


def _climb(node: bytes, index: int, inner: int, path: Sequence[bytes]) -> bytes:
    for at, sibling in enumerate(path):
        left = at >= inner or index >> at & 1
        node = node_hash(sibling, node) if left else node_hash(node, sibling)
    return node


def _zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _size(value: int) -> None:
    try:
        integer(value, 0, LARGEST)
    except ValueError:
        raise BadProof from None


def _index(index: int, size: int) -> None:
    _size(index)
    _size(size)
    if index >= size:
        raise BadProof


def _sizes(old: int, new: int) -> None:
    _size(old)
    _size(new)
    if old > new:
        raise BadProof


def _hashes(hashes: Sequence[bytes], number: int) -> None:
    if len(hashes) != number or any(len(one) != HASH for one in hashes):
        raise BadProof
