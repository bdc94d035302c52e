"""What the outside says and sees of a consent's life."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry

from referrals import agreement
from referrals import api_consent_codes as api_consent_codes
from referrals.api_consent_inputs import KEY, AskedInput
from referrals.countries import Route


@strawberry.enum(description="In which form a consent is exported (ISO/IEC TS 27560).")
class RecordForm(StrEnum):
    """Say whether it is the organisation's record, or the receipt that she gets: a copy of it."""

    RECORD = "record"
    RECEIPT = "receipt"


@strawberry.input(one_of=True, description="A part of a consent.")
class PartInput:
    """Name one category or one purpose."""

    category: str | None = strawberry.field(default=strawberry.UNSET, description="A category of facts, like HEALTH.")
    purpose: str | None = strawberry.field(
        default=strawberry.UNSET, description="A purpose, like FOLLOW_UP_CONTACT or COLLECT_HER_FEEDBACK."
    )

    def code(self) -> str:
        """Give the part as the house writes it."""
        return f"CATEGORY:{self.category}" if self.category else f"PURPOSE:{self.purpose}"


@strawberry.input(description="Record that she renewed a consent, in writing.")
class RenewConsentInput(AskedInput):
    """Say what goes on, and how she was asked."""

    consent_id: strawberry.ID = strawberry.field(description="The consent that is renewed.")
    token: str = strawberry.field(description="The renewal's token signed by the caller's device (base64url).")
    expected_version: int = strawberry.field(description="The version of the consent that the caller saw.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Say, signed, that a category is erased, or on which ground it is kept.")
class AttestPartInput:
    """Bring the recipient's signed word."""

    consent_id: strawberry.ID = strawberry.field(description="The consent.")
    category: str = strawberry.field(description="The category that she took back.")
    statement: str = strawberry.field(description="The statement of kind erasure-part.v1 (base64url).")


@strawberry.input(description="End a consent, and not as if she had done it.")
class RevokeConsentInput:
    """Say which, and why."""

    consent_id: strawberry.ID = strawberry.field(description="The consent.")
    reason: agreement.Ended = strawberry.field(description="Why it ends.")


@strawberry.input(one_of=True, description="Towards whom consents end.")
class TowardsInput:
    """Name one organisation or one service."""

    member_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The recipient.")
    listing_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The service.")


@strawberry.input(description="End all live consents towards a member or for a service.")
class RevokeConsentsInput:
    """Say which, and why."""

    towards: TowardsInput = strawberry.field(description="Towards whom.")
    reason: agreement.Ended = strawberry.field(description="Why they end.")


@strawberry.type(description="How many consents ended; nothing else about them.")
class ConsentsRevoked:
    """Show the number."""

    consents: int = strawberry.field(description="How many ended.")


@strawberry.type(description="Where a consent stands after it was renewed, or ended by others.")
class RenewedConsent:
    """Show where it stands."""

    id: strawberry.ID = strawberry.field(description="The consent's id.")
    renews: strawberry.ID | None = strawberry.field(description="The consent that it goes on from.")
    status: str = strawberry.field(description="LIVE, REVOKED or INVALIDATED.")
    ends: datetime = strawberry.field(description="When it runs out.")
    version: int = strawberry.field(description="The version; it grows with every change.")

    @classmethod
    def of(cls, found: agreement.Consent) -> "RenewedConsent":
        """Translate."""
        renews = strawberry.ID(found.renews) if found.renews else None
        return cls(
            id=strawberry.ID(found.id), renews=renews, status=found.status, ends=found.ends, version=found.version
        )


@strawberry.type(description="A part that she took back: her receipt, and the recipient's word. The same each time.")
class PartWithdrawn:
    """Show her that a part stopped."""

    receipt_id: strawberry.ID = strawberry.field(description="The receipt's id.")
    part: str = strawberry.field(description="The part, like CATEGORY:HEALTH.")
    method: agreement.WithdrawalMethod = strawberry.field(description="How she said it.")
    at: datetime = strawberry.field(description="When it stopped.")
    erase_by: datetime | None = strawberry.field(description="Until when the recipient erases it.")
    erased: bool | None = strawberry.field(description="The recipient's word; null while there is none.")
    ground: str | None = strawberry.field(description="The ground on which the recipient may not erase it.")

    @classmethod
    def of(cls, one: agreement.Narrowing) -> "PartWithdrawn":
        """Translate."""
        return cls(
            receipt_id=strawberry.ID(one.receipt_id),
            part=one.part,
            method=one.method,
            at=one.at,
            erase_by=one.erase_by,
            erased=one.erased,
            ground=one.ground,
        )


@strawberry.type(description="The recipient's signed word about a category is kept.")
class PartAttested:
    """Show since when the word is kept."""

    consent_id: strawberry.ID = strawberry.field(description="The consent it is about.")
    part: str = strawberry.field(description="The part.")
    at: datetime = strawberry.field(description="When it was first kept.")


@strawberry.type(description="A consent as JSON-LD.")
class ConsentRecord:
    """Show a consent to a program that knows the standard."""

    id: strawberry.ID = strawberry.field(description="The consent.")
    form: RecordForm = strawberry.field(description="A record, or a receipt of it.")
    json: str = strawberry.field(description="The document: JSON-LD with terms of the Data Privacy Vocabulary.")

    @classmethod
    def of(cls, id: strawberry.ID, form: RecordForm, said: dict[str, Any]) -> "ConsentRecord":
        """Translate."""
        return cls(id=id, form=form, json=json.dumps(said, ensure_ascii=False, indent=1))


@strawberry.type(description="Everything that is kept about her under one secret, as a document.")
class HerRecord:
    """Show her what is kept."""

    json: str = strawberry.field(description="The document, in JSON; docs/consent.md says what stands in it.")

    @classmethod
    def of(cls, said: dict[str, Any]) -> "HerRecord":
        """Translate."""
        return cls(json=json.dumps(said, ensure_ascii=False, indent=1))


@strawberry.type(description="Where a girl below 17 finds help in a country. Each entry is to be confirmed there.")
class ChildProtectionRoute:
    """Show the way a girl takes."""

    country: str = strawberry.field(description="The country (ISO 3166-1).")
    authority: str = strawberry.field(description="Who is responsible.")
    helpline: str = strawberry.field(description="The number that she, or you for her, can call.")
    helpline_name: str = strawberry.field(description="Who answers it.")
    confirmed: bool = strawberry.field(description="Whether somebody in that country has confirmed the entry.")
    source: str = strawberry.field(description="Where it is said.")

    @classmethod
    def of(cls, route: Route) -> "ChildProtectionRoute":
        """Translate."""
        return cls(**{name: getattr(route, name) for name in Route.__dataclass_fields__})
