"""The nouns of a sealed letter to a house that is no member."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crypto.inbox_letter import InboxLetter
from referrals.agreement import Asked, OnlyOneReason


class InboxEnd(StrEnum):
    """Say why a letter is not there any more."""

    EMPTIED = "EMPTIED"
    """The house read it and deleted it."""
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    """She took her consent back, or a part of it."""
    STOPPED = "STOPPED"
    """Somebody else ended her consent, or the service is suspended."""
    TAKEN_BACK = "TAKEN_BACK"
    """The sender did."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Hold what a sender brings: what she was shown and agreed to, and the letter with what the node keeps of its code.

    `shown` are (listing, version); `lookup_kept` and `proof_kept` commitments of 32 bytes.
    """

    need_id: str
    listing_id: str
    listing_version: int
    shown: tuple[tuple[str, int], ...]
    only_one_reason: OnlyOneReason | None
    checklist_answered: bool
    token: bytes = field(repr=False)
    asked: Asked
    lookup_kept: bytes = field(repr=False)
    proof_kept: bytes = field(repr=False)
    letter: InboxLetter = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedInbox:
    """Hold one letter: where it lies and until when, and what came of it; the node reads neither letter nor answer."""

    id: str
    need_id: str
    listing_id: str
    listing_version: int
    consent_id: str
    options: tuple[str, ...]
    only_one_reason: OnlyOneReason | None
    given_at: datetime
    expires_at: datetime
    opened_at: datetime | None = None
    answered_at: datetime | None = None
    ended: InboxEnd | None = None
    ended_at: datetime | None = None
    answer: bytes | None = field(default=None, repr=False)
    proof_kept: bytes | None = field(default=None, repr=False)
    letter: bytes | None = field(default=None, repr=False)
