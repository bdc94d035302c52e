"""Keep a listing's words small in memory: a hundred thousand fit beside the columns, and a page unpacks its twenty.

What is packed never leaves this process and was made by it.
"""

import io
import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from directory import codes, content

SAMPLES = 24
LONGEST_BOOK = 32_768
Reduced = tuple[type[Any], tuple[Any, ...]]


def _noun(of: type[Any]) -> Callable[[Any], Reduced]:
    """Return how a noun is written: its kind and what it is made of, picked in one step."""
    names = [each.name for each in fields(of)]
    picked = attrgetter(*names)
    return lambda noun: (of, picked(noun) if len(names) > 1 else (picked(noun),))


def _word(of: type[codes.Code]) -> Callable[[Any], Reduced]:
    """Return how a word of a code list is written."""
    said: dict[Any, Reduced] = {each: (of, (each.value,)) for each in of}
    return said.__getitem__


class _Writer(pickle.Pickler):
    """Write nouns without asking each for its state, which Python does field by field."""

    dispatch_table: dict[type[Any], Callable[[Any], Any]] = {  # noqa: RUF012
        **{each: _noun(each) for each in vars(content).values() if isinstance(each, type) and is_dataclass(each)},
        **{each: _word(each) for each in codes.Code.__subclasses__()},
    }


def _plain(row: object) -> bytes:
    if type(row) not in _Writer.dispatch_table and is_dataclass(row):
        _Writer.dispatch_table[type(row)] = _noun(type(row))
    written = io.BytesIO()
    _Writer(written, 5).dump(row)
    return written.getvalue()


def book_of(rows: Sequence[object]) -> bytes:
    """Return what listings have in common, as the dictionary of the compression (RFC 1950 section 2.3)."""
    step = max(1, len(rows) // SAMPLES)
    return b"".join(_plain(row) for row in rows[::step][:SAMPLES])[-LONGEST_BOOK:] or b"\x00"


@lru_cache(maxsize=4)
def _begun(book: bytes) -> Any:
    """Return a compression that has read the book, to be copied for each row."""
    return zlib.compressobj(1, zdict=book)


def pack(row: object, book: bytes) -> bytes:
    """Write a row small."""
    squeezed = _begun(book).copy()
    packed: bytes = squeezed.compress(_plain(row)) + squeezed.flush()
    return packed


def unpack(packed: bytes, book: bytes) -> Any:
    """Return the row."""
    return pickle.loads(zlib.decompressobj(zdict=book).decompress(packed))  # noqa: S301
