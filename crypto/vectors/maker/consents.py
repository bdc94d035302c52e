"""Vectors of section 9: consent tokens, her secrets, and the proof of her own letter."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from . import cast
from .case import Case, raw
from .primitives import blake2b, fixed, sign, sign_kid, sign_public
from .spelling import b64u, jcs, lp

_GONE = object()
_ENV = fixed("an envelope's name")
_W = fixed("her withdrawal secret")


def feedback_seed(secret: bytes) -> bytes:
    """Give the seed of the key that her feedback is signed with."""
    return blake2b(lp("tolerant/v1/feedback"), key=secret)


def _token(**changes: Any) -> dict[str, Any]:
    said = {
        **{"typ": "consent.v1", "id": "9" * 32, "node": "node.example", "from": cast.A, "to": [cast.B, cast.C]},
        **{"svc": [cast.LISTING], "rev": 3, "purposes": ["LANGUAGE_COURSE"], "cats": ["CONTACT", "NEED"]},
        **{"scope": b64u(fixed("scope")), "rec": b64u(fixed("record")), "nbf": cast.NOW, "exp": cast.LATER, "uses": 3},
        **{"wc": b64u(blake2b(lp("tolerant/v1/withdraw", _W)))},
        **{"fk": b64u(sign_public(feedback_seed(cast.FEEDBACK_SECRET))), **changes},
    }
    return {name: value for name, value in said.items() if value is not _GONE}


def signed(token: Any, seed: bytes = cast.DEVICE, label: str = "tolerant/v1/consent", **changes: Any) -> bytes:
    """Sign a token; `changes` are made after signing."""
    said = {"token": token, "by": sign_kid(sign_public(seed)), "sig": b64u(sign(seed, label, jcs(token)))}
    return jcs({**said, **changes})


TOKENS: dict[str, tuple[str, dict[str, Any]]] = {
    "to-unsorted": ("One set has one spelling.", {"to": [cast.C, cast.B]}),
    "to-twice": ("A member stands once.", {"to": [cast.B, cast.B]}),
    "to-nobody": ("A consent names who may be sent to.", {"to": []}),
    "to-as-text": ("A text is no list.", {"to": cast.B}),
    "svc-unsorted": ("One set has one spelling.", {"svc": [cast.OTHER_LISTING, cast.LISTING]}),
    "svc-none": ("A consent names a listing.", {"svc": []}),
    "purposes-none": ("A consent names a purpose.", {"purposes": []}),
    "purposes-unsorted": ("One set has one spelling.", {"purposes": ["SHELTER", "LANGUAGE_COURSE"]}),
    "purpose-written-small": ("Codes are written in capitals.", {"purposes": ["shelter"]}),
    "cats-none": ("A consent names what may be told.", {"cats": []}),
    "cats-twice": ("A category stands once.", {"cats": ["NEED", "NEED"]}),
    "cats-of-numbers": ("Numbers are no categories.", {"cats": [1]}),
    "uses-zero": ("A consent can be used.", {"uses": 0}),
    "uses-101": ("At most 100.", {"uses": 101}),
    "uses-as-truth": ("True is no number.", {"uses": True}),
    "never-valid": ("It ends when it begins.", {"exp": cast.NOW}),
    "nbf-below-zero": ("Times are not negative.", {"nbf": -1}),
    "rev-zero": ("Versions begin at 1.", {"rev": 0}),
    "fk-null": ("Without feedback the text is empty, and nothing else.", {"fk": None}),
    "fk-false": ("False is no empty text.", {"fk": False}),
    "fk-short": ("A key has 32 bytes.", {"fk": b64u(bytes(31))}),
    "wc-short": ("A commitment has 32 bytes.", {"wc": b64u(bytes(31))}),
    "wc-empty": ("Without it she could not withdraw.", {"wc": ""}),
    "scope-short": ("A hash has 32 bytes.", {"scope": b64u(bytes(16))}),
    "rec-padded": ("Base64 with padding.", {"rec": b64u(fixed("record")) + "="}),
    "node-empty": ("A token is made for one node.", {"node": ""}),
    "node-an-address": ("A node's name is no address.", {"node": "https://node.example/"}),
    "node-in-cyrillic": ("Letters that look like others.", {"node": "nоde.example"}),
    "another-type": ("Another version.", {"typ": "consent.v2"}),
    "from-in-capitals": ("Ids are written small.", {"from": "A" * 32}),
    "id-short": ("Ids have 32 characters.", {"id": "9" * 31}),
    "unknown-field": ("A field that this version does not know.", {"also": 1}),
    "without-uses": ("A field is missing.", {"uses": _GONE}),
    "too-long": ("More than 8,192 bytes.", {"to": [f"{at:032x}" for at in range(220)]}),
}


def cases() -> Iterator[Case]:
    """Make the vectors of section 9."""
    yield _case(
        "holds", "What a caseworker signs after asking her.", signed(_token()), made={"seed_hex": cast.DEVICE.hex()}
    )
    yield _case("without-feedback", "She wants to be asked by nobody.", signed(_token(fk="")))
    for name, (comment, changes) in TOKENS.items():
        yield _case(name, comment, signed(_token(**changes)), "MalformedStatement")
    yield from _outside()
    yield from _renewals()
    yield from _hers()
    yield from _proofs()
    salt, value = fixed("salt", 16), {"fields": ["contact.name", "need"]}
    made = blake2b(lp("tolerant/v1/salted", salt, jcs(value)))
    yield Case(
        "consent-salted-hash", "9", "What only the ends know.", "salted",
        {"salt_hex": salt.hex(), "value": value}, out={"bytes_hex": made.hex()},
    )  # fmt: skip


def _case(name: str, comment: str, data: bytes, expect: str = "ok", **more: Any) -> Case:
    given = {**raw("signed", data), "public_hex": sign_public(cast.DEVICE).hex()}
    out = {"hash_hex": blake2b(lp("tolerant/v1/consent-token", data)).hex()} if expect == "ok" else {}
    return Case(f"token-{name}", "9", comment, "token", given, expect, out=out, **more)


def _outside() -> Iterator[Case]:
    token, good = _token(), signed(_token())
    bad = {
        "field-beside": ("A field outside the signature.", signed(token, also=1)),
        "signature-short": ("A signature has 64 bytes.", signed(token, sig=b64u(bytes(63)))),
        "spaces": ("Another spelling.", good.replace(b":", b": ", 1)),
        "no-json": ("Something else.", b"\xff\xfe"),
        "token-as-list": ("A token is an object.", signed([token])),
        "by-misspelt": ("Ids are written small.", signed(token, by="A" * 32)),
    }
    for name, (comment, data) in bad.items():
        yield _case(name, comment, data, "MalformedStatement")
    by = sign_kid(sign_public(cast.DEVICE))
    unbelieved = {
        "by-another-device": ("Another device signed.", signed(token, cast.OTHER_DEVICE)),
        "by-another-in-its-name": (
            "Another device signed under this one's id.",
            signed(token, cast.OTHER_DEVICE, by=by),
        ),
        "by-names-another": ("This device signed, another is named.", signed(token, by="a" * 32)),
        "changed": ("More uses than she allowed.", good.replace(b'"uses":3', b'"uses":9')),
        "signed-as-statement": ("A signature for another purpose.", signed(token, label="tolerant/v1/statement")),
        "for-another-node": ("Moved to another node.", good.replace(b"node.example", b"twin.example")),
    }
    for name, (comment, data) in unbelieved.items():
        yield _case(name, comment, data, "BadSignature")


def _renewal(**changes: Any) -> dict[str, Any]:
    before = blake2b(lp("tolerant/v1/consent-token", signed(_token())))
    return _token(**{"typ": "renewal.v1", "id": "8" * 32, "nbf": cast.NOW + 9, "renews": b64u(before), **changes})


RENEWALS: dict[str, tuple[str, bool, dict[str, Any]]] = {
    "holds": ("It goes on, for longer.", True, {"exp": cast.LATER + 9}),
    "narrower": ("She shares less from now on.", True, {"cats": ["NEED"]}),
    "one-category-more": ("More than she had agreed to.", False, {"cats": ["CONTACT", "HEALTH", "NEED"]}),
    "another-purpose": ("More than she had agreed to.", False, {"purposes": ["SHELTER"]}),
    "another-recipient": ("Somebody else receives.", False, {"to": [cast.B]}),
    "another-service": ("Another service.", False, {"svc": [cast.OTHER_LISTING]}),
    "another-version": ("Other words of the service.", False, {"rev": 4}),
    "more-uses": ("More referrals than she agreed to.", False, {"uses": 4}),
    "another-commitment": ("Her card would not stop it.", False, {"wc": b64u(fixed("another commitment"))}),
    "without-feedback": ("Her card could not write her account.", False, {"fk": ""}),
    "another-scope": ("Other fields.", False, {"scope": b64u(fixed("another scope"))}),
    "of-another-token": ("It names another token.", False, {"renews": b64u(fixed("another token"))}),
    "of-itself": ("A token with the same id.", False, {"id": "9" * 32}),
    "earlier": ("It would begin before the one that it renews.", False, {"nbf": cast.NOW - 1}),
}


def _renewals() -> Iterator[Case]:
    yield _case("renewal", "A token that names the one before.", signed(_renewal()))
    bad = {
        "renews-short": ("A hash has 32 bytes.", _renewal(renews=b64u(bytes(31)))),
        "renews-empty": ("A renewal names what it renews.", _renewal(renews="")),
        "renews-missing": ("A renewal names what it renews.", _renewal(renews=_GONE)),
        "renews-in-a-first-one": ("A first token renews nothing.", _renewal(typ="consent.v1")),
    }
    for name, (comment, token) in bad.items():
        yield _case(name, comment, signed(token), "MalformedStatement")
    for name, (comment, holds, changes) in RENEWALS.items():
        one = _case(f"renewal-{name}", comment, signed(_renewal(**changes)))
        given, out = {**one.given, **raw("before", signed(_token()))}, {**one.out, "goes_on": holds}
        yield replace(one, given=given, out=out)


def _hers() -> Iterator[Case]:
    public = sign_public(feedback_seed(cast.FEEDBACK_SECRET))
    yield Case(
        "withdrawal-commitment", "9", "Whoever shows the secret withdraws.", "withdrawal",
        {"secret_hex": _W.hex()}, out={"bytes_hex": blake2b(lp("tolerant/v1/withdraw", _W)).hex()},
    )  # fmt: skip
    yield Case(
        "feedback-key", "9", "Whoever holds the secret writes her account.", "feedback-key",
        {"secret_hex": cast.FEEDBACK_SECRET.hex()}, out={"public_hex": public.hex()},
    )  # fmt: skip
    for op in ("withdrawal", "feedback-key"):
        for size in (0, 31, 33):
            given = {"secret_hex": bytes(size).hex()}
            yield Case(f"{op}-of-{size}-bytes", "9", "A secret has 32 bytes.", op, given, "MalformedStatement")


def _proofs() -> Iterator[Case]:
    seed = feedback_seed(cast.FEEDBACK_SECRET)
    good = sign(seed, "tolerant/v1/feedback-proof", _ENV)
    at = {"public_hex": sign_public(seed).hex(), "env_id_hex": _ENV.hex(), "signature_hex": good.hex()}
    yield Case(
        "feedback-proof", "9", "The node takes it without login.", "proof", at,
        made={"secret_hex": cast.FEEDBACK_SECRET.hex()},
    )  # fmt: skip
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "of-another-envelope": ("A proof used again.", {"env_id_hex": fixed("another envelope").hex()}),
        "by-another-key": ("Somebody else's key.", {"public_hex": sign_public(cast.DEVICE).hex()}),
        "signed-as-letter": ("Another purpose.", {"signature_hex": sign(seed, "tolerant/v1/inner", _ENV).hex()}),
        "short": ("A signature has 64 bytes.", {"signature_hex": good[:-1].hex()}),
    }
    for name, (comment, changes) in bad.items():
        yield Case(f"feedback-proof-{name}", "9", comment, "proof", {**at, **changes}, "BadSignature")
