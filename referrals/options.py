"""The desk of asking: show her options, and take her time or her no."""

from datetime import datetime
from typing import Any

from kit.ids import check_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import erasure, errors, store_consents, store_needs
from referrals.agreement import DeferralReason, OnlyOneReason, Showing, Step
from referrals.events import keep_event
from referrals.once import once
from referrals.shredding import Shredder

MOST_OPTIONS = 50


async def move(
    tx: Transaction,
    caller: Caller,
    referral_id: str,
    expected_version: int,
    now: datetime,
    *,
    name: str,
    source: str,
    target: str,
    actor: str = "A",
    reason: str | None = None,
    consent_id: str | None = None,
) -> Step:
    """Move a referral before it is sent, if it stands where the caller thinks.

    Raises:
        ReferralNotFound: the caller's organisation prepares no such referral.
        StaleVersion: somebody else changed it.
        WrongState: the step does not start here.
    """
    row = await own_referral(tx, caller, referral_id)
    if row["version"] != expected_version:
        raise errors.StaleVersion("expectedVersion", current=row["version"], state=row["state"])
    if row["state"] != source:
        raise errors.WrongState(state=row["state"])
    version = await store_consents.step(
        tx,
        referral_id,
        expected_version,
        target,
        reason,
        consent_id,
        name,
        source,
        actor,
        caller.member_id,
        now,
    )
    if version is None:
        raise errors.StaleVersion("expectedVersion", current=row["version"] + 1)
    await network.record(tx, caller, name.lower().replace("_", "-"), "referral", referral_id, now)
    return Step(referral_id, target, version, consent_id or row["consent_id"] or "")


async def own_referral(tx: Transaction, caller: Caller, referral_id: str) -> Any:
    """Read a referral that the caller's organisation prepares.

    Raises:
        ReferralNotFound: there is none with this id, or another organisation prepares it.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    row = await store_consents.referral_row(tx, check_id(referral_id, "referralId"))
    if row is None or row["from_member"] != caller.member_id:
        raise errors.ReferralNotFound("referralId")
    return row


def all_shown(
    listing: str, version: int, options: list[tuple[str, int]], only_one_reason: OnlyOneReason | None, *, answered: bool
) -> tuple[str, ...]:
    """Give what she was shown, sorted, each as `listing@version` (guide R1 and R3).

    Raises:
        ChecklistOpen: not every criterion was answered.
        OptionsMissing: the chosen one is not among them, there is one and no reason for it, or a reason and several.
    """
    if not answered:
        raise errors.ChecklistOpen("checklistAnswered")
    shown = sorted({f"{check_id(one, 'options')}@{number}" for one, number in options})
    alone = len(shown) == 1
    if f"{listing}@{version}" not in shown or alone != (only_one_reason is not None) or len(shown) > MOST_OPTIONS:
        raise errors.OptionsMissing("options")
    return tuple(shown)


async def show_options(
    tx: Transaction,
    caller: Caller,
    *,
    referral_id: str,
    options: list[tuple[str, int]],
    only_one_reason: OnlyOneReason | None,
    checklist_answered: bool,
    expected_version: int,
    key: str,
    shred: Shredder,
    now: datetime,
) -> Step:
    """Keep what she was shown and wait for her decision (transition 2; guide R1 and R3).

    `options` are (listing, version). The checklist is answered on the caseworker's device; the node learns only that
    it was. The shred keys are made here, before anything can be sealed, and while the referral's row is locked: so each
    key belongs to a referral that is there (record 0044).

    Raises:
        ChecklistOpen: not every criterion of the listing was answered.
        OptionsMissing: the drafted listing is not among the options, there is one option and no reason for it, or a
            reason and several.
    """

    async def act() -> dict[str, Any]:
        row = await own_referral(tx, caller, referral_id)
        place = (row["listing_id"], row["listing_version"])
        shown = all_shown(*place, options, only_one_reason, answered=checklist_answered)
        moved = await move(
            tx,
            caller,
            referral_id,
            expected_version,
            now,
            name="SHOW_OPTIONS",
            source="DRAFT",
            target="AWAITING_CONSENT",
        )
        await shred.make(referral_id)
        await store_needs.add_showing(tx, moved.version, Showing(referral_id, shown, only_one_reason, now))
        await keep_event(tx, "REQUESTED", method="ORAL", role="A", referral_id=referral_id, at=now)
        return as_json(moved)

    fields = {"referral": referral_id, "options": [list(o) for o in options], "one": only_one_reason}
    answer, _ = await once(tx, caller, key, "showOptions", {**fields, "version": expected_version}, act)
    return Step(**answer)


async def defer(
    tx: Transaction,
    caller: Caller,
    *,
    referral_id: str,
    reason: DeferralReason,
    expected_version: int,
    key: str,
    now: datetime,
) -> Step:
    """Give her time, or another option (transition 4)."""

    async def act() -> dict[str, Any]:
        moved = await move(
            tx,
            caller,
            referral_id,
            expected_version,
            now,
            name="DEFER",
            source="AWAITING_CONSENT",
            target="DRAFT",
            actor="W",
            reason=reason,
        )
        await keep_event(tx, "DEFERRED", method="ORAL", role="W", referral_id=referral_id, at=now)
        return as_json(moved)

    fields = {"referral": referral_id, "reason": reason.value, "version": expected_version}
    answer, _ = await once(tx, caller, key, "recordDeferral", fields, act)
    return Step(**answer)


async def refuse(
    tx: Transaction, caller: Caller, *, referral_id: str, expected_version: int, key: str, now: datetime
) -> Step:
    """Take her no (transition 5): a valid outcome, and nobody asks why."""

    async def act() -> dict[str, Any]:
        moved = await move(
            tx,
            caller,
            referral_id,
            expected_version,
            now,
            name="REFUSE",
            source="AWAITING_CONSENT",
            target="CLIENT_DECLINED",
            actor="W",
        )
        await erasure.begin(tx, [referral_id], "CLIENT_DECLINED", now)
        await keep_event(tx, "REFUSED", method="ORAL", role="W", referral_id=referral_id, at=now)
        return as_json(moved)

    fields = {"referral": referral_id, "version": expected_version}
    answer, _ = await once(tx, caller, key, "recordRefusal", fields, act)
    return Step(**answer)


def as_json(step: Step) -> dict[str, Any]:
    """Give a step as the JSON that is remembered."""
    return {
        "referral_id": step.referral_id,
        "state": step.state,
        "version": step.version,
        "consent_id": step.consent_id,
    }
