"""Keep a listing's words small in memory: a hundred thousand fit beside the columns, and a page unpacks its twenty.

What is packed never leaves this process and was made by it.
"""

import pickle
import zlib
from collections.abc import Sequence
from typing import Any

SAMPLES = 24
LONGEST_BOOK = 32_768


def book_of(rows: Sequence[object]) -> bytes:
    """Return what listings have in common, as the dictionary of the compression (RFC 1950 section 2.3)."""
    step = max(1, len(rows) // SAMPLES)
    return b"".join(pickle.dumps(row, 5) for row in rows[::step][:SAMPLES])[-LONGEST_BOOK:] or b"\x00"


def pack(row: object, book: bytes) -> bytes:
    """Write a row small."""
    squeezed = zlib.compressobj(1, zdict=book)
    return squeezed.compress(pickle.dumps(row, 5)) + squeezed.flush()


def unpack(packed: bytes, book: bytes) -> Any:
    """Return the row."""
    return pickle.loads(zlib.decompressobj(zdict=book).decompress(packed))  # noqa: S301
