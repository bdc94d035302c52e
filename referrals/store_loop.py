"""Keep a referral as it is after each step, and the steps themselves."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kit import sql
from network.context import Transaction
from referrals.agreement import Mode
from referrals.model import (
    DeclineClass,
    Event,
    HerFeedback,
    Notice,
    OrgFeedback,
    OutcomeClass,
    Referral,
    State,
)

Q = sql.load("referrals")


def read_referral(row: asyncpg.Record) -> Referral:
    """Make the noun of one row."""
    fields = dict(row)
    kinds = {"state": State, "mode": Mode, "org_feedback": OrgFeedback, "her_feedback": HerFeedback}
    maybe = {"held_from": State, "decline_class": DeclineClass, "outcome_class": OutcomeClass}
    fields |= {name: kind(fields[name]) for name, kind in kinds.items()}
    fields |= {name: kind(fields[name]) if fields[name] else None for name, kind in maybe.items()}
    return Referral(**fields)


async def referral(tx: Transaction, referral_id: str) -> Referral | None:
    """Read one referral that the caller may see."""
    row = await tx.fetchrow(Q["loop_referral"], referral_id)
    return None if row is None else read_referral(row)


async def page(
    tx: Transaction, member_id: str, received_only: bool, after: tuple[datetime, str], count: int
) -> list[Referral]:
    """Read an organisation's referrals, newest first."""
    return [read_referral(row) for row in await tx.fetch(Q["loop_page"], member_id, received_only, *after, count)]


async def save(
    tx: Transaction,
    before: Referral,
    after: Referral,
    *,
    name: str,
    actor: str,
    member: str,
    reason: str | None,
    only_for: str = "",
    env_id: bytes | None = None,
) -> bool:
    """Write a referral after a step; false when somebody was faster."""
    step = (name, before.state, actor, member, reason, only_for, env_id)
    return await tx.fetchval(Q["loop_save"], *_written(before, after), *step) is not None


async def save_all(tx: Transaction, moved: Sequence[tuple[Referral, Referral]], *, name: str, actor: str) -> None:
    """Write referrals, whose rows are locked, after a step that the node took on each."""
    rows = [
        (*_written(before, after), name, before.state, actor, "", after.reason, "", None) for before, after in moved
    ]
    await tx.executemany(Q["loop_save"], rows)


def _written(before: Referral, after: Referral) -> tuple[object, ...]:
    return (
        before.id,
        before.version,
        after.state,
        after.held_from,
        after.org_feedback,
        after.her_feedback,
        after.attempts,
        after.decline_class,
        after.outcome_class,
        after.reason,
        after.asked_category,
        after.changed_at,
        after.received_at,
        after.decided_at,
        after.first_contact_on,
        after.expected_on,
        after.review_on,
        after.started_on,
        after.outcome_at,
        after.ended_at,
        after.due_at,
        after.due_what,
    )


async def events(tx: Transaction, referral_id: str) -> list[Event]:
    """Read the steps of one referral that the caller may see."""
    return [Event(**dict(row)) for row in await tx.fetch(Q["loop_events"], referral_id)]


async def notices(tx: Transaction, member_id: str, after: tuple[datetime, str], count: int) -> list[Notice]:
    """Read an organisation's notices, newest first."""
    return [Notice(**dict(row)) for row in await tx.fetch(Q["loop_notices"], member_id, *after, count)]


async def look_now(tx: Transaction, referral_id: str, now: datetime) -> None:
    """Tell the sender's own people to look at a referral, once in three days."""
    await tx.execute(Q["look_now"], referral_id, now)


async def stored_at(tx: Transaction, env_id: bytes) -> datetime | None:
    """Tell when an envelope was stored, if it was."""
    at: datetime | None = await tx.fetchval(Q["envelope_at"], env_id)
    return at
