"""The door of a consent's life: renewed, taken back in part, ended by others, exported, and explained."""

from typing import Annotated

import strawberry

from kit.graph import Refused, door
from kit.ids import check_id
from network.context import Context
from referrals import access, countries, exporting, narrowing, renewal, revoking, withdrawal
from referrals.api_consent import ConsentMutation, ConsentQuery
from referrals.api_consent_inputs import octets
from referrals.api_consent_lives_types import (
    AttestPartInput,
    ChildProtectionRoute,
    ConsentRecord,
    ConsentsRevoked,
    HerRecord,
    PartAttested,
    PartInput,
    PartWithdrawn,
    RecordForm,
    RenewConsentInput,
    RenewedConsent,
    RevokeConsentInput,
    RevokeConsentsInput,
)

Info = strawberry.Info[Context, None]
Consent_ = Annotated[strawberry.ID, strawberry.argument(description="The consent.")]
Secret = Annotated[str, strawberry.argument(description="Her withdrawal secret (base64url of 32 bytes).")]
Part = Annotated[PartInput, strawberry.argument(description="The category or the purpose.")]


@strawberry.type(description="What is kept of consents, for whom it concerns.")
class LivesQuery(ConsentQuery):
    """Read a consent as a record, and where a girl finds help."""

    @strawberry.field(description="A consent as a record or receipt of ISO/IEC TS 27560, in JSON-LD with DPV terms.")
    @door
    async def consent_record(
        self,
        info: Info,
        id: Consent_,
        form: Annotated[RecordForm, strawberry.argument(description="A record, or a receipt of it.")],
    ) -> ConsentRecord | Refused:
        """Export a consent."""
        ctx = info.context
        async with ctx.read() as tx:
            said = await exporting.consent_record(tx, id, str(form))
            return ConsentRecord.of(id, form, said)

    @strawberry.field(description="Where a girl below 17 finds help in a country. Each entry is to be confirmed.")
    @door
    async def child_protection(
        self, info: Info, country: Annotated[str, strawberry.argument(description="Two letters (ISO 3166-1).")]
    ) -> ChildProtectionRoute | Refused:
        """Say which way a girl takes."""
        return ChildProtectionRoute.of(countries.child_protection(country))


@strawberry.type(description="How a consent goes on, gets narrower, and ends.")
class LivesMutation(ConsentMutation):
    """Change what goes on under her consent; never without her, and never to more."""

    @strawberry.mutation(description="Record that she renewed a consent in writing. It never says more than before.")
    @door
    async def renew_consent(
        self, info: Info, input: Annotated[RenewConsentInput, strawberry.argument(description="The renewal.")]
    ) -> RenewedConsent | Refused:
        """Record a renewal."""
        ctx = info.context
        async with ctx.write() as tx:
            return RenewedConsent.of(
                await renewal.renew(
                    tx,
                    ctx.caller,
                    consent_id=input.consent_id,
                    token=octets(input.token, "token"),
                    asked=input.asked(),
                    expected_version=input.expected_version,
                    key=input.idempotency_key,
                    now=ctx.now,
                )
            )

    @strawberry.mutation(description="She takes a part back with her secret alone, for good: no login and no reason.")
    @door
    async def withdraw_part(self, info: Info, secret: Secret, part: Part) -> PartWithdrawn | Refused:
        """Take a part back."""
        ctx, commitment = info.context, withdrawal.commitment_of(secret)
        async with ctx.write(realm="subject", subject=commitment, member="") as tx:
            return PartWithdrawn.of(await narrowing.take_back(tx, commitment, part.code(), ctx.now))

    @strawberry.mutation(description="She told a member that she takes a part back; any member records it.")
    @door
    async def record_part_withdrawal(self, info: Info, consent_id: Consent_, part: Part) -> PartWithdrawn | Refused:
        """Record what she said."""
        ctx = info.context
        async with ctx.write(realm="node") as tx:
            return PartWithdrawn.of(await narrowing.record(tx, ctx.caller, consent_id, part.code(), ctx.now))

    @strawberry.mutation(description="The recipient says, signed, that a category is erased, or why not.")
    @door
    async def attest_part(
        self, info: Info, input: Annotated[AttestPartInput, strawberry.argument(description="The signed word.")]
    ) -> PartAttested | Refused:
        """Keep a recipient's word."""
        ctx, part = info.context, f"CATEGORY:{input.category}"
        async with ctx.write() as tx:
            at = await narrowing.attest(
                tx,
                ctx.caller,
                consent_id=input.consent_id,
                part=part,
                statement=octets(input.statement, "statement"),
                now=ctx.now,
            )
            return PartAttested(consent_id=input.consent_id, part=part, at=at)

    @strawberry.mutation(description="End a consent that is unsafe, or never was one; not as if she had done it.")
    @door
    async def revoke_consent(
        self, info: Info, input: Annotated[RevokeConsentInput, strawberry.argument(description="Which, and why.")]
    ) -> RenewedConsent | Refused:
        """End a consent by its sender."""
        ctx = info.context
        async with ctx.write() as tx:
            return RenewedConsent.of(await revoking.revoke(tx, ctx.caller, input.consent_id, input.reason, ctx.now))

    @strawberry.mutation(description="End all live consents towards a member or for a service (secretariat).")
    @door
    async def revoke_consents(
        self, info: Info, input: Annotated[RevokeConsentsInput, strawberry.argument(description="Towards whom.")]
    ) -> ConsentsRevoked | Refused:
        """End consents by the secretariat."""
        ctx, towards = info.context, input.towards
        member = check_id(towards.member_id, "memberId") if towards.member_id else ""
        listing = check_id(towards.listing_id, "listingId") if towards.listing_id else ""
        async with ctx.write(realm="node") as tx:
            ended = await revoking.revoke_towards(tx, ctx.caller, member, listing, input.reason, ctx.now)
            return ConsentsRevoked(consents=ended)

    @strawberry.mutation(description="Everything that is kept about her under one consent, with her secret alone.")
    @door
    async def her_record(self, info: Info, secret: Secret) -> HerRecord | Refused:
        """Show her what is kept; a change in form only, so that her secret never stands in an address."""
        ctx, commitment = info.context, withdrawal.commitment_of(secret)
        return HerRecord.of(await access.her_record(ctx, commitment))
