"""Those about whom is decided speak: answers to questions, replies to decisions, and appeals decided by others."""

from typing import Any

import pytest

from crypto.format import b64u
from crypto.signing import sign_statement
from kit.ids import new_id
from network.model import Role
from tests.directory.office import Office, Person
from tests.directory.test_workbench import HISTORY, everything, waits


async def answer(office: Office, person: Person, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"id": listing["id"], "expectedVersion": listing["expectedVersion"], "text": "A1 and A2.", **more}
    return await office.ask(person, "answerQuestions", "AnswerQuestionsInput", **said)


async def last(office: Office, listing: dict[str, Any], kind: str = "DECISION") -> str:
    """Give the id of the newest entry of a kind in a listing's history."""
    history = await office.raw(office.first, HISTORY, id=listing["id"], first=100)
    return [each["id"] for each in history["entries"] if each["kind"] == kind][-1]


async def say(office: Office, person: Person, name: str, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    decision = more.pop("decisionId", None) or await last(office, listing)
    said = {"id": listing["id"], "decisionId": decision, "text": "We kept every appointment.", **more}
    return await office.ask(person, name, "ReplyInput", **said)


async def judge(office: Office, person: Person, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Decide the newest appeal; `signed` changes what is signed."""
    signed, appeal = more.pop("signed", {}), more.pop("appealId", None) or await last(office, listing, "APPEAL")
    said = {"appealId": appeal, "uphold": True, "reason": "The complaint was about another school.",
            "expectedVersion": listing["expectedVersion"], **more}  # fmt: skip
    body = {"appeal": appeal, "listing": listing["id"], "version": said["expectedVersion"], "upheld": said["uphold"],
            "reason": said["reason"], **signed}  # fmt: skip
    said["statement"] = b64u(sign_statement("appeal.v1", body, person.key))
    if said["uphold"] and "entry" not in said and listing.get("vettedVersion") and listing["state"] != "DISPUTED":
        said["entry"] = await office.listed(person, listing["id"], listing["vettedVersion"])
    return await office.ask(person, "decideAppeal", "DecideAppealInput", **said)


async def unowned(office: Office) -> dict[str, Any]:
    """Propose a service of a provider that is no member, and vet it."""
    said = office.content()
    said["provider"] = {**said["provider"], "member": None}
    listing = await office.start(
        await office.ask(
            office.school, "proposeListing", "ProposeListingInput", content={**said, "route": "INTRODUCTION_SLIP"}
        )
    )
    await office.review(office.first, listing)
    return await office.review(office.second, listing)


async def test_an_answer_lets_the_same_words_be_reviewed_again_by_the_same_people(office: Office) -> None:
    listing = await office.started()
    back = await office.review(office.first, listing, verdict="RETURN", note="Which levels?")

    answered = await answer(office, office.school, back)
    started = await office.start(answered)
    await office.review(office.first, started)
    done = await office.review(office.second, started)

    assert (back["state"], answered["state"], answered["currentVersion"]) == ("PROPOSED", "PROPOSED", 1)
    assert done["state"] == "VETTED"
    history = await office.raw(office.school, HISTORY, id=listing["id"])
    said = next(each for each in history["entries"] if each["kind"] == "ANSWER")
    asked = next(each for each in history["entries"] if each["reason"] == "RETURNED")
    assert (said["text"], said["about"], asked["text"]) == ("A1 and A2.", asked["id"], "Which levels?")


async def test_an_answer_is_refused_to_those_who_were_not_asked(office: Office, owner: Any) -> None:
    listing = await office.started()
    before = await everything(owner)
    assert (await answer(office, office.school, listing))["code"] == "NOTHING_ASKED"
    assert await everything(owner) == before
    back = await office.review(office.first, listing, verdict="RETURN", note="Which levels?")
    before = await everything(owner)

    for person, more, code in [
        (office.stranger, {}, "LISTING_NOT_FOUND"),
        (office.first, {"onBehalfOf": "The head"}, "SPEAKS_FOR_ITSELF"),
        (office.school, {"onBehalfOf": "The head"}, "SPEAKS_FOR_ITSELF"),
        (office.school, {"text": "  "}, "MISSING_FIELD"),
        (office.school, {"text": "x" * 4_001}, "TOO_LONG"),
        (office.school, {"text": "turned \u202e round"}, "BAD_CHARACTER"),
        (office.school, {"expectedVersion": 1}, "VERSION_CHANGED"),
    ]:
        assert (await answer(office, person, back, **more))["code"] == code, code
    assert await everything(owner) == before


async def test_the_provider_replies_to_a_decision_for_good(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    stopped = await office.decide(office.first, "suspendListing", listing)

    assert (await say(office, office.school, "replyToDecision", stopped))["state"] == "SUSPENDED"

    for change in ("UPDATE directory.replies SET text = 'other'", "DELETE FROM directory.replies"):
        with pytest.raises(Exception, match="kept as they were written"):
            await owner.execute(change)
    history = await office.raw(office.first, HISTORY, id=listing["id"])
    assert (history["entries"][-1]["kind"], history["entries"][-1]["text"]) == ("REPLY", "We kept every appointment.")


async def test_the_secretariat_writes_down_what_a_provider_without_a_member_says(office: Office, owner: Any) -> None:
    listing = await unowned(office)
    before = await everything(owner)

    assert (await say(office, office.first, "replyToDecision", listing))["code"] == "ON_WHOSE_BEHALF"
    assert (await say(office, office.stranger, "replyToDecision", listing))["code"] == "NOT_YOUR_LISTING"
    assert await everything(owner) == before
    await say(office, office.first, "replyToDecision", listing, onBehalfOf="The head, by telephone")

    history = await office.raw(office.first, HISTORY, id=listing["id"])
    assert history["entries"][-1]["onBehalfOf"] == "The head, by telephone"


async def test_a_reply_is_refused_without_changing_anything(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    before = await everything(owner)

    for person, more, code in [
        (office.stranger, {}, "NOT_YOUR_LISTING"),
        (office.first, {"onBehalfOf": "The head"}, "SPEAKS_FOR_ITSELF"),
        (office.school, {"decisionId": new_id()}, "DECISION_NOT_FOUND"),
        (office.school, {"decisionId": "x"}, "BAD_ID"),
        (office.school, {"text": ""}, "MISSING_FIELD"),
    ]:
        assert (await say(office, person, "replyToDecision", listing, **more))["code"] == code, code
    assert (await say(office, office.school, "appealDecision", listing))["code"] == "NO_APPEAL"
    assert await everything(owner) == before


async def test_an_appeal_is_decided_by_somebody_who_did_not_sign(office: Office, people: Any, owner: Any) -> None:
    listing = await office.vetted()
    stopped = await office.decide(office.first, "suspendListing", listing)
    await say(office, office.school, "appealDecision", stopped)
    assert (await waits(office))[listing["id"]] == ["APPEALED"]
    third = await people("Secretariat", Role.SECRETARIAT)
    before = await everything(owner)

    assert (await say(office, office.school, "appealDecision", stopped))["code"] == "ALREADY_APPEALED"
    for person, more, code in [
        (office.first, {}, "SIGNED_BEFORE"),
        (office.second, {}, "SIGNED_BEFORE"),
        (office.school, {}, "ROLE_MISSING"),
        (third, {"reason": " "}, "REASON_MISSING"),
        (third, {"appealId": new_id()}, "APPEAL_NOT_FOUND"),
        (third, {"signed": {"upheld": False}}, "STATEMENT_MISMATCH"),
        (third, {"expectedVersion": 1}, "VERSION_CHANGED"),
    ]:
        assert (await judge(office, person, stopped, **more))["code"] == code, code
    assert await everything(owner) == before
    upheld = await judge(office, third, stopped)

    assert (upheld["state"], upheld["suspendedReason"]) == ("VETTED", None)
    assert (await judge(office, third, upheld))["code"] == "APPEAL_DECIDED"
    assert await waits(office) == {}
    history = await office.raw(office.first, HISTORY, id=listing["id"])
    decided = history["entries"][-1]
    assert (decided["reason"], decided["signed"]) == ("APPEAL_UPHELD", True)
    assert decided["about"] == await last(office, listing, "APPEAL")


async def test_an_appeal_that_is_not_upheld_leaves_the_listing_where_it_stands(office: Office, people: Any) -> None:
    listing = await office.vetted()
    stopped = await office.decide(office.first, "suspendListing", listing)
    await say(office, office.school, "appealDecision", stopped)
    third = await people("Secretariat", Role.SECRETARIAT)

    kept = await judge(office, third, stopped, uphold=False)

    assert kept["state"] == "SUSPENDED"
    assert (await waits(office)) == {}


async def test_a_rejected_proposal_is_reviewed_again_when_its_appeal_is_upheld(office: Office, people: Any) -> None:
    listing = await office.started()
    ended = await office.review(office.first, listing, verdict="REJECT", note="No address.")
    await say(office, office.school, "appealDecision", ended)

    again = await judge(office, office.second, ended)
    started = await office.start(again)

    assert (ended["state"], again["state"], started["state"]) == ("DELISTED", "PROPOSED", "IN_REVIEW")
    await office.review(office.first, started)
    assert (await office.review(office.second, started))["state"] == "VETTED"
