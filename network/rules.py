"""Who may do what in the network.

- Everything but enrolment and sign-in is open to signed-in members only.
- The secretariat admits, suspends and reinstates members, never its own organisation.
- An administrator invites people of her own organisation, and gives only roles that its kind may have.
- A device is vouched for by as many officers of its organisation as decide together; a founder's by itself, once.
- An intake key is vouched for by an administrator's device and wrapped once for each device that may open post.
- An administrator reads her organisation's audit trail; an auditor reads all.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from crypto.log_entries import read_entry
from crypto.signing import DeviceStatement, EpochStatement, OfficersStatement
from network import errors
from network.model import ANONYMOUS, Caller, Device, DeviceState, Member, MemberKind, MemberState, Role, StaffDevice

LONGEST_VOUCHED = timedelta(days=366)
LONGEST_NAME = 200
LONGEST_DISPLAY_NAME = 100
READS_POST = frozenset({Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN, Role.SECRETARIAT, Role.AUDITOR})
"""Who opens what is sealed to an organisation: letters, and at the secretariat and the auditor alerts."""
_ROLES_OF = {
    MemberKind.MEMBER: frozenset({Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN}),
    MemberKind.SECRETARIAT: frozenset({Role.SECRETARIAT, Role.ORG_ADMIN}),
    MemberKind.AUDITOR: frozenset({Role.AUDITOR, Role.ORG_ADMIN}),
}
_KEY = re.compile(r"[A-Za-z0-9_-]{8,100}")


def require(caller: Caller, *roles: Role) -> None:
    """Refuse whoever is not signed in, or has none of the roles (none named: any role will do).

    Raises:
        NotSignedIn: nobody is signed in.
        RoleMissing: the person's roles do not cover this.
    """
    if caller == ANONYMOUS or not caller.member_id:
        raise errors.NotSignedIn
    if roles and not caller.roles & set(roles):
        raise errors.RoleMissing(roles=", ".join(roles))


def realm_of(roles: Collection[Role]) -> str:
    """Say in which realm a person works: row-level security reads it."""
    if Role.SECRETARIAT in roles:
        return "secretariat"
    return "auditor" if Role.AUDITOR in roles else "member"


def check_idempotency_key(key: str) -> str:
    """Refuse a key that is no key.

    Raises:
        BadIdempotencyKey: it has another form.
    """
    if not _KEY.fullmatch(key):
        raise errors.BadIdempotencyKey("idempotencyKey")
    return key


def check_name(name: str, field: str, most: int = LONGEST_NAME) -> str:
    """Refuse a name that is empty, too long or holds control characters; gives it in NFC.

    Raises:
        BadName: it is one of these.
    """
    shown = unicodedata.normalize("NFC", name.strip())
    if not 1 <= len(shown) <= most or any(unicodedata.category(c).startswith("C") for c in shown):
        raise errors.BadName(field, most=most)
    return shown


def check_country(country: str) -> str:
    """Refuse a country that is not two capital letters.

    Raises:
        BadCountry: it is not.
    """
    if not re.fullmatch("[A-Z]{2}", country):
        raise errors.BadCountry("country")
    return country


def check_roles(kind: MemberKind, roles: Collection[Role]) -> frozenset[Role]:
    """Refuse roles that an organisation of this kind cannot give.

    Raises:
        RoleNotForThisMember: one of them is not for it, or none was named.
    """
    if not roles:
        raise errors.RoleNotForThisMember("roles", role="none")
    for role in sorted(roles):
        if role not in _ROLES_OF[kind]:
            raise errors.RoleNotForThisMember("roles", role=role)
    return frozenset(roles)


def founder_roles(kind: MemberKind) -> frozenset[Role]:
    """Give the roles of the person who sets an organisation up."""
    return _ROLES_OF[kind] - {Role.CASEWORKER, Role.INTAKE}


def change_state(caller: Caller, member: Member, to: MemberState, *, confirmed: bool = False) -> None:
    """Let the secretariat suspend an admitted member, and reinstate a suspended one; the board confirms a brake.

    Raises:
        NotYourOwn: it is the caller's own organisation.
        MemberCannotChange: it is in another state.
    """
    require(caller, Role.SECRETARIAT)
    if member.id == caller.member_id:
        raise errors.NotYourOwn
    before = {MemberState.SUSPENDED: MemberState.ADMITTED, MemberState.ADMITTED: MemberState.SUSPENDED}
    if to is member.state is MemberState.SUSPENDED and member.braked and confirmed:
        return
    if before.get(to) != member.state:
        raise errors.MemberCannotChange(state=member.state)


def found_device(officers: OfficersStatement, device: DeviceStatement, member_id: str, sign_key: bytes) -> None:
    """Let the first device of an organisation vouch for itself as its officer.

    Raises:
        NotVouchedFor: a statement is about another organisation or key.
    """
    mine = officers.member == device.member == member_id
    if not (mine and officers.officers == (sign_key,) and device.sign == sign_key and device.officer):
        raise errors.NotVouchedFor("statement")


def approve(device: Device, statement: DeviceStatement, now: datetime) -> None:
    """Let officers vouch for a device that waits.

    Raises:
        DeviceCannotChange: it does not wait.
        NotVouchedFor: the statement is about other keys, makes an officer, or its time is over.
    """
    if device.state is not DeviceState.PENDING:
        raise errors.DeviceCannotChange(state=device.state)
    same = (statement.member, statement.sign, statement.seal) == (device.member_id, device.sign_key, device.seal_key)
    if not same or statement.officer or not statement.nbf <= now.timestamp() < statement.exp:
        raise errors.NotVouchedFor("statement")


def renew(device: Device, statement: DeviceStatement, now: datetime) -> None:
    """Let officers vouch on for a device that is in: the same keys from the same day, with a later end.

    Raises:
        NotVouchedFor: it says something else of the device, ends no later than before, or later than in a year.
    """
    before = DeviceStatement.parse(read_entry(device.statement or b"").body)
    same = replace(statement, exp=before.exp) == before
    if not same or not max(before.exp, now.timestamp()) < statement.exp <= (now + LONGEST_VOUCHED).timestamp():
        raise errors.NotVouchedFor("statement")


def revoke(device: Device, officers: int, k: int) -> None:
    """Let an administrator shut a device out; `officers` is how many devices may vouch for others, `k` how many must.

    Raises:
        DeviceCannotChange: it is shut out already.
        LastOfficer: too few would be left to vouch for devices.
    """
    if device.state is DeviceState.REVOKED:
        raise errors.DeviceCannotChange(state=device.state)
    if device.officer and officers <= k:
        raise errors.LastOfficer("deviceId")


def publish(caller: Caller, officer: bool, statement: EpochStatement, newest: int, now: datetime) -> None:
    """Let an administrator publish the next intake key of her own organisation, from an officer's device.

    Raises:
        NotVouchedFor: the device is no officer's, the statement is about another organisation, or its time is over.
        EpochTaken: the number is not the next one.
    """
    require(caller, Role.ORG_ADMIN)
    if not officer or statement.member != caller.member_id or statement.exp <= now.timestamp():
        raise errors.NotVouchedFor("statement")
    if statement.epoch != newest + 1:
        raise errors.EpochTaken("statement", next=newest + 1)


def works(device: Device, now: datetime) -> bool:
    """Say whether somebody vouches for a device now."""
    return device.state is DeviceState.ACTIVE and (device.expires_at is None or now < device.expires_at)


def check_wraps(given: Collection[str], devices: Collection[StaffDevice], now: datetime, *, complete: bool) -> None:
    """Hold wraps to the devices that may open post: nobody else, and (for a new key) nobody left out.

    Raises:
        WrapsIncomplete: somebody is left out, stands twice, or must not have it.
    """
    readers = {d.device.id for d in devices if d.roles & READS_POST and works(d.device, now)}
    if len(set(given)) != len(given) or not given or not set(given) <= readers:
        raise errors.WrapsIncomplete("wraps")
    if complete and set(given) != readers:
        raise errors.WrapsIncomplete("wraps")


def check_kept(epochs: Collection[int], over: Collection[int]) -> None:
    """Refuse seeds of intake keys that nobody shall keep any more.

    Raises:
        EpochOver: one is of such a key.
    """
    if gone := set(epochs) & set(over):
        raise errors.EpochOver("epoch", epoch=min(gone))


def renew_by(began: datetime, exposed: bool, days: int, now: datetime) -> datetime:
    """Say when the next intake key is due: after its days, or at once if somebody who was shut out holds this one."""
    return min(now, began) if exposed else began + timedelta(days=days)
