"""What an organisation sees of a need: what she was shown, what she chose, and the referrals that came of it."""

from datetime import date, datetime

import strawberry

from network.context import Context
from referrals import agreement, inboxes, needs, slips
from referrals import api_consent_codes as api_consent_codes
from referrals.api_inboxes import SealedInbox
from referrals.api_slips import Slip
from referrals.api_types import ReferralNode

Info = strawberry.Info[Context, None]


@strawberry.type(description="What she was shown before she decided about one referral; kept for good.")
class Showing:
    """Show one showing."""

    referral_id: strawberry.ID = strawberry.field(description="The referral she was asked about.")
    options: list[str] = strawberry.field(description="The services she was shown, each as listing@version.")
    only_one_reason: agreement.OnlyOneReason | None = strawberry.field(description="Why it was one only.")
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, one: agreement.Showing) -> "Showing":
        """Translate."""
        return cls(
            referral_id=strawberry.ID(one.referral_id),
            options=list(one.options),
            only_one_reason=one.only_one_reason,
            at=one.at,
        )


@strawberry.type(description="What a woman looks for. Only the organisation that opened it sees it.")
class Need:
    """Show a need to its own organisation."""

    id: strawberry.ID = strawberry.field(description="The need's id; random.")
    service_type: str = strawberry.field(description="The kind of service she looks for (a code).")
    urgency: agreement.Urgency = strawberry.field(description="How soon an answer is needed.")
    risk_assessment_on: date = strawberry.field(description="The day on which her risks were last looked at.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    version: int = strawberry.field(description="The version; it grows with every change.")

    @strawberry.field(description="What she was shown, in order.")
    async def showings(self, info: Info) -> list[Showing]:
        """Show what she was shown."""
        ctx = info.context
        async with ctx.read() as tx:
            return [Showing.of(one) for one in await needs.shown(tx, ctx.caller, self.id)]

    @strawberry.field(
        description="The referrals of this need, oldest first; a referral with a consent is what she chose."
    )
    async def referrals(self, info: Info) -> list[ReferralNode]:
        """Show what came of it."""
        ctx = info.context
        async with ctx.read() as tx:
            return [ReferralNode.of(one) for one in await needs.referrals_of(tx, ctx.caller, self.id)]

    @strawberry.field(description="The slips with which she went herself, in order; nothing was sent with them.")
    async def slips(self, info: Info) -> list[Slip]:
        """Show the slips."""
        ctx = info.context
        async with ctx.read() as tx:
            return [Slip.of(one) for one in await slips.of_need(tx, ctx.caller, self.id)]

    @strawberry.field(description="The sealed letters for houses that are no members, in order.")
    async def sealed_inboxes(self, info: Info) -> list[SealedInbox]:
        """Show the letters."""
        ctx = info.context
        async with ctx.read() as tx:
            return [SealedInbox.of(one) for one in await inboxes.of_need(tx, ctx.caller, self.id)]

    @classmethod
    def of(cls, need: agreement.Need) -> "Need":
        """Translate."""
        return cls(
            id=strawberry.ID(need.id),
            service_type=need.service_type,
            urgency=need.urgency,
            risk_assessment_on=need.risk_assessment_on,
            opened_at=need.opened_at,
            version=need.version,
        )
