"""The door for ways and for counts: what a caseworker reads, and who is refused."""

from typing import Any

import strawberry

from directory.api_pathways import PathwaysQuery
from network.model import ANONYMOUS
from tests.directory.test_match_door import Asking
from tests.directory.test_matching import listed, shelf_of
from tests.directory.test_pathways import CARE, TO_A2, TO_B1, german

HER = {"age": 27, "languages": [{"language": "de", "level": "A1"}]}


@strawberry.type
class Query(PathwaysQuery):
    """Serve the ways alone."""


SCHEMA = strawberry.federation.Schema(Query)
QUESTION = """query($p: ProfileInput!, $f: MatchFilter) { pathways(profile: $p, filter: $f, language: "de") {
  ... on Pathways { eligible complete revision language pathways { daysBefore stepsOfUnknownLength steps {
    days gains { kind language level } match { verdict listing { id } criteria { verdict sentence } } } } }
  ... on Refused { code field sentence } } }"""
FACETS = """query($p: ProfileInput!) { matchListings(profile: $p) { ... on MatchConnection { totalCount facets {
  serviceTypes { value count } countries { value count } languages { value count } accepting { value count }
  verdicts { value count } } } } }"""


async def ask(asking: Asking, question: str = QUESTION, **more: Any) -> dict[str, Any]:
    done = await SCHEMA.execute(question, {"p": HER, **more}, context_value=asking)
    assert done.errors is None
    assert done.data is not None
    [answer] = done.data.values()
    found: dict[str, Any] = answer
    return found


async def test_a_caseworker_reads_each_step_with_its_reasons_and_what_it_changes() -> None:
    answer = await ask(Asking(shelf_of(CARE, TO_B1, TO_A2)), f={"serviceTypes": ["VOCATIONAL_TRAINING"]})

    assert (answer["eligible"], answer["complete"], answer["language"]) == (0, True, "de")
    [way] = answer["pathways"]
    assert (way["daysBefore"], way["stepsOfUnknownLength"]) == (150, 0)
    assert [step["match"]["listing"]["id"] for step in way["steps"]] == ["a2", "b1", "training"]
    assert way["steps"][0]["gains"] == [{"kind": "LANGUAGE", "language": "de", "level": "A2"}]
    for step in way["steps"]:
        assert step["match"]["verdict"] == "ELIGIBLE"
        assert [each["verdict"] for each in step["match"]["criteria"]] == ["MEETS"]


async def test_where_she_can_go_at_once_no_way_is_told() -> None:
    answer = await ask(Asking(shelf_of(listed("now", german("A1")))))

    assert (answer["eligible"], answer["pathways"]) == (1, [])


async def test_nobody_in_particular_plans_a_way_and_only_the_secretariat_looks_at_what_is_not_vetted() -> None:
    shelf = shelf_of(CARE, TO_B1, TO_A2)

    nobody = await ask(Asking(shelf, ANONYMOUS))
    caseworker = await ask(Asking(shelf), f={"includeUnvetted": True})

    assert (nobody["code"], caseworker["code"]) == ("ONLY_MEMBERS", "ONLY_SECRETARIAT")


async def test_what_each_filter_would_leave_is_counted() -> None:
    shelf = shelf_of(
        listed("a", german("A1"), delivery_languages=("de", "ar"), areas_served=("AT-9", "IT-62")),
        listed("b", german("B1"), delivery_languages=("de",), areas_served=("AT-1",)),
    )

    answer = await ask(Asking(shelf), FACETS)

    assert answer["facets"] == {
        "serviceTypes": [{"value": "LANGUAGE_COURSE", "count": 2}],
        "countries": [{"value": "AT", "count": 2}, {"value": "IT", "count": 1}],
        "languages": [{"value": "de", "count": 2}, {"value": "ar", "count": 1}],
        "accepting": [{"value": "UNKNOWN", "count": 2}],
        "verdicts": [{"value": "ELIGIBLE", "count": 1}, {"value": "NOT_YET", "count": 1}],
    }
