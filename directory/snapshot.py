"""Keep the whole directory in columns, so that a match asks no database and the profile stays out of its logs.

A snapshot never changes after it is built: a new one takes its place. Rows stand in the order of their ids. Distance is
measured to places that everyone in the network may see, else to the middle of an area, never to a hidden place.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import cos, radians, sin
from typing import Generic, Protocol, TypeVar

import numpy as np

from directory.areas import centroid, chain
from directory.codes import FeeRule, ListingState, ServiceType, Strength
from directory.columns import Column, mask_of
from directory.content import Content, Criterion
from directory.criterion_table import MET, OPEN, CriterionTable
from directory.ordering import standing

EARTH_KM = 6371.0088
SHOWN = (ListingState.VETTED, ListingState.DISPUTED, ListingState.STALE)
UNVETTED = (ListingState.PROPOSED, ListingState.IN_REVIEW)
DAY = 86_400


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
    def content(self) -> Content:
        """The version that is shown."""


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


class Snapshot(Generic[R]):
    """Hold one revision of the directory."""

    def __init__(self, revision: int, rows: Iterable[R]) -> None:
        """Build the columns; takes a fraction of a second for ten thousand listings."""
        self.revision = revision
        kept = SHOWN + UNVETTED
        self.rows: Sequence[R] = sorted((row for row in rows if row.state in kept), key=lambda row: row.id)
        self.size = len(self.rows)
        self.state: Column = np.array([list(ListingState).index(row.state) for row in self.rows], np.uint8)
        self._index_criteria()
        self._index_facts()
        self._index_words()
        self._index_points()

    def _index_criteria(self) -> None:
        distinct: dict[Criterion, int] = {}
        required: list[int] = []
        advised: list[int] = []
        self.placed: list[tuple[tuple[Criterion, int], ...]] = []
        self.required_starts: Column = np.zeros(self.size, np.intp)
        self.advised_starts: Column = np.zeros(self.size, np.intp)
        for row, listing in enumerate(self.rows):
            self.required_starts[row], self.advised_starts[row] = len(required), len(advised)
            placed = []
            required.append(MET if listing.content.machine_checked else OPEN)
            advised.append(MET)
            for each in listing.content.criteria:
                place = distinct.setdefault(each, len(distinct) + 2)
                (required if each.strength is Strength.REQUIRED else advised).append(place)
                placed.append((each, place))
            self.placed.append(tuple(placed))
        self.required: Column = np.array(required, np.intp)
        self.advised: Column = np.array(advised, np.intp)
        self.table = CriterionTable(list(distinct))

    def _index_facts(self) -> None:
        contents = [row.content for row in self.rows]
        days = [None if row.verified_at is None else int(row.verified_at.timestamp()) // DAY for row in self.rows]
        self.verified_day: Column = np.array([-1 if day is None else day for day in days], np.int64)
        accepting = [content.availability.accepting for content in contents]
        self.accepting: Column = np.array([1 << each.rank for each in accepting], np.uint8)
        stands = [standing(each, day) for each, day in zip(accepting, days, strict=True)]
        self.stands: Column = np.array(stands, np.int64)
        self.types: Column = np.array([mask_of(each.service_types, ServiceType) for each in contents], np.int64)
        costless = (FeeRule.FREE, FeeRule.COVERED)
        self.free: Column = np.array([each.fee is not None and each.fee.rule in costless for each in contents], bool)
        self.women: Column = np.array([each.women_staff is True for each in contents], bool)

    def _index_words(self) -> None:
        spoken: dict[str, list[int]] = defaultdict(list)
        inside: dict[str, list[int]] = defaultdict(list)
        around: dict[str, list[int]] = defaultdict(list)
        for row, listing in enumerate(self.rows):
            for language in listing.content.delivery_languages:
                spoken[language].append(row)
            for area in areas_of(listing.content):
                inside[area].append(row)
                for outer in chain(area):
                    around[outer].append(row)
        self._spoken, self._inside, self._around = (
            {key: np.array(rows, np.intp) for key, rows in index.items()} for index in (spoken, inside, around)
        )

    def _index_points(self) -> None:
        vectors: list[tuple[float, float, float]] = []
        self.point_starts: Column = np.zeros(self.size, np.intp)
        self.approximate: Column = np.zeros(self.size, bool)
        for row, listing in enumerate(self.rows):
            points, self.approximate[row] = points_of(listing.content)
            self.point_starts[row] = len(vectors)
            vectors += [unit(*point) for point in points] or [(np.nan, np.nan, np.nan)]
        columns = np.array(vectors, float).reshape(-1, 3)
        self._x, self._y, self._z = (np.ascontiguousarray(columns[:, axis]) for axis in range(3))

    def speaking(self, languages: Iterable[str]) -> Column:
        """Return which services are given in one of the languages."""
        found: Column = np.zeros(self.size, bool)
        for language in languages:
            if language in self._spoken:
                found[self._spoken[language]] = True
        return found

    def serving(self, areas: Iterable[str]) -> Column:
        """Return which services are for somebody in one of the areas; a country holds its regions, and is held."""
        found: Column = np.zeros(self.size, bool)
        for area in areas:
            if area in self._around:
                found[self._around[area]] = True
            for outer in chain(area):
                if outer in self._inside:
                    found[self._inside[outer]] = True
        return found

    def kilometres(self, latitude: float, longitude: float) -> Column:
        """Return the distance in a straight line to each service's nearest point; not a number where unknown."""
        x, y, z = unit(latitude, longitude)
        chord = (self._x - x) ** 2 + (self._y - y) ** 2 + (self._z - z) ** 2
        nearest = np.minimum.reduceat(chord, self.point_starts) if self.size else chord
        found: Column = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(nearest) / 2))
        return found
