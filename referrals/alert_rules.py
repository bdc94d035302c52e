"""What the node checks of an alert: that it is sealed to whom it is for, and says on its outside nothing else.

- It names no sender, no place in a thread, no category: only whom it is for, and until when it can be opened.
- It is kept for as long as it opens, so that what nobody can read any more does not lie about.
"""

from datetime import datetime, timedelta

from crypto.envelope import Envelope
from referrals import alert_errors, consent_rules

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
