"""Wake whoever waits for news, on every node of one database, without a word about what the news is.

A NOTIFY inside a transaction makes all commits queue behind one lock, so none is sent there: a node rings after its
commits, at most ten times a second, and asks who of those that wait here has news (docs/decisions/0045).
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from kit import clock
from server.logs import log
from server.rounds import FAULTS

CHANNEL = "news"
DIRECTORY = "directory_revision"
PAUSE = 0.1
LOOK_SECONDS = 15.0
"""Where a call was lost, everybody who waits looks after so long."""
AGAIN_SECONDS = 1.0
OVERLAP = timedelta(seconds=60)
"""A notice may be stored so long after the time that it bears; no transaction of a node lasts longer."""

WhoHas = Callable[[list[str], datetime], Awaitable[set[str]]]


class Bell:
    """Call those who wait on this node, and tell the other nodes to call theirs."""

    def __init__(self, url: str, directory_changed: asyncio.Event) -> None:
        self.url = url
        self._name = secrets.token_hex(8)
        self._changed = directory_changed
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._rung = asyncio.Event()
        self._heard = asyncio.Event()
        self._tell = False

    def ring(self) -> None:
        """Say that something was stored."""
        self._tell = True
        self._heard.set()

    @contextlib.asynccontextmanager
    async def listening(self, member_id: str) -> AsyncIterator[asyncio.Event]:
        """Give an event that is set when an organisation may have news; it is set at the beginning."""
        event = asyncio.Event()
        event.set()
        waiting = self._waiting.setdefault(member_id, set())
        waiting.add(event)
        try:
            yield event
        finally:
            waiting.discard(event)
            if not waiting:
                self._waiting.pop(member_id, None)

    async def keep(self, pool: "asyncpg.Pool[asyncpg.Record]", who_has: WhoHas) -> None:
        """Answer calls for as long as the node runs: tell the others, then wake whom it concerns."""
        while True:
            lost = False
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._heard.wait()
            except TimeoutError:
                lost = True
            self._heard.clear()
            try:
                if self._tell:
                    self._tell = False
                    await pool.execute("SELECT pg_notify($1, $2)", CHANNEL, self._name)
                found = set(self._waiting) if lost else await self._who(who_has)
                for member_id in found:
                    for event in self._waiting.get(member_id, ()):
                        event.set()
            except FAULTS as error:
                log().error("news not told", fault=type(error).__name__)
            await asyncio.sleep(PAUSE)

    async def _who(self, who_has: WhoHas) -> set[str]:
        here = list(self._waiting)
        return await who_has(here, clock.now() - OVERLAP) if here else set()

    async def listen(self) -> None:
        """Hear what other nodes call, and connect again when the line to the database was cut."""
        while True:
            try:
                await self._listen()
            except FAULTS as error:
                log().error("not listening", fault=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen(self) -> None:
        cut = asyncio.Event()
        line: Any = await asyncpg.connect(self.url)
        try:
            line.add_termination_listener(lambda *_: cut.set())
            await line.add_listener(DIRECTORY, lambda *_: self._changed.set())
            await line.add_listener(CHANNEL, self._called)
            self._changed.set()
            self._heard.set()
            await cut.wait()
        finally:
            line.terminate()

    def _called(self, _line: object, _pid: int, _channel: str, name: object) -> None:
        if name != self._name:
            self._heard.set()
