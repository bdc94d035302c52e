"""Show a person which listings look like one service, and keep what she decides; nothing is ever merged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from directory import exchange_errors as errors
from directory import store_duplicates as archive
from directory.errors import ReasonMissing, TooLong
from directory.likeness import Decided, Pair, SameOrNot, pairs
from directory.model import ShelfRow
from directory.once import once, seen
from kit.errors import BadCursor
from kit.ids import check_id, new_id
from kit.page import check_first, decode_cursor
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

NODE = "node"
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Proposed:
    """Hold two listings that look alike, in their newest words."""

    pair: Pair
    one: ShelfRow
    other: ShelfRow


@dataclass(frozen=True, slots=True)
class ProposedPage:
    """Hold a page of pairs, how many there are in all, and whether more follow."""

    pairs: Sequence[Proposed]
    total: int
    more: bool


async def duplicates(
    tx: Transaction, caller: Caller, first: int | None = None, after: str | None = None
) -> ProposedPage:
    """Show the secretariat, or the operator, the pairs that look alike and about which nobody has decided.

    Raises:
        RoleMissing: only the secretariat compares.
        BadPageSize, BadCursor: the page asked for is none.
    """
    if caller.realm != NODE:
        require(caller, Role.SECRETARIAT)
    size, begin = check_first(first), _after(after)
    cards, decided = await archive.cards(tx), await archive.pairs_decided(tx)
    found = await asyncio.to_thread(pairs, cards, decided)
    rest = [pair for pair in found if begin is None or pair.rank > begin]
    page = [Proposed(pair, await seen(tx, pair.one), await seen(tx, pair.other)) for pair in rest[:size]]
    return ProposedPage(page, len(found), len(rest) > size)


async def decide_duplicate(
    tx: Transaction, caller: Caller, ids: Sequence[str], verdict: SameOrNot, note: str, key: str, *, now: datetime
) -> Decided:
    """Keep what somebody decided about two listings. Nothing else changes: whoever finds them the same delists one.

    Raises:
        RoleMissing: only the secretariat decides.
        SameListing: not two different listings.
        ListingNotFound: one of them is not there.
        ReasonMissing, TooLong: no reason, or one that nobody reads.
    """
    require(caller, Role.SECRETARIAT)
    one, other = sorted(_two(ids))
    if not note.strip():
        raise ReasonMissing("note")
    if len(note) > LONGEST_NOTE:
        raise TooLong("note", limit=f"{LONGEST_NOTE} characters")

    async def act() -> str:
        for each in (one, other):
            await seen(tx, each)
        said = Decided(new_id(), one, other, verdict, note.strip(), caller.staff_id, caller.member_id, now)
        await archive.add(tx, said)
        await network.record(tx, caller, f"listing.duplicate.{verdict.lower()}", "Listing", one, now)
        return said.id

    own = await once(tx, caller, key, "decideDuplicate", [one, other, verdict, note], act)
    return next(each for each in await archive.decisions(tx, one) if each.id == own)


async def duplicate_decisions(tx: Transaction, caller: Caller, listing_id: str) -> list[Decided]:
    """Show what was decided about a listing and others that look like it, oldest first.

    Raises:
        RoleMissing: only the secretariat compares.
    """
    require(caller, Role.SECRETARIAT)
    return await archive.decisions(tx, check_id(listing_id, "id"))


def _two(ids: Sequence[str]) -> set[str]:
    two = {check_id(each, "listingIds") for each in ids}
    if len(two) != 2 or len(ids) != 2:
        raise errors.SameListing("listingIds")
    return two


def _after(cursor: str | None) -> tuple[int, int, str, str] | None:
    if cursor is None:
        return None
    agrees, names, one, other = decode_cursor(cursor, 4)
    if not (isinstance(agrees, int) and isinstance(names, int) and isinstance(one, str) and isinstance(other, str)):
        raise BadCursor("after")
    return agrees, names, one, other
