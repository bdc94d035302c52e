"""Match a woman's facts against the whole directory in memory: exact, explained, and without leaving a trace of her.

The profile lives for one call: it is not stored, not logged, not cached, and no marker of a page holds a fact of it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import numpy as np

from directory import errors
from directory.codes import Accepting, ListingState, Overall, ServiceType
from directory.columns import Column, mask_of
from directory.matches import Asked, Match, Matches, MatchFilter
from directory.ordering import ADVISED_MOST, FARTHEST, METRES, first_of, languages_she_knows, order_key
from directory.profile import Profile
from directory.snapshot import DAY, UNVETTED, R, Row, Snapshot
from kit.page import check_first, decode_cursor, encode_cursor
from network.context import Transaction
from network.model import Caller, Role

EVERYTHING = MatchFilter()
VERDICTS = tuple(Overall)
R_co = TypeVar("R_co", bound=Row, covariant=True)


class Archive(Protocol[R_co]):
    """Where the shelf is filled from; `directory.store` is one."""

    async def revision(self, tx: Transaction, /) -> int:
        """Return the number that grows with every change of the directory."""

    async def shelf_rows(self, tx: Transaction, /) -> Sequence[R_co]:
        """Return every listing that may be shown, in the version that is shown."""


class Shelf(Generic[R]):
    """Keep the current snapshot and swap it for a newer one in one step, so that nobody reads half a directory."""

    def __init__(self, archive: Archive[R]) -> None:
        self._archive = archive
        self._refreshing = asyncio.Lock()
        self.current: Snapshot[R] = Snapshot(-1, ())

    async def refresh(self, tx: Transaction) -> bool:
        """Load the directory again if it has changed, and say whether it had.

        Args:
            tx: a transaction in the realm `node` at REPEATABLE READ, or at least one that began after the change.
        """
        async with self._refreshing:
            revision = await self._archive.revision(tx)
            if revision == self.current.revision:
                return False
            rows = await self._archive.shelf_rows(tx)
            self.current = await asyncio.to_thread(Snapshot, revision, rows)
            return True

    def match(
        self,
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
            DirectoryChanged: the marker belongs to another revision.
            BadDistanceFilter: a distance without a place to measure from.
        """
        shelf, size = self.current, check_first(first)
        offset = 0 if after is None else _offset(after, shelf.revision)
        if chosen.within_km is not None and profile.near is None:
            raise errors.BadDistanceFilter("filter.withinKm")
        kilometres = None if profile.near is None else shelf.kilometres(profile.near.latitude, profile.near.longitude)
        answers = shelf.table.judge(profile)
        severity = _worst(answers[shelf.required], shelf.required_starts)
        kept = np.flatnonzero(_kept(shelf, chosen, kilometres, now))
        tally = np.bincount(severity[kept], minlength=len(Overall))
        if chosen.verdicts:
            kept = kept[np.isin(severity[kept], [each.rank for each in chosen.verdicts])]
        ranking = _Ranking(shelf, answers, severity, kilometres, profile)
        places = kept[first_of(ranking.keys(kept), min(offset + size, len(kept)))[offset:]] if len(kept) else kept
        more = offset + size < len(kept)
        asked = Asked(profile, chosen.within_km)
        return Matches(
            [ranking.match(int(place), asked) for place in places],
            {verdict: int(tally[verdict.rank]) for verdict in Overall},
            len(kept),
            shelf.revision,
            offset,
            more,
            encode_cursor([shelf.revision, offset + len(places)]) if len(places) else None,
        )


def check_caller(caller: Caller, chosen: MatchFilter) -> None:
    """Let members' staff match, and only the secretariat look at what nobody has vetted.

    Raises:
        OnlyMembers: nobody is signed in.
        OnlySecretariat: unvetted services are asked for by somebody else.
    """
    if not caller.member_id:
        raise errors.OnlyMembers()
    if chosen.include_unvetted and Role.SECRETARIAT not in caller.roles:
        raise errors.OnlySecretariat("filter.includeUnvetted")


def _offset(after: str, revision: int) -> int:
    """Read a marker back: the revision it belongs to, and how many were shown."""
    theirs, shown = decode_cursor(after, 2)
    if isinstance(shown, bool) or not isinstance(shown, int) or shown < 0:
        raise errors.DirectoryChanged("after")
    if theirs != revision:
        raise errors.DirectoryChanged("after")
    return shown


def _worst(answers: Column, starts: Column) -> Column:
    worst: Column = np.maximum.reduceat(answers, starts) if len(starts) else answers[:0]
    return worst


def _kept(shelf: "Snapshot[R]", chosen: MatchFilter, kilometres: Column | None, now: datetime) -> Column:
    """Return which listings the filter leaves."""
    states = [ListingState.VETTED, ListingState.DISPUTED]
    states += UNVETTED if chosen.include_unvetted else ()
    states += (ListingState.STALE,) if chosen.include_stale else ()
    wanted = np.zeros(len(ListingState), bool)
    wanted[[list(ListingState).index(state) for state in states]] = True
    kept: Column = wanted[shelf.state]
    if chosen.service_types:
        kept &= (shelf.types & mask_of(chosen.service_types, ServiceType)) != 0
    if chosen.areas:
        kept &= shelf.serving(chosen.areas)
    if chosen.languages:
        kept &= shelf.speaking(chosen.languages)
    if chosen.accepting:
        kept &= (shelf.accepting & mask_of(chosen.accepting, Accepting)) != 0
    if chosen.free_of_charge:
        kept &= shelf.free
    if chosen.women_staff:
        kept &= shelf.women
    if chosen.verified_within_days is not None:
        kept &= shelf.verified_day >= int(now.timestamp()) // DAY - chosen.verified_within_days
    if chosen.within_km is not None and kilometres is not None:
        kept &= kilometres <= chosen.within_km
    return kept


class _Ranking(Generic[R]):
    """Hold what the order rests on for one question."""

    def __init__(
        self, shelf: "Snapshot[R]", answers: Column, severity: Column, kilometres: Column | None, profile: Profile
    ) -> None:
        self.shelf, self.severity, self.kilometres = shelf, severity, kilometres
        weight = np.array([0, 1, 1 << 16, 1 << 16], np.int64)
        advised = weight[answers[shelf.advised]]
        sums = np.add.reduceat(advised, shelf.advised_starts) if shelf.size else advised[:0]
        self.fails, self.unknown = sums >> 16, sums & 0xFFFF
        self.speaks = shelf.speaking(languages_she_knows(profile))

    def keys(self, kept: Column) -> Column:
        """Return the order of the kept listings as numbers."""
        if self.kilometres is None:
            steps: Column = np.full(len(kept), FARTHEST, np.int64)
        else:
            metres = np.nan_to_num(self.kilometres[kept] * (1000 / METRES), nan=FARTHEST)
            steps = np.minimum(metres, FARTHEST).astype(np.int64)
        fails = np.minimum(self.fails[kept], ADVISED_MOST)
        unknown = np.minimum(self.unknown[kept], ADVISED_MOST)
        foreign = (~self.speaks[kept]).astype(np.int64)
        severity = self.severity[kept].astype(np.int64)
        return order_key(severity, fails, unknown, foreign, self.shelf.stands[kept], steps)

    def match(self, place: int, asked: Asked) -> Match[R]:
        """Return one listing with what the columns say of it."""
        km = None if self.kilometres is None else float(self.kilometres[place])
        approximate = bool(self.shelf.approximate[place])
        known = None if km is None or km != km else round(km, 0 if approximate else 1)
        return Match(
            self.shelf.rows[place],
            VERDICTS[int(self.severity[place])],
            known,
            approximate and known is not None,
            bool(self.speaks[place]),
            int(self.fails[place]),
            int(self.unknown[place]),
            self.shelf.placed[place],
            asked,
        )
