"""The line to a node: every way in which it can fail is one sentence, and nothing secret is in it."""

import asyncio
import json

import httpx
import pytest

from client import wire as wires
from client.errors import ClientError, NodeAway, NodeRefused, NodeStrange, NotSecure
from client.wire import Wire
from crypto.keys import SigningKey

HELLO = {"data": {"hello": "world"}}


def line(answer, *, key=None, seconds=5):
    """Make a wire whose node answers as a test says: `answer` takes a request and gives a response, or raises."""

    async def handle(request):
        given = answer(request)
        return await given if asyncio.iscoroutine(given) else given

    return Wire("https://node.example", key, transport=httpx.MockTransport(handle), seconds=seconds)


def raising(error):
    def answer(request):
        raise error

    return answer


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("MARKER"),
        httpx.ReadTimeout("MARKER"),
        httpx.RemoteProtocolError("MARKER"),
        httpx.DecodingError("MARKER"),
        httpx.TooManyRedirects("MARKER"),
        httpx.UnsupportedProtocol("MARKER"),
        httpx.StreamError("MARKER"),
        httpx.InvalidURL("MARKER"),
        OSError("MARKER"),
    ],
)
async def test_every_fault_of_the_line_is_the_node_being_away(error):
    with pytest.raises(NodeAway) as caught:
        await line(raising(error)).ask("{ hello }")

    assert "MARKER" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_an_answer_that_does_not_come_is_not_waited_for_for_ever():
    async def slow(request):
        await asyncio.sleep(30)

    with pytest.raises(NodeAway):
        await line(slow, seconds=0.05).ask("{ hello }")


async def test_an_answer_that_drips_is_not_waited_for_for_ever():
    async def drip():
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    with pytest.raises(NodeAway):
        await line(lambda _: httpx.Response(200, content=drip()), seconds=0.1).ask("{ hello }")


async def test_an_answer_that_is_too_long_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(wires, "MOST_BYTES", 1000)
    read = []

    async def flood():
        for _ in range(100):
            read.append(1)
            yield b" " * 100

    with pytest.raises(NodeStrange):
        await line(lambda _: httpx.Response(200, content=flood())).ask("{ hello }")
    assert len(read) < 20


@pytest.mark.parametrize(
    "content",
    [b"<html>", b"[]", b"null", b"{}", b'{"data": null}', b'{"data": []}', b'{"data": {}}', b"\xff", b"[" * 100_000,
     b'{"errors": "x"}', b'{"errors": [1]}', b'{"errors": [{"message": 1}]}', b'{"data": {"a": 1, "b": 2}}'],
)  # fmt: skip
async def test_what_is_no_answer_of_a_node_is_told_as_such(content):
    with pytest.raises(NodeStrange):
        await line(lambda _: httpx.Response(200, content=content)).ask("{ hello }")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_broken_node_is_away(status):
    with pytest.raises(NodeAway) as caught:
        await line(lambda _: httpx.Response(status, content=b"Bad Gateway")).ask("{ hello }")

    assert type(caught.value) is NodeAway


async def test_a_node_that_says_try_again_is_away():
    body = {"errors": [{"message": "later", "extensions": {"code": "TRY_AGAIN"}}]}

    with pytest.raises(NodeAway):
        await line(lambda _: httpx.Response(503, json=body)).ask("{ hello }")


async def test_a_fault_inside_the_node_decides_nothing():
    body = {"errors": [{"message": "A fault.", "extensions": {"code": "INTERNAL"}}]}

    with pytest.raises(NodeRefused) as caught:
        await line(lambda _: httpx.Response(200, json=body)).ask("{ hello }")
    assert (caught.value.code, caught.value.decided) == ("INTERNAL", False)


async def test_a_refusal_is_the_nodes_own_word_and_decided():
    body = {"data": {"x": {"code": "NO", "sentence": "No.", "field": "f", "currentVersion": 3}}}

    with pytest.raises(NodeRefused) as caught:
        await line(lambda _: httpx.Response(200, json=body)).ask("{ x }")
    no = caught.value
    assert (no.code, str(no), no.field, no.current, no.decided) == ("NO", "No.", "f", 3, True)


def _node(tokens, served):
    """Make a node that gives these tokens, one after the other, and lets in the last one only."""

    def answer(request):
        if request.url.path == "/oauth/token":
            served.append("sign-in")
            return httpx.Response(200, json={"access_token": next(tokens), "expires_in": 600})
        served.append(request.headers["authorization"])
        if request.headers["authorization"] == "Bearer good":
            return httpx.Response(200, json=HELLO)
        return httpx.Response(401, json={"errors": [{"message": "no", "extensions": {"code": "NOT_SIGNED_IN"}}]})

    return answer


async def test_a_token_that_holds_no_longer_is_renewed_without_a_word():
    served = []
    end = line(_node(iter(["old", "good"]), served), key=SigningKey.generate())

    assert await end.ask("{ hello }") == "world"
    assert await end.ask("{ hello }") == "world"
    assert served == ["sign-in", "Bearer old", "sign-in", "Bearer good", "Bearer good"]


async def test_a_token_is_renewed_once_and_then_it_is_a_no():
    served = []

    with pytest.raises(NodeRefused) as caught:
        await line(_node(iter(["old", "old too"]), served), key=SigningKey.generate()).ask("{ hello }")
    assert caught.value.code == "NOT_SIGNED_IN"
    assert served.count("sign-in") == 2


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_grant", "error_description": "MARKER"}, NodeRefused),
        (500, {"error": "x"}, NodeAway),
        (200, {"access_token": 5, "expires_in": 600}, NodeStrange),
        (200, {"access_token": "x\u2028y", "expires_in": 600}, NodeStrange),
        (200, {"access_token": "x"}, NodeStrange),
        (200, [], NodeStrange),
    ],
)
async def test_a_sign_in_that_fails_is_one_sentence(status, body, kind):
    with pytest.raises(kind) as caught:
        await line(lambda _: httpx.Response(status, json=body), key=SigningKey.generate()).ask("{ hello }")

    assert "MARKER" not in str(caught.value)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"node": 5}', b"x"])
async def test_a_consent_is_bound_to_no_node_without_a_name(body):
    with pytest.raises(NodeStrange):
        await line(lambda _: httpx.Response(200, content=body)).node_id()


@pytest.mark.parametrize("address", ["http://node.example", "http://127.0.0.1.example", "http://10.0.0.1:8000"])
def test_facts_never_travel_readable(address):
    with pytest.raises(NotSecure):
        Wire(address)


@pytest.mark.parametrize("address", ["", "node.example", "ftp://node.example", "https://", "http://[", "https://a:b:c"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(NodeStrange):
        Wire(address)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "http://localhost:8000/", "http://[::1]:1", "https://x.example"]
)
async def test_a_node_on_this_machine_or_behind_https_is_reached(address):
    await Wire(address).close()


async def test_no_key_and_no_token_is_in_what_is_shown_of_a_wire():
    key = SigningKey.generate()
    end = line(_node(iter(["good"]), []), key=key)
    await end.ask("{ hello }")

    for shown in (repr(end), repr(key), str(vars(end))):
        assert key.seed.hex() not in shown
        assert repr(key.seed) not in shown


def test_every_error_of_this_end_is_one_sentence_with_a_code():
    def all_of(kind):
        return [kind, *(one for child in kind.__subclasses__() for one in all_of(child))]

    codes = [kind.code for kind in all_of(ClientError) if kind is not NodeRefused]
    assert len(codes) == len(set(codes))
    for kind in all_of(ClientError):
        assert kind.sentence.endswith((".", "enrol", "consent", "resend", "devices")), kind
        assert "\n" not in kind.sentence


async def test_what_is_asked_is_json_and_never_in_the_address():
    asked = []

    def answer(request):
        asked.append(request)
        return httpx.Response(200, json=HELLO)

    await line(answer).ask("{ hello }", profile={"age": 27})
    assert str(asked[0].url) == "https://node.example/graphql"
    assert json.loads(asked[0].content)["variables"] == {"profile": {"age": 27}}
