"""The door for those who keep listings true: confirm many, renew what was said of places, read what is due."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory import actions, model
from directory import api_codes as api_codes
from directory.api_profile import needed
from directory.codes import Accepting, ListingState
from directory.owning import Item, Said
from kit.graph import PageInfo, Refused, door
from kit.page import encode_cursor

Day = date
First = Annotated[int | None, strawberry.argument(description="How many, 1 to 100; 20 if absent.")]
After = Annotated[str | None, strawberry.argument(description="The marker of the page before.")]


@strawberry.input(description="A listing as you looked at it.")
class ListingAt:
    """Take a listing with the version that was seen."""

    id: strawberry.ID = needed("The listing's id.")
    expected_version: int = needed(
        "The listing's `expectedVersion` to confirm it, its `availabilityVersion` to renew what was said of places."
    )


@strawberry.input(description="Many listings in one call.")
class ManyListingsInput:
    """Take many listings."""

    items: list[ListingAt] = needed("The listings, each once, 100 at most.")
    idempotency_key: str = needed(
        "A new key for each act: 8 to 100 letters, digits, '-' and '_'. The same act again changes nothing."
    )

    def to_items(self) -> list[Item]:
        """Read the items."""
        return [Item(each.id, each.expected_version) for each in self.items]


@strawberry.type(description="How long what was said of a listing still counts.")
class Upkeep:
    """Show what an owner must know to keep a listing true."""

    state: ListingState = needed("Where it stands.")
    expected_version: int = needed("What to pass as `expectedVersion` when changing or confirming the listing.")
    availability_version: int = needed("What to pass as `expectedVersion` when changing or renewing its availability.")
    confirmed_at: datetime | None = needed("When its owner last said that it is still true; that is not a check.")
    expires_at: datetime | None = needed("When the vetting runs out.")
    accepting: Accepting = needed("Whether it takes referrals now.")
    as_of: Day | None = needed("When that was said.")

    @staticmethod
    def of(row: model.Upkeep) -> "Upkeep":
        """Make it from the noun."""
        names = ("state", "availability_version", "confirmed_at", "expires_at", "accepting", "as_of")
        return Upkeep(**{name: getattr(row, name) for name in names}, expected_version=row.saved)


@strawberry.type(description="What became of one listing of the call.")
class ListingResult:
    """Show one item's result."""

    id: strawberry.ID = needed("The listing's id, as it was given.")
    refused: Refused | None = needed("Why nothing was done with this one; null where it was done.")
    upkeep: Upkeep | None = needed("How it stands now; null where you may not see it.")


@strawberry.type(description="What became of each listing, in the order of the call.")
class ManyListings:
    """Show all results."""

    results: list[ListingResult] = needed("One for each item.")
    done: int = needed("How many were done.")

    @staticmethod
    def of(said: list[Said], rows: dict[str, model.Upkeep]) -> "ManyListings":
        """Put what was done beside how it stands now."""
        results = [
            ListingResult(
                id=strawberry.ID(each.id),
                refused=None
                if each.code is None
                else Refused(code=each.code, sentence=each.sentence, field=each.field, current_version=each.current),
                upkeep=Upkeep.of(rows[each.id]) if each.id in rows else None,
            )
            for each in said
        ]
        return ManyListings(results=results, done=sum(each.code is None for each in said))


@strawberry.type(description="A word to your organisation about one of its listings.")
class ListingNotice:
    """Show a notice."""

    listing_id: strawberry.ID = needed("The listing.")
    kind: str = needed("What it is about, such as CONFIRM_SOON, NOT_CONFIRMED, VETTING_EXPIRES or RETURNED.")
    due_at: datetime | None = needed("Until when something should be done.")
    at: datetime = needed("When it was given.")


@strawberry.type(description="A page of notices, newest first.")
class ListingNotices:
    """Hold one page with its exact total."""

    notices: list[ListingNotice] = needed("The notices of this page.")
    total_count: int = needed("How many there are, exactly.")
    page_info: PageInfo = needed("Where the page ends.")


@strawberry.type
class OwningQuery:
    """Show an owner what is due."""

    @strawberry.field(description="What your organisation was told about its listings, newest first.")
    @door
    async def listing_notices(
        self, info: Info[Any, Any], first: First = None, after: After = None
    ) -> ListingNotices | Refused:
        """Show notices."""
        ctx = info.context
        async with ctx.read() as tx:
            rows, total, more = await actions.listing_notices(tx, ctx.caller, first, after)
        shown = [
            ListingNotice(listing_id=strawberry.ID(row.listing_id), kind=row.kind, due_at=row.due_at, at=row.at)
            for row in rows
        ]
        end = encode_cursor([rows[-1].at.isoformat(), rows[-1].id]) if rows else None
        return ListingNotices(notices=shown, total_count=total, page_info=PageInfo(has_next_page=more, end_cursor=end))


@strawberry.type
class OwningMutation:
    """Keep many listings true."""

    @strawberry.mutation(description="Say that listings are still true; the day of their check stays where it is.")
    @door
    async def confirm_listings(
        self,
        info: Info[Any, Any],
        input: Annotated[ManyListingsInput, strawberry.argument(description="The listings.")],
    ) -> ManyListings | Refused:
        """Confirm many listings."""
        return await _many(info.context, actions.confirm, input)

    @strawberry.mutation(description="Say that what was said of places and capacity holds today, for many listings.")
    @door
    async def renew_availability(
        self,
        info: Info[Any, Any],
        input: Annotated[ManyListingsInput, strawberry.argument(description="The listings.")],
    ) -> ManyListings | Refused:
        """Renew what was said of places."""
        return await _many(info.context, actions.renew_availability, input)


async def _many(ctx: Any, act: Any, input: ManyListingsInput) -> ManyListings:
    items = input.to_items()
    async with ctx.write() as tx:
        said = await act(tx, ctx.caller, items, input.idempotency_key, now=ctx.now)
        return ManyListings.of(said, await actions.upkeep(tx, ctx.caller, [item.id for item in items]))
