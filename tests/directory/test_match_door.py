"""The door for matching: what a caseworker reads, and what is refused before anything is looked at."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
import strawberry

from directory.api_match import MatchQuery
from directory.codes import CriterionKind, ListingState, Visibility
from directory.content import Criterion, Place
from network.model import ANONYMOUS, Caller, Role
from tests.directory.test_matching import NOW, TWENTY, Listed, listed, shelf_of

ANNA = Caller("m" * 32, "s" * 32, "d" * 32, frozenset({Role.CASEWORKER}), "member")
OFFICE = Caller("o" * 32, "s" * 32, "d" * 32, frozenset({Role.SECRETARIAT}), "secretariat")


@dataclass
class Asking:
    """Carry a request without a database: a match needs none."""

    shelf: Any
    caller: Caller = ANNA
    now: datetime = NOW
    refused: list[str] = field(default_factory=list)

    async def note_refusal(self, code: str) -> None:
        self.refused.append(code)


@strawberry.type
class Query(MatchQuery):
    """Serve the match alone."""


SCHEMA = strawberry.Schema(Query)
QUESTION = """query($p: ProfileInput!, $f: MatchFilter, $n: Int) { matchListings(profile: $p, filter: $f, first: $n) {
  ... on MatchConnection { totalCount revision counts { eligible ask notYet notEligible }
    pageInfo { hasNextPage endCursor }
    edges { cursor node { verdict distanceKm inHerLanguage
      criteria { kind strength verdict reason sentence fact ask askSentence change changeSentence demand missing }
      conditions { kind verdict sentence } } } }
  ... on Refused { code field sentence } } }"""


async def ask(asking: Asking, profile: dict[str, Any], **more: Any) -> dict[str, Any]:
    done = await SCHEMA.execute(QUESTION, {"p": profile, **more}, context_value=asking)
    assert done.errors is None
    assert done.data is not None
    answer: dict[str, Any] = done.data["matchListings"]
    return answer


def asking(*rows: Listed, caller: Caller = ANNA) -> Asking:
    return Asking(shelf_of(*rows), caller)


async def test_a_caseworker_reads_the_verdict_the_reason_and_what_to_ask() -> None:
    papers = Criterion(CriterionKind.DOCUMENT, codes=("PASSPORT",))

    answer = await ask(asking(listed("a", TWENTY, papers)), {"age": 27})

    assert answer["counts"] == {"eligible": 0, "ask": 1, "notYet": 0, "notEligible": 0}
    node = answer["edges"][0]["node"]
    assert node["verdict"] == "ASK"
    assert [each["verdict"] for each in node["criteria"]] == ["MEETS", "UNKNOWN"]
    assert node["criteria"][0]["fact"] == "27"
    assert node["criteria"][1]["askSentence"] == "Can she show these papers: passport?"
    assert node["conditions"][0]["kind"] == "TRAVEL"


async def test_a_young_woman_reads_when_she_can_go() -> None:
    answer = await ask(asking(listed("a", TWENTY)), {"age": 17})

    assert answer["edges"][0]["node"]["criteria"][0]["changeSentence"] == "She can go there from the age of 20."


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "an age of -1": ({"age": -1}, "AGE_OUT_OF_RANGE", "age"),
    "an age of 200": ({"age": 200}, "AGE_OUT_OF_RANGE", "age"),
    "an unknown language": ({"languages": [{"language": "xx-nowhere"}]}, "UNKNOWN_LANGUAGE", "languages.0.language"),
    "a level without language": ({"languages": [{"level": "A1"}]}, "LEVEL_WITHOUT_LANGUAGE", "languages.0.language"),
    "a profile of nothing": ({}, "PROFILE_EMPTY", "profile"),
    "an unknown area": ({"area": "AT-99"}, "UNKNOWN_AREA", "area"),
    "hours that end too early":
        ({"hours": {"byday": ["MO"], "from": "10:00", "to": "09:00"}}, "BOUNDS_REVERSED", "hours.to"),
    "children of 99": ({"children": {"with": True, "ages": [99]}}, "OUT_OF_RANGE", "children.ages.0"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSED)
async def test_a_wrong_fact_is_refused_and_nothing_of_it_is_said_back(sentence: str) -> None:
    profile, code, where = REFUSED[sentence]
    context = asking(listed("a"))

    answer = await ask(context, profile)

    assert (answer["code"], answer["field"]) == (code, where)
    assert context.refused == [code]


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"areas": ["AT-99"]}, "UNKNOWN_AREA"),
        ({"languages": ["xx-nowhere"]}, "UNKNOWN_LANGUAGE"),
        ({"withinKm": -1}, "OUT_OF_RANGE"),
        ({"withinKm": 5}, "DISTANCE_WITHOUT_PLACE"),
        ({"verifiedWithinDays": 99999}, "OUT_OF_RANGE"),
        ({"areas": ["AT"] * 51}, "TOO_LONG"),
        ({"includeUnvetted": True}, "ONLY_SECRETARIAT"),
    ],
)
async def test_a_wrong_filter_is_refused(chosen: dict[str, Any], code: str) -> None:
    assert (await ask(asking(listed("a")), {"age": 27}, f=chosen))["code"] == code


async def test_a_page_of_a_thousand_is_refused() -> None:
    assert (await ask(asking(listed("a")), {"age": 27}, n=1000))["code"] == "BAD_PAGE_SIZE"


async def test_nobody_matches_without_signing_in() -> None:
    assert (await ask(asking(listed("a"), caller=ANONYMOUS), {"age": 27}))["code"] == "ONLY_MEMBERS"


async def test_the_secretariat_may_look_at_what_nobody_has_vetted() -> None:
    rows = [listed("a"), listed("b", state=ListingState.PROPOSED)]

    plain = await ask(asking(*rows, caller=OFFICE), {"age": 27})
    unvetted = await ask(asking(*rows, caller=OFFICE), {"age": 27}, f={"includeUnvetted": True})

    assert (plain["totalCount"], unvetted["totalCount"]) == (1, 2)


async def test_an_unknown_word_is_an_error_of_the_document() -> None:
    done = await SCHEMA.execute(QUESTION, {"p": {"gender": "X"}}, context_value=asking(listed("a")))

    assert done.errors is not None


async def test_a_hidden_place_stays_hidden_at_the_door() -> None:
    secret = Place("x", "AT-9", Visibility.NEVER, latitude=48.0, longitude=16.0)
    near = {"near": {"latitude": 48.0, "longitude": 16.0}}

    answer = await ask(asking(listed("a", places=(secret,))), near)

    assert answer["edges"][0]["node"]["distanceKm"] > 10


def test_every_type_field_argument_and_word_is_described() -> None:
    graph = SCHEMA._schema
    silent = [
        f"{name}.{part}"
        for name, kind in graph.type_map.items()
        if not name.startswith("__") and name not in {"Query", "Listing"}
        for part, each in {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}.items()
        if not each.description
    ]
    arguments = graph.query_type.fields["matchListings"].args if graph.query_type else {}

    assert silent == []
    assert all(each.description for each in arguments.values())
