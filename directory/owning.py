"""Keep many listings true in one call: each is done or refused by itself, and the same call again changes nothing."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from directory import freshness, store_upkeep, vetting_errors
from directory import store_vetting as archive
from directory.codes import ListingState
from directory.model import Decision, Notice, Upkeep
from kit.errors import BadCursor, Refusal
from kit.ids import check_id, new_id
from kit.page import check_first, decode_cursor
from network import actions as network
from network.context import Transaction
from network.model import Caller
from network.rules import require

FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """Name a listing as it was looked at."""

    id: str
    expected: int


@dataclass(frozen=True, slots=True)
class Said:
    """Say what became of one item: done where `code` is None, else the refusal."""

    id: str
    code: str | None = None
    sentence: str = ""
    field: str | None = None
    current: int | None = None


Judge = Callable[[Upkeep | None, Item], ListingState | None]
Act = Callable[[list[tuple[Upkeep, ListingState | None]]], Awaitable[None]]


async def confirm(tx: Transaction, caller: Caller, items: Sequence[Item], key: str, *, now: datetime) -> list[Said]:
    """Say that listings are still true; the day of the check stays where it is.

    Raises:
        BadBatch, TwiceInOneCall: the call as a whole is none.
        RoleMissing: the caller's roles do not cover it.
    """
    require(caller, *freshness.SPEAKERS)

    async def act(good: list[tuple[Upkeep, ListingState | None]]) -> None:
        states = [state or row.state for row, state in good]
        await store_upkeep.confirm(tx, [row.id for row, _ in good], states, caller.member_id, now)
        decisions = [
            Decision(new_id(), row.id, row.version, row.state, state, "CONFIRMED", "", caller.staff_id,
                     caller.member_id, None, now)
            for (row, _), state in zip(good, states, strict=True)
        ]  # fmt: skip
        await archive.add_decisions(tx, decisions)

    def judge(row: Upkeep | None, item: Item) -> ListingState | None:
        return freshness.confirm(caller, row, item.expected, now)

    return await _each(tx, caller, items, key, "listing.confirm", judge, act, now)


async def renew_availability(
    tx: Transaction, caller: Caller, items: Sequence[Item], key: str, *, now: datetime
) -> list[Said]:
    """Say that what was said of places holds today; `expected` is the listing's `availabilityVersion`.

    Raises:
        BadBatch, TwiceInOneCall: the call as a whole is none.
        RoleMissing: the caller's roles do not cover it.
    """
    require(caller, *freshness.SPEAKERS)

    async def act(good: list[tuple[Upkeep, ListingState | None]]) -> None:
        await store_upkeep.renew(tx, [row.id for row, _ in good], now.date())

    def judge(row: Upkeep | None, item: Item) -> ListingState | None:
        freshness.renew(caller, row, item.expected)
        return None

    return await _each(tx, caller, items, key, "listing.availability", judge, act, now)


async def _each(
    tx: Transaction, caller: Caller, items: Sequence[Item], key: str, what: str, judge: Judge, act: Act, now: datetime
) -> list[Said]:
    if not 1 <= len(items) <= freshness.MOST_AT_ONCE:
        raise vetting_errors.BadBatch("items", most=freshness.MOST_AT_ONCE)
    if len({item.id for item in items}) != len(items):
        raise vetting_errors.TwiceInOneCall("items")
    asked = network.request_hash(what, [[item.id, item.expected] for item in items])
    before = await network.recall(tx, caller, key, asked)
    if before is not None:
        return [Said(*each) for each in json.loads(before)]
    known = {row.id: row for row in await store_upkeep.held(tx, [item.id for item in items])}
    said: list[Said] = []
    good: list[tuple[Upkeep, ListingState | None]] = []
    for number, item in enumerate(items):
        try:
            state = judge(known.get(check_id(item.id, "id")), item)
        except Refusal as no:
            said.append(_refused(number, item, no))
            continue
        good.append((known[item.id], state))
        said.append(Said(item.id))
    if good:
        await act(good)
        for row, _ in good:
            await network.record(tx, caller, what, "Listing", row.id, now)
    kept = json.dumps([[each.id, each.code, each.sentence, each.field, each.current] for each in said])
    await network.remember(tx, caller, key, asked, kept)
    return said


def _refused(number: int, item: Item, no: Refusal) -> Said:
    current = no.facts.get("current")
    field = f"items.{number}.{no.field}" if no.field else f"items.{number}"
    return Said(item.id, no.code, str(no), field, current if isinstance(current, int) else None)


async def upkeep(tx: Transaction, caller: Caller, ids: Sequence[str]) -> dict[str, Upkeep]:
    """Return how listings stand, as far as the caller may see them."""
    require(caller)
    return {row.id: row for row in await store_upkeep.held(tx, ids)}


async def notices(
    tx: Transaction, caller: Caller, first: int | None = None, after: str | None = None
) -> tuple[list[Notice], int, bool]:
    """Show an organisation what it was told about its listings, newest first; gives the total, and whether more follow.

    Raises:
        BadPageSize, BadCursor: the page asked for is none.
    """
    require(caller)
    size = check_first(first)
    before = FAR, ""
    if after is not None:
        at, last = decode_cursor(after, 2)
        try:
            before = datetime.fromisoformat(str(at)), str(last)
        except ValueError:
            raise BadCursor("after") from None
        if before[0].tzinfo is None or "\x00" in before[1]:
            raise BadCursor("after")
    rows, total = await store_upkeep.notices(tx, caller.member_id, before, size + 1)
    return rows[:size], total, len(rows) > size
