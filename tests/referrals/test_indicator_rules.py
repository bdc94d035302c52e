"""What is published of counts tells of no fewer than five women, whatever is added, subtracted or known besides."""

from collections import Counter, defaultdict
from datetime import date
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals import indicator_rules as rules
from referrals.indicator_errors import BadPeriod
from referrals.indicator_rules import Cell, K, Shown, protect, together

NAMES = "ABC"


def cells(*totals: int) -> dict[str, Cell]:
    return {name: Cell(total) for name, total in zip(NAMES, totals, strict=True)}


def test_a_half_year_is_counted_92_days_after_its_end_and_no_other_span_is_known() -> None:
    assert rules.bounds("2026-H2") == (date(2026, 7, 1), date(2027, 1, 1))
    assert rules.settled("2026-H1") == date(2026, 10, 1)
    assert rules.due(date(2026, 9, 30), 2) == ["2025-H1", "2025-H2"]
    assert rules.due(date(2026, 10, 1), 2) == ["2025-H2", "2026-H1"]
    for wrong in ("2026", "2026-Q1", "2026-H3", "2026-H1 ", "2026-01-01/2026-02-01"):
        with pytest.raises(BadPeriod):
            rules.bounds(wrong)


SHOWN = {
    "what is large stands alone": ((5, 9, 7), [Shown(("A",), 5), Shown(("B",), 9), Shown(("C",), 7)]),
    "what is small goes together with the smallest that is large": (
        (2, 9, 7),
        [Shown(("B",), 9), Shown(("A", "C"), 9)],
    ),
    "nothing is told where all are small": ((4, 4, 4), None),
    "nobody is told of nothing": ((0, 0, 0), None),
    "zero is small": ((0, 0, 6), [Shown(("A", "B", "C"), 6)]),
}


@pytest.mark.parametrize("case", SHOWN)
def test_small_numbers_are_merged(case: str) -> None:
    totals, expected = SHOWN[case]

    assert protect(cells(*totals), Random(1)) == expected


def test_lists_of_the_same_women_are_published_together_or_not_at_all() -> None:
    small, large = cells(4, 4, 4), cells(6, 6, 0)

    assert together({"x": small, "y": large}, Random(1)) == {"x": None, "y": None}


def test_a_list_without_categories_is_not_published() -> None:
    assert protect({}, Random(1)) is None


def test_an_organisation_does_not_learn_of_fewer_than_five_by_taking_its_own_away() -> None:
    mine, theirs = Cell(6, Counter({"mine": 5, "theirs": 1})), Cell(20, Counter({"mine": 10, "theirs": 10}))

    assert protect({"A": mine, "B": theirs}, Random(1)) == [Shown(("A", "B"), 26)]
    assert rules.middle([1] * 20, [("mine",)] * 18 + [("theirs",)] * 2, range(20)) is None


def of_needs(*needs: tuple[int, str]) -> Cell:
    """Count referrals, each of a need, that `mine` sent to an organisation."""
    cell = Cell()
    for need, recipient in needs:
        cell.add(1, ("mine", recipient), need)
    return cell


def test_five_referrals_of_one_need_are_one_woman() -> None:
    one, five = of_needs(*[(1, "a")] * 5), of_needs(*[(need, "a") for need in range(5)])

    assert (one.total, one.safe(), five.safe()) == (5, False, True)
    assert protect({"A": one, "B": five}, Random(1)) == [Shown(("A", "B"), 10)]
    assert not (one + of_needs(*[(1, "b")] * 5)).safe()
    assert rules.middle([1] * 10, [("mine", "a")] * 10, [1] * 10) is None


def test_an_organisation_takes_its_own_referrals_away_and_finds_nobody_or_five() -> None:
    few = of_needs(*[(need, "a") for need in range(5)], (5, "b"), (5, "b"), (5, "b"), (5, "b"), (5, "b"))
    many = of_needs(*[(need, "a") for need in range(5)], *[(need, "b") for need in range(5)])

    assert (few.safe(), many.safe()) == (False, True)


def test_a_median_rests_on_ten() -> None:
    assert rules.middle([1, 2] * 5, [("a", "b")] * 10, range(10)) == 2
    assert rules.middle([1] * 9, [("a", "b")] * 9, range(9)) is None


def test_whoever_knows_the_rules_cannot_tell_that_a_hidden_number_is_below_five() -> None:
    """The interval attack, on every table: of those that fit, some give a hidden number five or more, others not."""
    fits = defaultdict(set)
    for totals in product(range(13), repeat=len(NAMES)):
        for seed in range(4):  # equal sizes are decided by chance
            fits[str(protect(cells(*totals), Random(seed)))].add(totals)

    for shown, tables in fits.items():
        for totals in tables:
            for place, total in enumerate(totals):
                values = {each[place] for each in tables}
                told = shown != "None" and max(totals) < 8 and total < K
                assert not told or (len(values) > 1 and max(values) >= K), (shown, totals)


MEMBERS = "mno"
PLACE = st.integers(0, 2)
ALIKE = st.tuples(PLACE, PLACE, PLACE, st.sampled_from(MEMBERS), st.sampled_from(MEMBERS), st.integers(1, 9))
WOMEN = st.lists(ALIKE, max_size=8).map(lambda groups: [tuple(each[:5]) for each in groups for _ in range(each[5])])


def published(women: list[tuple[Any, ...]]) -> dict[str, list[Shown] | None]:
    """Publish a half-year of women, counted in three ways."""
    lists = {name: cells(0, 0, 0) for name in "xyz"}
    for *places, sender, recipient in women:
        for name, place in zip(lists, places, strict=True):
            lists[name][NAMES[place]].add(1, (sender, recipient))
    return together(lists, Random(len(women)))


def rows_of(halves: list[dict[str, list[Shown] | None]]) -> list[np.ndarray]:
    """Write every published number as a sum of the smallest cells: half-year by category by category by category."""
    rows = []
    for half, lists in enumerate(halves):
        for axis, shown in enumerate(lists.values()):
            for each in shown or ():
                row = np.zeros((len(halves), 3, 3, 3))
                for name in each.categories:
                    row[(half, *([slice(None)] * axis), NAMES.index(name))] = 1
                rows.append(row.ravel())
    return rows


def follows(rows: list[np.ndarray], wanted: np.ndarray) -> bool:
    """Say whether a number is a sum and difference of published ones."""
    known = np.array(rows)
    return bool(np.linalg.matrix_rank(np.vstack([known, wanted])) == np.linalg.matrix_rank(known))


@given(st.lists(WOMEN, min_size=1, max_size=2))
def test_no_sum_or_difference_of_published_numbers_tells_of_fewer_than_five(halves: list[list[Any]]) -> None:
    """The rank attack: neither a category nor a crossing of categories below five follows from all reports together."""
    rows = rows_of([published(women) for women in halves])
    if not rows:
        return
    for half, women in enumerate(halves):
        for axes in ((0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)):
            for places in product(range(3), repeat=len(axes)):
                count = sum(
                    all(woman[axis] == place for axis, place in zip(axes, places, strict=True)) for woman in women
                )
                wanted = np.zeros((len(halves), 3, 3, 3))
                index: list[Any] = [half, slice(None), slice(None), slice(None)]
                for axis, place in zip(axes, places, strict=True):
                    index[1 + axis] = place
                wanted[tuple(index)] = 1
                assert count >= K or not follows(rows, wanted.ravel())


@given(WOMEN)
def test_no_published_number_tells_an_organisation_of_fewer_than_five_besides_its_own(women: list[Any]) -> None:
    for axis, shown in enumerate(published(women).values()):
        for each in shown or ():
            inside = [woman for woman in women if NAMES[woman[axis]] in each.categories]
            assert each.count == len(inside) >= K
            for member in MEMBERS:
                others = sum(member not in woman[3:] for woman in inside)
                assert others == 0 or others >= K
