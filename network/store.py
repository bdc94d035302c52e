"""The archive of people and keys: rows to nouns, one statement a function."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit import sql
from network.context import Transaction
from network.model import (
    AuditEntry,
    Device,
    DeviceState,
    Invitation,
    Member,
    MemberKind,
    MemberState,
    Officers,
    Role,
    Staff,
    Visitor,
)

Q = sql.load("network")


async def member(tx: Transaction, member_id: str) -> Member | None:
    """Find one organisation."""
    row = await tx.fetchrow(Q["member"], member_id)
    return None if row is None else _member(row)


async def members(tx: Transaction, after: tuple[str, str], most: int) -> list[Member]:
    """List organisations by name and id."""
    return [_member(row) for row in await tx.fetch(Q["members_page"], *after, most)]


async def add_member(tx: Transaction, new: Member) -> None:
    """Admit an organisation."""
    await tx.execute(
        Q["add_member"],
        new.id,
        new.name,
        new.country,
        new.kind,
        new.state,
        list(new.languages),
        new.source_id,
        new.admitted_at,
    )


async def judge_member(tx: Transaction, member_id: str, state: MemberState, version: int) -> Member | None:
    """Change an organisation's state; gives None if somebody was faster."""
    row = await tx.fetchrow(Q["judge_member"], member_id, state, version)
    return None if row is None else _member(row)


async def has_secretariat(tx: Transaction) -> bool:
    """Tell whether the network has begun."""
    return bool(await tx.fetchval(Q["has_secretariat"]))


async def add_staff(tx: Transaction, new: Staff, kind: MemberKind) -> None:
    """Name a person."""
    await tx.execute(Q["add_staff"], new.id, new.member_id, kind, new.display_name, sorted(new.roles))


async def staff(tx: Transaction, member_id: str, staff_id: str = "") -> list[Staff]:
    """List an organisation's people, or one of them."""
    rows = await tx.fetch(Q["staff"], member_id, staff_id)
    return [Staff(row["id"], row["member_id"], row["display_name"], _roles(row["roles"])) for row in rows]


async def add_invitation(tx: Transaction, new: Invitation) -> None:
    """Keep an invitation."""
    await tx.execute(Q["add_invitation"], new.token_hash, new.member_id, new.staff_id, new.founder, new.expires_at)


async def drop_invitations(tx: Transaction, staff_id: str) -> None:
    """End a person's unused invitations."""
    await tx.execute(Q["drop_invitations"], staff_id)


async def invitation(tx: Transaction, token_hash: bytes) -> Invitation | None:
    """Find and hold an invitation."""
    row = await tx.fetchrow(Q["invitation"], token_hash)
    return None if row is None else Invitation(**row)


async def use_invitation(tx: Transaction, token_hash: bytes, device_id: str, now: datetime) -> None:
    """End an invitation with the device that it let in."""
    await tx.execute(Q["use_invitation"], token_hash, device_id, now)


async def founder_of(tx: Transaction, member_id: str) -> str | None:
    """Find the person who was invited to found an organisation and has not come yet."""
    found: str | None = await tx.fetchval(Q["founder_of"], member_id)
    return found


async def device(tx: Transaction, device_id: str) -> Device | None:
    """Find one device."""
    row = await tx.fetchrow(Q["device"], device_id)
    return None if row is None else _device(row)


async def devices(tx: Transaction, member_id: str, *, hold: bool = False) -> list[Device]:
    """List an organisation's devices; `hold` lets one change happen at a time."""
    return [_device(row) for row in await tx.fetch(Q["hold_devices" if hold else "devices"], member_id)]


async def add_device(tx: Transaction, new: Device) -> None:
    """Keep a device's public keys."""
    await tx.execute(
        Q["add_device"],
        new.id,
        new.member_id,
        new.staff_id,
        new.sign,
        new.seal,
        new.state,
        new.officer,
        new.statement,
        new.enrolled_at,
        new.expires_at,
    )


async def judge_device(tx: Transaction, new: Device) -> Device | None:
    """Store a device's next state; gives None if its version is not the stored one."""
    row = await tx.fetchrow(
        Q["judge_device"],
        new.id,
        new.state,
        new.officer,
        new.statement,
        new.expires_at,
        new.revoked_at,
        new.version,
    )
    return None if row is None else _device(row)


async def visitor(tx: Transaction, device_id: str) -> Visitor | None:
    """Find who asks to come in, in one statement and before anybody is known."""
    row = await tx.fetchrow(Q["at_the_door"], device_id)
    if row is None:
        return None
    return Visitor(
        row["id"],
        row["sign"],
        DeviceState(row["state"]),
        row["expires_at"],
        row["member_id"],
        MemberState(row["member_state"]),
        MemberKind(row["kind"]),
        row["staff_id"],
        _roles(row["roles"]),
    )


async def use_assertion(tx: Transaction, device_id: str, jti: str, expires_at: datetime) -> None:
    """Let a sign-in be used once."""
    await tx.execute(Q["use_assertion"], device_id, jti, expires_at)


async def officers(tx: Transaction, member_id: str) -> Officers | None:
    """Find who may vouch for an organisation's devices."""
    row = await tx.fetchrow(Q["officers"], member_id)
    return None if row is None else Officers(row["member_id"], row["seq"], row["statement"], tuple(row["keys"]))


async def add_officers(tx: Transaction, new: Officers, now: datetime) -> None:
    """Keep the next list of officers."""
    await tx.execute(Q["add_officers"], new.member_id, new.seq, new.statement, list(new.keys), now)


async def audit(tx: Transaction, member_id: str, after: tuple[datetime, str, int], most: int) -> list[AuditEntry]:
    """List the audit trail of one organisation, or of all (empty)."""
    return [AuditEntry(**row) for row in await tx.fetch(Q["audit_page"], member_id, *after, most)]


async def audit_lane(tx: Transaction, lane: str, after: int, most: int) -> list[AuditEntry]:
    """List a piece of one chain."""
    return [AuditEntry(**row) for row in await tx.fetch(Q["audit_lane"], lane, after, most)]


def _member(row: Mapping[str, Any]) -> Member:
    return Member(
        row["id"],
        row["name"],
        row["country"],
        MemberKind(row["kind"]),
        MemberState(row["state"]),
        tuple(row["languages"]),
        row["source_id"],
        row["admitted_at"],
        row["version"],
    )


def _device(row: Mapping[str, Any]) -> Device:
    return Device(**{**row, "state": DeviceState(row["state"])})


def _roles(names: Sequence[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)
