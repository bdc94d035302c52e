"""Vectors of sections 3 and 5: names of keys, signatures, intake wraps."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case
from .primitives import (
    ORDER,
    blake2b,
    fixed,
    kid,
    mixed_signature,
    sign,
    sign_kid,
    sign_public,
    strange_signature,
    with_order_two,
)
from .spelling import lp
from .xwing import finish, hpke, low_order, seal_public

_SIGNED = ("purpose", "Мария")
_MESSAGE = lp("tolerant/v1/example", *_SIGNED)
_PREFIX = lp("tolerant/v1/other", _MESSAGE)[: -len(_MESSAGE)]
_ESEED = fixed("encapsulation of an intake wrap", 64)
_SEED = fixed("intake seed")
_WRAPPED: dict[str, Any] = {"member": cast.B, "epoch": 7, "device": "d" * 32}


def cases() -> Iterator[Case]:
    """Make the vectors of sections 3 and 5."""
    yield from _names()
    yield from _unusable()
    yield from _signatures()
    yield from _mixed()
    yield from _wraps()


def digits(data: bytes, groups: int) -> str:
    """Write a number as groups of five digits, the last ones first."""
    number = int.from_bytes(data, "big")
    return " ".join(f"{number // 100_000**group % 100_000:05d}" for group in range(groups))


def _names() -> Iterator[Case]:
    seal, signing = seal_public(cast.INTAKE), sign_public(cast.DEVICE)
    yield Case(
        "key-signing", "3", "A seed makes a signing key, and the key the device's id.", "signing-key",
        {"seed_hex": cast.DEVICE.hex()}, out={"public_hex": signing.hex(), "sign_kid": sign_kid(signing)},
    )  # fmt: skip
    yield Case(
        "key-sealing", "3", "A seed makes an X-Wing key, and the key its kid.", "sealing-key",
        {"seed_hex": cast.INTAKE.hex()}, out={"public_hex": seal.hex(), "kid_hex": kid(seal).hex()},
    )  # fmt: skip
    for name, public in {"signing": signing, "sealing": seal}.items():
        said = digits(blake2b(lp("tolerant/v1/fingerprint", public)), 12)
        yield Case(
            f"key-fingerprint-{name}", "3", "Two people read these digits to each other.", "fingerprint",
            {"public_hex": public.hex()}, out={"text": said},
        )  # fmt: skip
    officers = [sign_public(cast.OFFICER), sign_public(cast.SECOND_OFFICER)]
    said = digits(blake2b(lp("tolerant/v1/safety", cast.A, *sorted(officers), "2")), 6)
    for name, given in {"": officers, "-other-order": officers[::-1]}.items():
        yield Case(
            f"key-safety-number{name}", "3", "The order of the officers does not matter.", "safety",
            {"member": cast.A, "officers_hex": [one.hex() for one in given], "k": 2}, out={"text": said},
        )  # fmt: skip


def _unusable() -> Iterator[Case]:
    for op in ("signing-key", "sealing-key"):
        for size in (31, 33):
            given = {"seed_hex": bytes(size).hex()}
            yield Case(f"{op}-of-{size}-bytes", "3", "A seed has 32 bytes.", op, given, "BadKey")
    good = seal_public(cast.INTAKE)
    bad = {
        "short": ("A public key has 1,216 bytes.", good[:-1]),
        "coefficients-too-large": ("FIPS 203 section 7.2: coefficients are below 3,329.", b"\xff" * 1184 + good[1184:]),
        "of-low-order": ("An X25519 key of which everybody knows the secret.", good[:1184] + bytes(32)),
    }
    for name, (comment, public) in bad.items():
        yield Case(f"sealing-public-{name}", "3", comment, "sealing-public", {"public_hex": public.hex()}, "BadKey")


def _signatures() -> Iterator[Case]:
    public, good = sign_public(cast.DEVICE), sign(cast.DEVICE, "tolerant/v1/example", *_SIGNED)
    at: dict[str, Any] = {"label": "tolerant/v1/example", "parts": list(_SIGNED)}
    yield Case(
        "signature", "3", "A signature over a label and parts.", "signature",
        {**at, "public_hex": public.hex(), "signature_hex": good.hex()}, made={"seed_hex": cast.DEVICE.hex()},
    )  # fmt: skip
    number = int.from_bytes(good[32:], "little") + ORDER
    identity = b"\x01" + bytes(31)
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "other-label": ("A signature for one purpose shown for another.", {"label": "tolerant/v1/other"}),
        "parts-moved": ("The same letters, parted elsewhere.", {"parts": ["purposeМ", "ария"]}),
        "other-key": ("Another device's key.", {"public_hex": sign_public(cast.OTHER_DEVICE).hex()}),
        "not-reduced": (
            "S plus the group's order: a second signature that lax verifiers take (RFC 8032 section 8.4).",
            {"signature_hex": (good[:32] + number.to_bytes(32, "little")).hex()},
        ),
        "key-of-low-order": (
            "The neutral point as key and R, S = 0: lax verifiers take it for every text.",
            {"public_hex": identity.hex(), "signature_hex": (identity + bytes(32)).hex()},
        ),
        "r-of-low-order": (
            "The neutral point as R: OpenSSL takes it, libsodium does not.",
            {"signature_hex": strange_signature(cast.DEVICE, _MESSAGE, low=True).hex()},
        ),
        "r-of-mixed-order": (
            "R with a point of order 2 added: verifiers that check the equation times 8 take it.",
            {"signature_hex": strange_signature(cast.DEVICE, _MESSAGE, low=False).hex()},
        ),
        "one-bit": ("One bit changed.", {"signature_hex": (bytes([good[0] ^ 1]) + good[1:]).hex()}),
        "with-a-prefix": (
            "A signature over a longer text that ends in this one; the text's beginning follows the signature.",
            {"signature_hex": (sign(cast.DEVICE, "tolerant/v1/other", _MESSAGE) + _PREFIX).hex()},
        ),
        "short": ("A signature has 64 bytes.", {"signature_hex": good[:-1].hex()}),
        "short-key": ("A public key has 32 bytes.", {"public_hex": public[:-1].hex()}),
    }
    for name, (comment, changes) in bad.items():
        given = {**at, "public_hex": public.hex(), "signature_hex": good.hex(), **changes}
        yield Case(f"signature-{name}", "3", comment, "signature", given, "BadSignature")


def _mixed() -> Iterator[Case]:
    """A key with a point of order 2: the equation holds for every second text; taken times 8, for each."""
    at = {"label": "tolerant/v1/example", "public_hex": with_order_two(sign_public(cast.DEVICE)).hex()}
    seen = set()
    for number in range(20):
        signature, holds = mixed_signature(cast.DEVICE, lp("tolerant/v1/example", str(number)))
        if holds not in seen:
            seen.add(holds)
            name, expect = ("holds", "ok") if holds else ("does-not-hold", "BadSignature")
            comment = "A key of mixed order: all verifiers must decide alike, by the equation without the cofactor."
            given = {**at, "parts": [str(number)], "signature_hex": signature.hex()}
            yield Case(f"signature-by-mixed-order-{name}", "3", comment, "signature", given, expect)


def _info(**changes: Any) -> bytes:
    at = {**_WRAPPED, **changes}
    return lp("tolerant/v1/intake-wrap", at["member"], str(at["epoch"]), at["device"])


def _wraps() -> Iterator[Case]:
    public = seal_public(cast.COLLEAGUE)
    good = hpke(public, _info(), _SEED, _ESEED)
    at = {**_WRAPPED, "key_hex": cast.COLLEAGUE.hex()}
    yield Case(
        "intake-wrap", "5", "A device takes the intake seed out of its wrap.", "intake-wrap",
        {**at, "wrap_hex": good.hex()}, out={"seed_hex": _SEED.hex()},
        made={"to_hex": public.hex(), "eseed_hex": _ESEED.hex()},
    )  # fmt: skip
    flipped = good[:500] + bytes([good[500] ^ 1]) + good[501:]
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "other-member": ("A wrap passed off as another member's.", {"member": cast.C}),
        "other-epoch": ("An old seed passed off as the new one.", {"epoch": 8}),
        "other-device": ("A wrap passed off as another device's.", {"device": "e" * 32}),
        "other-key": ("Another device's key does not open it.", {"key_hex": cast.INTAKE.hex()}),
        "one-bit": ("One bit changed.", {"wrap_hex": flipped.hex()}),
        "cut": ("A byte is missing.", {"wrap_hex": good[:-1].hex()}),
        "empty": ("Nothing at all.", {"wrap_hex": ""}),
        "of-31-bytes": ("A seed of 31 bytes inside.", {"wrap_hex": hpke(public, _info(), _SEED[:31], _ESEED).hex()}),
        "of-low-order": (
            "X25519's zero point: its secret is known to all. RFC 9180 section 7.1.4 has it refused.",
            {"wrap_hex": finish(low_order(public, _ESEED), _info(), _SEED).hex()},
        ),
    }
    for name, (comment, changes) in bad.items():
        given = {**at, "wrap_hex": good.hex(), **changes}
        yield Case(f"intake-wrap-{name}", "5", comment, "intake-wrap", given, "Tampered")
    yield Case(
        "intake-wrap-made-of-31-bytes", "5", "A seed has 32 bytes.", "wrap-seed",
        {**_WRAPPED, "to_hex": public.hex(), "seed_hex": bytes(31).hex()}, "BadKey",
    )  # fmt: skip
