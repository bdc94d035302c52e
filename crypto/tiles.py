"""Tiles: the key log as files that never change, so that anybody can copy it and check every proof without asking.

SPEC.md section 16. Nothing here is believed by itself: hashes and entries count once they lead to a root that was
signed. Source: C2SP tlog-tiles (c2sp.org).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crypto.errors import BadProof
from crypto.format import LARGEST
from crypto.merkle import NodeReader, node_hash, split_hashes
from crypto.signing import LONGEST

WIDTH = 256
_HEIGHT = 8
_HIGHEST = 6
"""The highest level: a tree of fewer than 2^53 entries has no hash above it."""
_PATH = re.compile(r"tile/(0|[1-6]|entries)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """Name up to 256 hashes next to each other at a level, or as many entries (level -1: an entry bundle).

    Raises:
        BadProof: no log of this network has such a tile.
    """

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        span = WIDTH ** max(self.level, 0)
        if not (-1 <= self.level <= _HIGHEST and 1 <= self.width <= WIDTH and self.index >= 0):
            raise BadProof
        if (self.index * WIDTH + self.width) * span > LARGEST:
            raise BadProof

    @property
    def path(self) -> str:
        """Give its path below the log's address, like `tile/0/x001/x234/067.p/12`."""
        digits = f"{self.index:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        places = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level < 0 else str(self.level)
        return f"tile/{level}/{places}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Read a path in its one spelling.

        Raises:
            BadProof: it is no path of a tile.
        """
        found = _PATH.fullmatch(path)
        if not found or len(path) > 64:
            raise BadProof
        level, places, width = found.groups()
        index = int(places.replace("x", "").replace("/", ""))
        tile = cls(-1 if level == "entries" else int(level), index, int(width or WIDTH))
        if tile.path != path:
            raise BadProof
        return tile


def width_at(level: int, index: int, size: int) -> int:
    """Give how many hashes (or, at level -1, entries) a tile has in a tree of `size` entries; 0: it is not there."""
    return max(0, min(WIDTH, (size >> _HEIGHT * max(level, 0)) - index * WIDTH))


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """Name each tile and bundle that a tree of `new` entries has and that one of `old` had not, or had narrower."""
    for level in range(-1, _HIGHEST + 1):
        shift = _HEIGHT * max(level, 0)
        for index in range((old >> shift) // WIDTH, -(-(new >> shift) // WIDTH)):
            if (width := width_at(level, index, new)) > width_at(level, index, old):
                yield Tile(level, index, width)


def tile_hashes(tile: Tile, read: NodeReader) -> bytes:
    """Give the bytes of a tile out of the hashes of complete subtrees."""
    first = tile.index * WIDTH
    return b"".join(read(_HEIGHT * tile.level, first + at) for at in range(tile.width))


def read_tile(data: bytes, width: int) -> list[bytes]:
    """Read a tile's hashes.

    Raises:
        BadProof: it has another number of hashes.
    """
    if len(hashes := split_hashes(data)) != width:
        raise BadProof
    return hashes


def tile_reader(size: int, fetch: Callable[[Tile], bytes]) -> NodeReader:
    """Read complete subtrees out of the tiles of a tree of `size` entries; `fetch` gives a tile's bytes.

    The tiles may lie: what is made of them counts once it has led to a root that was signed. Reading raises
    `BadProof` where a tile has another width, or where the tree has no such subtree.
    """

    def read(level: int, index: int) -> bytes:
        above, inside = divmod(level, _HEIGHT)
        first, count = index << inside, 1 << inside
        tile = Tile(above, first // WIDTH, width_at(above, first // WIDTH, size))
        start = first % WIDTH
        if start + count > tile.width:
            raise BadProof
        hashes = read_tile(fetch(tile), tile.width)[start : start + count]
        while len(hashes) > 1:
            hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    return read


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Join entries, each after its length (u16, big-endian).

    Raises:
        BadProof: an entry is empty or longer than a statement may be, or there are more than 256 or none.
    """
    if not 1 <= len(entries) <= WIDTH or not all(1 <= len(entry) <= LONGEST for entry in entries):
        raise BadProof
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes, width: int) -> list[bytes]:
    """Read the entries of a bundle.

    Raises:
        BadProof: it has another number of entries, is cut off, or an entry is empty or too long.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data) and len(entries) <= width:
        length = int.from_bytes(data[at : at + 2], "big")
        entries.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    if len(entries) != width or write_bundle(entries) != data:
        raise BadProof
    return entries
