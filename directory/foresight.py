"""Say what will be known of her after a step, and whether a condition is met then; each question is answered once.

A state holds only the facts that an outcome can change, in the order of `STATE`; the others stay what they are.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from directory.codes import CriterionKind, Verdict
from directory.content import Criterion, Outcome
from directory.criteria import evaluate
from directory.outcomes import FIELDS, after
from directory.profile import Profile

State: TypeAlias = tuple[Any, ...]
STATE = tuple(FIELDS.values())
PLACE = {str(kind): STATE.index(name) for kind, name in FIELDS.items()}


class Foresight:
    """Hold the answers for one woman and one directory; lives for one answer."""

    def __init__(self, criteria: Sequence[Criterion], profile: Profile) -> None:
        """`criteria` are those of the table, whose rows begin at 2."""
        self._criteria, self._profile = criteria, profile
        self.start: State = tuple(getattr(profile, name) for name in STATE)
        self._numbers: dict[Outcome, int] = {}
        self._then: dict[tuple[int, Any], Any] = {}
        self._met: dict[tuple[int, Any], bool] = {}
        self._narrowed: dict[tuple[int, Any], bool] = {}

    def numbered(self, effect: Sequence[Outcome]) -> list[tuple[int, int, Outcome]]:
        """Prepare the outcomes of a step for `then`."""
        return [(PLACE[each.kind], self._numbers.setdefault(each, len(self._numbers)), each) for each in effect]

    def then(self, state: State, effect: list[tuple[int, int, Outcome]]) -> State:
        """Return what is known after a step."""
        for place, number, outcome in effect:
            key = (number, state[place])
            fact = self._then.get(key)
            if fact is None:
                name = STATE[place]
                fact = getattr(after(replace(self._profile, **{name: state[place]}), (outcome,)), name)
                self._then[key] = fact
            if fact != state[place]:
                state = (*state[:place], fact, *state[place + 1 :])
        return state

    def meets(self, row: int, state: State) -> bool:
        """Return whether a condition that an outcome can change is met."""
        if row < 2:
            return row == 0
        criterion = self._criteria[row - 2]
        fact = state[PLACE[criterion.kind]]
        met = self._met.get((row, fact))
        if met is None:
            met = self._met[row, fact] = self._narrow(row, criterion, fact)
        return met

    def _narrow(self, row: int, criterion: Criterion, fact: Any) -> bool:
        """Judge a condition on that part of the fact which it asks about."""
        if criterion.kind is CriterionKind.DOCUMENT:
            fact = tuple(each for each in fact if each[0] in criterion.codes)
        elif criterion.kind is CriterionKind.COMPETENCE:
            fact = tuple(each for each in fact if each in criterion.codes)
        found = self._narrowed.get((row, fact))
        if found is None:
            profile = replace(self._profile, **{FIELDS[criterion.kind]: fact})
            found = self._narrowed[row, fact] = evaluate(criterion, profile).verdict is Verdict.MEETS
        return found
