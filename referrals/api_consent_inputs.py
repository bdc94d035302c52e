"""What the outside may say when it asks her, sends, and takes back. Nothing here switches a guard off."""

from datetime import date

import strawberry

from crypto.format import unb64u
from referrals import agreement, errors
from referrals import api_consent_codes as api_consent_codes

VERSION = "The version of the referral that the caller saw."
KEY = "A random text of the caller; the same text again does the thing only once."


def octets(text: str, field: str, size: int | None = None) -> bytes:
    """Read base64url without padding; `size` is the number of bytes that must come out.

    Raises:
        BadBytes: it is none, or has another size.
    """
    try:
        return unb64u(text, size)
    except ValueError:
        raise errors.BadBytes(field) from None


@strawberry.input(description="Open a need. She is 17 or older, and somebody looked at her risks.")
class OpenNeedInput:
    """Say what she looks for."""

    service_type: str = strawberry.field(description="The kind of service she looks for (a code).")
    urgency: agreement.Urgency = strawberry.field(description="How soon an answer is needed.")
    age_asserted_17_plus: bool = strawberry.field(
        name="ageAsserted17Plus", description="Whether the caseworker asserts that she is 17 or older."
    )
    risk_assessment_on: date = strawberry.field(description="The day on which her risks were last looked at.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Draft a referral towards one version of one listing. Nothing leaves the organisation.")
class DraftReferralInput:
    """Say where she might go."""

    need_id: strawberry.ID = strawberry.field(description="The need.")
    listing_id: strawberry.ID = strawberry.field(description="The listing.")
    listing_version: int = strawberry.field(description="The version of the listing.")
    mode: agreement.Mode = strawberry.field(default=agreement.Mode.SEALED, description="How the referral travels.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="One version of one listing that she was shown.")
class OptionInput:
    """Name an option."""

    listing_id: strawberry.ID = strawberry.field(description="The listing.")
    listing_version: int = strawberry.field(description="The version of the listing.")


@strawberry.input(description="Keep which options she was shown, and wait for her decision.")
class ShowOptionsInput:
    """Say what she was shown."""

    referral_id: strawberry.ID = strawberry.field(description="The drafted referral.")
    options: list[OptionInput] = strawberry.field(description="Everything she was shown, the drafted listing included.")
    only_one_reason: agreement.OnlyOneReason | None = strawberry.field(
        default=None, description="Why she was shown one only, coarsely; needed there, and only there."
    )
    checklist_answered: bool = strawberry.field(
        description="Whether every criterion of the listing was answered, on the caseworker's device."
    )
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="How she was asked.")
class AskedInput:
    """Say how she was asked."""

    notice_version: str = strawberry.field(description="The version of the notice that was explained to her.")
    notice_hash: str = strawberry.field(description="BLAKE2b-256 of the notice's text (base64url).")
    notice_language: str = strawberry.field(description="The language it was explained in (BCP 47).")
    read_aloud: bool = strawberry.field(description="Whether it was read aloud to her.")
    easy_read: bool = strawberry.field(description="Whether the easy-read text was used.")
    receipt: agreement.ReceiptGiven = strawberry.field(description="How she got her receipt.")
    representative: bool = strawberry.field(description="Whether a representative consented with her.")
    own_assent: bool = strawberry.field(description="Whether she herself said yes.")
    age_band: agreement.AgeBand = strawberry.field(description="17, or an adult.")

    def asked(self) -> agreement.Asked:
        """Translate how she was asked.

        Raises:
            BadBytes: the hash is not base64url of 32 bytes.
        """
        return agreement.Asked(
            self.notice_version,
            octets(self.notice_hash, "noticeHash", 32),
            self.notice_language,
            self.read_aloud,
            self.easy_read,
            self.receipt,
            self.representative,
            self.own_assent,
            self.age_band,
        )


@strawberry.input(description="Record the consent that she gave in writing.")
class RecordConsentInput(AskedInput):
    """Say what she agreed to and how she was asked."""

    referral_id: strawberry.ID = strawberry.field(description="The referral that waits for her.")
    token: str = strawberry.field(description="The consent token signed by the caller's device (base64url).")
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Take her no. Nobody asks why.")
class RecordRefusalInput:
    """Say which referral she declined."""

    referral_id: strawberry.ID = strawberry.field(description="The referral that waits for her.")
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Give her time, or another option.")
class RecordDeferralInput:
    """Say why nothing is sent today."""

    referral_id: strawberry.ID = strawberry.field(description="The referral that waits for her.")
    reason: agreement.DeferralReason = strawberry.field(description="Time, or another option.")
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Deposit a sealed referral for one recipient. The node cannot read it.")
class SendReferralInput:
    """Bring the envelope; which referral and consent it belongs to stands in its header."""

    envelope: str = strawberry.field(description="The envelope's JSON (suite XW1, at most 64 KiB).")
    expected_version: int = strawberry.field(description=VERSION)
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(one_of=True, description="Which consent she took back, by telling any member.")
class RecordWithdrawalInput:
    """Name the consent, or the referral that has none yet."""

    consent_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The consent.")
    referral_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The referral.")


@strawberry.input(description="Say, signed, that what was opened is erased, or on which ground it is kept.")
class AttestErasureInput:
    """Bring the recipient's signed word."""

    referral_id: strawberry.ID = strawberry.field(description="The ended referral.")
    statement: str = strawberry.field(description="The statement of kind erasure.v1 (base64url).")
