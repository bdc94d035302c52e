"""Keyset cursors, so that a list stays in place while the directory changes under it."""

import base64
import binascii
import json

from kit.errors import BadCursor, BadPageSize

DEFAULT_FIRST = 20
MOST = 100
_LONGEST = 2048

Key = str | int | float | bool | None


def check_first(first: int | None) -> int:
    """Return how many entries a page holds (20 unless asked otherwise).

    Raises:
        BadPageSize: fewer than 1 or more than 100.
    """
    size = DEFAULT_FIRST if first is None else first
    if not 1 <= size <= MOST:
        raise BadPageSize("first", most=MOST)
    return size


def encode_cursor(keys: list[Key]) -> str:
    """Write the sort keys of the last entry shown as an opaque cursor (base64url of JSON)."""
    said = json.dumps(keys, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(said.encode()).rstrip(b"=").decode()


def decode_cursor(cursor: str, length: int) -> list[Key]:
    """Read a cursor of `length` keys back.

    Raises:
        BadCursor: it was not made by `encode_cursor`, or for another list.
    """
    if len(cursor) > _LONGEST:
        raise BadCursor("after")
    try:
        keys = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadCursor("after") from error
    if not isinstance(keys, list) or len(keys) != length or not all(isinstance(k, Key) for k in keys):
        raise BadCursor("after")
    return keys
