"""Bring files into the directory from the operator's machine, with a bar that shows how far it is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from directory import actions as directory
from directory.importing import ImportSummary, bounded_lines
from kit import clock
from network import actions as network
from network.context import Context
from network.model import Caller
from server import database, migrations, settings

UrlOf = Callable[[settings.Settings], str]
OPERATOR = Caller("", "", "", frozenset(), "node")
"""Whoever works on the node's own machine."""


async def _prepared(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await migrations.migrate(connection)
    finally:
        await connection.close()


async def import_hsds(path: Path, *, country: str | None, latin: str, url_of: UrlOf) -> ImportSummary:
    """Import a file of HSDS 3.1 in one transaction; a bad line is refused by its number, the rest goes in."""
    chosen = settings.read()
    url = url_of(chosen)
    await _prepared(url)
    with path.open("rb") as stream:
        lines = sum(1 for _ in stream)
    pool = await database.pool(url, least=1, most=2)
    columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn())
    try:
        context = Context(pool, OPERATOR, clock.now(), chosen, network.record)
        with Progress(*columns, transient=True) as bar, path.open("rb") as stream:
            task = bar.add_task("import", total=lines)
            async with context.write(realm="node") as tx:
                return await directory.import_listings(
                    tx,
                    OPERATOR,
                    bounded_lines(stream),
                    latin=latin,
                    country=country,
                    now=context.now,
                    progress=lambda summary: bar.update(task, completed=summary.lines),
                )
    finally:
        await pool.close()


def _listings(folder: Path) -> list[Any]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


async def load_demonstration(folder: Path, members: dict[str, str], *, url_of: UrlOf) -> int:
    """Load the invented listings of a folder; gives how many were new. `members` maps source ids to the network's."""
    chosen = settings.read()
    url = url_of(chosen)
    await _prepared(url)
    listings = _listings(folder)
    pool = await database.pool(url, least=1, most=2)
    try:
        context = Context(pool, OPERATOR, clock.now(), chosen, network.record)
        async with context.write(realm="node") as tx:
            return await directory.load_demonstration(tx, OPERATOR, listings, now=context.now, members=members)
    finally:
        await pool.close()
