"""The nouns of mail: where a member of staff is told that there is something new, and when not."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """Hold what a member of staff asks for. Hours are 0 to 23 in her time zone; equal ones mean no quiet hours."""

    address: str = field(repr=False)
    language: str
    zone: str
    quiet_from: int
    quiet_to: int
    every_minutes: int


@dataclass(frozen=True, slots=True)
class Mail:
    """Hold one address, and until when it was told of news; nobody is told before the address was confirmed.

    `supervisor` says, where somebody is to be told, whether she is an administrator of her organisation.
    """

    staff_id: str
    member_id: str
    wish: Wish
    code_hash: bytes | None = field(repr=False)
    code_until: datetime | None
    code_tries: int
    codes_on: date | None
    codes: int
    confirmed_at: datetime | None
    told_at: datetime | None
    next_at: datetime | None
    failures: int
    supervisor: bool = False
