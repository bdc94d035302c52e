"""`/graphql` over WebSocket: news comes by itself. The protocol is `graphql-transport-ws` (the-guild.dev/graphql/ws).

Only subscriptions run here; whoever asks or changes something sends a POST, under the same rules. A line lives as long
as the token that opened it; whoever comes again with a new one names the last notice it saw, and misses none.
"""

import asyncio
import contextlib
from collections.abc import MutableMapping
from inspect import isawaitable
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType, subscribe

from network.context import Context
from network.errors import NotSignedIn
from server.documents import BadDocument, Documents
from server.graphql import MakeContext, Receive, Scope, Send, said
from server.limits import LimitExceeded, check_cost
from server.metrics import Metrics
from server.rounds import FAULTS
from server.wire import BadRequest, checked

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
LOOK_SECONDS = 20.0
"""So often a line is asked whether it still stands, and the node whether its device may still work."""
SEND_SECONDS = 30.0
MOST_AT_ONCE = 10
"""Subscriptions of one line."""
LONGEST_ID = 128


class _End(Exception):
    """End a line with a code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Live:
    """Answer subscriptions under the limits of `server.limits`."""

    def __init__(self, documents: Documents, make_context: MakeContext, metrics: Metrics, *, lines: int) -> None:
        self.documents = documents
        self.make_context = make_context
        self.metrics = metrics
        self.lines = lines
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one line until it ends."""
        if (await receive())["type"] != "websocket.connect":
            return
        known = PROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if known else None})
        line = Line(self, receive, send)
        if not known:
            await line.close(4406, "Subprotocol not acceptable")
        elif self._open >= self.lines:
            await line.close(1013, "Try again later")
        else:
            self._open += 1
            self.metrics.lines.set(self._open)
            try:
                await line.serve()
            finally:
                self._open -= 1
                self.metrics.lines.set(self._open)


class Line:
    """One connection: who it is, and what it subscribed to."""

    def __init__(self, live: Live, receive: Receive, send: Send) -> None:
        self.live = live
        self._receive = receive
        self._send = send
        self._one_at_a_time = asyncio.Lock()
        self._bearer = ""
        self._running: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Read what comes and answer it, until one side ends the line."""
        end = _End(1000, "")
        try:
            async with asyncio.timeout(INIT_SECONDS):
                await self._begin(await self._next())
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch())
                group.create_task(self._read(group))
        except* _End as ends:
            [end, *_] = [one for one in ends.exceptions if isinstance(one, _End)]
        except* TimeoutError:
            end = _End(4408, "Connection initialisation timeout")
        await self.close(end.code, str(end))

    async def close(self, code: int, reason: str) -> None:
        """Hang up."""
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    async def _next(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise _End(1000, "")
        try:
            found = orjson.loads(message.get("text") or message.get("bytes") or b"")
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("type"), str):
            raise _End(4400, "Invalid message received")
        return found

    async def _begin(self, message: MutableMapping[str, Any]) -> None:
        """Take the first word, which brings the token; a browser cannot put it into a header."""
        if message["type"] != "connection_init":
            raise _End(4401, "Unauthorized")
        payload = message.get("payload")
        said = payload.get("authorization") if isinstance(payload, dict) else None
        scheme, _, token = said.partition(" ") if isinstance(said, str) else ("", "", "")
        if scheme.lower() != "bearer":
            raise _End(4403, "Forbidden")
        self._bearer = token.strip()
        await self._context()
        await self._say({"type": "connection_ack"})

    async def _context(self) -> Context:
        """Say who is at the other end, as of now."""
        try:
            return await self.live.make_context(self._bearer)
        except NotSignedIn:
            raise _End(4401, "Unauthorized") from None
        except FAULTS:
            raise _End(1013, "Try again later") from None

    async def _watch(self) -> None:
        """End the line when its token has run out, its device was shut out, or nobody is there any more."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._context()
            await self._say({"type": "ping"})

    async def _read(self, group: asyncio.TaskGroup) -> None:
        while True:
            message = await self._next()
            kind, name = message["type"], message.get("id")
            if kind == "ping":
                await self._say({"type": "pong"})
            elif kind == "pong":
                continue
            elif kind == "connection_init":
                raise _End(4429, "Too many initialisation requests")
            elif not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID:
                raise _End(4400, "Invalid message received")
            elif kind == "complete":
                if task := self._running.pop(name, None):
                    task.cancel()
            elif kind == "subscribe":
                self._start(group, name, message.get("payload"))
            else:
                raise _End(4400, "Invalid message received")

    def _start(self, group: asyncio.TaskGroup, name: str, payload: Any) -> None:
        if name in self._running:
            raise _End(4409, f"Subscriber for {name} already exists")
        if len(self._running) >= MOST_AT_ONCE:
            raise _End(4429, "Too many subscriptions")
        self._running[name] = group.create_task(self._answer(name, payload))

    async def _answer(self, name: str, payload: Any) -> None:
        """Run one subscription to its end."""
        try:
            try:
                refusal = await self._run(name, payload)
            except _End:
                raise
            except Exception as error:
                refusal = [said(GraphQLError("", original_error=error), self.live.metrics)]
            ended = {"type": "error", "payload": refusal} if refusal else {"type": "complete"}
            await self._say({"id": name, **ended})
        finally:
            if self._running.get(name) is asyncio.current_task():
                del self._running[name]

    async def _run(self, name: str, payload: Any) -> list[dict[str, Any]] | None:
        try:
            query, operation_name, variables = checked(payload)
            operation = self.live.documents.operation(query, operation_name)
            check_cost(operation.cost, variables, self.live.documents.limits)
        except BadRequest as no:
            return [_no(no.code, no.sentence)]
        except LimitExceeded as no:
            return [_no(f"LIMIT_{no.code}", no.sentence)]
        except BadDocument as no:
            return [_no(no.code, error.message) for error in no.errors]
        if operation.kind is not OperationType.SUBSCRIPTION:
            return [_no("POST_ONLY", "Send questions and changes as a POST request.")]
        found = subscribe(
            self.live.documents.schema, operation.document, None, await self._context(), variables, operation_name
        )
        results: Any = await found if isawaitable(found) else found
        if isinstance(results, ExecutionResult):
            return [said(error, self.live.metrics) for error in results.errors or ()]
        self.live.metrics.operations.labels("subscription", "ok").inc()
        async with contextlib.aclosing(results):
            async for result in results:
                await self._say({"id": name, "type": "next", "payload": self._payload(result)})
        return None

    def _payload(self, result: ExecutionResult) -> dict[str, Any]:
        errors = [said(error, self.live.metrics) for error in result.errors or ()]
        return {"data": result.data, **({"errors": errors} if errors else {})}

    async def _say(self, message: dict[str, Any]) -> None:
        """Send one message; a reader that takes nothing for too long loses its line."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._send({"type": "websocket.send", "text": orjson.dumps(message, default=str).decode()})
            except (TimeoutError, OSError, RuntimeError):
                raise _End(1001, "") from None


def _no(code: str, sentence: str) -> dict[str, Any]:
    return {"message": sentence, "extensions": {"code": code}}
