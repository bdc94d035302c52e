"""The snapshot of a device, kept between two commands, so that a question without a line does not wait for it.

What is kept is made from the entries, and made again where the program has changed: rules and columns belong together.
Numbers are kept as they lie in memory, words as JSON; an entry is read when somebody looks at it.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from crypto.format import b64u, blake2b, lp
from directory.columns import Column, Ragged
from directory.device import DeviceRow, StrangeEntry, read_entry
from directory.fields import Fields
from directory.reading_criteria import read_criterion
from directory.reading_parts import read_outcome
from directory.shelving import KINDS, SHOWN, UNVETTED, Part, Tables, part_of
from directory.snapshot import Snapshot
from directory.writing import write_criterion, write_noun

KEPT = tuple(name for name, kind in KINDS.items() if kind is not object)
SETS = ("languages", "areas", "interpreters")


class DeviceShelf(Snapshot[DeviceRow]):
    """Hold the columns of a device's entries; `unreadable` counts entries that this program is too old for."""

    entries: Mapping[str, str]
    unreadable: int

    @classmethod
    def made(cls, revision: int, entries: Mapping[str, str]) -> "DeviceShelf":
        """Read every entry, and lay what can be read into columns."""
        rows: list[DeviceRow] = []
        for _, entry in sorted(entries.items()):
            try:
                rows.append(read_entry(entry))
            except StrangeEntry:
                continue
        tables = Tables(packs=False)
        shelf = cls.of(revision, tables, [part_of([row for row in rows if row.state in SHOWN + UNVETTED], tables)])
        shelf.entries, shelf.unreadable = entries, len(entries) - len(rows)
        return shelf

    def row(self, place: int) -> DeviceRow:
        """Return a listing in its own words, read anew."""
        return read_entry(self.entries[self.ids[place].decode()])

    def kept(self, root: str) -> dict[str, Any]:
        """Write the columns as JSON has it; `root` is the check of the entries that they were made of."""
        return {
            "made": [program(), root],
            "unreadable": self.unreadable,
            "columns": {name: _written(self[name]) for name in KEPT},
            "ragged": [_laid(each) for each in (self.part.points, self.required, self.advised)],
            "criteria": [write_criterion(each) for each in self.tables.criteria],
            "leads": [[write_noun(each) for each in outcomes] for outcomes in self.tables.leads],
            "sets": [list(getattr(self.tables, name).numbers) for name in SETS],
        }

    @classmethod
    def reopened(
        cls, said: Mapping[str, Any] | None, root: str, revision: int, entries: Mapping[str, str]
    ) -> "DeviceShelf | None":
        """Return what was kept, or nothing where another program made it, or of other entries."""
        if not said or not program() or said["made"] != [program(), root]:
            return None
        tables = Tables(packs=False)
        tables.criteria = {read_criterion(Fields(each)): place for place, each in enumerate(said["criteria"], 2)}
        tables.leads = {
            tuple(read_outcome(Fields(each)) for each in outcomes): place
            for place, outcomes in enumerate(said["leads"])
        }
        for name, sets in zip(SETS, said["sets"], strict=True):
            getattr(tables, name).numbers = {tuple(words): number for number, words in enumerate(sets)}
        points, required, advised = (Ragged(*map(_read, each)) for each in said["ragged"])
        columns = {name: _read(each) for name, each in said["columns"].items()}
        size = len(columns["id"])
        columns["words"] = np.empty(size, object)
        columns["hash"], columns["hashed"] = np.zeros((size, 32), np.uint8), np.zeros(size, bool)
        shelf = cls.of(revision, tables, [Part(columns, points)])
        shelf.required, shelf.advised = required, advised
        shelf.entries, shelf.unreadable = entries, said["unreadable"]
        return shelf


def _written(column: Column) -> list[Any]:
    return [column.dtype.str, list(column.shape), b2a_base64(column.tobytes(), newline=False).decode()]


def _read(said: list[Any]) -> Column:
    kind, shape, values = said
    return np.frombuffer(a2b_base64(values), np.dtype(kind)).reshape(shape)


def _laid(ragged: Ragged) -> list[Any]:
    return [_written(ragged.values), _written(ragged.starts)]


@cache
def program() -> str:
    """Name this program by its own text, so that no rule of yesterday answers today; empty where it is not readable."""
    files = sorted(each for each in Path(__file__).parent.glob("*.*") if each.suffix in (".py", ".json"))
    return b64u(blake2b(lp(np.__version__, *(each.read_bytes() for each in files)))) if files else ""
