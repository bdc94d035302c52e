"""A need and its referrals as FHIR R4: each state in both forms, valid, and without what is hers or hidden."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.consent import Consent as FhirConsent
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task

from referrals import fhir, rules
from referrals.agreement import AgeBand, Asked, Consent, ConsentEvent, Need, OnlyOneReason, ReceiptGiven, Showing
from referrals.agreement import Urgency as U
from referrals.fhir import Agreement, Form
from referrals.fhir_parts import system
from referrals.model import Actor, DeclineClass, HerFeedback, OrgFeedback, OutcomeClass, State
from tests.referrals.test_rules import A, B, referral
from tests.referrals.world import REFUSED

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
NEED = Need("2" * 32, A, "s" * 32, "LANGUAGE_COURSE", U.URGENT, True, date(2027, 1, 2), NOW, 1)
SHOWN = [Showing("1" * 32, ("3" * 32 + "@1", "5" * 32 + "@4"), None, NOW),
         Showing("1" * 32, ("3" * 32 + "@1",), OnlyOneReason.SHE_ASKED_FOR_IT, NOW)]  # fmt: skip
GIVEN = Consent(
    id="4" * 32, from_member=A, to_member=B, listing_id="3" * 32, listing_version=1, node="node.test",
    purposes=("ASSESS_ELIGIBILITY", "PROVIDE_SERVICE"), categories=("CONTACT", "LANGUAGE"),
    asked=Asked("1", b"n" * 32, "kmr", True, False, ReceiptGiven.PRINTED, False, True, AgeBand.ADULT),
    begins=NOW - timedelta(days=1), ends=NOW + timedelta(days=60), uses=1, used=1, status="LIVE", token=b"t",
    token_hash=b"h" * 32, withdrawal_commitment=b"w" * 32, device_key=b"d" * 32, feedback_key=None,
    recorded_at=NOW - timedelta(days=1), version=1,
)  # fmt: skip
CODES = {"ServiceRequest": ServiceRequest, "Task": Task, "Consent": FhirConsent}
STATUSES = {
    "ServiceRequest": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
    "Task": {
        "draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold",
        "failed", "completed", "entered-in-error",
    },
    "Consent": {"draft", "proposed", "active", "rejected", "inactive", "entered-in-error"},
}  # fmt: skip
"""The value sets request-status, task-status and consent-state-codes of FHIR 4.0.1, each with a required binding."""
WAITS = "awaiting-client-feedback"
MAPPED = {
    State.DRAFT: ("draft", "", "draft", "", "draft"),
    State.AWAITING_CONSENT: ("draft", "awaiting-consent", "draft", "awaiting-consent", "draft"),
    State.SENT: ("requested", "", "requested", "", "active"),
    State.RECEIVED: ("received", "", "requested", "received", "active"),
    State.INFO_REQUESTED: ("received", "info-requested", "requested", "info-requested", "active"),
    State.WAITLISTED: ("on-hold", "waitlisted", "requested", "waitlisted", "active"),
    State.ACCEPTED: ("accepted", "", "accepted", "", "active"),
    State.IN_SERVICE: ("in-progress", "", "in-progress", "", "active"),
    State.ON_HOLD_SAFETY: ("on-hold", "safety-hold", "on-hold", "safety-hold", "on-hold"),
    State.OUTCOME_REPORTED: (
        "completed",
        "awaiting-client-feedback",
        "completed",
        "awaiting-client-feedback",
        "active",
    ),
    State.CLOSED: ("completed", "loop-closed", "completed", "loop-closed", "completed"),
    State.DECLINED: ("rejected", "", "rejected", "", "active"),
    State.CLIENT_DECLINED: ("cancelled", "client-declined", "cancelled", "client-declined", "revoked"),
    State.WITHDRAWN: ("cancelled", "consent-withdrawn", "cancelled", "consent-withdrawn", "revoked"),
    State.CANCELLED: ("cancelled", "recalled", "cancelled", "recalled", "revoked"),
    State.EXPIRED: ("cancelled", "expired", "cancelled", "expired", "active"),
    State.VOID: ("entered-in-error", "", "entered-in-error", "", "entered-in-error"),
}


def stands(state, **changes):
    held = {"held_from": State.ACCEPTED} if state is State.ON_HOLD_SAFETY else {}
    unsent = {"sent_at": None, "consent_id": None} if state in fhir.UNSENT else {}
    return referral(state, **{"outcome_class": OutcomeClass.SERVED, **held, **unsent, **changes})


def valid(bundle):
    """Hold a bundle to FHIR's own model, and each status to the codes that FHIR allows there."""
    Bundle.model_validate_json(json.dumps(bundle))
    for entry in bundle["entry"]:
        found, kind = entry["resource"], CODES[entry["resource"]["resourceType"]]
        kind.model_validate_json(json.dumps(found))
        assert found["status"] in STATUSES[found["resourceType"]]
        assert len(found.get("identifier", [])) == 1
    assert len({entry["fullUrl"] for entry in bundle["entry"]}) == len(bundle["entry"])
    return {kind: [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind] for kind in CODES}


def business(task):
    return task["businessStatus"]["coding"][0]["code"] if "businessStatus" in task else ""


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("state", State)
def test_each_state_is_valid_and_says_what_the_table_says(state, form):
    one = stands(state)
    said = {} if one.consent_id is None else {one.id: Agreement(GIVEN, ())}

    found = valid(fhir.of_need(NEED, SHOWN, [one], said, form, NOW))

    task, request = found["Task"][0], found["ServiceRequest"][0]
    base, more, gravity, gravity_more, whole = MAPPED[state]
    wanted = (base, more) if form is Form.BASE else (gravity, gravity_more)
    assert (task["status"], business(task), request["status"]) == (*wanted, whole)
    assert task["focus"]["reference"].startswith("urn:uuid:")


@pytest.mark.parametrize("form", Form)
def test_no_two_states_look_alike(form):
    assert len({fhir.task_status(stands(state), form) for state in State}) == len(State)


@pytest.mark.parametrize("state", [State.OUTCOME_REPORTED, State.CLOSED])
def test_what_did_not_serve_her_failed_and_leaves_the_need_open(state):
    one = stands(state, outcome_class=OutcomeClass.NOT_SERVED)

    assert fhir.task_status(one, Form.GRAVITY)[0] == "failed"
    assert fhir.request_status([one]) == "active"


def test_the_page_says_the_same():
    page = (Path(__file__).resolve().parents[2] / "docs" / "fhir.md").read_text(encoding="utf-8")
    said = {}
    for line in page.split("## States")[1].split("\n## ")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line[:3] == "| `":
            form = r"`([a-z-]+)`(?: or `failed`)?(?: if .*)?(?: \(([a-z-]+)\))?$"
            base, gravity, whole = [re.match(form, cell).groups("") for cell in cells[1:]]
            said[State(cells[0].strip("`"))] = (*base, *gravity, whole[0])

    assert said == MAPPED
    names = re.findall(r"^\| `(urn:uuid:[0-9a-f-]{36})` \| `([a-z-]+)` \|", page, re.M)
    assert len(names) == 16
    assert [(system(name), name) for _, name in names] == names


REQUESTS = {
    "nothing was drafted": ([], "draft"),
    "one place is on hold and another goes on": ([State.ON_HOLD_SAFETY, State.SENT], "active"),
    "she withdrew here and goes on there": ([State.WITHDRAWN, State.RECEIVED], "active"),
    "she withdrew here and another is being prepared": ([State.WITHDRAWN, State.DRAFT], "active"),
    "one served her and others were recalled": ([State.CANCELLED, State.CLOSED], "completed"),
    "all of it was wrong or taken back": ([State.VOID, State.CANCELLED], "revoked"),
    "one was declined": ([State.DECLINED, State.WITHDRAWN], "active"),
}


@pytest.mark.parametrize("because", REQUESTS)
def test_a_need_stands_by_all_its_referrals(because):
    states, wanted = REQUESTS[because]

    assert fhir.request_status([stands(state) for state in states]) == wanted


CONSENTS = {
    "given": ("LIVE", "active"),
    "run out": ("EXPIRED", "inactive"),
    "taken back": ("WITHDRAWN", "inactive"),
    "ended by others": ("REVOKED", "inactive"),
    "renewed by another": ("RENEWED", "inactive"),
    "never hers": ("INVALIDATED", "entered-in-error"),
}


@pytest.mark.parametrize("because", CONSENTS)
def test_a_consent_stands_as_she_left_it(because):
    status, wanted = CONSENTS[because]
    held = Agreement(replace(GIVEN, status=status), ())

    assert fhir.consent_status(held, NOW) == wanted
    found = valid(fhir.of_referral(stands(State.SENT), held, Form.BASE, NOW))["Consent"][0]
    assert (found["status"], found["provision"]["actor"][0]["reference"]["identifier"]["value"]) == (wanted, B)


def test_a_consent_past_its_end_is_inactive_before_anybody_noticed():
    assert fhir.consent_status(Agreement(GIVEN, ()), NOW + timedelta(days=60)) == "inactive"


@pytest.mark.parametrize(
    "event, wanted", [("REQUESTED", "proposed"), ("DEFERRED", "proposed"), ("REFUSED", "rejected")]
)
def test_being_asked_is_a_consent_too(event, wanted):
    events = [
        ConsentEvent(1, "REQUESTED", "A", "ORAL", None, NOW, b""),
        ConsentEvent(2, event, "W", "ORAL", None, NOW, b""),
    ]
    one = stands(State.AWAITING_CONSENT)

    found = valid(fhir.of_need(NEED, SHOWN, [one], {one.id: Agreement(None, events)}, Form.BASE, NOW))["Consent"]

    assert [(each["status"], "provision" in each) for each in found] == [(wanted, False)]


def test_a_need_tells_what_she_was_shown_and_why_it_was_one_only():
    one = stands(State.DECLINED, decline_class=DeclineClass.NO_CAPACITY, started_on=date(2027, 1, 3),
                 her_feedback=HerFeedback.DECLINED_TO_ANSWER, expected_on=date(2027, 2, 1))  # fmt: skip

    found = valid(fhir.of_need(NEED, SHOWN, [one], {}, Form.GRAVITY, NOW))
    request, task = found["ServiceRequest"][0], found["Task"][0]

    assert [each["identifier"]["value"] for each in request["supportingInfo"]] == ["3" * 32, "5" * 32]
    assert [each["extension"][0]["valuePositiveInt"] for each in request["supportingInfo"]] == [1, 4]
    assert (request["extension"][0]["valueCode"], request["priority"]) == ("SHE_ASKED_FOR_IT", "urgent")
    assert task["statusReason"]["text"] == "No capacity"
    assert {each["type"]["coding"][0]["code"] for each in task["output"]} == {
        "place-expected", "outcome", "account-of-the-organisation", "her-account",
    }  # fmt: skip


def test_two_consents_are_two_people_to_whoever_reads_them():
    first, second = stands(State.SENT), stands(State.SENT, id="6" * 32, consent_id="7" * 32)
    said = {first.id: Agreement(GIVEN, ()), second.id: Agreement(replace(GIVEN, id="7" * 32), ())}

    tasks = valid(fhir.of_need(NEED, [], [first, second], said, Form.BASE, NOW))["Task"]

    assert {task["for"]["identifier"]["value"] for task in tasks} == {"4" * 32, "7" * 32}


@pytest.mark.parametrize("form", Form)
def test_the_recipient_reads_a_pause_and_nothing_of_the_need(form):
    held = stands(State.ON_HOLD_SAFETY, attempts=1, org_feedback=OrgFeedback.DUE)
    seen = rules.shown_to(held, frozenset({Actor.B}))

    bundle = fhir.of_referral(seen, Agreement(GIVEN, ()), form, NOW)

    task = valid(bundle)["Task"][0]
    assert (task["status"], business(task), "lastModified" in task) == ("on-hold", "paused", False)
    text = json.dumps(bundle).lower()
    assert not [word for word in ("safety", held.need_id, "her-account", "5" * 32) if word in text]


FHIR = "query($i: ID!, $f: FhirForm!) {{ {0}(id: $i, form: $f) {{ ... on FhirBundle {{ bundle }} {1} }} }}"


async def test_the_node_hands_it_out_to_whom_it_concerns_and_to_nobody_else(world, owner):
    need = await world.need()
    referral_id = await world.waiting(need)
    given = world.given()
    assert (await world.record(referral_id, given))["version"] == 3
    assert (await world.send(world.seal(referral_id, given)))["stored"] == "STORED"
    asked = await world.waiting(need)

    async def ask(desk, field, id, form="BASE"):
        return await world.ask(desk, FHIR.format(field, REFUSED), i=id, f=form)

    mine = valid(json.loads((await ask(world.anker, "fhirNeed", need))["bundle"]))
    assert [(one["id"], one["status"]) for one in mine["Task"]] == [(referral_id, "requested"), (asked, "draft")]
    assert [one["status"] for one in mine["Consent"]] == ["active", "proposed"]
    theirs = await ask(world.hafen, "fhirReferral", referral_id, "GRAVITY")
    assert [one["id"] for one in valid(json.loads(theirs["bundle"]))["Task"]] == [referral_id]
    assert need not in theirs["bundle"]
    before = await owner.fetchval("SELECT count(*) FROM referrals.referral_events")
    for desk, field, id, code in (
        (world.hafen, "fhirNeed", need, "NEED_NOT_FOUND"),
        (world.hafen, "fhirReferral", asked, "REFERRAL_NOT_FOUND"),
        (world.lotse, "fhirReferral", referral_id, "REFERRAL_NOT_FOUND"),
    ):
        assert (await ask(desk, field, id))["code"] == code
    assert await owner.fetchval("SELECT count(*) FROM referrals.referral_events") == before
