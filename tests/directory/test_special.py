"""Listings that need more, through the door: what is refused, by which name, and that nothing of it is kept."""

from typing import Any

import pytest

from directory.codes import CriterionKind, Strength
from directory.content import Criterion
from directory.criteria import evaluate, overall
from directory.profile_reading import parse_profile
from directory.reading_parts import VACANCY
from directory.store_shelf import revision
from tests.directory.office import SCHEMA, Office

SPEAKS: dict[str, Any] = {
    "serviceTypes": ["INTERPRETING"],
    "interpreter": {"languages": ["ar"], "womenAvailable": True},
    "staffTraining": {"trafficking": True, "gender": True},
}
PEER: dict[str, Any] = {**SPEAKS, "serviceTypes": ["PEER_EDUCATION"], "womenStaff": True, "deliveryLanguages": ["de"]}
FREE: dict[str, Any] = {"rule": "FREE"}
JOB = dict.fromkeys(VACANCY, "As the contract says")
AGE = {"kind": "AGE", "minimum": 17}


def rules(*said: dict[str, Any]) -> dict[str, Any]:
    return {"criteria": list(said)}


def leads(**said: str) -> dict[str, Any]:
    return {"outcomes": [said]}


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an interpreter of no language": (
        {**SPEAKS, "interpreter": {"languages": [], "womenAvailable": True}},
        "INTERPRETER_INCOMPLETE", "interpreter.languages"),
    "an interpreter who may be a man": (
        {**SPEAKS, "interpreter": {"languages": ["ar"]}}, "INTERPRETER_INCOMPLETE", "interpreter.womenAvailable"),
    "an interpreter of unknown training on trafficking": (
        {**SPEAKS, "staffTraining": {"gender": True}}, "INTERPRETER_INCOMPLETE", "staffTraining.trafficking"),
    "a mediator of unknown training on gender": (
        {**SPEAKS, "serviceTypes": ["CULTURAL_MEDIATION"], "staffTraining": {"trafficking": False}},
        "INTERPRETER_INCOMPLETE", "staffTraining.gender"),
    "a peer educator of no language": (
        {**PEER, "deliveryLanguages": []}, "INTERPRETER_INCOMPLETE", "deliveryLanguages"),
    "a peer educator who may be a man": ({**PEER, "womenStaff": None}, "INTERPRETER_INCOMPLETE", "womenStaff"),
    "start-up support for money": (
        {"serviceTypes": ["SOCIAL_BUSINESS_STARTUP"], "fee": {"rule": "AMOUNT", "amount": "5", "currency": "EUR"}},
        "MUST_BE_FREE", "fee"),
    "microfinance of unknown cost": ({"serviceTypes": ["MICROFINANCE"], "fee": None}, "MUST_BE_FREE", "fee"),
    "start-up support with a fee among its conditions": (
        {"serviceTypes": ["SOCIAL_BUSINESS_STARTUP"], "fee": FREE,
         **rules({"kind": "FEE", "codes": ["AMOUNT"], "amount": "5", "currency": "EUR"})},
        "MUST_BE_FREE", "criteria.0.codes"),
    "a vacancy of a school": (
        {"serviceTypes": ["LANGUAGE_COURSE"], "vacancy": JOB}, "VACANCY_WITHOUT_EMPLOYER", "vacancy"),
    "cooperation as mere advice": (
        rules(AGE, {"kind": "COOPERATION", "strength": "ADVISED"}), "COOPERATION_IS_A_RULE", "criteria.1.strength"),
    "a home that members see": (
        {"serviceTypes": ["ACCOMMODATION"], "places": [{"visibility": "MEMBERS"}]},
        "LOCATION_IS_CONFIDENTIAL", "places.0.visibility"),
    **{
        f"a vacancy that does not say its {fact}": (
            {"serviceTypes": ["EMPLOYER"], "vacancy": {**JOB, fact: None}}, "VACANCY_INCOMPLETE", f"vacancy.{fact}")
        for fact in VACANCY
    },
    "an age that ends before it begins": (
        rules({"kind": "AGE", "minimum": 30, "maximum": 20}), "BOUNDS_REVERSED", "criteria.0.maximum"),
    "an age of nothing": (rules({"kind": "AGE"}), "CRITERION_EMPTY", "criteria.0"),
    "two ages that nobody has at once": (
        rules({"kind": "AGE", "maximum": 20}, {"kind": "AGE", "minimum": 25}), "CRITERIA_CONTRADICT", "criteria.1"),
    "two ages that overlap": (
        rules({"kind": "AGE", "maximum": 30}, {"kind": "AGE", "minimum": 25}), "DUPLICATE_FACT", "criteria.1"),
    "a level range upside down": (
        rules({"kind": "LANGUAGE", "language": "de", "minLevel": "C1", "maxLevel": "A1"}),
        "BOUNDS_REVERSED", "criteria.0.maxLevel"),
    "two levels of one language that nobody has at once": (
        rules({"kind": "LANGUAGE", "language": "de", "minLevel": "C1"},
              {"kind": "LANGUAGE", "language": "de-AT", "maxLevel": "A2"}), "CRITERIA_CONTRADICT", "criteria.1"),
    "schooling that nobody has at once": (
        rules({"kind": "EDUCATION", "framework": "EQF", "minLevel": "6"},
              {"kind": "EDUCATION", "framework": "EQF", "maxLevel": "2"}), "CRITERIA_CONTRADICT", "criteria.1"),
    "two statuses that exclude each other": (
        rules({"kind": "RESIDENCE_STATUS", "codes": ["REFUGEE"]},
              {"kind": "RESIDENCE_STATUS", "codes": ["EU_CITIZEN"]}),
        "CRITERIA_CONTRADICT", "criteria.1.codes"),
    "two areas that nobody lives in at once": (
        rules({"kind": "AREA", "codes": ["AT-9"]}, {"kind": "AREA", "codes": ["IT", "AT-1"]}),
        "CRITERIA_CONTRADICT", "criteria.1.codes"),
    "free, and not": (
        rules({"kind": "FEE", "codes": ["FREE", "AMOUNT"], "amount": "5", "currency": "EUR"}),
        "CRITERIA_CONTRADICT", "criteria.0.codes"),
    "children welcome, and not possible": (
        rules({"kind": "CHILDREN", "codes": ["WELCOME"]}, {"kind": "CHILDREN", "codes": ["NOT_POSSIBLE"]}),
        "CRITERIA_CONTRADICT", "criteria.1.codes"),
    "a status of no list": (
        rules({"kind": "RESIDENCE_STATUS", "codes": ["TOURIST"]}), "UNKNOWN_CODE", "criteria.0.codes.0"),
    "a competence that ESCO does not have": (
        rules({"kind": "COMPETENCE", "codes": ["http://data.europa.eu/esco/skill/cook"]}),
        "UNKNOWN_CODE", "criteria.0.codes.0"),
    "a competence of somebody else's list": (
        rules({"kind": "COMPETENCE", "codes": ["https://example.org/esco/isco/C5120"]}),
        "UNKNOWN_CODE", "criteria.0.codes.0"),
    "another version of DigComp": (
        rules({"kind": "DIGITAL_SKILLS", "minLevel": "FOUNDATION", "framework": "DigComp 2.2"}),
        "UNKNOWN_CODE", "criteria.0.framework"),
    "an EQF level of 0": (
        rules({"kind": "EDUCATION", "framework": "EQF", "minLevel": "0"}), "UNKNOWN_LEVEL", "criteria.0.minLevel"),
    "an outcome of no level": (leads(kind="LANGUAGE", language="de", level="Z"), "UNKNOWN_LEVEL", "outcomes.0.level"),
    "an outcome without a level": (leads(kind="LANGUAGE", language="de"), "MISSING_FIELD", "outcomes.0.level"),
    "an outcome in no language": (leads(kind="LANGUAGE", level="A1"), "MISSING_FIELD", "outcomes.0.language"),
    "an outcome of an EQF level 9": (
        leads(kind="EDUCATION", framework="EQF", level="9"), "UNKNOWN_LEVEL", "outcomes.0.level"),
    "an outcome in no framework": (leads(kind="EDUCATION", level="3"), "UNKNOWN_CODE", "outcomes.0.framework"),
    "an outcome of another DigComp": (
        leads(kind="DIGITAL_SKILLS", framework="DigComp 2.2", level="ADVANCED"),
        "UNKNOWN_CODE", "outcomes.0.framework"),
    "a paper that nobody knows": (leads(kind="DOCUMENT", code="LICENCE"), "UNKNOWN_CODE", "outcomes.0.code"),
    "access to work that nobody knows": (leads(kind="LABOUR_ACCESS", code="SOON"), "UNKNOWN_CODE", "outcomes.0.code"),
    "a competence that is no address": (leads(kind="COMPETENCE", code="cook"), "UNKNOWN_CODE", "outcomes.0.code"),
    "an outcome with another kind's field": (
        leads(kind="DOCUMENT", code="DIPLOMA", level="A1"), "UNKNOWN_FIELD", "outcomes.0.level"),
    "a fee in no currency": (
        rules({"kind": "FEE", "codes": ["AMOUNT"], "amount": "5", "currency": "XYZ"}),
        "UNKNOWN_CODE", "criteria.0.currency"),
    "a script that does not exist": (
        rules({"kind": "LITERACY", "minLevel": "BASIC", "script": "Xxxx"}), "UNKNOWN_SCRIPT", "criteria.0.script"),
    "an area that does not exist": (rules({"kind": "AREA", "codes": ["AT-10"]}), "UNKNOWN_AREA", "criteria.0.codes.0"),
    "a megabyte of conditions": (
        rules({"kind": "OTHER", "text": "x" * 1_000_000}), "TOO_LONG", "criteria.0.text"),
    "a megabyte of name": ({"names": [{"language": "de", "text": "x" * 1_000_000}]}, "TOO_LONG", "names.0.text"),
    "a place north of the pole": (
        {"places": [{"visibility": "PUBLIC", "latitude": 90.5, "longitude": 0.0}]},
        "OUT_OF_RANGE", "places.0.latitude"),
    "a place round the globe": (
        {"places": [{"visibility": "PUBLIC", "latitude": 0.0, "longitude": -180.5}]},
        "OUT_OF_RANGE", "places.0.longitude"),
}  # fmt: skip


async def test_a_listing_is_refused_for_each_fault_by_its_name(office: Office, subtests: pytest.Subtests) -> None:
    async with office.context_of(office.school.caller).read() as tx:
        before = await revision(tx)

    for sentence, (more, code, field) in REFUSED.items():
        with subtests.test(sentence):
            answer = await office.proposed(**more)

            assert (answer.get("code"), answer.get("field")) == (code, field)
            async with office.context_of(office.school.caller).read() as tx:
                assert await revision(tx) == before


HIDING = [
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\x00",
    "\x07",
    "\x85",
]


async def test_a_name_that_hides_a_character_is_refused(office: Office, subtests: pytest.Subtests) -> None:
    async with office.context_of(office.school.caller).read() as tx:
        before = await revision(tx)
    provider = office.content()["provider"]

    for character in HIDING:
        words = f"Haus{character}Licht"
        with subtests.test(f"U+{ord(character):04X}"):
            name = await office.proposed(names=[{"language": "de", "text": words}])
            organisation = await office.proposed(provider={**provider, "name": words})
            note = await office.proposed(uncheckedText=[words])

            assert [(each["code"], each["field"]) for each in (name, organisation, note)] == [
                ("BAD_CHARACTER", "names.0.text"),
                ("BAD_CHARACTER", "provider.name"),
                ("BAD_CHARACTER", "uncheckedText.0"),
            ]
            async with office.context_of(office.school.caller).read() as tx:
                assert await revision(tx) == before


async def test_a_name_stands_on_one_line_and_a_description_may_have_several(office: Office) -> None:
    name = await office.proposed(names=[{"language": "de", "text": "Haus\nLicht"}])
    kept = await office.proposed(descriptions=[{"language": "fa", "text": "می\u200cخواهم\n\nZweite Zeile"}])

    assert (name["code"], name["field"]) == ("BAD_CHARACTER", "names.0.text")
    assert "code" not in kept


@pytest.mark.parametrize("kind", ["INTERPRETING", "CULTURAL_MEDIATION"])
async def test_an_interpreter_with_all_facts_is_listed_even_if_untrained(office: Office, kind: str) -> None:
    said = {**SPEAKS, "serviceTypes": [kind], "staffTraining": {"trafficking": True, "gender": False}}

    assert "code" not in await office.proposed(**said)


async def test_what_must_be_free_is_listed_where_the_fee_is_covered(office: Office) -> None:
    covered = await office.proposed(serviceTypes=["MICROFINANCE"], fee={"rule": "COVERED"}, criteria=[AGE])

    assert "code" not in covered


async def test_a_vacancy_with_every_fact_of_a_contract_is_listed(office: Office) -> None:
    assert "code" not in await office.proposed(serviceTypes=["EMPLOYER"], vacancy=JOB)


async def test_advised_and_disputed_conditions_contradict_nothing(office: Office) -> None:
    kept = await office.proposed(
        criteria=[
            {"kind": "AGE", "maximum": 20},
            {"kind": "AGE", "minimum": 25, "strength": "ADVISED"},
            {"kind": "AGE", "minimum": 30, "disputed": True},
        ]
    )

    assert "code" not in kept


async def test_a_demand_for_cooperation_is_marked(office: Office) -> None:
    demands = await office.proposed(criteria=[{"kind": "COOPERATION"}])
    other = await office.proposed(sourceId="other")
    asked = "query($a: ID!, $b: ID!) { a: listing(id: $a) { ...m } b: listing(id: $b) { ...m } }"
    mark = " fragment m on Listing { demandsCooperation }"

    done = await SCHEMA.execute(
        asked + mark, {"a": demands["id"], "b": other["id"]}, context_value=office.context_of(office.school.caller)
    )

    assert done.data == {"a": {"demandsCooperation": True}, "b": {"demandsCooperation": False}}


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [({"age": 27}, "ASK"), ({"choosesCooperation": False}, "NOT_YET"), ({"choosesCooperation": True}, "ELIGIBLE")],
)
def test_only_her_own_choice_meets_a_demand_for_cooperation(facts: dict[str, Any], verdict: str) -> None:
    judged = evaluate(Criterion(CriterionKind.COOPERATION), parse_profile(facts))

    assert overall([(Strength.REQUIRED, judged)], machine_checked=True) == verdict
