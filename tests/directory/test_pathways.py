"""A way where nothing is for her yet: exact against looking at every way, safe, and explained step by step."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import codes as k
from directory.content import Availability, Criterion, Outcome, Schedule
from directory.errors import BadDistanceFilter
from directory.matches import MatchFilter
from directory.outcomes import after, days_of
from directory.pathways import Routes, pathways
from directory.profile import Education, Profile, SpokenLanguage
from directory.snapshot import Snapshot
from tests.directory.test_matching import NOW, VIENNA, Listed, listed, shelf_of

COURSE, TRAINING = k.ServiceType.LANGUAGE_COURSE, k.ServiceType.VOCATIONAL_TRAINING
TRAININGS = MatchFilter(service_types=(TRAINING,))
OPEN_OR_NOT = (k.Accepting.YES, k.Accepting.UNKNOWN, k.Accepting.NO)
HER = Profile(age=27, languages=(SpokenLanguage("de", k.CefrLevel.A1), SpokenLanguage("ar")))


def german(low: str | None, high: str | None = None) -> Criterion:
    return Criterion(k.CriterionKind.LANGUAGE, language="de", min_level=low, max_level=high)


def to_german(level: str) -> Outcome:
    return Outcome(k.OutcomeKind.LANGUAGE, "de", level)


def to_paper(code: str) -> Outcome:
    return Outcome(k.OutcomeKind.DOCUMENT, code=code)


def lasting(days: int) -> tuple[Schedule, ...]:
    first = date(2026, 9, 1)
    return (Schedule(("MO",), valid_from=first, valid_to=first + timedelta(days=days - 1)),)


def told(found: Routes[Listed]) -> list[list[str]]:
    return [[step.match.row.id for step in route.steps] for route in found.routes]


TO_A2 = listed("a2", german("A1", "A1"), outcomes=(to_german("A2"),), schedules=lasting(60))
TO_B1 = listed("b1", german("A2", "A2"), outcomes=(to_german("B1"),), schedules=lasting(90))
CARE = listed("training", german("B1"), service_types=(TRAINING,))


def test_a_course_then_a_course_then_the_training_she_looks_for() -> None:
    found = pathways(Snapshot(1, [CARE, TO_B1, TO_A2]), HER, TRAININGS, now=NOW)

    assert told(found) == [["a2", "b1", "training"]]
    [route] = found.routes
    assert (route.days, route.unknown) == (150, 0)
    assert [step.match.verdict for step in route.steps] == [k.Overall.ELIGIBLE] * 3
    assert [step.gains for step in route.steps] == [(to_german("A2"),), (to_german("B1"),), ()]


def test_no_way_is_planned_where_she_can_go_at_once() -> None:
    at_once = listed("now", german("A1"), service_types=(TRAINING,))

    found = pathways(Snapshot(1, [CARE, TO_B1, TO_A2, at_once]), HER, TRAININGS, now=NOW)

    assert (told(found), found.eligible) == ([], 1)


CLOSED: dict[str, Listed] = {
    "takes nobody": replace(TO_B1, content=replace(TO_B1.content, availability=Availability(k.Accepting.NO))),
    "has run out": replace(TO_B1, expires_at=NOW),
    **{state.lower(): replace(TO_B1, state=state) for state in k.ListingState if state is not k.ListingState.VETTED},
}


@pytest.mark.parametrize("why", CLOSED)
def test_no_way_goes_through_a_service_that_is_not_vetted_or_closed(why: str) -> None:
    everything = MatchFilter(service_types=(TRAINING,), include_unvetted=True, include_stale=True)

    assert told(pathways(Snapshot(1, [CARE, CLOSED[why], TO_A2]), HER, everything, now=NOW)) == []


def test_what_no_outcome_changes_is_never_planned_around() -> None:
    for never in (
        Criterion(k.CriterionKind.AGE, maximum=20),
        Criterion(k.CriterionKind.RESIDENCE_STATUS, codes=("REFUGEE",)),
    ):
        care = listed("training", german("B1"), never, service_types=(TRAINING,))
        assert told(pathways(Snapshot(1, [care, TO_B1, TO_A2]), HER, TRAININGS, now=NOW)) == []


def test_the_shorter_way_comes_first_then_the_shorter_time_and_unknown_time_last() -> None:
    slow, quick, unsaid = (
        listed(name, german("A1", "A1"), outcomes=(to_german("B1"),), schedules=times)
        for name, times in (("slow", lasting(200)), ("zz-quick", lasting(30)), ("aa-unsaid", ()))
    )

    found = pathways(Snapshot(1, [CARE, TO_B1, TO_A2, slow, quick, unsaid]), HER, TRAININGS, now=NOW)

    assert told(found) == [
        ["zz-quick", "training"], ["slow", "training"], ["aa-unsaid", "training"], ["a2", "b1", "training"],
    ]  # fmt: skip
    assert [(route.days, route.unknown) for route in found.routes] == [(30, 0), (200, 0), (0, 1), (150, 0)]


def test_what_she_asks_of_a_service_holds_for_every_step_and_the_kind_for_the_last() -> None:
    here = [replace(row, content=replace(row.content, areas_served=("AT-9",))) for row in (CARE, TO_B1, TO_A2)]
    away = [*here[:2], replace(TO_A2, content=replace(TO_A2.content, areas_served=("IT",)))]
    asked = replace(TRAININGS, areas=("AT-9",))

    assert told(pathways(Snapshot(1, here), HER, asked, now=NOW)) == [["a2", "b1", "training"]]
    assert told(pathways(Snapshot(1, away), HER, asked, now=NOW)) == []


def test_a_distance_needs_a_place() -> None:
    with pytest.raises(BadDistanceFilter):
        pathways(Snapshot(1, [CARE]), HER, MatchFilter(within_km=5), now=NOW)


def test_a_level_only_rises_and_a_framework_is_never_changed() -> None:
    assert after(HER, [to_german("A1")]) is HER
    assert after(
        Profile(digital=k.DigitalLevel.ADVANCED), [Outcome(k.OutcomeKind.DIGITAL_SKILLS, level="FOUNDATION")]
    ) == Profile(digital=k.DigitalLevel.ADVANCED)
    hers = Profile(education=Education(k.EQF, 4))
    assert after(hers, [Outcome(k.OutcomeKind.EDUCATION, level="5", framework=k.ISCED)]) == hers
    assert after(hers, [Outcome(k.OutcomeKind.EDUCATION, level="5", framework=k.EQF)]).education == Education(k.EQF, 5)
    reading = Profile(languages=(SpokenLanguage("de", k.CefrLevel.A1, k.LanguageSkill.READING),))
    assert SpokenLanguage("de", k.CefrLevel.A1, k.LanguageSkill.READING) in after(reading, [to_german("B1")]).languages


def test_an_outcome_in_a_word_of_no_code_list_changes_nothing() -> None:
    for outcome in (Outcome(k.OutcomeKind.DOCUMENT, code="A hug"), Outcome(k.OutcomeKind.LANGUAGE, "de", "fluent")):
        assert after(HER, [outcome]) is HER


def test_a_length_is_known_only_where_the_first_and_the_last_day_are_said() -> None:
    waits = Availability(k.Accepting.WAITLIST, waiting_days=10)

    assert days_of(replace(TO_A2.content, availability=waits)) == 70
    assert days_of(CARE.content) is None
    assert days_of(replace(TO_A2.content, schedules=(*TO_A2.content.schedules, Schedule(("TU",))))) is None


LEVELS = st.sampled_from(["A1", "A2", "B1", "B2"])
PAPERS = st.sampled_from(["CV", "PASSPORT", "WORK_PERMIT"])
WORK = st.sampled_from(["FREE", "PERMIT_HELD", "PERMIT_NEEDED"])
OUTCOMES = st.one_of(
    LEVELS.map(to_german),
    PAPERS.map(to_paper),
    WORK.map(lambda code: Outcome(k.OutcomeKind.LABOUR_ACCESS, code=code)),
    st.sampled_from(["1", "3"]).map(lambda level: Outcome(k.OutcomeKind.EDUCATION, level=level, framework=k.EQF)),
)


@st.composite
def ranges(draw: st.DrawFn) -> Criterion:
    low, high = draw(st.none() | LEVELS), draw(st.none() | LEVELS)
    return german(low, high) if low is None or high is None or low <= high else german(high, low)


CONDITIONS = st.one_of(
    ranges(),
    st.lists(PAPERS, min_size=1, max_size=2, unique=True).map(
        lambda codes: Criterion(k.CriterionKind.DOCUMENT, codes=tuple(codes))
    ),
    st.lists(WORK, min_size=1, max_size=2, unique=True).map(
        lambda codes: Criterion(k.CriterionKind.LABOUR_ACCESS, codes=tuple(codes))
    ),
    st.sampled_from(["2", "3"]).map(lambda low: Criterion(k.CriterionKind.EDUCATION, framework=k.EQF, min_level=low)),
    st.just(Criterion(k.CriterionKind.AGE, minimum=18)),
    st.just(Criterion(k.CriterionKind.AGE, minimum=40)),
)


@st.composite
def directories(draw: st.DrawFn) -> list[Listed]:
    rows = []
    for number in range(draw(st.integers(2, 7))):
        criteria = draw(st.lists(CONDITIONS, min_size=1, max_size=2))
        days = draw(st.sampled_from([0, 10, 20]))
        rows.append(
            listed(
                f"{number}", *criteria, outcomes=tuple(draw(st.lists(OUTCOMES, max_size=2))),
                service_types=(draw(st.sampled_from([COURSE, TRAINING])),),
                schedules=lasting(days) if days else (),
                availability=Availability(draw(st.sampled_from(OPEN_OR_NOT))),
            )
        )  # fmt: skip
    return rows


WOMEN = st.builds(
    Profile,
    age=st.sampled_from([None, 20.0, 45.0]),
    languages=st.sampled_from([(), (SpokenLanguage("de", k.CefrLevel.A1),), (SpokenLanguage("de"),)]),
    documents=st.sampled_from([(), ((k.Document.CV, True),), ((k.Document.CV, False),)]),
    labour_access=st.sampled_from([None, k.LabourAccess.NONE, k.LabourAccess.PERMIT_NEEDED]),
    education=st.sampled_from([None, Education(k.EQF, 2)]),
)


def for_her(row: Listed, her: Profile) -> bool:
    return shelf_of(row).match(her, now=NOW).matches[0].verdict is k.Overall.ELIGIBLE


def leads(way: tuple[Listed, ...], her: Profile) -> bool:
    """Return whether each step is for her when she comes to it."""
    for row in way:
        if not for_her(row, her):
            return False
        her = after(her, row.content.outcomes)
    return True


def every_way(rows: list[Listed], her: Profile) -> list[list[str]]:
    """Look at every way there is, with nothing but the rules."""
    open_now = [row for row in rows if row.content.availability.accepting is not k.Accepting.NO]
    ends = [row for row in open_now if TRAINING in row.content.service_types]
    if any(for_her(row, her) for row in ends):
        return []
    best: dict[tuple[frozenset[str], str], tuple[Any, ...]] = {}
    for size in (1, 2, 3):
        for end in ends:
            for before in permutations([row for row in open_now if row is not end], size):
                if not leads((*before, end), her):
                    continue
                if any(leads((*some, end), her) for less in range(size) for some in permutations(before, less)):
                    continue
                days = [days_of(row.content) for row in before]
                ids = [row.id for row in (*before, end)]
                worth = (size, days.count(None), sum(each or 0 for each in days), ids)
                key = (frozenset(row.id for row in before), end.id)
                best[key] = min(best.get(key, worth), worth)
    return [ids for _, _, _, ids in sorted(best.values())[:5]]


@given(directories(), WOMEN)
@settings(max_examples=250, deadline=None)
def test_the_ways_are_those_that_looking_at_every_way_finds(rows: list[Listed], her: Profile) -> None:
    found = pathways(Snapshot(1, rows), her, TRAININGS, now=NOW)

    assert found.complete
    assert told(found) == every_way(rows, her)
    for route in found.routes:
        assert all(step.match.verdict is k.Overall.ELIGIBLE for step in route.steps)


def test_nothing_of_her_shows_in_a_repr() -> None:
    found = pathways(Snapshot(1, [CARE, TO_B1, TO_A2]), HER, TRAININGS, now=NOW)

    assert [repr(each) for each in (found, found.routes[0], found.routes[0].steps[0])] == [
        "<Routes>",
        "<Route>",
        "<Step>",
    ]


def test_a_way_may_start_from_a_place_she_named() -> None:
    near = replace(HER, near=parse_point())
    rows = [replace(row, content=replace(row.content, places=(VIENNA,))) for row in (CARE, TO_B1, TO_A2)]

    found = pathways(Snapshot(1, rows), near, replace(TRAININGS, within_km=10), now=NOW)

    assert told(found) == [["a2", "b1", "training"]]
    assert found.routes[0].steps[0].match.distance_km == 0


def parse_point() -> Any:
    from directory.profile import Point

    return Point(48.2, 16.37)
