"""Vectors of section 24: case keys for devices, keys of letters under them, and letters whose wraps were deleted."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case, raw
from .letter import Letter, waits
from .primitives import blake2b, fixed, sign_public, xchacha
from .spelling import b64u, lp
from .xwing import hpke, seal_public

_KEY, _CEK, _LETTER = fixed("case key"), fixed("content key of a letter"), fixed("a letter's id")
_ESEED, _NONCE = fixed("encapsulation of a case wrap", 64), fixed("nonce of a letter's key", 24)
_AT: dict[str, Any] = {"member": cast.B, "ref": cast.REF, "number": 2}
_TO = "d" * 32
_GONE = b64u(bytes(1168))


def _said(label: str, *more: str) -> bytes:
    return lp(label, _AT["member"], _AT["ref"], str(_AT["number"]), *more)


def _closed(cek: bytes = _CEK) -> bytes:
    key = blake2b(_said("tolerant/v1/case-letter"), key=_KEY)
    return _NONCE + xchacha(key, _NONCE, cek, _LETTER)


def cases() -> Iterator[Case]:
    """Make the vectors of section 24."""
    yield from _wraps()
    yield from _letters()
    yield from _opened()


def _wraps() -> Iterator[Case]:
    public = seal_public(cast.COLLEAGUE)
    good = hpke(public, _said("tolerant/v1/case-wrap", _TO), _KEY, _ESEED)
    at = {**_AT, "to": _TO, "key_hex": cast.COLLEAGUE.hex(), "wrap_hex": good.hex()}
    yield Case(
        "case-wrap", "24", "A device on the case takes the case key out of its wrap.", "case-wrap", at,
        out={"case_key_hex": _KEY.hex()}, made={"to_hex": public.hex(), "eseed_hex": _ESEED.hex()},
    )  # fmt: skip
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "other-member": ("The other organisation's case.", {"member": cast.A}),
        "other-case": ("A wrap of another case.", {"ref": cast.OTHER_REF}),
        "other-number": ("An old case key passed off as the new one.", {"number": 3}),
        "other-device": ("A wrap passed off as another device's.", {"to": "e" * 32}),
        "other-key": ("A colleague who is not on the case.", {"key_hex": cast.INTAKE.hex()}),
        "one-bit": ("One bit changed.", {"wrap_hex": (good[:500] + bytes([good[500] ^ 1]) + good[501:]).hex()}),
        "cut": ("A byte is missing.", {"wrap_hex": good[:-1].hex()}),
    }
    for name, (comment, changes) in bad.items():
        yield Case(f"case-wrap-{name}", "24", comment, "case-wrap", {**at, **changes}, "Tampered")
    made = {**_AT, "to": _TO, "to_hex": public.hex()}
    yield Case(
        "case-wrap-made-of-31-bytes", "24", "A case key has 32 bytes.", "wrap-case",
        {**made, "case_key_hex": _KEY[:-1].hex()}, "BadKey",
    )  # fmt: skip


def _letters() -> Iterator[Case]:
    at = {**_AT, "case_key_hex": _KEY.hex(), "env_id_hex": _LETTER.hex()}
    good = _closed()
    yield Case(
        "case-letter", "24", "The case key opens the content key of a letter.", "case-letter",
        {**at, "sealed_hex": good.hex()}, out={"cek_hex": _CEK.hex()},
    )  # fmt: skip
    yield Case(
        "case-letter-closed", "24", "Closing gives these bytes when chance gives this nonce.", "close-case-letter",
        {**at, "cek_hex": _CEK.hex(), "nonce_hex": _NONCE.hex()}, out={"sealed_hex": good.hex()},
    )  # fmt: skip
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "other-member": ("The other organisation's case.", {"member": cast.A}),
        "other-case": ("A key of another case.", {"ref": cast.OTHER_REF}),
        "other-number": ("A key under an older case key.", {"number": 1}),
        "other-letter": ("The key of another letter in its place.", {"env_id_hex": cast.CONSENT.hex()}),
        "other-key": ("The case key before this one.", {"case_key_hex": fixed("older case key").hex()}),
        "short-key": ("A case key has 32 bytes.", {"case_key_hex": _KEY[:-1].hex()}),
        "one-bit": ("One bit changed.", {"sealed_hex": (good[:-1] + bytes([good[-1] ^ 1])).hex()}),
        "of-31-bytes": ("A content key of 31 bytes inside.", {"sealed_hex": _closed(_CEK[:-1]).hex()}),
        "empty": ("Nothing at all.", {"sealed_hex": ""}),
    }
    for name, (comment, changes) in bad.items():
        yield Case(f"case-letter-{name}", "24", comment, "case-letter", {**at, "sealed_hex": good.hex(), **changes},
                   "Tampered")  # fmt: skip
    for name, changes in {"key": {"case_key_hex": _KEY[:-1].hex()}, "cek": {"cek_hex": _CEK[:-1].hex()}}.items():
        given = {**at, "cek_hex": _CEK.hex(), "nonce_hex": _NONCE.hex(), **changes}
        yield Case(
            f"case-letter-closed-short-{name}", "24", "Both have 32 bytes.", "close-case-letter", given, "BadKey"
        )


def _opened() -> Iterator[Case]:
    letter = Letter("of a case", readers=(cast.COPY, cast.INTAKE))
    copy = b64u(letter.wraps[0])
    settled, gone = letter.to_bytes(wraps=[copy, _GONE]), letter.to_bytes(wraps=[_GONE, _GONE])
    mine, other = {"cek_hex": letter.cek.hex()}, {"cek_hex": _CEK.hex()}
    yield _open("opens", "A letter whose intake wrap was deleted, with the key that the case key gave.", settled, mine,
                out=letter.out())  # fmt: skip
    yield _open("opens-without-wraps", "No wrap is left, and none is looked at.", gone, mine, keys=[], out=letter.out())
    yield _open("opens-the-copy", "The other organisation's wrap stays.", settled, {}, "ok", me=cast.A,
                keys=[cast.COPY], out=letter.out())  # fmt: skip
    yield _open("another-key", "The key of another letter: the commitment finds it.", settled, other, "Tampered")
    yield _open("wrap-deleted", "A colleague with the post key alone.", settled, {}, "NotForYou")
    yield _open("another-referral", "A case key excuses from no check.", settled, mine, "NotAllowed", "referral",
                ref=cast.OTHER_REF)  # fmt: skip


def _open(name: str, comment: str, data: bytes, with_key: dict[str, str], expect: str = "ok", reason: str = "",
          **more: Any) -> Case:  # fmt: skip
    keys, out = more.pop("keys", [cast.INTAKE]), more.pop("out", {})
    given = {
        **raw("envelope", data), "keys_hex": [seed.hex() for seed in keys],
        "officers_hex": [sign_public(cast.OFFICER).hex()], "waits_for": waits(**more), **with_key,
    }  # fmt: skip
    return Case(f"case-{name}", "24", comment, "case-open", given, expect, reason, out)
