"""`hsds-import-10k`: ten thousand services of HSDS 3.1 into an empty directory, against the bare minimum.

The import reads and checks each line, turns it into a listing with its conditions, and keeps it in eight tables with a
digest, 200 lines a transaction. The bare minimum is `json.loads` of each line and one INSERT of its text, in
transactions as long. Each runs in a process of its own, so that the peak of its memory is its own. The first figure is
the rate (ratio of times), the second the peak of memory.
"""

import asyncio
import json
import multiprocessing
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from bench.database import fresh
from bench.measure import line
from directory import actions as directory
from directory.importing import BATCH, ImportSummary, batches, bounded_lines
from kit import clock
from network import actions as network
from network.context import Context
from network.model import Caller
from server import database
from server.settings import read

SERVICES, ROUNDS = 10_000, 3
OPERATOR = Caller("", "", "", frozenset(), "node")
AGAINST = "json.loads and a bare INSERT of each line"


def service(number: int) -> dict[str, Any]:
    """Give one invented service, as large as services of published files are (some 2 KiB)."""
    own, organization = f"{number:08x}-0000-4000-8000-000000000001", f"{number // 7:08x}-0000-4000-8000-000000000002"
    return {
        "id": own,
        "organization_id": organization,
        "name": f"Course {number} for women (invented)",
        "alternate_name": f"دورة {number}",
        "description": f"A calm course in a small group, number {number}. " * 8,
        "status": "active",
        "application_process": "By telephone or in person, on working days.",
        "eligibility_description": "Women who look for work. The teacher asks about earlier schooling.",
        "minimum_age": 16 + number % 5,
        "maximum_age": 60,
        "last_modified": "2026-10-01T00:00:00Z",
        "organization": {
            "id": organization, "name": f"School {number // 7} (invented)", "description": "Invented.",
            "website": f"https://school{number // 7}.example",
            "phones": [{"id": organization, "number": f"+43 1 {number // 7:07}"}],
        },
        "languages": [{"id": f"{own}{code}", "code": code} for code in ("de", "en", "ar")],
        "schedules": [{"id": own, "freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00", "closes_at": "12:00"}],
        "cost_options": [{"id": own, "amount": 20, "currency": "EUR", "option": "Month"}],
        "attributes": [{"id": own, "link_type": "taxonomy", "taxonomy_term": {"id": own, "name": "Basic Literacy"}}],
        "service_at_locations": [{"id": own, "location": {
            "id": own, "location_type": "physical", "name": "House", "latitude": 48.2, "longitude": 16.3,
            "addresses": [{"id": own, "address_1": f"Street {number}", "city": "Wien", "state_province": "AT-9",
                           "postal_code": "1020", "country": "AT", "address_type": "physical"}]}}],
    }  # fmt: skip


async def ours(url: str, path: Path) -> None:
    """Import the file as `tolerant-node import` does."""
    pool, summary = await database.pool(url, least=1, most=2), ImportSummary()
    context = Context(pool, OPERATOR, clock.now(), read({}), network.record)
    with path.open("rb") as stream:
        for batch in batches(bounded_lines(stream), on=context.now.date()):
            async with context.write(realm="node") as tx:
                await directory.import_batch(tx, OPERATOR, batch, summary, now=context.now)
    assert summary.stored == SERVICES, summary.sentence()
    await pool.close()


async def bare(url: str, path: Path) -> None:
    """Read each line as JSON and insert its text."""
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE bare (id text PRIMARY KEY, service text NOT NULL)")
    with path.open("rb") as stream:
        while lines := [text for _ in range(BATCH) if (text := stream.readline())]:
            async with connection.transaction():
                for text in lines:
                    await connection.execute("INSERT INTO bare VALUES ($1, $2)", json.loads(text)["id"], text.decode())
    await connection.close()


def _once(way: str, url: str, path: Path) -> tuple[float, float]:
    begun = time.perf_counter()
    uvloop.run({"ours": ours, "bare": bare}[way](url, path))
    return time.perf_counter() - begun, _peak()


def _peak() -> float:
    """Give the peak of this process alone in MiB (Linux); what `getrusage` gives begins with its parent's."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


async def run(server: str) -> None:
    """Measure and print."""
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "services.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(service(number), ensure_ascii=False) + "\n" for number in range(SERVICES))
        for _ in range(ROUNDS):
            for way in found:
                async with fresh(server) as url:
                    with multiprocessing.get_context("spawn").Pool(1) as one:
                        found[way].append(await asyncio.to_thread(one.apply, _once, (way, url, path)))
    (mine, peak), (theirs, least) = (map(statistics.median, zip(*found[way], strict=True)) for way in ("ours", "bare"))
    line("hsds-import-10k", SERVICES / mine, "services/s", AGAINST, mine / theirs, SERVICES)
    line("hsds-import-10k", peak, "MiB at the peak", AGAINST, peak / least, SERVICES)
