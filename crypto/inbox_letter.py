"""What a node may know of a letter in a sealed inbox: for which service and consent, and which categories it holds.

SPEC.md section 25. Only the code said by telephone opens it; that is `crypto.sealed_inbox`, for ends.
"""

from dataclasses import dataclass, field

from crypto.copies import PART
from crypto.envelope import BUCKETS, NONCE, TAG
from crypto.errors import MalformedEnvelope
from crypto.format import b64u, exact, integer, jcs, lp, strict_json, text, unb64u

ANSWER = PART
"""Bytes of one sealed answer (5,305): they all have this length."""
MOST_HEAD = 1024
_VERSION = b"\1"
_FRONT = len(_VERSION) + 4


@dataclass(frozen=True, slots=True)
class InboxLetter:
    """Hold a letter as it lies at a node: `consent` is the hash (32 bytes) of her token; `categories` are in order."""

    listing: str
    version: int
    consent: bytes
    categories: tuple[str, ...]
    nonce: bytes = field(repr=False)
    ct: bytes = field(repr=False)

    @property
    def head(self) -> bytes:
        """Give what stands before the sealed part, which is authenticated with it."""
        said = {
            "typ": "inbox.v1",
            "listing": self.listing,
            "version": self.version,
            "consent": b64u(self.consent),
            "cats": list(self.categories),
        }
        return _VERSION + lp(jcs(said))

    def to_bytes(self) -> bytes:
        """Write it."""
        return self.head + self.nonce + self.ct

    @classmethod
    def parse(cls, data: bytes) -> "InboxLetter":
        """Read a letter's form, which says nothing of its content.

        Raises:
            MalformedEnvelope: it has another form or size.
        """
        end = _FRONT + int.from_bytes(data[len(_VERSION) : _FRONT], "big")
        try:
            said = exact(strict_json(data[_FRONT:end], most=MOST_HEAD), "typ", "listing", "version", "consent", "cats")
            text(said["typ"], r"inbox\.v1")
            found = cls(
                text(said["listing"], "[0-9a-f]{32}"),
                integer(said["version"], 1),
                unb64u(said["consent"], 32),
                _categories(said["cats"]),
                data[end : end + NONCE],
                data[end + NONCE :],
            )
        except ValueError:
            raise MalformedEnvelope from None
        if data[:1] != _VERSION or len(found.ct) - TAG not in BUCKETS:
            raise MalformedEnvelope
        return found


def _categories(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("no categories")
    found = [text(one, "[A-Z][A-Z0-9_]{0,39}") for one in value]
    if found != sorted(set(found)):
        raise ValueError("out of order, or twice")
    return tuple(found)
