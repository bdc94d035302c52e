"""Keep when a listing was last confirmed, whom it was told to, and what nobody confirms any more."""

from collections.abc import Sequence
from datetime import date, datetime

from directory.codes import Accepting, ListingState
from directory.model import Notice, Unkept, Upkeep
from directory.store import Q
from directory.store_rows import written
from network.context import Transaction

NOTICE = tuple(Notice.__dataclass_fields__)


async def held(tx: Transaction, ids: Sequence[str]) -> list[Upkeep]:
    """Hold listings until the transaction ends, in the order of their ids, and return what their owners must know."""
    await tx.fetch(Q["locked_many"], list(ids))
    rows = await tx.fetch(Q["upkeep"], list(ids))
    return [
        Upkeep(
            **{
                **dict(row),
                "state": ListingState(row["state"]),
                "accepting": Accepting(row["accepting"]),
                "stale_from": ListingState(row["stale_from"]) if row["stale_from"] else None,
            }
        )
        for row in rows
    ]


async def confirm(
    tx: Transaction, ids: Sequence[str], states: Sequence[ListingState], by: str, now: datetime
) -> list[str]:
    """Write down that listings are still true, and where they stand since."""
    rows = await tx.fetch(Q["confirmed"], list(ids), [str(state) for state in states], by, now)
    return [row["id"] for row in rows]


async def renew(tx: Transaction, ids: Sequence[str], on: date) -> list[str]:
    """Give what was said of places a new day."""
    return [row["listing_id"] for row in await tx.fetch(Q["availability_renewed"], list(ids), on)]


async def unkept(tx: Transaction, name: str, before: datetime, limit: int) -> list[Unkept]:
    """Hold listings that one kind of neglect concerns; those that another node holds are left to it."""
    return [
        Unkept(row["id"], row["owner_member_id"] or row["proposed_by"], ListingState(row["state"]), row["version"],
               row["until"])
        for row in await tx.fetch(Q[name], before, limit)
    ]  # fmt: skip


async def mark(tx: Transaction, name: str, ids: Sequence[str], now: datetime) -> None:
    """Write down that listings were warned about, or are STALE."""
    await tx.execute(Q[name], list(ids), now)


async def add_notices(tx: Transaction, notices: Sequence[Notice]) -> None:
    """Tell members something about their listings."""
    if notices:
        await tx.execute(Q["listing_notices_add"], written([{n: getattr(each, n) for n in NOTICE} for each in notices]))


async def notices(tx: Transaction, member: str, before: tuple[datetime, str], limit: int) -> tuple[list[Notice], int]:
    """Return what a member was told, newest first, and how much in all."""
    rows = await tx.fetch(Q["listing_notices"], member, *before, limit)
    return [Notice(**dict(row)) for row in rows], int(await tx.fetchval(Q["listing_notices_count"], member))
