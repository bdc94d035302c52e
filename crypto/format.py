"""Bytes with one spelling only: what two programs read differently could be signed as one thing and read as another.

SPEC.md sections 1 and 2. Sources: RFC 8785 (JCS), RFC 4648 section 5, RFC 7693 (BLAKE2b).
"""

import binascii
import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson

LARGEST = 2**53 - 1
DEEPEST = 16
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/!!!")
"""Back to the alphabet of `binascii`; what base64url does not know becomes a sign that is refused."""
_PADDING = (b"", b"", b"==", b"=")
_LAST = {2: "AQgw", 3: "AEIMQUYcgkosw048"}
"""The signs that may end a text of so many signs more than whole fours: those whose spare bits are zero."""


def lp(*parts: bytes | str) -> bytes:
    """Join parts so that no two lists of parts give the same bytes: each after its length (u32, big-endian)."""
    out: list[bytes] = []
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        out += (len(data).to_bytes(4, "big"), data)
    return b"".join(out)


def unlp(data: bytes, count: int) -> list[bytes]:
    """Split what `lp` joined into exactly `count` parts.

    Raises:
        ValueError: the lengths do not add up.
    """
    parts: list[bytes] = []
    at = 0
    for _ in range(count):
        length = int.from_bytes(data[at : at + 4], "big")
        part = data[at + 4 : at + 4 + length]
        if len(data) < at + 4 or len(part) != length:
            raise ValueError("a part is cut off")
        parts.append(part)
        at += 4 + length
    if at != len(data):
        raise ValueError("bytes follow the last part")
    return parts


def b64u(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def unb64u(text: str, size: int | None = None) -> bytes:
    """Read base64url without padding in its one spelling; `size` is the number of bytes that must come out.

    Raises:
        ValueError: another alphabet, padding, stray bits, or another size.
    """
    rest = len(text) % 4 if isinstance(text, str) else 1
    if rest == 1:
        raise ValueError("not base64url without padding")
    try:
        data = binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL) + _PADDING[rest], strict_mode=True)
    except ValueError as error:
        raise ValueError("not base64url without padding") from error
    if (rest and text[-1] not in _LAST[rest]) or (size is not None and len(data) != size):
        raise ValueError("another size, or bits that say nothing")
    return data


def blake2b(data: bytes, *, key: bytes = b"", size: int = 32) -> bytes:
    """Hash with BLAKE2b; with a key it derives keys and commitments."""
    return hashlib.blake2b(data, key=key, digest_size=size).digest()


def jcs(value: Any) -> bytes:
    """Write JSON in its one spelling (RFC 8785), within the limits of SPEC.md section 2.

    With keys of ASCII and numbers that are whole and below 2^53, sorting by code point is RFC 8785's order and
    orjson's writer gives its bytes.

    Raises:
        ValueError: a float, a number too large, a text not in NFC, a key not in ASCII, or nesting too deep.
    """
    _check(value, DEEPEST)
    return _write(value)


def strict_json(data: bytes, *, most: int) -> Any:
    """Read JSON that has exactly one spelling and is at most `most` bytes long.

    Raises:
        ValueError: too long, not UTF-8, not JSON, or not what `jcs` would have written.
    """
    if len(data) > most:
        raise ValueError("too long")
    value = orjson.loads(data)
    _check(value, DEEPEST)
    if _write(value) != data:
        raise ValueError("another spelling")
    return value


def exact(value: Any, *keys: str) -> dict[str, Any]:
    """Give a JSON object that has these keys, all of them and no other.

    Raises:
        ValueError: it is no object, or has other keys.
    """
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise ValueError("other keys")
    return value


def text(value: Any, pattern: str) -> str:
    """Give a text that has a form.

    Raises:
        ValueError: it is no text, or has another form.
    """
    if not isinstance(value, str) or not _form(pattern)(value):
        raise ValueError("another form of text")
    return value


@cache
def _form(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


def integer(value: Any, least: int = 0, most: int = LARGEST) -> int:
    """Give a whole number within bounds; true and false are no numbers.

    Raises:
        ValueError: it is no number, or out of bounds.
    """
    if type(value) is not int or not least <= value <= most:
        raise ValueError("no number, or out of bounds")
    return value


def _check(value: Any, depth: int) -> None:
    kind = type(value)
    if kind is dict or kind is list or kind is tuple:
        if depth == 0:
            raise ValueError("nested too deeply")
        if kind is dict:
            for key in value:
                if type(key) is not str or not key.isascii():
                    raise ValueError("a key not in ASCII")
            value = value.values()
        for item in value:
            if type(item) is not str or not item.isascii():  # most of what is read is plain text
                _check(item, depth - 1)
    elif kind is str or isinstance(value, str):
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise ValueError("text not in NFC")
    elif value is not None and kind is not bool:
        integer(value, -LARGEST)


def _write(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueError("no text of Unicode") from error
