"""Whatever is known of her and whatever she looks for, a device without a line answers word for word as the node does.

Profiles and filters are random; the directory is the whole demonstration; the node is asked over HTTP.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from client.directory_copy import DirectoryCopy
from client.errors import NodeRefused, RefusedHere
from client.offline import Offline
from directory import codes as k
from tests.client.bent import end_of

ESCO = "http://data.europa.eu/esco/skill/"
AREAS = ["AT", "AT-9", "AT-3", "IT", "IT-RM", "IT-62", "ITI4", "GR", "EL30", "BG", "BG-22", "RO", "RO-B", "DE", "DE3"]
LANGUAGES = ["de", "en", "it", "el", "bg", "ro", "ar", "ku", "ckb", "kmr", "fa", "prs", "uk", "yo", "zh", "pt-BR"]
SCRIPTS = ["Latn", "Cyrl", "Grek", "Arab"]


def words(of: type[k.Code]) -> st.SearchStrategy[str]:
    return st.sampled_from([str(each) for each in of])


def some(of: type[k.Code], most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(words(of), max_size=most, unique=True)


def asked(of: type[k.Code], name: str, said: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    each = st.fixed_dictionaries({name: words(of), said: st.booleans()})
    return st.lists(each, max_size=4, unique_by=lambda one: one[name])


def whole(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(float)


POINTS = st.fixed_dictionaries({"latitude": whole(35, 55), "longitude": whole(8, 30)})
SPOKEN = st.fixed_dictionaries(
    {"language": st.sampled_from(LANGUAGES)}, optional={"level": words(k.CefrLevel), "skill": words(k.LanguageSkill)}
)
READ = st.fixed_dictionaries({"script": st.sampled_from(SCRIPTS), "level": words(k.LiteracyLevel)})
PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "age": st.floats(0, 99, allow_nan=False) | whole(14, 70),
        "gender": words(k.Gender),
        "residenceStatus": words(k.ResidenceStatus),
        "labourAccess": words(k.LabourAccess),
        "languages": st.lists(SPOKEN, max_size=4),
        "literacy": st.lists(READ, max_size=2),
        "digital": words(k.DigitalLevel),
        "education": st.fixed_dictionaries({"framework": st.just(k.ISCED), "level": st.integers(0, 9).map(str)}),
        "children": st.fixed_dictionaries(
            {"with": st.booleans(), "ages": st.lists(whole(0, 25), max_size=3)},
            optional={"needsChildcare": st.booleans()},
        ),
        "competences": st.lists(st.uuids(version=4).map(lambda one: f"{ESCO}{one}"), max_size=2),
        "documents": asked(k.Document, "document", "held"),
        "registrations": asked(k.Registration, "registration", "held"),
        "intakeGroups": asked(k.IntakeGroup, "group", "belongs"),
        "area": st.sampled_from(AREAS),
        "near": POINTS,
        "budget": st.fixed_dictionaries(
            {
                "amount": st.integers(0, 50_000).map(lambda cents: cents / 100),
                "currency": st.sampled_from(["EUR", "BGN", "RON"]),
            }
        ),
        "choosesCooperation": st.booleans(),
        "wantsWomenStaff": st.booleans(),
        "interpreterLanguage": st.sampled_from(LANGUAGES),
        "hours": st.fixed_dictionaries(
            {"byday": st.lists(st.sampled_from(["MO", "TU", "WE", "SA"]), max_size=3, unique=True)},
            optional={"from": st.sampled_from(["08:00", "17:30"]), "to": st.sampled_from(["12:00", "20:00"])},
        ),
    },
)
FILTERS = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "serviceTypes": some(k.ServiceType),
        "areas": st.lists(st.sampled_from(AREAS), max_size=2),
        "languages": st.lists(st.sampled_from(LANGUAGES), max_size=2),
        "accepting": some(k.Accepting),
        "freeOfCharge": st.booleans(),
        "womenStaff": st.booleans(),
        "interpreterLanguages": st.lists(st.sampled_from(LANGUAGES), max_size=2),
        "womanInterprets": st.booleans(),
        "verifiedWithinDays": st.integers(0, 400),
        "withinKm": whole(1, 2000),
        "includeStale": st.booleans(),
        "verdicts": some(k.Overall),
    },
)


def every(of: type[k.Code], name: str, said: str) -> list[dict[str, Any]]:
    return [{name: str(each), said: True} for each in of]


LACKING_GERMAN = {
    "age": 30, "gender": "WOMAN", "residenceStatus": "REFUGEE", "labourAccess": "FREE", "children": {"with": False},
    "literacy": [{"script": "Latn", "level": "FLUENT"}], "digital": str(list(k.DigitalLevel)[-1]),
    "education": {"framework": k.ISCED, "level": "3"}, "documents": every(k.Document, "document", "held"),
    "registrations": every(k.Registration, "registration", "held"),
    "intakeGroups": every(k.IntakeGroup, "group", "belongs"), "languages": [{"language": "de", "level": "A1"}],
}  # fmt: skip
"""A woman who has all but the language, so that a way leads through a course."""
BEGINNERS = st.builds(
    lambda level, other: {**LACKING_GERMAN, "languages": [{"language": "de", "level": level}], **other},
    st.sampled_from(["PRE_A1", "A1", "A2"]),
    st.fixed_dictionaries({}, optional={"age": st.integers(17, 60), "near": POINTS, "wantsWomenStaff": st.booleans()}),
)
WISHES = st.sampled_from(["EMPLOYER", "MENTORING", "DIGITAL_SKILLS", "VOCATIONAL_TRAINING", "PUBLIC_EMPLOYMENT_DESK"])
SPOKEN_HERE = st.sampled_from(["en", "de", "it", "el", "bg", "ro"])


class Both:
    """Ask the node and the device the same thing."""

    def __init__(self, loop: asyncio.AbstractEventLoop, tolerant: Any) -> None:
        self.loop, self.tolerant = loop, tolerant
        copy = DirectoryCopy(tolerant.keys)
        self.synced = loop.run_until_complete(tolerant.sync(copy))
        Offline(copy)
        self.device = Offline(DirectoryCopy(tolerant.keys))

    def ask(self, name: str, profile: Any, **asked: Any) -> Any:
        """Return the answer that both give, or the refusal in its words."""
        try:
            there = self.loop.run_until_complete(getattr(self.tolerant, name)(profile, **asked))
        except NodeRefused as no:
            there = (no.code, no.sentence, no.field)
        try:
            here = getattr(self.device, name)(profile, **asked)
        except RefusedHere as no:
            here = (no.code, no.sentence, no.field)
        assert here == there
        return there


@pytest.fixture
def both(street: Any, listings: list[str], tmp_path: Any) -> Iterator[Both]:
    loop = asyncio.new_event_loop()
    tolerant, _ = end_of(street, "giulia")
    tolerant.keys.path = tmp_path / "keys.json"
    yield Both(loop, tolerant)
    loop.run_until_complete(tolerant.wire.close())
    loop.close()


UNHURRIED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@given(PROFILES, FILTERS, SPOKEN_HERE, st.integers(1, 30))
@example({"age": 200}, None, "en", 5)
@example({"age": 17}, {"withinKm": 10.0}, "el", 5)
@UNHURRIED
def test_verdicts_reasons_order_and_totals_are_those_of_the_node(
    both: Both, profile: dict[str, Any], chosen: dict[str, Any] | None, language: str, first: int
) -> None:
    everything = both.ask("match", profile, filter=chosen, first=100, language=language)
    if isinstance(everything, tuple):
        event(f"refused: {everything[0]}")
        return
    event("found" if everything["edges"] else "nothing found")
    assert everything["totalCount"] == len(everything["edges"]) or everything["pageInfo"]["hasNextPage"]
    page = both.ask("match", profile, filter=chosen, first=first, language=language)
    assert page["edges"] == everything["edges"][:first]
    if page["pageInfo"]["hasNextPage"]:
        after = page["pageInfo"]["endCursor"]
        turned = both.ask("match", profile, filter=chosen, first=first, after=after, language=language)
        assert turned["edges"] == everything["edges"][first : 2 * first]


@given(PROFILES, FILTERS, SPOKEN_HERE)
@UNHURRIED
def test_pathways_are_those_of_the_node(
    both: Both, profile: dict[str, Any], chosen: dict[str, Any] | None, language: str
) -> None:
    found = both.ask("pathways", profile, filter=chosen, language=language)
    event("refused" if isinstance(found, tuple) else f"{len(found['pathways'])} ways")


@given(BEGINNERS, WISHES, SPOKEN_HERE)
@UNHURRIED
def test_pathways_of_a_beginner_are_those_of_the_node(
    both: Both, profile: dict[str, Any], wanted: str, language: str
) -> None:
    chosen = {"serviceTypes": [wanted], "areas": ["AT"]}
    found = both.ask("pathways", profile, filter=chosen, language=language)
    event(f"{len(found['pathways'])} ways")


def test_a_way_through_a_course_is_the_same_way(both: Both) -> None:
    found = both.ask("pathways", LACKING_GERMAN, filter={"serviceTypes": ["EMPLOYER"], "areas": ["AT"]}, language="de")

    assert [len(way["steps"]) for way in found["pathways"]] == [2]


def test_the_whole_demonstration_is_on_the_device(both: Both) -> None:
    found = both.ask("match", {"gender": "WOMAN"}, filter={"includeStale": True}, first=100)

    assert found["totalCount"] == both.synced["entries"] == both.device.shelf.size >= 60
