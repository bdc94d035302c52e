"""What is known of her: bad facts are refused by name, and nothing of it can be read off an object."""

from typing import Any

import pytest

from directory.codes import LanguageSkill
from directory.errors import BadFact
from directory.profile_reading import parse_profile

REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an age below nothing": ({"age": -1}, "AGE_OUT_OF_RANGE", "age"),
    "an age of 200": ({"age": 200}, "AGE_OUT_OF_RANGE", "age"),
    "an age that is no number": ({"age": float("nan")}, "AGE_OUT_OF_RANGE", "age"),
    "an unknown language": ({"languages": [{"language": "zz-nowhere-xx"}]}, "UNKNOWN_LANGUAGE", "languages.0.language"),
    "a level without language": ({"languages": [{"level": "A1"}]}, "LEVEL_WITHOUT_LANGUAGE", "languages.0.language"),
    "a language entry of nothing": ({"languages": [{}]}, "MISSING_FIELD", "languages.0.language"),
    "the same language twice":
        ({"languages": [{"language": "pt", "level": "A1"}, {"language": "pt-BR"}]}, "DUPLICATE_FACT", "languages"),
    "a profile of nothing": ({}, "PROFILE_EMPTY", "profile"),
    "a profile of empty lists": ({"languages": [], "competences": [], "age": None}, "PROFILE_EMPTY", "profile"),
    "an unknown field": ({"age": 20, "name": "x"}, "UNKNOWN_FIELD", "name"),
    "an unknown area": ({"area": "AT-99"}, "UNKNOWN_AREA", "area"),
    "an unknown word": ({"gender": "X"}, "UNKNOWN_CODE", "gender"),
    "an unknown script": ({"literacy": [{"level": "BASIC", "script": "Xxxx"}]}, "UNKNOWN_SCRIPT", "literacy.0.script"),
    "literacy without script": ({"literacy": [{"level": "BASIC"}]}, "MISSING_FIELD", "literacy.0.script"),
    "an unknown framework": ({"education": {"framework": "X", "level": "1"}}, "UNKNOWN_CODE", "education.framework"),
    "EQF has no level 0": ({"education": {"framework": "EQF", "level": "0"}}, "UNKNOWN_LEVEL", "education.level"),
    "a child of 40": ({"children": {"with": True, "ages": [40]}}, "OUT_OF_RANGE", "children.ages.0"),
    "a child's age in words": ({"children": {"with": True, "ages": ["2"]}}, "WRONG_TYPE", "children.ages.0"),
    "a point without longitude": ({"near": {"latitude": 1.0}}, "MISSING_FIELD", "near.longitude"),
    "a latitude of 91": ({"near": {"latitude": 91.0, "longitude": 1.0}}, "OUT_OF_RANGE", "near.latitude"),
    "a budget without currency": ({"budget": {"amount": 5}}, "MISSING_FIELD", "budget.currency"),
    "a currency that does not exist": ({"budget": {"amount": 5, "currency": "XYZ"}}, "UNKNOWN_CODE", "budget.currency"),
    "a currency that is no money": ({"budget": {"amount": 5, "currency": "XAU"}}, "UNKNOWN_CODE", "budget.currency"),
    "a currency of two letters": ({"budget": {"amount": 5, "currency": "EU"}}, "WRONG_TYPE", "budget.currency"),
    "hours without days": ({"hours": {"byday": []}}, "MISSING_FIELD", "hours.byday"),
    "a day that is none": ({"hours": {"byday": ["XX"]}}, "UNKNOWN_CODE", "hours.byday.0"),
    "hours that end before they begin":
        ({"hours": {"byday": ["MO"], "from": "10:00", "to": "09:00"}}, "BOUNDS_REVERSED", "hours.to"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_wrong_fact_is_refused_by_code_and_field(sentence: str) -> None:
    facts, code, field = REFUSED[sentence]

    with pytest.raises(BadFact) as refused:
        parse_profile(facts)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_every_fact_is_read() -> None:
    profile = parse_profile({
        "age": 27.5, "gender": "WOMAN", "residenceStatus": "REFUGEE", "labourAccess": "FREE",
        "languages": [{"language": "kmr", "level": None}, {"language": "de", "level": "A1", "skill": "READING"}],
        "literacy": [{"level": "BASIC", "script": "arab"}], "digital": "FOUNDATION",
        "education": {"framework": "ISCED 2011", "level": "0"}, "children": {"with": True, "ages": [2, 4.5]},
        "competences": ["https://data.europa.eu/esco/isco/C5120"], "documents": [{"document": "CV", "held": False}],
        "registrations": [{"registration": "MUNICIPALITY", "held": True}],
        "intakeGroups": [{"group": "MIGRANTS", "belongs": True}], "area": "el30",
        "near": {"latitude": 48.2, "longitude": 16.4}, "budget": {"amount": 10, "currency": "eur"},
        "choosesCooperation": False, "wantsWomenStaff": True, "interpreterLanguage": "ar-EG",
        "hours": {"byday": ["MO"], "from": "09:00", "to": "12:00"},
    })  # fmt: skip

    assert profile.languages[0].language == "kmr"
    assert profile.languages[1].skill is LanguageSkill.READING
    assert profile.interpreter_language == "ar"
    assert profile.hours is not None
    assert (profile.hours.from_minute, profile.hours.to_minute) == (540, 720)


def test_nothing_of_her_shows_in_a_repr() -> None:
    profile = parse_profile({
        "age": 27, "languages": [{"language": "ar"}], "children": {"with": True}, "area": "AT-9",
        "literacy": [{"level": "BASIC", "script": "Arab"}], "near": {"latitude": 48.2, "longitude": 16.4},
    })  # fmt: skip

    shown = [repr(each) for each in (profile, profile.languages[0], profile.children, profile.literacy, profile.near)]

    assert shown == ["<Profile>", "<SpokenLanguage>", "<Children>", "(<Literacy>,)", "<Point>"]
