"""What the node checks of a letter in a thread that has begun: where it belongs, and what it says that it holds.

- It belongs to this referral, listing and consent, from one of its two organisations to the other.
- The board vouches for both organisations now.
- It is sealed to the recipient's key of today, has not run out, and does not outlive her consent.
- It holds only what she agreed to share, and what a service of its kind may be told.
- Her consent is in force; for her own account it is enough that she did not take it back.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from crypto.envelope import Envelope
from kit import disclosure
from network.log_errors import MemberNotVouchedFor
from referrals import consent_rules, errors
from referrals.agreement import Consent
from referrals.disclosure_errors import OverProfile
from referrals.model import Referral


def in_force(consent: Consent | None, now: datetime) -> Consent:
    """Refuse to go on without her consent.

    Raises:
        NoConsent, ConsentExpired: there is none that holds now.
        ConsentWithdrawn, ConsentRevoked, ConsentRenewed: it ended, by whose word it did.
    """
    if consent is None:
        raise errors.NoConsent
    consent_rules.not_ended(consent.status)
    if consent.status == "EXPIRED" or not consent.begins <= now < consent.ends:
        raise errors.ConsentExpired
    return consent


def belongs(envelope: Envelope, referral: Referral, consent: Consent, sender: str, recipient: str) -> None:
    """Refuse a letter that was sealed for something else.

    Raises:
        EnvelopeForAnother: it was.
        CategoryNotConsented: it holds more than she agreed to share.
    """
    at = envelope.header.context
    sealed_for = (at.ref, at.sender, at.recipient, at.listing, at.version, at.consent)
    wanted = (referral.id, sender, recipient, referral.listing_id, referral.listing_version, consent.token_hash)
    if sealed_for != wanted:
        raise errors.EnvelopeForAnother("envelope")
    if not envelope.header.categories <= set(consent.categories):
        raise errors.CategoryNotConsented("envelope")


def within_the_profile(categories: Iterable[str], service_types: Iterable[str], field: str) -> None:
    """Refuse to tell, or to ask for, what a service of these types is never told.

    Raises:
        OverProfile: with the categories that are too much.
    """
    over = disclosure.profile(service_types).over(categories)
    if over:
        raise OverProfile(field, categories=", ".join(over))


def timely(envelope: Envelope, consent: Consent, now: datetime) -> None:
    """Refuse a letter that has run out, or would outlive her consent.

    Raises:
        EnvelopeExpired: it has, or would.
    """
    expires = consent_rules.moment(envelope.header.context.expires)
    if not now < expires <= consent.ends:
        raise errors.EnvelopeExpired("envelope")


def sealed_to(envelope: Envelope, epoch: int | None, kids: Collection[bytes]) -> None:
    """Refuse a letter that is sealed to a key that the recipient replaced.

    Raises:
        RecipientKeyRevoked: it is.
    """
    if epoch is None or envelope.header.context.epoch != epoch or not set(kids) & set(envelope.header.rcpt):
        raise errors.RecipientKeyRevoked("envelope")


def both_vouched_for(sender: bool, recipient: bool) -> None:
    """Refuse a letter from or to an organisation for which the board does not vouch now.

    Raises:
        MemberNotVouchedFor: it is.
    """
    if not sender or not recipient:
        raise MemberNotVouchedFor("envelope", which="recipient" if sender else "sender")


def for_purpose(consent: Consent, purpose: str) -> None:
    """Refuse what she did not agree to.

    Raises:
        PurposeNotConsented: she did not.
    """
    if purpose not in consent.purposes:
        raise errors.PurposeNotConsented
