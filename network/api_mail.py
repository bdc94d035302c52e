"""Mail over GraphQL: where a member of staff is told that there is something new."""

from datetime import datetime
from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network import mail, mail_errors
from network.mail_model import Mail, Wish


@strawberry.type(description="Where you are told by e-mail that there is something new, and never what.")
class MailNotices:
    """Show a person her own address."""

    address: str = strawberry.field(description="The address.")
    language: str = strawberry.field(description="The language of the messages (ISO 639-1).")
    zone: str = strawberry.field(description="Your time zone, like Europe/Vienna.")
    quiet_from: int = strawberry.field(description="The hour from which nothing is sent, 0 to 23.")
    quiet_to: int = strawberry.field(description="The hour until which nothing is sent; equal hours: no quiet hours.")
    every_minutes: int = strawberry.field(description="The shortest time between two messages.")
    confirmed_at: datetime | None = strawberry.field(description="When the code came back; null: nothing is sent yet.")

    @classmethod
    def of(cls, found: Mail) -> "MailNotices":
        """Translate."""
        wish = found.wish
        return cls(
            address=wish.address,
            language=wish.language,
            zone=wish.zone,
            quiet_from=wish.quiet_from,
            quiet_to=wish.quiet_to,
            every_minutes=wish.every_minutes,
            confirmed_at=found.confirmed_at,
        )


@strawberry.type(description="Nothing is sent to you any more.")
class MailStopped:
    """Say that an address was forgotten."""

    at: datetime = strawberry.field(description="When.")


@strawberry.input(description="Where and when you want to be told that there is something new.")
class SetMailNoticesInput:
    """Hold a wish."""

    address: str = strawberry.field(description="Your e-mail address at work. A code is sent there first.")
    language: str = strawberry.field(default="en", description="The language of the messages (ISO 639-1).")
    zone: str = strawberry.field(default="Europe/Vienna", description="Your time zone.")
    quiet_from: int = strawberry.field(default=18, description="The hour from which nothing is sent, 0 to 23.")
    quiet_to: int = strawberry.field(default=8, description="The hour until which nothing is sent.")
    every_minutes: int = strawberry.field(default=30, description="The shortest time between two messages, 5 to 1440.")


@strawberry.type
class MailQuery:
    """Ask where one is told."""

    @strawberry.field(description="Where you are told by e-mail that there is something new.")
    @door
    async def mail_notices(self, info: strawberry.Info) -> MailNotices | Refused:
        """Show it to its own person."""
        ctx = info.context
        async with ctx.read() as tx:
            return MailNotices.of(await mail.shown(tx, ctx.caller))


@strawberry.type
class MailMutation:
    """Say where one wants to be told."""

    @strawberry.mutation(description="Give an address; a code is sent there, and nothing else before it came back.")
    @door
    async def set_mail_notices(
        self,
        info: strawberry.Info,
        input: Annotated[SetMailNoticesInput, strawberry.argument(description="Where and when.")],
    ) -> MailNotices | Refused:
        """Keep an address."""
        ctx = info.context
        wish = Wish(input.address, input.language, input.zone, input.quiet_from, input.quiet_to, input.every_minutes)
        if ctx.post is None:
            raise mail_errors.MailOff
        async with ctx.write() as tx:
            code = await mail.set_(tx, ctx.caller, wish, now=ctx.now)
            found = await mail.shown(tx, ctx.caller)
        if not await ctx.post(wish.address, *mail.code_text(wish.language, code)):
            raise mail_errors.MailFailed("address")
        return MailNotices.of(found)

    @strawberry.mutation(description="Type the code that came by e-mail; from then on you are told of news.")
    @door
    async def confirm_mail_notices(
        self,
        info: strawberry.Info,
        code: Annotated[str, strawberry.argument(description="The eight digits; spaces do not count.")],
    ) -> MailNotices | Refused:
        """Begin to tell an address."""
        ctx = info.context
        async with ctx.write() as tx:
            found = await mail.confirm(tx, ctx.caller, code, now=ctx.now)
        if found is None:
            raise mail_errors.WrongCode("code")
        return MailNotices.of(found)

    @strawberry.mutation(description="Be told nothing by e-mail any more; your address is deleted.")
    @door
    async def stop_mail_notices(self, info: strawberry.Info) -> MailStopped | Refused:
        """Forget an address."""
        ctx = info.context
        async with ctx.write() as tx:
            await mail.stop(tx, ctx.caller, now=ctx.now)
        return MailStopped(at=ctx.now)
