"""Count working days as a country does, so that nobody is called late for a day on which its doors were closed.

National holidays and each country's own weekend come from the package `holidays` (MIT). Of a country or a year that it
does not know Monday to Friday are counted, without holidays, and `known` says so (record 0039).
"""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from holidays import HolidayBase, country_holidays, list_supported_countries

DAY = timedelta(days=1)


@cache
def _calendar(country: str) -> HolidayBase | None:
    return country_holidays(country) if country in list_supported_countries() else None


def known(country: str, year: int) -> bool:
    """Say whether the holidays of a country (ISO 3166-1 alpha-2) are known for a year."""
    calendar = _calendar(country)
    return calendar is not None and calendar.start_year <= year <= calendar.end_year


@lru_cache(maxsize=1 << 14)
def is_working(country: str, day: date) -> bool:
    """Say whether a country works on a day."""
    calendar = _calendar(country)
    if calendar is None or not known(country, day.year):
        return day.weekday() < 5
    return calendar.is_working_day(day)


def ahead(country: str, start: datetime, days: int) -> datetime:
    """Give the same time of day so many working days later."""
    at = start
    while days:
        at += DAY
        days -= is_working(country, at.date())
    return at


def opened(country: str, at: datetime) -> datetime:
    """Give the moment itself on a working day, else the same time of the next one."""
    while not is_working(country, at.date()):
        at += DAY
    return at
