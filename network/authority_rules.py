"""What people decide together.

- One of the board suspends for 72 hours; `k` of it suspend for longer, confirm, and reinstate.
- The board vouches for the officers whom an organisation named, and for no others; whom it puts out stays out.
- A policy asks for so many witnesses that nobody can show two lists.
- Officers are named by their organisation only, in turn, each with an active device of it.
- A revocation is about the device that it shuts out.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from crypto.checkpoints import quorum
from crypto.format import b64u
from crypto.log_entries import read_entry
from crypto.signing import OfficersStatement
from network import errors, log_errors
from network.model import Caller, Device, Member, MemberState
from network.rules import works as works_now

SKEW = 120
"""Seconds by which the clock of whoever signed may be ahead."""
BRAKE_LASTS = 72 * 3600
"""Seconds for which one of the board alone may suspend."""


def suspends(said: dict[str, Any], member: Member, signatures: int, k: int, now: datetime) -> tuple[datetime, bool]:
    """Let one of the board pull the brake for 72 hours, and `k` suspend for longer; gives its end, and if it is one.

    Raises:
        NotVouchedFor: it is about another organisation, or its time is over.
        SuspensionTooLong: one alone signed for longer.
    """
    if said["member"] != member.id or not said["nbf"] <= now.timestamp() + SKEW < said["exp"]:
        raise errors.NotVouchedFor("statement")
    braked = signatures < k
    if braked and said["exp"] - now.timestamp() > BRAKE_LASTS:
        raise log_errors.SuspensionTooLong("statement", hours=BRAKE_LASTS // 3600, k=k)
    return datetime.fromtimestamp(said["exp"], UTC), braked


def vouches(said: dict[str, Any], member: Member, now: datetime) -> None:
    """Hold the board's word about an organisation to the officers that the organisation itself named.

    Raises:
        NotVouchedFor: it names another organisation or other keys, or its time is over.
    """
    timely = said["nbf"] <= now.timestamp() + SKEW < said["exp"]
    if said["member"] != member.id or not timely or member.officers is None:
        raise errors.NotVouchedFor("statement")
    own = OfficersStatement.parse(read_entry(member.officers).body)
    if (said["keys"], said["k"]) != ([b64u(key) for key in own.officers], own.k):
        raise errors.NotVouchedFor("statement")


def works(member: Member) -> None:
    """Refuse to vouch for an organisation that is suspended (it is reinstated) or has left (it is admitted anew).

    Raises:
        MemberCannotChange: it is.
    """
    if member.state is not MemberState.ADMITTED:
        raise errors.MemberCannotChange(state=member.state)


def puts_out(caller: Caller, member: Member) -> None:
    """Let the board put another organisation than the caller's out of the network, once.

    Raises:
        NotYourOwn: it is the caller's own.
        MemberCannotChange: it has left.
    """
    if member.id == caller.member_id:
        raise errors.NotYourOwn
    if member.state is MemberState.LEFT:
        raise errors.MemberCannotChange(state=member.state)


def witnessed(said: dict[str, Any]) -> None:
    """Hold a policy to a number of witnesses of which two sets always share an honest one.

    Raises:
        TooFewWitnesses: it asks for fewer.
    """
    if said["w"] < (least := quorum(len(said["witnesses"]))):
        raise log_errors.TooFewWitnesses("statement", least=least, witnesses=len(said["witnesses"]))


def follows(seq: int, before: int) -> None:
    """Refuse what does not follow the one before.

    Raises:
        OutOfTurn: it has another number.
    """
    if seq != before + 1:
        raise log_errors.OutOfTurn("statement", next=before + 1)


def succeeds(new: OfficersStatement, old: OfficersStatement, active: Collection[bytes]) -> None:
    """Let officers follow officers of the same organisation, each with an active device of it.

    Raises:
        NotVouchedFor: it is about another organisation, or a key is nobody's.
        OutOfTurn: it does not follow the officers of today.
    """
    if new.member != old.member or not set(new.officers) <= set(active):
        raise errors.NotVouchedFor("statement")
    follows(new.seq, old.seq)


def can_act(new: OfficersStatement, devices: Collection[Device], now: datetime) -> None:
    """Refuse officers of whom fewer could sign than must: nobody would ever be taken in again.

    Raises:
        OfficersCannotAct: too few of them have a device that works now.
    """
    able = sum(one.officer and works_now(one, now) for one in devices)
    if able < new.k:
        raise log_errors.OfficersCannotAct("statement", able=able, k=new.k)


def shuts_out(said: dict[str, Any], device: Device) -> None:
    """Hold a revocation to the device that it is about.

    Raises:
        NotVouchedFor: it is about another one.
    """
    if (said["member"], said["device"]) != (device.member_id, device.id):
        raise errors.NotVouchedFor("statement")
