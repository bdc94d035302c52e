"""Keep what comes from other directories, and name what may leave."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.content import Content
from directory.model import ShelfRow
from directory.reading import hide_homes
from directory.store import NewListing, Q, add_many, revise
from directory.store_words import grouped, shelf_row
from kit.ids import new_id
from network.context import Transaction

PARTS = ("texts_of", "places_of", "criteria_of", "outcomes_of")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say which services are asked for; what is empty narrows nothing. `at` leaves out what has expired by then."""

    states: tuple[str, ...]
    at: datetime | None = None
    words: str = ""
    service: str | None = None
    organization: str | None = None
    modified_after: datetime | None = None
    service_type: str | None = None
    kind: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Name a version of a listing by its ids in HSDS, with how many places it has."""

    id: str
    number: int
    hsds_id: str
    organization: str
    places: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """Hold one listing of another directory; `digest` is over the line as published."""

    source_id: str
    words: Content
    digest: bytes


async def known(tx: Transaction, source: str, source_ids: Sequence[str], /) -> Mapping[str, bytes]:
    """Return the digest kept for each of these source ids that is known."""
    rows = await tx.fetch(Q["imported"], source, list(source_ids))
    return {row["source_id"]: row["digest"] for row in rows}


async def here(tx: Transaction, ids: Sequence[str], /) -> set[str]:
    """Return which of these ids are listings of this node."""
    return {row["id"] for row in await tx.fetch(Q["ids_here"], list(ids))}


async def add_imported(tx: Transaction, source: str, found: Sequence[Incoming], now: datetime, /) -> None:
    """Keep imported listings, PROPOSED; the places of an accommodation are hidden whatever the source says."""
    new = [NewListing(new_id(), hide_homes(each.words), source, each.source_id, digest=each.digest) for each in found]
    await add_many(tx, new, now)


async def revise_imported(tx: Transaction, source: str, found: Sequence[Incoming], now: datetime, /) -> None:
    """Keep new versions of imported listings; a vetted version stays in force until the new one is vetted."""
    rows = await tx.fetch(Q["rows_by_sources"], source, [each.source_id for each in found])
    before = {row.source_id: row for row in await _together(tx, rows)}
    for each in found:
        await revise(tx, before[each.source_id], hide_homes(each.words), None, each.digest, now)


async def named(tx: Transaction, wanted: Wanted) -> list[Named]:
    """Name the services asked for, by their ids in HSDS."""
    rows = await tx.fetch(
        Q["names_of_services"], list(wanted.states), wanted.at, wanted.words, wanted.service, wanted.organization,
        wanted.modified_after, wanted.service_type, wanted.kind, wanted.code,
    )  # fmt: skip
    return [Named(*row.values()) for row in rows]


async def whole(tx: Transaction, names: Sequence[Named]) -> list[ShelfRow]:
    """Return the listings named, in their order."""
    rows = await tx.fetch(Q["rows_named"], [each.id for each in names], [each.number for each in names])
    found = {row.id: row for row in await _together(tx, rows)}
    return [found[each.id] for each in names if each.id in found]


async def _together(tx: Transaction, rows: Sequence[Any]) -> list[ShelfRow]:
    keys = [row["id"] for row in rows], [row["number"] for row in rows]
    parts = [grouped(await tx.fetch(Q[name], *keys)) for name in PARTS] if rows else []
    return await asyncio.to_thread(lambda: [shelf_row(row, *parts) for row in rows])
