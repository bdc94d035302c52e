"""Hold the nouns of the directory: the listing, its reviews, its decisions and what it offers to a referral."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from directory.codes import AnswerValue, ListingState, ReviewVerdict, Route, ServiceType
from directory.content import (
    Availability,
    Content,
    Criterion,
    Fee,
    InterpreterOffer,
    Outcome,
    Place,
    Provider,
    Schedule,
    StaffTraining,
    Text,
    Vacancy,
)
from directory.reading import parse_content

__all__ = [
    "Answer", "Availability", "Content", "Criterion", "Decision", "Fee", "InterpreterOffer", "Listing", "Offer",
    "Organisation", "Outcome", "Place", "Provider", "Question", "Review", "Schedule", "StaffTraining", "Text",
    "Vacancy", "parse_content",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organisation:
    """Name the organisation behind a listing, as the directory knows it."""

    id: str
    name: str
    country: str | None
    member_id: str | None
    website: str | None
    phone: str | None
    email: str | None
    source: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold one service as the network offers it; its words stand in numbered versions that never change.

    `shown_version` is what a caseworker sees: the vetted one where there is one. `version` counts saves.
    """

    id: str
    provider_id: str
    owner_member_id: str | None
    proposed_by: str | None
    state: ListingState
    current_version: int
    vetted_version: int | None
    verified_at: datetime | None
    verified_by: tuple[str, ...]
    expires_at: datetime | None
    suspended_reason: str | None
    source: str
    source_id: str
    updated_at: datetime
    version: int

    @property
    def shown_version(self) -> int:
        """Return the version in force: the vetted one, or the newest of a listing never vetted."""
        return self.vetted_version or self.current_version

    @property
    def in_review(self) -> bool:
        """Return whether the newest version still waits for its two signatures."""
        return self.vetted_version != self.current_version and self.state is not ListingState.DELISTED


@dataclass(frozen=True, slots=True)
class Question:
    """Hold one question of the published vetting checklist."""

    id: str
    part: str
    question: str
    why: str
    guide_section: str
    applies_to: tuple[ServiceType, ...] | None
    blocking: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold a reviewer's answer to one question, with what it rests on."""

    question: str
    value: AnswerValue
    evidence: str
    source: str
    date: date


@dataclass(frozen=True, slots=True)
class Review:
    """Hold one signed review of one version."""

    id: str
    listing_id: str
    version: int
    reviewer_staff: str
    reviewer_member: str
    answers: tuple[Answer, ...]
    verdict: ReviewVerdict
    note: str
    statement: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one append-only decision about a listing, with its reason."""

    id: str
    listing_id: str
    version: int
    from_state: ListingState
    to_state: ListingState
    reason: str
    note: str
    by_staff: str | None
    by_member: str | None
    statement: bytes | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """Say what a referral may be sent to; made only for a listing that may take one now."""

    listing_id: str
    version: int
    provider_member_id: str | None
    route: Route
    service_types: tuple[ServiceType, ...]
    state: ListingState
    criteria_kinds: tuple[str, ...]
    broker_member_id: str | None = None


Answers = Mapping[str, Answer]
