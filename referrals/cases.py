"""The desk of a case inside one organisation: who opens it, and the keys that only they hold (decision 0038).

The node cannot tell a right key from a wrong one. So nothing that opens a letter is deleted here before a device has
read back what it brought, opened it, and says so (`settle`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crypto.format import b64u
from kit.ids import check_id
from network import actions as network
from network import enrolment, epochs, recovery
from network.context import Context, Transaction
from network.model import Caller
from network.recovery_errors import NoRecovery
from network.recovery_model import RequestState
from network.rules import require
from referrals import case_rules, errors, rules, store_cases, store_loop
from referrals.case_model import Case, Handed, Team
from referrals.erasure_errors import CaseErased
from referrals.model import Referral
from referrals.once import once
from referrals.shredding import Shredder
from referrals.store_cases import Place

PAGE = 200
"""How many recovered case keys are given at once."""


async def place(tx: Transaction, caller: Caller, referral_id: str, shred: Shredder) -> tuple[Place, Referral]:
    """Find the case of a referral at the caller's organisation.

    Raises:
        ReferralNotFound: the caller does not work with it.
    """
    require(caller)
    found = await store_loop.referral(tx, check_id(referral_id, "referralId"))
    if found is None:
        raise errors.ReferralNotFound("referralId")
    case_rules.ours(rules.actors_of(caller, found))
    sent = caller.member_id == found.from_member
    return Place(found.id, caller.member_id, sent, await shred.keys(found.id)), found


async def shown(tx: Transaction, caller: Caller, referral_id: str, shred: Shredder, *, now: datetime) -> Case:
    """Show the keys of a referral's case to a device that may keep them.

    Raises:
        ReferralNotFound, CaseNotYours: the caller does not work with it.
        LetterKeyLost: the shred key around them is not there.
    """
    at, _ = await place(tx, caller, referral_id, shred)
    return await look(tx, caller, at, now)


async def may_open(tx: Transaction, caller: Caller, referral_id: str) -> None:
    """Refuse letters to whoever is not on the case.

    Raises:
        CaseNotYours: the caller is not.
    """
    case_rules.may_open(await store_cases.team(tx, referral_id, caller.member_id), caller)


async def look(tx: Transaction, caller: Caller, at: Place, now: datetime) -> Case:
    """Show a case's keys to a device that may keep them.

    Raises:
        CaseNotYours: the caller is neither on the case nor an administrator, or is barred.
    """
    team = await store_cases.team(tx, at.referral_id, at.member_id)
    case_rules.may_keep(team, caller)
    keys = await store_cases.keys(tx, at)
    wanted = await wanted_by(tx, caller, team, at, now) | {await ceremony_of(tx, caller, now)} - {""}
    newest = keys[0] if keys else None
    kids = await epochs.own_kids(tx, caller)
    settled = newest is None or not await store_cases.unsettled(tx, at, newest.number, kids)
    missing = wanted - set(newest.wraps if newest else ())
    return Case(team, keys, tuple(sorted(missing)), settled and len(keys) < 2)


async def wanted_by(tx: Transaction, caller: Caller, team: Team, at: Place, now: datetime) -> frozenset[str]:
    """Name the devices that should have the key of a case."""
    return case_rules.readers(team, await enrolment.devices(tx, caller), at.sent, now)


async def ceremony_of(tx: Transaction, caller: Caller, now: datetime) -> str:
    """Name the ceremony whose recovery key may have the organisation's case keys; empty where it opted in to none."""
    found, _ = await recovery.status(tx, caller)
    return found.ceremony if found is not None and now < found.expires_at else ""


async def take(tx: Transaction, caller: Caller, referral_id: str) -> Team:
    """Put the caller on a case on which nobody is."""
    team = await store_cases.team(tx, referral_id, caller.member_id)
    if team.holders:
        return team
    case_rules.may_open(team, caller)
    taken = Team(frozenset({caller.staff_id}), team.barred)
    await store_cases.put(tx, referral_id, caller.member_id, taken)
    return taken


async def keep(
    tx: Transaction, caller: Caller, referral_id: str, handed: Handed, *, key: str, shred: Shredder, now: datetime
) -> None:
    """Keep a case key that a device brings, or more of the newest one; whoever is first is on the case.

    Raises:
        ReferralNotFound, CaseNotYours: the caller does not work with it.
        CaseKeyTaken, CaseKeyIncomplete: another device was faster, or somebody or some letter is left out.
        EnvelopeForAnother: a letter is not of this referral, or is erased.
        CaseErased, LetterKeyLost: nothing of it is kept any more.
    """
    at, _ = await place(tx, caller, referral_id, shred)

    async def act() -> dict[str, Any]:
        await store_cases.lock(tx, referral_id)
        team = await take(tx, caller, referral_id)
        case_rules.may_keep(team, caller)
        await write(tx, caller, at, team, handed, anew=False, now=now)
        await network.record(tx, caller, "keep-case-key", "referral", referral_id, now)
        return {}

    await once(tx, caller, key, "keepCaseKey", {"referral": referral_id, **said(handed)}, act)


async def write(
    tx: Transaction, caller: Caller, at: Place, team: Team, handed: Handed, *, anew: bool, now: datetime
) -> None:
    """Check a case key against who is on the case, and store it."""
    keys = await store_cases.keys(tx, at)
    wanted = await wanted_by(tx, caller, team, at, now)
    case_rules.check(handed, keys[0] if keys else None, wanted, await ceremony_of(tx, caller, now), anew=anew)
    if await store_cases.erased(tx, at):
        raise CaseErased("referralId")
    goes = await store_cases.ways(tx, at)
    if not {env_id for env_id, _ in handed.letters} <= goes.keys():
        raise errors.EnvelopeForAnother("caseKey")
    await store_cases.add(tx, at, handed, goes, exposed=caller.staff_id in team.barred)


def said(handed: Handed) -> dict[str, Any]:
    """Say what a device brings, so that the same again is known."""
    wraps = [[reader, b64u(wrap)] for reader, wrap in handed.wraps]
    return {"number": handed.number, "wraps": wraps, "letters": [[b64u(a), b64u(b)] for a, b in handed.letters]}


async def settle(
    tx: Transaction, caller: Caller, referral_id: str, number: int, *, shred: Shredder, now: datetime
) -> None:
    """Delete what opens a case past its newest key: older case keys, and the wraps for the organisation's post keys.

    A device asks for it after it has read the newest key back and opened it; again changes nothing.

    Raises:
        ReferralNotFound, CaseNotYours: the caller does not work with it.
        CaseKeyTaken, CaseKeyIncomplete: a newer one is there, or somebody or some letter is left out.
    """
    at, _ = await place(tx, caller, referral_id, shred)
    await store_cases.lock(tx, referral_id)
    team = await store_cases.team(tx, referral_id, caller.member_id)
    case_rules.may_keep(team, caller)
    wanted = await wanted_by(tx, caller, team, at, now)
    case_rules.whole(await store_cases.keys(tx, at), number, wanted)
    await store_cases.settle(tx, at, number, await epochs.own_kids(tx, caller))
    await store_cases.only(tx, at, wanted | {await ceremony_of(tx, caller, now)})
    await network.record(tx, caller, "settle-case-key", "referral", referral_id, now)


@dataclass(frozen=True, slots=True)
class Recovered:
    """Hold one case key that was sealed to the recovery key."""

    referral_id: str
    number: int
    wrap: bytes


async def recovered(
    tx: Transaction, caller: Caller, after: tuple[str, int], shred: Shredder
) -> tuple[list[Recovered], bool]:
    """Give a recovered device, and no other, the case keys sealed to the recovery key, and whether more follow.

    Raises:
        NoRecovery: the caller's device did not recover the organisation.
    """
    _, requests = await recovery.status(tx, caller)
    mine = [one for one in requests if one.device_id == caller.device_id and one.state is RequestState.DONE]
    if not mine:
        raise NoRecovery
    ceremony = mine[0].ceremony
    rows = await store_cases.recovered(tx, caller.member_id, ceremony, after, PAGE + 1)
    found: list[Recovered] = []
    for referral_id, number, stored, received in rows[:PAGE]:
        at = Place(referral_id, caller.member_id, not received, await shred.keys(referral_id))
        found.append(Recovered(referral_id, number, store_cases.unshut_wrap(at, number, ceremony, stored)))
    return found, len(rows) > PAGE


async def forget_devices(ctx: Context) -> int:
    """Delete the sealed case keys of devices that were shut out, and have these keys renewed; gives their number."""
    async with ctx.write(realm="node") as tx:
        return await store_cases.shut_out(tx)
