"""What needs attention, as soon as it is stored: no need to look again and again."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime, timedelta

from client import documents as docs
from client.errors import NodeAway, NodeStrange
from client.keystore import replace
from client.live_line import listened
from client.looking import Looking
from client.shapes import News as Found
from kit import clock

FILE = "news"
DAY = timedelta(days=1)
MOST_SECONDS = 60.0
REMEMBERED = 200
"""How many are known again when they come twice."""


class News(Looking):
    """Hear what needs the organisation's attention."""

    async def news(
        self, since: datetime | None = None, *, cut: Callable[[], object] = lambda: None
    ) -> AsyncGenerator[Found, None]:
        """Give the organisation's notices as they come, each once, for as long as somebody listens.

        It begins after the last one that this device was given; at the first time, with those since a time, or of the
        last day. When the line is cut, it calls `cut`, connects again, later each time, and misses nothing.

        Raises:
            NodeRefused: the node says no, also because it does not let this device in any more.
        """
        given, pause = dict.fromkeys(self._given()), 1.0
        begin = (since or clock.now() - DAY).isoformat()
        while True:
            after = next(reversed(given), None)
            try:
                async with aclosing(listened(self.wire, docs.NEWS, after=after, since=begin)) as line:
                    async for one in line:
                        pause, cursor = 1.0, str(one["cursor"])
                        if cursor not in given:
                            given[cursor] = None
                            self._keep(given)
                            yield one
            except NodeStrange:
                raise
            except NodeAway:
                cut()
            await asyncio.sleep(pause)
            pause = min(pause * 2, MOST_SECONDS)

    def _given(self) -> list[str]:
        """Give the cursors of those that this device was given last, oldest first."""
        if self.keys.home is None:
            return []
        try:
            return (self.keys.home / FILE).read_text(encoding="ascii").split()
        except (FileNotFoundError, UnicodeDecodeError):
            return []

    def _keep(self, given: dict[str, None]) -> None:
        while len(given) > REMEMBERED:
            del given[next(iter(given))]
        if self.keys.home is not None:
            replace(self.keys.home / FILE, "\n".join(given).encode())
