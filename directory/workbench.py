"""The secretariat's workbench: what waits and why, drafts, conflicts of interest, effects, history and coverage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from directory import checklist, errors, store_workbench, vetting_errors
from directory import store_vetting as archive
from directory.casebook import Cover, Draft, Entry, Waiting
from directory.codes import QueueReason
from directory.deciding import Uses
from directory.fields import Fields
from directory.model import Live, ShelfRow
from directory.once import once, seen
from kit.errors import BadCursor
from kit.ids import check_id
from kit.page import check_first, decode_cursor
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

SOON, MOST_DAYS = 30, 366
FEW = 5
READERS = (Role.SECRETARIAT, Role.AUDITOR)
START = datetime(1, 1, 2, tzinfo=UTC)
LONGEST_NOTE = 4_000


def _days(days: int | None) -> int:
    wanted = SOON if days is None else days
    if not 1 <= wanted <= MOST_DAYS:
        raise vetting_errors.BadDays("withinDays", most=MOST_DAYS)
    return wanted


async def queue(
    tx: Transaction, caller: Caller, why: Sequence[QueueReason] = (), days: int | None = None, first: int | None = None,
    after: str | None = None, *, now: datetime,
) -> tuple[list[Waiting], int, bool, list[tuple[str, int]]]:  # fmt: skip
    """Show the secretariat what waits, by due date and risk; gives a page, the total, whether more follow, and counts.

    Raises:
        RoleMissing: only the secretariat vets.
        BadDays, BadPageSize, BadCursor: what is asked for is none.
    """
    require(caller, Role.SECRETARIAT)
    span, size = _days(days), check_first(first)
    place = _queue_place(after)
    found, total = await store_workbench.waiting(tx, now, span, [str(each) for each in why], place, size + 1)
    listings = await store_workbench.newest(tx, [listing for listing, *_ in found[:size]])
    rows = [Waiting(listings[listing], due, risk, reasons) for listing, due, risk, reasons in found[:size]]
    return rows, total, len(found) > size, await store_workbench.queue_reasons(tx, now, span)


def _queue_place(after: str | None) -> tuple[date, bool, str]:
    if after is None:
        return date.min, True, ""
    day, risk, listing = decode_cursor(after, 3)
    try:
        return date.fromisoformat(str(day)), bool(risk), check_id(str(listing))
    except ValueError:
        raise BadCursor("after") from None


async def draft(tx: Transaction, caller: Caller, listing_id: str) -> Draft:
    """Show a reviewer what she has noted so far.

    Raises:
        RoleMissing: only the secretariat vets.
        ListingNotFound: there is no such listing.
    """
    require(caller, Role.SECRETARIAT)
    row = await seen(tx, listing_id)
    return await store_workbench.draft(tx, row.id, caller.staff_id) or Draft(
        row.id, row.current_version, [], "", 0, None
    )


async def save_draft(
    tx: Transaction, caller: Caller, listing_id: str, version: int, answers: object, note: str, expected: int, *,
    now: datetime,
) -> Draft:  # fmt: skip
    """Keep what a reviewer has noted so far, complete or not; nobody else sees it.

    Raises:
        ListingOld: other words are the newest.
        UnknownQuestion, DuplicateFact, TooLong: the answers are not to this checklist.
        DraftChanged: it was saved elsewhere in the meantime.
    """
    require(caller, Role.SECRETARIAT)
    row = await seen(tx, listing_id)
    if version != row.current_version:
        raise errors.ListingOld("version")
    said = checklist.read_draft(answers, checklist.asked_of(row.content.service_types))
    noted = Fields({"note": note}).maybe_text("note", LONGEST_NOTE) or ""
    new = Draft(row.id, version, said, noted, expected, now)
    saved = await store_workbench.save_draft(tx, new, caller.staff_id)
    if saved is None:
        before = await store_workbench.draft(tx, row.id, caller.staff_id)
        raise vetting_errors.DraftChanged("expectedSaved", current=before.saved if before else 0)
    await network.record(tx, caller, "listing.draft", "Listing", row.id, now)
    return replace(new, saved=saved)


async def declare_conflict(
    tx: Transaction, caller: Caller, listing_id: str, note: str, key: str, *, now: datetime
) -> ShelfRow:
    """Keep a reviewer's own word that she is too near to a provider; she decides about none of its services any more.

    Raises:
        RoleMissing: only the secretariat vets.
        AlreadyDeclared: it is known.
        MissingField, TooLong: it says no reason.
    """
    require(caller, Role.SECRETARIAT)
    said = Fields({"note": note}).text("note", 2_000)

    async def act() -> str:
        row = await seen(tx, listing_id)
        await store_workbench.add_conflict(
            tx, caller.staff_id, caller.member_id, row.provider_id, row.owner_member_id, said, now
        )
        await network.record(tx, caller, "provider.conflict", "Provider", row.provider_id, now)
        return row.id

    return await seen(tx, await once(tx, caller, key, "declareConflict", {"id": listing_id, "note": said}, act))


async def suspension_effect(tx: Transaction, caller: Caller, listing_id: str, uses: Uses | None) -> Live:
    """Show the secretariat how many live referrals a suspension would touch; numbers only, never an id.

    Raises:
        RoleMissing: only the secretariat suspends.
        ListingNotFound: there is no such listing.
    """
    require(caller, Role.SECRETARIAT)
    row = await seen(tx, listing_id)
    return Live() if uses is None else await uses.live(tx, row.id)


async def timeline(
    tx: Transaction, caller: Caller, listing_id: str, first: int | None = None, after: str | None = None
) -> tuple[list[Entry], int, bool, Mapping[str, str]]:
    """Show the history of a listing, oldest first; gives a page, the total, whether more follow, and names by id.

    The owner and the proposer see everything but the reviews; names of people are for the secretariat only.

    Raises:
        ListingNotFound, NotYours: the caller may not see it.
    """
    require(caller)
    row = await seen(tx, listing_id)
    reader = bool(caller.roles & set(READERS))
    if not reader and caller.member_id not in (row.owner_member_id, row.proposed_by):
        raise errors.NotYours("id")
    size = check_first(first)
    entries, total = await store_workbench.timeline(tx, row.id, _moment(after), size + 1)
    shown = entries[:size]
    if not reader:
        shown = [replace(each, by_staff=None) for each in shown]
    return shown, total, len(entries) > size, await _names(tx, shown)


def _moment(after: str | None) -> tuple[datetime, str]:
    if after is None:
        return START, ""
    at, last = decode_cursor(after, 2)
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        raise BadCursor("after") from None
    if moment.tzinfo is None or "\x00" in str(last):
        raise BadCursor("after")
    return moment, str(last)


async def _names(tx: Transaction, entries: Iterable[Entry]) -> dict[str, str]:
    """Return the names of organisations and of people, as far as the database shows them to the caller."""
    names: dict[str, str] = {}
    members = {each.by_member for each in entries if each.by_member}
    for member in sorted(members):
        names[member] = (await network.member_by_id(tx, member)).name
    for staff in sorted({each.by_staff for each in entries if each.by_staff}):
        if (name := await network.staff_name(tx, staff)) is not None:
            names[staff] = name
    return names


async def coverage(
    tx: Transaction, caller: Caller, days: int | None, uses: Uses | None, *, now: datetime
) -> list[Cover]:
    """Count what is offered by country and kind; `tx` is in the realm `node`, so that the counts are whole.

    Everybody but the secretariat sees no number below 5, and no number from which a smaller one follows.

    Raises:
        NotSignedIn: nobody is signed in.
        BadDays: no span of days.
    """
    require(caller)
    used = [] if uses is None else await uses.used(tx)
    rows = await store_workbench.coverage(tx, now, _days(days), used)
    return rows if Role.SECRETARIAT in caller.roles else [few_hidden(row) for row in rows if row.service_type]


def few_hidden(row: Cover) -> Cover:
    """Hide what would tell of fewer than five, and all uses: two looks would show a referral between them."""

    def many(count: int | None) -> int | None:
        return count if count is not None and count >= FEW else None

    return Cover(
        row.country,
        row.service_type,
        many(row.offered),
        many(row.expiring),
        many(row.expired),
        many(row.disputed),
        many(row.stale),
        None,
        None,
    )


async def suspended(tx: Transaction) -> list[str]:
    """Name the services that are suspended, for the node's own sweep; `tx` is in the realm `node`."""
    return await archive.suspended(tx)
