"""The directory's door over GraphQL: look, match, propose, say whether there is a place; vetting has its own file."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory import actions
from directory.api_duplicates import DuplicatesMutation, DuplicatesQuery
from directory.api_inputs import ProposeListingInput, ReviseListingInput, SetAvailabilityInput
from directory.api_learning import LearningMutation, LearningQuery
from directory.api_lists import ListingConnection, ListingFilter
from directory.api_owning import OwningMutation, OwningQuery
from directory.api_profile import plain
from directory.api_sync import SyncQuery
from directory.api_types import Listing
from directory.api_vetting import After, First, VettingMutation, VettingQuery
from directory.api_workbench import WorkbenchMutation, WorkbenchQuery
from kit.graph import Refused, door


@strawberry.type
class DirectoryQuery(SyncQuery, VettingQuery, OwningQuery, WorkbenchQuery, LearningQuery, DuplicatesQuery):
    """Ask what is offered."""

    @strawberry.field(description="One service, in the words that are shown, or in those of a version you may see.")
    @door
    async def listing(
        self,
        info: Info[Any, Any],
        id: Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")],
        version: Annotated[int | None, strawberry.argument(description="The number of the words.")] = None,
    ) -> Listing | Refused:
        """Show one service."""
        ctx = info.context
        async with ctx.read() as tx:
            return Listing.of(await actions.get(tx, ctx.caller, id, version))

    @strawberry.field(description="Services found by words, in any script and without accents, by id.")
    @door
    async def listings(
        self,
        info: Info[Any, Any],
        search: Annotated[str, strawberry.argument(description="Words that must all be there.")] = "",
        filter: Annotated[ListingFilter | None, strawberry.argument(description="What narrows it down.")] = None,
        first: First = None,
        after: After = None,
    ) -> ListingConnection | Refused:
        """Find services by words."""
        ctx = info.context
        wanted = filter.to_model() if filter else None
        async with ctx.read() as tx:
            return ListingConnection.of(await actions.search(tx, ctx.caller, search, wanted, first, after))


@strawberry.type
class DirectoryMutation(VettingMutation, OwningMutation, WorkbenchMutation, LearningMutation, DuplicatesMutation):
    """Change what is offered."""

    @strawberry.mutation(description="Propose a service; it is offered to nobody before the secretariat has vetted it.")
    @door
    async def propose_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[ProposeListingInput, strawberry.argument(description="The service.")],
    ) -> Listing | Refused:
        """Propose a service."""
        ctx = info.context
        async with ctx.write() as tx:
            return Listing.of(
                await actions.propose(tx, ctx.caller, plain(input.content), input.idempotency_key, now=ctx.now)
            )

    @strawberry.mutation(description="Write new words; the vetted ones stay in force until the new ones are vetted.")
    @door
    async def revise_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[ReviseListingInput, strawberry.argument(description="The new words.")],
    ) -> Listing | Refused:
        """Write new words."""
        ctx = info.context
        async with ctx.write() as tx:
            row = await actions.revise(
                tx, ctx.caller, input.id, plain(input.content), input.expected_version, input.idempotency_key,
                now=ctx.now,
            )  # fmt: skip
        return Listing.of(row)

    @strawberry.mutation(
        description="Say whether there is a place now (the owner; the secretariat where no member is)."
    )
    @door
    async def set_availability(
        self,
        info: Info[Any, Any],
        input: Annotated[SetAvailabilityInput, strawberry.argument(description="What changes daily.")],
    ) -> Listing | Refused:
        """Say whether there is a place."""
        ctx, said = info.context, plain(input)
        facts = {key: said[key] for key in ("accepting", "capacity", "waitingDays") if key in said}
        async with ctx.write() as tx:
            row = await actions.set_availability(
                tx, ctx.caller, input.id, facts, input.expected_version, input.idempotency_key, now=ctx.now
            )
        return Listing.of(row)
