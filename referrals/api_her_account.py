"""The door of her own account: whom it is sealed to, what she is asked, and what a caseworker takes down for her."""

from datetime import datetime
from typing import Annotated

import strawberry

from crypto.format import b64u
from kit.graph import Refused, door
from network.context import Context
from referrals import feedback, sending
from referrals.api_consent_types import SendReceipt
from referrals.feedback import Target

Info = strawberry.Info[Context, None]


@strawberry.type(description="Whom her own account is sealed to.")
class FeedbackTarget:
    """Show the key that her account is sealed to."""

    member_id: strawberry.ID = strawberry.field(description="The organisation that helped her.")
    epoch: int = strawberry.field(description="The number of its key.")
    public_key: str = strawberry.field(description="The X-Wing public key, base64url.")
    statement: str = strawberry.field(description="The statement that vouches for it (`epoch.v1`), base64url.")
    officers: str | None = strawberry.field(description="The organisation's `officers.v1`, base64url.")
    consent: str = strawberry.field(description="The hash of the consent's token of today; it may have been renewed.")
    until: datetime = strawberry.field(description="When that consent runs out.")
    service_types: list[str] = strawberry.field(description="What the service does: some is asked about work only.")
    served_by: strawberry.ID = strawberry.field(description="Who was to serve her; nobody of it writes her account.")

    @classmethod
    def of(cls, found: Target) -> "FeedbackTarget":
        """Translate."""
        return cls(
            member_id=strawberry.ID(found.key.member_id),
            epoch=found.key.epoch,
            public_key=b64u(found.key.public_key),
            statement=b64u(found.key.statement),
            officers=b64u(found.officers) if found.officers else None,
            consent=b64u(found.consent),
            until=found.until,
            service_types=list(found.service_types),
            served_by=strawberry.ID(found.served_by),
        )


@strawberry.input(description="What she told a caseworker of the organisation that sent her, in any form.")
class TakeDownAccountInput:
    """Bring what she told."""

    envelope: str = strawberry.field(description="The envelope's JSON, from and to your own organisation.")


@strawberry.type
class HerAccountMutation:
    """Take down her account."""

    @strawberry.mutation(
        description="Keep what she told your caseworker, sealed to your own organisation; it needs no card (sender)."
    )
    @door
    async def take_down_account(
        self, info: Info, input: Annotated[TakeDownAccountInput, strawberry.argument(description="What she told.")]
    ) -> SendReceipt | Refused:
        """Keep what she told."""
        ctx, letter = info.context, sending.read(input.envelope)
        async with ctx.write(realm="node") as tx:
            return SendReceipt.of(await feedback.take_down(tx, ctx.caller, letter, shred=ctx.shred, now=ctx.now))
