"""The nouns of waiting: what a referral owes, to whom, until when, and how far the node has gone about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from referrals.model import Referral


class Kind(StrEnum):
    """Say what is waited for."""

    UNSENT = "UNSENT"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    DECIDE = "DECIDE"
    ANSWER_INFORMATION = "ANSWER_INFORMATION"
    REVIEW_WAITLIST = "REVIEW_WAITLIST"
    FIRST_CONTACT = "FIRST_CONTACT"
    ASK_HER_FIRST = "ASK_HER_FIRST"
    CHECK_OUTCOME = "CHECK_OUTCOME"
    ASK_HER = "ASK_HER"
    CLOSE = "CLOSE"
    FOLLOW_UP = "FOLLOW_UP"
    LOST_CONTACT = "LOST_CONTACT"
    CONSENT_ENDS = "CONSENT_ENDS"
    CONSENT_ENDED = "CONSENT_ENDED"


class Stage(IntEnum):
    """Say how far the node has gone about it."""

    WAITS = 0
    REMINDED = 1
    ESCALATED = 2
    DONE = 3


@dataclass(frozen=True, slots=True)
class TimerSettings:
    """Hold how long is waited for one type of service: days, of which the first seven are working days.

    `grace` is the time between a reminder, its escalation and the end. `follow_up_months` are months after the service
    began at which she is asked how it goes, if she agreed to that.
    """

    acknowledge_days: int = 2
    urgent_acknowledge_days: int = 1
    decide_days: int = 5
    urgent_decide_days: int = 2
    grace_days: int = 2
    urgent_grace_days: int = 1
    first_contact_days: int = 10
    review_days: int = 30
    outcome_days: int = 30
    first_check_days: int = 7
    follow_up_months: tuple[int, ...] = ()


JOB_MONTHS = (1, 3, 6, 12, 24)
JOBS = frozenset({"EMPLOYER", "PUBLIC_EMPLOYMENT_DESK", "RECRUITMENT_AGENCY", "SOCIAL_BUSINESS_STARTUP"})
"""Service types that lead to work: whether it lasts is seen after months only."""


def default_settings(service_type: str) -> TimerSettings:
    """Give the times that hold where the secretariat has set no others."""
    return TimerSettings(follow_up_months=JOB_MONTHS if service_type in JOBS else ())


@dataclass(frozen=True, slots=True)
class Timer:
    """Hold one thing that is due, once: the number tells two of one kind apart."""

    kind: Kind
    number: int
    due_at: datetime
    stage: Stage = Stage.WAITS
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold one step that was taken on a referral."""

    seq: int
    name: str
    to_state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """Hold all that says what is due about one referral; `follow_up` is her yes to being asked later."""

    referral: Referral
    service_type: str
    urgent: bool
    country: str
    consent_ends: datetime | None
    follow_up: bool
    steps: tuple[Taken, ...]
    timers: tuple[Timer, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Hold one word to one of the two organisations."""

    member_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what the node does about one referral now, and when it looks again (None: when a step is taken)."""

    timers: tuple[Timer, ...]
    told: tuple[Told, ...] = ()
    step: str | None = None
    reason: str | None = None
    overdue: bool = False
    look_at: datetime | None = None
    due: Timer | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Hold when a worker last looked, and since when one has looked without a gap."""

    looked_at: datetime
    awake_since: datetime
    back: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Say who is reminded, whether it is escalated, how it ends, and after which step it runs.

    `after` empty: after the last step, whatever it was. `shown`: both organisations see that it is due.
    """

    reminds: str | None
    after: tuple[str, ...] = ()
    escalates: bool = False
    step: str | None = None
    reason: str | None = None
    shown: bool = False


PLANS = {
    Kind.UNSENT: Plan(None, (), step="EXPIRE", reason="NEVER_SENT"),
    Kind.ACKNOWLEDGE: Plan("B", ("SEND",), True, "EXPIRE", "NO_ACK", shown=True),
    Kind.DECIDE: Plan("B", ("ACKNOWLEDGE",), True, "EXPIRE", "NO_DECISION", shown=True),
    Kind.ANSWER_INFORMATION: Plan("A", ("ASK_FOR_INFORMATION",), True, "EXPIRE", "NO_DECISION", shown=True),
    Kind.REVIEW_WAITLIST: Plan("B", ("WAITLIST",), True, "EXPIRE", "REVIEW_MISSED", shown=True),
    Kind.FIRST_CONTACT: Plan("B", ("ACCEPT",), True, shown=True),
    Kind.ASK_HER_FIRST: Plan("A", ("ACCEPT",)),
    Kind.CHECK_OUTCOME: Plan("B", ("START", "DISPUTE_OUTCOME", "REOPEN")),
    Kind.ASK_HER: Plan("A", ("REPORT_OUTCOME",), True),
    Kind.CLOSE: Plan(None, (), step="CLOSE"),
    Kind.FOLLOW_UP: Plan("A", ("ACCEPT", "START")),
    Kind.LOST_CONTACT: Plan("A", ("ASKED_HER_ATTEMPT_FAILED",)),
    Kind.CONSENT_ENDS: Plan("A"),
    Kind.CONSENT_ENDED: Plan(None, step="EXPIRE", reason="CONSENT_EXPIRED"),
}
