"""`match-10k`: one match of 10,000 listings with 9 conditions each, 20 shown and explained, CPU of the node's process.

Against raw ASGI + asyncpg + orjson: what a person could do at best by hand, with SQL doing the filter and the order,
and a loop that explains. Against a cached plain Strawberry: the same schema through Strawberry's own `execute` with its
parser and validation caches. Sign-in is on neither side.
"""

import json
import random
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.federation import Schema

from bench.database import fresh
from bench.measure import compare_async, line
from client.documents import MATCH
from directory import actions as directory
from directory import store_shelf
from directory.shelf import Shelf
from kit import clock
from network import actions as network
from network.context import Context
from network.model import Caller, Role
from server import database, schema
from server.documents import Documents
from server.graphql import Endpoint
from server.limits import Limits
from server.metrics import Metrics
from server.settings import read

LISTINGS, N = 10_000, 10
STORY = Path(__file__).resolve().parents[1] / "demo" / "directory" / "story.json"
OPERATOR = Caller("", "", "", frozenset(), "node")
CASEWORKER = Caller("a" * 32, "b" * 32, "c" * 32, frozenset({Role.CASEWORKER}), "member")
PROFILE = {
    "age": 27,
    "gender": "WOMAN",
    "residenceStatus": "SUBSIDIARY_PROTECTION",
    "languages": [{"language": "de", "level": "A1"}, {"language": "ar", "level": "C1"}],
    "area": "AT-9",
}
VARIABLES: dict[str, Any] = {"profile": PROFILE, "filter": {"serviceTypes": ["LANGUAGE_COURSE"]}, "first": 20}
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
SELECT = """
SELECT id, name, criteria, count(*) OVER () AS total,
    CASE WHEN age_low > $1 OR age_high < $1 OR NOT ($2 = ANY(statuses)) THEN 2
        WHEN level_low > $3 THEN 1 ELSE 0 END AS v
FROM flat WHERE service = $4 ORDER BY v, name, id LIMIT 20
"""


def criteria_of(dice: random.Random) -> list[dict[str, Any]]:
    """Return nine invented conditions."""
    plain = {"strength": "REQUIRED", "source": "PROVIDER", "asOf": "2026-10-01", "disputed": False}
    low = dice.randint(0, 3)
    statuses = dice.sample(["EU_CITIZEN", "REFUGEE", "SUBSIDIARY_PROTECTION", "TEMPORARY_PROTECTION"], 3)
    return [
        {**plain, "kind": "AGE", "minimum": dice.choice([16, 17, 18, 25, 30])},
        {**plain, "kind": "GENDER", "codes": ["WOMAN"]},
        {**plain, "kind": "RESIDENCE_STATUS", "codes": statuses},
        {**plain, "kind": "LANGUAGE", "language": "de", "skill": "OVERALL", "minLevel": LEVELS[low]},
        {**plain, "kind": "LABOUR_ACCESS", "codes": ["FREE", "PERMIT_HELD"]},
        {**plain, "kind": "EDUCATION", "strength": "ADVISED", "framework": "ISCED 2011", "minLevel": "1"},
        {**plain, "kind": "CHILDREN", "strength": "ADVISED", "codes": ["WELCOME"]},
        {**plain, "kind": "DOCUMENT", "codes": ["ID_DOCUMENT"]},
        {**plain, "kind": "AREA", "codes": dice.sample(["AT-9", "AT-3", "AT-6", "AT-1"], 3)},
    ]


def _listings() -> list[dict[str, Any]]:
    dice, first = random.Random(7), json.loads(STORY.read_text(encoding="utf-8"))["proposals"][0]
    provider = {**first["provider"], "member": None}
    return [
        {
            **first,
            "sourceId": f"bench-{n}",
            "provider": provider,
            "route": "INTRODUCTION_SLIP",
            "criteria": criteria_of(dice),
        }
        for n in range(LISTINGS)
    ]


async def _flat(owner: "asyncpg.Connection[asyncpg.Record]", listings: list[dict[str, Any]]) -> None:
    await owner.execute(
        "CREATE TABLE flat (id text PRIMARY KEY, name text, service text, age_low int, age_high int, statuses text[],"
        " level_low int, criteria text)"
    )
    rows = [
        (
            each["sourceId"], each["names"][0]["text"], "LANGUAGE_COURSE", each["criteria"][0]["minimum"], 200,
            each["criteria"][2]["codes"], LEVELS.index(each["criteria"][3]["minLevel"]), json.dumps(each["criteria"]),
        )
        for each in listings
    ]  # fmt: skip
    await owner.copy_records_to_table("flat", records=rows)
    await owner.execute("CREATE INDEX ON flat (service); GRANT SELECT ON flat TO tolerant_node")


def _raw(pool: "asyncpg.Pool[asyncpg.Record]") -> Any:
    async def app(_scope: Any, receive: Any, send: Any) -> None:
        said = orjson.loads((await receive())["body"])["variables"]
        facts = {
            "AGE": said["profile"]["age"],
            "GENDER": "WOMAN",
            "RESIDENCE_STATUS": said["profile"]["residenceStatus"],
        }
        rows = await pool.fetch(SELECT, facts["AGE"], facts["RESIDENCE_STATUS"], 0, "LANGUAGE_COURSE")
        edges = []
        for row in rows:
            criteria = orjson.loads(row["criteria"])
            for each in criteria:
                fact = facts.get(each["kind"])
                if fact is None:
                    each["verdict"], each["sentence"] = "UNKNOWN", "Nobody asked her about this yet."
                elif "codes" in each:
                    each["verdict"] = "MEETS" if fact in each["codes"] else "FAILS"
                    each["sentence"] = "What she said was held against the list of the service."
                else:
                    each["verdict"] = "MEETS" if fact >= each["minimum"] else "FAILS"
                    each["sentence"] = "What she said was held against the bounds of the service."
            edges.append({"node": {"id": row["id"], "name": row["name"], "verdict": row["v"], "criteria": criteria}})
        body = orjson.dumps({"data": {"edges": edges, "totalCount": rows[0]["total"]}})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return app


def call(app: Any, body: bytes) -> Any:
    """Return a way to send one request to an ASGI app."""
    headers = [(b"content-type", b"application/json"), (b"accept", b"application/graphql-response+json")]

    async def once() -> bytes:
        sent: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message.get("body", b""))

        await app({"type": "http", "method": "POST", "path": "/graphql", "headers": headers}, receive, send)
        return b"".join(sent)

    return once


async def run(server: str) -> None:
    """Measure and print."""
    async with fresh(server) as url:
        pool, owner = await database.pool(url), await asyncpg.connect(url)
        try:
            await _measure(pool, owner)
        finally:
            await owner.close()
            await pool.close()


async def _measure(pool: "asyncpg.Pool[asyncpg.Record]", owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    listings, settings, shelf = _listings(), read({}), Shelf(store_shelf)
    operator = Context(pool, OPERATOR, clock.now(), settings, network.record)
    async with operator.write(realm="node") as tx:
        await directory.load_demonstration(tx, OPERATOR, listings, now=operator.now)
    await _flat(owner, listings)
    async with operator.read(realm="node") as tx:
        await shelf.refresh(tx)

    async def context(_bearer: str | None) -> Context:
        return Context(pool, CASEWORKER, clock.now(), settings, network.record, shelf)

    documents = Documents(schema.make()._schema, Limits(), demo=False)
    gate = Endpoint(documents, context, Metrics(), body_bytes=1 << 20, seconds=30)
    body = orjson.dumps({"query": MATCH, "variables": VARIABLES})
    plain = Schema(query=schema.Query, mutation=schema.Mutation, extensions=[ParserCache, ValidationCache])

    async def strawberry() -> bytes:
        told = await plain.execute(MATCH, variable_values=VARIABLES, context_value=await context(None))
        assert told.errors is None
        return json.dumps(told.data, default=str).encode()

    ours, raw = call(gate, body), call(_raw(pool), body)
    answer = orjson.loads(await ours())
    assert "errors" not in answer, answer["errors"][0]
    assert answer["data"]["matchListings"]["totalCount"] == LISTINGS
    assert json.loads(await strawberry())["matchListings"] == answer["data"]["matchListings"]
    mine, by_hand, cached = await compare_async([ours, raw, strawberry], N, cpu=True)
    line("match-10k", mine * 1000, "ms CPU", "raw ASGI + asyncpg + orjson", mine / by_hand, N)
    line("match-10k", mine * 1000, "ms CPU", "cached plain Strawberry", mine / cached, N)
