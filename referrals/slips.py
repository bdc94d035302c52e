"""The desk of slips: she goes herself with a neutral paper; need, service and day are kept (record 0050)."""

from datetime import datetime, timedelta
from typing import Any

from directory import actions as directory
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import errors, needs, options, slip_errors, store_slips
from referrals.agreement import OnlyOneReason
from referrals.guards import RISK_ASSESSMENT_DAYS
from referrals.once import once
from referrals.slip_model import Slip, SlipOutcome


async def give(
    tx: Transaction,
    caller: Caller,
    *,
    need_id: str,
    listing: tuple[str, int],
    shown: list[tuple[str, int]],
    only_one_reason: OnlyOneReason | None,
    checklist_answered: bool,
    key: str,
    now: datetime,
) -> Slip:
    """Keep that she got a slip for one service; whoever offers it hears nothing.

    `listing` is (listing, version), and `shown` all that she was shown, it included.

    Raises:
        NeedNotFound: the caller's organisation opened no such need; so nobody asserted that she is 17 or older.
        RiskAssessmentOld: her risks were not looked at within 30 days.
        NotOffered: the service is not vetted, is suspended, stale or closed (each variant has its own code).
        ChecklistOpen, OptionsMissing: she was not shown what she must be.
        OwnListing: the caller's organisation offers it.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    owned = await needs.need(tx, caller, need_id)
    if now.date() - owned.risk_assessment_on > timedelta(days=RISK_ASSESSMENT_DAYS):
        raise errors.RiskAssessmentOld(days=RISK_ASSESSMENT_DAYS)
    listing_id, version = check_id(listing[0], "listingId"), listing[1]
    options_shown = options.all_shown(listing_id, version, shown, only_one_reason, answered=checklist_answered)
    offer = await directory.offered(tx, caller, listing_id, version, now)
    if offer.provider_member_id == caller.member_id:
        raise errors.OwnListing("listingId")
    slip = Slip(new_id(), owned.id, listing_id, version, options_shown, only_one_reason, now.date())

    async def act() -> dict[str, Any]:
        await store_slips.add(tx, caller.member_id, slip)
        await network.record(tx, caller, "give-slip", "slip", slip.id, now)
        return {"id": slip.id}

    fields = {"need": owned.id, "listing": f"{listing_id}@{version}", "shown": list(options_shown)}
    answer, _ = await once(tx, caller, key, "giveSlip", {**fields, "one": only_one_reason}, act)
    return await _own(tx, caller, answer["id"])


async def answered(tx: Transaction, caller: Caller, slip_id: str, outcome: SlipOutcome, now: datetime) -> Slip:
    """Keep what she said came of it; the same word again changes nothing.

    Raises:
        SlipNotFound: the caller's organisation gave no such slip.
        SlipAnswered: another word is kept already.
    """
    found = await _own(tx, caller, check_id(slip_id, "slipId"))
    if found.outcome is None and await store_slips.answer(tx, found.id, caller.member_id, outcome, now.date()):
        await network.record(tx, caller, "slip-answered", "slip", found.id, now)
    found = await _own(tx, caller, found.id)
    if found.outcome is not outcome:
        raise slip_errors.SlipAnswered("outcome")
    return found


async def of_need(tx: Transaction, caller: Caller, need_id: str) -> list[Slip]:
    """Read the slips of a need of the caller's own organisation, in order."""
    return await store_slips.of_need(tx, (await needs.need(tx, caller, need_id)).id, caller.member_id)


async def _own(tx: Transaction, caller: Caller, slip_id: str) -> Slip:
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    found = await store_slips.by_id(tx, slip_id, caller.member_id)
    if found is None:
        raise slip_errors.SlipNotFound("slipId")
    return found
