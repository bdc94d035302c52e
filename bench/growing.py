"""`match-100k`, `match-1m`: the same question as `match-10k` to a larger directory; and what a change of it costs.

The listings are made in memory and laid into columns as the archive's would be; each has a name, a provider and 9
conditions of its own. Own time is that of the snapshot alone: filter, exact counts, exact order, 20 rows with every
condition judged. Naive SQL is one statement over a flat table with the same listings: filter, verdict of three
conditions, exact count, order. Memory is what the process grew by.
"""

import gc
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from bench.database import fresh
from bench.matching import CASEWORKER, LEVELS, SELECT, STORY, VARIABLES, call, criteria_of
from bench.measure import compare_async, line
from client.documents import MATCH
from directory import store_shelf
from directory.codes import ListingState
from directory.content import Content, Text
from directory.filter_reading import parse_filter
from directory.matching import match
from directory.model import ShelfRow
from directory.profile_reading import parse_profile
from directory.reading import read_content
from directory.shelf import Shelf
from directory.shelving import Part, Tables, part_of
from directory.snapshot import Snapshot
from kit import clock
from network import actions as network
from network.context import Context
from server import database, schema
from server.documents import Documents
from server.graphql import Endpoint
from server.limits import Limits
from server.metrics import Metrics
from server.settings import read

BATCH, N = 1_000, 5
SIZES = {"match-10k": 10_000, "match-100k": 100_000, "match-1m": 1_000_000}
CHANGED = 100


def memory() -> float:
    """Return the megabytes that this process holds (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def listings(size: int, seed: int = 7) -> Iterator[tuple[ShelfRow, list[dict[str, Any]]]]:
    """Give invented listings with ids in order, each with its conditions as JSON."""
    dice, now = random.Random(seed), clock.now()
    first = json.loads(STORY.read_text(encoding="utf-8"))["proposals"][0]
    base = read_content({**first, "provider": {**first["provider"], "member": None}, "route": "INTRODUCTION_SLIP"})
    for number in range(size):
        said = criteria_of(dice)
        content = replace(base, source_id=f"bench-{number}", names=(Text("de", f"Deutschkurs {number}"),),
                          criteria=_read(said))  # fmt: skip
        yield (
            ShelfRow(f"{number:032x}", ListingState.VETTED, 1, now - timedelta(days=dice.randint(0, 300)), content),
            said,
        )


_READ: dict[str, Content] = {}


def _read(said: list[dict[str, Any]]) -> Any:
    found = []
    for each in said:
        key = json.dumps(each, sort_keys=True)
        if key not in _READ:
            base = {"sourceId": "s", "provider": {"sourceId": "p", "name": "P"}, "serviceTypes": ["OTHER"],
                    "names": [{"language": "en", "text": "x"}]}  # fmt: skip
            _READ[key] = read_content({**base, "criteria": [each]})
        found.append(_READ[key].criteria[0])
    return tuple(found)


def snapshot_of(size: int) -> Snapshot[ShelfRow]:
    """Lay invented listings into columns."""
    tables, parts, batch = Tables(), list[Part](), list[ShelfRow]()
    for row, _ in listings(size):
        batch.append(row)
        if len(batch) == BATCH:
            parts.append(part_of(batch, tables))
            batch = []
    return Snapshot.of(1, tables, [*parts, part_of(batch, tables)])


def _flat(size: int) -> Iterator[tuple[Any, ...]]:
    """Give what the flat table needs of the same listings; none of it is in the memory that is measured."""
    for row, said in listings(size):
        yield (row.id, row.content.names[0].text, "LANGUAGE_COURSE", said[0]["minimum"], 200, said[2]["codes"],
               LEVELS.index(said[3]["minLevel"]), "")  # fmt: skip


async def run(server: str, name: str) -> None:
    """Measure and print."""
    size = SIZES[name]
    small = snapshot_of(SIZES["match-10k"])
    gc.collect()
    before = memory()
    shelf = snapshot_of(size)
    gc.collect()
    grown = memory() - before
    line(f"{name}-memory", grown, "MB", "300 MB, what a node with 100,000 listings may hold", grown / 300, size)
    async with fresh(server) as url:
        pool, owner = await database.pool(url), await asyncpg.connect(url)
        try:
            await owner.execute(
                "CREATE TABLE flat (id text PRIMARY KEY, name text, service text, age_low int, age_high int,"
                " statuses text[], level_low int, criteria text)"
            )
            await owner.copy_records_to_table("flat", records=_flat(size))
            await owner.execute("CREATE INDEX ON flat (service); GRANT SELECT ON flat TO tolerant_node; ANALYZE flat")
            await _measure(name, small, shelf, pool)
        finally:
            await owner.close()
            await pool.close()


async def _measure(
    name: str, small: Snapshot[ShelfRow], shelf: Snapshot[ShelfRow], pool: "asyncpg.Pool[asyncpg.Record]"
) -> None:
    her, chosen = parse_profile(VARIABLES["profile"]), parse_filter(VARIABLES["filter"])

    def asked(of: Snapshot[ShelfRow]) -> Any:
        async def ask() -> Any:
            found = match(of, her, chosen, 20, now=clock.now())
            return [each.judgements for each in found.matches]

        return ask

    async def sql() -> Any:
        return await pool.fetch(SELECT, 27, "SUBSIDIARY_PROTECTION", 0, "LANGUAGE_COURSE")

    own, ten_thousand = await compare_async([asked(shelf), asked(small)], N, cpu=True)
    line(f"{name}-own", own * 1000, "ms CPU", "the snapshot's own time at 10,000", own / ten_thousand, N)
    waited, by_sql = await compare_async([asked(shelf), sql], 1, cpu=False)
    line(f"{name}-own", waited * 1000, "ms", "naive SQL on the same listings", waited / by_sql, 1)
    app = Shelf[ShelfRow](store_shelf)
    app.current = shelf

    async def context(_bearer: str | None) -> Context:
        return Context(pool, CASEWORKER, clock.now(), read({}), network.record, app)

    gate = Endpoint(Documents(schema.make()._schema, Limits(), demo=False), context, Metrics(), body_bytes=1 << 20,
                    seconds=30)  # fmt: skip
    ask = call(gate, orjson.dumps({"query": MATCH, "variables": VARIABLES}))
    answer = orjson.loads(await ask())
    assert answer["data"]["matchListings"]["totalCount"] == shelf.size
    through, own = await compare_async([ask, asked(shelf)], N, cpu=True)
    line(name, through * 1000, "ms CPU", "the snapshot's own time (through GraphQL)", through / own, N)
    rows = [row for row, _ in listings(CHANGED, seed=8)]

    async def refresh() -> Any:
        return shelf.changed(2, rows, [row.id for row in rows], since=1)

    once, mine = await compare_async([refresh, asked(shelf)], 1, cpu=True)
    line(f"{name}-refresh", once * 1000, "ms CPU", f"one match ({CHANGED} listings changed)", once / mine, 1)
