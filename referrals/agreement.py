"""The nouns of asking her: a need, a step before sending, a consent, and the receipts that she and the sender get."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum


class Urgency(StrEnum):
    """Say how soon an answer is needed; an urgent need is not an emergency line."""

    ROUTINE = "ROUTINE"
    URGENT = "URGENT"


class Mode(StrEnum):
    """Say how a referral travels."""

    SEALED = "SEALED"
    INTRODUCTION_SLIP = "INTRODUCTION_SLIP"
    BROKERED = "BROKERED"


class AgeBand(StrEnum):
    """Say only what the law needs: 17, or an adult."""

    SEVENTEEN = "17"
    ADULT = "18+"


class ReceiptGiven(StrEnum):
    """Say how she got her receipt; holding paper can be dangerous for her."""

    PRINTED = "PRINTED"
    CODE = "CODE"
    DEFERRED_ON_HER_WISH = "DEFERRED_ON_HER_WISH"


class DeferralReason(StrEnum):
    """Say why nothing is sent today."""

    SHE_WANTS_OTHER_OPTION = "SHE_WANTS_OTHER_OPTION"
    SHE_NEEDS_TIME = "SHE_NEEDS_TIME"


class OnlyOneReason(StrEnum):
    """Say why she was shown one service only (guide R3); what she said about it stays with her caseworker."""

    NO_OTHER_FITS = "NO_OTHER_FITS"
    NO_OTHER_HAS_A_PLACE = "NO_OTHER_HAS_A_PLACE"
    OTHERS_NOT_SAFE = "OTHERS_NOT_SAFE"
    SHE_ASKED_FOR_IT = "SHE_ASKED_FOR_IT"
    OTHER = "OTHER"


class Stored(StrEnum):
    """Say whether an envelope was stored now, or had been stored before."""

    STORED = "STORED"
    ALREADY = "ALREADY"


class WithdrawalMethod(StrEnum):
    """Say how she took her consent back; no form is needed."""

    CODE = "CODE"
    ORAL = "ORAL"


class Ended(StrEnum):
    """Say why somebody else ended a consent of hers; it is never shown to her as if she had done it."""

    LISTING_SUSPENDED = "LISTING_SUSPENDED"
    RECIPIENT_EXPELLED = "RECIPIENT_EXPELLED"
    KEY_COMPROMISED = "KEY_COMPROMISED"
    COERCION_FOUND = "COERCION_FOUND"
    RECORDED_IN_ERROR = "RECORDED_IN_ERROR"


@dataclass(frozen=True, slots=True)
class Need:
    """Hold what she looks for; it never leaves the referring organisation."""

    id: str
    member_id: str
    holder_staff: str
    service_type: str
    urgency: Urgency
    age_asserted_17_plus: bool
    risk_assessment_on: date
    opened_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Showing:
    """Hold what she was shown before she decided about one referral: services as `listing@version`."""

    referral_id: str
    options: tuple[str, ...]
    only_one_reason: OnlyOneReason | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Hold where a referral stands after a step before sending."""

    referral_id: str
    state: str
    version: int
    consent_id: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold how she was asked: what the node may know about it (ISO/IEC TS 27560, w3c/dpv guide consent-27560)."""

    notice_version: str
    notice_hash: bytes
    notice_language: str
    read_aloud: bool
    easy_read: bool
    receipt: ReceiptGiven
    representative: bool
    own_assent: bool
    age_band: AgeBand

    def as_json(self) -> dict[str, object]:
        """Give it as JSON can hold it (bytes as hex), so that the same request is known again."""
        return {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Consent:
    """Hold one consent: one recipient, one service, stated purposes, categories of facts, and an end.

    `purposes` and `categories` are what is left of them; `taken_back` holds the rest, as `PURPOSE:X` and `CATEGORY:X`.
    `renews` is the consent that this one goes on from; `signer` then vouches for the device that signed it.
    """

    id: str
    from_member: str
    to_member: str
    listing_id: str
    listing_version: int
    node: str
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    asked: Asked
    begins: datetime
    ends: datetime
    uses: int
    used: int
    status: str
    token: bytes
    token_hash: bytes
    withdrawal_commitment: bytes
    device_key: bytes
    feedback_key: bytes | None
    recorded_at: datetime
    version: int
    renews: str | None = None
    taken_back: tuple[str, ...] = ()
    signer: bytes | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Name who may receive: a member, or a house that is none and whose id is that of its listing."""

    id: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """Hold one event in the life of a consent; events are only ever added."""

    seq: int
    type: str
    by_role: str
    method: str
    valid_until: datetime | None
    at: datetime
    hash: bytes
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Hold her receipt for a part that she took back, and the recipient's word that it erased that part.

    `part` is like CATEGORY:HEALTH or PURPOSE:FOLLOW_UP_CONTACT; `erase_by` is set where the recipient may hold it.
    """

    receipt_id: str
    consent_id: str
    part: str
    method: WithdrawalMethod
    at: datetime
    erase_by: datetime | None
    erased: bool | None = None
    ground: str | None = None
    attested_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SendReceipt:
    """Tell the sender that the node keeps the envelope, since when, and that it did not keep it twice."""

    referral_id: str
    envelope_id: str
    stored: Stored
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Hold her receipt: what she took back, when, and how many referrals stopped. The same every time she asks."""

    receipt_id: str
    method: WithdrawalMethod
    referrals_stopped: int
    at: datetime
