"""The archive of intake keys: public keys and wraps, never a seed."""

from collections.abc import Sequence
from datetime import datetime

from kit import sql
from network.context import Transaction
from network.model import IntakeKey, IntakeWrap

Q = sql.load("network")


async def current(tx: Transaction, member_id: str, now: datetime) -> IntakeKey | None:
    """Find the key that a member's post is sealed to now."""
    row = await tx.fetchrow(Q["current_intake_key"], member_id, now)
    return None if row is None else IntakeKey(**row)


async def latest_epoch(tx: Transaction, member_id: str) -> int:
    """Tell the number of the newest key (0 if there is none)."""
    return int(await tx.fetchval(Q["latest_epoch"], member_id))


async def has_epoch(tx: Transaction, member_id: str, epoch: int) -> bool:
    """Tell whether a key with this number was published."""
    return bool(await tx.fetchval(Q["has_epoch"], member_id, epoch))


async def add_key(tx: Transaction, new: IntakeKey) -> None:
    """Publish a key."""
    await tx.execute(
        Q["add_intake_key"],
        new.member_id,
        new.epoch,
        new.public_key,
        new.statement,
        new.signer_statement,
        new.begins_at,
        new.ends_at,
    )


async def add_wraps(tx: Transaction, member_id: str, epoch: int, wraps: Sequence[IntakeWrap]) -> None:
    """Keep wraps; one that is there already stays."""
    await tx.execute(
        Q["add_wraps"], member_id, epoch, [wrap.device_id for wrap in wraps], [wrap.wrap for wrap in wraps]
    )


async def wraps_of_device(tx: Transaction, device_id: str) -> list[IntakeWrap]:
    """List what a device can open post with, the newest first."""
    return [IntakeWrap(**row) for row in await tx.fetch(Q["wraps_of_device"], device_id)]


async def shut_out(tx: Transaction, member_id: str, device_id: str) -> None:
    """Take a device's wraps away and mark the keys that it knew for renewal."""
    await tx.execute(Q["mark_for_renewal"], member_id, device_id)
    await tx.execute(Q["drop_wraps"], device_id)
