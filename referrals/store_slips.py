"""The archive of slips."""

from datetime import date
from typing import Any

from kit import sql
from network.context import Transaction
from referrals.agreement import OnlyOneReason
from referrals.slip_model import Slip, SlipOutcome

Q = sql.load("referrals")


async def add(tx: Transaction, member_id: str, one: Slip) -> None:
    """Keep a slip that was given."""
    place = (one.id, one.need_id, member_id, one.listing_id, one.listing_version)
    await tx.execute(Q["slip_add"], *place, list(one.options), one.only_one_reason, one.given_on)


async def by_id(tx: Transaction, slip_id: str, member_id: str) -> Slip | None:
    """Read one slip."""
    row = await tx.fetchrow(Q["slip_by_id"], slip_id, member_id)
    return _slip(row) if row else None


async def of_need(tx: Transaction, need_id: str, member_id: str) -> list[Slip]:
    """Read the slips of a need, in order."""
    return [_slip(row) for row in await tx.fetch(Q["slips_of_need"], need_id, member_id)]


async def answer(tx: Transaction, slip_id: str, member_id: str, outcome: SlipOutcome, on: date) -> bool:
    """Keep what came of a slip, unless that is known."""
    return bool(await tx.fetchval(Q["slip_outcome"], slip_id, member_id, outcome, on))


def _slip(row: Any) -> Slip:
    kinds = {
        "options": tuple(row["options"]),
        "only_one_reason": OnlyOneReason(row["only_one_reason"]) if row["only_one_reason"] else None,
        "outcome": SlipOutcome(row["outcome"]) if row["outcome"] else None,
    }
    return Slip(**{**row, **kinds})
