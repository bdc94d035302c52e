"""The archive of intake keys that end: which are over, and the deletion of their sealed seeds."""

from datetime import datetime

from crypto.keys import kid
from kit import sql
from network.context import Transaction
from network.model import EndedEpoch

Q = sql.load("network")


async def ended(tx: Transaction, before: datetime) -> list[EndedEpoch]:
    """Load the intake keys that later ones replaced before a moment, and of which seeds are still kept."""
    rows = await tx.fetch(Q["ended_epochs"], before)
    return [EndedEpoch(row["member_id"], row["epoch"], kid(row["public_key"])) for row in rows]


async def end(tx: Transaction, epochs: list[EndedEpoch], now: datetime) -> None:
    """Write down that these are over, and delete every sealed seed of all that are."""
    await tx.executemany(Q["end_epoch"], [(one.member_id, one.epoch, now) for one in epochs])
    await tx.execute(Q["shred_intake_wraps"])
    await tx.execute(Q["shred_recovery_wraps"])


async def over(tx: Transaction, member_id: str) -> list[int]:
    """Load the numbers of an organisation's intake keys that are over."""
    return [row["epoch"] for row in await tx.fetch(Q["over_epochs"], member_id)]


async def newest(tx: Transaction, member_id: str) -> tuple[datetime, bool] | None:
    """Load when the newest intake key began, and whether a device that was shut out holds it; None without one."""
    row = await tx.fetchrow(Q["newest_intake_key"], member_id)
    return (row["not_before"], row["exposed"]) if row else None


async def own_kids(tx: Transaction, member_id: str) -> list[bytes]:
    """Name every key (by `kid`) that something may be sealed to for an organisation."""
    return [kid(row["public_key"]) for row in await tx.fetch(Q["own_kids"], member_id)]
