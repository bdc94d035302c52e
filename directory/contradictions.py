"""Refuse conditions that no woman on earth can meet together, so that nobody is sent away by a slip of the pen.

- A range stated twice as a rule is refused: whether both hold, or either, is a guess. Where no value lies in both, it
  is a contradiction.
- Two lists of which she must stand in both need a word in common; two areas must overlap.
- One list cannot say free and an amount, or welcome and not possible.
- Advised and disputed conditions exclude nobody and stay out of this.
"""

from collections.abc import Callable, Sequence
from itertools import combinations

from directory import errors
from directory.areas import contains
from directory.codes import CefrLevel, ChildrenRule, CriterionKind, FeeRule, LanguageSkill, Strength
from directory.content import Criterion
from directory.languages import meaning_of

K = CriterionKind
AGAINST = ((K.FEE, FeeRule.FREE, FeeRule.AMOUNT), (K.CHILDREN, ChildrenRule.NOT_POSSIBLE, ChildrenRule.WELCOME),
           (K.CHILDREN, ChildrenRule.NOT_POSSIBLE, ChildrenRule.CHILDCARE_PROVIDED))  # fmt: skip
LISTS = (K.GENDER, K.RESIDENCE_STATUS, K.LABOUR_ACCESS)
Range = tuple[float | None, float | None]


def check_together(criteria: Sequence[Criterion]) -> None:
    """Hold the required conditions of one listing against each other.

    Raises:
        CriteriaContradict: no one can meet two of them; the field is the later one.
        DuplicateFact: two ranges of one kind overlap.
    """
    rules = [
        (number, each)
        for number, each in enumerate(criteria)
        if each.strength is Strength.REQUIRED and not each.disputed
    ]
    for number, each in rules:
        _within(number, each.kind, each.codes)
    for (_, one), (number, other) in combinations(rules, 2):
        if one.kind is other.kind:
            _pair(number, one, other)


def _within(number: int, kind: CriterionKind, codes: Sequence[str]) -> None:
    for of, one, other in AGAINST:
        if kind is of and one in codes and other in codes:
            raise errors.CriteriaContradict(f"criteria.{number}.codes")


def _pair(number: int, one: Criterion, other: Criterion) -> None:
    if one.kind in LISTS and not set(one.codes) & set(other.codes):
        raise errors.CriteriaContradict(f"criteria.{number}.codes")
    if one.kind is K.AREA and not any(contains(a, b) or contains(b, a) for a in one.codes for b in other.codes):
        raise errors.CriteriaContradict(f"criteria.{number}.codes")
    if one.kind in (K.FEE, K.CHILDREN):
        _within(number, one.kind, (*one.codes, *other.codes))
    if one.kind in _SCALES:
        subject, bounds = _SCALES[one.kind]
        if subject(one) == subject(other):
            raise _ranges(f"criteria.{number}", bounds(one), bounds(other))


def _ranges(field: str, one: Range, other: Range) -> errors.BadFact:
    lows = [each for each in (one[0], other[0]) if each is not None]
    highs = [each for each in (one[1], other[1]) if each is not None]
    if lows and highs and max(lows) > min(highs):
        return errors.CriteriaContradict(field)
    return errors.DuplicateFact(field)


def _years(each: Criterion) -> Range:
    return each.minimum, each.maximum


def _cefr(each: Criterion) -> Range:
    low, high = (None if level is None else CefrLevel(level).rank for level in (each.min_level, each.max_level))
    return low, high


def _level(each: Criterion) -> Range:
    low, high = (None if level is None else float(level) for level in (each.min_level, each.max_level))
    return low, high


_SCALES: dict[CriterionKind, tuple[Callable[[Criterion], object], Callable[[Criterion], Range]]] = {
    K.AGE: (lambda each: None, _years),
    K.LANGUAGE: (
        lambda each: (each.language and meaning_of(each.language), each.skill or LanguageSkill.OVERALL),
        _cefr,
    ),
    K.EDUCATION: (lambda each: each.framework, _level),
}
