"""Turn listings into columns, so that an answer asks no database; what a listing hides is never among them.

Conditions and their combinations, sets of languages and of areas are numbered and kept once. Distance is measured to
places that everyone in the network may see, else to the middle of an area, never to a hidden place.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import cos, radians, sin
from typing import Any, Protocol, TypeVar

import numpy as np

from directory.areas import centroid
from directory.codes import Accepting, CriterionKind, FeeRule, ListingState, ServiceType, Source, Strength
from directory.columns import Column, Ragged, mask_of
from directory.content import Content, Criterion, Outcome
from directory.criterion_table import MET, OPEN
from directory.ordering import standing
from directory.outcomes import days_of
from directory.packing import book_of, pack
from directory.sets import Sets

SHOWN = (ListingState.VETTED, ListingState.DISPUTED, ListingState.STALE)
UNVETTED = (ListingState.PROPOSED, ListingState.IN_REVIEW)
DAY = 86_400
NEVER = np.iinfo(np.int64).max
MANY_SEEN = 65_536
"""Conditions as they were stated, each with its day, source and note, that are kept at hand while listings are read."""
STATES = {state: place for place, state in enumerate(ListingState)}
KINDS: dict[str, Any] = {
    "id": "S", "born": np.int64, "state": np.uint8, "verified": np.int32, "expires": np.int64, "accepting": np.uint8,
    "stands": np.int32, "types": np.int32, "free": bool, "women": bool, "woman_interprets": bool,
    "approximate": bool, "demand": np.intp, "spoken": np.int32, "areas": np.int32, "interpreted": np.int32,
    "leads": np.int32, "days": np.int32, "words": object,
}  # fmt: skip


class Row(Protocol):
    """What the shelf must know of a listing; the archive's row has more, which the door shows."""

    @property
    def id(self) -> str:
        """The listing's id."""

    @property
    def state(self) -> ListingState:
        """Where it stands."""

    @property
    def verified_at(self) -> datetime | None:
        """When someone last checked it."""

    @property
    def expires_at(self) -> datetime | None:
        """When that check runs out."""

    @property
    def warned_at(self) -> datetime | None:
        """When its owner was warned that nobody has confirmed it for long."""

    @property
    def content(self) -> Content:
        """The version that is shown."""

    @property
    def changed(self) -> int:
        """The revision in which it last changed."""


R = TypeVar("R", bound=Row)


def unit(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Return a point of the globe as a vector of length 1, so that distances need no special cases."""
    lat, lon = radians(latitude), radians(longitude)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def points_of(content: Content) -> tuple[list[tuple[float, float]], bool]:
    """Return where distance is measured to, and whether that is only the middle of an area."""
    seen = [place for place in content.places if not place.hidden]
    exact = [(p.latitude, p.longitude) for p in seen if p.latitude is not None and p.longitude is not None]
    if exact:
        return exact, False
    areas = [place.area for place in seen or content.places if place.area] or list(content.areas_served)
    return [point for area in areas if (point := centroid(area)) is not None], True


def areas_of(content: Content) -> set[str]:
    """Return the areas a service is for: those it serves, else those its places lie in, else its provider's country."""
    found = set(content.areas_served) or {place.area for place in content.places if place.area}
    return found or ({content.provider.country} if content.provider.country else set())


class Tables:
    """Number what listings share; an older revision's tables stay as they are when a newer one adds to a copy."""

    def __init__(self, before: "Tables | None" = None, *, packs: bool = True) -> None:
        """Begin empty, or with what an older revision has numbered; who keeps the words elsewhere packs none."""
        self.packs: bool = before.packs if before else packs
        self.book: bytes = before.book if before else b""
        self.criteria: dict[Criterion, int] = dict(before.criteria) if before else {}
        self.demands: dict[bytes, int] = dict(before.demands) if before else {}
        self.languages: Sets = Sets(before.languages if before else None)
        self.areas: Sets = Sets(before.areas if before else None)
        self.interpreters: Sets = Sets(before.interpreters if before else None)
        self.leads: dict[tuple[Outcome, ...], int] = dict(before.leads) if before else {(): 0}
        self._new: list[tuple[list[int], list[int]]] = []
        self._seen: dict[Criterion, int] = {}

    def place(self, criterion: Criterion) -> int:
        """Return the row of a condition; who stated it, when, and a note beside it do not change its answer."""
        found = self._seen.get(criterion)
        if found is None:
            if len(self._seen) >= MANY_SEEN:
                self._seen.clear()
            text = criterion.text if criterion.kind is CriterionKind.OTHER else None
            bare = replace(criterion, strength=Strength.REQUIRED, source=Source.PROVIDER, as_of=None, text=text)
            found = self._seen[criterion] = self.criteria.setdefault(bare, len(self.criteria) + 2)
        return found

    def demand(self, content: Content) -> int:
        """Return the number of what a listing demands and advises."""
        required, advised = [MET if content.machine_checked else OPEN], [MET]
        for each in content.criteria:
            (required if each.strength is Strength.REQUIRED else advised).append(self.place(each))
        required.sort()
        advised.sort()
        key = array("i", [len(required), *required, *advised]).tobytes()
        found = self.demands.get(key)
        if found is None:
            found = self.demands[key] = len(self.demands)
            self._new.append((required, advised))
        return found

    def new_demands(self) -> tuple[Ragged, Ragged]:
        """Return what the demands numbered since the last call require and advise."""
        new, self._new = self._new, []
        return Ragged.of([each for each, _ in new], np.int32), Ragged.of([each for _, each in new], np.int32)


class Part:
    """Hold the columns of some listings."""

    def __init__(self, columns: dict[str, Column], points: Ragged) -> None:
        self.columns, self.points = columns, points

    def take(self, places: Column) -> "Part":
        """Return some of them, in the order asked for."""
        return Part({name: column[places] for name, column in self.columns.items()}, self.points.take(places))

    @classmethod
    def join(cls, parts: Sequence["Part"]) -> "Part":
        """Return all of them."""
        if len(parts) == 1:
            return parts[0]
        points = [each.points for each in parts]
        sizes = np.cumsum([0, *(len(each.values) for each in points)])
        starts = np.concatenate([each.starts + size for each, size in zip(points, sizes, strict=False)])
        columns = {name: np.concatenate([each.columns[name] for each in parts]) for name in parts[0].columns}
        return cls(columns, Ragged(np.concatenate([each.values for each in points]), starts))


def part_of(rows: Sequence[Row], tables: Tables) -> Part:
    """Return the columns of some listings, and number what is new in them."""
    if tables.packs and rows and not tables.book:
        tables.book = book_of(rows)
    facts = [_facts(row, tables) for row in rows]
    columns = {name: _column([each[place] for each in facts], kind) for place, (name, kind) in enumerate(KINDS.items())}
    vectors = []
    for place, row in enumerate(rows):
        points, columns["approximate"][place] = points_of(row.content)
        vectors.append([unit(*point) for point in points] or [(np.nan, np.nan, np.nan)])
    columns["hash"], columns["hashed"] = np.zeros((len(rows), 32), np.uint8), np.zeros(len(rows), bool)
    laid = Ragged.of(vectors, float)
    return Part(columns, Ragged(laid.values.reshape(-1, 3), laid.starts))


def _column(values: list[Any], kind: Any) -> Column:
    if kind is object:
        found: Column = np.empty(len(values), object)
        found[:] = values
        return found
    return np.array(values, kind)


def _facts(row: Row, tables: Tables) -> tuple[Any, ...]:
    """Return one listing's entries in the order of `KINDS`."""
    content, offer = row.content, row.content.interpreter
    verified = None if row.verified_at is None else int(row.verified_at.timestamp()) // DAY
    costless = content.fee is not None and content.fee.rule in (FeeRule.FREE, FeeRule.COVERED)
    days = days_of(content)
    accepting: Accepting = content.availability.accepting
    return (
        row.id.encode(), row.changed, STATES[row.state], -1 if verified is None else verified,
        NEVER if row.expires_at is None else int(row.expires_at.timestamp()), 1 << accepting.rank,
        standing(accepting, verified, doubtful=row.warned_at is not None),
        mask_of(content.service_types, ServiceType), costless,
        content.women_staff is True, offer is not None and offer.women_available is True, False,
        tables.demand(content), tables.languages.number(content.delivery_languages),
        tables.areas.number(areas_of(content)), tables.interpreters.number(offer.languages if offer else ()),
        tables.leads.setdefault(content.outcomes, len(tables.leads)), -1 if days is None else days,
        pack(row, tables.book) if tables.packs else b"",
    )  # fmt: skip
