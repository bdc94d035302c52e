"""Look at all ways from what is known of her to what a service needs, kind of step by kind of step."""

import heapq
from collections.abc import Iterator
from itertools import chain, combinations, permutations
from typing import Any, TypeAlias

from directory.content import Outcome
from directory.foresight import Foresight, State
from directory.profile import Profile
from directory.snapshot import Snapshot

Needs: TypeAlias = frozenset[int]
"""Rows of the table of conditions that must be met and that an outcome can change."""
Kind: TypeAlias = tuple[Needs, tuple[Outcome, ...]]
"""What a step needs, and what it leads to."""
MOST_WORK = 300_000
ENOUGH = 32
"""How many listings of one kind can stand in the best ways; more than ways are told, and than steps they have."""
Rated = tuple[int, int, int]
Worth = tuple[int, int, tuple[int, ...]]


class TooMuch(Exception):
    """Stop where one answer would take too long."""


class Network:
    """Hold the kinds of steps, and what is known of her after each; lives for one answer."""

    def __init__(
        self, shelf: Snapshot[Any], profile: Profile, ends: dict[Needs, list[int]], kinds: dict[Kind, list[int]]
    ) -> None:
        self._foresight = Foresight(list(shelf.tables.criteria), profile)
        self._days = shelf["days"]
        self._ends, self._kinds = list(ends), list(kinds)
        self._end_places, self._kind_places = list(ends.values()), list(kinds.values())
        self._effects = [self._foresight.numbered(effect) for _, effect in kinds]
        self._by_need: dict[Needs, list[int]] = {}
        for kind, (needs, _) in enumerate(kinds):
            self._by_need.setdefault(needs, []).append(kind)
        self._states: list[State] = [self._foresight.start]
        self._known: dict[State, int] = {self._foresight.start: 0}
        self._moves: dict[int, list[tuple[int, int]]] = {}
        self._goals: dict[int, list[int]] = {}
        self._near: dict[tuple[int, int], bool] = {}
        self._sorted: dict[tuple[int, bool], list[Rated]] = {}
        self._work = 0
        self.complete = True

    def best(self, most: int, longest: int) -> list[tuple[int, ...]]:
        """Return the best ways as places of listings; `longest` is how many steps may stand before the last."""
        found: list[tuple[int, ...]] = []
        try:
            for before in range(1, longest + 1):
                if len(found) < most:
                    found += self._of(before, most - len(found))
        except TooMuch:
            self.complete = False
        return found

    def _of(self, before: int, most: int) -> list[tuple[int, ...]]:
        """Return the best ways with so many steps before the last."""
        groups: dict[tuple[tuple[int, ...], int], set[tuple[int, ...]]] = {}
        for way, state in self._ways(0, before):
            for end in self._ends_at(state):
                if self._needed(way, end):
                    groups.setdefault((tuple(sorted(way)), end), set()).add(way)
        best: list[Worth] = []
        for (kinds, end), orders in groups.items():
            best = heapq.nsmallest(most, [*best, *self._listings(kinds, end, orders, most)])
        return [places for _, _, places in best]

    def _ways(self, state: int, left: int) -> Iterator[tuple[tuple[int, ...], int]]:
        """Give every way of so many steps after which something is for her."""
        if left == 0:
            yield (), state
            return
        for kind, then in self._moves_at(state):
            if self._is_near(then, left - 1):
                for way, last in self._ways(then, left - 1):
                    yield (kind, *way), last

    def _is_near(self, state: int, left: int) -> bool:
        """Return whether something can be for her after exactly so many more steps."""
        if left == 0:
            return bool(self._ends_at(state))
        found = self._near.get((state, left))
        if found is None:
            found = any(self._is_near(then, left - 1) for _, then in self._moves_at(state))
            self._near[state, left] = found
        return found

    def _moves_at(self, state: int) -> list[tuple[int, int]]:
        """Return the kinds of steps that are for her and change something, with what is known of her afterwards."""
        found = self._moves.get(state)
        if found is None:
            here = self._states[state]
            usable = [kinds for needs, kinds in self._by_need.items() if self._meets(needs, here)]
            moves = ((kind, self._number(self._then(here, kind))) for kind in sorted(chain.from_iterable(usable)))
            found = self._moves[state] = [(kind, then) for kind, then in moves if then != state]
        return found

    def _ends_at(self, state: int) -> list[int]:
        found = self._goals.get(state)
        if found is None:
            here = self._states[state]
            found = [end for end, needs in enumerate(self._ends) if self._meets(needs, here)]
            self._goals[state] = found
        return found

    def _number(self, state: State) -> int:
        found = self._known.setdefault(state, len(self._states))
        if found == len(self._states):
            self._states.append(state)
        return found

    def _then(self, state: State, kind: int) -> State:
        self._count()
        return self._foresight.then(state, self._effects[kind])

    def _meets(self, needs: Needs, state: State) -> bool:
        self._count()
        return all(self._foresight.meets(row, state) for row in needs)

    def _count(self) -> None:
        self._work += 1
        if self._work > MOST_WORK:
            raise TooMuch

    def _needed(self, way: tuple[int, ...], end: int) -> bool:
        """Return whether no shorter way with some of these steps leads there, in any order."""
        for size in range(len(way)):
            for some in combinations(way, size):
                if any(self._leads(each, end) for each in permutations(some)):
                    return False
        return True

    def _leads(self, way: tuple[int, ...], end: int) -> bool:
        state = self._states[0]
        for kind in way:
            if not self._meets(self._kinds[kind][0], state):
                return False
            state = self._then(state, kind)
        return self._meets(self._ends[end], state)

    def _listings(self, kinds: tuple[int, ...], end: int, orders: set[tuple[int, ...]], most: int) -> list[Worth]:
        """Return the best choices of listings for some kinds of steps; a better listing makes a better way."""
        rated = [*(self._rated(each, True) for each in kinds), self._rated(end, False)]
        turns = [_turn(kinds, order) for order in orders]
        start = (0,) * len(rated)
        heap, seen = [(self._worth(rated, start, turns), start)], {start}
        found: dict[frozenset[int], Worth] = {}
        while heap and len(found) < most:
            worth, at = heapq.heappop(heap)
            if len(set(worth[2])) == len(worth[2]):
                found.setdefault(frozenset(worth[2]), worth)
            for turn in range(len(at)):
                more = (*at[:turn], at[turn] + 1, *at[turn + 1 :])
                if more[turn] < len(rated[turn]) and more not in seen:
                    seen.add(more)
                    heapq.heappush(heap, (self._worth(rated, more, turns), more))
        return list(found.values())

    def _rated(self, number: int, before: bool) -> list[Rated]:
        """Return the listings of a kind from the best: known length, then fewer days, then the id."""
        found = self._sorted.get((number, before))
        if found is None:
            days, places = self._days, (self._kind_places if before else self._end_places)[number]
            rated = (
                (int(days[each] < 0), max(0, int(days[each])), each) if before else (0, 0, each) for each in places
            )
            found = self._sorted[number, before] = heapq.nsmallest(ENOUGH, rated)
        return found

    @staticmethod
    def _worth(rated: list[list[Rated]], at: tuple[int, ...], turns: list[list[int]]) -> Worth:
        chosen = [some[each] for some, each in zip(rated, at, strict=True)]
        places = min(tuple(chosen[turn][2] for turn in order) for order in turns)
        return sum(each[0] for each in chosen), sum(each[1] for each in chosen), (*places, chosen[-1][2])


def _turn(kinds: tuple[int, ...], order: tuple[int, ...]) -> list[int]:
    """Return at which place of `kinds` each step of an order stands; a kind that stands twice is taken in turn."""
    free = list(range(len(kinds)))
    found = []
    for kind in order:
        place = next(each for each in free if kinds[each] == kind)
        free.remove(place)
        found.append(place)
    return found
