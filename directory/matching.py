"""Match a woman's facts against the whole directory in memory: exact, explained, and without leaving a trace of her.

The profile lives for one call: it is not stored, not logged, not cached, and no marker of a page holds a fact of it.

Pages: the first page fixes the revision whose order the next ones follow, for as long as the snapshot remembers it.
Each page shows every listing as it is now, and leaves out what is gone. So nothing is shown twice, and nothing that
was there all the time is skipped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

import numpy as np

from directory import errors
from directory.areas import chain, middle
from directory.codes import Accepting, ListingState, Overall, ServiceType
from directory.columns import Column, mask_of
from directory.languages import names_of
from directory.matches import Asked, Match, Matches, MatchFilter
from directory.ordering import ADVISED_MOST, FARTHEST, METRES, first_of, in_rings, languages_she_knows, order_key
from directory.profile import Profile
from directory.shelving import DAY, UNVETTED, R
from directory.snapshot import Snapshot
from kit.page import check_first, decode_cursor, encode_cursor

EVERYTHING = MatchFilter()
VERDICTS = tuple(Overall)
_WEIGHT = np.array([0, 1, 1 << 16, 1 << 16], np.int32)


def match(
    shelf: Snapshot[R],
    profile: Profile,
    chosen: MatchFilter = EVERYTHING,
    first: int | None = None,
    after: str | None = None,
    *,
    now: datetime,
) -> Matches[R]:
    """Return the services she could use, best first, with exact totals.

    Raises:
        BadPageSize, BadCursor: the page asked for is none.
        DirectoryChanged: the marker is older than what the snapshot remembers, or of another directory.
        BadDistanceFilter: a distance without a place to measure from.
    """
    size = check_first(first)
    began, offset = (shelf.revision, 0) if after is None else _marker(after, shelf)
    if chosen.within_km is not None and profile.near is None:
        raise errors.BadDistanceFilter("filter.withinKm")
    ranking = Ranking(shelf, profile)
    fits = filtered(shelf, chosen, ranking, now)
    shown = ranking.leave(fits & shelf.alive, chosen.verdicts)
    old = shown if began == shelf.revision else ranking.leave(fits & shelf.there(began), chosen.verdicts)
    gone = 0 if old is shown else old.total
    ordered = ranking.first(old, offset + size + 1 + gone)[offset:]
    page, turned = _as_now(shelf, ordered, shown.kept, size + 1)
    asked, more = Asked(profile, chosen.within_km), len(page) > size
    turned = turned[:size]
    return Matches(
        ranking.matches(page[:size], asked),
        shown.counts,
        shown.total,
        shelf.revision,
        began,
        [offset + each for each in turned],
        more,
        encode_cursor([began, offset + turned[-1]]) if turned else None,
        shown.kept,
        shelf,
    )


def _marker(after: str, shelf: Snapshot[R]) -> tuple[int, int]:
    """Read a marker back: the revision whose order it follows, and how many places of it are behind."""
    began, behind = decode_cursor(after, 2)
    if any(isinstance(each, bool) or not isinstance(each, int) for each in (began, behind)):
        raise errors.DirectoryChanged("after")
    began, behind = int(began or 0), int(behind or 0)
    if not shelf.since <= began <= shelf.revision or behind < 0:
        raise errors.DirectoryChanged("after")
    return began, behind


def _as_now(shelf: Snapshot[R], ordered: Column, shown: Column, most: int) -> tuple[list[int], list[int]]:
    """Return the listings of an older order as they are now, and how many places each one is in."""
    newest = shelf.latest(ordered) if len(ordered) else ordered
    there = np.flatnonzero(shown[newest])[:most]
    return newest[there].tolist(), (there + 1).tolist()


def filtered(shelf: Snapshot[R], chosen: MatchFilter, ranking: "Ranking[R]", now: datetime) -> Column:
    """Return which rows a filter leaves; an expired vetting counts as stale, whether or not anybody noticed yet."""
    kept = _standing(shelf, chosen, int(now.timestamp()))
    if chosen.service_types:
        kept &= (shelf["types"] & mask_of(chosen.service_types, ServiceType)) != 0
    if chosen.areas:
        kept &= shelf.serving(chosen.areas)
    if chosen.languages:
        kept &= shelf.speaking(chosen.languages)
    if chosen.accepting:
        kept &= (shelf["accepting"] & mask_of(chosen.accepting, Accepting)) != 0
    if chosen.free_of_charge:
        kept &= shelf["free"]
    if chosen.women_staff:
        kept &= shelf["women"]
    if chosen.interpreter_languages:
        kept &= shelf.interpreting(chosen.interpreter_languages)
    if chosen.woman_interprets:
        kept &= shelf["woman_interprets"]
    if chosen.verified_within_days is not None:
        kept &= shelf["verified"] >= int(now.timestamp()) // DAY - chosen.verified_within_days
    if chosen.within_km is not None:
        kept &= ranking.kilometres() <= chosen.within_km
    return kept


def _standing(shelf: Snapshot[R], chosen: MatchFilter, now: int) -> Column:
    states = [ListingState.VETTED, ListingState.DISPUTED]
    states += UNVETTED if chosen.include_unvetted else ()
    states += (ListingState.STALE,) if chosen.include_stale else ()
    kept, expires = shelf.standing(tuple(states))
    return kept.copy() if chosen.include_stale or now < expires else kept & (shelf["expires"] > now)


@dataclass(frozen=True, slots=True)
class Left:
    """Hold which rows are left, how many of them have each demand, and the exact counts."""

    kept: Column
    tally: Column
    counts: dict[Overall, int]
    total: int


def _begin(shelf: Snapshot[R], profile: Profile) -> tuple[tuple[float, float] | None, Column | None]:
    """Return where distance is measured from, and, where only her area is known, the ring of each set of areas."""
    near, area = profile.near, profile.area
    if near is not None:
        return (near.latitude, near.longitude), None
    if area is None:
        return None, None
    return middle(area), 2 - shelf.areas.touching([chain(area)[-1]]).astype(np.int64) - shelf.areas.touching([area])


class Ranking(Generic[R]):
    """Hold what the verdicts and the order rest on for one question."""

    def __init__(self, shelf: Snapshot[R], profile: Profile) -> None:
        self.shelf = shelf
        answers = shelf.table.judge(profile)
        self._about = profile.near is None
        self._begin, self._rings = _begin(shelf, profile)
        sums = shelf.advised.sums(_WEIGHT[answers])
        fails, unknown = np.minimum(sums >> 16, ADVISED_MOST), np.minimum(sums & 0xFFFF, ADVISED_MOST)
        severity = shelf.required.most(answers).astype(np.uint16)
        self._fit: Column = (severity << 12 | fails << 6 | unknown).astype(np.uint16)
        known = {name for each in languages_she_knows(profile) for name in names_of(each)}
        self._she_knows = shelf.languages.holding(known)

    def leave(self, kept: Column, verdicts: tuple[Overall, ...]) -> Left:
        """Return the rows with one of the verdicts, and how many rows have each verdict."""
        demand, severity = self.shelf["demand"], self._fit >> 12
        tally: Column = np.bincount(demand[kept], minlength=len(self._fit))
        counts = {each: int(tally[severity == each.rank].sum()) for each in Overall}
        if verdicts:
            wanted = np.isin(severity, [each.rank for each in verdicts])
            kept, tally = kept & wanted[demand], np.where(wanted, tally, 0)
        return Left(kept, tally, counts, int(tally.sum()))

    def first(self, left: Left, wanted: int) -> Column:
        """Return the best of some rows in order; where what weighs more decides, the rest is not looked at."""
        demand, kept = self.shelf["demand"], left.kept
        if 0 < wanted < left.total:
            best_first = np.argsort(self._fit, kind="stable")
            enough = np.searchsorted(np.cumsum(left.tally[best_first]), wanted)
            kept = kept & (self._fit <= self._fit[best_first[enough]])[demand]
        places = np.flatnonzero(kept)
        if not len(places):
            return places
        wanted = min(wanted, len(places))
        keys = self.keys(places, self._fit[demand[places]])
        first = keys <= np.partition(keys, wanted - 1)[wanted - 1]
        places, keys = places[first], keys[first]
        ordered: Column = places[first_of(keys | self.steps(places), wanted)]
        return ordered

    def kilometres(self, places: Column | None = None) -> Column:
        """Return the distance to some rows, or to every row; not a number where unknown."""
        if self._begin is None:
            return np.full(self.shelf.alive.size if places is None else len(places), np.nan)
        return self.shelf.kilometres(*self._begin, places)

    def keys(self, places: Column, fit: Column) -> Column:
        """Return the order of some rows as numbers, without distance."""
        foreign = (~self._she_knows[self.shelf["spoken"][places]]).astype(np.int64)
        stands = self.shelf["stands"][places].astype(np.int64)
        wide = fit.astype(np.int64)
        return order_key(
            wide >> 12, wide >> 6 & ADVISED_MOST, wide & ADVISED_MOST, foreign, stands, np.zeros_like(stands)
        )

    def steps(self, places: Column) -> Column:
        """Return the distance to some rows in steps, for the end of their keys."""
        metres = np.nan_to_num(self.kilometres(places) * (1000 / METRES), nan=FARTHEST)
        steps: Column = np.minimum(metres, FARTHEST).astype(np.int64)
        return steps if self._rings is None else in_rings(steps, self._rings[self.shelf["areas"][places]])

    def matches(self, places: Sequence[int], asked: Asked) -> list[Match[R]]:
        """Return some listings with what the columns say of them."""
        far = self.kilometres(np.array(places, np.intp)).tolist()
        return [self._match(place, km, asked) for place, km in zip(places, far, strict=True)]

    def _match(self, place: int, km: float, asked: Asked) -> Match[R]:
        approximate = self._about or bool(self.shelf["approximate"][place])
        known, fit = (
            None if km != km else round(km, 0 if approximate else 1),
            int(self._fit[self.shelf["demand"][place]]),
        )
        row, placed = self.shelf.listing(place)
        return Match(
            row,
            VERDICTS[fit >> 12],
            known,
            approximate and known is not None,
            bool(self._she_knows[self.shelf["spoken"][place]]),
            fit >> 6 & ADVISED_MOST,
            fit & ADVISED_MOST,
            placed,
            asked,
        )
