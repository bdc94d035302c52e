"""A letter to a house that is no member, from the sender's device to its answer: at a node that runs, over the line."""

import json
from typing import Any

import httpx
import pytest

from client.errors import OverScope
from client.excluded import Excluded
from client.inbox_errors import AnswerElsewhere, AnswerNotUnderstood, NoAnswerYet
from client.kinds import OverProfile
from client.log_errors import ProgramTooOld
from client.sealed_inboxes import Agreement, Writing, _read
from client.slips import SlipFirst
from crypto import her_code, sealed_inbox
from crypto.format import b64u, unb64u
from tests.client.bent import end_of
from tests.client.conftest import FACTS, PROFILE
from tests.client.test_slips import a_need

REFUSED = "... on Refused { code }"
OPEN = (
    "mutation($l: String!) { openSealedInbox(lookup: $l) "
    f"{{ ... on SealedInboxLetter {{ ct expiresAt }} {REFUSED} }} }}"
)
ANSWER = (
    "mutation($l: String!, $p: String!, $c: String!) { answerSealedInbox(lookup: $l, proof: $p, ct: $c) "
    f"{{ ... on SealedInboxStep {{ done }} {REFUSED} }} }}"
)
EMPTY = (
    "mutation($l: String!, $p: String!) { emptySealedInbox(lookup: $l, proof: $p) "
    f"{{ ... on SealedInboxStep {{ done }} {REFUSED} }} }}"
)
SHARED = ("--category", "CONTACT", "--category", "NEED", "--only-one-reason", "SHE_ASKED_FOR_IT")


@pytest.fixture(scope="module")
def house(street, listings) -> str:
    """Give a service of a house that is no member, as LISTING@VERSION."""
    narrow = street.file("wanted.json", {"serviceTypes": ["RECOGNITION_OF_QUALIFICATIONS"], "areas": ["AT-9"]})
    facts = street.file("profile.json", PROFILE)
    edges = street.does("giulia", "match", facts, "--filter", narrow, "--first", "100")["edges"]
    found = [one for edge in edges if (one := edge["node"]["listing"])["provider"]["member"] is None]
    return f"{found[0]['id']}@{found[0]['version']}"


def place(listing: str) -> tuple[str, int]:
    name, _, version = listing.partition("@")
    return name, int(version)


def asked(street, query: str, **variables: Any) -> dict[str, Any]:
    """Ask the node as the page does: without a sign-in."""
    said = httpx.post(f"{street.address}/graphql", json={"query": query, "variables": variables}).json()
    return next(iter(said["data"].values()))


async def test_a_house_opens_with_the_code_answers_and_deletes_and_the_sender_reads_it(street, house, tmp_path):
    need, card = a_need(street), tmp_path / "card.json"
    letter = street.file("letter.json", FACTS)
    left = street.does(
        "giulia", "leave-letter", need, house, letter, *SHARED, "--phone", "+39 06 0", "--card", str(card)
    )

    assert left["page"] == f"{street.address}/inbox"
    assert left["code"] not in json.dumps(street.does("giulia", "left-letters", need))
    giulia, _ = end_of(street, "giulia")
    keys = sealed_inbox.derive(her_code.read(left["code"]), await giulia.network())
    found = asked(street, OPEN, l=b64u(keys.lookup))
    said = sealed_inbox.open_(unb64u(found["ct"]), keys)
    assert (said["blocks"], said["from"]["phone"]) == (FACTS, "+39 06 0")
    assert street.run("giulia", "letter-answer", left["id"]).code == 1
    answer = sealed_inbox.seal_answer(
        {"typ": "inbox-answer.v1", "answer": "CANNOT", "class": "NO_CAPACITY", "text": "\x1b[2JNo place."},
        unb64u(said["reply"]),
    )
    lock = {"l": b64u(keys.lookup), "p": b64u(keys.proof)}
    assert asked(street, ANSWER, **lock, c=b64u(answer)) == asked(street, EMPTY, **lock) == {"done": True}
    assert asked(street, OPEN, l=lock["l"]) == {"code": "NO_SEALED_LETTER"}

    shown = street.run("giulia", "letter-answer", left["id"])
    assert "They cannot help. (no capacity)" in shown.out
    assert "\x1b" not in shown.out
    listed = street.run("giulia", "left-letters", need).out
    assert "read and deleted" in listed
    street.run("nobody", "her-record", str(tmp_path / "record.html"), str(card), "--language", "uk")
    page = (tmp_path / "record.html").read_text(encoding="utf-8")
    assert [words in page for words in ("Лист під кодом", "Відкрито", "Є відповідь")] == [True] * 3
    assert left["code"] not in page
    street.does("giulia", "end-letter", left["id"])
    assert street.run("giulia", "letter-answer", left["id"]).code == 1
    assert street.does("giulia", "withdraw", str(card))["referralsStopped"] == 0  # her card works all the same


async def test_her_card_deletes_the_letter_before_anybody_opens_it(street, house, tmp_path):
    need, card = a_need(street), tmp_path / "card.json"
    letter = street.file("letter.json", FACTS)
    left = street.does("giulia", "leave-letter", need, house, letter, *SHARED, "--card", str(card))

    assert street.does("giulia", "withdraw", str(card))["referralsStopped"] == 1

    giulia, _ = end_of(street, "giulia")
    keys = sealed_inbox.derive(her_code.read(left["code"]), await giulia.network())
    assert asked(street, OPEN, l=b64u(keys.lookup)) == {"code": "NO_SEALED_LETTER"}
    assert "inbox" in giulia.keys.case(left["consentId"])
    assert [one["ended"] for one in street.does("giulia", "left-letters", need)] == ["WITHDRAWN"]
    assert end_of(street, "giulia")[0].keys.case(left["consentId"]) is None  # nothing is left that it opens


async def test_what_she_did_not_agree_to_and_whom_she_named_stops_the_letter_on_the_device(street, house):
    giulia, line = end_of(street, "giulia")
    need, shown = a_need(street), place(house)
    given = Agreement([shown], ["CONTACT"], only_one_reason="OTHER")

    async def leave(content: dict[str, Any], given: Agreement = given) -> None:
        await giulia.leave_letter(need, shown, Writing(content), given)

    with pytest.raises(OverScope):
        await leave({"CONTACT": {}, "NEED": {}})
    with pytest.raises(OverProfile):
        await leave({"CONTACT": {}}, Agreement([shown], ["CONTACT", "HEALTH"], only_one_reason="OTHER"))
    with pytest.raises(OverScope):
        await leave({"CONTACT": {"name": "x"}}, Agreement([shown], ["CONTACT"], ["CONTACT.phone"], "OTHER"))
    line.bends["listing"] = lambda said: said.update(serviceTypes=["EMPLOYER"])
    with pytest.raises(SlipFirst):
        await leave({"CONTACT": {"phone": "1"}})
    line.bends.clear()
    name = (await giulia._public(*shown))["provider"]["name"]
    giulia.exclude(need, [name])
    with pytest.raises(Excluded):
        await leave({"CONTACT": {"phone": "1"}})
    assert line.sent("giveSealedInbox") == []
    assert street.does("giulia", "left-letters", need) == []


async def test_a_refused_letter_leaves_no_card_and_another_device_opens_no_answer(street, listings, house, tmp_path):
    need, card, letter = a_need(street), tmp_path / "card.json", street.file("letter.json", FACTS)
    members = street.run("giulia", "leave-letter", need, listings[0], letter, *SHARED, "--card", str(card))

    assert members.code == 3
    assert "A member offers this service" in members.err
    assert not card.exists()
    giulia, line = end_of(street, "giulia")
    left = street.does("giulia", "leave-letter", need, house, letter, *SHARED, "--card", str(card))
    with pytest.raises(NoAnswerYet):
        await giulia.letter_answer(left["id"])
    giulia.keys.forget_case(left["consentId"])
    line.bends["sealedInbox"] = lambda said: said.update(answer="AAAA")
    with pytest.raises(AnswerElsewhere):
        await giulia.letter_answer(left["id"])


@pytest.mark.parametrize(
    "wrong", [{"answer": "YES"}, {"class": "OTHER"}, {"text": "x" * 1001}, {"typ": "status"}, {"more": 1}, {"text": 1}]
)
def test_what_a_page_of_somebody_else_says_is_no_answer(wrong):
    good = {"typ": "inbox-answer.v1", "answer": "CALL_US", "text": "Morgen"}

    assert _read(good) == {"answer": "CALL_US", "reason": "", "text": "Morgen"}
    with pytest.raises(AnswerNotUnderstood):
        _read(good | wrong)


async def test_a_program_that_the_board_no_longer_relies_on_leaves_no_letter(street, house, tmp_path):
    giulia, line = end_of(street, "giulia")
    giulia.book.seen.register.policy = {"seq": -1, "suites": ["XW2"], "min_version": "0.1.0"}
    before = giulia.keys.path.read_bytes()

    with pytest.raises(ProgramTooOld):
        await giulia.leave_letter(
            a_need(street), place(house), Writing(FACTS), Agreement([place(house)], ["CONTACT", "NEED"])
        )

    assert not any("mutation" in one["query"] for one in line.asked)
    assert giulia.keys.path.read_bytes() == before
