"""A node that shows a service otherwise than two reviewers signed it is found out as soon as it is shown."""

import json
from typing import Any

import httpx
import pytest

from client import show, show_finding
from client.as_signed import shown_otherwise
from client.errors import KeysDamaged
from client.keystore import Keystore
from client.words import FILE
from crypto.keys import SealingKey, SigningKey
from kit.ids import new_id
from tests.client.conftest import PROFILE
from tests.client.test_finding import copy_of
from tests.client.test_words import LISTING, Reviewed

WORDS = {
    "names": [{"language": "en", "text": "Course (Demo)"}, {"language": "de", "text": "Kurs (Demo)"}],
    "provider": {"name": "School (Demo)", "member": "a" * 32}, "route": "SEALED",
    "serviceTypes": ["LANGUAGE_COURSE"], "areasServed": ["AT-9"], "criteria": [{"kind": "AGE", "strength": "REQUIRED"}],
}  # fmt: skip
NODE: dict[str, Any] = {
    "listing": {
        "id": LISTING, "version": 1, "name": "Course (Demo)", "provider": WORDS["provider"], "route": "SEALED",
        "serviceTypes": ["LANGUAGE_COURSE"], "areasServed": ["AT-9"],
    },
    "verdict": "ELIGIBLE", "distanceKm": None, "conditions": [],
    "criteria": [{"kind": "AGE", "verdict": "MEETS", "askSentence": None, "changeSentence": None, "sentence": "ok"}],
}  # fmt: skip


class Lying(Reviewed):
    """A log whose node answers a search as the test likes."""

    def __init__(self) -> None:
        super().__init__()
        self.said["words"] = json.dumps(WORDS)
        self.row = json.loads(json.dumps(NODE))
        self.ways = False
        self.keys = Keystore(
            new_id(),
            new_id(),
            SigningKey.generate(),
            SealingKey.generate(),
            terms=self.answer("logTerms", {})["logTerms"],
        )
        self.mine = self.end(self.keys)

    def answer(self, query: str, asked: dict[str, Any]) -> dict[str, Any]:
        counts = dict.fromkeys(("eligible", "ask", "notYet", "notEligible"), 0)
        said = {"language": "en", "wordingOrigin": "HUMAN", "revision": "1"}
        if "matchListings" in query:
            more = {"hasNextPage": False, "endCursor": None}
            edges = [{"node": json.loads(json.dumps(self.row))}]
            return {"matchListings": {"edges": edges, "totalCount": 1, "counts": counts, "pageInfo": more, **said}}
        if "pathways" in query:
            step = {"match": json.loads(json.dumps(self.row)), "gains": [], "days": None}
            way = {"steps": [step], "daysBefore": 0, "stepsOfUnknownLength": 0}
            return {"pathways": {"pathways": [way], "eligible": 0, "complete": True, **said}}
        return super().answer(query, asked)

    async def doubts(self) -> list[str | None]:
        """Search, and plan a way; gives what this device says against each."""
        found = (await self.mine.match(PROFILE))["edges"][0]["node"]
        step = (await self.mine.pathways(PROFILE))["pathways"][0]["steps"][0]["match"]
        return [found.get("doubt"), step.get("doubt")]


@pytest.fixture
async def lying() -> Lying:
    """Give a node whose log this device has read once."""
    made = Lying()
    made.sign(*made.reviewers[:2], words=json.dumps(WORDS))
    await made.mine.words(LISTING, 1)
    return made


async def test_a_service_that_is_shown_as_it_was_signed_is_not_marked(lying):
    assert await lying.doubts() == [None, None]

    lying.row["listing"]["name"] = "Kurs (Demo)"
    assert await lying.doubts() == [None, None]


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("name", "Work in a hotel (Demo)"), ("provider", {"name": "Somebody (Demo)", "member": None}),
        ("serviceTypes", ["EMPLOYER"]), ("areasServed", ["AT-9", "IT"]), ("route", "BROKERED"),
    ],
)  # fmt: skip
async def test_another_name_provider_kind_place_or_route_is_marked(lying, field, other):
    lying.row["listing"][field] = other

    assert await lying.doubts() == ["SHOWN_OTHERWISE"] * 2


async def test_a_condition_that_is_kept_back_is_marked_and_a_person_reads_it(lying, capsys):
    lying.row["criteria"] = []

    assert await lying.doubts() == ["SHOWN_OTHERWISE"] * 2
    show.matches(await lying.mine.match(PROFILE))
    show_finding.pathways(await lying.mine.pathways(PROFILE))
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("The node shows this otherwise than two reviewers signed it") == 2


async def test_what_was_stopped_or_is_in_other_words_or_is_not_given_is_marked(lying):
    lying.row["listing"]["version"] = 2
    assert await lying.doubts() == ["WORDS_NOT_SIGNED"] * 2
    lying.row["listing"]["version"] = 1
    lying.code = "LISTING_NOT_FOUND"
    assert await lying.doubts() == ["WORDS_NOT_SIGNED"] * 2
    lying.code = ""
    lying.stop(lying.reviewers[0])
    assert await lying.doubts() == ["LISTING_WITHDRAWN"] * 2


async def test_invented_services_that_nobody_signed_are_not_marked_where_all_are_invented(lying):
    lying.row["listing"]["id"] = "cd" * 16
    assert await lying.doubts() == ["WORDS_NOT_SIGNED"] * 2

    lying.mine.demonstration = True
    assert await lying.doubts() == [None, None]


async def test_a_log_that_is_not_to_be_relied_on_marks_nothing_and_is_said(lying):
    lying.add(b"no entry")

    assert await lying.doubts() == [None, None]
    assert [one for one in lying.mine.remarks if "key log" in one]


async def test_a_damaged_file_stops_no_search_and_is_said(lying, tmp_path):
    mine = Keystore(new_id(), new_id(), lying.keys.signing, lying.keys.sealing, path=tmp_path / "keys.json")
    (tmp_path / FILE).write_bytes(b"changed")
    lying.mine = lying.end(mine)

    assert await lying.doubts() == [None, None]
    assert KeysDamaged.sentence in lying.mine.remarks


async def test_a_device_that_has_not_read_the_log_asks_for_nothing_more(lying, monkeypatch):
    fresh, went = lying.end(), []
    handle = lying.handle

    def noted(request: httpx.Request) -> httpx.Response:
        went.append(request.url.path)
        return handle(request)

    monkeypatch.setattr(lying, "handle", noted)
    fresh = lying.end()
    lying.row["criteria"] = []

    assert "doubt" not in (await fresh.match(PROFILE))["edges"][0]["node"]
    assert went == ["/oauth/token", "/graphql"]


def test_no_service_of_the_demonstration_is_shown_otherwise_than_its_words(street, listings):
    street.does("giulia", "sync")
    _, entries = copy_of(street, "giulia").entries()
    edges = street.does("giulia", "match", street.file("facts.json", PROFILE), "--first", "100")["edges"]

    assert len(edges) > 20
    for edge in edges:
        assert not shown_otherwise(edge["node"], json.loads(entries[edge["node"]["listing"]["id"]])["listing"])
