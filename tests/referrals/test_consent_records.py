"""What leaves the node about a consent: a record of the standard, and the page that shows her everything."""

import json
from datetime import timedelta
from typing import Any

from crypto.format import b64u
from network.model import ANONYMOUS
from referrals import dpv, erasure
from tests.referrals.world import REFUSED

RECORD = (
    "query($i: ID!, $f: RecordForm!) { consentRecord(id: $i, form: $f) {"
    f" ... on ConsentRecord {{ json form }} {REFUSED} }} }}"
)
HERS = f"mutation($s: String!) {{ herRecord(secret: $s) {{ ... on HerRecord {{ json }} {REFUSED} }} }}"
TAKE = f"mutation($s: String!, $p: PartInput!) {{ withdrawPart(secret: $s, part: $p) {{ ... on PartWithdrawn {{ at }} {REFUSED} }} }}"  # noqa: E501
MANDATORY = {
    "schema version": ["dct:conformsTo"],
    "record id": ["dpv:hasIdentifier"],
    "pii principal id": ["dpv:hasDataSubject", "dpv:hasIdentifier"],
    "privacy notice": ["dpv:hasProcess", "dpv:hasNotice", "dct:identifier"],
    "language": ["dpv:hasProcess", "dpv:hasNotice", "dct:language"],
    "purpose": ["dpv:hasProcess", "dpv:hasPurpose", 0, "dct:identifier"],
    "lawful basis": ["dpv:hasProcess", "dpv:hasLegalBasis"],
    "pii information": ["dpv:hasProcess", "dpv:hasPersonalData", 0, "dct:identifier"],
    "pii type": ["dpv:hasProcess", "dpv:hasPersonalData", 0, "@type"],
    "pii optional": ["dpv:hasProcess", "dpv:hasPersonalData", 0, "dpv:hasNecessity"],
    "pii controllers": ["dpv:hasProcess", "dpv:hasDataController"],
    "collection method": ["dpv:hasProcess", "dpv:hasDataSource"],
    "party id": ["dpv:hasProcess", "dpv:hasDataController", "dpv:hasIdentifier"],
    "party name": ["dpv:hasProcess", "dpv:hasDataController", "dpv:hasName"],
    "party address": ["dpv:hasProcess", "dpv:hasDataController", "dpv:hasAddress"],
    "party contact": ["dpv:hasProcess", "dpv:hasDataController", "dpv:hasContact"],
    "party type": ["dpv:hasProcess", "dpv:hasRecipient", "@type"],
    "recipient third parties": ["dpv:hasProcess", "dpv:hasRecipient", "dpv:hasIdentifier"],
    "storage locations": ["dpv:hasProcess", "dpv:hasStorageCondition", 0, "dpv:hasLocation"],
    "retention period": ["dpv:hasProcess", "dpv:hasStorageCondition", 1, "dpv:hasDuration"],
    "jurisdiction": ["dpv:hasProcess", "dpv:hasJurisdiction", 0],
    "withdrawal method": ["dpv:hasProcess", "dpv:hasConsentControl", 0, "@type"],
    "privacy rights": ["dpv:hasProcess", "dpv:hasRight", 3, "dpv:isExercisedAt"],
    "authority party": ["dpv:hasProcess", "dpv:hasAuthority", "dpv:hasName"],
    "event time": ["dpv:hasConsentStatus", 0, "dpv:isIndicatedAtTime"],
    "event state": ["dpv:hasConsentStatus", 0, "@type"],
    "event type": ["dpv:hasConsentStatus", 0, "dpv:hasLegalBasis"],
    "entity id": ["dpv:hasConsentStatus", 0, "dpv:isIndicatedBy"],
    "validity duration": ["dpv:hasConsentStatus", 0, "dpv:hasDuration"],
}
"""The mandatory fields of ISO/IEC TS 27560, and those that become so under the GDPR, by the guide of w3c/dpv."""


def at(document: Any, path: list[Any]) -> Any:
    for step in path:
        document = document[step]
    return document


def used(document: Any) -> set[str]:
    """Name every term of a document: keys, types, and values that are terms."""
    if isinstance(document, dict):
        return {key for key in document if ":" in key}.union(*(used(one) for one in document.values()), set())
    if isinstance(document, list):
        return set().union(*(used(one) for one in document))
    known = tuple(f"{prefix}:" for prefix in dpv.terms()["prefixes"] if prefix not in {"loc"})
    return {document} if isinstance(document, str) and document.startswith(known) else set()


async def test_a_record_and_its_receipt_hold_every_mandatory_field_in_terms_that_exist(world):
    _, given = await world.sent()
    await world.ask(None, TAKE, s=b64u(given.secret), p={"category": "CONTACT"})
    terms = dpv.terms()

    for form in ("RECORD", "RECEIPT"):
        answer = await world.ask(world.hafen, RECORD, i=given.said.id, f=form)
        document = json.loads(answer["json"])

        for name, path in MANDATORY.items():
            assert at(document, path) not in (None, "", [], {}), name
        said = used({key: value for key, value in document.items() if key != "@context"})
        assert said <= {*terms["classes"], *terms["properties"], *terms["extensions"]}
        assert document["@context"] == terms["prefixes"]
        assert [one["@type"] for one in document["dpv:hasConsentStatus"]] == [
            "dpv:ConsentGiven",
            "dpv:ConsentWithdrawn",
        ]
        assert document["dpv:hasConsentStatus"][1]["tol:about"] == "CATEGORY:CONTACT"
        assert document["tol:takenBack"][0]["tol:about"] == "CATEGORY:CONTACT"
        assert [one["dct:identifier"] for one in document["dpv:hasProcess"]["dpv:hasPersonalData"]] == ["LANGUAGE"]
    assert document["dct:source"] == f"urn:tolerant:consent:{given.said.id}"
    assert (await world.ask(world.lotse, RECORD, i=given.said.id, f="RECORD"))["code"] == "CONSENT_NOT_FOUND"


def test_every_state_of_a_consent_has_a_term_of_its_own():
    assert len(set(dpv.STATUS.values())) == len(dpv.STATUS) == 10
    assert dpv.STATUS["WITHDRAWN"] != dpv.STATUS["REVOKED"]


async def hers(world, secret):
    return await world.ask(None, HERS, s=b64u(secret))


async def test_she_sees_everything_that_is_kept_with_her_secret_alone(world, owner):
    referral, given = await world.sent()
    _, other = await world.sent()
    before = await owner.fetchval("SELECT count(*) FROM network.audit")

    found = json.loads((await hers(world, given.secret))["json"])

    assert await owner.fetchval("SELECT count(*) FROM network.audit") == before
    consent, case = found["consents"][0], found["referrals"][0]
    assert {one["name"] for one in found["organisations"].values()} == {"Anker", "Hafen"}
    assert (consent["id"], consent["status"], consent["categories"]) == (given.said.id, "LIVE", ["CONTACT", "LANGUAGE"])
    assert [one["type"] for one in consent["events"]] == ["GIVEN"]
    assert [one["type"] for one in case["asked"]] == ["REQUESTED"]
    assert (case["id"], case["state"], case["letters"][0]["deleted"]) == (referral, "SENT", False)
    assert other.said.id not in json.dumps(found)
    for staff in (world.anker, world.hafen):
        assert staff.caller.staff_id not in json.dumps(found)
        assert staff.caller.device_id not in json.dumps(found)
    assert "Founder" not in json.dumps(found)


async def test_after_her_withdrawal_she_sees_what_is_erased_and_what_the_recipient_said(world):
    _, given = await world.sent()
    receipt = await world.withdraw(given.secret)
    await erasure.carry_out(world.context_of(ANONYMOUS))

    found = json.loads((await hers(world, given.secret))["json"])

    case = found["referrals"][0]
    assert found["withdrawal"]["receiptId"] == receipt["receiptId"]
    assert (found["consents"][0]["status"], case["state"]) == ("WITHDRAWN", "WITHDRAWN")
    assert all(one["deleted"] for one in case["letters"])
    assert case["erased"][0]["keysGoneAt"] is not None
    assert (case["recipientsWord"], case["restGoesBy"]) == (None, None)


async def test_a_pause_is_shown_without_its_reason_and_the_rest_goes_on_a_day(world, owner):
    _, given = await world.sent()
    await owner.execute("UPDATE referrals.referrals SET state = 'ON_HOLD_SAFETY', held_from = 'SENT', reason = 'OTHER'")
    assert "ON_HOLD_SAFETY" not in (paused := (await hers(world, given.secret))["json"])
    assert json.loads(paused)["referrals"][0]["state"] == "PAUSED"
    await owner.execute("UPDATE referrals.referrals SET state = 'DECLINED', held_from = NULL, ended_at = now()")
    world.later = timedelta(days=91)

    found = json.loads((await hers(world, given.secret))["json"])

    assert found["referrals"][0]["restGoesBy"] is not None
    assert found["consents"][0]["status"] == "EXPIRED"


async def test_a_secret_of_nobody_of_another_node_or_of_another_form_gets_one_answer(world):
    _, given = await world.sent()

    answers = [await world.ask(None, HERS, s=one) for one in ("", "x", "A" * 43, b64u(b"q" * 32))]

    assert [one["code"] for one in answers] == ["UNKNOWN_SECRET"] * 4
    assert len({json.dumps(one) for one in answers}) == 1
    assert given.said.id not in json.dumps(answers)
