"""A worker of waiting times that stands still after so many statements, to be killed there by its id.

Started by `test_timers.py` as a process of its own: `python -m tests.referrals.killed <address> <statements>`.
"""

import asyncio
import sys

import asyncpg

from kit import clock
from network import actions
from network.context import Context
from network.model import ANONYMOUS
from referrals import timers
from tests.conftest import TestNode

left = 0


class Counting(asyncpg.Connection):
    """Stand still after the last statement that is allowed."""

    async def execute(self, *arguments, **options):
        global left
        done = await super().execute(*arguments, **options)
        left -= 1
        if left == 0:
            print("here", flush=True)
            await asyncio.sleep(3600)
        return done


async def work(url: str) -> None:
    told = {"role": "tolerant_node", "application_name": "killed"}
    pool = await asyncpg.create_pool(url, min_size=1, max_size=1, connection_class=Counting, server_settings=told)
    timers.BATCH = 20
    await timers.look(Context(pool, ANONYMOUS, clock.now(), TestNode(), actions.record))


if __name__ == "__main__":
    left = int(sys.argv[2])
    asyncio.run(work(sys.argv[1]))
