"""Envelopes with every screw within reach: SPEC.md 6 and 7, also as a dishonest sender would build them."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import cast
from .case import Case, raw
from .primitives import blake2b, fixed, kid, pad, sign, sign_public, xchacha
from .spelling import b64u, jcs, lp
from .xwing import hpke, seal_public

GONE: Any = object()
"""Stands for a field that is left out."""
BUCKETS = (4096, 16384, 32768)
NOBODY = fixed("key of nobody")


def blocks(**data: Any) -> dict[str, Any]:
    """Make a body with one salted block a category."""
    return {"blocks": {name: {"data": value, "salt": b64u(fixed(f"salt {name}", 16))} for name, value in data.items()}}


BODY = blocks(CONTACT={"name": "Мария", "phone": "+000"}, NEED={"goal": "A2", "note": "Ελένη مريم"})


def commitment(category: str, block: dict[str, Any]) -> bytes:
    """Commit to one block of `BODY`'s form."""
    return blake2b(lp("tolerant/v1/block", category, fixed(f"salt {category}", 16), jcs(block["data"])))


def manifest(body: Any) -> list[list[str]]:
    """Declare the blocks of a body."""
    found = body.get("blocks", {}) if isinstance(body, dict) else {}
    return [[name, b64u(commitment(name, found[name]))] for name in sorted(found)]


@dataclass
class Letter:
    """One envelope. What is None is made as SPEC.md says; what is given replaces it."""

    name: str = "letter"
    body: Any = field(default_factory=lambda: BODY)
    typ: str = "referral"
    header: dict[str, Any] = field(default_factory=dict)
    readers: tuple[bytes | None, ...] = (None, cast.INTAKE)
    """Seeds of those who can open it, in the order of `rcpt`; None is a dummy."""
    device: bytes = cast.DEVICE
    statement: bytes | None = None
    man: list[list[str]] | None = None
    inner: bytes | None = None
    signed: bytes | None = None
    signature: bytes | None = None
    plain: bytes | None = None
    padded: bytes | None = None
    label: str = "tolerant/v1/inner"
    attachments: list[Any] = field(default_factory=list)
    promise: bytes | None = None
    """The commitment that is sent and authenticated instead."""

    def fixed(self, what: str, size: int = 32) -> bytes:
        return fixed(f"{self.name}: {what}", size)

    @cached_property
    def fields(self) -> dict[str, Any]:
        rcpt = [b64u(self.kid(place)) for place in range(len(self.readers))]
        said: dict[str, Any] = {
            **{"v": 1, "suite": "XW1", "ref": cast.REF, "seq": 0, "prev": "", "from": cast.A, "to": cast.B},
            **{"svc": cast.LISTING, "rev": 3, "consent": b64u(cast.CONSENT), "exp": cast.LATER, "epoch": 1},
            **{"rcpt": rcpt, "man": manifest(self.body) if self.man is None else self.man},
            **{"log": {"root": "", "size": 0}, **self.header},
        }
        return {name: value for name, value in said.items() if value is not GONE}

    @cached_property
    def protected(self) -> bytes:
        return jcs(self.fields)

    @cached_property
    def cek(self) -> bytes:
        return self.fixed("cek")

    @cached_property
    def nonce(self) -> bytes:
        return self.fixed("nonce", 24)

    @cached_property
    def commit(self) -> bytes:
        if self.promise is not None:
            return self.promise
        return blake2b(lp("tolerant/v1/commit", self.protected), key=self.cek)

    @cached_property
    def parts(self) -> tuple[bytes, bytes, bytes]:
        said = {"attachments": self.attachments, "body": self.body, "typ": self.typ}
        inner = jcs(said) if self.inner is None else self.inner
        signed = self.protected if self.signed is None else self.signed
        made = sign(self.device, self.label, signed, inner) if self.signature is None else self.signature
        return inner, made, cast.vouched() if self.statement is None else self.statement

    @cached_property
    def content(self) -> bytes:
        return lp(*self.parts) if self.plain is None else self.plain

    def padded_to(self, size: int) -> bytes:
        return pad(self.content, size)

    @cached_property
    def ct(self) -> bytes:
        bucket = next(size for size in BUCKETS if len(self.content) < size)
        padded = self.padded_to(bucket) if self.padded is None else self.padded
        key = blake2b(lp("tolerant/v1/body", self.protected), key=self.cek)
        return xchacha(key, self.nonce, padded, lp(self.protected, self.commit))

    def kid(self, place: int) -> bytes:
        seed = self.readers[place]
        return self.fixed(f"kid of dummy {place}") if seed is None else kid(seal_public(seed))

    def wrap(self, place: int, plain: bytes | None = None) -> bytes:
        seed = self.readers[place]
        inside = (self.fixed(f"cek of dummy {place}") if seed is None else self.cek) if plain is None else plain
        public = seal_public(seed or NOBODY)
        eseed = self.fixed(f"encapsulation {place}", 64)
        return hpke(public, lp("tolerant/v1/wrap", self.protected, public), inside, eseed)

    @cached_property
    def wraps(self) -> list[bytes]:
        return [self.wrap(place) for place in range(len(self.readers))]

    def outside(self, **changes: Any) -> dict[str, Any]:
        """Give the envelope's JSON, with changes a relay could make."""
        said = {"protected": b64u(self.protected), "commit": b64u(self.commit), "nonce": b64u(self.nonce)}
        said |= {"wraps": [b64u(wrap) for wrap in self.wraps], "ct": b64u(self.ct)}  # type: ignore[dict-item]
        return {name: value for name, value in {**said, **changes}.items() if value is not GONE}

    def to_bytes(self, **changes: Any) -> bytes:
        """Write the envelope."""
        return jcs(self.outside(**changes))

    @property
    def env_id(self) -> bytes:
        return blake2b(lp("tolerant/v1/env", self.protected, self.commit, self.nonce, self.ct))

    def made(self) -> dict[str, Any]:
        """Say everything that makes these bytes again."""
        derived = ("v", "suite", "rcpt", "man") if self.fields["log"]["size"] else ("v", "suite", "rcpt", "man", "log")
        wraps = []
        for place, seed in enumerate(self.readers):
            one = {"eseed_hex": self.fixed(f"encapsulation {place}", 64).hex()}
            if seed is None:
                one |= {"kid_hex": self.kid(place).hex(), "plain_hex": self.fixed(f"cek of dummy {place}").hex()}
            wraps.append({"dummy": seed is None, "seed_hex": (seed or NOBODY).hex(), **one})
        return {
            **{"typ": self.typ, "body": self.body, **self.listed(), "device_seed_hex": self.device.hex()},
            **{"context": {name: value for name, value in self.fields.items() if name not in derived}},
            **{"statement": self.parts[2].decode(), "cek_hex": self.cek.hex(), "nonce_hex": self.nonce.hex()},
            "wraps": wraps,
        }

    def out(self) -> dict[str, Any]:
        """Say what a reader finds."""
        return {"typ": self.typ, "body": self.body, **self.listed(), "env_id_hex": self.env_id.hex()}

    def listed(self) -> dict[str, Any]:
        """Give the attachments where there are any."""
        return {"attachments": self.attachments} if self.attachments else {}


def waits(**changes: Any) -> dict[str, Any]:
    """Say what B's reader waits for."""
    said = {"me": cast.B, "ref": cast.REF, "consent_hex": cast.CONSENT.hex(), "now": cast.NOW, **changes}
    return {name: value for name, value in said.items() if value is not GONE}


def opening(name: str, spec: str, comment: str, data: bytes, expect: str = "ok", reason: str = "", **more: Any) -> Case:
    """Make one vector of opening; `keys` are seeds, `out` and `made` go into the file, the rest is waited for."""
    keys, officers = more.pop("keys", [cast.INTAKE]), more.pop("officers", [cast.OFFICER])
    out, made, needed = more.pop("out", {}), more.pop("made", {}), more.pop("k", None)
    given = {
        **raw("envelope", data),
        "keys_hex": [seed.hex() for seed in keys],
        "officers_hex": [sign_public(seed).hex() for seed in officers],
        **({} if needed is None else {"k": needed}),
        "waits_for": waits(**more),
    }
    return Case(name, spec, comment, "open", given, expect, reason, out, made)
