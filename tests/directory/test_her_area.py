"""Where only her area is known: its own services come first, and distance is told from the middle of the area."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import codes as k
from directory.areas import _middles, area_of, centroid, middle
from directory.content import Place
from directory.errors import BadDistanceFilter
from directory.matches import MatchFilter
from directory.pathways import pathways
from directory.profile_reading import parse_profile
from directory.wording import LANGUAGES, wording
from tests.directory.test_matching import NOW, VIENNA, Listed, ids, listed, shelf_of
from tests.directory.test_pages import random_listing

BRATISLAVA = Place("Bratislava", "SK", k.Visibility.PUBLIC, latitude=48.15, longitude=17.11)
GRAZ = Place("Graz", "AT-6", k.Visibility.PUBLIC, latitude=47.07, longitude=15.44)
INNSBRUCK = Place("Innsbruck", "AT-7", k.Visibility.PUBLIC, latitude=47.27, longitude=11.39)


def travel(row: Listed, facts: dict[str, Any]) -> Any:
    """Return what is said of the way to a service."""
    match = shelf_of(row).match(parse_profile(facts), now=NOW).matches[0]
    return match, next(each for each in match.conditions if each.kind is k.ConditionKind.TRAVEL)


SHELF = shelf_of(
    listed("a-abroad", places=(BRATISLAVA,)),
    listed("b-innsbruck", places=(INNSBRUCK,)),
    listed("c-graz", places=(GRAZ,)),
    listed("d-vienna", places=(VIENNA,)),
    listed("e-nowhere"),
    listed("f-rome-for-austria", places=(replace(GRAZ, area="IT-RM", latitude=41.9, longitude=12.5),),
           areas_served=("AT",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("area", "order"),
    [
        ("AT-9", ["d-vienna", "f-rome-for-austria", "e-nowhere", "c-graz", "b-innsbruck", "a-abroad"]),
        ("AT", ["c-graz", "d-vienna", "b-innsbruck", "f-rome-for-austria", "e-nowhere", "a-abroad"]),
        ("SK", ["a-abroad", "d-vienna", "c-graz", "b-innsbruck", "f-rome-for-austria", "e-nowhere"]),
    ],
)
def test_services_for_her_area_come_first_then_those_of_her_country_each_the_nearest_first(
    area: str, order: list[str]
) -> None:
    assert ids(SHELF.match(parse_profile({"area": area}), now=NOW)) == order


def test_where_she_is_counts_before_the_middle_of_her_area() -> None:
    her = parse_profile({"area": "AT-7", "near": {"latitude": 48.15, "longitude": 17.1}})

    assert ids(SHELF.match(her, now=NOW))[:2] == ["a-abroad", "d-vienna"]


def test_a_verdict_and_freshness_still_weigh_more_than_her_area() -> None:
    shelf = shelf_of(listed("a", places=(VIENNA,)), replace(listed("b", places=(BRATISLAVA,)), verified_at=NOW))
    stale = shelf_of(replace(listed("a", places=(VIENNA,)), verified_at=None), listed("b", places=(BRATISLAVA,)))
    her = parse_profile({"area": "AT-9"})

    assert ids(shelf.match(her, now=NOW)) == ["a", "b"]
    assert ids(stale.match(her, now=NOW)) == ["b", "a"]


def test_the_distance_is_from_the_middle_of_her_area_and_says_so() -> None:
    match, said = travel(listed("a", places=(GRAZ,)), {"area": "AT-9"})

    assert match.distance_is_approximate
    assert match.distance_km == pytest.approx(145, abs=10)
    assert match.distance_km == round(match.distance_km)
    assert (said.verdict, said.reason) == (k.Verdict.UNKNOWN, "DISTANCE_FROM_AREA")
    for language in LANGUAGES:
        assert said.value in wording(language).condition(said)
    assert "the middle of her area" in wording("en").condition(said)


@pytest.mark.parametrize("area", ["AT", "DE-BE"])
def test_a_distance_from_the_middle_of_her_country_asks_where_in_it_she_lives(area: str) -> None:
    match, said = travel(listed("a", places=(GRAZ,)), {"area": area})

    assert match.distance_is_approximate
    assert (said.verdict, said.reason) == (k.Verdict.UNKNOWN, "DISTANCE_FROM_COUNTRY")
    for language in LANGUAGES:
        assert said.value in wording(language).condition(said)


def test_where_the_middle_of_her_area_is_not_known_the_distance_is_not_known_either() -> None:
    match, said = travel(listed("a", places=(GRAZ,)), {"age": 30})
    other, told = travel(listed("a", places=(GRAZ,)), {"area": "RE"})

    assert (match.distance_km, match.distance_is_approximate, said.reason) == (None, False, "DISTANCE_UNKNOWN")
    assert middle("RE") is None
    assert (other.distance_km, other.distance_is_approximate, told.reason) == (None, False, "DISTANCE_UNKNOWN")


def test_an_area_without_a_middle_of_its_own_has_that_of_what_it_lies_in() -> None:
    assert middle("AT-9") == centroid("AT-9")
    assert middle(area_of("EL301")) == centroid("GR-I")
    assert middle("DE-BE") == middle("DE") == tuple(_middles()["DE"])
    assert centroid("DE") is None


def test_no_service_is_left_out_by_a_distance_that_is_a_guess() -> None:
    her = parse_profile({"area": "AT-9"})

    with pytest.raises(BadDistanceFilter):
        SHELF.match(her, MatchFilter(within_km=5), now=NOW)
    with pytest.raises(BadDistanceFilter):
        pathways(SHELF.current, her, MatchFilter(within_km=5), now=NOW)


@given(
    st.floats(-80, 80), st.floats(-170, 170), st.sampled_from([k.Visibility.ON_ACCEPTANCE, k.Visibility.NEVER]),
    st.sampled_from(["AT-9", "AT", "SK", "IT-RM"]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_hidden_place_moves_nothing_when_distance_is_from_her_area(
    latitude: float, longitude: float, visibility: k.Visibility, area: str
) -> None:
    secret = replace(VIENNA, visibility=visibility, latitude=latitude, longitude=longitude, street="Secret 1")
    known = replace(VIENNA, visibility=visibility, latitude=None, longitude=None)
    rows = [listed("b", places=(BRATISLAVA,)), listed("c", places=(GRAZ,))]

    def seen(place: Place) -> list[tuple[str, float | None, str]]:
        found = shelf_of(listed("a", places=(place,)), *rows).match(parse_profile({"area": area}), now=NOW)
        return [(each.row.id, each.distance_km, each.conditions[0].value) for each in found.matches]

    assert seen(secret) == seen(known)


@pytest.mark.parametrize("facts", [{"area": "AT-9"}, {"area": "IT"}, {"near": {"latitude": 46.0, "longitude": 14.0}}])
@pytest.mark.parametrize("seed", range(4))
def test_the_first_few_are_the_first_of_all(facts: dict[str, Any], seed: int) -> None:
    dice = random.Random(seed)
    shelf = shelf_of(*(random_listing(dice, number) for number in range(80)))
    her = parse_profile({**facts, "age": 27})

    every = ids(shelf.match(her, first=100, now=NOW))

    assert len(every) == 80
    for few in (1, 3, 20, 79):
        assert ids(shelf.match(her, first=few, now=NOW)) == every[:few]
