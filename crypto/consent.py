"""Her consent as a token: what the node enforces without reading why (SPEC.md section 9).

Withdrawing needs one thing only, her secret: whoever shows it stops everything that the token allowed.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from crypto.errors import BadSignature, MalformedStatement
from crypto.format import b64u, blake2b, exact, integer, jcs, lp, strict_json, text, unb64u
from crypto.keys import SIGN_PUBLIC, SIGNATURE, SigningKey, sign_kid, verify

SECRET = 32
MOST_USES = 100
LONGEST = 8 * 1024
_ID = r"[0-9a-f]{32}"
_CODE = r"[A-Z][A-Z0-9_]{0,39}"
_NODE = r"[A-Za-z0-9.:\[\]-]{1,255}"
_FIELDS = (
    *("typ", "id", "node", "from", "to", "svc", "rev", "purposes"),
    *("cats", "scope", "rec", "nbf", "exp", "uses", "wc", "fk"),
)
_RENEWAL = (*_FIELDS, "renews")
_LABEL = "tolerant/v1/consent"


@dataclass(frozen=True, slots=True)
class ConsentToken:
    """Say what she allowed: who may send what to whom, for which listing and purposes, how often and until when.

    `scope` and `record` are salted hashes of what only the ends know. `withdrawal` commits to her withdrawal secret;
    `feedback` is the public key of her feedback, or empty. `renews` is the hash of the token that this one goes on
    from, or empty for a first one. Times are unix seconds.
    """

    id: str
    node: str
    sender: str
    to: tuple[str, ...]
    listings: tuple[str, ...]
    version: int
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    scope: bytes
    record: bytes
    nbf: int
    exp: int
    uses: int
    withdrawal: bytes
    feedback: bytes = b""
    renews: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """Give the token's JSON."""
        return {
            "typ": "renewal.v1" if self.renews else "consent.v1",
            "id": self.id,
            "node": self.node,
            "from": self.sender,
            "to": list(self.to),
            "svc": list(self.listings),
            "rev": self.version,
            "purposes": list(self.purposes),
            "cats": list(self.categories),
            "scope": b64u(self.scope),
            "rec": b64u(self.record),
            "nbf": self.nbf,
            "exp": self.exp,
            "uses": self.uses,
            "wc": b64u(self.withdrawal),
            "fk": b64u(self.feedback),
            **({"renews": b64u(self.renews)} if self.renews else {}),
        }

    @classmethod
    def from_json(cls, value: Any) -> "ConsentToken":
        """Read a token's JSON.

        Raises:
            MalformedStatement: a field is missing, unknown, or not what it should be.
        """
        try:
            renewed = isinstance(value, dict) and value.get("typ") == "renewal.v1"
            fields = exact(value, *(_RENEWAL if renewed else _FIELDS))
            text(fields["typ"], r"renewal\.v1" if renewed else r"consent\.v1")
            nbf = integer(fields["nbf"])
            return cls(
                id=text(fields["id"], _ID),
                node=text(fields["node"], _NODE),
                sender=text(fields["from"], _ID),
                to=_list(fields["to"], _ID),
                listings=_list(fields["svc"], _ID),
                version=integer(fields["rev"], 1),
                purposes=_list(fields["purposes"], _CODE),
                categories=_list(fields["cats"], _CODE),
                scope=unb64u(fields["scope"], 32),
                record=unb64u(fields["rec"], 32),
                nbf=nbf,
                exp=integer(fields["exp"], nbf + 1),
                uses=integer(fields["uses"], 1, MOST_USES),
                withdrawal=unb64u(fields["wc"], 32),
                feedback=b"" if fields["fk"] == "" else unb64u(fields["fk"], SIGN_PUBLIC),
                renews=unb64u(fields["renews"], 32) if renewed else b"",
            )
        except ValueError:
            raise MalformedStatement from None


def _list(value: Any, pattern: str) -> tuple[str, ...]:
    """Read a list that is not empty, in order and without repeats."""
    if not isinstance(value, list) or not value:
        raise ValueError("an empty list")
    items = [text(item, pattern) for item in value]
    if items != sorted(set(items)):
        raise ValueError("out of order, or twice")
    return tuple(items)


def goes_on(later: ConsentToken, before: ConsentToken, before_hash: bytes) -> bool:
    """Tell whether a token renews another: the same parties, words and secrets, and never more than she had agreed to.

    `before_hash` is the hash (32 bytes) of the signed token that is renewed.
    """
    same = replace(
        later,
        id=before.id,
        purposes=before.purposes,
        categories=before.categories,
        nbf=before.nbf,
        exp=before.exp,
        renews=before.renews,
    )
    return (
        later.renews == before_hash
        and same == before
        and later.id != before.id
        and later.nbf >= before.nbf
        and set(later.purposes) <= set(before.purposes)
        and set(later.categories) <= set(before.categories)
    )


@dataclass(frozen=True, slots=True)
class SignedToken:
    """Hold a token that is well formed but that nobody has verified yet."""

    token: ConsentToken
    by: str
    signature: bytes
    body: bytes
    """The token's bytes, as they were signed."""


def sign(token: ConsentToken, key: SigningKey) -> bytes:
    """Sign what she allowed, on the device of the caseworker who asked her.

    Raises:
        MalformedStatement: the token has a field that cannot be.
    """
    body = token.to_json()
    ConsentToken.from_json(body)
    return jcs({"token": body, "by": key.kid, "sig": b64u(key.sign(_LABEL, jcs(body)))})


def parse(data: bytes) -> SignedToken:
    """Read a signed token without believing it.

    Raises:
        MalformedStatement: it has another form.
    """
    try:
        fields = exact(strict_json(data, most=LONGEST), "token", "by", "sig")
        token = ConsentToken.from_json(fields["token"])
        return SignedToken(token, text(fields["by"], _ID), unb64u(fields["sig"], SIGNATURE), jcs(fields["token"]))
    except ValueError:
        raise MalformedStatement from None


@lru_cache(maxsize=1024)
def verify_token(data: bytes, public: bytes) -> ConsentToken:
    """Believe a token only if this device key signed it; what was verified lately is not verified again.

    Raises:
        MalformedStatement: it has another form.
        BadSignature: another key signed it.
    """
    signed = parse(data)
    if signed.by != sign_kid(public):
        raise BadSignature
    verify(public, signed.signature, _LABEL, signed.body)
    return signed.token


def token_hash(data: bytes) -> bytes:
    """Name a signed token by all its bytes (32); every envelope under it carries this name."""
    return blake2b(lp("tolerant/v1/consent-token", data))


def withdrawal_commitment(secret: bytes) -> bytes:
    """Commit to her withdrawal secret (32 bytes); whoever shows the secret may withdraw.

    Raises:
        MalformedStatement: the secret is not 32 bytes.
    """
    if len(secret) != SECRET:
        raise MalformedStatement
    return blake2b(lp("tolerant/v1/withdraw", secret))


def feedback_key(secret: bytes) -> SigningKey:
    """Make the key that her feedback is signed with, out of her feedback secret (32 bytes).

    Raises:
        MalformedStatement: the secret is not 32 bytes.
    """
    if len(secret) != SECRET:
        raise MalformedStatement
    return SigningKey(blake2b(lp("tolerant/v1/feedback"), key=secret))


def salted_hash(salt: bytes, value: Any) -> bytes:
    """Hash what only the ends know, with a salt of 16 bytes or more, so that it cannot be guessed (32 bytes)."""
    return blake2b(lp("tolerant/v1/salted", salt, jcs(value)))


def sign_proof(key: SigningKey, env_id: bytes) -> bytes:
    """Prove to the node, which cannot look inside, that an envelope comes from her (64 bytes)."""
    return key.sign("tolerant/v1/feedback-proof", env_id)


def verify_proof(public: bytes, signature: bytes, env_id: bytes) -> None:
    """Take an envelope without login only from whoever holds her feedback key.

    Raises:
        BadSignature: somebody else made it.
    """
    verify(public, signature, "tolerant/v1/feedback-proof", env_id)
