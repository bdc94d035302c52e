"""The door of her own copy: what it takes stands in the body of a request, and no sign-in is needed to look."""

from datetime import date
from typing import Annotated

import strawberry

from crypto.format import b64u
from kit.graph import Refused, door
from kit.ids import check_id
from network.context import Context
from referrals import her_copies, model
from referrals.api_consent_inputs import octets

Info = strawberry.Info[Context, None]
Secret = Annotated[str, strawberry.argument(description="32 bytes that her code gives, base64url.")]
_SECRET = 32


@strawberry.type(description="A page of her own copy: always eight parts of one length, false ones among them.")
class HerCopyPage:
    """Hold sealed parts."""

    parts: list[str] = strawberry.field(description="Sealed parts, base64url; only her code opens those that are real.")


@strawberry.type(description="How one referral stands, for the woman herself.")
class HerReferral:
    """Show a state to her."""

    state: model.State = strawberry.field(description="Where it stands.")
    org_feedback: model.OrgFeedback = strawberry.field(description="Whether the organisation gave its account.")
    her_feedback: model.HerFeedback = strawberry.field(description="Whether she gave hers.")
    withdrawn: bool = strawberry.field(description="Whether she took her consent back.")
    changed_on: date = strawberry.field(description="The day of the last step.")
    consent: str = strawberry.field(description="The hash of the token that it goes on under: hers, or its renewal.")
    until: date = strawberry.field(description="Until when that holds.")


@strawberry.type(description="Her copy is kept.")
class HerCopyKept:
    """Say that a part is kept."""

    kept: bool = strawberry.field(description="True; a refusal is the other answer.")


@strawberry.type(description="Her copy is not there any more.")
class HerCopyGone:
    """Say what came of deleting a copy."""

    there_was_one: bool = strawberry.field(description="Whether there was a copy under this secret.")


@strawberry.input(description="A new copy: commitments of what her code gives, and the first sealed part.")
class OpenHerCopyInput:
    """Make a copy."""

    lookup_kept: str = strawberry.field(description="The commitment of `lookup`, base64url.")
    append_kept: str = strawberry.field(description="The commitment of `append`, base64url.")
    revoke_kept: str = strawberry.field(description="The commitment of `revoke`, base64url.")
    part: str = strawberry.field(description="A sealed part, base64url.")
    until: date = strawberry.field(description="The last day of the consent that the part is about.")

    def kept(self) -> her_copies.Kept:
        """Read the commitments."""
        names = ("lookup_kept", "append_kept", "revoke_kept")
        fields = ("lookupKept", "appendKept", "revokeKept")
        return her_copies.Kept(
            *(octets(getattr(self, name), at, _SECRET) for name, at in zip(names, fields, strict=True))
        )


@strawberry.input(description="A further part of a copy; who adds it needs no code and reads none of the others.")
class AddToHerCopyInput:
    """Add a part."""

    append: str = strawberry.field(description="What her code gives for adding, base64url.")
    part: str = strawberry.field(description="A sealed part, base64url.")
    until: date = strawberry.field(description="The last day of the consent that the part is about.")


@strawberry.type
class HerCopyQuery:
    """Look with her code."""

    @strawberry.field(description="Her own copy, sealed. The answer has the same size and time whether there is one.")
    @door
    async def her_copy(
        self,
        info: Info,
        lookup: Secret,
        page: Annotated[int, strawberry.argument(description="0 to 3; the next one where all eight opened.")] = 0,
    ) -> HerCopyPage | Refused:
        """Give sealed parts."""
        parts = await her_copies.page(info.context, octets(lookup, "lookup", _SECRET), page)
        return HerCopyPage(parts=[b64u(part) for part in parts])

    @strawberry.field(description="How one of her referrals stands; no sign-in is needed, her feedback key is.")
    @door
    async def her_referral(
        self,
        info: Info,
        consent: Annotated[str, strawberry.argument(description="The hash of her consent token, base64url.")],
        referral_id: Annotated[strawberry.ID, strawberry.argument(description="The referral.")],
        at: Annotated[int, strawberry.argument(description="Now, in unix seconds.")],
        proof: Annotated[str, strawberry.argument(description="Her signature over these three, base64url.")],
    ) -> HerReferral | Refused:
        """Say how it stands."""
        ctx, said = info.context, (octets(consent, "consent"), check_id(referral_id, "referralId"))
        async with ctx.read(realm="node", member="") as tx:
            found = await her_copies.look(tx, *said, at, octets(proof, "proof"), ctx.now)
        return HerReferral(
            state=found.state,
            org_feedback=found.org_feedback,
            her_feedback=found.her_feedback,
            withdrawn=found.withdrawn,
            changed_on=found.changed_on,
            consent=b64u(found.consent),
            until=found.until,
        )


@strawberry.type
class HerCopyMutation:
    """Make, fill and delete her copy."""

    @strawberry.mutation(description="Make her own copy, with its first part. Nothing says whose it is.")
    @door
    async def open_her_copy(
        self, info: Info, input: Annotated[OpenHerCopyInput, strawberry.argument(description="The copy.")]
    ) -> HerCopyKept | Refused:
        """Make a copy."""
        await her_copies.open_(info.context, input.kept(), octets(input.part, "part"), input.until)
        return HerCopyKept(kept=True)

    @strawberry.mutation(description="Add a part to her own copy, without her code.")
    @door
    async def add_to_her_copy(
        self, info: Info, input: Annotated[AddToHerCopyInput, strawberry.argument(description="The part.")]
    ) -> HerCopyKept | Refused:
        """Add a part."""
        part = octets(input.part, "part")
        await her_copies.add(info.context, octets(input.append, "append", _SECRET), part, input.until)
        return HerCopyKept(kept=True)

    @strawberry.mutation(description="Delete her own copy, with her code or by whoever made it. No sign-in is needed.")
    @door
    async def revoke_her_copy(self, info: Info, secret: Secret) -> HerCopyGone | Refused:
        """Delete a copy."""
        return HerCopyGone(there_was_one=await her_copies.revoke(info.context, octets(secret, "secret", _SECRET)))
