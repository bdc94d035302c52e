"""Give a device what changed in the directory since it last asked, and a signed check of the whole.

Changes come in the order of the revisions in which they happened. A listing that is not shown any more comes as its id
alone. Whoever has everything up to a signed revision can check that nothing was left out or slipped in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from crypto.format import b64u
from crypto.keys import SigningKey
from crypto.signing import sign_statement
from directory.columns import Column
from directory.device import LASTS, STATEMENT, hash_of, root_of, write_entry
from directory.shelving import SHOWN, STATES
from directory.snapshot import Snapshot
from kit.errors import BadCursor, BadPageSize
from kit.page import decode_cursor, encode_cursor

MOST, USUAL = 500, 200
LAST = "\x7f"
"""Stands after every id: everything of that revision is known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one listing as it is now, or only its id where it is gone."""

    id: str
    hash: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SyncPage:
    """Hold some changes; `reset` says that the device begins anew, `more` that others follow after `cursor`."""

    entries: Sequence[Entry]
    reset: bool
    more: bool
    cursor: str
    revision: int
    count: int
    root: str
    statement: str
    key: str


def sync(
    shelf: Snapshot[Any], since: str | None, first: int | None, *, node: str, key: SigningKey, now: datetime
) -> SyncPage:
    """Return the changes after a marker, oldest first.

    Raises:
        BadPageSize: fewer than 1 or more than 500 at a time.
        BadCursor: the marker is none.
    """
    size = USUAL if first is None else first
    if not 1 <= size <= MOST:
        raise BadPageSize("first", most=MOST)
    after, reset = _after(shelf, since)
    some = _waiting(shelf, after, size + 1, gone=not reset)
    more, some = len(some) > size, some[:size]
    entries = [_entry(shelf, place, name) for _, name, place in some]
    last = some[-1][:2] if more else (shelf.revision, LAST)
    root, count = check_of(shelf)
    at = int(now.timestamp())
    body = {
        "at": at, "count": count, "exp": at + LASTS, "node": node, "revision": shelf.revision, "root": b64u(root),
    }  # fmt: skip
    statement = b64u(sign_statement(STATEMENT, body, key))
    cursor = encode_cursor([last[0], last[1]])
    return SyncPage(entries, reset, more, cursor, shelf.revision, count, b64u(root), statement, b64u(key.public))


def _after(shelf: Snapshot[Any], since: str | None) -> tuple[tuple[int, str], bool]:
    """Return what a device knows; nothing where the marker is older than what is known of gone listings, or strange."""
    if since is None:
        return (-1, ""), True
    revision, name = decode_cursor(since, 2)
    if isinstance(revision, bool) or not isinstance(revision, int) or not isinstance(name, str):
        raise BadCursor("since")
    known = shelf.floor <= revision <= shelf.revision and name.isascii() and "\x00" not in name
    return ((revision, name), False) if known else ((-1, ""), True)


def _waiting(
    shelf: Snapshot[Any], after: tuple[int, str], most: int, *, gone: bool
) -> list[tuple[int, str, int | None]]:
    """Return the first changes after a place in their order, each with its row, or none where it is gone."""
    order = _order(shelf)
    born = shelf.born[order]
    begin, end = np.searchsorted(born, after[0], "left"), np.searchsorted(born, after[0], "right")
    begin += np.searchsorted(shelf.ids[order[begin:end]], after[1].encode(), "right")
    rows = order[begin : begin + most]
    found: list[tuple[int, str, int | None]] = [
        (int(shelf.born[place]), shelf.ids[place].decode(), int(place)) for place in rows
    ]
    if gone:
        found += [(revision, name, None) for name, revision in shelf.gone.items() if (revision, name) > after]
    return sorted(found, key=lambda each: each[:2])[:most]


def _order(shelf: Snapshot[Any]) -> Column:
    """Return the rows that devices get in the order in which they changed, worked out once."""
    if "order" not in shelf.worked_out:
        shown = np.isin(shelf["state"], [STATES[each] for each in SHOWN]) & shelf.alive
        places = np.flatnonzero(shown)
        shelf.worked_out["order"] = places[np.lexsort((shelf.ids[places], shelf.born[places]))]
    order: Column = shelf.worked_out["order"]
    return order


def check_of(shelf: Snapshot[Any]) -> tuple[bytes, int]:
    """Return the root of everything that a device gets, and how many entries these are."""
    if "check" not in shelf.worked_out:
        order = _order(shelf)
        hashes, hashed = shelf["hash"], shelf["hashed"]
        for place in order[~hashed[order]].tolist():
            text = write_entry(shelf.row(place))
            hashes[place], hashed[place] = np.frombuffer(hash_of(text), np.uint8), True
        pairs = zip(shelf.ids[order].tolist(), hashes[order], strict=True)
        root = root_of((name.decode(), found.tobytes()) for name, found in pairs)
        shelf.worked_out["check"] = root, len(order)
    check: tuple[bytes, int] = shelf.worked_out["check"]
    return check


def _entry(shelf: Snapshot[Any], place: int | None, name: str) -> Entry:
    if place is None:
        return Entry(name)
    text = write_entry(shelf.row(place))
    return Entry(name, b64u(hash_of(text)), text.decode())
