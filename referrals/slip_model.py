"""The nouns of a slip: she goes herself, and nothing is sent."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referrals.agreement import OnlyOneReason


class SlipOutcome(StrEnum):
    """Say what she told of it afterwards, in the only words that the node sees."""

    SERVED = "SERVED"
    PARTLY = "PARTLY"
    NOT_SERVED = "NOT_SERVED"
    DID_NOT_GO = "DID_NOT_GO"
    DECLINED_TO_ANSWER = "DECLINED_TO_ANSWER"
    UNREACHABLE = "UNREACHABLE"


@dataclass(frozen=True, slots=True)
class Slip:
    """Hold a slip: the need, the service, what she was shown as `listing@version`, and the day."""

    id: str
    need_id: str
    listing_id: str
    listing_version: int
    options: tuple[str, ...]
    only_one_reason: OnlyOneReason | None
    given_on: date
    outcome: SlipOutcome | None = None
    outcome_on: date | None = None
