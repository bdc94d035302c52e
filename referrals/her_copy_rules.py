"""What holds for her own copy: how long it is kept, and that an answer looks the same whether it is there or not."""

import hashlib
from calendar import monthrange
from datetime import date, datetime, timedelta

from crypto.copies import PAGE, PAGES, PART
from crypto.format import lp
from referrals import errors
from referrals import her_copy_errors as no
from referrals.agreement import Consent
from referrals.model import Referral

LONGEST = 731
"""How many days a consent, and so a copy, can run at most."""
FRESH = timedelta(minutes=5)
_VERSION, _CURVE = b"\1", 1 + 1120 - 1
"""Where the last byte of X25519's half of a real part lies; its highest bit is never set (RFC 7748)."""


def check_page(number: int) -> int:
    """Take the number of a page.

    Raises:
        BadPage: there is no such page.
    """
    if not 0 <= number < PAGES:
        raise no.BadPage("page", last=PAGES - 1)
    return number


def check_part(part: bytes) -> bytes:
    """Take a sealed part.

    Raises:
        BadPart: it has another length.
    """
    if len(part) != PART:
        raise no.BadPart("part", size=PART)
    return part


def ends_on(until: date, today: date) -> date:
    """Give the day until which a copy is kept: the last of the month, so that the day says less.

    Raises:
        BadEnd: the consent is over, or runs too long.
    """
    if not today <= until <= today + timedelta(days=LONGEST):
        raise no.BadEnd("until", days=LONGEST)
    return until.replace(day=monthrange(until.year, until.month)[1])


def filled(parts: list[bytes], secret: bytes, lookup: bytes, page: int) -> list[bytes]:
    """Fill a page up with false parts, which are the same each time and for nobody else to make."""
    return parts + [_false(secret, lookup, page * PAGE + at) for at in range(len(parts), PAGE)]


def _false(secret: bytes, lookup: bytes, place: int) -> bytes:
    made = bytearray(
        _VERSION + hashlib.shake_256(lp("tolerant/v1/copy-false", secret, lookup, str(place))).digest(PART - 1)
    )
    made[_CURVE] &= 0x7F
    return bytes(made)


def may_look(
    named: Consent | None, referral: Referral | None, goes_on: Consent | None, at: int, now: datetime
) -> tuple[Consent, Referral]:
    """Take a question of hers, asked just now, about a referral that goes on under her consent or a renewal of it.

    A renewal carries the same key of hers, and nothing else does.

    Raises:
        NoConsent: there is no such consent or referral, or it was asked at another time; which, is not told.
    """
    if named is None or referral is None or goes_on is None or not named.feedback_key:
        raise errors.NoConsent("consent")
    if goes_on.feedback_key != named.feedback_key:
        raise errors.NoConsent("consent")
    if abs(now.timestamp() - at) > FRESH.total_seconds():
        raise errors.NoConsent("at")
    return goes_on, referral
