"""Vectors of section 4: who vouches for which key."""

from collections.abc import Iterator
from typing import Any

from . import cast
from .case import Case, raw
from .primitives import fixed, sign, sign_kid, sign_public
from .spelling import b64u, jcs
from .xwing import seal_public

_OFFICERS = [b64u(sign_public(cast.OFFICER)), b64u(sign_public(cast.SECOND_OFFICER))]
_GONE = object()


def _officers(**changes: Any) -> dict[str, Any]:
    return {"member": cast.A, "officers": _OFFICERS, "k": 2, "seq": 0, **changes}


def _epoch(**changes: Any) -> dict[str, Any]:
    key = b64u(seal_public(cast.INTAKE))
    return {"member": cast.B, "epoch": 1, "key": key, "nbf": cast.NOW, "exp": cast.LATER, **changes}


BODIES = {"device.v1": cast.device_body, "officers.v1": _officers, "epoch.v1": _epoch}
_BAD_KEY = b64u(b"\xff" * 1216)
_FORMS: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
    "device.v1": {
        "id-of-another-key": ("The id does not belong to the key.", {"device": "d" * 32}),
        "officer-as-number": ("1 is not true.", {"officer": 1}),
        "never-valid": ("It ends when it begins.", {"exp": cast.NOW - 1000}),
        "member-in-capitals": ("Ids are written small.", {"member": "A" * 32}),
        "member-too-short": ("Ids have 32 characters.", {"member": "a" * 31}),
        "more": ("A field that this version does not know.", {"role": "ALL"}),
        "less": ("A field is missing.", {"officer": _GONE}),
        "short-sign-key": ("An Ed25519 key has 32 bytes.", {"sign": b64u(bytes(31))}),
        "short-seal-key": ("An X-Wing key has 1,216 bytes.", {"seal": b64u(seal_public(cast.COPY)[:-1])}),
        "useless-seal-key": ("Nobody could seal to this key.", {"seal": _BAD_KEY}),
        "time-below-zero": ("Times are not negative.", {"nbf": -1}),
        "time-as-truth": ("True is no number.", {"nbf": True}),
        "time-as-text": ("A text is no number.", {"exp": str(cast.LATER)}),
    },
    "officers.v1": {
        "none": ("An organisation without officers.", {"officers": [], "k": 0}),
        "twice": ("One officer counted twice.", {"officers": [_OFFICERS[0]] * 2}),
        "k-of-zero": ("Nobody would have to sign.", {"k": 0}),
        "k-too-large": ("More than there are.", {"k": 3}),
        "no-list": ("An object is no list.", {"officers": {_OFFICERS[0]: 1}, "k": 1}),
        "short-key": ("An Ed25519 key has 32 bytes.", {"officers": [b64u(bytes(31))], "k": 1}),
        "seq-below-zero": ("The count begins at 0.", {"seq": -1}),
        "more": ("A field that this version does not know.", {"x": 1}),
    },
    "epoch.v1": {
        "zero": ("Epochs begin at 1.", {"epoch": 0}),
        "never-valid": ("It ends before it begins.", {"exp": cast.NOW - 1}),
        "useless-key": ("Nobody could seal to this key.", {"key": _BAD_KEY}),
        "less": ("A field is missing.", {"key": _GONE}),
    },
}


def cases() -> Iterator[Case]:
    """Make the vectors of section 4."""
    for kind, body in BODIES.items():
        yield _case(f"{kind[:-3]}", "A statement that holds.", kind, cast.statement(kind, body()), made=True)
    officer = cast.statement("device.v1", cast.device_body(officer=True))
    yield _case("device-of-an-officer", "The device may vouch for others.", "device.v1", officer)
    one = cast.statement("officers.v1", _officers(officers=_OFFICERS[:1], k=1))
    yield _case("officers-one-of-one", "A small organisation has one officer.", "officers.v1", one)
    for kind, forms in _FORMS.items():
        for name, (comment, changes) in forms.items():
            body = {key: value for key, value in BODIES[kind](**changes).items() if value is not _GONE}
            data = cast.statement(kind, body)
            yield _case(f"{kind[:-3]}-{name}", comment, kind, data, "MalformedStatement")
    yield from _outside()
    yield from _believed()


def _case(name: str, comment: str, kind: str, data: bytes, expect: str = "ok", *, made: bool = False) -> Case:
    keys = [sign_public(cast.SECOND_OFFICER).hex(), sign_public(cast.OFFICER).hex()]
    given = {**raw("statement", data), "kind": kind, "keys_hex": keys}
    seed = {"seed_hex": cast.OFFICER.hex()} if made else {}
    return Case(f"statement-{name}", "4", comment, "statement", given, expect, made=seed)


def _outside() -> Iterator[Case]:
    good = cast.vouched()
    body = cast.device_body()
    bad = {
        "of-another-kind": (
            "A statement of one kind shown where another is due.",
            cast.statement("epoch.v1", _epoch()),
        ),
        "kind-misspelt": ("Kinds are written small.", cast.statement("Device.v1", body)),
        "more": ("A field outside the signature.", cast.statement("device.v1", body, extra=1)),
        "short-signature": ("A signature has 64 bytes.", cast.statement("device.v1", body, sig=b64u(bytes(63)))),
        "by-misspelt": ("Ids are written small.", cast.statement("device.v1", body, by="A" * 32)),
        "spaces": ("Another spelling of the same JSON.", good.replace(b",", b", ", 1)),
        "unsigned": ("The signature is missing.", jcs({"typ": "device.v1", "body": body, "by": "a" * 32})),
        "no-json": ("Something else.", b"\xff\x00"),
    }
    for name, (comment, data) in bad.items():
        yield _case(name, comment, "device.v1", data, "MalformedStatement")
    bodies = cast.statement("review.v1", [{"note": ""}])
    yield _case("body-is-a-list", "A body is an object, of any kind.", "review.v1", bodies, "MalformedStatement")
    yield _case("longest", "16,384 bytes, of a kind whose body a house defines.", "review.v1", _of_length(16_384))
    yield _case("too-long", "One byte more.", "review.v1", _of_length(16_385), "MalformedStatement")


def _of_length(size: int) -> bytes:
    short = cast.statement("review.v1", {"note": ""})
    return cast.statement("review.v1", {"note": "x" * (size - len(short))})


def _believed() -> Iterator[Case]:
    good, body = cast.vouched(), cast.device_body()
    by = sign_kid(sign_public(cast.OFFICER))
    token = b64u(sign(cast.OFFICER, "tolerant/v1/consent", "device.v1", jcs(body)))
    bad = {
        "by-nobody-known": ("An officer whom the reader does not know.", cast.vouched(cast.STRANGER)),
        "by-another-in-her-name": (
            "Another key, under a known officer's id.",
            cast.statement("device.v1", body, cast.STRANGER, by=by),
        ),
        "by-the-other-officer": (
            "A known officer signed, another known one is named.",
            cast.statement("device.v1", body, by=sign_kid(sign_public(cast.SECOND_OFFICER))),
        ),
        "body-changed": ("Made an officer after it was signed.", good.replace(b'"officer":false', b'"officer":true')),
        "kind-changed": ("Signed as another kind.", cast.statement("role.v1", body, typ="device.v1")),
        "signature-of-a-token": ("A signature for another purpose.", cast.statement("device.v1", body, sig=token)),
        "signature-of-nobody": (
            "Any 64 bytes.",
            cast.statement("device.v1", body, sig=b64u(fixed("no signature", 64))),
        ),
    }
    for name, (comment, data) in bad.items():
        yield _case(name, comment, "device.v1", data, "BadSignature")
