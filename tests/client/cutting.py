"""A line that breaks: it carries bytes to a node and is cut after so many of them, in the middle of whatever comes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit


class Line:
    """Count what goes towards the node, and cut when it is too much."""

    def __init__(self, node: str, most: int) -> None:
        parts = urlsplit(node)
        self._to = (parts.hostname, parts.port)
        self.most = most
        self.carried = 0
        self.address = ""

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, there = await asyncio.open_connection(*self._to)
        answers = asyncio.create_task(self._answer(far, back))
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while self.carried < self.most and (data := await near.read(min(16_384, self.most - self.carried))):
                self.carried += len(data)
                there.write(data)
                await there.drain()
        answers.cancel()
        for side in (there, back):
            side.close()

    async def _answer(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await far.read(16_384):
                back.write(data)
                await back.drain()


@contextlib.asynccontextmanager
async def line_to(node: str, most: int) -> AsyncIterator[Line]:
    """Give a line to a node that carries at most so many bytes towards it."""
    made = Line(node, most)
    server = await asyncio.start_server(made._carry, "127.0.0.1", 0)
    made.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
