"""One listing as a device keeps it, and the check of the whole directory (docs/offline.md).

- An entry is UTF-8 JSON; its hash is BLAKE2b-256 over the label `tolerant/v1/directory-entry` and these bytes.
- The root is BLAKE2b-256 over the label `tolerant/v1/directory-root`, the number of entries, and, sorted by id, the id
  and the hash of each; `lp` of crypto/SPEC.md section 1 keeps the parts apart.
- The node signs `directory.v1`: {"at", "count", "exp", "node", "revision", "root"}, times in unix seconds.

Both ends use this file, so it knows no network and no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from crypto.format import blake2b, lp
from directory.bad_facts import BadFact
from directory.codes import ListingState
from directory.content import Content
from directory.reading import read_content
from directory.writing import write_content

STATEMENT = "directory.v1"
LASTS = 30 * 24 * 3600
"""Seconds for which a device may rely on its copy: what was suspended meanwhile cannot reach it without a line."""
ENTRY, ROOT = "tolerant/v1/directory-entry", "tolerant/v1/directory-root"


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """Hold a listing as a device knows it; it has what the shelf asks of a row."""

    id: str
    state: ListingState
    version: int
    verified_at: datetime | None
    content: Content
    expires_at: datetime | None = None
    warned_at: datetime | None = None
    saved: int = 1
    changed: int = 0


class StrangeEntry(ValueError):
    """Say that an entry is not what this program reads; perhaps the program is too old."""


def write_entry(row: Any) -> bytes:
    """Return an entry; nothing in it depends on what a hidden place hides."""
    said = {
        "id": row.id,
        "state": str(row.state),
        "version": row.version,
        "expectedVersion": getattr(row, "saved", 1),
        "verifiedAt": _moment(row.verified_at),
        "expiresAt": _moment(row.expires_at),
        "warnedAt": _moment(row.warned_at),
        "listing": write_content(row.content),
    }
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def read_entry(text: str | bytes) -> DeviceRow:
    """Read an entry.

    Raises:
        StrangeEntry: a field is missing or says what this program does not know.
    """
    try:
        said = orjson.loads(text)
        return DeviceRow(
            str(said["id"]),
            ListingState(said["state"]),
            int(said["version"]),
            _read_moment(said["verifiedAt"]),
            read_content(said["listing"]),
            _read_moment(said["expiresAt"]),
            _read_moment(said["warnedAt"]),
            int(said["expectedVersion"]),
        )
    except (ValueError, KeyError, TypeError, BadFact):
        raise StrangeEntry from None


def hash_of(text: bytes) -> bytes:
    """Return the hash of an entry (32 bytes)."""
    return blake2b(lp(ENTRY, text))


def root_of(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the check of all entries, each with its id and hash, in any order (32 bytes)."""
    pairs = sorted(entries)
    return blake2b(lp(ROOT, str(len(pairs)), *(part for name, found in pairs for part in (name, found))))


def _moment(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _read_moment(seconds: Any) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
