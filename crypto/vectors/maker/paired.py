"""Vectors of section 22: what a new device commits itself to, and the code that it shows."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .primitives import blake2b, fixed, sign_public
from .spelling import lp
from .xwing import seal_public

NEW = (sign_public(cast.DEVICE), seal_public(cast.COPY))
OLD = (sign_public(cast.OFFICER), seal_public(cast.INTAKE))
LIAR = (sign_public(cast.STRANGER), seal_public(cast.THIRD))
ONE, OTHER = fixed("number of the new device"), fixed("number of the old device")


def _commitment(new: tuple[bytes, bytes] = NEW, nonce: bytes = ONE) -> bytes:
    return blake2b(lp("tolerant/v1/pair-commit", *new, nonce))


def _given(new: tuple[bytes, bytes] = NEW, one: bytes = ONE, old: tuple[bytes, bytes] = OLD, other: bytes = OTHER,
           commitment: bytes = b"") -> dict[str, Any]:  # fmt: skip
    return {
        "commitment_hex": (commitment or _commitment(new, one)).hex(), "new_hex": [key.hex() for key in new],
        "new_nonce_hex": one.hex(), "old_hex": [key.hex() for key in old], "old_nonce_hex": other.hex(),
    }  # fmt: skip


def _code(given: dict[str, Any]) -> str:
    names = ("new_hex", "old_hex")
    keys = [bytes.fromhex(key) for name in names for key in given[name]]
    said = [bytes.fromhex(given[name]) for name in ("commitment_hex", "new_nonce_hex", "old_nonce_hex")]
    number = int.from_bytes(blake2b(lp("tolerant/v1/pair-code", said[0], *keys, *said[1:])), "big")
    return f"{number // 10_000 % 10_000:04} {number % 10_000:04}"


def cases() -> Iterator[Case]:
    """Make the vectors of section 22."""
    at = {"new_hex": [key.hex() for key in NEW]}
    yield Case(
        "pair-commit", "22", "A new device binds itself to its keys and its number.", "pair-commit",
        {**at, "nonce_hex": ONE.hex()}, out={"commitment_hex": _commitment().hex()},
    )  # fmt: skip
    yield Case(
        "pair-commit-of-31-bytes", "22", "A number has 32 bytes.", "pair-commit", {**at, "nonce_hex": ONE[:-1].hex()},
        "BadKey",
    )  # fmt: skip
    shown = {
        "": ("Both devices make the same code.", _given()),
        "-other-new-key": ("Another new device gives another code.", _given(new=LIAR)),
        "-other-old-key": ("Another officer gives another code.", _given(old=LIAR)),
        "-other-number": ("Another number gives another code.", _given(other=fixed("another number"))),
        "-with-noughts": ("Both groups keep the noughts in front.", _noughts()),
    }
    for name, (comment, given) in shown.items():
        yield Case(f"pair-code{name}", "22", comment, "pair-code", given, out={"text": _code(given)})
    bad = {
        "other-sign-key": ("A signing key swapped after the promise.", _given((LIAR[0], NEW[1])), "Tampered"),
        "other-seal-key": ("A sealing key swapped after the promise.", _given((NEW[0], LIAR[1])), "Tampered"),
        "other-new-number": ("A number chosen after the answer.", _given(one=OTHER), "Tampered"),
        "short-new-number": ("A number has 32 bytes.", _given(one=ONE[:-1]), "BadKey"),
        "short-old-number": ("A number has 32 bytes.", _given(other=OTHER[:-1]), "BadKey"),
    }
    for name, (comment, given, expect) in bad.items():
        promised = {**given, "commitment_hex": _commitment().hex()}
        yield Case(f"pair-code-{name}", "22", comment, "pair-code", promised, expect)


def _noughts() -> dict[str, Any]:
    """Look for a number of the old device with which both groups begin with a nought."""
    tries = (_given(other=fixed(f"number {at}")) for at in range(10_000))
    return next(given for given in tries if all(group[0] == "0" for group in _code(given).split()))
