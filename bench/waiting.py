"""`timers-10k`: ten thousand referrals, all of them due at once, for one worker.

Each was sent thirty days ago and never answered. Three rounds follow: each is reminded of, escalated, and ended with
its letters deleted and its erasure written down. Nothing may be missed or done twice, or there is no figure. The figure
is the seconds of the slowest round, against the minute between two rounds.
"""

import time
from datetime import timedelta
from typing import Any

import asyncpg

from bench.database import fresh
from bench.measure import line
from kit import clock
from network import actions as network
from network.context import Context
from network.model import ANONYMOUS, Caller
from referrals import timer_rules, timers
from referrals.shredding import Shredder
from referrals.timers import Looked
from server import database
from server.settings import read

COUNT, MINUTE = 10_000, 60.0
ONCE = "SELECT count(*) FROM referrals.notices WHERE kind = ANY($1) AND referral_id <> $2"
TWICE = (
    "SELECT count(*) FROM (SELECT FROM referrals.notices GROUP BY referral_id, kind, member_id HAVING count(*) > 1) t"
)
ENDED = (
    "SELECT count(*) FROM referrals.referrals r JOIN referrals.erasures e ON e.referral_id = r.id"
    " WHERE r.state = 'EXPIRED'"
)
ROUNDS = (
    (0, Looked(reminded=COUNT), ["DUE_ACKNOWLEDGE"], COUNT),
    (7, Looked(escalated=COUNT), ["ESCALATED_ACKNOWLEDGE"], 2 * COUNT),
    (14, Looked(ended=COUNT), ["EXPIRE", "OFFER_OTHER_OPTIONS"], 2 * COUNT),
)


async def run(server: str) -> None:
    """Measure and print."""
    from tests.referrals.conftest import founded
    from tests.referrals.many import copies

    timer_rules.GAP = timedelta(days=365)  # between these rounds a worker has looked each minute
    async with fresh(server) as url:
        pool, owner = await database.pool(url), await asyncpg.connect(url)
        shred = Shredder(await database.pool(url, role="tolerant_shred"), url)

        def context_of(caller: Caller) -> Context:
            return Context(pool, caller, clock.now(), read({}), network.record, shred=shred)

        try:
            world = await founded(context_of)
            first, _ = await world.sent(node=read({}).node_id)
            await owner.execute("UPDATE referrals.referrals SET look_at = NULL")  # it is the pattern, and not due
            await copies(owner, COUNT, 30)
            await owner.execute("ANALYZE")
            taken = [await _round(context_of, owner, first, *each) for each in ROUNDS]
            if await owner.fetchval(ENDED) != COUNT or await owner.fetchval(TWICE):
                raise RuntimeError("something was missed or done twice")
            line("timers-10k", max(taken), "s", "the minute between two rounds", max(taken) / MINUTE, COUNT)
        finally:
            await owner.close()
            await shred.close()
            await pool.close()


async def _round(context_of: Any, owner: Any, first: str, days: int, wanted: Looked, kinds: list[str], n: int) -> float:
    context = context_of(ANONYMOUS)
    context.now += timedelta(days=days)
    begun = time.perf_counter()
    done = await timers.look(context)
    taken = time.perf_counter() - begun
    if done != wanted or await owner.fetchval(ONCE, kinds, first) != n:
        raise RuntimeError(f"wanted {wanted}, did {done}")
    return taken
