"""Who is on a case inside one organisation, and who may have its key.

- Who opens or accepts first is on the case, until an administrator puts others on it.
- Letters go to those on the case. Its key goes to their devices, and to those of administrators, who put others on it.
- Whom a conflict of interest is about never gets the key, not as an administrator either.
- A new key reaches everybody who should have it, and covers every letter that the one before covers.
- Nobody leaves a case so that nobody is left who has its key.
"""

from collections.abc import Collection, Set
from datetime import datetime

from network.model import Caller, Role, StaffDevice
from network.rules import works
from referrals import case_errors, errors
from referrals.case_model import CaseKey, Handed, Team
from referrals.model import Actor

CONFLICT = "CONFLICT_OF_INTEREST"
WORKS_WITH = {True: frozenset({Role.CASEWORKER, Role.ORG_ADMIN}), False: frozenset({Role.INTAKE, Role.ORG_ADMIN})}
"""Who may work with a case, at the organisation that sent it (True) and at the one that received it."""


def ours(actors: Set[Actor]) -> None:
    """Refuse whoever works at neither of the two organisations with this case.

    Raises:
        ReferralNotFound: the caller does not.
    """
    if not actors & {Actor.A, Actor.B}:
        raise errors.ReferralNotFound("referralId")


def may_open(team: Team, caller: Caller) -> None:
    """Refuse letters to whoever is not on the case; a case that nobody holds yet is open to all who open post.

    Raises:
        CaseNotYours: the caller is not on it.
    """
    if caller.staff_id in team.barred or (team.holders and caller.staff_id not in team.holders):
        raise case_errors.CaseNotYours("referralId")


def may_keep(team: Team, caller: Caller) -> None:
    """Refuse a case's keys to whoever is neither on it nor an administrator.

    Raises:
        CaseNotYours: the caller is not, or is barred.
    """
    if caller.staff_id in team.barred or Role.ORG_ADMIN not in caller.roles:
        may_open(team, caller)


def readers(team: Team, devices: Collection[StaffDevice], sent: bool, now: datetime) -> frozenset[str]:
    """Name the devices that should have the key of a case; `sent` at the organisation that sent it."""
    return frozenset(
        one.device.id
        for one in devices
        if works(one.device, now)
        and one.roles & WORKS_WITH[sent]
        and one.device.staff_id not in team.barred
        and (one.device.staff_id in team.holders or Role.ORG_ADMIN in one.roles)
    )


def check(
    handed: Handed,
    newest: CaseKey | None,
    wanted: frozenset[str],
    ceremony: str,
    *,
    anew: bool,
) -> None:
    """Hold a case key to whom it should reach and what it should cover; `anew` where it must be a new one.

    Raises:
        CaseKeyTaken: it is not the newest one or the next one.
        CaseKeyIncomplete: somebody or some letter is left out, stands twice, or must not be there.
    """
    last = newest.number if newest else 0
    if handed.number != last + 1 and (anew or handed.number != last or last == 0):
        raise case_errors.CaseKeyTaken("number", current=last)
    to, names = [reader for reader, _ in handed.wraps], [env_id for env_id, _ in handed.letters]
    if len(set(to)) != len(to) or len(set(names)) != len(names) or not set(to) <= wanted | {ceremony}:
        raise case_errors.CaseKeyIncomplete("caseKey")
    covered = set(newest.letters) if newest else set()
    if handed.number == last + 1 and not (wanted <= set(to) and covered <= set(names)):
        raise case_errors.CaseKeyIncomplete("caseKey")


def whole(keys: Collection[CaseKey], number: int, wanted: frozenset[str]) -> None:
    """Refuse to delete what stands beside a case key before that key reaches everybody and covers everything.

    Raises:
        CaseKeyTaken: it is not the newest one.
        CaseKeyIncomplete: somebody or some letter is left out.
    """
    found = {one.number: one for one in keys}
    if not found or number != max(found):
        raise case_errors.CaseKeyTaken("number", current=max(found, default=0))
    covered = {env_id for one in keys for env_id in one.letters}
    if not wanted <= set(found[number].wraps) or not covered <= set(found[number].letters):
        raise case_errors.CaseKeyIncomplete("number")


def assigned(
    team: Team,
    to: Collection[str],
    named: Collection[str],
    reason: str,
    devices: Collection[StaffDevice],
    sent: bool,
    now: datetime,
) -> Team:
    """Give who is on a case after others were put on it; `named` are those whom a conflict of interest is about.

    Raises:
        ConflictUnnamed: the reason and the names do not go together.
        NoSuchColleague: one of them is not of the organisation, or has no working device for this case.
        ColleagueBarred: one of them is barred.
    """
    if (reason == CONFLICT) is not bool(named):
        raise case_errors.ConflictUnnamed("conflict")
    working = {one.device.staff_id for one in devices if works(one.device, now) and one.roles & WORKS_WITH[sent]}
    if not to or not set(to) <= working:
        raise case_errors.NoSuchColleague("to")
    if not set(named) <= {one.device.staff_id for one in devices}:
        raise case_errors.NoSuchColleague("conflict")
    barred = team.barred | set(named)
    if set(to) & barred:
        raise case_errors.ColleagueBarred("to")
    return Team(frozenset(to), barred)


def leave(newest: CaseKey | None, staying: frozenset[str]) -> None:
    """Refuse to take people off a case if nobody would be left who has its key.

    Raises:
        CaseKeyMissing: nobody would.
    """
    if newest and newest.wraps and not set(newest.wraps) & staying:
        raise case_errors.CaseKeyMissing("caseKey")
