"""The nouns of what is published of a half-year: which lists, what they count, and where their numbers come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.codes import ServiceType
from referrals.model import DeclineClass

FATES = (
    "CLOSED_BOTH", "CLOSED_WITHOUT_HER", "SILENT", "ACK_ONLY", *(f"DECLINED_{each}" for each in DeclineClass),
    "STOPPED_BY_HER", "STOPPED_BY_OTHERS", "GOING_ON",
)  # fmt: skip
"""What became of a referral: closed with both accounts, never opened, opened and never decided, and so on."""
TYPES = tuple(str(each) for each in ServiceType)
OPTIONS = ("ONE", "TWO", "THREE_OR_MORE")
WITHDRAWALS = ("IN_TIME", "LATE", "KEPT_ON_A_GROUND", "NO_WORD")
REFERRAL_LISTS: Mapping[str, tuple[str, ...]] = {"FATE": FATES, "SERVICE_TYPE": TYPES, "OPTIONS_SHOWN": OPTIONS}
"""Three ways to count the same referrals: those that were sent in the half-year."""
HAND_LISTS: Mapping[str, tuple[str, ...] | None] = {
    "AS_TOLD": ("AS_TOLD", "NOT_AS_TOLD"),
    "FELT_SAFE": ("YES", "NOT_ALWAYS", "NO"),
    "UNMET_NEED": None,
}
"""What the node cannot know, since her accounts are sealed and matching keeps nothing: organisations count by hand."""
MEDIANS = ("ACKNOWLEDGED", "DECIDED", "FIRST_CONTACT")


@dataclass(frozen=True, slots=True)
class Counted:
    """Hold what is counted of one referral; it has no id, and its need is a number for this one counting."""

    need: int
    from_member: str
    to_member: str
    service_type: str
    state: str
    reason: str | None
    decline_class: str | None
    org_feedback: str
    her_feedback: str
    asked_category: str | None
    sent_at: datetime
    received_at: datetime | None
    decided_at: datetime | None
    started_on: Any
    options: int | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """Hold one number that an organisation counted by hand."""

    list: str
    category: str
    count: int
