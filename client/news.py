"""What needs attention, as soon as it is stored: no need to look again and again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

from client import documents as docs
from client.errors import NodeAway, NodeStrange
from client.keystore import replace
from client.live_line import listened
from client.looking import Looking
from client.shapes import News as Found
from kit import clock

FILE = "news"
DAY = timedelta(days=1)
LONGEST = 2048
MOST_SECONDS = 60.0
REMEMBERED = 1000


class News(Looking):
    """Hear what needs the organisation's attention."""

    async def news(self, *, cut: Callable[[], object] = lambda: None) -> AsyncIterator[Found]:
        """Give the organisation's notices as they come, each once, for as long as somebody listens.

        It begins after the last one that this device was given; at the first time, with those of the last day. When the
        line is cut it connects again, later each time, and misses nothing; `cut` is called each time.

        Raises:
            NodeRefused: the node says no, also because it does not let this device in any more.
        """
        after, given, pause = self._last(), dict[str, None](), 1.0
        since = (clock.now() - DAY).isoformat()
        while True:
            try:
                async for one in listened(self.wire, docs.NEWS, after=after, since=since):
                    pause = 1.0
                    cursor = str(one["cursor"])
                    if cursor in given or cursor == after:
                        continue
                    given[cursor] = None
                    if len(given) > REMEMBERED:
                        del given[next(iter(given))]
                    after = cursor
                    self._keep(cursor)
                    yield one
            except NodeStrange:
                raise
            except NodeAway:
                cut()
            await asyncio.sleep(pause)
            pause = min(pause * 2, MOST_SECONDS)

    def _last(self) -> str | None:
        if self.keys.home is None:
            return None
        try:
            text = (self.keys.home / FILE).read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return text if 0 < len(text) <= LONGEST else None

    def _keep(self, cursor: str) -> None:
        if self.keys.home is not None:
            replace(self.keys.home / FILE, cursor.encode())
