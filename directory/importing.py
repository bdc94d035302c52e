"""Bring another directory's services in as proposals, so that reviewers start from what is known and not from nothing.

Nothing imported is offered to a woman: every listing arrives as PROPOSED. The same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, Final, Protocol

from directory import hsds

BATCH: Final = 200

Progress = Callable[["ImportSummary"], None]


@dataclass(slots=True)
class ImportSummary:
    """What became of a file, line by line, so that a person can act on what did not go in.

    `refused` holds (line number, code, sentence). `repeated` holds each id that came more than once, in the order
    found, whether its lines agreed (`same` counts those that added nothing) or not. `alike` holds pairs of source
    ids whose services differ in ids only.
    """

    lines: int = 0
    stored: int = 0
    revised: int = 0
    unchanged: int = 0
    same: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)

    def sentence(self) -> str:
        """Say it in one line for the person who started the import."""
        said = (
            f"{self.lines} lines read: {self.stored} stored, {self.revised} revised, {self.unchanged} unchanged, "
            f"{self.same} said twice, {len(self.refused)} refused; repeated ids: {len(self.repeated)}"
        )
        return said + (" (" + ", ".join(self.repeated) + ")" if self.repeated else "") + "."


class Archive(Protocol):
    """What an import needs from `directory.store`, which holds these as functions.

    A digest is 16 bytes over the line as published. It is kept with the listing, because the content alone also holds
    the day of the import and could not tell that nothing changed.
    """

    async def imported(self, tx: Any, source: str, source_ids: Sequence[str], /) -> Mapping[str, bytes]:
        """Give the digest kept for each of these source ids that is known."""

    async def add_imported(
        self, tx: Any, source: str, source_id: str, content: Mapping[str, Any], digest: bytes, now: datetime, /
    ) -> None:
        """Keep a new listing, PROPOSED, with its provider."""

    async def revise_imported(
        self, tx: Any, source: str, source_id: str, content: Mapping[str, Any], digest: bytes, now: datetime, /
    ) -> None:
        """Keep a new version; a vetted version stays in force until the new one is vetted."""


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Read lines without ever holding more than 1 MiB of one, so that a broken file cannot fill the memory.

    A longer line comes out one byte over the limit, which `hsds.read` refuses; the rest of it is thrown away.
    """
    limit = hsds.LONGEST_LINE + 1
    while line := stream.readline(limit):
        yield line
        while len(line) == limit and not line.endswith(b"\n"):
            line = stream.readline(limit)


async def import_listings(
    tx: Any,
    lines: Iterable[bytes | str],
    *,
    archive: Archive,
    now: datetime,
    latin: str = "en",
    country: str | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Store, revise or leave alone each service of an HSDS 3.1 file, and say what became of every line.

    `latin` is the language of texts in Latin script, `country` that of the providers where it is known. `progress` is
    called after each batch of 200 lines. The caller decides who may import and writes the audit trail.
    """
    summary = ImportSummary()
    reads = hsds.read(lines, on=now.date(), latin=latin, country=country)
    while batch := list(islice(reads, BATCH)):
        await _keep(tx, archive, [each for each in batch if isinstance(each, hsds.Found)], summary, now)
        for each in batch:
            _count(summary, each)
        if progress is not None:
            progress(summary)
    return summary


async def _keep(tx: Any, archive: Archive, found: list[hsds.Found], summary: ImportSummary, now: datetime) -> None:
    known = await archive.imported(tx, hsds.SOURCE, [each.source_id for each in found])
    for each in found:
        before = known.get(each.source_id)
        if before == each.digest:
            summary.unchanged += 1
            continue
        keep: Callable[..., Awaitable[None]] = archive.add_imported if before is None else archive.revise_imported
        await keep(tx, hsds.SOURCE, each.source_id, each.content, each.digest, now)
        summary.stored += before is None
        summary.revised += before is not None


def _count(summary: ImportSummary, read: hsds.Read) -> None:
    summary.lines += 1
    repeated: str | None = None
    match read:
        case hsds.BadLine():
            summary.refused.append((read.number, read.code, read.sentence))
        case hsds.Same():
            summary.same += 1
            repeated = read.source_id
        case hsds.Found():
            repeated = read.repeats
            if read.alike is not None:
                summary.alike.append((read.alike, read.source_id))
    if repeated is not None and repeated not in summary.repeated:
        summary.repeated.append(repeated)
