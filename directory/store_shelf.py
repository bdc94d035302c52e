"""The archive as the shelf reads it: everything once, then only what changed, and never a hidden place."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from directory.model import ShelfRow
from directory.shelving import SHOWN, UNVETTED
from directory.store import Q, together
from kit import clock
from network.context import Transaction

ON_THE_SHELF = [str(state) for state in SHOWN + UNVETTED]
MANY = 1_000
REMEMBERED = timedelta(days=180)
"""How long it is known that a listing went; a device that was away for longer begins anew."""


async def revision(tx: Transaction, /) -> int:
    """Return the number that grows with every change of the directory."""
    return int(await tx.fetchval(Q["revision"]))


async def shelf_rows(tx: Transaction, /) -> AsyncIterator[Sequence[ShelfRow]]:
    """Give every listing that may be matched, in the words that are shown, without anything hidden, some at a time."""
    last = ""
    while rows := await together(tx, await tx.fetch(Q["rows_for_the_shelf"], ON_THE_SHELF, last, MANY)):
        yield rows
        last = rows[-1].id


async def shelf_changes(tx: Transaction, since: int, /) -> tuple[Sequence[str], Sequence[ShelfRow]]:
    """Return the ids of the listings that changed after a revision, and those of them that may be matched."""
    ids = [row["listing_id"] for row in await tx.fetch(Q["ids_changed"], since)]
    rows: list[ShelfRow] = []
    for start in range(0, len(ids), MANY):
        some = await tx.fetch(Q["rows_changed"], ON_THE_SHELF, ids[start : start + MANY])
        rows += await together(tx, some)
    return ids, rows


async def shelf_gone(tx: Transaction, /) -> tuple[dict[str, int], int]:
    """Return the listings that were shown once with the revision in which they went, and since when that is known."""
    oldest = clock.now() - REMEMBERED
    rows = await tx.fetch(Q["ids_gone"], [str(state) for state in SHOWN])
    forgotten = [row["revision"] for row in rows if row["at"] < oldest]
    return {row["listing_id"]: row["revision"] for row in rows if row["at"] >= oldest}, max(forgotten, default=0)
