"""Slips over GraphQL."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network.context import Context
from referrals import agreement, slips
from referrals import api_consent_codes as api_consent_codes
from referrals.api_consent_inputs import KEY, OptionInput
from referrals.slip_model import Slip as SlipModel
from referrals.slip_model import SlipOutcome

Info = strawberry.Info[Context, None]

strawberry.enum(SlipOutcome, description="What she told of a slip afterwards, coarsely.")


@strawberry.type(description="A paper with which she goes herself. Nothing was sent, and nobody but you sees this.")
class Slip:
    """Show a slip to the organisation that gave it."""

    id: strawberry.ID = strawberry.field(description="The slip's id; it stands on no paper.")
    listing_id: strawberry.ID = strawberry.field(description="The service.")
    listing_version: int = strawberry.field(description="The version of the listing that she was shown.")
    options: list[str] = strawberry.field(description="What she was shown, each as listing@version.")
    only_one_reason: agreement.OnlyOneReason | None = strawberry.field(description="Why it was one only.")
    given_on: date = strawberry.field(description="The day on which she got it.")
    outcome: SlipOutcome | None = strawberry.field(description="What she told of it; null if she was not asked yet.")
    outcome_on: date | None = strawberry.field(description="When she did.")

    @classmethod
    def of(cls, one: SlipModel) -> "Slip":
        """Translate."""
        return cls(
            id=strawberry.ID(one.id),
            listing_id=strawberry.ID(one.listing_id),
            listing_version=one.listing_version,
            options=list(one.options),
            only_one_reason=one.only_one_reason,
            given_on=one.given_on,
            outcome=one.outcome,
            outcome_on=one.outcome_on,
        )


@strawberry.input(description="A slip that she gets. Whoever offers the service hears nothing.")
class GiveSlipInput:
    """Say where she goes herself."""

    need_id: strawberry.ID = strawberry.field(description="The need.")
    listing_id: strawberry.ID = strawberry.field(description="The listing.")
    listing_version: int = strawberry.field(description="The version of the listing.")
    options: list[OptionInput] = strawberry.field(description="Everything she was shown, this listing included.")
    only_one_reason: agreement.OnlyOneReason | None = strawberry.field(
        default=None, description="Why she was shown one only; needed there, and only there."
    )
    checklist_answered: bool = strawberry.field(
        description="Whether every criterion of the listing was answered, on the caseworker's device."
    )
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type
class SlipMutation:
    """Give slips, and write down what came of them."""

    @strawberry.mutation(description="Give her a slip with which she goes herself; nothing is sent.")
    @door
    async def give_slip(
        self, info: Info, input: Annotated[GiveSlipInput, strawberry.argument(description="The slip.")]
    ) -> Slip | Refused:
        """Give a slip."""
        ctx = info.context
        async with ctx.write() as tx:
            found = await slips.give(
                tx,
                ctx.caller,
                need_id=input.need_id,
                listing=(input.listing_id, input.listing_version),
                shown=[(one.listing_id, one.listing_version) for one in input.options],
                only_one_reason=input.only_one_reason,
                checklist_answered=input.checklist_answered,
                key=input.idempotency_key,
                now=ctx.now,
            )
        return Slip.of(found)

    @strawberry.mutation(description="Write down what she told of a slip; the same again changes nothing.")
    @door
    async def record_slip_outcome(
        self,
        info: Info,
        slip_id: Annotated[strawberry.ID, strawberry.argument(description="The slip.")],
        outcome: Annotated[SlipOutcome, strawberry.argument(description="What she told.")],
    ) -> Slip | Refused:
        """Keep what came of a slip."""
        ctx = info.context
        async with ctx.write() as tx:
            return Slip.of(await slips.answered(tx, ctx.caller, slip_id, outcome, ctx.now))
