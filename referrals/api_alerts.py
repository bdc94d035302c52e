"""The door of what goes past somebody: alerts to the secretariat or the auditor, and a word to one's own people."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from crypto.format import b64u
from kit.graph import Refused, door
from network.context import Context
from network.model import IntakeKey, MemberKind
from referrals import alerts, looking_now, sending
from referrals.api_consent_inputs import KEY, octets

Info = strawberry.Info[Context, None]


@strawberry.enum(description="Who is told, past the organisation that helps her.")
class AlertTo(Enum):
    """Name whom an alert goes to."""

    SECRETARIAT = "SECRETARIAT"
    AUDITOR = "AUDITOR"

    @property
    def kind(self) -> MemberKind:
        """Give the kind of member."""
        return MemberKind(self.value)


To = Annotated[AlertTo, strawberry.argument(description="The secretariat, or the auditor where it is about that.")]


@strawberry.type(description="The key that an alert is sealed to.")
class AlertTarget:
    """Show whom an alert is sealed to."""

    member_id: strawberry.ID = strawberry.field(description="The member.")
    epoch: int = strawberry.field(description="The number of its key.")
    public_key: str = strawberry.field(description="The X-Wing public key, base64url.")
    statement: str = strawberry.field(description="The statement that vouches for it (`epoch.v1`), base64url.")
    officers: str | None = strawberry.field(description="The member's `officers.v1`, base64url.")

    @classmethod
    def of(cls, key: IntakeKey, officers: bytes | None) -> "AlertTarget":
        """Translate."""
        return cls(
            member_id=strawberry.ID(key.member_id),
            epoch=key.epoch,
            public_key=b64u(key.public_key),
            statement=b64u(key.statement),
            officers=b64u(officers) if officers else None,
        )


@strawberry.input(description="A sealed alert. A member's device signs in; without login her card proves it.")
class RaiseAlertInput:
    """Bring an alert."""

    to: AlertTo = strawberry.field(description="The secretariat, or the auditor.")
    envelope: str = strawberry.field(description="The envelope's JSON, with an empty sender.")
    key: str = strawberry.field(description="The public key, made for this alert alone, that signed inside, base64url.")
    consent: str | None = strawberry.field(default=None, description="The hash of her consent token, base64url.")
    proof: str | None = strawberry.field(
        default=None, description="The signature of her feedback key over the envelope's id, base64url."
    )

    def behind(self) -> alerts.Proof | None:
        """Read what shows that her card stands behind it."""
        if self.consent is None and self.proof is None:
            return None
        return alerts.Proof(octets(self.consent or "", "consent"), octets(self.proof or "", "proof"))


@strawberry.type(description="The alert is kept.")
class AlertKept:
    """Say that it is kept."""

    kept: bool = strawberry.field(description="True; a refusal is the other answer.")


@strawberry.type(description="A sealed alert. Nothing at the node says who wrote it.")
class Alert:
    """Hold a sealed alert."""

    id: strawberry.ID = strawberry.field(description="Its name: the envelope's id, base64url.")
    key: str = strawberry.field(description="The key that checks what is inside, base64url.")
    envelope: str = strawberry.field(description="The envelope's JSON.")
    on: date = strawberry.field(description="The day on which it came.")


@strawberry.type(description="The alerts that were sealed to your organisation, at most 20, the oldest day first.")
class AlertList:
    """Hold alerts."""

    alerts: list[Alert] = strawberry.field(description="The alerts.")


@strawberry.type(description="An alert was deleted.")
class AlertEnded:
    """Say what came of deleting an alert."""

    there_was_one: bool = strawberry.field(description="Whether there was such an alert.")


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
        shown = [
            Alert(
                id=strawberry.ID(b64u(one.env_id)),
                key=b64u(one.key),
                envelope=one.envelope.to_bytes().decode(),
                on=one.on,
            )
            for one in found
        ]
        return AlertList(alerts=shown)


@strawberry.type
class AlertMutation:
    """Raise and end alerts."""

    @strawberry.mutation(description="Tell the secretariat or the auditor, sealed, past her organisation.")
    @door
    async def raise_alert(
        self, info: Info, input: Annotated[RaiseAlertInput, strawberry.argument(description="The alert.")]
    ) -> AlertKept | Refused:
        """Keep an alert."""
        letter, key = sending.read(input.envelope), octets(input.key, "key")
        await alerts.raise_(info.context, input.to.kind, letter, key, input.behind())
        return AlertKept(kept=True)

    @strawberry.mutation(description="Delete an alert that was dealt with (secretariat, auditor).")
    @door
    async def end_alert(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The alert's name.")]
    ) -> AlertEnded | Refused:
        """Delete an alert."""
        ctx = info.context
        async with ctx.write() as tx:
            return AlertEnded(there_was_one=await alerts.end(tx, ctx.caller, octets(id, "id"), now=ctx.now))

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
