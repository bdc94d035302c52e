"""Hold the nouns of the vetting workbench: what waits, drafts, replies and appeals, the timeline, the coverage."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directory.codes import CriterionKind, ReportKind, Severity
from directory.model import ShelfRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """Say why a listing waits for the secretariat, and by when; `listing` is in its newest words."""

    listing: ShelfRow
    due_on: date
    high_risk: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what a reviewer has noted so far; only she sees it. `saved` is 0 where there is none."""

    listing_id: str
    version: int
    answers: list[dict[str, Any]]
    note: str
    saved: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what a provider or proposer said about a decision: ANSWER, REPLY or APPEAL."""

    id: str
    listing_id: str
    version: int
    decision_id: str
    kind: str
    text: str
    by_staff: str
    by_member: str
    on_behalf_of: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one line of a listing's history: WORDS, REVIEW, DECISION, ANSWER, REPLY or APPEAL."""

    id: str
    at: datetime
    kind: str
    version: int
    from_state: str | None
    to_state: str | None
    reason: str | None
    text: str
    by_member: str | None
    by_staff: str | None
    on_behalf_of: str | None
    about: str | None
    signed: bool

    @property
    def place(self) -> str:
        """Return where it stands among entries of the same moment: what was said and reviewed before what followed."""
        return {"WORDS": "1", "REVIEW": "3", "DECISION": "4"}.get(self.kind, "2") + self.id


@dataclass(frozen=True, slots=True)
class Cover:
    """Count the services of one kind in one country; `never_used` had no referral yet. None hides a number."""

    country: str | None
    service_type: str | None
    offered: int | None
    expiring: int | None
    expired: int | None
    disputed: int | None
    stale: int | None
    never_used: int | None
    used: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """Hold an open check: which rule asked for it, RANDOM for none; only the secretariat sees which."""

    id: str
    listing_id: str
    rule: str
    criterion: str | None
    opened_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Report:
    """Hold one report as the node counts it."""

    id: str
    listing_id: str
    kind: ReportKind
    criterion: CriterionKind | None
    severity: Severity | None
    at: date
    by_owner: bool
