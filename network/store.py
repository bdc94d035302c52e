"""The network's archive: rows to nouns, one connection at a time."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kit import sql
from network.context import Transaction
from network.model import (
    AuditLine,
    Device,
    DeviceState,
    IntakeKey,
    IntakeWrap,
    Member,
    MemberKind,
    MemberState,
    Role,
    Staff,
    StaffDevice,
)

Q = sql.load("network")


def _member(row: asyncpg.Record) -> Member:
    return Member(**{**row, "kind": MemberKind(row["kind"]), "state": MemberState(row["state"])})


def _roles(row: asyncpg.Record) -> frozenset[Role]:
    return frozenset(Role(role) for role in row["roles"])


def _device(row: asyncpg.Record) -> Device:
    fields = {name: row[name] for name in Device.__dataclass_fields__}
    return Device(**{**fields, "state": DeviceState(row["state"])})


async def member(tx: Transaction, member_id: str) -> Member | None:
    """Load one organisation."""
    row = await tx.fetchrow(Q["member"], member_id)
    return _member(row) if row else None


async def members_page(tx: Transaction, after: tuple[str, str], count: int) -> list[Member]:
    """Load organisations by name."""
    return [_member(row) for row in await tx.fetch(Q["members_page"], *after, count)]


async def any_secretariat(tx: Transaction) -> bool:
    """Tell whether the network has been founded."""
    return bool(await tx.fetchval(Q["any_secretariat"]))


async def add_member(tx: Transaction, new: Member) -> None:
    """Keep a new organisation."""
    await tx.execute(Q["add_member"], new.id, new.name, new.country, new.kind, new.state, new.admitted_at)


async def set_member_state(
    tx: Transaction, member_id: str, version: int, state: MemberState, until: datetime | None, braked: bool
) -> Member | None:
    """Change an organisation's state, unless somebody was quicker."""
    row = await tx.fetchrow(Q["set_member_state"], member_id, version, state, until, braked)
    return _member(row) if row else None


async def vouch(tx: Transaction, member_id: str, until: datetime) -> None:
    """Keep until when the board vouches for an organisation."""
    await tx.execute(Q["vouch"], member_id, until)


async def expel(tx: Transaction, member_id: str) -> None:
    """Put an organisation out of the network."""
    await tx.execute(Q["expel"], member_id)


async def vouched_for(tx: Transaction, member_id: str, now: datetime) -> bool:
    """Tell whether the board vouches for an organisation now."""
    return bool(await tx.fetchval(Q["vouched_for"], member_id, now))


async def lapse_suspensions(tx: Transaction, now: datetime) -> list[str]:
    """Let organisations work again whose suspension has run out; gives their ids."""
    return [row["id"] for row in await tx.fetch(Q["lapse_suspensions"], now)]


async def secretariat(tx: Transaction) -> str | None:
    """Name the organisation that founded the network."""
    found = await tx.fetchval(Q["secretariat"])
    return None if found is None else str(found)


async def set_officers(tx: Transaction, member_id: str, statement: bytes, keys: Sequence[bytes] = ()) -> None:
    """Keep an organisation's officers statement; of the devices that are there, those with these keys are officers'."""
    await tx.execute(Q["set_officers"], member_id, statement, list(keys))


async def staff_member(tx: Transaction, staff_id: str) -> Staff | None:
    """Load one person."""
    row = await tx.fetchrow(Q["staff_member"], staff_id)
    return Staff(**{**row, "roles": _roles(row)}) if row else None


async def add_staff(tx: Transaction, new: Staff, now: datetime) -> None:
    """Keep a new person."""
    await tx.execute(Q["add_staff"], new.id, new.member_id, new.display_name, sorted(new.roles), now)


async def add_invitation(
    tx: Transaction, token_hash: bytes, member_id: str, staff_id: str, founder: bool, expires_at: datetime
) -> None:
    """Keep the hash of an invitation."""
    await tx.execute(Q["add_invitation"], token_hash, member_id, staff_id, founder, expires_at)


async def use_invitation(tx: Transaction, token_hash: bytes, now: datetime) -> tuple[str, str, bool] | None:
    """Use an invitation up; gives the organisation, the person, and whether she founds it."""
    row = await tx.fetchrow(Q["use_invitation"], token_hash, now)
    return (row["member_id"], row["staff_id"], row["founder"]) if row else None


async def device(tx: Transaction, device_id: str) -> Device | None:
    """Load one device."""
    row = await tx.fetchrow(Q["device"], device_id)
    return _device(row) if row else None


async def active_officers(tx: Transaction, member_id: str) -> int:
    """Count the devices that may vouch for others."""
    return int(await tx.fetchval(Q["active_officers"], member_id))


async def devices_of(tx: Transaction, member_id: str) -> list[StaffDevice]:
    """Load an organisation's devices with the people who hold them."""
    rows = await tx.fetch(Q["devices_of"], member_id)
    return [StaffDevice(_device(row), row["display_name"], _roles(row)) for row in rows]


async def add_device(tx: Transaction, new: Device) -> None:
    """Keep a new device."""
    await tx.execute(
        Q["add_device"], new.id, new.member_id, new.staff_id, new.sign_key, new.seal_key, new.state, new.officer,
        new.statement, new.enrolled_at, new.expires_at,
    )  # fmt: skip


async def approve_device(
    tx: Transaction, device_id: str, version: int, statement: bytes, officer: bool, expires: datetime
) -> Device | None:
    """Take a device in, or keep a newer statement about it, unless somebody was quicker."""
    row = await tx.fetchrow(Q["approve_device"], device_id, version, statement, officer, expires)
    return _device(row) if row else None


async def revoke_device(tx: Transaction, device_id: str, version: int) -> Device | None:
    """Shut a device out, unless somebody was quicker."""
    row = await tx.fetchrow(Q["revoke_device"], device_id, version)
    return _device(row) if row else None


async def use_assertion(tx: Transaction, jti_hash: bytes, expires_at: datetime, now: datetime) -> None:
    """Use a sign-in's number up, and forget those that no longer matter."""
    await tx.execute(Q["forget_assertions"], now)
    await tx.execute(Q["use_assertion"], jti_hash, expires_at)


async def intake_key(tx: Transaction, member_id: str, now: datetime) -> IntakeKey | None:
    """Load the key that an organisation is sealed to now."""
    row = await tx.fetchrow(Q["intake_key"], member_id, now)
    return IntakeKey(**row) if row else None


async def newest_epoch(tx: Transaction, member_id: str) -> int:
    """Give the number of the newest intake key, 0 if there is none."""
    return int(await tx.fetchval(Q["newest_epoch"], member_id))


async def add_intake_key(tx: Transaction, key: IntakeKey) -> None:
    """Keep a new intake key."""
    await tx.execute(
        Q["add_intake_key"], key.member_id, key.epoch, key.public_key, key.statement, key.not_before, key.expires_at
    )


async def add_intake_wraps(tx: Transaction, member_id: str, epoch: int, wraps: list[tuple[str, bytes]]) -> None:
    """Keep the seeds wrapped for devices."""
    await tx.executemany(Q["add_intake_wrap"], [(member_id, epoch, device_id, wrap) for device_id, wrap in wraps])


async def intake_wraps_for(tx: Transaction, device_id: str) -> list[IntakeWrap]:
    """Load the seeds that a device can open, newest first."""
    return [IntakeWrap(**row) for row in await tx.fetch(Q["intake_wraps_for"], device_id)]


async def audit_page(tx: Transaction, after: tuple[datetime, str, int], count: int) -> list[AuditLine]:
    """Load lines of the audit trail, newest first."""
    return [AuditLine(**row) for row in await tx.fetch(Q["audit_page"], *after, count)]
