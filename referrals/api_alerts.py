"""The door of what goes past somebody: alerts to the secretariat or the auditor, and a word to one's own people."""

from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network.context import Context
from referrals import alerts, looking_now, sending
from referrals.alert_model import AlertAnswer
from referrals.api_alert_types import (
    Alert,
    AlertAnswered,
    AlertKept,
    AlertList,
    AlertsRead,
    AlertStands,
    AlertStates,
    AlertTarget,
    RaiseAlertInput,
    To,
)
from referrals.api_consent_inputs import KEY, octets

Info = strawberry.Info[Context, None]


@strawberry.input(description="A referral at which your own administrators should look.")
class LookNowInput:
    """Name a referral."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="Your organisation's people are told to look at a referral, without a word why.")
class LookingNow:
    """Say that they are told."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")


@strawberry.type
class AlertQuery:
    """Read alerts."""

    @strawberry.field(description="Whom an alert is sealed to; no sign-in is needed.")
    @door
    async def alert_target(self, info: Info, to: To) -> AlertTarget | Refused:
        """Say whom an alert is sealed to."""
        ctx = info.context
        async with ctx.read(realm="node", member="") as tx:
            return AlertTarget.of(*await alerts.target(tx, to.kind, now=ctx.now))

    @strawberry.field(description="The alerts that were sealed to your organisation (secretariat, auditor).")
    @door
    async def alerts(self, info: Info) -> AlertList | Refused:
        """Give alerts."""
        ctx = info.context
        async with ctx.read() as tx:
            found = await alerts.all_(tx, ctx.caller)
        return AlertList(alerts=[Alert.of(one) for one in found])

    @strawberry.field(description="How alerts stand, for whoever holds their keys; no sign-in is needed.")
    @door
    async def alert_states(
        self,
        info: Info,
        keys: Annotated[list[str], strawberry.argument(description="Up to 64 keys of alerts, base64url.")],
    ) -> AlertStates | Refused:
        """Say how alerts stand."""
        asked = [octets(one, "keys") for one in keys]
        async with info.context.read(realm="node", member="") as tx:
            found = await alerts.states(tx, asked)
        return AlertStates(alerts=[AlertStands.of(one) for one in found])


@strawberry.type
class AlertMutation:
    """Raise, read and answer alerts."""

    @strawberry.mutation(description="Tell the secretariat or the auditor, sealed, past her organisation.")
    @door
    async def raise_alert(
        self, info: Info, input: Annotated[RaiseAlertInput, strawberry.argument(description="The alert.")]
    ) -> AlertKept | Refused:
        """Keep an alert."""
        letter, key = sending.read(input.envelope), octets(input.key, "key")
        await alerts.raise_(info.context, input.to.kind, letter, key, input.behind())
        return AlertKept(kept=True)

    @strawberry.mutation(
        description="Say that somebody opened these alerts (secretariat, auditor); who wrote one can see it."
    )
    @door
    async def read_alerts(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The alerts' names.")],
    ) -> AlertsRead | Refused:
        """Write down that they were read."""
        named = [octets(one, "ids") for one in ids]
        async with info.context.write() as tx:
            return AlertsRead(first_read=await alerts.read(tx, info.context.caller, named))

    @strawberry.mutation(description="Say what was done about an alert (secretariat, auditor); its words are deleted.")
    @door
    async def answer_alert(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The alert's name.")],
        done: Annotated[AlertAnswer, strawberry.argument(description="What was done.")],
    ) -> AlertAnswered | Refused:
        """Write down what was done."""
        ctx, named = info.context, octets(id, "id")
        async with ctx.write() as tx:
            there = await alerts.answer(tx, ctx.caller, named, done, now=ctx.now)
        return AlertAnswered(there_was_one=there)

    @strawberry.mutation(
        description="Tell your own people to look at a referral now; the other organisation learns nothing."
    )
    @door
    async def look_now(
        self, info: Info, input: Annotated[LookNowInput, strawberry.argument(description="The referral.")]
    ) -> LookingNow | Refused:
        """Tell them to look."""
        ctx = info.context
        async with ctx.write() as tx:
            await looking_now.tell(tx, ctx.caller, input.referral_id, key=input.idempotency_key, now=ctx.now)
        return LookingNow(referral_id=input.referral_id)
