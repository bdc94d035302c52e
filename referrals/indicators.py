"""The desk of what is published: half-years counted once, and what organisations count by hand for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random, SystemRandom
from typing import Any

from directory import actions as directory
from directory.areas import area_of
from directory.bad_facts import BadFact
from directory.codes import ServiceType
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import indicator_errors as errors
from referrals import indicator_rules as rules
from referrals import store_indicators as archive
from referrals.counting import cells_by_hand, cells_of, cells_of_withdrawals, waits
from referrals.erasure import ATTEST_DAYS
from referrals.indicator_model import HAND_LISTS, MEDIANS, REFERRAL_LISTS, ByHand
from referrals.indicator_rules import Shown

MOST, LARGEST = 500, 9_999


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what was published of one half-year; a list that is None tells of too few (`TOO_FEW`)."""

    period: str
    first: date
    last: date
    lists: tuple[tuple[str, tuple[Shown, ...] | None], ...]
    medians: tuple[tuple[str, int | None], ...]


async def publish(tx: Transaction, *, now: datetime, chance: Random | None = None) -> list[str]:
    """Count and publish the half-years that are due and were not published; `tx` is in the realm `node`.

    A half-year about which nothing is known is left out. What was counted by hand is deleted once it is published.
    """
    known, done = set(await archive.published(tx)), []
    for period in rules.due(now.date()):
        body = None if period in known else await _count(tx, period, chance or SystemRandom())
        if body is not None:
            await archive.publish(tx, period, body, now)
            await archive.drop_counts(tx, period, None)
            await network.record(tx, directory.NODE, "indicators.published", "period", period, now)
            done.append(period)
    return done


async def _count(tx: Transaction, period: str, chance: Random) -> dict[str, Any] | None:
    first, after = rules.bounds(period)
    sent = await archive.referrals(tx, first, after)
    taken_back = await archive.withdrawals(tx, first, after, ATTEST_DAYS)
    by_hand = await archive.counts(tx, period)
    if not (sent or taken_back or by_hand):
        return None
    shown = rules.together(cells_of(sent), chance)
    shown["WITHDRAWAL"] = rules.protect(cells_of_withdrawals(taken_back), chance)
    for name, cells in cells_by_hand(by_hand).items():
        shown[name] = _unnamed(rules.protect(cells, chance), closed=HAND_LISTS[name] is not None)
    whole = all(shown[name] for name in REFERRAL_LISTS)
    return {
        "lists": {name: found and [[list(each.categories), each.count] for each in found]
                  for name, found in shown.items()},
        "medians": {name: rules.middle(*waits(sent, name)) if whole else None for name in MEDIANS},
    }  # fmt: skip


def _unnamed(shown: list[Shown] | None, *, closed: bool) -> list[Shown] | None:
    """Leave out which categories were merged where a name alone tells that somebody was there."""
    if closed or shown is None:
        return shown
    return [each if len(each.categories) == 1 else Shown(("OTHER",), each.count) for each in shown]


async def report(tx: Transaction, caller: Caller, period: str) -> Report:
    """Show what was published of a half-year, to everybody who is signed in.

    Raises:
        BadPeriod: it is no half-year.
        NotPublished: it is not published, yet or ever.
    """
    require(caller)
    first, after = rules.bounds(period)
    body = await archive.snapshot(tx, period)
    if body is None:
        raise errors.NotPublished("period", day=rules.settled(period).isoformat())
    lists = tuple((name, _shown(body["lists"][name])) for name in (*REFERRAL_LISTS, "WITHDRAWAL", *HAND_LISTS))
    medians = tuple((name, body["medians"][name]) for name in MEDIANS)
    return Report(period, first, after - timedelta(days=1), lists, medians)


def _shown(found: Iterable[Sequence[Any]] | None) -> tuple[Shown, ...] | None:
    return None if found is None else tuple(Shown(tuple(categories), count) for categories, count in found)


async def periods(tx: Transaction, caller: Caller) -> list[str]:
    """Name the half-years that were published, newest first."""
    require(caller)
    return await archive.published(tx)


async def contribute(
    tx: Transaction, caller: Caller, period: str, counts: Sequence[ByHand], *, now: datetime
) -> list[ByHand]:
    """Take an organisation's counts by hand for a half-year; they replace what it counted before.

    Nobody else sees them; the node's operator could, until they are published in sums and deleted.

    Raises:
        RoleMissing: an administrator does.
        BadPeriod, CountsClosed: counts are taken from the first day of a half-year until it is counted.
        BadCount: a list, a category or a number is none.
    """
    require(caller, Role.ORG_ADMIN, Role.CASEWORKER)
    first, until = rules.bounds(period)[0], rules.settled(period)
    if not first <= now.date() < until or await archive.snapshot(tx, period) is not None:
        raise errors.CountsClosed("period", day=until.isoformat())
    checked = [_counted(each) for each in counts]
    if len(checked) > MOST or len({(each.list, each.category) for each in checked}) < len(checked):
        raise errors.BadCount("counts")
    await archive.drop_counts(tx, period, caller.member_id)
    await archive.add_counts(tx, caller.member_id, period, checked)
    await network.record(tx, caller, "indicators.counted", "period", period, now)
    return checked


def _counted(given: ByHand) -> ByHand:
    known = HAND_LISTS.get(given.list, ())
    if not 0 <= given.count <= LARGEST or (known is not None and given.category not in known):
        raise errors.BadCount("counts")
    if known is not None:
        return given
    kind, _, area = given.category.partition("@")
    try:
        return ByHand(given.list, f"{ServiceType(kind)}@{area_of(area)}", given.count)
    except (ValueError, BadFact):
        raise errors.BadCount("counts") from None
