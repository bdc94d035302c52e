"""Put services together from the tables of a package; what is broken in one part keeps the whole service out.

A row that names something that is not there, or that cannot be read, is reported once, by file, line and field. Each
service that it belongs to is refused with a reference to it. Rows that belong to no service are counted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from directory.hsds import Given
from directory.hsds_csv import FileRefused, Row, files, read
from directory.hsds_faults import BadLine, Fault, Terms
from directory.hsds_tables import MANY, ONE
from directory.taxonomy import Record

_OWNERS: Final = {
    "service": "service_id", "organization": "organization_id", "location": "location_id", "phone": "phone_id",
    "service_at_location": "service_at_location_id",
}  # fmt: skip
"""The column by which a row says to what it belongs."""
_POINTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "service": (("organization_id", "organization"),),
    "service_at_location": (("location_id", "location"),),
    "attribute": (("taxonomy_term_id", "taxonomy_term"),),
    "service_capacity": (("unit_id", "unit"),),
    "taxonomy_term": (("parent_id", "taxonomy_term"), ("taxonomy_id", "taxonomy")),
}
"""The columns by which a row names what many rows may name, and the table that it stands in."""
_HOLDS: Final = {
    "service": ("attribute", "service_at_location", "phone", "schedule", "service_area", "required_document",
                "language", "cost_option", "service_capacity", "eligibility"),
    "organization": ("phone", "attribute"),
    "location": ("address", "phone", "schedule", "language", "attribute"),
    "service_at_location": ("phone", "schedule", "service_area", "attribute"),
    "phone": ("language",),
}  # fmt: skip
_LISTS: Final = {table: key for key, table in MANY.items()}
_VOCABULARY: Final = frozenset({"taxonomy", "taxonomy_term", "unit"})


class Tables:
    """Hold the rows of a package by what they are and by what they belong to."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Read all tables.

        Raises:
            FileRefused: a file cannot be understood; nothing of the package is taken in.
        """
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.by_id: dict[tuple[str, str], Row] = {}
        self.parts: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for file in files(paths):
            for row in read(file):
                self._add(row)
        self._find_cycles()

    def left_out(self) -> Mapping[str, int]:
        """Count the rows that are in order and belong to no service, by file."""
        counts: dict[str, int] = defaultdict(int)
        for name, rows in self.rows.items():
            for row in rows:
                if name not in _VOCABULARY and not row.seen and row.bad is None:
                    counts[row.file] += 1
        return counts

    def services(self) -> Iterator[Given]:
        """Give each service with all that belongs to it, or the reason why not; then each broken row, once."""
        for row in self.rows["service"]:
            row.seen = True
            broken = row.bad or self._broken(row)
            if broken is None:
                yield Given(row.number, row.file, self._whole(row))
                continue
            own = broken if broken is row.bad or (broken.file, broken.number) == (row.file, row.number) else None
            yield Given(row.number, row.file, None, own or _part(row, broken))
        told: set[BadLine] = set()
        for row in (each for name, rows in self.rows.items() if name != "service" for each in rows):
            row.bad = row.bad or self._dangling(row)
            if row.bad is not None and row.bad not in told:
                told.add(row.bad)
                yield Given(row.number, row.file, None, row.bad)

    def _add(self, row: Row) -> None:
        self.rows[row.table].append(row)
        own = row.values.get("id")
        if own and row.table in (*ONE.values(), "service_at_location", "phone", "service", "taxonomy"):
            known = self.by_id.setdefault((row.table, own), row)
            if known is not row and row.table != "service" and known.values != row.values:
                known.bad = known.bad or Fault("ID_TWICE", "id").at(known.number, known.file)
                row.bad = row.bad or Fault("ID_TWICE", "id").at(row.number, row.file)
        for owner, column in _OWNERS.items():
            if column in row.values and row.table in _HOLDS.get(owner, ()):
                self.parts[row.table, owner, row.values[column]].append(row)
        if row.table == "attribute" and "link_id" in row.values:
            entity = row.values.get("link_entity", "service")
            self.parts["attribute", entity, row.values["link_id"]].append(row)

    def _find_cycles(self) -> None:
        terms = Terms()
        for row in self.rows["taxonomy_term"]:
            if {"id", "parent_id"} <= row.values.keys():
                terms.add(row.values["id"], row.values["parent_id"])
        for row in self.rows["taxonomy_term"]:
            if terms.in_cycle(row.values.get("id", "")):
                row.bad = row.bad or Fault("TAXONOMY_CYCLE", "parent_id").at(row.number, row.file)

    def _pointed(self, row: Row) -> Iterator[tuple[str, str, Row | None]]:
        """Give what a row points to: the column, the table, and the row there if there is one."""
        for column, table in _POINTS.get(row.table, ()):
            if column in row.values and self.rows.get(table):
                yield column, table, self.by_id.get((table, row.values[column]))

    def _dangling(self, row: Row) -> BadLine | None:
        """Say which reference of a row leads nowhere; an owner that is missing is one."""
        for column, _, to in self._pointed(row):
            if to is None:
                return Fault("REFERENCE_DANGLING", column).at(row.number, row.file)
        for owner, column in _OWNERS.items():
            own = row.values.get(column) if row.table in _HOLDS.get(owner, ()) and self.rows.get(owner) else None
            if own is not None and (owner, own) not in self.by_id:
                return Fault("REFERENCE_DANGLING", column).at(row.number, row.file)
        return None

    def _parts(self, row: Row) -> Iterator[Row]:
        own: str = row.values.get("id", "")
        for table in _HOLDS.get(row.table, ()) if own else ():
            yield from self.parts.get((table, row.table, own), ())

    def _broken(self, row: Row) -> BadLine | None:
        """Mark all that belongs to a row as seen, and give the first thing in it that is broken."""
        row.seen = True
        found = row.bad or self._dangling(row)
        for _, _, to in self._pointed(row):
            if to is not None and (to.bad is not None or not to.seen):
                found = (to.bad or self._broken(to)) or found
                to.seen = True
        for part in self._parts(row):
            found = self._broken(part) or found
        row.bad = row.bad or (found if found and row.table in ONE.values() else None)
        return found

    def _whole(self, row: Row) -> Record:
        record: Record = dict(row.values)
        for _, table, to in self._pointed(row):
            if to is not None and row.table != "taxonomy_term":
                record[table] = self._whole(to)
        for part in self._parts(row):
            if part.table == "eligibility":
                texts = (record.get("eligibility_description"), part.values.get("eligibility"))
                record["eligibility_description"] = "\n".join(text for text in texts if text)
            else:
                record.setdefault(_LISTS[part.table], []).append(self._whole(part))
        return record


def _part(row: Row, broken: BadLine) -> BadLine:
    sentence = f"A row that belongs to the service cannot go in: {broken.file}, line {broken.number}."
    return BadLine(row.number, "PART_REFUSED", sentence, broken.field, row.file)


def services(paths: Sequence[Path]) -> tuple[Iterator[Given], Mapping[str, int]]:
    """Give the services of a package, and what will be left out of it when all have been given.

    The second is filled while the first is read. A package that cannot be understood gives one reason and no service.
    """
    left: dict[str, int] = {}
    try:
        tables = Tables(paths)
    except FileRefused as no:
        bad = no.bad
        return iter([Given(bad.number, bad.file or "", None, bad)]), left

    def given() -> Iterator[Given]:
        yield from tables.services()
        left.update(tables.left_out())

    return given(), left
