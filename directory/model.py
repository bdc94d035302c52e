"""Hold the nouns of the directory: the listing, its reviews, its decisions and what it offers to a referral."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from directory.codes import Accepting, AnswerValue, ListingState, ReviewVerdict, Route, ServiceType
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
    "Answer", "Availability", "Content", "Criterion", "Decision", "Fee", "InterpreterOffer", "Offer",
    "Outcome", "Place", "Provider", "Question", "Review", "Schedule", "ShelfRow", "StaffTraining",
    "Standing", "Text", "Vacancy", "parse_content",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """Hold a listing with the words that are shown of it: the vetted ones, or the newest of one never vetted.

    `version` numbers the words, and a referral names it; `saved` counts saves and is what a change must expect.
    """

    id: str
    state: ListingState
    version: int
    verified_at: datetime | None
    content: Content
    saved: int = 1
    provider_id: str = ""
    owner_member_id: str | None = None
    proposed_by: str | None = None
    current_version: int = 1
    vetted_version: int | None = None
    verified_by: tuple[str, ...] = ()
    expires_at: datetime | None = None
    updated_at: datetime | None = None
    suspended_reason: str | None = None
    source: str = ""
    source_id: str = ""
    availability_version: int = 1
    changed: int = 0
    confirmed_at: datetime | None = None
    warned_at: datetime | None = None
    round: int = 1
    renewal_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Hold what the owner of a listing must know to keep it true."""

    id: str
    state: ListingState
    owner_member_id: str | None
    saved: int
    version: int
    expires_at: datetime | None
    confirmed_at: datetime | None
    accepting: Accepting
    as_of: date | None
    availability_version: int
    stale_from: ListingState | None


@dataclass(frozen=True, slots=True)
class Unkept:
    """Hold a listing that nobody keeps true; `tell` is the member to tell, `until` what it will be lost on."""

    id: str
    tell: str | None
    state: ListingState
    version: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Signals:
    """Count by listing what referrals tell without words: days on which some ran out unanswered, her accounts in a
    year, and days on which its organisation had not said in time that it erased (under one listing of each)."""

    silent: Mapping[str, tuple[date, ...]]
    heard: Mapping[str, int]
    late: Mapping[str, tuple[date, ...]]


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold a word to a member about one of its listings."""

    id: str
    member_id: str
    listing_id: str
    kind: str
    due_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Live:
    """Count the live referrals to a listing by state, and the organisations that sent them; never an id."""

    by_state: tuple[tuple[str, int], ...] = ()
    members: int = 0


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
    round: int = 1
    listed: bytes | None = None
    """What the reviewer signed for the key log, where she approved."""


@dataclass(frozen=True, slots=True)
class ListedWords:
    """Hold the words of a version as everybody is shown them, and the salt (32 bytes) of their hash in the key log."""

    salt: bytes
    words: bytes


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
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where a service stands that was vetted once, and how one version of its words is reached, as stored."""

    state: str
    vetted_version: int | None
    expires_at: datetime | None
    owner_member_id: str | None
    accepting: str
    route: str | None
    broker_member: str | None
    service_types: list[str] | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Say what a referral may be sent to; made only for a listing that may take one now."""

    listing_id: str
    version: int
    provider_member_id: str | None
    route: Route
    service_types: tuple[ServiceType, ...]
    state: ListingState
    broker_member_id: str | None = None


Answers = Mapping[str, Answer]
