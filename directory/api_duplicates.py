"""The door for whoever compares listings that look alike."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory import actions
from directory.api_inputs import KEY
from directory.api_profile import needed
from directory.api_types import Listing
from directory.api_vetting import After, First
from directory.duplicates import ProposedPage
from directory.likeness import Agrees, Decided, SameOrNot
from kit.graph import PageInfo, Refused, door
from kit.page import encode_cursor

Id = Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")]
for _list, _said in ((Agrees, "What two listings share."), (SameOrNot, "What a person decided about two listings.")):
    strawberry.enum(_list, description=_said)
    for _value in getattr(_list, "__strawberry_definition__").values:  # noqa: B009
        _value.description = _value.name.replace("_", " ").capitalize() + "."


@strawberry.type(description="Two listings that look like one service. Nothing is merged; a person decides.")
class DuplicateProposal:
    """Show two listings side by side."""

    listings: list[Listing] = needed("The two, in their newest words.")
    name_likeness: int = needed("How much their names agree, 0 to 100.")
    agrees: list[Agrees] = needed("What they share.")


@strawberry.type(description="A page of pairs that look alike, the likeliest first.")
class DuplicatePage:
    """Hold one page of pairs with its exact total."""

    pairs: list[DuplicateProposal] = needed("The pairs.")
    total_count: int = needed("How many pairs wait for a decision, exactly.")
    page_info: PageInfo = needed("Where the page ends.")

    @staticmethod
    def of(page: ProposedPage) -> "DuplicatePage":
        """Lay a page out for the wire."""
        shown = [
            DuplicateProposal(
                listings=[Listing.of(each.one), Listing.of(each.other)],
                name_likeness=each.pair.names,
                agrees=list(each.pair.agrees),
            )
            for each in page.pairs
        ]
        end = encode_cursor(list(page.pairs[-1].pair.rank)) if page.pairs else None
        return DuplicatePage(
            pairs=shown, total_count=page.total, page_info=PageInfo(has_next_page=page.more, end_cursor=end)
        )


@strawberry.type(description="What somebody decided about two listings; it is kept as it was said.")
class DuplicateDecision:
    """Show a decision."""

    id: strawberry.ID = needed("Its id.")
    listing_ids: list[strawberry.ID] = needed("The two listings.")
    verdict: SameOrNot = needed("The decision.")
    note: str = needed("The reason.")
    by_staff: str = needed("Who decided.")
    by_member: str = needed("Her organisation.")
    at: datetime = needed("When.")

    @staticmethod
    def of(said: Decided) -> "DuplicateDecision":
        """Make it from the noun."""
        return DuplicateDecision(
            id=strawberry.ID(said.id),
            listing_ids=[strawberry.ID(said.one), strawberry.ID(said.other)],
            verdict=said.verdict,
            note=said.note,
            by_staff=said.by_staff,
            by_member=said.by_member,
            at=said.at,
        )


@strawberry.type(description="The decisions about a listing.")
class DuplicateDecisions:
    """Hold decisions."""

    decisions: list[DuplicateDecision] = needed("The decisions, oldest first; the newest about a pair stands.")


@strawberry.input(description="Decide about two listings that look alike. Nothing is merged or delisted by it.")
class DecideDuplicateInput:
    """Take a decision."""

    listing_ids: list[strawberry.ID] = needed("The two listings.")
    verdict: SameOrNot = needed("The decision.")
    note: str = needed("The reason, 2,000 characters at most.")
    idempotency_key: str = needed(KEY)


@strawberry.type
class DuplicatesQuery:
    """Ask what looks alike."""

    @strawberry.field(description="Pairs of listings that look like one service and wait for a decision (secretariat).")
    @door
    async def duplicate_proposals(
        self, info: Info[Any, Any], first: First = None, after: After = None
    ) -> DuplicatePage | Refused:
        """Show pairs."""
        ctx = info.context
        async with ctx.read() as tx:
            return DuplicatePage.of(await actions.duplicates(tx, ctx.caller, first, after))

    @strawberry.field(description="What was decided about a listing and others that look like it (secretariat).")
    @door
    async def duplicate_decisions(self, info: Info[Any, Any], id: Id) -> DuplicateDecisions | Refused:
        """Show decisions."""
        ctx = info.context
        async with ctx.read() as tx:
            found = await actions.duplicate_decisions(tx, ctx.caller, id)
        return DuplicateDecisions(decisions=[DuplicateDecision.of(each) for each in found])


@strawberry.type
class DuplicatesMutation:
    """Decide what looks alike."""

    @strawberry.mutation(description="Say whether two listings are the same service (secretariat).")
    @door
    async def decide_duplicate(
        self,
        info: Info[Any, Any],
        input: Annotated[DecideDuplicateInput, strawberry.argument(description="The decision.")],
    ) -> DuplicateDecision | Refused:
        """Keep a decision."""
        ctx = info.context
        async with ctx.write() as tx:
            said = await actions.decide_duplicate(
                tx, ctx.caller, input.listing_ids, input.verdict, input.note, input.idempotency_key, now=ctx.now
            )
        return DuplicateDecision.of(said)
