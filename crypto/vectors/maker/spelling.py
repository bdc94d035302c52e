"""Joined parts, base64url and JCS (SPEC.md 1 and 2), written without looking at the code under test."""

import base64
import struct
from typing import Any

_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def lp(*parts: bytes | str) -> bytes:
    """Join parts, each after its length."""
    out = b""
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        out += struct.pack(">I", len(data)) + data
    return out


def b64u(data: bytes) -> str:
    """Write base64url without padding."""
    return base64.b64encode(data, altchars=b"-_").decode("ascii").replace("=", "")


def written(value: Any) -> str:
    """Write JSON by the rules of RFC 8785, without refusing anything: bad vectors need bad JSON."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{written(key)}:{written(item)}" for key, item in members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(map(_character, value)) + '"'
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return str(value)


def jcs(value: Any) -> bytes:
    """Write JSON as bytes."""
    return written(value).encode("utf-8")


def _character(character: str) -> str:
    code = ord(character)
    return _SHORT.get(code) or (f"\\u{code:04x}" if code < 32 else character)
