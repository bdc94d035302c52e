"""Count referrals, withdrawals and counts by hand into cells, each with the organisations that know of its own."""

from collections.abc import Iterable, Sequence
from datetime import date

from referrals.indicator_model import HAND_LISTS, OPTIONS, REFERRAL_LISTS, WITHDRAWALS, ByHand, Counted
from referrals.indicator_rules import Cell

Cells = dict[str, Cell]
_STOPPED_BY_HER = frozenset({"WITHDRAWN", "CLIENT_DECLINED"})
_STOPPED = frozenset({"CANCELLED", "VOID", "EXPIRED"})


def fate(one: Counted) -> str:
    """Say what became of a referral, in one word of `FATES`."""
    if one.state == "CLOSED":
        return "CLOSED_BOTH" if one.her_feedback == "RECEIVED" == one.org_feedback else "CLOSED_WITHOUT_HER"
    if one.state == "EXPIRED" and one.reason == "NO_ACK":
        return "SILENT"
    if one.state == "EXPIRED" and one.reason == "NO_DECISION" and one.asked_category is None:
        return "ACK_ONLY"
    if one.state == "DECLINED":
        return f"DECLINED_{one.decline_class or 'OTHER'}"
    if one.state in _STOPPED_BY_HER:
        return "STOPPED_BY_HER"
    return "STOPPED_BY_OTHERS" if one.state in _STOPPED else "GOING_ON"


def cells_of(sent: Iterable[Counted]) -> dict[str, Cells]:
    """Count referrals in three ways: by what became of them, by kind of service, by options that were shown."""
    found = {name: {each: Cell() for each in categories} for name, categories in REFERRAL_LISTS.items()}
    for one in sent:
        known = (one.from_member, one.to_member)
        kind = one.service_type if one.service_type in found["SERVICE_TYPE"] else "OTHER"
        shown = OPTIONS[min(max(one.options or 1, 1), len(OPTIONS)) - 1]
        for name, category in (("FATE", fate(one)), ("SERVICE_TYPE", kind), ("OPTIONS_SHOWN", shown)):
            found[name][category].add(1, known, one.need)
    return found


def cells_of_withdrawals(rows: Iterable[tuple[str, str, int, bool | None, bool | None]]) -> Cells:
    """Count by whether the recipient gave its word on erasing within the days that it has."""
    found = {each: Cell() for each in WITHDRAWALS}
    for sender, recipient, need, erased, in_time in rows:
        word = "NO_WORD" if erased is None else "KEPT_ON_A_GROUND" if not erased else "IN_TIME" if in_time else "LATE"
        found[word].add(1, (sender, recipient), need)
    return found


def cells_by_hand(counts: Iterable[tuple[str, ByHand]]) -> dict[str, Cells]:
    """Add up what organisations counted by hand."""
    found: dict[str, Cells] = {name: {each: Cell() for each in known or ()} for name, known in HAND_LISTS.items()}
    for member, one in counts:
        found[one.list].setdefault(one.category, Cell()).add(one.count, (member,))
    return found


def waits(sent: Sequence[Counted], name: str) -> tuple[list[int], list[tuple[str, str]], list[int]]:
    """Give the days that one kind of answer took, the organisations that know each, and its need."""
    days: list[int] = []
    known: list[tuple[str, str]] = []
    needs: list[int] = []
    for one in sent:
        begun = one.decided_at if name == "FIRST_CONTACT" else one.sent_at
        ended = {"ACKNOWLEDGED": one.received_at, "DECIDED": one.decided_at, "FIRST_CONTACT": one.started_on}[name]
        if begun is not None and ended is not None:
            days.append(max((_day(ended) - _day(begun)).days, 0))
            known.append((one.from_member, one.to_member))
            needs.append(one.need)
    return days, known, needs


def _day(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)
