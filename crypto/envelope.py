"""The envelope `XW1`: its form, strictly read, so that doubt ends before a key is touched (SPEC.md section 6)."""

from dataclasses import dataclass
from typing import Any

from crypto.errors import MalformedEnvelope, UnsupportedVersion
from crypto.format import b64u, blake2b, exact, integer, jcs, lp, strict_json, text, unb64u
from crypto.keys import WRAP
from crypto.named_state import NOTHING, NamedState, parse_named

MOST_BYTES = 64 * 1024
VERSION = 1
SUITE = "XW1"
SIZES = (2, 4, 8, 16)
"""How many wraps an envelope shows; dummies fill up, so that the number of recipients stays unknown."""
MOST_RECIPIENTS = 16
BUCKETS = (4 * 1024, 16 * 1024, 32 * 1024)
"""The padded sizes of what is inside."""
TAG = 16
NONCE = 24
HASH = 32
_ID = r"[0-9a-f]{32}"
_ID_OR_NONE = r"(?:[0-9a-f]{32})?"
_CATEGORY = r"[A-Z][A-Z0-9_]{0,39}"
_FIELDS = (
    "v",
    "suite",
    "ref",
    "seq",
    "prev",
    "from",
    "to",
    "svc",
    "rev",
    "consent",
    "exp",
    "epoch",
    "rcpt",
    "man",
    "log",
)


@dataclass(frozen=True, slots=True)
class Context:
    """Say where an envelope belongs; all of it is authenticated.

    `sender` is a member's id, or empty when the envelope comes from the woman herself. `prev` is the id of the envelope
    before it in the thread, or empty bytes. `consent` is the token's hash (32 bytes), `expires` unix seconds, `epoch`
    the number of the recipient's intake key. `log` is the state of the key log that the sender's device follows; her
    own letters name none.
    """

    ref: str
    seq: int
    prev: bytes
    sender: str
    recipient: str
    listing: str
    version: int
    consent: bytes
    expires: int
    epoch: int
    log: NamedState | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """Hold what the node may see of an envelope: where it belongs, who can open it, what kind of facts it holds."""

    context: Context
    rcpt: tuple[bytes, ...]
    manifest: tuple[tuple[str, bytes], ...]

    @property
    def categories(self) -> frozenset[str]:
        """Give the coarse categories that the sender declares (domain: disclosure manifest)."""
        return frozenset(category for category, _ in self.manifest)

    def to_bytes(self) -> bytes:
        """Write the header in its one spelling; these bytes are signed, authenticated and part of every wrap."""
        at = self.context
        return jcs(
            {
                "v": VERSION,
                "suite": SUITE,
                "ref": at.ref,
                "seq": at.seq,
                "prev": b64u(at.prev),
                "from": at.sender,
                "to": at.recipient,
                "svc": at.listing,
                "rev": at.version,
                "consent": b64u(at.consent),
                "exp": at.expires,
                "epoch": at.epoch,
                "rcpt": [b64u(kid) for kid in self.rcpt],
                "man": [[category, b64u(commitment)] for category, commitment in self.manifest],
                "log": at.log.to_json() if at.log else NOTHING,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> "Header":
        """Read a header.

        Raises:
            ValueError: it has another form.
            UnsupportedVersion: it is of another version or suite.
        """
        fields = strict_json(data, most=MOST_BYTES)
        if not isinstance(fields, dict) or "v" not in fields or "suite" not in fields:
            raise ValueError("no header")
        if fields["v"] is not VERSION or fields["suite"] != SUITE:
            raise UnsupportedVersion
        exact(fields, *_FIELDS)
        return cls(_context(fields), _recipients(fields["rcpt"]), _manifest(fields["man"]))


def _context(fields: dict[str, Any]) -> Context:
    log = parse_named(fields["log"])
    if log and fields["from"] == "":
        raise ValueError("she follows no log")
    return Context(
        log=log,
        ref=text(fields["ref"], _ID),
        seq=integer(fields["seq"]),
        prev=b"" if fields["prev"] == "" else unb64u(fields["prev"], HASH),
        sender=text(fields["from"], _ID_OR_NONE),
        recipient=text(fields["to"], _ID),
        listing=text(fields["svc"], _ID),
        version=integer(fields["rev"], 1),
        consent=unb64u(fields["consent"], HASH),
        expires=integer(fields["exp"]),
        epoch=integer(fields["epoch"], 1),
    )


def _recipients(value: Any) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) not in SIZES:
        raise ValueError("another number of recipients")
    kids = tuple(unb64u(kid, HASH) for kid in value)
    if len(set(kids)) != len(kids):
        raise ValueError("a recipient stands twice")
    return kids


def _manifest(value: Any) -> tuple[tuple[str, bytes], ...]:
    if not isinstance(value, list):
        raise ValueError("no manifest")
    entries: list[tuple[str, bytes]] = []
    for entry in value:
        if not isinstance(entry, list) or len(entry) != 2:
            raise ValueError("no entry of a manifest")
        entries.append((text(entry[0], _CATEGORY), unb64u(entry[1], HASH)))
    categories = [category for category, _ in entries]
    if categories != sorted(set(categories)):
        raise ValueError("categories out of order, or twice")
    return tuple(entries)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Hold an envelope that is well formed; nothing of it has been opened or believed."""

    protected: bytes
    header: Header
    commit: bytes
    wraps: tuple[bytes, ...]
    nonce: bytes
    ct: bytes

    @property
    def env_id(self) -> bytes:
        """Name the envelope by what must never change of it (32 bytes); wraps are left out, for they can be deleted."""
        return blake2b(lp("tolerant/v1/env", self.protected, self.commit, self.nonce, self.ct))

    def to_bytes(self) -> bytes:
        """Write the envelope in its one spelling."""
        return jcs(
            {
                "protected": b64u(self.protected),
                "commit": b64u(self.commit),
                "wraps": [b64u(wrap) for wrap in self.wraps],
                "nonce": b64u(self.nonce),
                "ct": b64u(self.ct),
            }
        )

    @classmethod
    def parse(cls, data: bytes | str) -> "Envelope":
        """Read an envelope's form: what a node checks before it stores one, and an end before it opens one.

        Raises:
            MalformedEnvelope: more than 64 KiB, or any other form than the one of SPEC.md section 6.
            UnsupportedVersion: another version or suite.
        """
        try:
            raw = data.encode() if isinstance(data, str) else data
            fields = exact(strict_json(raw, most=MOST_BYTES), "protected", "commit", "wraps", "nonce", "ct")
            protected = unb64u(fields["protected"])
            header = Header.parse(protected)
            if not isinstance(fields["wraps"], list) or len(fields["wraps"]) != len(header.rcpt):
                raise MalformedEnvelope
            ct = unb64u(fields["ct"])
            if len(ct) - TAG not in BUCKETS:
                raise MalformedEnvelope
            wraps = tuple(unb64u(wrap, WRAP) for wrap in fields["wraps"])
            return cls(protected, header, unb64u(fields["commit"], HASH), wraps, unb64u(fields["nonce"], NONCE), ct)
        except ValueError:
            raise MalformedEnvelope from None
