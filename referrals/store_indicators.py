"""Read what is counted, without ids, and keep what was published."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kit import sql
from network.context import Transaction
from referrals.indicator_model import ByHand, Counted

Q = sql.load("referrals")


async def referrals(tx: Transaction, first: date, after: date) -> list[Counted]:
    """Return what is counted of the referrals that were sent from one day until before another."""
    return [Counted(**dict(row)) for row in await tx.fetch(Q["indicator_referrals"], first, after)]


async def withdrawals(
    tx: Transaction, first: date, after: date, days: int
) -> list[tuple[str, str, int, bool | None, bool | None]]:
    """Return sender, recipient and need of what was taken back, and whether it was erased, and that said in time."""
    return [tuple(row) for row in await tx.fetch(Q["indicator_withdrawals"], first, after, days)]


async def counts(tx: Transaction, period: str) -> list[tuple[str, ByHand]]:
    """Return what organisations counted by hand, as far as the caller may see it."""
    rows = await tx.fetch(Q["indicator_counts"], period)
    return [(row["member_id"], ByHand(row["list"], row["category"], row["count"])) for row in rows]


async def drop_counts(tx: Transaction, period: str, member: str | None) -> None:
    """Let go of counts; of all organisations' where none is named."""
    await tx.execute(Q["indicator_counts_drop"], period, member)


async def add_counts(tx: Transaction, member: str, period: str, counts: Sequence[ByHand]) -> None:
    """Keep an organisation's counts."""
    await tx.execute(
        Q["indicator_counts_add"], member, period, [each.list for each in counts], [each.category for each in counts],
        [each.count for each in counts],
    )  # fmt: skip


async def snapshot(tx: Transaction, period: str) -> dict[str, Any] | None:
    """Return what was published of a half-year."""
    body = await tx.fetchval(Q["indicator_snapshot"], period)
    found: dict[str, Any] | None = None if body is None else json.loads(body)
    return found


async def published(tx: Transaction) -> list[str]:
    """Name the half-years that were published, newest first."""
    return [row["period"] for row in await tx.fetch(Q["indicator_snapshots"])]


async def publish(tx: Transaction, period: str, body: dict[str, Any], now: datetime) -> None:
    """Publish a half-year; what was published before stays."""
    await tx.execute(Q["indicator_publish"], period, now, json.dumps(body, sort_keys=True))
