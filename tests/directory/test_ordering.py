"""The order: what comes first outweighs everything after it, for one service and for whole columns alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.codes import Accepting
from directory.ordering import ADVISED_MOST, FARTHEST, first_of, languages_she_knows, order_key, standing
from directory.profile_reading import parse_profile

PLACES = st.tuples(
    st.integers(0, 3), st.integers(0, ADVISED_MOST), st.integers(0, ADVISED_MOST), st.integers(0, 1),
    st.builds(standing, st.sampled_from(list(Accepting)), st.none() | st.integers(0, 65_535)),
    st.integers(0, FARTHEST),
)  # fmt: skip


@given(PLACES, PLACES)
def test_the_number_orders_as_the_sentences_do(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    assert (order_key(*one) < order_key(*other)) == (one < other)


@given(st.lists(PLACES, min_size=1, max_size=30), st.integers(1, 30))
def test_columns_are_ordered_as_single_services_are(places: list[tuple[int, ...]], wanted: int) -> None:
    columns = np.array(places, np.int64).T

    found = first_of(order_key(*columns), wanted)

    assert list(found) == sorted(range(len(places)), key=lambda row: (places[row], row))[:wanted]


def test_one_who_takes_referrals_stands_before_one_checked_later() -> None:
    order = [
        standing(Accepting.YES, 20_000), standing(Accepting.YES, 10_000), standing(Accepting.YES, None),
        standing(Accepting.WAITLIST, 20_000), standing(Accepting.UNKNOWN, 20_000), standing(Accepting.NO, 20_000),
    ]  # fmt: skip

    assert order == sorted(order)


@pytest.mark.parametrize(
    ("level", "known"), [(None, {"de"}), ("C2", {"de"}), ("B1", {"de"}), ("A2", set()), ("PRE_A1", set())]
)
def test_she_follows_a_service_in_a_language_from_b1(level: str | None, known: set[str]) -> None:
    assert languages_she_knows(parse_profile({"languages": [{"language": "de", "level": level}]})) == known


def test_the_language_she_asks_for_is_one_she_knows() -> None:
    assert languages_she_knows(parse_profile({"interpreterLanguage": "ar"})) == {"ar"}
