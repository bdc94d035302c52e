"""The desk of intake keys that end: when the next one is due, and when no seed of an old one is kept any more."""

from datetime import datetime, timedelta

from network import rules, store, store_epochs
from network.actions import record
from network.context import Transaction
from network.model import Caller, EndedEpoch, Post


async def my_post(tx: Transaction, caller: Caller, days: int, *, now: datetime) -> Post:
    """Tell a device which seeds it can open, which it must delete, and when the next key is due.

    `days` is how long one key is used.

    Raises:
        RoleMissing: the person opens no post.
    """
    rules.require(caller, *rules.READS_POST)
    newest = await store_epochs.newest(tx, caller.member_id)
    return Post(
        await store.intake_wraps_for(tx, caller.device_id),
        await store_epochs.over(tx, caller.member_id),
        rules.renew_by(*newest, days, now) if newest else None,
    )


async def ended(tx: Transaction, days: int, *, now: datetime) -> list[EndedEpoch]:
    """Give the intake keys that were replaced `days` ago or earlier, whoever still needs them; in the realm `node`."""
    return await store_epochs.ended(tx, now - timedelta(days=days))


async def end(tx: Transaction, epochs: list[EndedEpoch], *, now: datetime) -> int:
    """Delete every seed of these intake keys, sealed to devices or to recovery keys; gives their number."""
    await store_epochs.end(tx, epochs, now)
    for one in epochs:
        nobody = Caller(one.member_id, "", "", frozenset(), "node")
        await record(tx, nobody, "intake.end", "Member", one.member_id, now)
    return len(epochs)


async def own_kids(tx: Transaction, caller: Caller) -> list[bytes]:
    """Name every key (by `kid`) with which the caller's organisation opens letters: its post keys, and its devices'."""
    return await store_epochs.own_kids(tx, caller.member_id)
