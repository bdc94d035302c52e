"""Tend directory and sealed files every hour, and every minute the referrals to services that were just suspended."""

import asyncio
from collections.abc import Callable
from itertools import count

import asyncpg

from directory import actions as directory
from directory.actions import Tended
from network.context import Context
from referrals import blobs, uses
from server.logs import log

MINUTE = 60.0
MINUTES = 60
"""How many minutes lie between two rounds of tending."""


async def tend(context: Context) -> tuple[Tended, int, int]:
    """Do all that is due, a batch in a transaction; gives what was done, referrals held and files swept."""
    done = Tended()
    while True:
        async with context.write(realm="node") as tx:
            batch = await directory.tend(tx, now=context.now)
        done += batch
        if not batch.anything:
            return done, await hold(context), await blobs.sweep(context)


async def hold(context: Context) -> int:
    """Hold the referrals that were sent in the very moment in which their service was suspended."""
    async with context.write(realm="node") as tx:
        listings = await directory.suspended(tx)
        return await uses.hold_all(tx, directory.NODE, listings, context.now) if listings else 0


def sentence(done: Tended, held: int, swept: int) -> str:
    """Say what was done."""
    return (
        f"Owners asked to confirm: {done.warned}. Hidden, not confirmed: {done.stale}. "
        f"Owners told that vetting runs out: {done.expiring}. Hidden, vetting ran out: {done.expired}. "
        f"Referrals put on hold: {held}. Sealed files deleted: {swept}."
    )


async def keep(context_of: Callable[[], Context]) -> None:
    """Tend as long as the node runs; what goes wrong once is tried again."""
    for minute in count():
        try:
            if minute % MINUTES == 0:
                done, held, swept = await tend(context_of())
                if done.anything or held:
                    log().info("directory tended", count=done.warned + done.stale + done.expiring + done.expired)
                if swept:
                    log().info("sealed files swept", count=swept)
            else:
                await hold(context_of())
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log().error("directory not tended", fault=type(error).__name__)
        await asyncio.sleep(MINUTE)
