"""The desk of beginning: open what she looks for and draft a referral; nothing leaves the organisation."""

from datetime import date, datetime, timedelta
from typing import Any

from directory import actions as directory
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import choosing, countries, errors, store_consents, store_needs
from referrals.agreement import Mode, Need, Showing, Step, Urgency
from referrals.choosing import Sibling
from referrals.guards import RISK_ASSESSMENT_DAYS
from referrals.model import Referral
from referrals.once import once
from referrals.slip_errors import SlipIsNotSent


async def open_need(
    tx: Transaction,
    caller: Caller,
    *,
    service_type: str,
    urgency: Urgency,
    age_asserted_17_plus: bool,
    risk_assessment_on: date,
    key: str,
    now: datetime,
) -> Need:
    """Open what she looks for, after somebody looked at her risks (guide R6).

    Raises:
        Under17: nobody asserts that she is 17 or older; the child-protection route is hers.
        RiskAssessmentOld: her risks were not looked at within the last 30 days, or the date lies ahead.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    if not age_asserted_17_plus:
        raise countries.under_17((await network.member_by_id(tx, caller.member_id)).country, "ageAsserted17Plus")
    if not timedelta(0) <= now.date() - risk_assessment_on <= timedelta(days=RISK_ASSESSMENT_DAYS):
        raise errors.RiskAssessmentOld("riskAssessmentOn", days=RISK_ASSESSMENT_DAYS)
    need_id = new_id()

    async def act() -> dict[str, Any]:
        need = Need(
            need_id,
            caller.member_id,
            caller.staff_id,
            service_type,
            urgency,
            True,
            risk_assessment_on,
            now,
            1,
        )
        await store_consents.add_need(tx, need)
        await network.record(tx, caller, "open-need", "need", need_id, now)
        return {"id": need_id}

    fields = {"type": service_type, "urgency": urgency.value, "risk": risk_assessment_on.isoformat()}
    answer, _ = await once(tx, caller, key, "openNeed", fields, act)
    return await need(tx, caller, answer["id"])


async def need(tx: Transaction, caller: Caller, need_id: str) -> Need:
    """Read one need of the caller's own organisation.

    Raises:
        NeedNotFound: there is none with this id, or it is another organisation's.
    """
    found = await store_consents.need_by_id(tx, check_id(need_id, "needId"))
    if found is None or found.member_id != caller.member_id:
        raise errors.NeedNotFound("needId")
    return found


async def shown(tx: Transaction, caller: Caller, need_id: str) -> list[Showing]:
    """Read what she was shown for a need of the caller's own organisation, in order.

    Raises:
        NeedNotFound: there is none with this id, or it is another organisation's.
    """
    return await store_needs.showings(tx, (await need(tx, caller, need_id)).id)


async def referrals_of(tx: Transaction, caller: Caller, need_id: str) -> list[Referral]:
    """Read every referral of a need of the caller's own organisation, oldest first.

    Raises:
        NeedNotFound: there is none with this id, or it is another organisation's.
    """
    return await store_needs.referrals(tx, (await need(tx, caller, need_id)).id, caller.member_id)


async def siblings(tx: Transaction, caller: Caller, need_id: str, referral_id: str) -> list[Sibling]:
    """Show the sender which other referrals of the same need go on, and which she may want to recall."""
    found = await referrals_of(tx, caller, need_id)
    mine = next((one for one in found if one.id == referral_id), None)
    return choosing.siblings(mine, found) if mine else []


async def draft(
    tx: Transaction,
    caller: Caller,
    *,
    need_id: str,
    listing_id: str,
    listing_version: int,
    mode: Mode,
    key: str,
    now: datetime,
) -> Step:
    """Draft a referral towards one version of one listing (transition 1); nothing leaves the organisation.

    Raises:
        NotOffered: the listing cannot be referred to (each variant has its own code).
        NoMemberToSendTo: no member offers or follows it up; she goes herself, with a slip.
        OwnListing: the caller's organisation offers it itself.
        SlipIsNotSent: a slip is given, and never sent.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    if mode is Mode.INTRODUCTION_SLIP:
        raise SlipIsNotSent("mode")
    owned = await need(tx, caller, need_id)
    offer = await directory.offered(tx, caller, check_id(listing_id, "listingId"), listing_version)
    recipient = offer.broker_member_id if mode is Mode.BROKERED else offer.provider_member_id
    if recipient is None:
        raise errors.NoMemberToSendTo("listingId")
    if recipient == caller.member_id:
        raise errors.OwnListing("listingId")
    referral_id = new_id()

    async def act() -> dict[str, Any]:
        await store_consents.add_referral(
            tx, referral_id, owned.id, caller.member_id, recipient, listing_id, listing_version, mode, now
        )
        await store_consents.add_first_step(tx, referral_id, "DRAFT", "A", caller.member_id, now)
        await network.record(tx, caller, "draft-referral", "referral", referral_id, now)
        return {"referral_id": referral_id, "state": "DRAFT", "version": 1}

    fields = {"need": need_id, "listing": listing_id, "version": listing_version, "mode": mode.value}
    answer, _ = await once(tx, caller, key, "draftReferral", fields, act)
    return Step(**answer)
