"""What she agreed to, checked here: who signed it, for whom, and which fields it covers (crypto/SPEC.md section 9)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from nacl.utils import random

from client.errors import BadFacts, OverScope
from crypto import consent as tokens
from crypto.consent import ConsentToken
from crypto.errors import BadSignature, CryptoError, MalformedStatement, NotAllowed
from crypto.format import b64u, exact, unb64u
from crypto.log_entries import read_entry
from crypto.signing import DeviceStatement

SALT = 16
CARRIED = "CONSENT"
"""The category of the block in which a letter carries what opens the token; every consent made here covers it."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open the two salted hashes of a token: which fields she allowed, and what was written down with her.

    A field is a category, like `CONTACT`, which covers all of it, or one entry, like `CONTACT.phone`. `record` is None
    at a recipient that is not told what was written down with her.
    """

    fields: tuple[str, ...]
    record: dict[str, Any] | None = field(repr=False)
    scope_salt: bytes = field(repr=False)
    record_salt: bytes = field(repr=False)

    @classmethod
    def make(cls, fields: list[str], record: dict[str, Any]) -> "Opening":
        """Make one with new salts."""
        return cls(tuple(sorted(set(fields))), record, random(SALT), random(SALT))

    @property
    def scope(self) -> bytes:
        """Give the hash that the token carries as `scope`."""
        return tokens.salted_hash(self.scope_salt, list(self.fields))

    @property
    def rec(self) -> bytes | None:
        """Give the hash that the token carries as `rec`; None where the record is not told."""
        return None if self.record is None else tokens.salted_hash(self.record_salt, self.record)

    def opens(self, said: ConsentToken) -> bool:
        """Say whether it opens a token."""
        return self.scope == said.scope and self.rec in (None, said.record)

    def to_json(self) -> dict[str, Any]:
        """Write it, for the sealed letter and for this device's own memory."""
        return {
            "scope": {"salt": b64u(self.scope_salt), "fields": list(self.fields)},
            "record": None if self.record is None else {"salt": b64u(self.record_salt), "data": self.record},
        }

    @classmethod
    def parse(cls, said: Any) -> "Opening":
        """Read one.

        Raises:
            ValueError: it has another form.
        """
        said = exact(said, "scope", "record")
        scope = exact(said["scope"], "salt", "fields")
        record = None if said["record"] is None else exact(said["record"], "salt", "data")
        fields = scope["fields"]
        if not isinstance(fields, list) or not all(isinstance(one, str) for one in fields):
            raise ValueError("no list of fields")
        if record is None:
            return cls(tuple(fields), None, unb64u(scope["salt"], SALT), b"")
        if not isinstance(record["data"], dict):
            raise ValueError("no record")
        return cls(tuple(fields), record["data"], unb64u(scope["salt"], SALT), unb64u(record["salt"], SALT))


def named_by(token: bytes, statements: list[bytes]) -> list[bytes]:
    """Give those statements that are about the device that signed a token; whoever vouches for it is not looked at."""
    by, found = tokens.parse(token).by, list[bytes]()
    for statement in statements:
        with suppress(CryptoError):
            if read_entry(statement).body.get("device") == by:
                found.append(statement)
    return found


def signed_by(token: bytes, devices: list[DeviceStatement]) -> ConsentToken:
    """Believe a consent token only if one of these devices signed it, for which the sender's officers vouch.

    Raises:
        NotAllowed: `consent`, when nobody vouches for who signed it.
    """
    by = tokens.parse(token).by
    for device in devices:
        if device.device == by:
            return signed_with(token, device)
    raise NotAllowed("consent")


def signed_with(token: bytes, device: DeviceStatement) -> ConsentToken:
    """Believe a consent token only if this device signed it, and for its own organisation.

    Raises:
        NotAllowed: `consent`.
    """
    try:
        said = tokens.verify_token(token, device.sign)
    except (BadSignature, MalformedStatement):
        raise NotAllowed("consent") from None
    if said.sender != device.member or not device.nbf <= said.nbf + 60 < device.exp:
        raise NotAllowed("consent")
    return said


def check_parties(said: ConsentToken, referral: Mapping[str, Any]) -> None:
    """See that a token is for this referral's two organisations, its service and version, and for nothing else.

    Raises:
        NotAllowed: `consent`.
    """
    named = (referral["fromMemberId"], (referral["toMemberId"],), (referral["listingId"],), referral["listingVersion"])
    if (said.sender, said.to, said.listings, said.version) != named:
        raise NotAllowed("consent")


def check_content(content: Any, said: ConsentToken, opening: Opening | None) -> None:
    """Refuse to seal more than she agreed to.

    Raises:
        BadFacts: it is not sorted by category.
        OverScope: with the names of what is too much.
    """
    if (
        not isinstance(content, dict)
        or not content
        or CARRIED in content
        or not all(isinstance(one, dict) for one in content.values())
    ):
        raise BadFacts
    _, over = within({name: {"data": data} for name, data in content.items()}, said, opening)
    if over:
        raise OverScope(over)


def within(
    blocks: dict[str, dict[str, Any]], said: ConsentToken, opening: Opening | None
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Keep of a letter what she agreed to; gives it with the names of what was dropped."""
    allowed = set(opening.fields if opening else said.categories) - {CARRIED}
    kept: dict[str, dict[str, Any]] = {}
    dropped: list[str] = []
    for category, block in blocks.items():
        if category == CARRIED:
            continue
        if category in said.categories and category in allowed:
            kept[category] = block
            continue
        data = block["data"] if category in said.categories and isinstance(block["data"], dict) else None
        some = {name: value for name, value in (data or {}).items() if f"{category}.{name}" in allowed}
        dropped += [f"{category}.{name}" for name in data or {} if name not in some] if some else [category]
        if some:
            kept[category] = {**block, "data": some}
    return kept, dropped
