"""The desk of erasing: the one place where letters and their keys are deleted, whatever ended the referral.

The transaction that ends a referral deletes its letters and writes the erasure down. The worker then deletes the keys,
which lie in another place, and after that their traces in the files of that place. Each part can be done again.
"""

from datetime import datetime, timedelta

from network.context import Context, Transaction
from referrals import store_erasure
from referrals.shredding import Way
from referrals.transitions import TERMINAL

RETENTION = "RETENTION"
_ALL = frozenset(Way)
WAYS: dict[str, frozenset[Way]] = {
    "WITHDRAWN": _ALL,
    "VOID": _ALL,
    "CANCELLED": frozenset({Way.RECIPIENT, Way.SENDER}),
    "EXPIRED": frozenset({Way.RECIPIENT, Way.SENDER}),
    "DECLINED": frozenset({Way.RECIPIENT}),
    "CLIENT_DECLINED": frozenset({Way.RECIPIENT}),
    RETENTION: _ALL,
}
"""What goes at once, by the state in which a referral ended. The answer of a recipient that declines still has to reach
the sender, and her own account is hers to give after an end; both go when they have been kept long enough."""
BATCH = 500
ATTEST_DAYS = 7
"""How long a recipient has to erase what it opened, and to say so."""


async def begin(tx: Transaction, referral_ids: list[str], ground: str, now: datetime) -> None:
    """Delete letters of referrals that end in this transaction, and write down that their keys must go; idempotent."""
    ways = WAYS[ground]
    await store_erasure.delete_letters(tx, referral_ids, ways)
    await store_erasure.add(tx, referral_ids, ground, ways, now)


async def carry_out(ctx: Context) -> int:
    """Delete the keys of everything that is to be erased; gives how many erasures that were.

    If the power fails between the two databases, the same keys are deleted once more.
    """
    count = 0
    while True:
        async with ctx.write(realm="node") as tx:
            taken = await store_erasure.take(tx, BATCH)
            for one in taken:  # once more, for whoever ended it may not have seen all its letters
                await store_erasure.delete_letters(tx, [one.referral_id], one.letters_to)
            await ctx.shred.delete((one.referral_id, way) for one in taken for way in one.letters_to)
            await store_erasure.keys_gone(tx, taken, ctx.now)
        count += len(taken)
        if len(taken) < BATCH:
            return count


async def clean(ctx: Context) -> bool:
    """Take deleted keys out of the files too, if there are any; false where the log forgets at its own pace."""
    async with ctx.read(realm="node") as tx:
        until = await store_erasure.unclean(tx)
    if until is None:
        return True
    whole: bool = await ctx.shred.clean()
    async with ctx.write(realm="node") as tx:
        await store_erasure.clean(tx, until, ctx.now)
    return whole


async def again(ctx: Context) -> None:
    """Begin every erasure again: an older copy of the keys was restored, and holds keys that were deleted since."""
    async with ctx.write(realm="node") as tx:
        await store_erasure.again(tx)


async def retire(ctx: Context, days: int) -> int:
    """Erase what is left of referrals that ended `days` ago; gives their number."""
    count = 0
    while True:
        async with ctx.write(realm="node") as tx:
            over = await store_erasure.over(tx, ctx.now - timedelta(days=days), TERMINAL, BATCH)
            if over:
                await begin(tx, over, RETENTION, ctx.now)
        count += len(over)
        if len(over) < BATCH:
            return count
