"""The door of sealed letters to houses that are no members: left by a device, opened without sign-in."""

from datetime import datetime
from typing import Annotated

import strawberry

from crypto.format import b64u
from crypto.inbox_letter import InboxLetter
from kit.graph import Refused, door
from network.context import Context
from referrals import agreement, inboxes, unsealing
from referrals import api_consent_codes as api_consent_codes
from referrals.api_consent_inputs import KEY, AskedInput, OptionInput, octets
from referrals.inbox_model import InboxEnd, Leaving
from referrals.inbox_model import SealedInbox as InboxModel

Info = strawberry.Info[Context, None]
Lookup = Annotated[str, strawberry.argument(description="The `lookup` that the code gives: 32 bytes, base64url.")]
Proof = Annotated[str, strawberry.argument(description="The `proof` that the code gives: 32 bytes, base64url.")]
_SECRET = 32

strawberry.enum(InboxEnd, name="SealedInboxEnd", description="Why a sealed letter is not there any more.")


@strawberry.type(description="A sealed letter for a house that is no member, as its sender sees what came of it.")
class SealedInbox:
    """Show a letter to the organisation that left it."""

    id: strawberry.ID = strawberry.field(description="The letter's id; it stands on no paper and in no address.")
    need_id: strawberry.ID = strawberry.field(description="The need.")
    listing_id: strawberry.ID = strawberry.field(description="The service.")
    listing_version: int = strawberry.field(description="The version of the listing that she was shown.")
    consent_id: strawberry.ID = strawberry.field(description="Her consent; ending it deletes letter and answer.")
    options: list[str] = strawberry.field(description="What she was shown, each as listing@version.")
    only_one_reason: agreement.OnlyOneReason | None = strawberry.field(description="Why it was one only.")
    given_at: datetime = strawberry.field(description="When it was left.")
    expires_at: datetime = strawberry.field(description="Until when it opens: a week, or an hour after the first time.")
    opened_at: datetime | None = strawberry.field(description="When it was opened first.")
    answered_at: datetime | None = strawberry.field(description="When the house answered.")
    answer: str | None = strawberry.field(description="The sealed answer, base64url; kept for four weeks.")
    ended: InboxEnd | None = strawberry.field(description="Why the letter is not there any more.")
    ended_at: datetime | None = strawberry.field(description="Since when it is not.")

    @classmethod
    def of(cls, one: InboxModel) -> "SealedInbox":
        """Translate."""
        return cls(
            id=strawberry.ID(one.id),
            need_id=strawberry.ID(one.need_id),
            listing_id=strawberry.ID(one.listing_id),
            listing_version=one.listing_version,
            consent_id=strawberry.ID(one.consent_id),
            options=list(one.options),
            only_one_reason=one.only_one_reason,
            given_at=one.given_at,
            expires_at=one.expires_at,
            opened_at=one.opened_at,
            answered_at=one.answered_at,
            answer=None if one.answer is None else b64u(one.answer),
            ended=one.ended,
            ended_at=one.ended_at,
        )


@strawberry.type(description="A sealed letter as the house gets it; only the code said by telephone opens it.")
class SealedInboxLetter:
    """Hold a sealed letter."""

    ct: str = strawberry.field(description="The sealed letter, base64url.")
    expires_at: datetime = strawberry.field(description="Until when it can be fetched again.")


@strawberry.type(description="What a house asked for is so now.")
class SealedInboxStep:
    """Say that it is done."""

    done: bool = strawberry.field(description="True; a refusal is the other answer.")


@strawberry.input(description="Her consent for one house that is no member, and the letter that a code opens there.")
class GiveSealedInboxInput(AskedInput):
    """Leave a letter."""

    need_id: strawberry.ID = strawberry.field(description="The need.")
    listing_id: strawberry.ID = strawberry.field(description="The listing.")
    listing_version: int = strawberry.field(description="The version of the listing.")
    options: list[OptionInput] = strawberry.field(description="Everything she was shown, this listing included.")
    only_one_reason: agreement.OnlyOneReason | None = strawberry.field(
        default=None, description="Why she was shown one only; needed there, and only there."
    )
    checklist_answered: bool = strawberry.field(
        description="Whether every criterion of the listing was answered, on the caseworker's device."
    )
    token: str = strawberry.field(
        description="Her consent token, signed by the caller's device, with the listing as recipient (base64url)."
    )
    lookup_kept: str = strawberry.field(description="The commitment of `lookup`, base64url.")
    proof_kept: str = strawberry.field(description="The commitment of `proof`, base64url.")
    letter: str = strawberry.field(description="The sealed letter (crypto/SPEC.md section 25), base64url.")
    idempotency_key: str = strawberry.field(description=KEY)

    def left(self) -> Leaving:
        """Translate.

        Raises:
            BadBytes, MalformedEnvelope: something has not the form that it should.
        """
        return Leaving(
            need_id=self.need_id,
            listing_id=self.listing_id,
            listing_version=self.listing_version,
            shown=tuple((str(one.listing_id), one.listing_version) for one in self.options),
            only_one_reason=self.only_one_reason,
            checklist_answered=self.checklist_answered,
            token=octets(self.token, "token"),
            asked=self.asked(),
            lookup_kept=octets(self.lookup_kept, "lookupKept", _SECRET),
            proof_kept=octets(self.proof_kept, "proofKept", _SECRET),
            letter=InboxLetter.parse(octets(self.letter, "letter")),
        )


@strawberry.type
class InboxQuery:
    """Look at a letter that was left."""

    @strawberry.field(description="What came of a sealed letter that your organisation left, with the sealed answer.")
    @door
    async def sealed_inbox(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The letter's id.")]
    ) -> SealedInbox | Refused:
        """Show a letter."""
        ctx = info.context
        async with ctx.read() as tx:
            return SealedInbox.of(await inboxes.inbox(tx, ctx.caller, id))


@strawberry.type
class InboxMutation:
    """Leave a letter, open, answer and delete it."""

    @strawberry.mutation(description="Record her consent, and leave a sealed letter for a house that is no member.")
    @door
    async def give_sealed_inbox(
        self, info: Info, input: Annotated[GiveSealedInboxInput, strawberry.argument(description="The letter.")]
    ) -> SealedInbox | Refused:
        """Leave a letter."""
        ctx, left = info.context, input.left()
        async with ctx.write() as tx:
            found = await inboxes.leave(
                tx, ctx.caller, left, key=input.idempotency_key, node=ctx.settings.node_id, now=ctx.now
            )
        return SealedInbox.of(found)

    @strawberry.mutation(description="Delete a sealed letter, and its answer once you have read it; again is no fault.")
    @door
    async def end_sealed_inbox(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The letter's id.")]
    ) -> SealedInbox | Refused:
        """Take a letter back."""
        ctx = info.context
        async with ctx.write() as tx:
            return SealedInbox.of(await inboxes.take_back(tx, ctx.caller, id, ctx.now))

    @strawberry.mutation(description="Fetch the sealed letter of a code. No sign-in; it opens for an hour, then never.")
    @door
    async def open_sealed_inbox(self, info: Info, lookup: Lookup) -> SealedInboxLetter | Refused:
        """Fetch a letter."""
        letter, until = await unsealing.open_(info.context, octets(lookup, "lookup", _SECRET))
        return SealedInboxLetter(ct=b64u(letter), expires_at=until)

    @strawberry.mutation(
        description="Answer a sealed letter that was opened, once; the node cannot read it. No sign-in."
    )
    @door
    async def answer_sealed_inbox(
        self,
        info: Info,
        lookup: Lookup,
        proof: Proof,
        ct: Annotated[str, strawberry.argument(description="The sealed answer: 5,305 bytes, base64url.")],
    ) -> SealedInboxStep | Refused:
        """Answer a letter."""
        codes = octets(lookup, "lookup", _SECRET), octets(proof, "proof", _SECRET)
        await unsealing.answer(info.context, *codes, octets(ct, "ct"))
        return SealedInboxStep(done=True)

    @strawberry.mutation(
        description="Delete a sealed letter for good, after it was read; again is no fault. No sign-in."
    )
    @door
    async def empty_sealed_inbox(self, info: Info, lookup: Lookup, proof: Proof) -> SealedInboxStep | Refused:
        """Delete a letter."""
        codes = octets(lookup, "lookup", _SECRET), octets(proof, "proof", _SECRET)
        await unsealing.empty(info.context, *codes)
        return SealedInboxStep(done=True)
