"""Keep the whole directory in columns, so that a match asks no database and the profile stays out of its logs.

A snapshot never changes: a newer one takes its place and shares with it what stayed the same. A listing that changed
stays for a while as it was, so that somebody who turns pages goes on in the order she began with. Rows stand in the
order of their ids. Why rows are packed: docs/decisions/0010.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, Self

import numpy as np

from directory.areas import chain
from directory.codes import ListingState
from directory.columns import Column, Ragged
from directory.content import Criterion
from directory.criterion_table import CriterionTable
from directory.languages import kin
from directory.outcomes import Touch, asks
from directory.packing import unpack
from directory.sets import Index
from directory.shelving import NEVER, SHOWN, STATES, UNVETTED, Part, R, Tables, areas_of, part_of, unit

__all__ = ["SHOWN", "UNVETTED", "R", "Snapshot", "areas_of"]

EARTH_KM = 6371.0088
BATCH = 2_000
FEW_GONE = 4_000
KEPT = 2_048
Placed = tuple[tuple[Criterion, int], ...]


class Snapshot(Generic[R]):
    """Hold one revision of the directory, and what changed since an older one."""

    def __init__(self, revision: int, rows: Iterable[R] = ()) -> None:
        """Build the columns of a whole directory."""
        tables = Tables()
        kept = [row for row in rows if row.state in SHOWN + UNVETTED]
        parts = [part_of(kept[start : start + BATCH], tables) for start in range(0, max(len(kept), 1), BATCH)]
        self._build(revision, tables, parts)

    @classmethod
    def of(cls, revision: int, tables: Tables, parts: Sequence[Part]) -> Self:
        """Make the snapshot of a whole directory from columns that were made piece by piece."""
        made = cls.__new__(cls)
        made._build(revision, tables, parts)
        return made

    def _build(self, revision: int, tables: Tables, parts: Sequence[Part]) -> None:
        whole = Part.join(parts)
        whole = whole.take(np.argsort(whole.columns["id"], kind="stable"))
        self._set(revision, revision, tables, whole, np.full(len(whole.columns["id"]), NEVER), None)

    def _set(
        self, revision: int, since: int, tables: Tables, part: Part, died: Column, before: "Snapshot[R] | None"
    ) -> None:
        self.revision, self.since, self.tables, self.part, self.died = revision, since, tables, part, died
        self.ids, self.born = part.columns["id"], part.columns["born"]
        self.alive: Column = died == NEVER
        self.size = int(np.count_nonzero(self.alive))
        required, advised = tables.new_demands()
        self.required: Ragged = before.required + required if before else required
        self.advised: Ragged = before.advised + advised if before else advised
        known = before is not None and len(before.tables.criteria) == len(tables.criteria)
        self.table: CriterionTable = before.table if before and known else CriterionTable(list(tables.criteria))
        self.gone: dict[str, int] = {}
        self.floor = 0
        self.worked_out: dict[Any, Any] = {}
        self._kept: dict[int, tuple[R, Placed]] = {}
        self.languages, self.areas, self.interpreters = (
            Index(tables.languages, kin), Index(tables.areas, chain), Index(tables.interpreters, kin)
        )  # fmt: skip

    def remembering(self, gone: dict[str, int], floor: int) -> "Snapshot[R]":
        """Remember which listings were shown once and in which revision they went.

        Args:
            floor: the revision before which it is not known any more what went.
        """
        self.gone, self.floor = gone, floor
        return self

    def changed(self, revision: int, rows: Sequence[R], ids: Iterable[str], since: int) -> "Snapshot[R]":
        """Return a newer snapshot, in which some listings are as `rows` say, or gone.

        Args:
            rows: the listings that are shown now.
            ids: every listing that changed, also those that are not shown any more.
            since: the oldest revision in whose order anybody may still turn pages.
        """
        tables = Tables(self.tables)
        part = part_of([row for row in rows if row.state in SHOWN + UNVETTED], tables)
        touched = np.isin(self.ids, np.array([each.encode() for each in ids], "S")) & self.alive
        died = np.where(touched, revision, self.died)
        since = max(since, self.since)
        kept = np.flatnonzero(died > since)
        if len(kept) - np.count_nonzero(died == NEVER) > FEW_GONE + self.size // 8:
            since, kept = revision, np.flatnonzero(died == NEVER)
        whole = Part.join([self.part.take(kept), part])
        died = np.concatenate([died[kept], np.full(len(part.columns["id"]), NEVER)])
        whole.columns["born"][len(kept) :] = revision
        order = np.lexsort((whole.columns["born"], whole.columns["id"]))
        newer: Snapshot[R] = type(self).__new__(type(self))
        newer._set(revision, since, tables, whole.take(order), died[order], self)
        shown = {row.id for row in rows if row.state in SHOWN}
        were = self.ids[touched & np.isin(self["state"], [STATES[each] for each in SHOWN])]
        gone = {name.decode(): revision for name in were.tolist()} | self.gone
        return newer.remembering({name: at for name, at in gone.items() if name not in shown}, self.floor)

    @property
    def wasteful(self) -> bool:
        """Return whether more is numbered than is used, so that it should be built anew."""
        return len(self.tables.demands) > 2 * self.size + FEW_GONE

    def __getitem__(self, name: str) -> Column:
        """Return a column."""
        return self.part.columns[name]

    def listing(self, place: int) -> tuple[R, Placed]:
        """Return a listing in its own words, and the place of each of its conditions in the table."""
        found = self._kept.get(place)
        if found is None:
            row = self.row(place)
            found = row, tuple((each, self.tables.place(each)) for each in row.content.criteria)
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[place] = found
        return found

    def row(self, place: int) -> R:
        """Return a listing in its own words, without keeping it at hand."""
        found: R = unpack(self.part.columns["words"][place], self.tables.book)
        return found

    def standing(self, states: tuple[ListingState, ...]) -> tuple[Column, int]:
        """Return which rows are in one of the states, and when the first of them runs out; worked out once."""
        if states not in self.worked_out:
            kept = np.isin(self["state"], [STATES[each] for each in states])
            self.worked_out[states] = kept, int(self["expires"][kept].min(initial=NEVER))
        found: tuple[Column, int] = self.worked_out[states]
        return found

    def there(self, revision: int) -> Column:
        """Return which rows stood in an older revision."""
        if revision >= self.revision:
            return self.alive
        found: Column = (self.born <= revision) & (self.died > revision)
        return found

    def latest(self, places: Column) -> Column:
        """Return where the newest words of the same listings stand; they may be gone."""
        return np.searchsorted(self.ids, self.ids[places], side="right") - 1

    def speaking(self, languages: Iterable[str]) -> Column:
        """Return which services are given in one of the languages, or perhaps are: Kurdish may be Sorani."""
        return self.languages.touching(languages)[self["spoken"]]

    def interpreting(self, languages: Iterable[str]) -> Column:
        """Return for which services an interpreter of one of the languages comes, or perhaps comes."""
        return self.interpreters.touching(languages)[self["interpreted"]]

    def serving(self, areas: Iterable[str]) -> Column:
        """Return which services are for somebody in one of the areas; a country holds its regions, and is held."""
        return self.areas.touching(areas)[self["areas"]]

    def kilometres(self, latitude: float, longitude: float, places: Column | None = None) -> Column:
        """Return the distance in a straight line to each service's nearest point; not a number where unknown.

        Args:
            places: some rows; without them, every row.
        """
        x, y, z = unit(latitude, longitude)
        points = self.part.points if places is None else self.part.points.take(places)
        xs, ys, zs = self._axes if places is None else points.values.T
        chord = (xs - x) ** 2 + (ys - y) ** 2 + (zs - z) ** 2
        nearest = np.minimum.reduceat(chord, points.starts) if len(points.starts) else chord
        found: Column = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(nearest) / 2))
        return found

    @cached_property
    def _axes(self) -> tuple[Column, Column, Column]:
        values: Any = self.part.points.values
        return values[:, 0].copy(), values[:, 1].copy(), values[:, 2].copy()

    @cached_property
    def asked(self) -> list[frozenset[Touch]]:
        """Return what could change each row of the table of conditions."""
        return [frozenset(), frozenset(), *map(asks, self.tables.criteria)]

    def vetted(self, now: int) -> Column:
        """Return which listings are vetted and not expired; `now` in unix seconds."""
        found: Column = (self["state"] == STATES[SHOWN[0]]) & (self["expires"] > now) & self.alive
        return found
