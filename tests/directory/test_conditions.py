"""What no listing writes down: the way, the hours, women staff, her language, waiting and cost."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from directory.codes import Accepting, ConditionKind, CriterionKind, FeeRule, ServiceType, Verdict
from directory.conditions import Journey, conditions_of
from directory.content import Availability, Content, Criterion, Fee, InterpreterOffer, Provider, Schedule, Text
from directory.profile import Profile
from directory.profile_reading import parse_profile
from directory.wording import wording
from directory.words import Implicit as I

BASE = Content("s", Provider("p", "P", "AT"), (ServiceType.OTHER,), (Text("en", "A service"),))
MORNING = Schedule(("MO", "TU"), time(9), time(12))
ALWAYS = Schedule(("MO",))
FREE_MORNINGS = {"hours": {"byday": ["MO", "TU"], "from": "08:00", "to": "13:00"}}
CHILD = {"children": {"with": True, "ages": [3], "needsChildcare": True}}
KEPT = Criterion(CriterionKind.CHILDREN, codes=("WELCOME",))
SORANI = {"interpreterLanguage": "ckb"}
ARABIC = {"interpreterLanguage": "ar"}
WOMEN = {"wantsWomenStaff": True}
EURO = {"budget": {"amount": 10, "currency": "EUR"}}
COSTS = Fee(FeeRule.AMOUNT, Decimal("20.00"), "EUR")
INTERPRETS = InterpreterOffer(("ar",))
NONE: dict[str, Any] = {}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], Journey, I]] = {
    "no distance": (NONE, NONE, Journey(), I.DISTANCE_UNKNOWN),
    "a distance": (NONE, NONE, Journey(3.2), I.DISTANCE_KNOWN),
    "about a distance": (NONE, NONE, Journey(3, True), I.DISTANCE_ABOUT),
    "about a distance from the middle of her area": (NONE, NONE, Journey(3, True, None, True), I.DISTANCE_FROM_AREA),
    "about a distance from the middle of her country": (
        NONE, {"area": "AT"}, Journey(3, True, None, True), I.DISTANCE_FROM_COUNTRY),
    "farther than asked": (NONE, NONE, Journey(30, False, 5), I.DISTANCE_TOO_FAR),
    "its hours fit hers": ({"schedules": (MORNING,)}, FREE_MORNINGS, Journey(), I.HOURS_FIT),
    "its hours clash": ({"schedules": (replace(MORNING, byday=("SU",)),)}, FREE_MORNINGS, Journey(), I.HOURS_CLASH),
    "some hours fit": ({"schedules": (MORNING, ALWAYS)}, FREE_MORNINGS, Journey(), I.HOURS_PARTLY),
    "its hours are unknown": (NONE, FREE_MORNINGS, Journey(), I.HOURS_UNKNOWN),
    "her hours are unknown": ({"schedules": (MORNING,)}, NONE, Journey(), I.HOURS_UNKNOWN),
    "her child needs care": ({"schedules": (MORNING,)}, CHILD | FREE_MORNINGS, Journey(), I.HOURS_NEED_CHILDCARE),
    "her child is welcome": (
        {"schedules": (MORNING,), "criteria": (KEPT,)}, CHILD | FREE_MORNINGS, Journey(), I.HOURS_FIT),
    "women work there": ({"women_staff": True}, WOMEN, Journey(), I.WOMEN_STAFF_YES),
    "no women, and she wants women": ({"women_staff": False}, WOMEN, Journey(), I.WOMEN_STAFF_NO),
    "nobody knows about women": (NONE, WOMEN, Journey(), I.WOMEN_STAFF_UNKNOWN),
    "she was not asked about women": (NONE, NONE, Journey(), I.HER_WISH_UNKNOWN),
    "she does not mind": (NONE, {"wantsWomenStaff": False}, Journey(), I.WOMEN_STAFF_NOT_ASKED),
    "her language is unknown": (NONE, NONE, Journey(), I.HER_LANGUAGE_UNKNOWN),
    "it is given in her language": ({"delivery_languages": ("ar",)}, ARABIC, Journey(), I.LANGUAGE_SPOKEN),
    "it is given in a language that may be hers": (
        {"delivery_languages": ("ku",)}, SORANI, Journey(), I.LANGUAGE_KIND_UNKNOWN),
    "someone may interpret into hers": (
        {"interpreter": InterpreterOffer(("ku",))}, SORANI, Journey(), I.INTERPRETER_KIND_UNKNOWN),
    "nobody knows about interpreters": (NONE, ARABIC, Journey(), I.INTERPRETER_UNKNOWN),
    "someone interprets": ({"interpreter": INTERPRETS}, ARABIC, Journey(), I.INTERPRETER_THERE),
    "nobody interprets": ({"interpreter": InterpreterOffer(("fr",))}, ARABIC, Journey(), I.NO_INTERPRETER),
    "perhaps a woman interprets": ({"interpreter": INTERPRETS}, ARABIC | WOMEN, Journey(), I.WOMAN_INTERPRETER_UNKNOWN),
    "a woman interprets": (
        {"interpreter": InterpreterOffer(("ar",), True)}, ARABIC | WOMEN, Journey(), I.INTERPRETER_THERE),
    "no woman interprets": (
        {"interpreter": InterpreterOffer(("ar",), False)}, ARABIC | WOMEN, Journey(), I.NO_WOMAN_INTERPRETER),
    "it takes nobody": ({"availability": Availability(Accepting.NO)}, NONE, Journey(), I.TAKES_NOBODY),
    "she waits": ({"availability": Availability(Accepting.YES, waiting_days=9)}, NONE, Journey(), I.WAITS),
    "there is a list": ({"availability": Availability(Accepting.WAITLIST)}, NONE, Journey(), I.WAITLIST),
    "there is a place": ({"availability": Availability(Accepting.YES, waiting_days=0)}, NONE, Journey(), I.PLACE_NOW),
    "nobody knows how long": ({"availability": Availability(Accepting.YES)}, NONE, Journey(), I.WAITING_UNKNOWN),
    "it costs nothing": ({"fee": Fee(FeeRule.COVERED)}, NONE, Journey(), I.COSTS_NOTHING),
    "it costs too much": ({"fee": COSTS}, EURO, Journey(), I.COSTS_TOO_MUCH),
    "she can pay": ({"fee": replace(COSTS, amount=Decimal(10))}, EURO, Journey(), I.COSTS),
    "nobody knows the cost": (NONE, EURO, Journey(), I.COSTS_UNKNOWN),
    "nobody knows her budget": ({"fee": COSTS}, NONE, Journey(), I.COSTS_UNKNOWN),
    "an amount is missing": ({"fee": replace(COSTS, amount=None)}, EURO, Journey(), I.COSTS_UNKNOWN),
    "another currency": ({"fee": replace(COSTS, currency="RON")}, EURO, Journey(), I.COSTS_UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("sentence", CASES)
def test_an_unwritten_condition_stands_as_the_sentence_says(sentence: str) -> None:
    content, facts, journey, expected = CASES[sentence]
    profile = parse_profile(facts) if facts else Profile()

    found = conditions_of(replace(BASE, **content), profile, journey)

    assert [each.kind for each in found] == list(ConditionKind)
    assert expected in {each.reason for each in found}
    said = [wording("en").condition(each) for each in found]
    assert all(each[:1].isupper() and "{" not in each for each in said)
    assert repr(found[0]) == "<Condition>"


BEGINS = {ConditionKind.TRAVEL: "DISTANCE_", ConditionKind.HOURS: "HOURS_", ConditionKind.COST: "COSTS"}


@pytest.mark.parametrize("kind", ConditionKind)
def test_every_unwritten_condition_can_be_met_can_fail_and_can_be_unknown(kind: ConditionKind) -> None:
    found = [
        condition
        for content, facts, journey, expected in CASES.values()
        for condition in conditions_of(replace(BASE, **content), parse_profile(facts) if facts else Profile(), journey)
        if condition.kind is kind and condition.reason is expected
    ]

    assert {each.verdict for each in found} == set(Verdict)
    assert all(each.reason.startswith(BEGINS.get(kind, "")) for each in found)


CARE = Criterion(CriterionKind.CHILDREN, codes=("CHILDCARE_PROVIDED",), minimum=3, maximum=6)
HOURS_OF: dict[str, tuple[tuple[Criterion, ...], float, I]] = {
    "nobody looks after them": ((), 4, I.HOURS_NEED_CHILDCARE),
    "they are welcome": ((Criterion(CriterionKind.CHILDREN, codes=("WELCOME",)),), 4, I.HOURS_FIT),
    "there is childcare for their age": ((CARE,), 4, I.HOURS_FIT),
    "there is childcare for another age": ((CARE,), 9, I.HOURS_NEED_CHILDCARE),
    "the childcare is disputed": ((replace(CARE, disputed=True),), 4, I.HOURS_NEED_CHILDCARE),
    "they cannot come": ((Criterion(CriterionKind.CHILDREN, codes=("NOT_POSSIBLE",)),), 4, I.HOURS_NEED_CHILDCARE),
}


@pytest.mark.parametrize("sentence", HOURS_OF)
def test_hours_are_weighed_against_childcare_where(sentence: str) -> None:
    rules, age, expected = HOURS_OF[sentence]
    her = parse_profile({
        "hours": {"byday": ["MO"], "from": "08:00", "to": "16:00"},
        "children": {"with": True, "ages": [age], "needsChildcare": True},
    })  # fmt: skip
    content = replace(BASE, criteria=rules, schedules=(Schedule(("MO",), time(9), time(12)),))

    assert conditions_of(content, her, Journey())[1].reason is expected
