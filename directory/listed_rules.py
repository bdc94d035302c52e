"""What of a listing stands in the key log: the hash of its words, and that they are withdrawn (crypto/SPEC.md 13).

What changes daily, whether there is a place, is no part of these words.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from crypto.format import b64u
from crypto.log_entries import read_entry, words_hash
from directory import listed_errors
from directory.codes import ListingState
from directory.content import Content
from directory.model import ListedWords, ShelfRow
from directory.rules import STOPPABLE
from directory.writing import write_content
from network.model import Caller

LISTED, WITHDRAWN = "listing.v1", "listing-withdrawn.v1"
DAILY = frozenset({"accepting", "capacity", "waitingDays"})
SKEW = 300
"""Seconds by which two right clocks may differ."""


def words_of(content: Content) -> bytes:
    """Write the words of a listing as everybody is shown them; nothing in them depends on who looks."""
    said = {name: value for name, value in write_content(content).items() if name not in DAILY}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def listed(
    signed: Mapping[str, Any], caller: Caller, row: ShelfRow, version: int, kept: ListedWords, until: datetime,
    now: datetime,
) -> int:  # fmt: skip
    """Hold an entry to these words, signed now, for no longer than `until`; gives until when it holds (unix seconds).

    Raises:
        OtherWords: it says something else.
    """
    said = {
        "member": caller.member_id,
        "listing": row.id,
        "rev": version,
        "hash": b64u(words_hash(kept.salt, kept.words)),
    }
    _timely(signed, now)
    exp = int(signed["exp"])
    if {**said, "nbf": signed["nbf"], "exp": exp} != dict(signed) or not now.timestamp() < exp <= until.timestamp():
        raise listed_errors.OtherWords("entry")
    return exp


def withdrawn(signed: Mapping[str, Any], caller: Caller, row: ShelfRow, now: datetime) -> None:
    """Hold an entry to withdrawing the words that are in force.

    Raises:
        OtherWords: it says something else.
    """
    _timely(signed, now)
    said = {"member": caller.member_id, "listing": row.id, "rev": row.vetted_version, "nbf": signed["nbf"]}
    if said != dict(signed):
        raise listed_errors.OtherWords("entry")


def until(entry: bytes) -> datetime:
    """Say until when an entry about words holds."""
    return datetime.fromtimestamp(read_entry(entry).body["exp"], UTC)


def _timely(signed: Mapping[str, Any], now: datetime) -> None:
    if abs(int(signed["nbf"]) - now.timestamp()) > SKEW:
        raise listed_errors.OtherWords("entry")


def kind_of(row: ShelfRow, to: ListingState) -> str | None:
    """Say which entry goes with a move: none where nobody can tell a difference by it."""
    if to is ListingState.VETTED and row.state not in STOPPABLE:
        return LISTED
    gone = to in (ListingState.SUSPENDED, ListingState.DELISTED)
    return WITHDRAWN if gone and row.state in STOPPABLE else None
