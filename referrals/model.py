"""The nouns of a referral on its way: its state, its two accounts, and every step that was taken."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from crypto.envelope import Envelope
from referrals.agreement import Mode


class State(StrEnum):
    """Say where a referral stands (FHIR R4 Task, domain states)."""

    DRAFT = "DRAFT"
    AWAITING_CONSENT = "AWAITING_CONSENT"
    SENT = "SENT"
    RECEIVED = "RECEIVED"
    INFO_REQUESTED = "INFO_REQUESTED"
    WAITLISTED = "WAITLISTED"
    ACCEPTED = "ACCEPTED"
    IN_SERVICE = "IN_SERVICE"
    ON_HOLD_SAFETY = "ON_HOLD_SAFETY"
    OUTCOME_REPORTED = "OUTCOME_REPORTED"
    CLOSED = "CLOSED"
    DECLINED = "DECLINED"
    CLIENT_DECLINED = "CLIENT_DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    VOID = "VOID"


class Actor(StrEnum):
    """Say as whom somebody acts on one referral."""

    A = "A"
    A_PLUS = "A+"
    B = "B"
    B_PLUS = "B+"
    W = "W"
    S = "S"
    T = "T"


class OrgFeedback(StrEnum):
    """Say whether the organisation has given its account."""

    NOT_DUE = "NOT_DUE"
    DUE = "DUE"
    RECEIVED = "RECEIVED"
    OVERDUE = "OVERDUE"


class HerFeedback(StrEnum):
    """Say whether the woman has given her account."""

    NOT_DUE = "NOT_DUE"
    DUE = "DUE"
    RECEIVED = "RECEIVED"
    DECLINED_TO_ANSWER = "DECLINED_TO_ANSWER"
    UNREACHABLE = "UNREACHABLE"


class DeclineClass(StrEnum):
    """Say, in the only words that the node sees, why an organisation will not serve."""

    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NO_CAPACITY = "NO_CAPACITY"
    SERVICE_CHANGED = "SERVICE_CHANGED"
    CANNOT_SERVE_SAFELY = "CANNOT_SERVE_SAFELY"
    INSUFFICIENT_INFO = "INSUFFICIENT_INFO"
    OTHER = "OTHER"


class OutcomeClass(StrEnum):
    """Say whether she was served, in the only words that the node sees."""

    SERVED = "SERVED"
    PARTLY = "PARTLY"
    NOT_SERVED = "NOT_SERVED"


class HerAnswer(StrEnum):
    """Say what came of asking her."""

    DECLINED_TO_ANSWER = "DECLINED_TO_ANSWER"
    ATTEMPT_FAILED = "ATTEMPT_FAILED"
    UNREACHABLE = "UNREACHABLE"
    ANSWERED_BEFORE = "ANSWERED_BEFORE"


@dataclass(frozen=True, slots=True)
class Referral:
    """Hold one woman on her way to one version of one listing: no name, no story."""

    id: str
    need_id: str
    from_member: str
    to_member: str
    listing_id: str
    listing_version: int
    consent_id: str | None
    state: State
    held_from: State | None
    mode: Mode
    org_feedback: OrgFeedback
    her_feedback: HerFeedback
    attempts: int
    decline_class: DeclineClass | None
    outcome_class: OutcomeClass | None
    reason: str | None
    asked_category: str | None
    drafted_at: datetime
    changed_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    decided_at: datetime | None
    first_contact_on: date | None
    expected_on: date | None
    review_on: date | None
    started_on: date | None
    outcome_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    due_what: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Details:
    """Hold what a step brings along; each step says which of these it needs."""

    reason: str | None = None
    category: str | None = None
    first_contact_on: date | None = None
    safe_contact_read: bool = False
    interpreter_answered: bool = False
    expected_on: date | None = None
    review_on: date | None = None
    decline_class: DeclineClass | None = None
    started_on: date | None = None
    outcome_class: OutcomeClass | None = None
    risk_reassessed: bool = False
    her_wish: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Hold one step that was taken."""

    seq: int
    name: str
    from_state: str
    to_state: str
    by_actor: str
    by_member: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold a word to an organisation without content: look at this referral, or (without one) at your alerts."""

    id: str
    referral_id: str | None
    kind: str
    erase_by: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold one kept envelope; `data` is None after it was shredded."""

    env_id: bytes
    kind: str
    referral_id: str
    seq: int
    sender: str
    recipient: str
    at: datetime
    data: Envelope | None
