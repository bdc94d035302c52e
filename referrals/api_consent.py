"""The door of asking her, sending and taking back; it translates and decides nothing."""

from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network.context import Context
from referrals import attesting, consents, needs, options, sending, withdrawal
from referrals.api_consent_inputs import (
    AttestErasureInput,
    DraftReferralInput,
    OpenNeedInput,
    RecordConsentInput,
    RecordDeferralInput,
    RecordRefusalInput,
    RecordWithdrawalInput,
    SendReferralInput,
    ShowOptionsInput,
    octets,
)
from referrals.api_consent_types import (
    Consent,
    ErasureAttested,
    ReferralStep,
    SendReceipt,
    WithdrawalReceipt,
)
from referrals.api_needs import Need

Info = strawberry.Info[Context, None]
Id = Annotated[strawberry.ID, strawberry.argument(description="The id.")]
LOOKS = 3
"""How often a lost race is looked at again before somebody is asked to do it herself."""


@strawberry.type(description="Needs and consents.")
class ConsentQuery:
    """Read what was asked and agreed."""

    @strawberry.field(description="A need of the caller's own organisation.")
    @door
    async def need(self, info: Info, id: Id) -> Need | Refused:
        ctx = info.context
        async with ctx.read() as tx:
            return Need.of(await needs.need(tx, ctx.caller, id))

    @strawberry.field(description="A consent, for its sender and its recipient.")
    @door
    async def consent(self, info: Info, id: Id) -> Consent | Refused:
        async with info.context.read() as tx:
            return Consent.of(*await consents.consent(tx, id))


@strawberry.type(description="Ask her, send with her consent, and stop when she says so.")
class ConsentMutation:
    """Change what was asked, agreed and sent."""

    @strawberry.mutation(description="Open what she looks for.")
    @door
    async def open_need(
        self, info: Info, input: Annotated[OpenNeedInput, strawberry.argument(description="The need.")]
    ) -> Need | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            return Need.of(
                await needs.open_need(
                    tx,
                    ctx.caller,
                    service_type=input.service_type,
                    urgency=input.urgency,
                    age_asserted_17_plus=input.age_asserted_17_plus,
                    risk_assessment_on=input.risk_assessment_on,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Draft a referral; nothing leaves the organisation.")
    @door
    async def draft_referral(
        self, info: Info, input: Annotated[DraftReferralInput, strawberry.argument(description="The draft.")]
    ) -> ReferralStep | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            return ReferralStep.of(
                await needs.draft(
                    tx,
                    ctx.caller,
                    need_id=input.need_id,
                    listing_id=input.listing_id,
                    listing_version=input.listing_version,
                    mode=input.mode,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Keep which options she was shown, and wait for her decision.")
    @door
    async def show_options(
        self, info: Info, input: Annotated[ShowOptionsInput, strawberry.argument(description="What she was shown.")]
    ) -> ReferralStep | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            return ReferralStep.of(
                await options.show_options(
                    tx,
                    ctx.caller,
                    referral_id=input.referral_id,
                    options=[(option.listing_id, option.listing_version) for option in input.options],
                    only_one_reason=input.only_one_reason,
                    checklist_answered=input.checklist_answered,
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    shred=ctx.shred,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Record the consent that she gave in writing.")
    @door
    async def record_consent(
        self, info: Info, input: Annotated[RecordConsentInput, strawberry.argument(description="Her consent.")]
    ) -> ReferralStep | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            return ReferralStep.of(
                await consents.record(
                    tx,
                    ctx.caller,
                    referral_id=input.referral_id,
                    token=octets(input.token, "token"),
                    asked=input.asked(),
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    node=ctx.settings.node_id,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Take her no, which is a valid outcome.")
    @door
    async def record_refusal(
        self, info: Info, input: Annotated[RecordRefusalInput, strawberry.argument(description="Her no.")]
    ) -> ReferralStep | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            return ReferralStep.of(
                await options.refuse(
                    tx,
                    ctx.caller,
                    referral_id=input.referral_id,
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Give her time, or another option.")
    @door
    async def record_deferral(
        self, info: Info, input: Annotated[RecordDeferralInput, strawberry.argument(description="Her wish.")]
    ) -> ReferralStep | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            return ReferralStep.of(
                await options.defer(
                    tx,
                    ctx.caller,
                    referral_id=input.referral_id,
                    reason=input.reason,
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="Deposit a sealed referral for one recipient. The node cannot read it.")
    @door
    async def send_referral(
        self, info: Info, input: Annotated[SendReferralInput, strawberry.argument(description="The envelope.")]
    ) -> SendReceipt | Refused:
        ctx, envelope = info.context, sending.read(input.envelope)
        for look in range(LOOKS):
            try:
                return SendReceipt.of(
                    await sending.send(
                        ctx, envelope, expected_version=input.expected_version, key=input.idempotency_key
                    )
                )
            except sending.LostRace:
                if look == LOOKS - 1:
                    raise
        raise AssertionError("a look either answers or raises")

    @strawberry.mutation(description="She takes her consent back with her secret alone: no login and no reason.")
    @door
    async def withdraw(
        self,
        info: Info,
        secret: Annotated[str, strawberry.argument(description="Her withdrawal secret (base64url of 32 bytes).")],
    ) -> WithdrawalReceipt | Refused:
        ctx, commitment = info.context, withdrawal.commitment_of(secret)
        async with ctx.write(realm="subject", subject=commitment, member="") as tx:
            return WithdrawalReceipt.of(await withdrawal.withdraw(tx, commitment, ctx.now))

    @strawberry.mutation(description="She told a member that she takes her consent back; any member records it.")
    @door
    async def record_withdrawal(
        self, info: Info, input: Annotated[RecordWithdrawalInput, strawberry.argument(description="What stops.")]
    ) -> WithdrawalReceipt | Refused:
        ctx = info.context
        async with ctx.write(realm="node") as tx:
            return WithdrawalReceipt.of(
                await withdrawal.record_withdrawal(
                    tx, ctx.caller, input.consent_id or None, input.referral_id or None, ctx.now
                )
            )

    @strawberry.mutation(description="The recipient says, signed, that what it opened is erased, or why not.")
    @door
    async def attest_erasure(
        self, info: Info, input: Annotated[AttestErasureInput, strawberry.argument(description="The signed word.")]
    ) -> ErasureAttested | Refused:
        ctx = info.context
        async with ctx.write() as tx:
            at = await attesting.attest(
                tx,
                ctx.caller,
                referral_id=input.referral_id,
                statement=octets(input.statement, "statement"),
                now=ctx.now,
            )
            return ErasureAttested(referral_id=input.referral_id, at=at)
