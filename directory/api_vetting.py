"""The door for vetting: the checklist, signed reviews, and stopping at once."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from crypto.format import unb64u
from directory import actions, errors
from directory.api_inputs import (
    DelistListingInput,
    DisputeListingInput,
    ReinstateListingInput,
    StartReviewInput,
    SubmitReviewInput,
    SuspendListingInput,
)
from directory.api_listed import ListedQuery
from directory.api_lists import Checklist, Decision, Review, VettingRecord
from directory.api_profile import plain
from directory.api_types import Listing
from kit.graph import Refused, door
from network.model import Role

First = Annotated[int | None, strawberry.argument(description="How many, 1 to 100; 20 if absent.")]
After = Annotated[str | None, strawberry.argument(description="The marker of the page before.")]


def signed(statement: str) -> bytes:
    """Read a statement out of its text.

    Raises:
        StatementMismatch: it is no base64url.
    """
    try:
        return unb64u(statement)
    except ValueError:
        raise errors.StatementMismatch("statement") from None


@strawberry.type
class VettingQuery(ListedQuery):
    """Show what waits and what was decided."""

    @strawberry.field(description="The published vetting checklist.")
    @door
    async def checklist(self, info: Info[Any, Any]) -> Checklist | Refused:
        """Show what every reviewer answers."""
        return Checklist.published()

    @strawberry.field(description="The reviews of one version, and all decisions about the listing.")
    @door
    async def vetting_record(
        self,
        info: Info[Any, Any],
        id: Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")],
        version: Annotated[int, strawberry.argument(description="The number of the words.")],
    ) -> VettingRecord | Refused:
        """Show how a listing came to stand where it stands."""
        ctx = info.context
        async with ctx.read() as tx:
            decided = await actions.decisions(tx, ctx.caller, id)
            reader = ctx.caller.roles & {Role.SECRETARIAT, Role.AUDITOR}
            reviews = await actions.reviews(tx, ctx.caller, id, version) if reader else []
        return VettingRecord(
            reviews=[Review.of(each) for each in reviews], decisions=[Decision.of(each) for each in decided]
        )


@strawberry.type
class VettingMutation:
    """Vet, stop, offer again, end."""

    @strawberry.mutation(description="Take a proposal into review (secretariat).")
    @door
    async def start_review(
        self,
        info: Info[Any, Any],
        input: Annotated[StartReviewInput, strawberry.argument(description="What to review.")],
    ) -> Listing | Refused:
        """Take a proposal into review."""
        ctx = info.context
        async with ctx.write() as tx:
            return Listing.of(
                await actions.start_review(
                    tx, ctx.caller, input.id, input.expected_version, input.idempotency_key, now=ctx.now
                )
            )

    @strawberry.mutation(description="Sign a review; the second approval by another person puts the words in force.")
    @door
    async def submit_review(
        self,
        info: Info[Any, Any],
        input: Annotated[SubmitReviewInput, strawberry.argument(description="The signed review.")],
    ) -> Listing | Refused:
        """Sign a review."""
        ctx = info.context
        async with ctx.write() as tx:
            row = await actions.submit_review(
                tx, ctx.caller, input.id, input.version, input.verdict, plain(input.answers), input.note,
                signed(input.statement), input.expected_version, input.idempotency_key, now=ctx.now,
                uses=ctx.uses, **entry_of(input),
            )  # fmt: skip
        return Listing.of(row)

    @strawberry.mutation(
        description="Begin to check a service again before its vetting runs out; it stays in force (secretariat)."
    )
    @door
    async def start_renewal(
        self,
        info: Info[Any, Any],
        input: Annotated[StartReviewInput, strawberry.argument(description="What to check again.")],
    ) -> Listing | Refused:
        """Begin a renewal."""
        ctx = info.context
        async with ctx.write() as tx:
            row = await actions.start_renewal(
                tx, ctx.caller, input.id, input.expected_version, input.idempotency_key, now=ctx.now
            )
        return Listing.of(row)

    @strawberry.mutation(
        description="Mark a service as contested; it stays in the search, and `reinstateListing` ends it (secretariat)."
    )
    @door
    async def dispute_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[DisputeListingInput, strawberry.argument(description="What is contested, and why.")],
    ) -> Listing | Refused:
        """Mark a service as contested."""
        return await _decide(info.context, actions.dispute, input)

    @strawberry.mutation(
        description="Stop a service at once: out of search, no new referral, live ones on hold (secretariat)."
    )
    @door
    async def suspend_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[SuspendListingInput, strawberry.argument(description="What to stop, and why.")],
    ) -> Listing | Refused:
        """Stop a service."""
        return await _decide(info.context, actions.suspend, input)

    @strawberry.mutation(description="Offer a stopped service again, in the words that were vetted (secretariat).")
    @door
    async def reinstate_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[ReinstateListingInput, strawberry.argument(description="What to offer again, and why.")],
    ) -> Listing | Refused:
        """Offer a stopped service again."""
        return await _decide(info.context, actions.reinstate, input)

    @strawberry.mutation(description="End a listing (its owner, its proposer before it was vetted, the secretariat).")
    @door
    async def delist_listing(
        self,
        info: Info[Any, Any],
        input: Annotated[DelistListingInput, strawberry.argument(description="What to end, and why.")],
    ) -> Listing | Refused:
        """End a listing."""
        return await _decide(info.context, actions.delist, input)


def entry_of(input: Any) -> dict[str, bytes]:
    """Give the entry of the key log where the decision has one; a dispute has none."""
    said = getattr(input, "entry", None)
    return {"entry": signed(said)} if said else {}


async def _decide(ctx: Any, act: Any, input: Any) -> Listing:
    async with ctx.write() as tx:
        row = await act(
            tx, ctx.caller, input.id, input.reason, input.expected_version, input.idempotency_key, now=ctx.now,
            statement=signed(input.statement), uses=ctx.uses, **entry_of(input),
        )  # fmt: skip
    return Listing.of(row)
