"""Erase what has to go: every minute the keys, every hour their traces, and tell who was to attest and did not."""

from collections.abc import Callable
from dataclasses import dataclass

from directory import actions as directory
from network.context import Context
from referrals import alerts, attesting, erasure, her_copies, revoking, timers
from referrals.timer_errors import ClocksDiffer
from server import rounds
from server.logs import log

MINUTE = 60.0
MINUTES = 60
"""How many minutes lie between two rounds that also rewrite the table of the keys."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Count what one round erased; `clean` is false where traces wait for the server's own pace."""

    letters: int
    over: int
    escalated: int
    clean: bool


async def erase(context: Context) -> int:
    """Delete the keys of all that is to be erased; gives how many erasures those were."""
    done = await erasure.carry_out(context)
    if done:
        log().info("letters erased", count=done)
    return done


async def erase_all(context: Context, retention_days: int) -> Erased:
    """Erase what was kept for its time as well, take deleted keys out of the files, and escalate."""
    over = await erasure.retire(context, retention_days)
    letters = await erase(context)
    if gone := await her_copies.sweep(context, retention_days):
        log().info("her own copies deleted", count=gone)
    if unread := await alerts.sweep(context):
        log().info("alerts that nobody answered deleted", count=unread)
    async with context.write(realm="node") as tx:
        unused = await directory.forget_reports(tx, retention_days, now=context.now)
    if unused:
        log().info("reports that led to nothing deleted", count=unused)
    if ended := await revoking.expire(context):
        log().info("consents ran out", count=ended)
    clean = await erasure.clean(context)
    if not clean:
        log().warning("deleted keys stand in the log of the database until it forgets them")
    return Erased(letters, over, await attesting.escalate(context), clean)


async def hourly(context: Context, retention_days: int) -> Erased:
    """Erase what has to go at once, and what was kept for its time only by a clock that is the database's too.

    Raises:
        ClocksDiffer: it is not; what was kept for its time stays.
    """
    await erase(context)
    await timers.clocks_agree(context)
    return await erase_all(context, retention_days)


def sentence(done: Erased) -> str:
    """Say what was done."""
    traces = "none" if done.clean else "in the database's log, until it forgets them"
    return (
        f"Erased: {done.letters}, of which kept for their time: {done.over}. Traces of their keys: {traces}. "
        f"Escalated, not attested: {done.escalated}."
    )


async def keep(context_of: Callable[[], Context], retention_days: int) -> None:
    """Erase as long as the node runs."""

    async def work(minute: int) -> None:
        if minute % MINUTES:
            await erase(context_of())
        else:
            await hourly(context_of(), retention_days)

    await rounds.keep(work, MINUTE, "letters not erased", (*rounds.FAULTS, ClocksDiffer))
