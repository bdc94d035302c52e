"""Bring files into the directory from the operator's machine, with a bar that shows how far it is."""

import json
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from directory import actions as directory
from directory.exporting import Form
from directory.hsds import Given
from directory.hsds_join import services
from directory.importing import ImportSummary, batches, bounded_lines
from kit import clock
from network import actions as network
from network.context import Context
from network.model import Caller
from server import database, migrations, settings
from server.errors import StartError

UrlOf = Callable[[settings.Settings], str]
OPERATOR = Caller("", "", "", frozenset(), "node")
"""Whoever works on the node's own machine."""


@asynccontextmanager
async def _at_work(url_of: UrlOf) -> AsyncIterator[Context]:
    """Give the operator a context on a database that is ready, for as long as one command lasts."""
    chosen = settings.read()
    url = url_of(chosen)
    await migrations.prepare(url, chosen.shred_url)
    pool = await database.pool(url, least=1, most=2)
    try:
        yield Context(pool, OPERATOR, clock.now(), chosen, network.record)
    finally:
        await pool.close()


async def import_hsds(paths: Sequence[Path], *, country: str | None, latin: str, url_of: UrlOf) -> ImportSummary:
    """Import a file of HSDS, or a package of tables, a batch a transaction.

    A bad line is refused by its number, the rest goes in. Whoever cuts the import in the middle starts it again: what
    is in already stays as it is.
    """
    async with _at_work(url_of) as context:
        with _opened(paths) as (lines, left_out, total):
            return await _import(context, lines, left_out, total, country, latin)


@contextmanager
def _opened(paths: Sequence[Path]) -> Iterator[tuple[Iterable[bytes | Given], Mapping[str, int], int | None]]:
    """Open what is imported, with how many lines there are where that is known beforehand."""
    first = paths[0]
    if len(paths) > 1 or first.is_dir() or first.suffix in (".csv", ".zip"):
        given, left_out = services(paths)
        yield given, left_out, None
        return
    with first.open("rb") as stream:
        total = sum(1 for _ in stream)
        stream.seek(0)
        yield bounded_lines(stream), {}, total


async def _import(
    context: Context, lines: Iterable[bytes | Given], left_out: Mapping[str, int], total: int | None,
    country: str | None, latin: str,
) -> ImportSummary:  # fmt: skip
    summary = ImportSummary()
    async with context.write(realm="node") as tx:
        await directory.begin_import(tx, OPERATOR, now=context.now)
    with Progress(TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), transient=True) as bar:
        task = bar.add_task("import", total=total)
        for batch in batches(lines, on=context.now.date(), latin=latin, country=country):
            async with context.write(realm="node") as tx:
                await directory.import_batch(tx, OPERATOR, batch, summary, now=context.now)
            bar.update(task, completed=summary.lines)
    summary.left_out.update(left_out)
    return summary


async def export_hsds(path: Path, form: Form, *, every: bool, public: bool, url_of: UrlOf) -> int:
    """Write the directory to a file that nobody but the operator may read; gives how many services."""
    async with _at_work(url_of) as context:
        with _whole(path) as out:
            async with context.write(realm="node") as tx:
                return await directory.export(tx, OPERATOR, out, form, every=every, public=public, now=context.now)


async def show_duplicates(first: int, *, url_of: UrlOf) -> list[str]:
    """Say in lines which listings look like one service, the likeliest first."""
    async with _at_work(url_of) as context, context.read(realm="node") as tx:
        page = await directory.duplicates(tx, OPERATOR, first)
    lines = []
    for each in page.pairs:
        lines.append(f"names agree to {each.pair.names} of 100; the same: {', '.join(each.pair.agrees)}")
        for row in (each.one, each.other):
            content = row.content
            lines.append(f"  {row.id}  {row.state}  {content.names[0].text}  ({content.provider.name}, {row.source})")
    return [*lines, f"{page.total} pairs wait for a decision."]


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that only the operator may read; it stands there when it is whole, and not before."""
    beside = path.with_name(path.name + ".part")
    try:
        out = open(beside, "wb", opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115
    except OSError as error:
        raise StartError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with out:
            yield out
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _listings(folder: Path) -> list[Any]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jsonl"))]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


async def load_demonstration(folder: Path, members: dict[str, str], *, url_of: UrlOf) -> int:
    """Load the invented listings of a folder; gives how many were new. `members` maps source ids to the network's."""
    listings = _listings(folder)
    async with _at_work(url_of) as context, context.write(realm="node") as tx:
        return await directory.load_demonstration(tx, OPERATOR, listings, now=context.now, members=members)
