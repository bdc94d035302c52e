"""A need and its referrals as HL7 FHIR R4, plain data, so that other systems can follow how she is helped.

docs/fhir.md has it in tables. The base form uses `Task.status` in full; the Gravity form keeps to what SDOH Clinical
Care lets a referral's task say. Nothing here names or describes her: she stands for each consent as a random id of its
own. The recipient's export comes from the referral as the recipient sees it: a hold shows as a pause, the need and its
other referrals not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referrals.agreement import Consent, ConsentEvent, Need, Showing, Urgency
from referrals.fhir_parts import (
    Json,
    bundle,
    coding,
    concept,
    identifier,
    of_hl7,
    organisation,
    person,
    reference,
    service,
    system,
)
from referrals.model import HerFeedback, OrgFeedback, OutcomeClass, Referral, State
from referrals.transitions import LIVE, UNSENT


class Form(StrEnum):
    """Say which of the two forms is asked for."""

    BASE = "BASE"
    GRAVITY = "GRAVITY"


_ENDED = "completed"
_STATUS: dict[State, tuple[str, str, str]] = {
    State.DRAFT: ("draft", "draft", ""),
    State.AWAITING_CONSENT: ("draft", "draft", "awaiting-consent"),
    State.SENT: ("requested", "requested", ""),
    State.RECEIVED: ("received", "requested", "received"),
    State.INFO_REQUESTED: ("received", "requested", "info-requested"),
    State.WAITLISTED: ("on-hold", "requested", "waitlisted"),
    State.ACCEPTED: ("accepted", "accepted", ""),
    State.IN_SERVICE: ("in-progress", "in-progress", ""),
    State.ON_HOLD_SAFETY: ("on-hold", "on-hold", "safety-hold"),
    State.OUTCOME_REPORTED: (_ENDED, _ENDED, "awaiting-client-feedback"),
    State.CLOSED: (_ENDED, _ENDED, "loop-closed"),
    State.DECLINED: ("rejected", "rejected", ""),
    State.CLIENT_DECLINED: ("cancelled", "cancelled", "client-declined"),
    State.WITHDRAWN: ("cancelled", "cancelled", "consent-withdrawn"),
    State.CANCELLED: ("cancelled", "cancelled", "recalled"),
    State.EXPIRED: ("cancelled", "cancelled", "expired"),
    State.VOID: ("entered-in-error", "entered-in-error", ""),
}
"""Each state as `Task.status`, as the status that Gravity allows, and as `businessStatus`."""
ASKED = {"REQUESTED": "proposed", "DEFERRED": "proposed", "REFUSED": "rejected"}
GIVEN = {"LIVE": "active", "INVALIDATED": "entered-in-error"}
"""`Consent.status` of what was only asked, and of what was given; every other end of a consent is `inactive`."""
_TAKEN_BACK = frozenset({State.WITHDRAWN, State.CLIENT_DECLINED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold what she said about one referral: the consent, or the events of being asked while there is none."""

    consent: Consent | None
    events: Sequence[ConsentEvent]


def task_status(referral: Referral, form: Form) -> tuple[str, str]:
    """Give `Task.status` and the code of `businessStatus`, which is empty where the status says all."""
    if referral.held_from is not None and referral.state is not State.ON_HOLD_SAFETY:
        return "on-hold", "paused"
    base, gravity, business = _STATUS[referral.state]
    status = base if form is Form.BASE else gravity
    if status == _ENDED and referral.outcome_class is OutcomeClass.NOT_SERVED:
        status = "failed"
    return status, "" if form is Form.BASE and business == "received" else business


def request_status(referrals: Iterable[Referral]) -> str:
    """Give `ServiceRequest.status` of a need, by what came of all its referrals."""
    found = list(referrals)
    states = {one.state for one in found}
    live = states & LIVE
    if any(one.state is State.CLOSED and one.outcome_class is OutcomeClass.SERVED for one in found):
        return "completed"
    if live - UNSENT:
        held = all(one.held_from is not None for one in found if one.state in LIVE - UNSENT)
        return "on-hold" if held else "active"
    if states <= UNSENT:
        return "draft"
    if not live and states <= {State.VOID}:
        return "entered-in-error"
    return "revoked" if not live and states <= _TAKEN_BACK | {State.VOID} else "active"


def consent_status(said: Agreement, now: datetime) -> str:
    """Give `Consent.status`; a consent that has run out is inactive, whether or not anybody noticed yet."""
    if said.consent is None:
        return ASKED[said.events[-1].type]
    status = GIVEN.get(said.consent.status, "inactive")
    return "inactive" if status == "active" and said.consent.ends <= now else status


def of_need(
    need: Need,
    showings: Sequence[Showing],
    referrals: Sequence[Referral],
    said: dict[str, Agreement],
    form: Form,
    now: datetime,
) -> Json:
    """Write a need with everything that came of it, for the organisation that owns it; `said` is by referral."""
    subject = person("need", need.id)
    request = _request(need.id, request_status(referrals), subject, need.member_id, need.opened_at, referrals)
    request["priority"] = "urgent" if need.urgency is Urgency.URGENT else "routine"
    request["code"] = concept("service-type", need.service_type)
    shown = sorted({option for one in showings for option in one.options})
    if shown:
        request["supportingInfo"] = [service(*option.rsplit("@", 1)) for option in shown]
    if reasons := sorted({one.only_one_reason for one in showings if one.only_one_reason}):
        request["extension"] = [{"url": system("only-one-reason"), "valueCode": one} for one in reasons]
    tasks = [_task(one, request, _whose(said.get(one.id), subject), form, sender=True) for one in referrals]
    return bundle([request, *tasks, *_consents(referrals, said, subject, now)], now.isoformat())


def of_referral(referral: Referral, said: Agreement | None, form: Form, now: datetime) -> Json:
    """Write one referral as one of its organisations sees it: without the need, and without what is hidden from it."""
    subject = _whose(said, person("referral", referral.id))
    at = referral.sent_at or referral.drafted_at
    request = _request(referral.id, request_status([referral]), subject, referral.from_member, at, [referral])
    held = {referral.id: said} if said else {}
    consents = _consents([referral], held, subject, now)
    return bundle([request, _task(referral, request, subject, form, sender=False), *consents], now.isoformat())


def _request(id: str, status: str, subject: Json, requester: str, at: datetime, referrals: Sequence[Referral]) -> Json:
    request = {
        "resourceType": "ServiceRequest",
        "id": id,
        "identifier": [identifier("request", id)],
        "status": status,
        "intent": "order",
        "subject": subject,
        "authoredOn": at.isoformat(),
        "requester": organisation(requester),
    }
    chosen = dict.fromkeys((one.listing_id, one.listing_version) for one in referrals)
    if chosen:
        request["performer"] = [service(listing, version) for listing, version in chosen]
    return request


def _task(referral: Referral, request: Json, subject: Json, form: Form, *, sender: bool) -> Json:
    status, business = task_status(referral, form)
    task = {
        "resourceType": "Task",
        "id": referral.id,
        "identifier": [identifier("referral", referral.id)],
        "status": status,
        "intent": "order",
        "code": {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]},
        "focus": reference(request),
        "for": subject,
        "authoredOn": (referral.sent_at or referral.drafted_at).isoformat(),
        "requester": organisation(referral.from_member),
        "owner": organisation(referral.to_member),
        "input": [
            {
                "type": concept("task-part", "service"),
                "valueReference": service(referral.listing_id, referral.listing_version),
            }
        ],
    }
    if business:
        task["businessStatus"] = concept("business-status", business)
    if why := referral.decline_class or referral.reason:
        task["statusReason"] = concept("reason", why)
    if sender:
        task["lastModified"] = referral.changed_at.isoformat()
    if referral.started_on:
        task["executionPeriod"] = {"start": referral.started_on.isoformat()}
    if output := _output(referral):
        task["output"] = output
    return task


def _output(referral: Referral) -> list[Json]:
    days = {
        "first-contact": referral.first_contact_on,
        "place-expected": referral.expected_on,
        "waiting-reviewed": referral.review_on,
    }
    codes = {
        "outcome": referral.outcome_class,
        "account-of-the-organisation": None if referral.org_feedback is OrgFeedback.NOT_DUE else referral.org_feedback,
        "her-account": None if referral.her_feedback is HerFeedback.NOT_DUE else referral.her_feedback,
    }
    found = [{"type": concept("task-part", name), "valueDate": day.isoformat()} for name, day in days.items() if day]
    return found + [{"type": concept("task-part", name), "valueCode": code} for name, code in codes.items() if code]


def _whose(said: Agreement | None, otherwise: Json) -> Json:
    """Say whom it is about: under a consent by that consent's own random id, so that two consents are not linked."""
    return person("principal", said.consent.id) if said and said.consent else otherwise


def _consents(referrals: Sequence[Referral], said: dict[str, Agreement], otherwise: Json, now: datetime) -> list[Json]:
    found = {}
    for one in referrals:
        if (agreement := said.get(one.id)) is not None:
            resource = _consent(one, agreement, _whose(agreement, otherwise), now)
            found[resource["id"]] = resource
    return list(found.values())


def _consent(referral: Referral, said: Agreement, subject: Json, now: datetime) -> Json:
    given = said.consent
    resource = {
        "resourceType": "Consent",
        "id": given.id if given else referral.id,
        "identifier": [identifier("consent", given.id if given else referral.id)],
        "status": consent_status(said, now),
        "scope": of_hl7("consentscope", "patient-privacy"),
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": subject,
        "dateTime": (given.recorded_at if given else said.events[-1].at).isoformat(),
        "organization": [organisation(referral.from_member)],
        "policyRule": concept("notice", given.asked.notice_version if given else "not-yet"),
    }
    if given:
        resource["provision"] = {
            "type": "permit",
            "period": {"start": given.begins.isoformat(), "end": given.ends.isoformat()},
            "actor": [{"role": of_hl7("v3-ParticipationType", "IRCP"), "reference": organisation(given.to_member)}],
            "purpose": [coding("purpose", one) for one in given.purposes],
            "code": [concept("category", one) for one in given.categories],
        }
    return resource
