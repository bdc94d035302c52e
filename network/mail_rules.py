"""Who is told of news by mail, when, and when not.

- An address is told something only after its code came back: nobody sends mail to strangers through a node.
- A mail says nothing of what is new. There is at most one in the pause that its reader chose, and none in quiet hours.
- A woman's address is not kept anywhere, so nothing is ever sent to her.
"""

import re
from datetime import datetime, time, timedelta
from hmac import compare_digest
from zoneinfo import ZoneInfo

from crypto.format import blake2b, lp
from network import mail_errors
from network.mail_model import Mail, Wish

CODE_LASTS = timedelta(minutes=30)
MOST_TRIES = 5
MOST_CODES = 5
"""Codes that one person may have sent in a day."""
LONGEST_PAUSE = timedelta(hours=1)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])")


def check(wish: Wish, languages: list[str]) -> None:
    """Refuse what cannot be kept.

    Raises:
        BadAddress, BadTimes, BadZone, BadLanguage: one of these.
    """
    if len(wish.address) > 254 or not _ADDRESS.fullmatch(wish.address) or ".." in wish.address:
        raise mail_errors.BadAddress("address")
    if not (0 <= wish.quiet_from <= 23 and 0 <= wish.quiet_to <= 23 and 5 <= wish.every_minutes <= 1440):
        raise mail_errors.BadTimes("quietFrom")
    if wish.language not in languages:
        raise mail_errors.BadLanguage("language", languages=", ".join(languages))
    try:
        ZoneInfo(wish.zone)
    except (ValueError, OSError, KeyError):
        raise mail_errors.BadZone("zone") from None


def code_hash(staff_id: str, code: str) -> bytes:
    """Hash a code (8 digits; spaces do not count), so that a copy of the database does not hold it (32 bytes)."""
    return blake2b(lp("tolerant/v1/mail-code", staff_id, "".join(code.split())))


def codes_today(before: Mail | None, now: datetime) -> int:
    """Say how many codes were sent today, with the one that is asked for now.

    Raises:
        TooManyCodes: enough were.
    """
    sent = before.codes if before is not None and before.codes_on == now.date() else 0
    if sent >= MOST_CODES:
        raise mail_errors.TooManyCodes("address")
    return sent + 1


def confirms(mail: Mail, code: str, now: datetime) -> bool:
    """Say whether a code is the one that was sent, in time, and not tried too often; this try is counted in `mail`."""
    if mail.code_hash is None or mail.code_until is None or mail.code_until <= now or mail.code_tries > MOST_TRIES:
        return False
    return compare_digest(mail.code_hash, code_hash(mail.staff_id, code))


def quiet_until(wish: Wish, now: datetime) -> datetime | None:
    """Say when the quiet hours end that hold now; None where none hold."""
    zone = ZoneInfo(wish.zone)
    there = now.astimezone(zone)
    begin, end = wish.quiet_from, wish.quiet_to
    inside = begin <= there.hour < end if begin <= end else there.hour >= begin or there.hour < end
    if begin == end or not inside:
        return None
    day = there.date() + timedelta(days=1) if there.hour >= end else there.date()
    return datetime.combine(day, time(end), zone).astimezone(now.tzinfo)


def after_failure(mail: Mail, now: datetime) -> datetime:
    """Say when to try again: after one minute, then two, four and so on, up to an hour."""
    pause = min(timedelta(minutes=2 ** min(mail.failures, 10)), LONGEST_PAUSE)
    return now + pause


def look_again(now: datetime) -> datetime:
    """Say when to look again where nothing was new."""
    return now + timedelta(minutes=1)


def after_mail(wish: Wish, now: datetime) -> datetime:
    """Say when the next mail may go, after the pause that its reader chose."""
    return now + timedelta(minutes=wish.every_minutes)
