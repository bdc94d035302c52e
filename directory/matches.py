"""Hold a question to the directory and its answer; the woman's facts in it live for one call and show in no repr."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

import numpy as np

from directory.codes import Accepting, Overall, ServiceType
from directory.columns import Column
from directory.conditions import Condition, Journey, conditions_of
from directory.content import Criterion
from directory.criteria import evaluate
from directory.facets import Facets, facets_of
from directory.judgement import Judgement
from directory.profile import Profile, Silent
from directory.shelving import R
from directory.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class MatchFilter:
    """Narrow a match down; nothing here is a fact about her but the wish for a distance."""

    service_types: tuple[ServiceType, ...] = ()
    areas: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    accepting: tuple[Accepting, ...] = ()
    free_of_charge: bool = False
    women_staff: bool = False
    interpreter_languages: tuple[str, ...] = ()
    woman_interprets: bool = False
    verified_within_days: int | None = None
    within_km: float | None = None
    include_unvetted: bool = False
    include_stale: bool = False
    verdicts: tuple[Overall, ...] = ()


@dataclass(slots=True, repr=False)
class Asked(Silent):
    """Hold one question while it is answered; a condition that stands in many is judged and worded once."""

    profile: Profile
    most_km: float | None
    judged: dict[int, Judgement] = field(default_factory=dict)
    said: dict[tuple[int, Any], str | None] = field(default_factory=dict)

    def judge(self, criterion: Criterion, place: int) -> Judgement:
        """Return the judgement of the condition at a place of the criterion table."""
        found = self.judged.get(place)
        if found is None:
            found = self.judged[place] = evaluate(criterion, self.profile)
        return found


@dataclass(frozen=True, slots=True, repr=False)
class Match(Silent, Generic[R]):
    """Hold one service with its verdict; why and what else is worked out only when asked for."""

    row: R
    verdict: Overall
    distance_km: float | None
    distance_is_approximate: bool
    in_her_language: bool
    advised_failing: int
    advised_unknown: int
    placed: tuple[tuple[Criterion, int], ...]
    asked: Asked

    @property
    def judgements(self) -> list[tuple[Criterion, Judgement]]:
        """Return how each condition stands, in the order in which the service states them."""
        return [(each, self.asked.judge(each, place)) for each, place in self.placed]

    @property
    def conditions(self) -> list[Condition]:
        """Return how the unwritten conditions stand."""
        profile, about = self.asked.profile, self.distance_is_approximate
        journey = Journey(self.distance_km, about, self.asked.most_km, profile.near is None)
        return conditions_of(self.row.content, profile, journey)


@dataclass(frozen=True, slots=True, repr=False)
class Matches(Silent, Generic[R]):
    """Hold one page of matches with exact totals.

    `counts` are per verdict before the filter on verdicts, `total` after it. `began` is the revision whose order the
    pages follow, and `turned` the place of each match in it.
    """

    matches: Sequence[Match[R]]
    counts: dict[Overall, int]
    total: int
    revision: int
    began: int
    turned: Sequence[int]
    has_next_page: bool
    end_cursor: str | None
    kept: Column
    shelf: Snapshot[R]

    @property
    def facets(self) -> Facets:
        """Return what is left by kind, country, language and capacity."""
        return facets_of(self.shelf, np.flatnonzero(self.kept), self.counts)
