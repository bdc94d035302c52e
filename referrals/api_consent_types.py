"""What the outside sees of asking her, sending and taking back."""

from datetime import datetime

import strawberry

from crypto.format import b64u
from referrals import agreement
from referrals import api_consent_codes as api_consent_codes


@strawberry.type(description="Where a referral stands after a step before sending.")
class ReferralStep:
    """Show one step."""

    referral_id: strawberry.ID = strawberry.field(description="The referral's id.")
    state: str = strawberry.field(description="The state it is in now.")
    version: int = strawberry.field(description="The version to pass as expectedVersion next time.")
    consent_id: strawberry.ID | None = strawberry.field(description="The consent recorded for it, if there is one.")

    @classmethod
    def of(cls, step: agreement.Step) -> "ReferralStep":
        """Translate."""
        consent_id = strawberry.ID(step.consent_id) if step.consent_id else None
        return cls(
            referral_id=strawberry.ID(step.referral_id), state=step.state, version=step.version, consent_id=consent_id
        )


@strawberry.type(description="One event in the life of a consent. Events are only ever added.")
class ConsentEvent:
    """Show one event."""

    seq: int = strawberry.field(description="The event's number in its chain, from 1.")
    type: str = strawberry.field(description="What happened, like GIVEN or WITHDRAWN.")
    by_role: str = strawberry.field(description="Who acted: A the sender, W the woman, T the node.")
    method: str = strawberry.field(description="How: WRITTEN, ORAL, CODE or NODE.")
    about: str | None = strawberry.field(description="Which part she took back, or why others ended it.")
    valid_until: datetime | None = strawberry.field(description="Until when it holds.")
    at: datetime = strawberry.field(description="When it was recorded.")
    hash: str = strawberry.field(description="The hash that chains it to the event before (base64url).")


@strawberry.type(description="One consent: one recipient, one service, stated purposes and categories, and an end.")
class Consent:
    """Show a consent to its sender and its recipient."""

    id: strawberry.ID = strawberry.field(description="The consent's id; random, and not an id of the woman.")
    from_member_id: strawberry.ID = strawberry.field(description="The organisation that may send.")
    to_member_id: strawberry.ID = strawberry.field(description="The only organisation that may receive.")
    listing_id: strawberry.ID = strawberry.field(description="The only service it is for.")
    listing_version: int = strawberry.field(description="The version of the listing that she was shown.")
    purposes: list[str] = strawberry.field(description="What the facts may be used for.")
    categories: list[str] = strawberry.field(description="The coarse categories of facts that may be shared.")
    begins: datetime = strawberry.field(description="From when it holds.")
    ends: datetime = strawberry.field(description="When it runs out.")
    uses: int = strawberry.field(description="How many referrals it may carry.")
    used: int = strawberry.field(description="How many it has carried.")
    status: str = strawberry.field(
        description="LIVE, RENEWED, EXPIRED, WITHDRAWN (by her), REVOKED or INVALIDATED (by others)."
    )
    notice_version: str = strawberry.field(description="The version of the notice that was explained to her.")
    notice_language: str = strawberry.field(description="The language it was explained in.")
    receipt: agreement.ReceiptGiven = strawberry.field(description="How she got her receipt.")
    token: str = strawberry.field(description="The signed token (base64url); a recipient checks it itself.")
    version: int = strawberry.field(description="The version; it grows with every change.")
    renews: strawberry.ID | None = strawberry.field(description="The consent that this one goes on from.")
    signer: str | None = strawberry.field(description="Of a renewal: the `device.v1` of who signed it (base64url).")
    taken_back: list[str] = strawberry.field(
        description="What she took back for good, like CATEGORY:HEALTH; purposes and categories hold it no more."
    )
    events: list[ConsentEvent] = strawberry.field(description="Its events, in order.")

    @classmethod
    def of(cls, found: agreement.Consent, events: list[agreement.ConsentEvent]) -> "Consent":
        """Translate."""
        return cls(
            id=strawberry.ID(found.id),
            from_member_id=strawberry.ID(found.from_member),
            to_member_id=strawberry.ID(found.to_member),
            listing_id=strawberry.ID(found.listing_id),
            listing_version=found.listing_version,
            purposes=list(found.purposes),
            categories=list(found.categories),
            begins=found.begins,
            ends=found.ends,
            uses=found.uses,
            used=found.used,
            status=found.status,
            notice_version=found.asked.notice_version,
            notice_language=found.asked.notice_language,
            receipt=found.asked.receipt,
            token=b64u(found.token),
            version=found.version,
            renews=strawberry.ID(found.renews) if found.renews else None,
            signer=b64u(found.signer) if found.signer else None,
            taken_back=list(found.taken_back),
            events=[
                ConsentEvent(
                    seq=event.seq,
                    type=event.type,
                    by_role=event.by_role,
                    method=event.method,
                    about=event.about,
                    valid_until=event.valid_until,
                    at=event.at,
                    hash=b64u(event.hash),
                )
                for event in events
            ],
        )


@strawberry.type(description="The node keeps the envelope. The same envelope again gives the same receipt.")
class SendReceipt:
    """Show that an envelope is kept."""

    referral_id: strawberry.ID = strawberry.field(description="The referral that was sent.")
    envelope_id: str = strawberry.field(description="The envelope's id: a hash of its bytes (base64url).")
    stored: agreement.Stored = strawberry.field(description="Whether it was stored now, or had been stored before.")
    at: datetime = strawberry.field(description="When it was stored.")
    version: int = strawberry.field(description="The referral's version.")

    @classmethod
    def of(cls, receipt: agreement.SendReceipt) -> "SendReceipt":
        """Translate."""
        return cls(
            referral_id=strawberry.ID(receipt.referral_id),
            envelope_id=receipt.envelope_id,
            stored=receipt.stored,
            at=receipt.at,
            version=receipt.version,
        )


@strawberry.type(description="Her receipt for taking a consent back. Asking again gives the same one.")
class WithdrawalReceipt:
    """Show her that it stopped."""

    receipt_id: strawberry.ID = strawberry.field(description="The receipt's id.")
    method: agreement.WithdrawalMethod = strawberry.field(description="How she said it.")
    referrals_stopped: int = strawberry.field(description="How many referrals were stopped.")
    at: datetime = strawberry.field(description="When it stopped.")

    @classmethod
    def of(cls, receipt: agreement.Withdrawal) -> "WithdrawalReceipt":
        """Translate."""
        return cls(
            receipt_id=strawberry.ID(receipt.receipt_id),
            method=receipt.method,
            referrals_stopped=receipt.referrals_stopped,
            at=receipt.at,
        )


@strawberry.type(description="The recipient's signed word about erasure is kept.")
class ErasureAttested:
    """Show since when the word is kept."""

    referral_id: strawberry.ID = strawberry.field(description="The referral it is about.")
    at: datetime = strawberry.field(description="When it was first kept.")
