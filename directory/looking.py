"""Look at listings, find them by words, and say what a referral may be sent to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from directory import errors, rules, store
from directory.areas import area_of, chain
from directory.codes import Accepting, ListingState, Route, ServiceType
from directory.fields import made
from directory.model import Decision, Offer, Review, ShelfRow, Standing
from directory.store_vetting import decisions_of, reviews_of
from kit import clock
from kit.errors import BadCursor
from kit.ids import check_id
from kit.page import check_first, decode_cursor
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

LONGEST_SEARCH = 200
USUAL = (ListingState.VETTED, ListingState.DISPUTED)
S = ListingState


@dataclass(frozen=True, slots=True)
class Wanted:
    """Narrow a search; entries of one part are alternatives. No state named means what is offered."""

    service_types: tuple[ServiceType, ...] = ()
    areas: tuple[str, ...] = ()
    states: tuple[ListingState, ...] = ()
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Hold a page of listings by id, how many there are in all, and whether more follow."""

    rows: Sequence[ShelfRow]
    total: int
    more: bool


async def get(tx: Transaction, caller: Caller, listing_id: str, version: int | None = None) -> ShelfRow:
    """Show one listing to somebody who may see it, in the words of a version she may see.

    Raises:
        NotSignedIn: nobody is signed in.
        ListingNotFound: there is none, or she may not see it.
    """
    require(caller)
    check_id(listing_id, "id")
    found = await (store.row_shown(tx, listing_id) if version is None else store.row_at(tx, listing_id, version))
    if found is None:
        raise errors.ListingNotFound("id")
    return found


async def search(
    tx: Transaction, caller: Caller, words: str = "", wanted: Wanted | None = None, first: int | None = None,
    after: str | None = None,
) -> Page:  # fmt: skip
    """Find listings whose words hold all words asked for, in any script and without accents.

    Raises:
        NotSignedIn: nobody is signed in.
        TooLong: more than 200 characters.
        UnknownArea: an area that does not exist.
        BadPageSize, BadCursor: the page asked for is none.
    """
    require(caller)
    chosen, size = wanted or Wanted(), check_first(first)
    if len(words) > LONGEST_SEARCH:
        raise errors.TooLong("search", limit=f"{LONGEST_SEARCH} characters")
    areas = [made(each, area_of, "filter.areas") for each in chosen.areas]
    around = sorted({outer for area in areas for outer in chain(area)})
    states = chosen.states or (tuple(ListingState) if chosen.mine else USUAL)
    asked = store.Search(
        states, words.replace("\x00", " "), tuple(str(each) for each in chosen.service_types), tuple(areas),
        tuple(around), caller.member_id if chosen.mine else None,
    )  # fmt: skip
    rows, total = await store.found(tx, asked, _after(after), size + 1)
    return Page(rows[:size], total, len(rows) > size)


async def reviews(tx: Transaction, caller: Caller, listing_id: str, version: int) -> list[Review]:
    """Show the secretariat the reviews of one version.

    Raises:
        RoleMissing: only the secretariat and auditors read reviews.
    """
    require(caller, Role.SECRETARIAT, Role.AUDITOR)
    return await reviews_of(tx, check_id(listing_id, "id"), version)


async def decisions(tx: Transaction, caller: Caller, listing_id: str) -> list[Decision]:
    """Show what was decided about a listing, and why, to its owner, its proposer and the secretariat."""
    require(caller)
    return await decisions_of(tx, check_id(listing_id, "id"))


def _after(cursor: str | None) -> str:
    if cursor is None:
        return ""
    last = decode_cursor(cursor, 1)[0]
    if not isinstance(last, str) or "\x00" in last:
        raise BadCursor("after")
    return last


async def offered(tx: Transaction, caller: Caller, listing_id: str, version: int, now: datetime | None = None) -> Offer:
    """Say what a referral to one version of a listing may be sent to, now.

    Raises:
        ListingNotFound: there is no such listing, or it was never offered.
        NotOffered: it cannot take a referral now; each variant has its own code.
    """
    require(caller)
    found = await store.standing(tx, check_id(listing_id, "listingId"), version)
    return offer(found, listing_id, version, now or clock.now())


async def service_types(tx: Transaction, caller: Caller, listing_id: str, version: int) -> tuple[str, ...]:
    """Say what a service does in the words of one version, whether or not it takes referrals now; empty if unknown."""
    require(caller)
    found = await store.standing(tx, check_id(listing_id, "listingId"), version)
    return tuple((found and found.service_types) or ())


async def stopped(tx: Transaction, caller: Caller, listing_id: str) -> bool:
    """Say whether a service is suspended now, whoever may see it."""
    require(caller)
    found = await store.standing(tx, listing_id, 0)
    return found is not None and found.state == S.SUSPENDED


def offer(found: Standing | None, listing_id: str, version: int, now: datetime) -> Offer:
    """Judge where a service stands; `found` is what `directory.standing` gave in the caller's transaction.

    Raises:
        ListingNotFound: there is no such listing, or it was never offered.
        NotOffered: it cannot take a referral now; each variant has its own code.
    """
    if found is None:
        raise errors.ListingNotFound("listingId")
    state = ListingState(found.state)
    rules.may_be_sent(state, found.vetted_version, version, found.expires_at, Accepting(found.accepting), now)
    if found.route is None:
        raise errors.ListingNotFound("listingId")
    types = tuple(ServiceType(code) for code in found.service_types or ())
    return Offer(listing_id, version, found.owner_member_id, Route(found.route), types, state, found.broker_member)
