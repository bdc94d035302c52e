"""The directory's archive: listings by id, by words and by state."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from directory.codes import ListingState
from directory.content import Availability, Content
from directory.model import ShelfRow, Standing
from directory.store_rows import (
    Key,
    availability_row,
    criterion_rows,
    outcome_rows,
    place_rows,
    text_rows,
    version_row,
    written,
)
from directory.store_words import grouped, shelf_row
from kit import sql
from kit.ids import new_id
from network.context import Transaction

Q = sql.load("directory")
FEW, BATCH = 200, 500


@dataclass(frozen=True, slots=True)
class NewListing:
    """Hold what is needed to keep a new listing; `owner` is the provider's member, `by` who proposed it."""

    id: str
    content: Content
    source: str
    source_id: str
    owner: str | None = None
    by: str | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what listings are looked for by; empty parts narrow nothing."""

    states: tuple[ListingState, ...]
    words: str = ""
    service_types: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    areas_around: tuple[str, ...] = ()
    member: str | None = None


async def row_shown(tx: Transaction, listing_id: str) -> ShelfRow | None:
    """Return one listing as the caller may see it."""
    return _only(await together(tx, await tx.fetch(Q["row_shown"], listing_id)))


async def row_at(tx: Transaction, listing_id: str, number: int) -> ShelfRow | None:
    """Return one listing in the words of one version."""
    return _only(await together(tx, await tx.fetch(Q["row_at"], listing_id, number)))


async def row_by_source(tx: Transaction, source: str, source_id: str) -> ShelfRow | None:
    """Return a listing by where it came from, in its newest words."""
    return _only(await together(tx, await tx.fetch(Q["row_by_source"], source, source_id)))


async def found(tx: Transaction, search: Search, after: str, limit: int) -> tuple[list[ShelfRow], int]:
    """Return the listings after an id that a search finds, and how many it finds in all."""
    asked = (
        [str(state) for state in search.states],
        search.words,
        list(search.service_types),
        list(search.areas_around),
        list(search.areas),
        search.member,
    )
    rows = await together(tx, await tx.fetch(Q["rows_found"], *asked, after, limit))
    return rows, int(await tx.fetchval(Q["count_found"], *asked))


async def standing(tx: Transaction, listing_id: str, version: int) -> Standing | None:
    """Return what a referral must know of a listing that was vetted once, and of the words of one version."""
    row = await tx.fetchrow(Q["standing"], listing_id, version)
    return None if row is None else Standing(**row)


async def together(tx: Transaction, rows: Sequence[asyncpg.Record]) -> list[ShelfRow]:
    """Put listings together from their rows and the rows of their parts."""
    keys = [row["id"] for row in rows], [row["number"] for row in rows]
    if not rows:
        return []
    parts = [
        grouped(await tx.fetch(Q[name], *keys)) for name in ("texts_of", "places_of", "criteria_of", "outcomes_of")
    ]

    def put_together() -> list[ShelfRow]:
        return [shelf_row(row, *parts) for row in rows]

    return put_together() if len(rows) <= FEW else await asyncio.to_thread(put_together)


def _only(rows: list[ShelfRow]) -> ShelfRow | None:
    return rows[0] if rows else None


async def add_many(tx: Transaction, listings: Sequence[NewListing], now: datetime) -> None:
    """Keep new listings, PROPOSED, with their providers; ten thousand go in by batches of five hundred.

    A provider that its source has named before is the same provider.
    """
    for start in range(0, len(listings), BATCH):
        batch = listings[start : start + BATCH]
        providers = await _providers(tx, batch)
        await tx.execute(Q["listings_add"], written([_listing_row(each, providers, now) for each in batch]))
        await add_versions(tx, [((each.id, 1), each.content) for each in batch], batch[0].by, now)
        said = [availability_row(each.id, each.content.availability) for each in batch]
        await tx.execute(Q["availability_add"], written(said))


def _listing_row(each: NewListing, providers: Mapping[tuple[str, str], str], now: datetime) -> dict[str, Any]:
    return {
        "id": each.id,
        "provider_id": providers[each.source, each.content.provider.source_id],
        "owner_member_id": each.owner,
        "proposed_by": each.by,
        "state": ListingState.PROPOSED,
        "demonstration": each.content.demonstration,
        "source": each.source,
        "source_id": each.source_id,
        "digest": each.digest,
        "updated_at": now,
    }


async def _providers(tx: Transaction, batch: Sequence[NewListing]) -> dict[tuple[str, str], str]:
    """Return the ids of providers by source and source id; those not known yet are kept."""
    named = {(each.source, each.content.provider.source_id): each for each in batch}
    rows = [
        {"id": new_id(), "name": each.content.provider.name, "country": each.content.provider.country,
         "member_id": each.owner, "source": source, "source_id": source_id}
        for (source, source_id), each in named.items()
    ]  # fmt: skip
    await tx.execute(Q["providers_add"], written(rows))
    known: dict[tuple[str, str], str] = {}
    for source in {source for source, _ in named}:
        ids = [source_id for each, source_id in named if each == source]
        for row in await tx.fetch(Q["providers_by_source"], source, ids):
            known[source, row["source_id"]] = row["id"]
    return known


async def add_versions(tx: Transaction, words: Sequence[tuple[Key, Content]], by: str | None, now: datetime) -> None:
    """Keep the words of new versions; nothing changes them afterwards."""
    places = [place_rows(key, content) for key, content in words]
    parts: dict[str, list[dict[str, Any]]] = {
        "versions_add": [version_row(key, content, by, now) for key, content in words],
        "texts_add": [row for key, content in words for row in text_rows(key, content)],
        "places_add": [row for seen, _ in places for row in seen],
        "hidden_places_add": [row for _, hidden in places for row in hidden],
        "criteria_add": [row for key, content in words for row in criterion_rows(key, content)],
        "outcomes_add": [row for key, content in words for row in outcome_rows(key, content)],
    }
    for name, rows in parts.items():
        if rows:
            await tx.execute(Q[name], written(rows))


async def revise(
    tx: Transaction, row: ShelfRow, content: Content, by: str | None, digest: bytes | None, now: datetime
) -> int | None:
    """Keep a new version; gives its number, or None when somebody saved the listing in the meantime."""
    number: int | None = await tx.fetchval(Q["next_number"], row.id, row.saved)
    if number is not None:
        state = row.state if row.vetted_version is not None else ListingState.PROPOSED
        await tx.execute(Q["revised"], row.id, number, state, digest, now)
        await add_versions(tx, [((row.id, number), content)], by, now)
    return number


async def set_availability(tx: Transaction, listing_id: str, version: int, said: Availability) -> int | None:
    """Say whether there is a place now; None when somebody said otherwise in the meantime."""
    changed: int | None = await tx.fetchval(
        Q["availability_set"], listing_id, version, said.accepting, said.as_of, said.capacity, said.capacity_as_of,
        said.waiting_days,
    )  # fmt: skip
    return changed
