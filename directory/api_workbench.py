"""The door of the workbench: what waits, drafts, conflicts of interest, effects, replies, appeals, history, reports."""

from datetime import date as Day
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory import actions
from directory import api_codes as api_codes
from directory.api_casebook import Coverage, ListingHistory, QueuePage, ReviewDraft, SuspensionEffect
from directory.api_inputs import EXPECTED, KEY
from directory.api_profile import needed, plain, said
from directory.api_types import Listing
from directory.api_vetting import After, First, entry_of, signed
from directory.codes import AnswerValue, QueueReason
from kit.graph import Refused, door

Id = Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")]
Days = Annotated[int | None, strawberry.argument(description="How many days count as soon, 1 to 366; 30 if absent.")]


@strawberry.input(description="An answer noted so far; what is missing may be added later.")
class DraftAnswerInput:
    """Take one noted answer."""

    question: str = needed("The question's id.")
    value: AnswerValue | None = said("The answer.")
    evidence: str | None = said("What was seen.")
    source: str | None = said("Where it comes from.")
    date: Day | None = said("When it was seen.")


@strawberry.input(description="Keep what was noted so far.")
class SaveReviewDraftInput:
    """Take a draft."""

    id: strawberry.ID = needed("The listing's id.")
    version: int = needed("The number of the words that it is about: the listing's `currentVersion`.")
    answers: list[DraftAnswerInput] = needed("What was noted.")
    note: str = strawberry.field(default="", description="Questions to the proposer, or the reason to reject.")
    expected_saved: int = needed("The draft's `saved` as you looked at it; 0 for a new one.")


@strawberry.input(description="Say that you are too near to a provider.")
class DeclareConflictInput:
    """Take a conflict of interest."""

    id: strawberry.ID = needed("A listing of the provider.")
    note: str = needed("Why, in a sentence for your colleagues.")
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Answer the reviewers' questions.")
class AnswerQuestionsInput:
    """Take an answer."""

    id: strawberry.ID = needed("The listing's id.")
    text: str = needed("The answer, 4,000 characters at most.")
    on_behalf_of: str | None = said("For whom of a provider without a member the secretariat writes it down.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Say something to a decision, or appeal against it.")
class ReplyInput:
    """Take a reply."""

    id: strawberry.ID = needed("The listing's id.")
    decision_id: strawberry.ID = needed("The decision.")
    text: str = needed("The reply, 4,000 characters at most; it stays as it is.")
    on_behalf_of: str | None = said("For whom of a provider without a member the secretariat writes it down.")
    idempotency_key: str = needed(KEY)


@strawberry.input(description="Decide an appeal.")
class DecideAppealInput:
    """Take a decision on an appeal."""

    appeal_id: strawberry.ID = needed("The appeal.")
    uphold: bool = needed("Whether the provider is right.")
    reason: str = needed("Why, in words that the provider can read.")
    statement: str = needed("The `appeal.v1` statement of the person's device, base64url.")
    entry: str | None = said("Where it is offered again: `listing.v1` over `listingWords`, as above, base64url.")
    expected_version: int = needed(EXPECTED)
    idempotency_key: str = needed(KEY)


@strawberry.type
class WorkbenchQuery:
    """Show the secretariat its work."""

    @strawberry.field(description="What waits for the secretariat, why, and by when: first what is due, then risk.")
    @door
    async def vetting_queue(
        self,
        info: Info[Any, Any],
        why: Annotated[
            list[QueueReason] | None, strawberry.argument(description="Only what waits for one of these.")
        ] = None,
        within_days: Days = None,
        first: First = None,
        after: After = None,
    ) -> QueuePage | Refused:
        """Show what waits."""
        ctx = info.context
        async with ctx.read() as tx:
            return QueuePage.of(*await actions.queue(tx, ctx.caller, why or (), within_days, first, after, now=ctx.now))

    @strawberry.field(description="What you have noted about a listing so far; nobody else sees it (secretariat).")
    @door
    async def review_draft(self, info: Info[Any, Any], id: Id) -> ReviewDraft | Refused:
        """Show a draft."""
        ctx = info.context
        async with ctx.read() as tx:
            return ReviewDraft.of(await actions.draft(tx, ctx.caller, id))

    @strawberry.field(description="How many live referrals a suspension would touch; numbers only (secretariat).")
    @door
    async def suspension_effect(
        self,
        info: Info[Any, Any],
        listing_id: Annotated[strawberry.ID, strawberry.argument(description="The listing's id.")],
    ) -> SuspensionEffect | Refused:
        """Show the effect beforehand."""
        ctx = info.context
        async with ctx.read() as tx:
            return SuspensionEffect.of(await actions.suspension_effect(tx, ctx.caller, listing_id, ctx.uses))

    @strawberry.field(
        description="The history of a listing, oldest first, for its owner, its proposer, the secretariat."
    )
    @door
    async def listing_history(
        self, info: Info[Any, Any], id: Id, first: First = None, after: After = None
    ) -> ListingHistory | Refused:
        """Show the history."""
        ctx = info.context
        async with ctx.read() as tx:
            return ListingHistory.of(*await actions.timeline(tx, ctx.caller, id, first, after))

    @strawberry.field(
        description="How many services each country has of each kind; numbers below 5 for the secretariat."
    )
    @door
    async def coverage(self, info: Info[Any, Any], within_days: Days = None) -> Coverage | Refused:
        """Show the coverage."""
        ctx = info.context
        async with ctx.read(realm="node") as tx:
            return Coverage.of(await actions.coverage(tx, ctx.caller, within_days, ctx.uses, now=ctx.now))


@strawberry.type
class WorkbenchMutation:
    """Work on what waits, and let those speak about whom is decided."""

    @strawberry.mutation(description="Keep what was noted so far, complete or not (secretariat).")
    @door
    async def save_review_draft(
        self,
        info: Info[Any, Any],
        input: Annotated[SaveReviewDraftInput, strawberry.argument(description="The draft.")],
    ) -> ReviewDraft | Refused:
        """Keep a draft."""
        ctx = info.context
        async with ctx.write() as tx:
            return ReviewDraft.of(
                await actions.save_draft(
                    tx,
                    ctx.caller,
                    input.id,
                    input.version,
                    plain(input.answers),
                    input.note,
                    input.expected_saved,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Say that you are too near to a provider; it is for good (secretariat).")
    @door
    async def declare_conflict(
        self,
        info: Info[Any, Any],
        input: Annotated[DeclareConflictInput, strawberry.argument(description="The conflict.")],
    ) -> Listing | Refused:
        """Declare a conflict of interest."""
        ctx = info.context
        async with ctx.write() as tx:
            row = await actions.declare_conflict(
                tx, ctx.caller, input.id, input.note, input.idempotency_key, now=ctx.now
            )
        return Listing.of(row)

    @strawberry.mutation(description="Answer the reviewers' questions, so that the same words are reviewed again.")
    @door
    async def answer_questions(
        self,
        info: Info[Any, Any],
        input: Annotated[AnswerQuestionsInput, strawberry.argument(description="The answer.")],
    ) -> Listing | Refused:
        """Answer questions."""
        ctx = info.context
        async with ctx.write() as tx:
            row = await actions.answer(
                tx, ctx.caller, input.id, input.text, input.on_behalf_of, input.expected_version,
                input.idempotency_key, now=ctx.now,
            )  # fmt: skip
        return Listing.of(row)

    @strawberry.mutation(description="Add what the provider says to a decision; it is kept for good.")
    @door
    async def reply_to_decision(
        self, info: Info[Any, Any], input: Annotated[ReplyInput, strawberry.argument(description="The reply.")]
    ) -> Listing | Refused:
        """Reply to a decision."""
        return await _reply(info.context, input, appeals=False)

    @strawberry.mutation(description="Appeal against the decision that holds now; people who did not sign decide it.")
    @door
    async def appeal_decision(
        self, info: Info[Any, Any], input: Annotated[ReplyInput, strawberry.argument(description="The appeal.")]
    ) -> Listing | Refused:
        """Appeal against a decision."""
        return await _reply(info.context, input, appeals=True)

    @strawberry.mutation(description="Decide an appeal; upheld, it undoes what it is against (secretariat).")
    @door
    async def decide_appeal(
        self,
        info: Info[Any, Any],
        input: Annotated[DecideAppealInput, strawberry.argument(description="The decision.")],
    ) -> Listing | Refused:
        """Decide an appeal."""
        ctx = info.context
        async with ctx.write() as tx:
            row = await actions.decide_appeal(
                tx, ctx.caller, input.appeal_id, input.uphold, input.reason, signed(input.statement),
                input.expected_version, input.idempotency_key, now=ctx.now, uses=ctx.uses, **entry_of(input),
            )  # fmt: skip
        return Listing.of(row)


async def _reply(ctx: Any, input: ReplyInput, *, appeals: bool) -> Listing:
    async with ctx.write() as tx:
        row = await actions.reply(
            tx, ctx.caller, input.id, input.decision_id, input.text, input.on_behalf_of, appeals,
            input.idempotency_key, now=ctx.now,
        )  # fmt: skip
    return Listing.of(row)
