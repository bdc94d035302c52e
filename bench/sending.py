"""`send`: the whole send of a sealed referral against a bare durable INSERT of the same bytes, one after the other.

The send verifies the consent's signature, checks every guard, consumes the consent, and keeps envelope, wraps, steps,
audit and idempotency in one durable transaction. The INSERT keeps the envelope's bytes in one table, in a transaction
of its own. Both take a connection of the same pool, as a node does.
"""

import secrets
from collections.abc import Callable
from typing import Any

import asyncpg

from bench.database import fresh
from bench.measure import compare_async, line
from kit import clock
from network import actions as network
from network.context import Context
from network.model import Caller
from referrals import sending
from referrals.shredding import Shredder
from server import database
from server.settings import read

N, ROUNDS, WARM = 20, 15, 100


async def run(server: str) -> None:
    """Measure and print."""
    from tests.referrals.conftest import founded

    async with fresh(server) as url:
        pool, owner = await database.pool(url), await asyncpg.connect(url)
        shred = Shredder(await database.pool(url, role="tolerant_shred"), url)
        try:
            settings = read({})

            def context_of(caller: Caller) -> Context:
                return Context(pool, caller, clock.now(), settings, network.record, shred=shred)

            await _measure(await founded(context_of), pool, owner, settings.node_id)
        finally:
            await owner.close()
            await shred.close()
            await pool.close()


async def _measure(
    world: Any, pool: "asyncpg.Pool[asyncpg.Record]", owner: "asyncpg.Connection[asyncpg.Record]", node: str
) -> None:
    await owner.execute("CREATE TABLE bare (env_id bytea PRIMARY KEY, envelope bytea NOT NULL)")
    await owner.execute("GRANT INSERT ON bare TO tolerant_node")
    sealed: list[Any] = []
    for _ in range(WARM + N * (ROUNDS + 1)):
        referral, given = await world.ready(node=node)
        sealed.append(world.seal(referral, given))
    waiting, raw = iter([each.to_bytes().decode() for each in sealed]), sealed[0].to_bytes()

    async def ours() -> None:
        letter = sending.read(next(waiting))
        await sending.send(world.context_of(world.anker.caller), letter, expected_version=3, key=secrets.token_hex(16))

    async def bare() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("INSERT INTO bare VALUES ($1, $2)", secrets.token_bytes(32), raw)

    for _ in range(WARM):
        await ours()
        await bare()
    await owner.execute("ANALYZE")  # as it is in a node that has run for a while
    ways: list[Callable[[], Any]] = [ours, bare]
    mine, theirs = await compare_async(ways, N, cpu=False, rounds=ROUNDS)
    line(
        "send", 1 / mine, "sends/s", "bare durable INSERT of the same bytes (ratio of rates)", theirs / mine, N * ROUNDS
    )
