"""What is shown and asked of alerts: whom one is sealed to, sealed ones, and how one stands."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from crypto.format import b64u
from network.model import IntakeKey, MemberKind
from referrals import alert_model as model
from referrals.alert_model import AlertAnswer, AlertState, Proof
from referrals.api_consent_inputs import octets

strawberry.enum(AlertState, description="How an alert stands: it waits, was read, was answered, or ran out.")
strawberry.enum(AlertAnswer, description="What was done about an alert, and nothing of what it was about.")


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

    def behind(self) -> Proof | None:
        """Read what shows that her card stands behind it."""
        if self.consent is None and self.proof is None:
            return None
        return Proof(octets(self.consent or "", "consent"), octets(self.proof or "", "proof"))


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
    state: AlertState = strawberry.field(description="Whether somebody has read it (`WAITS`, `READ`).")

    @classmethod
    def of(cls, one: model.Alert) -> "Alert":
        """Translate."""
        return cls(
            id=strawberry.ID(b64u(one.env_id)),
            key=b64u(one.key),
            envelope=one.envelope.to_bytes().decode(),
            on=one.on,
            state=one.state,
        )


@strawberry.type(
    description="Alerts that were sealed to your organisation and are not answered, at most 20, oldest first."
)
class AlertList:
    """Hold alerts."""

    alerts: list[Alert] = strawberry.field(description="The alerts.")


@strawberry.type(description="An alert was answered, and its words are deleted.")
class AlertAnswered:
    """Say what came of answering an alert."""

    there_was_one: bool = strawberry.field(description="Whether such an alert waited for an answer.")


@strawberry.type(description="Alerts were read.")
class AlertsRead:
    """Say that alerts were read."""

    first_read: int = strawberry.field(description="How many of them nobody had read before.")


@strawberry.type(description="How one alert stands.")
class AlertStands:
    """Show how an alert stands, to who wrote it."""

    key: str = strawberry.field(description="The key that it was handed in with, base64url.")
    state: AlertState = strawberry.field(description="How it stands.")
    answer: AlertAnswer | None = strawberry.field(description="What was done, where it was answered.")
    on: date = strawberry.field(description="The day on which it came.")
    ended_on: date | None = strawberry.field(description="The day on which it was answered, or ran out.")

    @classmethod
    def of(cls, one: model.Stood) -> "AlertStands":
        """Translate."""
        return cls(key=b64u(one.key), state=one.state, answer=one.answer, on=one.on, ended_on=one.ended_on)


@strawberry.type(description="How alerts stand; one that is not known is left out.")
class AlertStates:
    """Hold how alerts stand."""

    alerts: list[AlertStands] = strawberry.field(description="The alerts.")
