"""Keep reports about services and what followed: the day, never who said it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from directory.casebook import Check, Report
from directory.codes import CriterionKind, ListingState, ReportKind, Severity
from directory.model import Unkept
from directory.store import Q
from directory.store_rows import written
from network.context import Transaction


async def add_report(
    tx: Transaction, report_id: str, listing_id: str, version: int, kind: ReportKind, criterion: CriterionKind | None,
    severity: Severity | None, on: date, by_owner: bool,
) -> None:  # fmt: skip
    """Keep a report; the same id again changes nothing."""
    await tx.execute(Q["report_add"], report_id, listing_id, version, kind, criterion, severity, on, by_owner)


async def alone(tx: Transaction) -> bool:
    """Say whether this node may learn now; another one that does has it until its transaction ends."""
    return bool(await tx.fetchval(Q["learn_alone"]))


async def unused(tx: Transaction, since: date) -> dict[str, list[Report]]:
    """Return by listing the reports after a day from which nothing followed yet."""
    found: dict[str, list[Report]] = {}
    for row in await tx.fetch(Q["reports_unused"], since):
        found.setdefault(row["listing_id"], []).append(
            Report(
                row["id"],
                row["listing_id"],
                ReportKind(row["kind"]),
                CriterionKind(row["criterion"]) if row["criterion"] else None,
                Severity(row["severity"]) if row["severity"] else None,
                row["at"],
                row["by_owner"],
            )
        )
    return found


async def use(tx: Transaction, ids: Sequence[str], on: date) -> None:
    """Say that something followed from reports, and from which day on the secretariat may see them."""
    await tx.execute(Q["reports_used"], list(ids), on)


async def forget(tx: Transaction, before: date) -> int:
    """Delete the reports before a day from which nothing followed; gives the number."""
    return int(await tx.fetchval(Q["reports_forget"], before))


async def last(tx: Transaction, rules: Sequence[str]) -> dict[tuple[str, str], date]:
    """Return when rules last fired, by listing and rule."""
    return {(row["listing_id"], row["rule"]): row["made_on"] for row in await tx.fetch(Q["checks_last"], list(rules))}


async def add_checks(tx: Transaction, checks: Sequence[Mapping[str, Any]]) -> None:
    """Keep what rules found."""
    await tx.execute(Q["checks_add"], written([dict(each) for each in checks]))


async def batch_drawn(tx: Transaction, monday: date) -> bool:
    """Say whether the batch of a week was drawn."""
    return bool(await tx.fetchval(Q["batch_drawn"], monday))


async def batch(tx: Transaction, monday: date) -> tuple[list[tuple[str, str, str, str | None]], list[str]]:
    """Return the checks that wait for a batch (id, listing, rule, condition), and the services that may be mixed in."""
    waiting = [tuple(row) for row in await tx.fetch(Q["batch_waiting"], monday)]
    return waiting, [row["id"] for row in await tx.fetch(Q["batch_others"])]


async def open_checks(tx: Transaction, ids: Sequence[str], now: datetime, due: date, ended: datetime | None) -> None:
    """Open checks."""
    await tx.execute(Q["checks_open"], list(ids), now, due, ended)


async def listing(tx: Transaction, listing_id: str) -> Unkept | None:
    """Hold a service that was vetted once; `tell` is who is told."""
    row = await tx.fetchrow(Q["learned_of"], listing_id)
    if row is None:
        return None
    tell = row["owner_member_id"] or row["proposed_by"]
    return Unkept(row["id"], tell, ListingState(row["state"]), row["version"], row["until"])


async def dispute(tx: Transaction, listing_id: str, criterion: str, now: datetime) -> None:
    """Mark a condition as contested."""
    await tx.execute(Q["criterion_disputed"], listing_id, criterion, now)


async def pause(tx: Transaction, listing_id: str, now: datetime) -> None:
    """Refer nobody to a service."""
    await tx.execute(Q["mark_paused"], [listing_id], now)


async def checks_of(tx: Transaction, listing_id: str) -> list[Check]:
    """Return the open checks of a listing, as far as the caller may see them."""
    return [Check(**dict(row)) for row in await tx.fetch(Q["checks_of"], listing_id)]


async def end_check(tx: Transaction, check_id: str, now: datetime) -> str | None:
    """End a check; gives its listing, None where no such check is open."""
    ended: str | None = await tx.fetchval(Q["check_end"], check_id, now)
    return ended


async def end_checks(tx: Transaction, listing_id: str, now: datetime) -> None:
    """End the open checks of a listing."""
    await tx.execute(Q["checks_end"], listing_id, now)


async def secretariats(tx: Transaction) -> list[str]:
    """Name the organisations that keep the directory."""
    return [row["id"] for row in await tx.fetch(Q["secretariats"])]
