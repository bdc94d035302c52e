"""Signed notes, checkpoints and cosignatures, written as c2sp.org says; OpenSSL signs."""

import base64
import hashlib
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from . import cast
from .primitives import fixed, sign_public
from .tree import ENTRIES, mth

ORIGIN = "tolerant.example/log/1"
OPERATOR, OTHER_OPERATOR = fixed("operator of the log"), fixed("operator of another log")
WITNESSES = {f"witness.example/w{at}": fixed(f"witness {at}") for at in range(1, 5)}
SIZE = 7
THEN = cast.NOW - 60


def b64(data: bytes) -> str:
    """Write base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Give the four bytes that name a key in a signature's line."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name: str, kind: int, public: bytes) -> str:
    """Write a key that verifies notes."""
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


OPERATOR_VKEY = vkey(ORIGIN, 1, sign_public(OPERATOR))
WITNESS_VKEYS = [vkey(name, 4, sign_public(seed)) for name, seed in WITNESSES.items()]
W1, W2, W3, W4 = WITNESSES


def text(size: int = SIZE, root: bytes | None = None, origin: str = ORIGIN, more: str = "") -> str:
    """Write the text of a checkpoint."""
    return f"{origin}\n{size}\n{b64(mth(ENTRIES[:size]) if root is None else root)}\n{more}"


def line(name: str, kind: int, public: bytes, signature: bytes) -> str:
    """Write the line of a signature."""
    return f"— {name} {b64(key_id(name, kind, public) + signature)}\n"


def operated(said: str, seed: bytes = OPERATOR, name: str = ORIGIN) -> str:
    """Sign a text as the operator; gives the line."""
    return line(name, 1, sign_public(seed), Ed25519PrivateKey.from_private_bytes(seed).sign(said.encode()))


def cosigned(said: str, name: str = W1, time: int = THEN, seed: bytes | None = None, shown: int | None = None) -> str:
    """Sign a text as a witness at a time; gives the line, with the time that is `shown`."""
    seed = WITNESSES[name] if seed is None else seed
    message = f"cosignature/v1\ntime {time}\n{said}".encode()
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(message)
    stamp = struct.pack(">Q", time if shown is None else shown)
    return line(name, 4, sign_public(seed), stamp + signature)


def note(said: str, *lines: str) -> str:
    """Put a text and its signatures' lines together."""
    return f"{said}\n{''.join(lines)}"


def state(size: int = SIZE, root: bytes | None = None) -> str:
    """Give a state of the log that its operator and two witnesses signed."""
    said = text(size, root)
    return note(said, operated(said), cosigned(said, W1), cosigned(said, W2, THEN + 10))
