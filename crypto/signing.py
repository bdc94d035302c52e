"""Statements: who vouches for which key, in bytes with one spelling and one signature.

SPEC.md section 4. A statement of one kind never passes for another, because its kind is signed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crypto.errors import BadKey, BadSignature, MalformedStatement
from crypto.format import b64u, exact, integer, jcs, strict_json, text, unb64u
from crypto.keys import SIGN_PUBLIC, SIGNATURE, SigningKey, check_sealing_key, sign_kid, verify

LONGEST = 16 * 1024
_ID = r"[0-9a-f]{32}"
_KIND = r"[a-z][a-z-]*\.v[0-9]+"
_LABEL = "tolerant/v1/statement"


def sign_statement(kind: str, body: dict[str, Any], key: SigningKey) -> bytes:
    """Sign a statement of a kind, like `device.v1`; the body is JSON without floats.

    Raises:
        MalformedStatement: the body cannot be written in one spelling, or is too long.
    """
    try:
        inner = jcs(body)
        text(kind, _KIND)
        signature = key.sign(_LABEL, kind, inner)
        data = jcs({"body": body, "by": key.kid, "sig": b64u(signature), "typ": kind})
    except ValueError:
        raise MalformedStatement from None
    if len(data) > LONGEST:
        raise MalformedStatement
    return data


@dataclass(frozen=True, slots=True)
class Statement:
    """Hold a statement that is well formed but that nobody has verified yet."""

    kind: str
    body: dict[str, Any]
    by: str
    signature: bytes


def read_statement(data: bytes) -> Statement:
    """Read a statement's form without believing it.

    Raises:
        MalformedStatement: it has another form.
    """
    try:
        return statement_of(strict_json(data, most=LONGEST))
    except ValueError:
        raise MalformedStatement from None


def statement_of(value: Any) -> Statement:
    """Give the statement that strictly read JSON holds.

    Raises:
        ValueError: it has another form.
    """
    fields = exact(value, "body", "by", "sig", "typ")
    if not isinstance(fields["body"], dict):
        raise ValueError("no object")
    kind, by = text(fields["typ"], _KIND), text(fields["by"], _ID)
    return Statement(kind, fields["body"], by, unb64u(fields["sig"], SIGNATURE))


def verify_statement(data: bytes, kind: str, keys: bytes | Collection[bytes] | Mapping[str, bytes]) -> dict[str, Any]:
    """Believe a statement only if one of these public keys signed it as this kind; gives its body.

    Raises:
        MalformedStatement: it has another form, or is of another kind.
        BadSignature: none of the keys signed it.
    """
    statement = read_statement(data)
    if statement.kind != kind:
        raise MalformedStatement
    known = [keys] if isinstance(keys, bytes) else list(keys.values()) if isinstance(keys, Mapping) else list(keys)
    for public in known:
        if sign_kid(public) == statement.by:
            verify(public, statement.signature, _LABEL, kind, jcs(statement.body))
            return statement.body
    raise BadSignature


@dataclass(frozen=True, slots=True)
class DeviceStatement:
    """An officer vouches for a device's keys (`device.v1`); times are unix seconds."""

    member: str
    device: str
    sign: bytes
    seal: bytes
    nbf: int
    exp: int
    officer: bool

    KIND = "device.v1"

    def body(self) -> dict[str, Any]:
        """Give the statement's body."""
        return {
            "member": self.member,
            "device": self.device,
            "sign": b64u(self.sign),
            "seal": b64u(self.seal),
            "nbf": self.nbf,
            "exp": self.exp,
            "officer": self.officer,
        }

    @classmethod
    def parse(cls, body: dict[str, Any]) -> "DeviceStatement":
        """Read a body.

        Raises:
            MalformedStatement: a field is missing, unknown, or not what it should be.
        """
        try:
            fields = exact(body, "member", "device", "sign", "seal", "nbf", "exp", "officer")
            sign = unb64u(fields["sign"], SIGN_PUBLIC)
            if type(fields["officer"]) is not bool or fields["device"] != sign_kid(sign):
                raise MalformedStatement
            nbf = integer(fields["nbf"])
            return cls(
                text(fields["member"], _ID),
                fields["device"],
                sign,
                check_sealing_key(unb64u(fields["seal"])),
                nbf,
                integer(fields["exp"], nbf + 1),
                fields["officer"],
            )
        except (ValueError, BadKey):
            raise MalformedStatement from None


@dataclass(frozen=True, slots=True)
class OfficersStatement:
    """An organisation names the keys that may vouch for its devices (`officers.v1`); `k` of them must sign."""

    member: str
    officers: tuple[bytes, ...]
    k: int
    seq: int

    KIND = "officers.v1"

    def body(self) -> dict[str, Any]:
        """Give the statement's body."""
        keys = [b64u(key) for key in self.officers]
        return {"member": self.member, "officers": keys, "k": self.k, "seq": self.seq}

    @classmethod
    def parse(cls, body: dict[str, Any]) -> "OfficersStatement":
        """Read a body.

        Raises:
            MalformedStatement: a field is missing, unknown, or not what it should be.
        """
        try:
            fields = exact(body, "member", "officers", "k", "seq")
            if not isinstance(fields["officers"], list):
                raise MalformedStatement
            officers = tuple(unb64u(key, SIGN_PUBLIC) for key in fields["officers"])
            if not officers or len(set(officers)) != len(officers):
                raise MalformedStatement
            k = integer(fields["k"], 1, len(officers))
            return cls(text(fields["member"], _ID), officers, k, integer(fields["seq"]))
        except ValueError:
            raise MalformedStatement from None


@dataclass(frozen=True, slots=True)
class EpochStatement:
    """An organisation publishes the key that referrals to it are sealed to for a while (`epoch.v1`)."""

    member: str
    epoch: int
    key: bytes
    nbf: int
    exp: int

    KIND = "epoch.v1"

    def body(self) -> dict[str, Any]:
        """Give the statement's body."""
        return {"member": self.member, "epoch": self.epoch, "key": b64u(self.key), "nbf": self.nbf, "exp": self.exp}

    @classmethod
    def parse(cls, body: dict[str, Any]) -> "EpochStatement":
        """Read a body.

        Raises:
            MalformedStatement: a field is missing, unknown, or not what it should be.
        """
        try:
            fields = exact(body, "member", "epoch", "key", "nbf", "exp")
            nbf = integer(fields["nbf"])
            key = check_sealing_key(unb64u(fields["key"]))
            exp = integer(fields["exp"], nbf + 1)
            return cls(text(fields["member"], _ID), integer(fields["epoch"], 1), key, nbf, exp)
        except (ValueError, BadKey):
            raise MalformedStatement from None
