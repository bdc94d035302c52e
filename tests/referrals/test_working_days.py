"""Days count as the recipient's country works: its holidays, its weekend, and Monday to Friday where nobody knows."""

from datetime import UTC, date, datetime

import pytest

from referrals.working_days import ahead, is_working, known, opened

CLOSED = {
    "Orthodox Easter Monday in Greece": ("GR", date(2027, 5, 3)),
    "Orthodox Easter Monday in Bulgaria": ("BG", date(2027, 5, 3)),
    "Orthodox Easter Monday in Romania": ("RO", date(2027, 5, 3)),
    "the national day of Austria": ("AT", date(2027, 10, 26)),
    "a Friday in Jordan": ("JO", date(2027, 5, 7)),
    "a Saturday where no calendar is known": ("XX", date(2027, 5, 8)),
    "a Sunday in a year that no calendar reaches": ("AT", date(2200, 1, 5)),
}
OPEN = {
    "Western Easter Monday in Greece": ("GR", date(2027, 3, 29)),
    "Orthodox Easter Monday in Austria": ("AT", date(2027, 5, 3)),
    "the national day of Austria in Italy": ("IT", date(2027, 10, 26)),
    "a Sunday in Jordan": ("JO", date(2027, 5, 9)),
    "New Year's Day where no calendar is known": ("XX", date(2027, 1, 1)),
    "New Year's Day in a year that no calendar reaches": ("AT", date(2200, 1, 1)),
}


@pytest.mark.parametrize("because", CLOSED | OPEN)
def test_a_country_works_on_its_own_days(because):
    country, day = (CLOSED | OPEN)[because]

    assert is_working(country, day) == (because in OPEN)


def test_a_calendar_that_is_missing_is_said():
    assert known("AT", 2027)
    assert not known("AT", 2200)
    assert not known("XX", 2027)


def test_two_working_days_over_orthodox_easter_take_a_week_in_greece_and_not_in_austria():
    thursday = datetime(2027, 4, 29, 15, 30, tzinfo=UTC)

    assert ahead("GR", thursday, 2) == datetime(
        2027, 5, 6, 15, 30, tzinfo=UTC
    )  # 1 May, a Saturday, moves to Tuesday there
    assert ahead("AT", thursday, 2) == datetime(2027, 5, 3, 15, 30, tzinfo=UTC)


def test_a_moment_on_a_closed_day_moves_to_the_next_that_is_open():
    assert opened("AT", datetime(2027, 10, 26, 9, tzinfo=UTC)) == datetime(2027, 10, 27, 9, tzinfo=UTC)
    assert opened("AT", datetime(2027, 10, 25, 9, tzinfo=UTC)) == datetime(2027, 10, 25, 9, tzinfo=UTC)
