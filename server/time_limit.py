"""A limit of time for every door outside GraphQL, so that one slow request holds nothing from the others for ever."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

from network.routes_door import away
from referrals.routes import PATIENCE
from server.graphql import Receive, Scope, Send
from server.logs import log

STALLED = 300.0
"""How long (seconds) one piece of an answer may take to leave: a slow line is no reason to cut a download."""


class TimeLimit:
    """Let an application take `seconds` until it begins to answer; a piece of a sealed file may come slowly before."""

    def __init__(self, app: Any, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say that it takes too long; an answer that has begun is cut off."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            begun = True
            limit.reschedule(asyncio.get_running_loop().time() + STALLED)
            await send(message)

        more = PATIENCE if scope["path"].startswith("/blobs/") else 0.0
        try:
            async with asyncio.timeout(self.seconds + more) as limit:
                await self.app(scope, receive, sending)
        except TimeoutError:
            if begun or not limit.expired():
                raise
            log().error("took too long", fault="TimeoutError")
            await away()(scope, receive, send)
