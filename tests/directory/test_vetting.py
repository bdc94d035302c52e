"""From a proposal to a service in force, through the real door, the real signatures and the real database."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from strawberry.federation import Schema

from crypto.format import b64u, blake2b, jcs
from crypto.keys import SigningKey
from crypto.signing import sign_statement
from directory import actions, errors
from directory.api import DirectoryMutation, DirectoryQuery
from directory.codes import Route
from directory.store import revision
from kit import clock
from kit.ids import new_id
from network.model import ANONYMOUS, Caller, Role

STORY = Path(__file__).parents[2] / "demo" / "directory" / "story.json"
SCHEMA = Schema(query=DirectoryQuery, mutation=DirectoryMutation)
LISTING = (
    "... on Listing { id state version currentVersion vettedVersion expectedVersion availabilityVersion name "
    "verifiedBy expiresAt suspendedReason availability { accepting capacity asOf } places { street city area } }"
)
REFUSED = "... on Refused { code sentence field currentVersion }"


@dataclass(frozen=True)
class Person:
    """Somebody with a device."""

    caller: Caller
    key: SigningKey


@pytest.fixture
def people(owner: Any) -> Any:
    """Put an organisation, a person and an active device into the network, by the owner's hand."""
    made: dict[str, str] = {}

    async def person(organisation: str, role: Role) -> Person:
        kind = "SECRETARIAT" if role is Role.SECRETARIAT else "MEMBER"
        key, staff = SigningKey.generate(), new_id()
        member = made.setdefault(organisation, new_id())
        await owner.execute(
            "INSERT INTO network.members (id, name, country, kind, state, admitted_at)"
            " VALUES ($1, $2, 'AT', $3, 'ADMITTED', now()) ON CONFLICT DO NOTHING", member, organisation, kind,
        )  # fmt: skip
        await owner.execute(
            "INSERT INTO network.staff (id, member_id, display_name, roles, created_at)"
            " VALUES ($1, $2, 'P', $3, now())", staff, member, [str(role)],
        )  # fmt: skip
        await owner.execute(
            "INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, statement, enrolled_at)"
            " VALUES ($1, $2, $3, $4, $5, 'ACTIVE', 'x', now())", key.kid, member, staff, key.public, bytes(1216),
        )  # fmt: skip
        realm = "secretariat" if role is Role.SECRETARIAT else "member"
        return Person(Caller(member, staff, key.kid, frozenset({role}), realm), key)

    return person


@dataclass
class Office:
    """Everybody in the story of one listing."""

    school: Person
    first: Person
    second: Person
    stranger: Person
    context_of: Any

    async def ask(self, person: Person, name: str, kind: str, **said: Any) -> dict[str, Any]:
        """Do one act through the door."""
        said.setdefault("idempotencyKey", new_id())
        text = f"mutation($i: {kind}!) {{ {name}(input: $i) {{ {LISTING} {REFUSED} }} }}"
        done = await SCHEMA.execute(text, {"i": said}, context_value=self.context_of(person.caller))
        assert done.errors is None, done.errors
        assert done.data is not None
        answer: dict[str, Any] = done.data[name]
        return answer

    async def look(self, person: Person, listing: str, version: int | None = None) -> dict[str, Any]:
        """Look at one listing through the door."""
        text = f"query($id: ID!, $v: Int) {{ listing(id: $id, version: $v) {{ {LISTING} {REFUSED} }} }}"
        variables = {"id": listing, "v": version}
        done = await SCHEMA.execute(text, variables, context_value=self.context_of(person.caller))
        assert done.errors is None, done.errors
        assert done.data is not None
        answer: dict[str, Any] = done.data["listing"]
        return answer

    def content(self, **more: Any) -> dict[str, Any]:
        """Give the words of the story's first course, as the school proposes it."""
        said: dict[str, Any] = json.loads(STORY.read_text("utf-8"))["proposals"][0]
        return {**said, "provider": {**said["provider"], "member": self.school.caller.member_id}, **more}

    async def proposed(self, **more: Any) -> dict[str, Any]:
        """Propose a listing."""
        return await self.ask(self.school, "proposeListing", "ProposeListingInput", content=self.content(**more))

    async def started(self) -> dict[str, Any]:
        """Propose a listing and take it into review."""
        return await self.start(await self.proposed())

    async def start(self, listing: dict[str, Any], person: Person | None = None) -> dict[str, Any]:
        """Take a listing into review."""
        said = {"id": listing["id"], "expectedVersion": listing["expectedVersion"]}
        return await self.ask(person or self.first, "startReview", "StartReviewInput", **said)

    async def review(self, person: Person, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Sign a review; `more` changes what is submitted, `signed` what is signed."""
        signed, values = more.pop("signed", {}), more.pop("values", {})
        answers = [
            {"question": each.id, "value": values.get(each.id, "YES"), "evidence": "seen", "source": "visit",
             "date": "2026-11-20"}
            for each in actions_checklist()
        ]  # fmt: skip
        said = {"id": listing["id"], "version": listing["currentVersion"], "verdict": "APPROVE", "answers": answers,
                "note": "", "expectedVersion": listing["expectedVersion"], **more}  # fmt: skip
        body = {"listing": said["id"], "version": said["version"], "verdict": said["verdict"],
                "answers": b64u(blake2b(jcs(said["answers"]))), "note": said["note"], **signed}  # fmt: skip
        said["statement"] = b64u(sign_statement("review.v1", body, person.key))
        return await self.ask(person, "submitReview", "SubmitReviewInput", **said)

    async def vetted(self) -> dict[str, Any]:
        """Propose and vet a listing."""
        listing = await self.started()
        await self.review(self.first, listing)
        return await self.review(self.second, listing)

    async def offered(self, listing: str, version: int, now: Any = None) -> Any:
        """Ask what a referral may be sent to."""
        async with self.context_of(self.stranger.caller).read() as tx:
            return await actions.offered(tx, self.stranger.caller, listing, version, now)


def actions_checklist() -> Any:
    from directory.checklist import asked_of
    from directory.codes import ServiceType

    types = json.loads(STORY.read_text("utf-8"))["proposals"][0]["serviceTypes"]
    return asked_of([ServiceType(each) for each in types])


@pytest.fixture
async def office(people: Any, context_of: Any) -> Office:
    return Office(
        await people("School", Role.ORG_ADMIN),
        await people("Secretariat", Role.SECRETARIAT),
        await people("Secretariat", Role.SECRETARIAT),
        await people("Stranger", Role.CASEWORKER),
        context_of,
    )


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


async def decide(office: Office, person: Person, name: str, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"id": listing["id"], "reason": "A complaint.", "expectedVersion": listing["expectedVersion"], **more}
    return await office.ask(person, name, f"{name[0].upper()}{name[1:]}Input", **said)


async def test_a_suspended_service_is_gone_at_once_and_comes_back_by_decision(office: Office) -> None:
    listing = await office.vetted()

    stopped = await decide(office, office.first, "suspendListing", listing)
    unseen = await office.look(office.stranger, listing["id"])
    with pytest.raises(errors.ListingSuspended):
        await office.offered(listing["id"], 1)
    again = await decide(office, office.second, "reinstateListing", stopped)

    assert (stopped["state"], stopped["suspendedReason"], unseen["code"]) == (
        "SUSPENDED", "A complaint.", "LISTING_NOT_FOUND",
    )  # fmt: skip
    assert (again["state"], again["suspendedReason"]) == ("VETTED", None)
    assert (await office.offered(listing["id"], 1)).version == 1


async def test_a_decision_needs_a_reason_and_the_right_people(office: Office) -> None:
    listing = await office.vetted()

    assert (await decide(office, office.first, "suspendListing", listing, reason=" "))["code"] == "REASON_MISSING"
    assert (await decide(office, office.school, "suspendListing", listing))["code"] == "ROLE_MISSING"
    assert (await decide(office, office.stranger, "delistListing", listing))["code"] == "NOT_YOUR_LISTING"
    assert (await decide(office, office.first, "reinstateListing", listing))["code"] == "WRONG_STATE"
    assert (await office.look(office.stranger, listing["id"]))["state"] == "VETTED"


async def test_the_owner_ends_its_listing(office: Office) -> None:
    listing = await office.vetted()

    assert (await decide(office, office.school, "delistListing", listing))["state"] == "DELISTED"
    with pytest.raises(errors.ListingSuspended):
        await office.offered(listing["id"], 1)


async def test_only_the_owner_says_whether_there_is_a_place(office: Office) -> None:
    listing = await office.vetted()
    said = {"id": listing["id"], "accepting": {"value": "NO"}, "expectedVersion": listing["availabilityVersion"]}

    refused = await office.ask(office.stranger, "setAvailability", "SetAvailabilityInput", **said)
    full = await office.ask(office.school, "setAvailability", "SetAvailabilityInput", **said)
    late = await office.ask(office.school, "setAvailability", "SetAvailabilityInput", **said)

    assert (refused["code"], late["code"], late["currentVersion"]) == ("NOT_YOUR_LISTING", "VERSION_CHANGED", 2)
    assert full["availability"] == {"accepting": "NO", "capacity": None, "asOf": clock.now().date().isoformat()}
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
      vettingQueue { ... on ListingConnection { totalCount edges { node { id } } } ... on Refused { code } }
      vettingRecord(id: $id, version: 1) { ... on VettingRecord { reviews { verdict } decisions { reason toState } } }
      listings(search: "SPRACHBRUCKE") { ... on ListingConnection { totalCount edges { node { id } } } }
      checklist { ... on Checklist { questions { id appliesTo blocking } } } }"""

    async def seen(person: Person) -> dict[str, Any]:
        done = await SCHEMA.execute(asked, {"id": listing["id"]}, context_value=office.context_of(person.caller))
        assert done.errors is None, done.errors
        assert done.data is not None
        return done.data

    first, stranger = await seen(office.first), await seen(office.stranger)

    assert [each["node"]["id"] for each in first["vettingQueue"]["edges"]] == [waiting["id"]]
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
