"""The only clock: everything below the door is told what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """Tell the time in UTC, once per request, so that one act has one time."""
    return datetime.now(UTC)
