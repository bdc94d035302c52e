"""The door of the loop: every step after sending, her own account, and what an organisation looks at."""

from typing import Annotated

import strawberry

from crypto.keys import SIGNATURE
from kit.graph import Refused, door
from network.context import Context
from referrals import feedback, loop, reading, sending
from referrals.api_alerts import AlertMutation, AlertQuery
from referrals.api_cases import CaseMutation, CaseQuery, case_of
from referrals.api_consent_inputs import octets
from referrals.api_consent_lives import LivesMutation
from referrals.api_consent_types import SendReceipt
from referrals.api_erasure import ErasureQuery
from referrals.api_fhir import FhirQuery
from referrals.api_her_account import FeedbackTarget, HerAccountMutation
from referrals.api_her_copy import HerCopyMutation, HerCopyQuery
from referrals.api_inboxes import InboxMutation, InboxQuery
from referrals.api_indicators import IndicatorsMutation, IndicatorsQuery
from referrals.api_inputs import (
    AcceptInput,
    AnswerInformationInput,
    AskedHerInput,
    AskForInformationInput,
    DeclineInput,
    GiveFeedbackInput,
    ReasonInput,
    ReleaseInput,
    ReportOutcomeInput,
    StartInput,
    StepInput,
    WaitlistInput,
)
from referrals.api_timers import TimersMutation, TimersQuery
from referrals.api_types import (
    EnvelopeList,
    NoticePage,
    ReferralConnection,
    ReferralHistory,
    ReferralNode,
)

Info = strawberry.Info[Context, None]
Id = Annotated[strawberry.ID, strawberry.argument(description="The referral's id.")]
First = Annotated[int | None, strawberry.argument(description="How many entries to show: 1 to 100, 20 unless given.")]
After = Annotated[str | None, strawberry.argument(description="Show what follows this marker.")]
Step = ReferralNode | Refused


async def _step(info: Info, name: str, input: StepInput) -> ReferralNode:
    ctx, letter = info.context, input.letter()
    async with ctx.write() as tx:
        return ReferralNode.of(
            await loop.step(
                tx,
                ctx.caller,
                name,
                referral_id=input.referral_id,
                details=input.details(),
                envelope=letter,
                expected_version=input.expected_version,
                key=input.idempotency_key,
                shred=ctx.shred,
                now=ctx.now,
            )
        )


@strawberry.type
class ReferralsQuery(
    ErasureQuery, HerCopyQuery, InboxQuery, CaseQuery, FhirQuery, TimersQuery, AlertQuery, IndicatorsQuery
):
    """Look at referrals."""

    @strawberry.field(description="One referral, for its two organisations; the secretariat sees its metadata.")
    @door
    async def referral(self, info: Info, id: Id) -> ReferralNode | Refused:
        """Show a referral."""
        ctx = info.context
        async with ctx.read() as tx:
            return ReferralNode.of(await loop.referral(tx, ctx.caller, id))

    @strawberry.field(description="Your organisation's referrals, sent and received, newest first.")
    @door
    async def referrals(self, info: Info, first: First = None, after: After = None) -> ReferralConnection | Refused:
        """Show an organisation its referrals."""
        ctx = info.context
        async with ctx.read() as tx:
            return ReferralConnection.of(*await reading.referrals(tx, ctx.caller, first, after, received_only=False))

    @strawberry.field(description="The referrals that your organisation received, newest first.")
    @door
    async def inbox(self, info: Info, first: First = None, after: After = None) -> ReferralConnection | Refused:
        """Show an organisation what it received."""
        ctx = info.context
        async with ctx.read() as tx:
            return ReferralConnection.of(*await reading.referrals(tx, ctx.caller, first, after, received_only=True))

    @strawberry.field(description="The steps of a referral, in order.")
    @door
    async def history(self, info: Info, referral_id: Id) -> ReferralHistory | Refused:
        """Show the steps of a referral."""
        ctx = info.context
        async with ctx.read() as tx:
            return ReferralHistory.of(await reading.history(tx, ctx.caller, referral_id))

    @strawberry.field(description="The sealed letters of a referral that your organisation wrote or received.")
    @door
    async def envelopes(self, info: Info, referral_id: Id) -> EnvelopeList | Refused:
        """Give an organisation the sealed letters of a referral."""
        ctx = info.context
        async with ctx.read() as tx:
            kept = await reading.envelopes(tx, ctx.caller, referral_id, ctx.shred)
        return EnvelopeList.of(kept, await case_of(info, referral_id))

    @strawberry.field(description="Whom her own account is sealed to; no sign-in is needed, her consent's hash is.")
    @door
    async def feedback_target(
        self,
        info: Info,
        consent: Annotated[str, strawberry.argument(description="The hash of her consent token, base64url.")],
    ) -> FeedbackTarget | Refused:
        """Say whom her account is sealed to."""
        ctx = info.context
        async with ctx.read(realm="node") as tx:
            return FeedbackTarget.of(await feedback.target(tx, octets(consent, "consent"), now=ctx.now))

    @strawberry.field(description="What needs your organisation's attention, without content, newest first.")
    @door
    async def notices(self, info: Info, first: First = None, after: After = None) -> NoticePage | Refused:
        """Show an organisation its notices."""
        ctx = info.context
        async with ctx.read() as tx:
            return NoticePage.of(*await reading.notices(tx, ctx.caller, first, after))


def _door_of(name: str, description: str, kind: type[StepInput]) -> object:
    """Make the door of one step: each translates in the same way."""

    async def resolve(self: object, info: Info, input: StepInput) -> ReferralNode | Refused:
        return await _step(info, name, input)

    resolve.__annotations__ = {
        "info": Info,
        "input": Annotated[kind, strawberry.argument(description="The referral and what the step brings along.")],
        "return": Step,
    }
    return strawberry.mutation(door(resolve), description=description)


@strawberry.type
class ReferralsMutation(
    LivesMutation,
    HerAccountMutation,
    HerCopyMutation,
    InboxMutation,
    CaseMutation,
    TimersMutation,
    AlertMutation,
    IndicatorsMutation,
):
    """Take steps on referrals."""

    acknowledge_referral = _door_of("ACKNOWLEDGE", "Say that your organisation has opened it (recipient).", StepInput)
    ask_for_information = _door_of(
        "ASK_FOR_INFORMATION", "Ask for a category of facts before deciding (recipient).", AskForInformationInput
    )
    answer_information = _door_of(
        "ANSWER_INFORMATION", "Send the facts that were asked for, sealed (sender).", AnswerInformationInput
    )
    accept_referral = _door_of("ACCEPT", "Say that your organisation will serve her (recipient).", AcceptInput)
    waitlist_referral = _door_of("WAITLIST", "Say that she has to wait for a place (recipient).", WaitlistInput)
    decline_referral = _door_of(
        "DECLINE", "Say that your organisation will not serve her; the detail is sealed (recipient).", DeclineInput
    )
    start_service = _door_of("START", "Say that the first contact took place (recipient).", StartInput)
    report_outcome = _door_of("REPORT_OUTCOME", "Give the organisation's account (recipient).", ReportOutcomeInput)
    dispute_outcome = _door_of("DISPUTE_OUTCOME", "Her account contradicts the outcome: look again.", StepInput)
    close_referral = _door_of("CLOSE", "Close it by both accounts (sender).", StepInput)
    reopen_referral = _door_of("REOPEN", "Take a closed referral up again (sender).", ReasonInput)
    record_she_declined = _door_of("SHE_DECLINES", "She no longer wants this service; nobody asks why.", StepInput)
    cancel_referral = _door_of("CANCEL", "Recall it (sender).", ReasonInput)
    hold_referral = _door_of("HOLD", "Freeze it for her safety; the recipient sees a pause.", ReasonInput)
    release_referral = _door_of("RELEASE", "End a freeze after a new look at her risks (sender).", ReleaseInput)
    void_referral = _door_of("VOID", "Take it back as wrong from the start; what was sealed is deleted.", ReasonInput)

    @strawberry.mutation(description="Keep what came of asking her for her account (sender).")
    @door
    async def record_feedback(
        self, info: Info, input: Annotated[AskedHerInput, strawberry.argument(description="What came of it.")]
    ) -> ReferralNode | Refused:
        """Keep what came of asking her."""
        ctx = info.context
        async with ctx.write() as tx:
            return ReferralNode.of(
                await loop.asked_her(
                    tx,
                    ctx.caller,
                    referral_id=input.referral_id,
                    answer=input.answer,
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="She gives her own account: no login, only her key. The node cannot read it.")
    @door
    async def give_feedback(
        self, info: Info, input: Annotated[GiveFeedbackInput, strawberry.argument(description="Her account.")]
    ) -> SendReceipt | Refused:
        """Take her own account."""
        ctx, letter, proof = info.context, sending.read(input.envelope), octets(input.proof, "proof", SIGNATURE)
        async with ctx.write(realm="node") as tx:
            return SendReceipt.of(await feedback.give(tx, letter, proof, shred=ctx.shred, now=ctx.now))
