"""Vectors of section 10: the key store."""

from collections.abc import Iterator
from typing import Any

from .case import Case, raw
from .primitives import argon2id, blake2b, fixed, xchacha
from .spelling import b64u, jcs, lp

_MIB = 1024 * 1024
_PASSPHRASE = "корабль и й-море ή"
_DECOMPOSED = "корабль и и\u0306-море η\u0301"
_SECRETS = {"sign": b64u(fixed("device of A")), "seal": b64u(fixed("sealing key of A's device")), "name": "Ελένη"}
_GONE = object()


def _closed(plain: bytes | None = None, nonce: bytes = fixed("vault nonce", 24), **changes: Any) -> bytes:
    """Close the secrets; `changes` are made before closing, so that only what they change is wrong."""
    salt = fixed("vault salt", 16)
    outside = {
        "typ": "vault.v1",
        "kdf": "argon2id",
        "ops": 3,
        "mem": 64 * _MIB,
        "salt": b64u(salt),
        "nonce": b64u(nonce),
    }
    outside = {name: value for name, value in {**outside, **changes}.items() if value is not _GONE}
    key = blake2b(lp("tolerant/v1/kek"), key=argon2id(_PASSPHRASE, salt, 3, 64 * _MIB))
    ct = xchacha(key, (nonce + bytes(24))[:24], jcs(_SECRETS) if plain is None else plain, jcs(outside))
    return jcs({**outside, "ct": b64u(ct)})


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "too-few-passes": ("Guessing would become cheaper.", {"ops": 2}),
    "too-many-passes": ("A file that stops the machine.", {"ops": 17}),
    "too-little-memory": ("Guessing would become cheaper.", {"mem": 64 * _MIB - 1}),
    "too-much-memory": ("A file that stops the machine.", {"mem": 1024 * _MIB + 1}),
    "passes-as-text": ("A text is no number.", {"ops": "3"}),
    "another-function": ("Argon2i is weaker here.", {"kdf": "argon2i"}),
    "another-type": ("Another version.", {"typ": "vault.v2"}),
    "short-salt": ("A salt has 16 bytes.", {"salt": b64u(bytes(15))}),
    "unknown-field": ("A field that this version does not know.", {"lanes": 1}),
    "without-kdf": ("A field is missing.", {"kdf": _GONE}),
}


def cases() -> Iterator[Case]:
    """Make the vectors of the key store."""
    good = _closed()
    made = {"salt_hex": fixed("vault salt", 16).hex(), "nonce_hex": fixed("vault nonce", 24).hex()}
    yield _case(
        "opens",
        "A device's secrets under a passphrase in Cyrillic and Greek.",
        good,
        out={"secrets": _SECRETS},
        made=made,
    )
    yield _case(
        "opens-decomposed", "The same passphrase, typed on a system that decomposes letters.", good,
        passphrase=_DECOMPOSED, out={"secrets": _SECRETS},
    )  # fmt: skip
    for name, (comment, changes) in FORMS.items():
        yield _case(name, comment, _closed(**changes), "MalformedStatement")
    yield _case("short-nonce", "A nonce has 24 bytes.", _closed(nonce=fixed("vault nonce", 23)), "MalformedStatement")
    yield _case("spaces", "Another spelling.", good.replace(b",", b", ", 1), "MalformedStatement")
    yield _case("no-json", "Something else.", b"\xff\xfe", "MalformedStatement")
    wrong: dict[str, tuple[str, bytes]] = {
        "passes-changed": (
            "Raised after closing: the parameters are authenticated.",
            good.replace(b'"ops":3', b'"ops":4'),
        ),
        "salt-changed": (
            "Another salt.",
            good.replace(b64u(fixed("vault salt", 16)).encode(), b64u(bytes(16)).encode()),
        ),
        "ct-changed": ("One letter.", _letter_changed(good)),
        "ct-short": (
            "Shorter than a tag.",
            good[: good.index(b'"ct":"') + 6] + b'AAAA","kdf' + good.split(b'","kdf')[1],
        ),
        "secrets-as-list": ("The secrets are an object.", _closed(jcs([_SECRETS]))),
        "secrets-with-spaces": ("Another spelling inside.", _closed(b'{ "sign":""}')),
    }
    for name, (comment, data) in wrong.items():
        yield _case(name, comment, data, "WrongPassphrase")
    yield _case("wrong-passphrase", "Another passphrase.", good, "WrongPassphrase", passphrase="корабль")
    yield _case("empty-passphrase", "No passphrase.", good, "WrongPassphrase", passphrase="")


def _letter_changed(good: bytes) -> bytes:
    at = good.index(b'"ct":"') + 6
    return good[:at] + (b"B" if good[at : at + 1] == b"A" else b"A") + good[at + 1 :]


def _case(name: str, comment: str, data: bytes, expect: str = "ok", passphrase: str = _PASSPHRASE, **more: Any) -> Case:
    return Case(
        f"vault-{name}", "10", comment, "vault", {**raw("vault", data), "passphrase": passphrase}, expect, **more
    )
