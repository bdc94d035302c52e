"""The desk of reassigning and handing over: other colleagues of one organisation take a case on (transition 25)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from network import actions as network
from network import enrolment
from network.context import Transaction
from network.model import Caller
from referrals import case_rules, cases, errors, rules, store_cases, store_loop
from referrals.case_model import Handed, Team
from referrals.model import Referral
from referrals.once import once
from referrals.shredding import Shredder
from referrals.store_cases import Place


@dataclass(frozen=True, slots=True)
class Assignment:
    """Say who takes a case on, why, and whom a conflict of interest is about; people are named by their ids.

    `handed` is the case's new key, made by a device that opens the case; None leaves that to the next such device.
    """

    to: tuple[str, ...]
    reason: str
    conflict: tuple[str, ...]
    handed: Handed | None


async def assign(
    tx: Transaction,
    caller: Caller,
    name: str,
    referral_id: str,
    asked: Assignment,
    *,
    expected_version: int,
    key: str,
    shred: Shredder,
    now: datetime,
) -> Referral:
    """Put other colleagues on a case, and take everybody else off it; the state of the referral stays.

    Raises:
        ReferralNotFound, StaleVersion, WrongState, NotYourStep, BadReason: the step is not taken.
        CaseNotYours: the caller is barred from the case.
        NoSuchColleague, ColleagueBarred, ConflictUnnamed: these people cannot be put on it.
        CaseKeyTaken, CaseKeyIncomplete, CaseKeyMissing: its key would not reach who should have it.
    """
    at, before = await cases.place(tx, caller, referral_id, shred)

    async def act() -> dict[str, Any]:
        await store_cases.lock(tx, referral_id)
        return await _act(tx, caller, name, at, asked, expected_version, now)

    brought = cases.said(asked.handed) if asked.handed else None
    fields = {"referral": referral_id, "version": expected_version, "reason": asked.reason, "key": brought}
    people = {"to": sorted(asked.to), "conflict": sorted(asked.conflict)}
    await once(tx, caller, key, name, {**fields, **people}, act)
    found = await store_loop.referral(tx, referral_id) or before
    return rules.shown_to(found, rules.actors_of(caller, found))


async def _act(
    tx: Transaction, caller: Caller, name: str, at: Place, asked: Assignment, expected: int, now: datetime
) -> dict[str, Any]:
    before = await store_loop.referral(tx, at.referral_id)
    if before is None:
        raise errors.ReferralNotFound("referralId")
    if before.version != expected:
        raise errors.StaleVersion("expectedVersion", current=before.version)
    _, actor = rules.decide(name, rules.actors_of(caller, before), before.state, asked.reason)
    team = await store_cases.team(tx, at.referral_id, at.member_id)
    case_rules.may_keep(team, caller)
    devices = await enrolment.devices(tx, caller)
    after = case_rules.assigned(team, asked.to, asked.conflict, asked.reason, devices, at.sent, now)
    await _hand(tx, caller, at, after, asked.handed, now)
    if at.sent:
        await store_cases.hand_over(tx, before.need_id, asked.to[0])
    moved = replace(before, changed_at=now, version=before.version + 1)
    await store_loop.save(
        tx, before, moved, name=name, actor=actor, member=caller.member_id, reason=asked.reason,
        only_for=caller.member_id,
    )  # fmt: skip
    await network.record(tx, caller, name.lower().replace("_", "-"), "referral", at.referral_id, now)
    return {"version": moved.version}


async def _hand(tx: Transaction, caller: Caller, at: Place, after: Team, handed: Handed | None, now: datetime) -> None:
    """Take the case's key from who leaves, at once, and give the new one to who stays."""
    keys = await store_cases.keys(tx, at)
    wanted = await cases.wanted_by(tx, caller, after, at, now)
    if handed is None:
        case_rules.leave(keys[0] if keys else None, wanted)
    await store_cases.put(tx, at.referral_id, at.member_id, after)
    await store_cases.expose(tx, at)
    await store_cases.only(tx, at, wanted | {await cases.ceremony_of(tx, caller, now)})
    if handed is not None:
        await cases.write(tx, caller, at, after, handed, anew=True, now=now)
