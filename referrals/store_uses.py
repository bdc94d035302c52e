"""Count, hold and tell about the referrals to one listing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from directory.model import Live, Signals
from kit import sql
from network.context import Transaction
from referrals.model import State

Q = sql.load("referrals")


def _codes(states: Collection[State]) -> list[str]:
    return sorted(str(state) for state in states)


async def live(tx: Transaction, listing_id: str, states: Collection[State]) -> Live:
    """Count referrals by state, and the organisations that sent them."""
    rows = await tx.fetch(Q["live_by_state"], listing_id, _codes(states))
    members = await tx.fetchval(Q["live_members"], listing_id, _codes(states))
    return Live(tuple((row["state"], row["referrals"]) for row in rows), int(members))


async def hold(
    tx: Transaction, listings: Sequence[str], states: Collection[State], now: datetime, actor: str, member: str
) -> list[str]:
    """Put referrals on hold; gives their ids."""
    rows = await tx.fetch(Q["hold_live"], list(listings), _codes(states), now, actor, member)
    return [row["id"] for row in rows]


async def tell_senders(tx: Transaction, listing_id: str, states: Collection[State], kind: str, now: datetime) -> None:
    """Tell the senders of referrals to a listing something about it."""
    await tx.execute(Q["tell_senders"], listing_id, _codes(states), kind, now)


async def tell_of_conditions(
    tx: Transaction, listing_id: str, version: int, states: Collection[State], now: datetime
) -> None:
    """Tell the senders of referrals to words of a listing before this version that its conditions changed."""
    await tx.execute(Q["tell_of_conditions"], listing_id, version, _codes(states), now)


async def used(tx: Transaction) -> list[str]:
    """Name the listings to which a referral was ever sent."""
    return [row["listing_id"] for row in await tx.fetch(Q["listings_used"])]


async def needed(tx: Transaction, kids: Sequence[bytes], states: Collection[State]) -> set[bytes]:
    """Load which of these keys stand on letters of referrals in these states."""
    return {row["kid"] for row in await tx.fetch(Q["needed_kids"], list(kids), _codes(states))}


async def known(tx: Transaction, member: str, listing_id: str, version: int) -> bool:
    """Say whether an organisation ever sent or received a referral to these words."""
    return bool(await tx.fetchval(Q["listing_known"], member, listing_id, version))


async def signals(tx: Transaction, since: date) -> Signals:
    """Count by listing the days of silence, her accounts, and the days on which no word came on erasing."""
    silent = {row["listing_id"]: tuple(row["days"]) for row in await tx.fetch(Q["listings_silent"], since)}
    heard = {row["listing_id"]: row["accounts"] for row in await tx.fetch(Q["listings_heard"], since)}
    late = {row["listing_id"]: tuple(row["days"]) for row in await tx.fetch(Q["listings_late"], since)}
    return Signals(silent, heard, late)
