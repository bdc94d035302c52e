"""What follows from reports about a service, as one table (domain 6.E, 6.F).

- A report on a condition names it; one on safety, confidentiality or discrimination says how bad it is.
- A rule fires on so many reports within so many days, or on fewer where they are RED or the owner's own.
- A report is used once. What a rule found before is not found again.
- What is not urgent waits for a random while, and opens in the batch of a Monday.
- A batch mixes four checks that nobody asked for with each that reports asked for, and holds at least one of them.
- Nothing here suspends a service: a person of the secretariat decides that, when it is safe for her.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from directory.casebook import Report
from directory.codes import CriterionKind, ReportKind, Severity

K = ReportKind
ON_A_CRITERION = frozenset({K.CRITERION_STRICTER, K.CRITERION_LOOSER})
HOW_BAD = frozenset({K.SAFEGUARDING, K.CONFIDENTIALITY, K.DISCRIMINATION})
YEAR, NINETY_DAYS = 365, 90
COVER = 4
"""Random checks beside each that reports asked for: with its own they are five, the least that a number may tell of."""
HEARD, LOW = 5, 0.4
"""A share is looked at from five accounts on; it is low when two in five would not go again."""
CHECK_DAYS = 14
RANDOM = "RANDOM"


class Action(StrEnum):
    """Say what a rule does."""

    DISPUTE = "DISPUTE"
    CHECK = "CHECK"
    PROPOSE = "PROPOSE"
    WARN = "WARN"
    PAUSE = "PAUSE"


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold one line of the table: `least` reports (or events) in `days`, or `red` RED ones, or one of the owner's own.

    `who` acts within `due_days` after it opened; `delay_days` is the longest random wait, None for at once.
    """

    name: str
    kinds: frozenset[ReportKind]
    least: int
    days: int
    action: Action
    who: str
    due_days: int
    delay_days: int | None = None
    red: int = 0
    owner: bool = False


RULES = (
    Rule("SUSPENSION_PROPOSED", frozenset({K.SAFEGUARDING}), 0, YEAR, Action.PROPOSE, "SECRETARIAT", 0, red=1),
    Rule("INCIDENT", frozenset({K.CONFIDENTIALITY}), 0, YEAR, Action.PROPOSE, "SECRETARIAT", 3, red=1),
    Rule("DISCRIMINATION", frozenset({K.DISCRIMINATION}), 2, YEAR, Action.CHECK, "SECRETARIAT", 14, 0, red=1),
    Rule("CRITERION_DISPUTED", ON_A_CRITERION, 2, YEAR, Action.DISPUTE, "OWNER", 14, 14, owner=True),
    Rule("ELIGIBLE_DECLINED", frozenset({K.ELIGIBLE_DECLINED}), 2, YEAR, Action.CHECK, "SECRETARIAT", 14, 28),
    Rule("CONCERNS", frozenset({K.SAFEGUARDING, K.CONFIDENTIALITY}), 2, YEAR, Action.CHECK, "SECRETARIAT", 14, 28),
    Rule("NOT_SAFE_AGAIN", frozenset({K.NOT_SAFE_AGAIN}), 1, YEAR, Action.CHECK, "SECRETARIAT", 14, 56),
)
"""What follows from reports. A rule that stands earlier takes its reports first."""
PAUSED = Rule("NO_ANSWER_PAUSED", frozenset(), 4, NINETY_DAYS, Action.PAUSE, "NODE", 0)
WARNED = Rule("NO_ANSWER_WARNED", frozenset(), 2, NINETY_DAYS, Action.WARN, "OWNER", 14)
MEMBERSHIP = Rule("MEMBERSHIP_REVIEW", frozenset(), 2, YEAR, Action.PROPOSE, "SECRETARIAT", 7)
SIGNALS = (PAUSED, WARNED, MEMBERSHIP)
"""What follows from referrals that nobody answered, and from erasures that nobody attested."""


@dataclass(frozen=True, slots=True)
class Found:
    """Say that a rule fires for a listing: on which condition, with which reports, and whether the owner said so."""

    rule: Rule
    listing_id: str
    criterion: CriterionKind | None = None
    reports: tuple[str, ...] = ()
    by_owner: bool = False


def complete(kind: ReportKind, criterion: CriterionKind | None, severity: Severity | None) -> bool:
    """Say whether a report says what its kind needs, and nothing else."""
    return (kind in ON_A_CRITERION) == (criterion is not None) and (kind in HOW_BAD) == (severity is not None)


def from_reports(listing_id: str, reports: Iterable[Report], heard: int, today: date) -> Iterator[Found]:
    """Give what follows from the unused reports about one listing; `heard` is the number of her accounts in a year."""
    left = list(reports)
    for rule in RULES:
        recent = [each for each in left if each.kind in rule.kinds and each.at > today - timedelta(days=rule.days)]
        for criterion in dict.fromkeys(each.criterion for each in recent):
            about = [each for each in recent if each.criterion is criterion]
            if _fires(rule, about, heard):
                left = [each for each in left if each not in about]
                yield Found(
                    rule, listing_id, criterion, tuple(each.id for each in about), any(each.by_owner for each in about)
                )


def _fires(rule: Rule, about: Sequence[Report], heard: int) -> bool:
    if rule.name == "NOT_SAFE_AGAIN":
        return heard >= HEARD and len(about) >= LOW * heard
    red = sum(each.severity is Severity.RED for each in about)
    many = bool(rule.least) and len(about) >= rule.least
    return many or bool(rule.red and red >= rule.red) or (rule.owner and any(each.by_owner for each in about))


def from_silence(
    listing_id: str, silent: Collection[date], warned: date | None, paused: date | None, today: date
) -> Found | None:
    """Say what follows from the days on which referrals ran out unanswered, after what was done before."""
    since = max(paused or date.min, today - timedelta(days=NINETY_DAYS))
    recent = [day for day in silent if day > since]
    if len(recent) >= PAUSED.least:
        return Found(PAUSED, listing_id)
    if len(recent) >= WARNED.least and not (warned and warned > since):
        return Found(WARNED, listing_id)
    return None


def from_debts(listing_id: str, late: Collection[date], reviewed: date | None, today: date) -> Found | None:
    """Say whether to speak with an organisation that twice gave no word on erasing; `listing_id` is one of its."""
    since = max(reviewed or date.min, today - timedelta(days=MEMBERSHIP.days))
    return Found(MEMBERSHIP, listing_id) if sum(day > since for day in late) >= MEMBERSHIP.least else None


def monday(day: date) -> date:
    """Return the Monday of a day's week, on which its batch is drawn."""
    return day - timedelta(days=day.weekday())


def opens(found: Found, today: date, chance: Random) -> date:
    """Say when something opens: at once, or on a Monday after a random while that starts today."""
    if found.rule.delay_days is None or found.by_owner:
        return today
    return monday(today + timedelta(days=chance.randint(0, found.rule.delay_days))) + timedelta(days=7)


def cover(asked: int, others: Sequence[str], chance: Random) -> list[str]:
    """Choose listings that are checked for no reason, beside those that reports asked for."""
    return chance.sample(sorted(others), min(len(others), max(1, COVER * asked)))
