"""Look every minute at what is due of referrals, so that nobody waits for an answer that never comes."""

from collections.abc import Callable

from network.context import Context
from referrals import timers
from referrals.timers import Looked
from server import rounds
from server.logs import log

MINUTE = 60.0


async def look(context: Context) -> Looked:
    """Do all that is due.

    Raises:
        ClocksDiffer: the node's clock and the database's differ; nothing is done.
    """
    await timers.clocks_agree(context)
    done = await timers.look(context)
    for event, count in (("reminded", done.reminded), ("escalated", done.escalated), ("ended", done.ended)):
        if count:
            log().info(f"referrals {event}", count=count)
    if done.failed:
        log().error("referrals not judged", count=done.failed)
    return done


def sentence(done: Looked) -> str:
    """Say what was done."""
    return (
        f"Reminders: {done.reminded}. Escalated: {done.escalated}. Ended without an answer: {done.ended}. "
        f"Closed: {done.closed}. Not judged: {done.failed}."
    )


async def keep(context_of: Callable[[], Context]) -> None:
    """Look as long as the node runs; no fault of any kind may end the looking."""

    async def work(_minute: int) -> None:
        await look(context_of())

    await rounds.keep(work, MINUTE, "referrals not looked at", (Exception,))
