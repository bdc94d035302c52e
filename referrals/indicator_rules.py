"""What may be published of counts, so that no woman follows from them (domain 6.F, 6.G; decision 0048).

- A period is a half-year and nothing else. It is counted once, 92 days after its end, and never again.
- A cell is safe when it holds 5 in all, and 5 or nobody besides those of any one organisation, which knows its own.
- Referrals of one need are one woman there, however many services she was sent to.
- What is not safe is merged, zeros too, with the smallest safe cell, so that nobody can tell which of them is small.
- Every list of one base adds up to the same number: they are published together or not at all.
- What is published of a list are sums of things that do not overlap: no sum of them tells of fewer than 5.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from statistics import median

from referrals.indicator_errors import BadPeriod

K = 5
SETTLE_DAYS = 92
"""How long after a half-year its referrals may still move before they are counted."""
_PERIOD = re.compile(r"(20[0-9]{2})-H([12])")


@dataclass(slots=True)
class Cell:
    """Count one category: in all, and by each organisation that knows of its own."""

    total: int = 0
    shares: Counter[str] = field(default_factory=Counter)
    needs: dict[int, frozenset[str]] = field(default_factory=dict)
    """Each need, with the organisations that know all its referrals here; empty where women are counted by hand."""

    def add(self, count: int, members: Iterable[str], need: int | None = None) -> None:
        """Count some more, which these organisations know; of one need where it is given."""
        known = frozenset(members)
        self.total += count
        for member in known:
            self.shares[member] += count
        if need is not None:
            self.needs[need] = self.needs.get(need, known) & known

    def safe(self) -> bool:
        """Say whether nobody learns of fewer than 5 from it, an organisation that takes its own away included."""
        own = Counter(member for known in self.needs.values() for member in known) if self.needs else self.shares
        rests = (self.women - share for share in own.values())
        return self.women >= K and all(rest == 0 or rest >= K for rest in rests)

    @property
    def women(self) -> int:
        """How many there are as far as can be known: one for each need."""
        return len(self.needs) or self.total

    def __add__(self, other: "Cell") -> "Cell":
        """Return both together."""
        needs = dict(self.needs)
        for need, known in other.needs.items():
            needs[need] = needs.get(need, known) & known
        return Cell(self.total + other.total, self.shares + other.shares, needs)


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one number that is published: of one category, or of several together."""

    categories: tuple[str, ...]
    count: int


def bounds(period: str) -> tuple[date, date]:
    """Return the first day of a half-year and the first day after it.

    Raises:
        BadPeriod: it is no half-year.
    """
    named = _PERIOD.fullmatch(period)
    if named is None:
        raise BadPeriod("period")
    year, half = int(named[1]), int(named[2])
    return (date(year, 1, 1), date(year, 7, 1)) if half == 1 else (date(year, 7, 1), date(year + 1, 1, 1))


def settled(period: str) -> date:
    """Return the day from which a half-year is counted."""
    return bounds(period)[1] + timedelta(days=SETTLE_DAYS)


def period_of(day: date) -> str:
    """Name the half-year of a day."""
    return f"{day.year}-H{1 if day.month < 7 else 2}"


def due(today: date, most: int = 4) -> list[str]:
    """Name the last half-years that can be counted, oldest first."""
    found: list[str] = []
    day = today
    while len(found) < most:
        if settled(period := period_of(day)) <= today:
            found.append(period)
        day = bounds(period)[0] - timedelta(days=1)
    return found[::-1]


def protect(cells: Mapping[str, Cell], chance: Random) -> list[Shown] | None:
    """Return what may be published of a list, None where nothing may.

    `chance` decides between cells of one size: by their names one could tell which of the merged is small.
    """
    small = sorted(name for name, cell in cells.items() if not cell.safe())
    large = sorted(
        (name for name, cell in cells.items() if cell.safe()), key=lambda name: (cells[name].total, chance.random())
    )
    merged = list(small)
    rest = sum((cells[name] for name in small), Cell())
    while small and (len(merged) == len(small) or not rest.safe()):
        if not large:
            return None
        name = large.pop(0)
        merged.append(name)
        rest += cells[name]
    shown = [Shown((name,), cells[name].total) for name in sorted(large)]
    return [*shown, Shown(tuple(sorted(merged)), rest.total)] if merged else shown or None


def together(lists: Mapping[str, Mapping[str, Cell]], chance: Random) -> dict[str, list[Shown] | None]:
    """Return what may be published of lists that count the same things in several ways: all of them, or none."""
    shown = {name: protect(cells, chance) for name, cells in lists.items()}
    return shown if all(shown.values()) else dict.fromkeys(lists)


def middle(days: Sequence[int], members: Sequence[Iterable[str]], needs: Sequence[int]) -> int | None:
    """Return the median in whole days; None where it rests on fewer than ten, or on few besides one organisation's."""
    cell = Cell()
    for known, need in zip(members, needs, strict=True):
        cell.add(1, known, need)
    if cell.women < 2 * K or not cell.safe():
        return None
    return round(median(days))
