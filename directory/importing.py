"""Bring another directory's services in as proposals, so that reviewers start from what is known and not from nothing.

Nothing imported is offered to a woman: every listing arrives as PROPOSED. The same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO, Final, Protocol

from directory import hsds
from directory.hsds_faults import Fault
from directory.store_exchange import Incoming

BATCH: Final = 200


@dataclass(slots=True)
class ImportSummary:
    """What became of a file, line by line, so that a person can act on what did not go in.

    `faults` holds each line that was refused. `repeated` holds each id that came more than once, in the order found,
    whether its lines agreed (`same` counts those that added nothing) or not. `alike` holds pairs of source ids whose
    services differ in ids only. `left_out` counts rows of a package that belong to no service, by file.
    """

    lines: int = 0
    stored: int = 0
    revised: int = 0
    unchanged: int = 0
    same: int = 0
    faults: list[hsds.BadLine] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> list[tuple[int, str, str]]:
        """Give line number, code and sentence of each line that was refused."""
        return [(each.number, each.code, each.sentence) for each in self.faults]

    def sentence(self) -> str:
        """Say it in one line for the person who started the import."""
        said = (
            f"{self.lines} lines read: {self.stored} stored, {self.revised} revised, {self.unchanged} unchanged, "
            f"{self.same} said twice, {len(self.faults)} refused; repeated ids: {len(self.repeated)}"
        )
        said += " (" + ", ".join(self.repeated) + ")" if self.repeated else ""
        said += f"; alike in all but the id: {len(self.alike)}" if self.alike else ""
        rows = ", ".join(f"{count} in {file}" for file, count in sorted(self.left_out.items()))
        return said + (f"; rows that belong to no service: {rows}" if rows else "") + "."

    def count(self, batch: Iterable[hsds.Read]) -> None:
        """Count what was read; what was stored is counted where it is stored."""
        for read in batch:
            self.lines += 1
            repeated: str | None = None
            match read:
                case hsds.BadLine():
                    self.faults.append(read)
                case hsds.Same():
                    self.same += 1
                    repeated = read.source_id
                case hsds.Found():
                    repeated = read.repeats
                    if read.alike is not None:
                        self.alike.append((read.alike, read.source_id))
            if repeated is not None and repeated not in self.repeated:
                self.repeated.append(repeated)


class Archive(Protocol):
    """What an import needs from `directory.store_exchange`, which holds these as functions.

    A digest is 16 bytes over the line as published. It is kept with the listing, because the content alone also holds
    the day of the import and could not tell that nothing changed.
    """

    async def known(self, tx: Any, source: str, source_ids: Sequence[str], /) -> Mapping[str, bytes]:
        """Give the digest kept for each of these source ids that is known."""

    async def here(self, tx: Any, ids: Sequence[str], /) -> set[str]:
        """Say which of these ids are listings of this node."""

    async def add_imported(self, tx: Any, source: str, found: Sequence[Incoming], now: datetime, /) -> None:
        """Keep new listings, PROPOSED, with their providers."""

    async def revise_imported(self, tx: Any, source: str, found: Sequence[Incoming], now: datetime, /) -> None:
        """Keep new versions; a vetted version stays in force until the new one is vetted."""


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Read lines without ever holding more than 1 MiB of one, so that a broken file cannot fill the memory.

    A longer line comes out one byte over the limit, which `hsds.read` refuses; the rest of it is thrown away.
    """
    limit = hsds.LONGEST_LINE + 1
    while line := stream.readline(limit):
        yield line
        while len(line) == limit and not line.endswith(b"\n"):
            line = stream.readline(limit)


def batches(
    lines: Iterable[bytes | str | hsds.Given], *, on: date, latin: str = "en", country: str | None = None
) -> Iterator[list[hsds.Read]]:
    """Read a file 200 lines at a time. A batch is stored in one transaction: all of it, or nothing.

    `latin` is the language of texts in Latin script, `country` that of the providers where it is known; `on` dates
    what the file does not date.
    """
    reads = hsds.read(lines, on=on, latin=latin, country=country)
    while batch := list(islice(reads, BATCH)):
        yield batch


async def keep(tx: Any, archive: Archive, batch: Sequence[hsds.Read], summary: ImportSummary, now: datetime) -> None:
    """Store, revise or leave alone each service of a batch, and count what became of every line."""
    found = [each for each in batch if isinstance(each, hsds.Found)]
    before = await archive.known(tx, hsds.SOURCE, [each.source_id for each in found])
    ours = await archive.here(tx, [each.source_id.replace("-", "") for each in found])
    own = [each for each in found if each.source_id.replace("-", "") in ours and each.source_id not in before]
    new = [each for each in found if each.source_id not in before and each not in own]
    changed = [each for each in found if before.get(each.source_id, each.digest) != each.digest]
    if new:
        await archive.add_imported(tx, hsds.SOURCE, [_incoming(each) for each in new], now)
    if changed:
        await archive.revise_imported(tx, hsds.SOURCE, [_incoming(each) for each in changed], now)
    summary.stored += len(new)
    summary.revised += len(changed)
    summary.unchanged += len(found) - len(new) - len(changed) - len(own)
    refused = {each.number: Fault("ALREADY_HERE", "id").at(each.number, each.file) for each in own}
    summary.count(refused.get(each.number, each) if isinstance(each, hsds.Found) else each for each in batch)


def _incoming(each: hsds.Found) -> Incoming:
    return Incoming(each.source_id, each.words, each.digest)
