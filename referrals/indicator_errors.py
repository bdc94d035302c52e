"""Say no to a report that is not there, and to counts that cannot be taken in."""

from kit.errors import Refusal


class BadPeriod(Refusal):
    """Refuse a period that is no half-year: periods that overlap would tell of single women."""

    code = "BAD_PERIOD"
    sentence = "Name a half-year, such as 2026-H1. Other periods are not counted."


class NotPublished(Refusal):
    """Say that a half-year has not been counted."""

    code = "NOT_PUBLISHED"
    sentence = "This half-year is not published. It is counted once, after {day}, where there is something to count."


class CountsClosed(Refusal):
    """Refuse counts for a half-year that has not begun, or that is counted."""

    code = "COUNTS_CLOSED"
    sentence = "Counts for this half-year are taken from its first day until {day}."


class BadCount(Refusal):
    """Refuse a count of what is not counted."""

    code = "BAD_COUNT"
    sentence = (
        "Counts are whole numbers from 0 to 9,999 under a known list and category, each once, 500 at most. Unmet needs "
        "are counted as TYPE@AREA, such as LANGUAGE_COURSE@AT-9."
    )
