"""What people do in the network: found it, admit organisations, invite colleagues; and what every house needs of it."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from nacl.utils import random

from crypto.format import b64u, jcs
from crypto.signing import verify_statement
from kit import page
from kit.errors import BadCursor
from kit.ids import check_id, new_id
from network import errors, rules, store
from network.context import Transaction
from network.journal import lane_of, record, record_all, verify_audit
from network.model import AuditLine, Caller, Invitation, Member, MemberKind, MemberState, Role, Staff

__all__ = ["lane_of", "record", "record_all", "verify_audit"]  # every house writes the audit trail through this desk

INVITATION_LASTS = timedelta(days=7)


def request_hash(act: str, *parts: Any) -> bytes:
    """Name a request by what it asks for (32 bytes); parts are JSON without floats, or bytes."""
    said = [part.hex() if isinstance(part, bytes) else part for part in parts]
    return hashlib.sha256(jcs([act, said])).digest()


async def recall(tx: Transaction, caller: Caller, key: str, asked: bytes) -> str | None:
    """Give the result of an earlier request with this key, so that a double click acts once.

    Raises:
        BadIdempotencyKey: the key has another form.
        IdempotencyKeyReused: the key stands for another request.
    """
    row = await tx.fetchrow(store.Q["recall"], rules.check_idempotency_key(key))
    if row is None:
        return None
    if row["request_hash"] != asked:
        raise errors.IdempotencyKeyReused("idempotencyKey")
    return str(row["result"])


async def remember(tx: Transaction, caller: Caller, key: str, asked: bytes, result: str) -> None:
    """Keep the result of a request under its key, in the transaction that acts."""
    await tx.execute(store.Q["remember"], caller.member_id, key, asked, result)


async def member_by_id(tx: Transaction, member_id: str) -> Member:
    """Load an organisation of the network.

    Raises:
        BadId: the id has another form.
        NoSuchMember: there is none.
    """
    found = await store.member(tx, check_id(member_id, "memberId"))
    if found is None:
        raise errors.NoSuchMember("memberId")
    return found


async def staff_name(tx: Transaction, staff_id: str) -> str | None:
    """Give the name of a colleague as her organisation shows her; None where the caller may not know it."""
    found = await store.staff_member(tx, staff_id)
    return found.display_name if found else None


async def verify_device_statement(tx: Transaction, caller: Caller, statement: bytes, kind: str) -> dict[str, Any]:
    """Believe a statement only if the caller's own device signed it; gives its body.

    Raises:
        NotSignedIn: nobody is signed in.
        MalformedStatement: it has another form or kind.
        BadSignature: another key signed it.
    """
    rules.require(caller)
    device = await store.device(tx, caller.device_id)
    if device is None:
        raise errors.NotSignedIn
    return verify_statement(statement, kind, device.sign_key)


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def invite(tx: Transaction, staff: Staff, *, founder: bool, now: datetime) -> Invitation:
    """Make a one-time invitation; only its hash is kept."""
    token = f"{'F' if founder else 'S'}.{staff.member_id}.{b64u(random(32))}"
    expires = now + INVITATION_LASTS
    await store.add_invitation(tx, _token_hash(token), staff.member_id, staff.id, founder, expires)
    return Invitation(token, staff.member_id, staff.id, expires)


async def use_invitation(tx: Transaction, token: str, now: datetime) -> tuple[str, str, bool]:
    """Use an invitation up; gives the organisation, the person, and whether she founds it.

    Raises:
        BadInvitation: it was used, is too old, or never existed.
    """
    used = await store.use_invitation(tx, _token_hash(token), now)
    if used is None:
        raise errors.BadInvitation("invitation")
    return used


async def _admit(
    tx: Transaction, name: str, country: str, kind: MemberKind, administrator: str, now: datetime
) -> tuple[Member, Invitation]:
    shown = rules.check_name(name, "name")
    member = Member(new_id(), shown, rules.check_country(country), kind, MemberState.ADMITTED, None, now, 1)
    displayed = rules.check_name(administrator, "administrator", rules.LONGEST_DISPLAY_NAME)
    staff = Staff(new_id(), member.id, displayed, rules.founder_roles(kind), True)
    await store.add_member(tx, member)
    await store.add_staff(tx, staff, now)
    return member, await invite(tx, staff, founder=True, now=now)


async def found(
    tx: Transaction, caller: Caller, name: str, country: str, administrator: str, *, now: datetime
) -> tuple[Member, Invitation]:
    """Found the network: its first secretariat, on the operator's own machine, in the realm `node`.

    Raises:
        AlreadyFounded: there is a secretariat.
    """
    if await store.any_secretariat(tx):
        raise errors.AlreadyFounded
    admitted = await _admit(tx, name, country, MemberKind.SECRETARIAT, administrator, now)
    await record(tx, caller, "network.found", "Member", admitted[0].id, now)
    return admitted


async def admit_member(
    tx: Transaction, caller: Caller, name: str, country: str, kind: MemberKind, administrator: str, key: str,
    *, now: datetime,
) -> tuple[Member, Invitation | None]:  # fmt: skip
    """Admit an organisation and invite the person who sets it up. The invitation is shown once: not on a repeat.

    Raises:
        RoleMissing: only the secretariat admits.
    """
    rules.require(caller, Role.SECRETARIAT)
    asked = request_hash("admitMember", name, country, kind, administrator)
    if (before := await recall(tx, caller, key, asked)) is not None:
        return await member_by_id(tx, before), None
    member, invitation = await _admit(tx, name, country, kind, administrator, now)
    await remember(tx, caller, key, asked, member.id)
    await record(tx, caller, "member.admit", "Member", member.id, now)
    return member, invitation


async def invite_staff(
    tx: Transaction, caller: Caller, display_name: str, roles: Collection[Role], key: str, *, now: datetime
) -> tuple[str, Invitation | None]:
    """Invite a colleague with one device. The invitation is shown once: not on a repeat. Gives the person's id.

    Raises:
        RoleNotForThisMember: the organisation cannot give one of the roles.
    """
    rules.require(caller, Role.ORG_ADMIN)
    asked = request_hash("inviteStaff", display_name, sorted(roles))
    if (before := await recall(tx, caller, key, asked)) is not None:
        return before, None
    member = await member_by_id(tx, caller.member_id)
    shown = rules.check_name(display_name, "displayName", rules.LONGEST_DISPLAY_NAME)
    staff = Staff(new_id(), member.id, shown, rules.check_roles(member.kind, roles), True)
    await store.add_staff(tx, staff, now)
    invitation = await invite(tx, staff, founder=False, now=now)
    await remember(tx, caller, key, asked, staff.id)
    await record(tx, caller, "staff.invite", "Staff", staff.id, now)
    return staff.id, invitation


async def me(tx: Transaction, caller: Caller) -> tuple[Member, Staff]:
    """Tell a person who the network thinks she is.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    rules.require(caller)
    staff = await store.staff_member(tx, caller.staff_id)
    if staff is None:
        raise errors.NotSignedIn
    return await member_by_id(tx, caller.member_id), staff


async def member(tx: Transaction, caller: Caller, member_id: str) -> Member:
    """Show an organisation to a member.

    Raises:
        NoSuchMember: there is none.
    """
    rules.require(caller)
    return await member_by_id(tx, member_id)


async def members(tx: Transaction, caller: Caller, first: int | None, after: str | None) -> tuple[list[Member], bool]:
    """Show the organisations of the network by name, and whether more follow."""
    rules.require(caller)
    count = page.check_first(first)
    last = page.decode_cursor(after, 2) if after else ["", ""]
    found = await store.members_page(tx, (str(last[0]), str(last[1])), count + 1)
    return found[:count], len(found) > count


async def audit_trail(
    tx: Transaction, caller: Caller, first: int | None, after: str | None, *, now: datetime
) -> tuple[list[AuditLine], bool]:
    """Show an administrator her organisation's audit trail, and an auditor all of it, newest first."""
    rules.require(caller, Role.ORG_ADMIN, Role.AUDITOR)
    count = page.check_first(first)
    last = page.decode_cursor(after, 3) if after else [(now + timedelta(days=1)).isoformat(), "", 0]
    try:
        start = (datetime.fromisoformat(str(last[0])), str(last[1]), int(str(last[2])))
    except ValueError:
        raise BadCursor("after") from None
    found = await store.audit_page(tx, start, count + 1)
    return found[:count], len(found) > count
