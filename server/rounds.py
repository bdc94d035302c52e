"""Work that a node does by itself, again and again, for as long as it runs."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import asyncpg

from kit.graph import AWAY
from server.logs import log

FAULTS = (asyncpg.PostgresError, *AWAY)
"""What a database that refuses or is away may raise: work goes on after it."""


async def keep(
    work: Callable[[int], Awaitable[object]], pause: float, fault: str, faults: tuple[type[Exception], ...] = FAULTS
) -> None:
    """Do the work with the number of the round, and rest for `pause` seconds; what goes wrong once is tried again."""
    for number in count():
        try:
            await work(number)
        except faults as error:
            log().error(fault, fault=type(error).__name__)
        await asyncio.sleep(pause)
