"""Warn before something is lost, and take out of the search what nobody keeps true; several nodes may do it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from directory import freshness, store_upkeep
from directory import store_vetting as archive
from directory.codes import ListingState
from directory.model import Decision, Notice, Unkept
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller

BATCH = 200
NODE = Caller("", "", "", frozenset(), "node")


@dataclass(frozen=True, slots=True)
class Tended:
    """Count what was done: owners warned, services hidden because nobody confirmed them, or because vetting ran out,
    and rules that fired on reports."""

    warned: int = 0
    stale: int = 0
    expiring: int = 0
    expired: int = 0
    learned: int = 0

    @property
    def anything(self) -> bool:
        """Return whether something was done, so that there may be more."""
        return bool(self.warned or self.stale or self.expiring or self.expired)

    def __add__(self, other: "Tended") -> "Tended":
        """Return both together."""
        return Tended(
            self.warned + other.warned, self.stale + other.stale, self.expiring + other.expiring,
            self.expired + other.expired, self.learned + other.learned,
        )  # fmt: skip


async def tend(tx: Transaction, *, now: datetime, limit: int = BATCH) -> Tended:
    """Do one batch of what is due now; `tx` is in the realm `node`. Doing it again does nothing that was done."""
    expired = await store_upkeep.unkept(tx, "unkept_expired", now, limit)
    await _hide(tx, expired, "VETTING_EXPIRED", now)
    since = freshness.months_on(now, -freshness.STALE_MONTHS)
    stale = await store_upkeep.unkept(tx, "unkept_unconfirmed", since, limit)
    await _hide(tx, stale, "NOT_CONFIRMED", now)
    since = freshness.months_on(now, -freshness.WARN_MONTHS)
    warned = await store_upkeep.unkept(tx, "unkept_unwarned", since, limit)
    await _warn(tx, warned, "CONFIRM_SOON", "mark_warned", now)
    until = now + timedelta(days=freshness.EXPIRY_DAYS)
    expiring = await store_upkeep.unkept(tx, "unkept_expiring", until, limit)
    await _warn(tx, expiring, "VETTING_EXPIRES", "mark_expiring", now)
    return Tended(len(warned), len(stale), len(expiring), len(expired))


async def _hide(tx: Transaction, rows: Sequence[Unkept], reason: str, now: datetime) -> None:
    if not rows:
        return
    await store_upkeep.mark(tx, "mark_stale", [row.id for row in rows], now)
    decisions = [
        Decision(new_id(), row.id, row.version, row.state, ListingState.STALE, reason, "", None, None, None, now)
        for row in rows
    ]
    await archive.add_decisions(tx, decisions)
    await _tell(tx, rows, reason, None, now)


async def _warn(tx: Transaction, rows: Sequence[Unkept], kind: str, mark: str, now: datetime) -> None:
    if rows:
        await store_upkeep.mark(tx, mark, [row.id for row in rows], now)
        months = freshness.STALE_MONTHS if kind == "CONFIRM_SOON" else 0
        await _tell(tx, rows, kind, months, now)


async def _tell(tx: Transaction, rows: Sequence[Unkept], kind: str, months: int | None, now: datetime) -> None:
    """Tell each owner, else the proposer; `months` after `until` is when the service is hidden."""
    notices = []
    for row in rows:
        due = None if months is None or row.until is None else freshness.months_on(row.until, months)
        if row.tell:
            notices.append(Notice(new_id(), row.tell, row.id, kind, due, now))
        await network.record(tx, NODE, f"listing.{kind.lower()}", "Listing", row.id, now)
    await store_upkeep.add_notices(tx, notices)
