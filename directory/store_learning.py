"""Keep reports about services: the day, never who said it."""

from datetime import date

from directory.codes import CriterionKind, ReportKind, Severity
from directory.store import Q
from network.context import Transaction


async def add_report(
    tx: Transaction, report_id: str, listing_id: str, version: int, kind: ReportKind, criterion: CriterionKind | None,
    severity: Severity | None, on: date, by_owner: bool,
) -> None:  # fmt: skip
    """Keep a report; the same id again changes nothing."""
    await tx.execute(Q["report_add"], report_id, listing_id, version, kind, criterion, severity, on, by_owner)
