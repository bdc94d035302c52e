"""From a proposal to a service in force, through the real door, the real signatures and the real database."""

from datetime import timedelta
from typing import Any

import pytest

from directory import errors
from directory.codes import Route
from directory.store_shelf import revision
from kit import clock
from kit.ids import new_id
from network.model import ANONYMOUS
from tests.directory.office import SCHEMA, Office, Person


async def test_two_reviewers_put_a_proposal_in_force_for_a_year(office: Office) -> None:
    listing = await office.started()

    once = await office.review(office.first, listing)
    twice = await office.review(office.second, listing)

    assert (listing["state"], once["state"], twice["state"]) == ("IN_REVIEW", "IN_REVIEW", "VETTED")
    assert (twice["vettedVersion"], twice["verifiedBy"]) == (1, [office.first.caller.member_id])
    assert twice["expiresAt"][:4] == str(clock.now().year + 1)
    assert (await office.look(office.stranger, listing["id"]))["state"] == "VETTED"
    offer = await office.offered(listing["id"], 1)
    assert (offer.provider_member_id, offer.route) == (office.school.caller.member_id, Route.SEALED)


async def test_the_same_reviewer_twice_is_refused(office: Office) -> None:
    listing = await office.started()
    await office.review(office.first, listing)

    again = await office.review(office.first, listing)

    assert again["code"] == "REVIEWER_TWICE"
    assert (await office.look(office.first, listing["id"]))["state"] == "IN_REVIEW"


async def test_nobody_reviews_their_own_organisation_or_what_it_proposed(office: Office) -> None:
    said = office.content()
    said["provider"] = {**said["provider"], "member": None}
    said["route"] = "INTRODUCTION_SLIP"
    theirs = await office.ask(office.first, "proposeListing", "ProposeListingInput", content=said)
    said = office.content(sourceId="own")
    said["provider"] = {**said["provider"], "member": office.first.caller.member_id}
    own = await office.ask(office.school, "proposeListing", "ProposeListingInput", content=said)

    assert (await office.start(theirs))["code"] == "REVIEWER_PROPOSED_IT"
    assert (await office.start(own))["code"] == "REVIEWER_OWN_ORGANISATION"


async def test_only_the_secretariat_vets(office: Office) -> None:
    listing = await office.proposed()

    assert (await office.start(listing, office.school))["code"] == "ROLE_MISSING"
    assert (await office.review(office.stranger, listing))["code"] == "ROLE_MISSING"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a NO on a blocking question": ({"values": {"S4": "NO"}}, "BLOCKING_ANSWER"),
    "an UNSURE on a blocking question": ({"values": {"S4": "UNSURE"}}, "BLOCKING_ANSWER"),
    "no answers": ({"answers": []}, "CHECKLIST_INCOMPLETE"),
    "another version": ({"version": 2}, "LISTING_STALE"),
    "an older look": ({"expectedVersion": 1}, "VERSION_CHANGED"),
    "a rejection without reason": ({"verdict": "REJECT"}, "REASON_MISSING"),
    "a signature under another verdict": ({"signed": {"verdict": "REJECT"}}, "STATEMENT_MISMATCH"),
    "a signature under other answers": ({"signed": {"answers": "x"}}, "STATEMENT_MISMATCH"),
    "a signature for another listing": ({"signed": {"listing": "0" * 32}}, "STATEMENT_MISMATCH"),
}


@pytest.mark.parametrize("sentence", WRONG)
async def test_a_review_is_refused_with(office: Office, sentence: str) -> None:
    listing = await office.started()
    more, code = WRONG[sentence]

    answer = await office.review(office.first, listing, **more)

    assert answer["code"] == code
    assert (await office.review(office.first, listing))["state"] == "IN_REVIEW"


async def test_a_review_signed_by_another_device_is_refused(office: Office) -> None:
    listing = await office.started()

    answer = await office.review(Person(office.first.caller, office.second.key), listing)

    assert answer["code"] == "BAD_SIGNATURE"


async def test_a_returned_version_needs_new_words(office: Office) -> None:
    listing = await office.started()
    back = await office.review(office.first, listing, verdict="RETURN", note="Which levels?")
    refused = await office.start(back)
    said = {"id": listing["id"], "content": office.content(), "expectedVersion": back["expectedVersion"]}
    revised = await office.ask(office.school, "reviseListing", "ReviseListingInput", **said)

    assert (back["state"], refused["code"]) == ("PROPOSED", "VERSION_RETURNED")
    assert (revised["currentVersion"], (await office.start(revised))["state"]) == (2, "IN_REVIEW")


async def test_a_rejected_proposal_ends(office: Office) -> None:
    listing = await office.started()

    assert (await office.review(office.first, listing, verdict="REJECT", note="No address."))["state"] == "DELISTED"


async def test_vetted_words_stay_in_force_until_the_new_ones_are_vetted(office: Office) -> None:
    listing = await office.vetted()
    new = office.content(names=[{"language": "en", "text": "New name"}])
    said = {"id": listing["id"], "content": new, "expectedVersion": listing["expectedVersion"]}
    revised = await office.ask(office.school, "reviseListing", "ReviseListingInput", **said)

    shown = await office.look(office.stranger, listing["id"])
    unseen = await office.look(office.stranger, listing["id"], 2)
    await office.review(office.first, revised)
    await office.review(office.second, revised)

    assert (shown["version"], unseen["code"]) == (1, "LISTING_NOT_FOUND")
    after = await office.look(office.stranger, listing["id"])
    assert (after["version"], after["name"]) == (2, "New name")
    assert (await office.look(office.stranger, listing["id"], 1))["version"] == 1
    with pytest.raises(errors.ListingOld):
        await office.offered(listing["id"], 1)


async def test_a_suspended_service_is_gone_at_once_and_comes_back_by_decision(office: Office) -> None:
    listing = await office.vetted()

    stopped = await office.decide(office.first, "suspendListing", listing)
    unseen = await office.look(office.stranger, listing["id"])
    with pytest.raises(errors.ListingSuspended):
        await office.offered(listing["id"], 1)
    again = await office.decide(office.second, "reinstateListing", stopped)

    assert (stopped["state"], stopped["suspendedReason"], unseen["code"]) == (
        "SUSPENDED", "A complaint.", "LISTING_NOT_FOUND",
    )  # fmt: skip
    assert (again["state"], again["suspendedReason"]) == ("VETTED", None)
    assert (await office.offered(listing["id"], 1)).version == 1


async def test_a_decision_needs_a_reason_and_the_right_people(office: Office) -> None:
    listing = await office.vetted()

    assert (await office.decide(office.first, "suspendListing", listing, reason=" "))["code"] == "REASON_MISSING"
    assert (await office.decide(office.school, "suspendListing", listing))["code"] == "ROLE_MISSING"
    assert (await office.decide(office.stranger, "delistListing", listing))["code"] == "NOT_YOUR_LISTING"
    assert (await office.decide(office.first, "reinstateListing", listing))["code"] == "WRONG_STATE"
    assert (await office.look(office.stranger, listing["id"]))["state"] == "VETTED"


async def test_the_owner_ends_its_listing(office: Office) -> None:
    listing = await office.vetted()

    assert (await office.decide(office.school, "delistListing", listing))["state"] == "DELISTED"
    with pytest.raises(errors.ListingSuspended):
        await office.offered(listing["id"], 1)


async def test_only_the_owner_says_whether_there_is_a_place(office: Office) -> None:
    listing = await office.vetted()
    said = {"id": listing["id"], "accepting": {"value": "NO"}, "expectedVersion": listing["availabilityVersion"]}

    refused = await office.ask(office.stranger, "setAvailability", "SetAvailabilityInput", **said)
    full = await office.ask(office.school, "setAvailability", "SetAvailabilityInput", **said)
    late = await office.ask(office.school, "setAvailability", "SetAvailabilityInput", **said)

    assert (refused["code"], late["code"], late["currentVersion"]) == ("NOT_YOUR_LISTING", "VERSION_CHANGED", 2)
    assert full["availability"] == {
        "accepting": "NO", "capacity": None, "asOf": clock.now().date().isoformat(), "capacityAsOf": None,
    }  # fmt: skip
    with pytest.raises(errors.NotAccepting):
        await office.offered(listing["id"], 1)


async def test_nothing_unvetted_expired_or_unknown_is_offered(office: Office) -> None:
    proposal, listing = await office.proposed(sourceId="x"), await office.vetted()

    for refusal, wanted, now in [
        (errors.ListingNotFound, proposal["id"], None),
        (errors.ListingNotFound, new_id(), None),
        (errors.VettingExpired, listing["id"], clock.now() + timedelta(days=366)),
    ]:
        with pytest.raises(refusal):
            await office.offered(wanted, 1, now)


async def test_the_same_act_twice_changes_nothing(office: Office) -> None:
    key = new_id()
    one = await office.ask(
        office.school, "proposeListing", "ProposeListingInput", content=office.content(), idempotencyKey=key
    )
    async with office.context_of(office.school.caller).read() as tx:
        before = await revision(tx)
    two = await office.ask(
        office.school, "proposeListing", "ProposeListingInput", content=office.content(), idempotencyKey=key
    )
    other = await office.ask(
        office.school, "proposeListing", "ProposeListingInput", content=office.content(sourceId="y"), idempotencyKey=key
    )
    same = await office.proposed()

    async with office.context_of(office.school.caller).read() as tx:
        assert await revision(tx) == before
    assert (two, other["code"], same["code"]) == (one, "IDEMPOTENCY_KEY_REUSED", "ALREADY_LISTED")


BAD_WORDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a place to live that anybody sees": (
        {"serviceTypes": ["ACCOMMODATION"], "places": [{"visibility": "PUBLIC"}]},
        "LOCATION_IS_CONFIDENTIAL", "places.0.visibility",
    ),
    "microfinance that is not free": ({"serviceTypes": ["MICROFINANCE"], "fee": None}, "MUST_BE_FREE", "fee"),
    "a vacancy without its facts": (
        {"serviceTypes": ["EMPLOYER"], "vacancy": {"employer": "A"}}, "VACANCY_INCOMPLETE", "vacancy.workplace",
    ),
    "a level of no scale": (
        {"criteria": [{"kind": "LANGUAGE", "language": "de", "minLevel": "Z"}]}, "UNKNOWN_LEVEL", "criteria.0.minLevel",
    ),
    "a condition with another kind's field": (
        {"criteria": [{"kind": "AGE", "minimum": 17, "language": "de"}]}, "UNKNOWN_FIELD", "criteria.0.language",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sentence", BAD_WORDS)
async def test_a_proposal_is_refused_for(office: Office, sentence: str) -> None:
    more, code, field = BAD_WORDS[sentence]

    answer = await office.proposed(**more)

    assert (answer["code"], answer["field"]) == (code, field)


async def test_a_stranger_to_the_network_cannot_be_named_as_member(office: Office) -> None:
    said = office.content()
    said["provider"] = {**said["provider"], "member": new_id()}

    answer = await office.ask(office.school, "proposeListing", "ProposeListingInput", content=said)

    assert (answer["code"], answer["field"]) == ("MEMBER_NOT_FOUND", "provider.member")


async def test_the_queue_the_record_and_the_search_are_for_those_who_may(office: Office) -> None:
    listing = await office.vetted()
    waiting = await office.proposed(sourceId="waits")
    asked = """query($id: ID!) {
      vettingQueue { ... on QueuePage { totalCount items { listing { id } why } } ... on Refused { code } }
      vettingRecord(id: $id, version: 1) { ... on VettingRecord { reviews { verdict } decisions { reason toState } } }
      listings(search: "SPRACHBRUCKE") { ... on ListingConnection { totalCount edges { node { id } } } }
      checklist { ... on Checklist { questions { id appliesTo blocking } } } }"""

    async def seen(person: Person) -> dict[str, Any]:
        done = await SCHEMA.execute(asked, {"id": listing["id"]}, context_value=office.context_of(person.caller))
        assert done.errors is None, done.errors
        assert done.data is not None
        return done.data

    first, stranger = await seen(office.first), await seen(office.stranger)

    waits = {"listing": {"id": waiting["id"]}, "why": ["NEW_PROPOSAL"]}
    assert first["vettingQueue"] == {"totalCount": 1, "items": [waits]}
    assert stranger["vettingQueue"]["code"] == "ROLE_MISSING"
    assert [each["verdict"] for each in first["vettingRecord"]["reviews"]] == ["APPROVE", "APPROVE"]
    assert [each["reason"] for each in first["vettingRecord"]["decisions"]] == ["REVIEW_STARTED", "VETTED"]
    assert stranger["vettingRecord"] == {"reviews": [], "decisions": []}
    assert [each["node"]["id"] for each in stranger["listings"]["edges"]] == [listing["id"]]
    assert len(first["checklist"]["questions"]) == 33


async def test_nobody_unknown_sees_a_listing(office: Office) -> None:
    listing = await office.vetted()

    answer = await office.look(Person(ANONYMOUS, office.first.key), listing["id"])

    assert answer["code"] == "NOT_SIGNED_IN"
