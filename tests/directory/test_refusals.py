"""Whatever is refused, through the door and with its code, leaves every row of the directory as it was."""

from datetime import timedelta
from typing import Any

import pytest

from directory import errors
from directory.codes import Accepting, ListingState
from directory.rules import may_be_sent
from kit import clock
from kit.page import encode_cursor
from tests.directory.office import Office
from tests.directory.test_freshness import NOTICES, many
from tests.directory.test_replies import judge, last, say, unowned
from tests.directory.test_workbench import HISTORY, QUEUE, everything


async def revise(office: Office, person: Any, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"id": listing["id"], "content": office.content(), "expectedVersion": listing["expectedVersion"], **more}
    return await office.ask(person, "reviseListing", "ReviseListingInput", **said)


async def test_what_is_refused_about_a_vetted_listing_changes_nothing(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    before = await everything(owner)

    for answer, code in [
        (await revise(office, office.stranger, listing), "NOT_YOUR_LISTING"),
        (await office.start(listing), "WRONG_STATE"),
        (await office.review(office.first, listing), "WRONG_STATE"),
        (await office.decide(office.first, "suspendListing", listing, reason="x" * 2_001), "TOO_LONG"),
        (await office.decide(office.stranger, "delistListing", listing), "NOT_YOUR_LISTING"),
        (await office.decide(office.school, "disputeListing", listing), "ROLE_MISSING"),
        (await office.decide(office.first, "suspendListing", listing, expectedVersion=1), "VERSION_CHANGED"),
    ]:
        assert answer["code"] == code, answer
    assert await everything(owner) == before


async def test_what_is_refused_about_a_listing_in_review_changes_nothing(office: Office, owner: Any) -> None:
    listing = await office.started()
    before = await everything(owner)
    extra = {"question": "Z9", "value": "YES", "evidence": "x", "source": "y", "date": "2026-11-20"}

    for answer, code in [
        (await office.review(office.first, listing, answers=[extra]), "UNKNOWN_QUESTION"),
        (await office.review(office.first, listing, note="x" * 4_001), "TOO_LONG"),
        (await office.decide(office.first, "suspendListing", listing), "WRONG_STATE"),
        (await office.decide(office.first, "disputeListing", listing), "WRONG_STATE"),
        (await office.decide(office.first, "reinstateListing", listing), "WRONG_STATE"),
    ]:
        assert answer["code"] == code, answer
    assert await everything(owner) == before


async def test_an_ended_listing_stays_ended(office: Office, owner: Any) -> None:
    ended = await office.decide(office.school, "delistListing", await office.proposed(accepting={"value": "YES"}))
    before = await everything(owner)

    renewed = await many(office, office.school, "renewAvailability", (ended["id"], ended["availabilityVersion"]))
    for answer, code in [
        (await revise(office, office.school, ended), "WRONG_STATE"),
        (await office.decide(office.school, "delistListing", ended), "WRONG_STATE"),
        (renewed["results"][0]["refused"], "WRONG_STATE"),
    ]:
        assert answer["code"] == code, answer
    assert await everything(owner) == before


async def test_a_stopped_listing_whose_vetting_ran_out_is_not_offered_again(office: Office, owner: Any) -> None:
    stopped = await office.decide(office.first, "suspendListing", await office.vetted())
    office.later = timedelta(days=370)
    before = await everything(owner)

    assert (await office.decide(office.second, "reinstateListing", stopped))["code"] == "VETTING_EXPIRED"
    assert await everything(owner) == before


async def test_a_decision_whose_signature_cannot_be_read_is_refused(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    before = await everything(owner)

    for name in ("suspendListing", "disputeListing", "delistListing"):
        said = {"id": listing["id"], "reason": "A complaint.", "expectedVersion": listing["expectedVersion"]}
        kind = f"{name[0].upper()}{name[1:]}Input"
        assert (await office.ask(office.first, name, kind, **said, statement="***"))["code"] == "STATEMENT_MISMATCH"
        assert (await office.ask(office.first, name, kind, **said, statement="AAAA"))["code"] == "MALFORMED_STATEMENT"
    assert await everything(owner) == before


@pytest.mark.parametrize(
    "text, field", [(NOTICES, None), (HISTORY, "id"), (QUEUE, None)], ids=["notices", "history", "queue"]
)
async def test_a_page_marker_that_no_list_gave_out_is_refused(office: Office, text: str, field: str | None) -> None:
    listing = await office.vetted()
    given = {field: listing["id"]} if field else {}

    for keys in (["yesterday", "x"], ["2026-11-25T00:00:00", "x"], ["2026-11-25T00:00:00+00:00", "a\x00b"],
                 ["yesterday", True, "x"], ["2026-11-25", True, "a\x00b"]):  # fmt: skip
        answer = await office.raw(office.first, text, **given, after=encode_cursor(list(keys)))
        assert answer["code"] in ("BAD_CURSOR", "BAD_ID"), keys


async def test_a_member_cannot_reply_for_a_provider_it_is_not(office: Office, owner: Any) -> None:
    listing = await unowned(office)
    before = await everything(owner)

    assert (await say(office, office.school, "replyToDecision", listing))["code"] == "NOT_YOUR_LISTING"
    assert await everything(owner) == before


async def test_a_provider_that_is_a_member_speaks_for_itself(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    before = await everything(owner)

    answer = await say(office, office.school, "replyToDecision", listing, onBehalfOf="Somebody else")

    assert answer["code"] == "SPEAKS_FOR_ITSELF"
    assert await everything(owner) == before


async def test_whoever_proposed_a_service_does_not_end_it_once_it_is_vetted(office: Office, owner: Any) -> None:
    said = {"content": office.content(sourceId="theirs")}
    listing = await office.ask(office.stranger, "proposeListing", "ProposeListingInput", **said)
    started = await office.start(listing)
    await office.review(office.first, started)
    vetted = await office.review(office.second, started)
    before = await everything(owner)

    assert (await office.decide(office.stranger, "delistListing", vetted))["code"] == "NOT_YOUR_LISTING"
    assert await everything(owner) == before


async def test_rejected_new_words_are_reviewed_again_when_the_appeal_is_upheld(office: Office, people: Any) -> None:
    revised = await revise(office, office.school, await office.vetted())
    rejected = await office.review(office.first, revised, verdict="REJECT", note="No.")
    assert (rejected["state"], rejected["vettedVersion"]) == ("VETTED", 1)
    await say(office, office.school, "appealDecision", rejected, decisionId=await last(office, revised))

    again = await judge(office, office.second, rejected)
    assert (again["state"], again["vettedVersion"]) == ("VETTED", 1)
    await office.review(office.first, again)
    assert (await office.review(office.second, again))["vettedVersion"] == 2


async def test_a_rejected_renewal_leaves_the_vetting_as_it_is_and_may_begin_again(office: Office) -> None:
    listing = await office.vetted()
    office.later = timedelta(days=300)
    said = {"id": listing["id"], "expectedVersion": listing["expectedVersion"]}
    begun = await office.ask(office.first, "startRenewal", "StartReviewInput", **said)

    rejected = await office.review(office.first, begun, verdict="REJECT", note="No answer to the telephone.")
    said = {"id": listing["id"], "expectedVersion": rejected["expectedVersion"]}
    again = await office.ask(office.second, "startRenewal", "StartReviewInput", **said)

    assert (rejected["state"], rejected["expiresAt"]) == ("VETTED", listing["expiresAt"])
    assert again["state"] == "VETTED"


def test_nothing_unvetted_is_sent_to() -> None:
    with pytest.raises(errors.NotVetted):
        may_be_sent(ListingState.PROPOSED, None, 1, None, Accepting.YES, clock.now())
