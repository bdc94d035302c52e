"""The lines of `/graphql`: the protocol's codes, the limits of every other door, and masked faults."""

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from network.errors import NotSignedIn
from server import live
from server.documents import Documents
from server.limits import Limits
from server.live import Live
from server.metrics import Metrics
from tests.server.small import SCHEMA

INIT = {"type": "connection_init", "payload": {"authorization": "Bearer good"}}


class Wire:
    """A line with both ends in the test: what is put in goes to the node, what it sends comes out."""

    def __init__(self, door, *, offers=("graphql-transport-ws",)):
        self.to_node: asyncio.Queue = asyncio.Queue()
        self.from_node: asyncio.Queue = asyncio.Queue()
        self.to_node.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": "/graphql", "subprotocols": list(offers)}
        self.task = asyncio.create_task(door(scope, self.to_node.get, self.from_node.put))

    def says(self, **message):
        self.to_node.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    async def hears(self):
        async with asyncio.timeout(60):
            message = await self.from_node.get()
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    async def begun(self):
        assert (await self.hears())["type"] == "websocket.accept"
        self.says(**INIT)
        assert await self.hears() == {"type": "connection_ack"}
        return self

    async def closed(self):
        message = await self.hears()
        assert message["type"] == "websocket.close", message
        await self.task
        return message["code"]


@pytest.fixture
def allowed():
    return {"good"}


@pytest.fixture
def door(allowed):
    async def context(bearer):
        if bearer not in allowed:
            raise NotSignedIn
        return None

    return Live(Documents(SCHEMA._schema, Limits(), demo=False), context, Metrics(), lines=2)


async def test_what_is_subscribed_to_comes_and_then_its_end(door):
    wire = await Wire(door).begun()
    wire.says(
        type="subscribe", id="a", payload={"query": "subscription s($n: Int!) { count(to: $n) }", "variables": {"n": 2}}
    )

    heard = [await wire.hears() for _ in range(3)]

    assert heard == [
        {"id": "a", "type": "next", "payload": {"data": {"count": 0}}},
        {"id": "a", "type": "next", "payload": {"data": {"count": 1}}},
        {"id": "a", "type": "complete"},
    ]
    wire.says(type="ping")
    assert await wire.hears() == {"type": "pong"}
    wire.to_node.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await wire.closed()


async def test_a_line_without_a_known_protocol_is_closed(door):
    wire = Wire(door, offers=("graphql-ws",))

    assert (await wire.hears())["subprotocol"] is None
    assert await wire.closed() == 4406


@pytest.mark.parametrize(
    "first, code",
    [
        ({"type": "subscribe", "id": "a", "payload": {"query": "subscription { count }"}}, 4401),
        ({"type": "connection_init"}, 4403),
        ({"type": "connection_init", "payload": {"authorization": "Basic good"}}, 4403),
        ({"type": "connection_init", "payload": {"authorization": "Bearer old"}}, 4401),
    ],
)
async def test_nobody_is_served_before_saying_who_it_is(door, first, code):
    wire = Wire(door)
    await wire.hears()
    wire.says(**first)

    assert await wire.closed() == code


@pytest.mark.parametrize(
    "message, code",
    [
        (INIT, 4429),
        ({"type": "subscribe", "id": "", "payload": {}}, 4400),
        ({"type": "subscribe", "id": "x" * 129, "payload": {}}, 4400),
        ({"type": "start", "id": "a"}, 4400),
        ({"id": "a"}, 4400),
    ],
)
async def test_what_the_protocol_does_not_know_ends_the_line(door, message, code):
    wire = await Wire(door).begun()
    wire.says(**message)

    assert await wire.closed() == code


async def test_text_that_is_no_json_ends_the_line(door):
    wire = await Wire(door).begun()
    wire.to_node.put_nowait({"type": "websocket.receive", "text": "{"})

    assert await wire.closed() == 4400


@pytest.mark.parametrize(
    "payload, code",
    [
        ({"query": "{ hello }"}, "POST_ONLY"),
        ({"query": "mutation { shrink { __typename } }"}, "POST_ONLY"),
        ({"query": "subscription { nothing }"}, "INVALID_DOCUMENT"),
        ({"query": "subscription { " + "count " * 2001 + "}"}, "LIMIT_TOKENS"),
        ({"query": "subscription { __schema { queryType { name } } }"}, "INVALID_DOCUMENT"),
        ({"query": "subscription s($n: Int!) { count(to: $n) }", "variables": {"n": "x"}}, "BAD_VARIABLE"),
        ({}, "NO_DOCUMENT"),
        (None, "NO_DOCUMENT"),
    ],
)
async def test_a_bad_subscription_is_refused_with_a_code_and_the_line_stays(door, payload, code):
    wire = await Wire(door).begun()
    wire.says(type="subscribe", id="a", payload=payload)

    refusal = await wire.hears()
    wire.says(type="ping")

    assert (refusal["id"], refusal["type"]) == ("a", "error")
    assert refusal["payload"][0]["extensions"]["code"] == code
    assert await wire.hears() == {"type": "pong"}
    wire.task.cancel()


async def test_a_fault_is_masked_and_ends_its_subscription_only(door):
    wire = await Wire(door).begun()
    with capture_logs() as written:
        wire.says(type="subscribe", id="a", payload={"query": "subscription { broken }"})
        heard = [await wire.hears() for _ in range(2)]

    assert [one["type"] for one in heard] == ["next", "error"]
    assert heard[1]["payload"][0]["extensions"]["code"] == "INTERNAL"
    assert "MARKER" not in json.dumps(heard) + json.dumps(written)
    wire.says(type="ping")
    assert await wire.hears() == {"type": "pong"}
    wire.task.cancel()


async def test_one_name_stands_for_one_subscription_until_it_ended(door):
    wire = await Wire(door).begun()
    for _ in range(2):
        wire.says(type="subscribe", id="a", payload={"query": "subscription { waits }"})
        assert (await wire.hears())["type"] == "next"
        wire.says(type="complete", id="a")
        await asyncio.sleep(0)
    wire.says(type="subscribe", id="b", payload={"query": "subscription { waits }"})
    wire.says(type="subscribe", id="b", payload={"query": "subscription { waits }"})

    heard = [await wire.hears()]
    while heard[-1]["type"] != "websocket.close":
        heard.append(await wire.hears())

    assert heard[-1]["code"] == 4409


async def test_a_line_holds_a_few_subscriptions_and_no_more(door):
    wire = await Wire(door).begun()
    for number in range(live.MOST_AT_ONCE + 1):
        wire.says(type="subscribe", id=str(number), payload={"query": "subscription { waits }"})

    heard = [await wire.hears()]
    while heard[-1]["type"] != "websocket.close":
        heard.append(await wire.hears())

    assert heard[-1]["code"] == 4429


async def test_more_lines_than_the_node_holds_are_asked_to_come_later(door):
    lines = [await Wire(door).begun() for _ in range(2)]
    third = Wire(door)
    await third.hears()

    assert await third.closed() == 1013
    lines[0].to_node.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await lines[0].closed()
    await Wire(door).begun()


async def test_whoever_may_no_longer_work_loses_the_line(door, allowed, monkeypatch):
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)
    wire = await Wire(door).begun()
    assert await wire.hears() == {"type": "ping"}

    allowed.clear()
    heard = await wire.hears()
    while heard.get("type") == "ping":
        heard = await wire.hears()

    assert heard["code"] == 4401


async def test_whoever_says_nothing_at_first_is_not_waited_for(door, monkeypatch):
    monkeypatch.setattr(live, "INIT_SECONDS", 0.01)
    wire = Wire(door)
    await wire.hears()

    assert await wire.closed() == 4408
