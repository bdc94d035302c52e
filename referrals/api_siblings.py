"""What the sender is shown of the other referrals of the same need."""

from typing import Any

import strawberry

from network.context import Context
from referrals import api_consent_codes as api_consent_codes
from referrals import choosing, model, needs


@strawberry.type(description="Another referral of the same need that goes on; nothing is recalled by itself.")
class Sibling:
    """Show one other referral, ready to be recalled."""

    referral_id: strawberry.ID = strawberry.field(description="The other referral.")
    to_member_id: strawberry.ID = strawberry.field(description="The organisation that received it.")
    listing_id: strawberry.ID = strawberry.field(description="The service.")
    state: model.State = strawberry.field(description="Where it stands.")
    version: int = strawberry.field(description="The version to pass as expectedVersion to cancelReferral.")
    suggested_reason: str | None = strawberry.field(
        description="The reason to recall it with, where this one was accepted and nobody serves her there; else null."
    )

    @classmethod
    def of(cls, one: choosing.Sibling) -> "Sibling":
        """Translate."""
        other = one.referral
        return cls(
            referral_id=strawberry.ID(other.id),
            to_member_id=strawberry.ID(other.to_member),
            listing_id=strawberry.ID(other.listing_id),
            state=other.state,
            version=other.version,
            suggested_reason=one.suggested,
        )


async def _siblings(root: strawberry.Parent[Any], info: strawberry.Info[Context, None]) -> list[Sibling]:
    if not root.need_id:
        return []
    ctx = info.context
    async with ctx.read() as tx:
        return [Sibling.of(one) for one in await needs.siblings(tx, ctx.caller, root.need_id, root.id)]


SIBLINGS = strawberry.field(
    resolver=_siblings, description="Other referrals of the same need that go on; for the sender only, else empty."
)
