"""Tend directory, alerts, sealed files, post keys every hour; every minute the referrals to services just suspended."""

from collections.abc import Callable

from directory import actions as directory
from directory.actions import Tended
from network import epochs
from network.context import Context
from referrals import alerts, blobs, cases, indicators, timers, unsealing, uses
from referrals.timer_errors import ClocksDiffer
from server import rounds
from server.logs import log

MINUTE = 60.0
MINUTES = 60
"""How many minutes lie between two rounds of tending."""


async def tend(context: Context) -> tuple[Tended, int, int, int]:
    """Do all that is due, a batch in a transaction; gives what was done, held, swept and ended."""
    done = Tended()
    while True:
        async with context.write(realm="node") as tx:
            batch = await directory.tend(tx, now=context.now)
        done += batch
        if not batch.anything:
            async with context.write(realm="node") as tx:
                done += Tended(learned=await directory.learn(tx, context.uses, now=context.now))
            async with context.write(realm="node") as tx:
                await indicators.publish(tx, now=context.now)
            await alerts.tell(context)
            return done, await hold(context), await blobs.sweep(context), await end_post_keys(context)


async def hourly(context: Context) -> tuple[Tended, int, int, int]:
    """Do all that is due by a clock that is the database's too: a wrong one would end post keys and hide services.

    Raises:
        ClocksDiffer: it is not; nothing is done.
    """
    await timers.clocks_agree(context)
    return await tend(context)


async def hold(context: Context) -> int:
    """Hold the referrals that were sent in the very moment in which their service was suspended.

    Case keys that were sealed to devices which were shut out since are deleted on the way, and so are letters to houses
    that are no members once their time is over, or once their service is suspended.
    """
    await cases.forget_devices(context)
    async with context.write(realm="node") as tx:
        listings = await directory.suspended(tx)
        await unsealing.sweep(tx, listings, context.now)
        return await uses.hold_all(tx, directory.NODE, listings, context.now) if listings else 0


async def end_post_keys(context: Context) -> int:
    """Delete the sealed seeds of post keys whose window is over and that no running case needs; gives their number."""
    async with context.write(realm="node") as tx:
        ended = await epochs.ended(tx, context.settings.window_days, now=context.now)
        needed = await uses.needed(tx, [one.kid for one in ended])
        return await epochs.end(tx, [one for one in ended if one.kid not in needed], now=context.now)


def sentence(done: Tended, held: int, swept: int, over: int) -> str:
    """Say what was done."""
    return (
        f"Owners asked to confirm: {done.warned}. Hidden, not confirmed: {done.stale}. "
        f"Owners told that vetting runs out: {done.expiring}. Hidden, vetting ran out: {done.expired}. "
        f"Rules that fired on reports: {done.learned}. "
        f"Referrals put on hold: {held}. Sealed files deleted: {swept}. Post keys ended: {over}."
    )


async def keep(context_of: Callable[[], Context]) -> None:
    """Tend as long as the node runs."""

    async def work(minute: int) -> None:
        if minute % MINUTES:
            await hold(context_of())
            return
        done, held, swept, over = await hourly(context_of())
        if done.anything or held:
            log().info("directory tended", count=done.warned + done.stale + done.expiring + done.expired)
        if swept:
            log().info("sealed files swept", count=swept)
        if over:
            log().info("post keys ended", count=over)

    await rounds.keep(work, MINUTE, "directory not tended", (*rounds.FAULTS, ClocksDiffer))
