"""What callers send with a step of the loop. Nothing here switches a rule off."""

from datetime import date

import strawberry

from crypto.envelope import Envelope
from referrals import api_consent_codes as api_consent_codes
from referrals import sending
from referrals.api_consent_inputs import KEY, VERSION
from referrals.model import DeclineClass, Details, HerAnswer, OutcomeClass

_ENVELOPE = "A sealed letter to the other organisation: the envelope's JSON."


@strawberry.input(description="A step that brings nothing along.")
class StepInput:
    """Name a referral as it was seen."""

    referral_id: strawberry.ID = strawberry.field(description="The referral.")
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)

    def details(self) -> Details:
        """Give what the step brings along."""
        return Details()

    def letter(self) -> Envelope | None:
        """Give the letter that comes with the step, if there is one.

        Raises:
            EnvelopeTooLarge, MalformedEnvelope: it is no envelope.
        """
        text: str | None = getattr(self, "envelope", None)
        return sending.read(text) if text else None


@strawberry.input(description="A step that says why.")
class ReasonInput(StepInput):
    """Name a reason."""

    reason: str = strawberry.field(description="The code of the reason; a wrong one is answered with the right ones.")

    def details(self) -> Details:
        """Give the reason."""
        return Details(reason=self.reason)


@strawberry.input(description="Which category of facts is missing.")
class AskForInformationInput(StepInput):
    """Name a category."""

    category: str = strawberry.field(description="The category of facts, a code.")

    def details(self) -> Details:
        """Give the category."""
        return Details(category=self.category)


@strawberry.input(description="The facts that were asked for, sealed.")
class AnswerInformationInput(StepInput):
    """Bring a sealed answer."""

    envelope: str = strawberry.field(description=_ENVELOPE)


@strawberry.input(description="The organisation will serve her.")
class AcceptInput(StepInput):
    """Say when she is contacted first, and how."""

    first_contact_on: date = strawberry.field(description="The day of the first contact.")
    safe_contact_read: bool = strawberry.field(description="Whether the instructions for safe contact were read.")
    interpreter_answered: bool = strawberry.field(description="Whether her wish for an interpreter was answered.")
    envelope: str | None = strawberry.field(default=None, description=_ENVELOPE)

    def details(self) -> Details:
        """Give what accepting needs."""
        return Details(
            first_contact_on=self.first_contact_on,
            safe_contact_read=self.safe_contact_read,
            interpreter_answered=self.interpreter_answered,
        )


@strawberry.input(description="There is no place now.")
class WaitlistInput(StepInput):
    """Say until when she waits."""

    expected_on: date | None = strawberry.field(default=None, description="When a place is expected.")
    review_on: date | None = strawberry.field(default=None, description="When the waiting is looked at again.")

    def details(self) -> Details:
        """Give the dates."""
        return Details(expected_on=self.expected_on, review_on=self.review_on)


@strawberry.input(description="The organisation will not serve her.")
class DeclineInput(StepInput):
    """Say why, coarsely in clear and exactly under seal."""

    decline_class: DeclineClass = strawberry.field(description="Why, in a word that does not disclose anything of her.")
    envelope: str | None = strawberry.field(default=None, description=_ENVELOPE)

    def details(self) -> Details:
        """Give the class."""
        return Details(decline_class=self.decline_class)


@strawberry.input(description="The first contact took place.")
class StartInput(StepInput):
    """Say when."""

    started_on: date = strawberry.field(description="The day.")

    def details(self) -> Details:
        """Give the day."""
        return Details(started_on=self.started_on)


@strawberry.input(description="The organisation's account.")
class ReportOutcomeInput(StepInput):
    """Say what came of it, coarsely in clear and exactly under seal."""

    outcome_class: OutcomeClass = strawberry.field(description="Whether she was served.")
    envelope: str | None = strawberry.field(default=None, description=_ENVELOPE)

    def details(self) -> Details:
        """Give the class."""
        return Details(outcome_class=self.outcome_class)


@strawberry.input(description="The end of a safety hold.")
class ReleaseInput(StepInput):
    """Say that it is safe and that she wants to go on."""

    risk_reassessed: bool = strawberry.field(description="Whether her risks were looked at again.")
    her_wish: bool = strawberry.field(description="Whether she wants to go on.")

    def details(self) -> Details:
        """Give both."""
        return Details(risk_reassessed=self.risk_reassessed, her_wish=self.her_wish)


@strawberry.input(description="What came of asking her.")
class AskedHerInput(StepInput):
    """Say what came of asking her."""

    answer: HerAnswer = strawberry.field(description="She would rather not say, was not reached, or is unreachable.")


@strawberry.input(description="Her own account, sealed to the organisation that helped her.")
class GiveFeedbackInput:
    """Bring her account and the proof that it is hers."""

    envelope: str = strawberry.field(description="The envelope's JSON, with an empty sender.")
    proof: str = strawberry.field(description="The signature of her feedback key over the envelope's id, base64url.")
