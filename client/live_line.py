"""The line on which news comes by itself (`graphql-transport-ws`). The only file that knows websockets."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from client.errors import NodeAway, NodeStrange
from client.wire import Wire, error_of, value_of

PROTOCOL: Any = "graphql-transport-ws"
MOST_BYTES = 64 * 1024
SIGN_IN_AGAIN = 4401


async def listened(wire: Wire, document: str, **variables: Any) -> AsyncGenerator[Any, None]:
    """Send one subscription with one root field, and give that field's values as they come, until the line is cut.

    Raises:
        NodeRefused: the node says no.
        NodeAway: it does not answer, or the line was cut.
        NodeStrange: it does not answer like a node.
    """
    address = "ws" + wire.node.removeprefix("http") + "/graphql"
    try:
        async with connect(address, subprotocols=[PROTOCOL], max_size=MOST_BYTES) as line:
            await _say(line, type="connection_init", payload={"authorization": f"Bearer {await wire.token()}"})
            async with asyncio.timeout(wire.seconds):
                if (await _next(line))["type"] != "connection_ack":
                    raise NodeStrange
            payload = {"query": document, "variables": variables}
            await _say(line, type="subscribe", id="1", payload=payload)
            async with aclosing(_values(line)) as values:
                async for value in values:
                    yield value
    except ConnectionClosed as cut:
        if cut.rcvd is not None and cut.rcvd.code == SIGN_IN_AGAIN:
            wire.forget_token()
        raise NodeAway from None
    except (WebSocketException, OSError, TimeoutError):
        raise NodeAway from None


async def _values(line: ClientConnection) -> AsyncGenerator[Any, None]:
    while True:
        message = await _next(line)
        payload = message.get("payload")
        if message["type"] == "ping":
            await _say(line, type="pong")
        elif message["type"] == "complete":
            return
        elif message["type"] == "error":
            raise error_of(payload)
        elif message["type"] == "next" and isinstance(payload, dict):
            yield value_of(payload)


async def _say(line: ClientConnection, **message: Any) -> None:
    await line.send(json.dumps(message))


async def _next(line: ClientConnection) -> dict[str, Any]:
    try:
        said = json.loads(await line.recv())
    except (ValueError, RecursionError):
        raise NodeStrange from None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise NodeStrange
    return said
