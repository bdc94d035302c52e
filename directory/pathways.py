"""Plan a way where no service is for her yet: this course first, then that training (domain 3.5).

- The last step is a service she looks for; the steps before it change what is known of her.
- Every step is matched by the same rules, on what will be known of her then, and must be ELIGIBLE.
- No step goes through a service that is not vetted, whose vetting has run out, or that takes nobody.
- What she asks of a service (area, language, cost, women, distance) holds for every step; the kind of service only for
  the last one.
- No step could be left out: the way would not work without it. One set of services is told once, in one order.
- The order: fewer steps; then fewer steps of unknown length and fewer days before the last step; then the ids.

Exact: services with the same conditions and outcomes are one kind of step, so all ways are looked at. Should that be
too much work for one answer, the answer says that it is not complete.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic

import numpy as np

from directory import errors, ways
from directory.codes import Accepting, ServiceType
from directory.columns import Column, mask_of
from directory.content import Outcome
from directory.matches import Asked, Match, MatchFilter
from directory.matching import EVERYTHING, Ranking, filtered
from directory.outcomes import Touch, after, touches
from directory.profile import Profile, Silent
from directory.shelving import R
from directory.snapshot import Snapshot

MOST_ROUTES, MOST_STEPS = 5, 4


@dataclass(frozen=True, slots=True, repr=False)
class Step(Silent, Generic[R]):
    """Hold one service on the way, matched on what will be known of her then; `gains` is what it changes for her."""

    match: Match[R]
    gains: tuple[Outcome, ...]
    days: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Route(Silent, Generic[R]):
    """Hold one way; `days` are those before the last step where known, `unknown` how many of these steps do not say."""

    steps: tuple[Step[R], ...]
    days: int
    unknown: int


@dataclass(frozen=True, slots=True, repr=False)
class Routes(Silent, Generic[R]):
    """Hold the ways, or how many services she can go to at once."""

    routes: tuple[Route[R], ...]
    eligible: int
    complete: bool
    revision: int


def pathways(
    shelf: Snapshot[R], profile: Profile, chosen: MatchFilter = EVERYTHING, *, now: datetime, most: int = MOST_ROUTES
) -> Routes[R]:
    """Return the shortest ways to a service she looks for, if none is for her now.

    Raises:
        BadDistanceFilter: a distance without a place to measure from.
    """
    if chosen.within_km is not None and profile.near is None:
        raise errors.BadDistanceFilter("filter.withinKm")
    ranking = Ranking(shelf, profile)
    usable = filtered(shelf, replace(chosen, service_types=(), verdicts=()), ranking, now)
    usable &= shelf.vetted(int(now.timestamp())) & (shelf["accepting"] != 1 << Accepting.NO.rank)
    wanted = usable & (shelf["types"] & mask_of(chosen.service_types or ServiceType, ServiceType) != 0)
    answers = shelf.table.judge(profile)
    eligible = int(np.count_nonzero(shelf.required.most(answers)[shelf["demand"][wanted]] == 0))
    if eligible:
        return Routes((), eligible, True, shelf.revision)
    outcomes = list(shelf.tables.leads)
    offered = _offered(shelf, usable, outcomes)
    movable = np.fromiter((not asked.isdisjoint(offered) for asked in shelf.asked), bool, shelf.table.size)
    hopeful = shelf.required.most((answers != 0) & ~movable)[shelf["demand"]] == 0
    goals, helps = np.flatnonzero(wanted & hopeful), np.flatnonzero(usable & hopeful & (shelf["leads"] > 0))
    network = ways.Network(shelf, profile, *_kinds(shelf, goals, helps, movable, outcomes))
    found = network.best(most, MOST_STEPS - 1)
    return Routes(
        tuple(_route(shelf, profile, places, chosen) for places in found), 0, network.complete, shelf.revision
    )


def _offered(shelf: Snapshot[R], usable: Column, outcomes: list[tuple[Outcome, ...]]) -> set[Touch]:
    numbers = np.unique(shelf["leads"][usable]).tolist()
    return {touch for number in numbers for each in outcomes[number] if (touch := touches(each)) is not None}


def _kinds(
    shelf: Snapshot[R], goals: Column, helps: Column, movable: Column, outcomes: list[tuple[Outcome, ...]]
) -> tuple[dict[ways.Needs, list[int]], dict[ways.Kind, list[int]]]:
    """Return the services she looks for by what they still need, and those that lead there by need and outcome.

    What no way to a goal asks about is left out, step by step backwards.
    """
    needs = _needs(shelf, np.unique(shelf["demand"][np.concatenate([goals, helps])]), movable)
    ends: dict[ways.Needs, list[int]] = {}
    for place, demand in zip(goals.tolist(), shelf["demand"][goals].tolist(), strict=True):
        ends.setdefault(needs[demand], []).append(place)
    pairs: dict[tuple[int, int], list[int]] = {}
    demands, leads = shelf["demand"][helps].tolist(), shelf["leads"][helps].tolist()
    for place, demand, lead in zip(helps.tolist(), demands, leads, strict=True):
        pairs.setdefault((demand, lead), []).append(place)
    relevant = {touch for need in ends for row in need for touch in shelf.asked[row]}
    changes = {lead: {touches(each) for each in outcomes[lead]} for _, lead in pairs}
    for _ in range(MOST_STEPS):
        useful = [demand for demand, lead in pairs if not changes[lead].isdisjoint(relevant)]
        relevant |= {touch for demand in useful for row in needs[demand] for touch in shelf.asked[row]}
    kinds: dict[ways.Kind, list[int]] = {}
    for (demand, lead), places in pairs.items():
        effect = tuple(each for each in outcomes[lead] if touches(each) in relevant)
        if effect:
            kinds.setdefault((needs[demand], effect), []).extend(places)
    return ends, kinds


def _needs(shelf: Snapshot[R], demands: Column, movable: Column) -> dict[int, ways.Needs]:
    """Return, for each demand, its conditions that an outcome can change; all others are met."""
    rows = shelf.required.take(demands)
    kept = movable[rows.values]
    ends = np.append(rows.starts[1:], len(rows.values)) if len(rows.starts) else rows.starts
    values = rows.values.tolist()
    return {
        demand: frozenset(values[each] for each in range(start, end) if kept[each])
        for demand, start, end in zip(demands.tolist(), rows.starts.tolist(), ends.tolist(), strict=True)
    }


def _route(shelf: Snapshot[R], profile: Profile, places: tuple[int, ...], chosen: MatchFilter) -> Route[R]:
    """Return a way with every step matched and explained."""
    steps: list[Step[R]] = []
    known = profile
    for place in places:
        match = Ranking(shelf, known).matches([place], Asked(known, chosen.within_km))[0]
        outcomes, gains = match.row.content.outcomes, []
        for outcome in outcomes:
            then = after(known, (outcome,))
            gains += [outcome] if then != known else []
            known = then
        days = int(shelf["days"][place])
        steps.append(Step(match, tuple(gains), None if days < 0 else days))
    before = [step.days for step in steps[:-1]]
    return Route(tuple(steps), sum(each or 0 for each in before), before.count(None))
