"""The door of looking at erasure: which recipients have not said, signed, that they erased."""

from datetime import datetime
from typing import Annotated

import strawberry

from kit.graph import PageInfo, Refused, door
from kit.page import encode_cursor
from network.context import Context
from referrals import attesting
from referrals.api_consent_lives import LivesQuery

Info = strawberry.Info[Context, None]


@strawberry.type(description="A recipient of an ended referral that has not said, signed, that it erased.")
class OpenErasure:
    """Show who owes a word about erasure, without content."""

    cursor: str = strawberry.field(description="The marker of this entry.")
    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    from_member_id: strawberry.ID = strawberry.field(description="The organisation that sent it.")
    to_member_id: strawberry.ID = strawberry.field(description="The organisation that received it and has to erase.")
    because: str = strawberry.field(description="The state in which it ended, which asked for erasure.")
    asked_at: datetime = strawberry.field(description="When erasure was asked for.")
    attest_by: datetime = strawberry.field(description="Until when the signed word is due.")
    escalated_at: datetime | None = strawberry.field(
        description="When both organisations and the secretariat were told that it is late."
    )
    kept_because: str | None = strawberry.field(
        description="The ground on which the recipient says, signed, that it may not erase."
    )

    @classmethod
    def of(cls, one: attesting.Owing) -> "OpenErasure":
        """Translate."""
        owed = one.owed
        return cls(
            cursor=encode_cursor([owed.asked_at.isoformat(), owed.referral_id]),
            referral_id=strawberry.ID(owed.referral_id),
            from_member_id=strawberry.ID(owed.from_member),
            to_member_id=strawberry.ID(owed.to_member),
            because=owed.ground,
            asked_at=owed.asked_at,
            attest_by=one.due,
            escalated_at=owed.escalated_at,
            kept_because=owed.kept_because,
        )


@strawberry.type(description="A page of those who have not attested erasure, oldest first.")
class OpenErasurePage:
    """Hold a page of open erasures."""

    erasures: list[OpenErasure] = strawberry.field(description="The entries.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")


@strawberry.type
class ErasureQuery(LivesQuery):
    """Look at erasure."""

    @strawberry.field(
        description="Who has not attested erasure: your organisation's referrals; for the secretariat, all."
    )
    @door
    async def open_erasures(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many entries to show: 1 to 100, 20 unless given.")
        ] = None,
        after: Annotated[str | None, strawberry.argument(description="Show what follows this marker.")] = None,
    ) -> OpenErasurePage | Refused:
        """Show who has not attested."""
        ctx = info.context
        async with ctx.read() as tx:
            found, more = await attesting.open_erasures(tx, ctx.caller, first, after)
        shown = [OpenErasure.of(one) for one in found]
        last = shown[-1].cursor if shown else None
        return OpenErasurePage(erasures=shown, page_info=PageInfo(has_next_page=more, end_cursor=last))
