"""What the node checks of an alert: that it is sealed to whom it is for, and says on its outside nothing else.

- It names no sender, no place in a thread, no category: only whom it is for, and until when it can be opened.
- It is kept for as long as it opens, so that what nobody can read any more does not lie about.
- Whoever reads it is told, and told again after two working days without an answer; the auditor then hears of what
  waits for the secretariat, and nobody else of anything.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from crypto.envelope import Envelope
from network.model import MemberKind
from referrals import alert_errors, consent_rules
from referrals.alert_model import Waiting
from referrals.working_days import ahead

TOLD_AT = (6, 10, 14)
"""At which hours (UTC) somebody is told, so that a notice does not say when an alert came."""
ANSWERED_IN = 2
"""After how many working days without an answer it is told again (as AMBER, domain 6.D)."""
WAITS, UNANSWERED = "ALERT_WAITS", "ALERT_UNANSWERED"
MOST_KEYS = 64
"""About how many alerts one question may ask."""

KEPT_DAYS = 35
"""How many days an alert is kept: as many as it opens, by the program that seals it."""
LONGEST_DAYS = 60
"""How far ahead its end may lie: whoever seals without login may have a clock that is wrong."""
_KEY = 32


def check(envelope: Envelope, key: bytes, recipient: str, now: datetime) -> None:
    """Refuse what is not an alert to that member; `key` (32 bytes) checks what is inside.

    Raises:
        AlertForAnother: it is not.
    """
    at = envelope.header.context
    expires = consent_rules.moment(at.expires)
    outside = (at.recipient, at.sender, at.seq, at.prev, at.version, at.log, envelope.header.categories)
    plain = outside == (recipient, "", 0, b"", 1, None, frozenset())
    if not plain or len(key) != _KEY or not now < expires <= now + timedelta(days=LONGEST_DAYS):
        raise alert_errors.AlertForAnother("envelope")


def word(told_on: date | None, country: str, today: date) -> str | None:
    """Say what is told of an alert that nobody answered; None where it is too early to tell again.

    Whoever was told on a day that is still to come was told by a clock that was ahead, and is told anew.
    """
    if told_on is None or told_on > today:
        return WAITS
    due = ahead(country, datetime.combine(told_on, time.min), ANSWERED_IN)
    return UNANSWERED if today >= due.date() else None


def hear(alert: Waiting, said: str, auditors: Iterable[str]) -> set[str]:
    """Say who is told: its reader, and the auditor where the secretariat does not answer, never the other way."""
    more = auditors if said == UNANSWERED and alert.kind == MemberKind.SECRETARIAT else ()
    return {alert.to_member, *more}
