"""The gate of `/graphql`: the specification's media types and status codes, limits, and masked faults."""

import asyncio
import json
import logging

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from network.errors import NotSignedIn
from server import logs, schema, settings, time_limit
from server.app import App, Node
from server.documents import KEPT, Documents
from server.graphql import Endpoint
from server.limits import Limits
from server.metrics import Metrics
from tests.server.small import SCHEMA

GRAPHQL, PLAIN = "application/graphql-response+json", "application/json"


async def _anybody(bearer):
    if bearer == "old":
        raise NotSignedIn
    if bearer == "away":
        raise ConnectionRefusedError
    if bearer == "slow":
        await asyncio.sleep(9)
    return None


def _gate(*, demo=False, limits=None, of=SCHEMA):
    documents = Documents(of._schema, limits or Limits(), demo=demo)
    endpoint = Endpoint(documents, _anybody, Metrics(), body_bytes=128 * 1024, seconds=0.3)
    wire = httpx.AsyncClient(transport=httpx.ASGITransport(endpoint), base_url="http://node.test")
    return endpoint, wire


@pytest.fixture
def wire():
    return _gate()[1]


async def _ask(wire, query, variables=None, **headers):
    return await wire.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


async def test_a_question_is_answered_in_the_media_type_that_was_asked_for(wire):
    for accept, kind in ((None, GRAPHQL), ("*/*", GRAPHQL), (PLAIN, PLAIN), (f"{PLAIN}, {GRAPHQL};q=0.9", GRAPHQL)):
        answer = await _ask(wire, "{ hello }", **({"accept": accept} if accept else {}))
        assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "hello you"}})
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert (await _ask(wire, "{ hello }", accept="text/html")).status_code == 406


async def test_only_post_is_answered_and_a_change_by_get_never(wire):
    for method in ("GET", "PUT", "DELETE"):
        answer = await wire.request(method, "/graphql?query=mutation{shrink{__typename}}")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "content, kind, status, code",
    [
        (b"{", PLAIN, 400, "NOT_JSON"),
        (b"[]", PLAIN, 400, "NO_BATCHES"),
        (b"1", PLAIN, 400, "NO_DOCUMENT"),
        (b'{"query": 1}', PLAIN, 400, "NO_DOCUMENT"),
        (b'{"query": "{hello}", "variables": []}', PLAIN, 400, "BAD_REQUEST"),
        (b'{"query": "{hello}", "operationName": 1}', PLAIN, 400, "BAD_REQUEST"),
        (b'{"query": "{hello}"}', "text/plain", 415, "NOT_JSON"),
        (b'{"query": "{hello}"}', "application/json; charset=latin-1", 415, "NOT_JSON"),
        (b"x" * (128 * 1024 + 1), PLAIN, 413, "BODY_TOO_LARGE"),
        (b'{"query": "{ hello"}', PLAIN, 400, "NOT_GRAPHQL"),
        (b'{"query": "{ nothing }"}', PLAIN, 400, "INVALID_DOCUMENT"),
        (b'{"query": "query a { hello } query b { hello }"}', PLAIN, 400, "NO_OPERATION"),
        (b'{"query": "query a { hello }", "operationName": "b"}', PLAIN, 400, "NO_OPERATION"),
    ],
)
async def test_what_is_no_request_is_refused_with_a_code(wire, content, kind, status, code):
    answer = await wire.post("/graphql", content=content, headers={"content-type": kind})

    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"] == code


async def test_a_wrong_document_is_a_200_for_old_clients_only(wire):
    assert (await _ask(wire, "{ nothing }", accept=PLAIN)).status_code == 200
    assert (await _ask(wire, "{ nothing }")).status_code == 400


@pytest.mark.parametrize(
    "query, code",
    [
        ("{ items " + "{ parts " * 12 + "{ name }" + "}" * 12 + "}", "LIMIT_DEPTH"),
        ("{ " + " ".join(f"a{n}: hello" for n in range(31)) + " }", "LIMIT_ALIASES"),
        ("{ " + "hello " * 101 + "}", "LIMIT_SAME_NAME"),
        ("{ " + "hello " * 2001 + "}", "LIMIT_TOKENS"),
        ("{ items(first: 100) { parts { parts { parts { name } } } } }", "LIMIT_COST"),
        (
            "query q { ...f } fragment f on Query { " + " ".join(f"a{n}: hello" for n in range(31)) + " }",
            "LIMIT_ALIASES",
        ),
    ],
)
async def test_a_document_that_asks_for_too_much_is_refused(wire, query, code):
    answer = await _ask(wire, query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == code


async def test_the_cost_counts_what_the_variables_say(wire):
    query = "query q($n: Int!) { items(first: $n) { name parts { name } } }"

    assert (await _ask(wire, query, {"n": 100})).status_code == 200
    assert (await _ask(wire, query, {"n": 100_000})).json()["errors"][0]["extensions"]["code"] == "LIMIT_COST"


async def test_a_fragment_within_itself_is_refused_and_does_not_run_for_ever(wire):
    answer = await _ask(wire, "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }")

    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID_DOCUMENT"


async def test_the_schema_is_shown_in_demo_mode_only():
    asked = "{ __schema { queryType { name } } }"
    _, closed = _gate()
    _, opened = _gate(demo=True)

    assert (await _ask(closed, asked)).status_code == 400
    assert (await _ask(opened, asked)).json()["data"]["__schema"]["queryType"]["name"] == "Query"
    page = await opened.get("/graphql")
    assert page.status_code == 200
    assert "http://" not in page.text.replace("http-equiv", "")
    assert "https://" not in page.text


async def test_the_subgraphs_text_is_shown_to_those_who_are_signed_in():
    asked = "query { ...all } fragment all on Query { text: _service { sdl } }"
    _, closed = _gate(of=schema.make())
    _, opened = _gate(of=schema.make(), demo=True)

    for _ in range(2):  # the second time the document is known
        nobody = await _ask(closed, asked)
        assert (nobody.status_code, nobody.json()["errors"][0]["extensions"]["code"]) == (401, "NOT_SIGNED_IN")
    assert "type Referral" in (await _ask(closed, asked, authorization="Bearer good")).json()["data"]["text"]["sdl"]
    assert (await _ask(opened, asked)).status_code == 200


async def test_a_refusal_is_data_and_a_bare_one_says_its_sentence(wire):
    data = (await _ask(wire, "mutation { shrink { ... on Refused { code sentence field } } }")).json()["data"]
    assert data == {"shrink": {"code": "TOO_SMALL", "sentence": "This is too small.", "field": "size"}}

    error = (await _ask(wire, "{ bareRefusal }")).json()["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == ("This is too small.", "TOO_SMALL")


async def test_a_fault_is_masked_and_told_to_nobody(wire):
    with capture_logs() as lines:
        answer = await _ask(wire, "{ fault }")

    error = answer.json()["errors"][0]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["trace"] == lines[0]["trace"]
    assert lines[0]["fault"] == "RuntimeError"
    assert "MARKER" not in answer.text + json.dumps(lines)


async def test_a_database_that_is_away_means_try_again(wire):
    answer = await _ask(wire, "{ away }")
    assert answer.json()["errors"][0]["extensions"]["code"] == "TRY_AGAIN"
    for token in ("away", "slow"):
        answer = await _ask(wire, "{ hello }", authorization=f"Bearer {token}")
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "TRY_AGAIN")


async def test_a_bad_variable_is_refused_without_repeating_it(wire):
    query = "query q($size: Size!) { sized(size: $size) }"

    for bad in ({"length": "MARKER"}, {"width": "MARKER"}, None):
        answer = await _ask(wire, query, {"size": bad})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_VARIABLE"
        assert "MARKER" not in answer.text


async def test_an_old_token_is_told_to_sign_in(wire):
    for header in ("Bearer old", "Basic old"):
        answer = await _ask(wire, "{ hello }", authorization=header)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_every_door_outside_graphql_has_a_limit_of_time(tmp_path):
    async def slow(_bearer):
        await asyncio.sleep(9)

    node = Node(settings.read({"TOLERANT_STATE": str(tmp_path)}), "")
    node.context_for = slow
    app = App(node)
    app.rest.seconds = 0.01
    wire = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node.test")

    answer = await wire.get("/hsds/services")

    assert (answer.status_code, answer.json()["code"]) == (503, "TRY_AGAIN")
    assert answer.headers["cache-control"] == "no-store"


async def test_an_answer_that_has_begun_is_cut_off_only_when_a_piece_of_it_does_not_leave(monkeypatch):
    monkeypatch.setattr(time_limit, "STALLED", 1.0)
    said = []

    async def app(_scope, _receive, send):
        for message in ("start", "piece", "piece", "stuck"):
            await send(message)
            await asyncio.sleep(0.15)

    async def line(message):
        said.append(message)
        if message == "stuck":
            await asyncio.sleep(9)

    with pytest.raises(TimeoutError):
        await time_limit.TimeLimit(app, 0.2)({"type": "http", "path": "/hsds"}, None, line)

    assert said == ["start", "piece", "piece", "stuck"]


async def test_documents_are_kept_but_never_those_with_a_text_in_them():
    endpoint, wire = _gate()
    for _ in range(3):
        await _ask(wire, "query q($n: String!) { hello(name: $n) }", {"n": "MARKER"})
        await _ask(wire, '{ hello(name: "MARKER") }')
    assert len(endpoint.documents) == 1

    for number in range(KEPT + 5):
        endpoint.documents.operation(f"{{ hello @include(if: true) # {number}\n }}", None)
    assert len(endpoint.documents) == KEPT


def test_a_log_line_holds_nothing_that_is_not_on_the_list(capsys):
    logs.configure()
    logs.log().error("fault", fault="RuntimeError", name="MARKER", body="MARKER", variables={"a": "MARKER"})
    structlog.reset_defaults()

    line = json.loads(capsys.readouterr().err)
    logging.getLogger("asyncpg.pool").error("MARKER")
    assert capsys.readouterr().err == ""
    assert line["fault"] == "RuntimeError"
    assert "MARKER" not in str(line)


async def test_a_fault_at_another_door_is_masked_and_told_to_nobody(tmp_path):
    async def broken(_bearer):
        raise RuntimeError("MARKER")

    node = Node(settings.read({"TOLERANT_STATE": str(tmp_path)}), "")
    node.context_for = broken
    wire = httpx.AsyncClient(
        transport=httpx.ASGITransport(App(node), raise_app_exceptions=False), base_url="http://node.test"
    )
    with capture_logs() as lines:
        answer = await wire.get("/hsds/services")

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert lines[0]["trace"] in answer.json()["sentence"]
    assert lines[0]["fault"] == "RuntimeError"
    assert "MARKER" not in answer.text + json.dumps(lines)
