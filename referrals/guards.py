"""The guards of sending (transition 3): each a yes or its own refusal, so that a caseworker learns what is missing.

* Only the version that the caseworker saw is sent, and only while she is deciding.
* Her consent exists, was signed, is of this node, was not taken back, is in time and has a use left.
* It names this sender, this recipient, this service and the purpose.
* What the envelope says it holds is within what she agreed to share, and within what this kind of service is told.
* The board vouches for both; the envelope is of this referral, new, and sealed to the recipient's key of today.
* No other referral of the same need goes there. Her risks were looked at lately, and she is 17 or older.

There is no argument that switches a guard off.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from referrals import consent_rules, errors, thread

ASSESS = "ASSESS_ELIGIBILITY"
"""The purpose without which nothing is sent: the recipient may look whether it can serve her."""
RISK_ASSESSMENT_DAYS = 30
"""How old the assessment of her risks may be on the day of sending."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold what the node can read of an envelope: its authenticated header, never its content."""

    env_id: bytes
    ref: str
    seq: int
    prev: bytes
    sender: str
    recipient: str
    listing: str
    version: int
    consent: bytes
    expires: datetime
    epoch: int
    kids: frozenset[bytes]
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Hold what she agreed to, as the node stored it and as the token says it again."""

    id: str
    sender: str
    recipient: str
    listing: str
    listing_version: int
    node: str
    purposes: frozenset[str]
    categories: frozenset[str]
    begins: datetime
    ends: datetime
    uses: int
    used: int
    status: str
    token_hash: bytes
    signed: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold everything that the guards look at, so that they ask nobody."""

    letter: Letter
    referral_id: str
    sender: str
    recipient: str
    listing: str
    listing_version: int
    state: str
    version: int
    expected_version: int
    consent: Agreed | None
    node: str
    epoch: int | None
    epoch_kid: bytes
    sender_vouched: bool
    recipient_vouched: bool
    duplicate: bool
    replayed: bool
    risk_assessment_on: date
    age_asserted_17_plus: bool
    service_types: frozenset[str]
    now: datetime


def seen_as_it_is(facts: Facts) -> None:
    """Refuse a decision made on an older state."""
    if facts.version != facts.expected_version:
        raise errors.StaleVersion("expectedVersion", current=facts.version, state=facts.state)


def she_is_deciding(facts: Facts) -> None:
    """Refuse to send what was not shown to her, and what was sent or ended already."""
    if facts.state != "AWAITING_CONSENT":
        raise errors.WrongState(state=facts.state)


def she_is_17_or_older(facts: Facts) -> None:
    """Refuse a girl below 17: the child-protection route is hers."""
    if not facts.age_asserted_17_plus:
        raise errors.Under17


def risks_looked_at_lately(facts: Facts) -> None:
    """Refuse when nobody looked at her risks for too long."""
    if facts.now.date() - facts.risk_assessment_on > timedelta(days=RISK_ASSESSMENT_DAYS):
        raise errors.RiskAssessmentOld(days=RISK_ASSESSMENT_DAYS)


def consented(facts: Facts) -> Agreed:
    """Refuse when there is no consent behind the envelope."""
    if facts.consent is None:
        raise errors.NoConsent("envelope")
    return facts.consent


def not_withdrawn(facts: Facts) -> None:
    """Refuse when she took her consent back, or somebody had to end it."""
    consent_rules.not_ended(consented(facts).status)


def signed_by_a_device(facts: Facts) -> None:
    """Refuse a token that no device of the sender signed."""
    if not consented(facts).signed:
        raise errors.BadConsentSignature


def of_this_node(facts: Facts) -> None:
    """Refuse a token that was made for another node."""
    if consented(facts).node != facts.node:
        raise errors.TokenOfAnotherNode


def for_this_journey(facts: Facts) -> None:
    """Refuse a consent that names another sender, recipient, service, or version of it."""
    consent = consented(facts)
    named = (consent.sender, consent.recipient, consent.listing, consent.listing_version)
    if named != (facts.sender, facts.recipient, facts.listing, facts.listing_version):
        raise errors.ConsentForAnother


def in_time(facts: Facts) -> None:
    """Refuse a consent that has run out or has not begun."""
    consent = consented(facts)
    if consent.status == "EXPIRED" or not consent.begins <= facts.now < consent.ends:
        raise errors.ConsentExpired


def a_use_is_left(facts: Facts) -> None:
    """Refuse when every use that she agreed to was made."""
    consent = consented(facts)
    if consent.used >= consent.uses:
        raise errors.ConsentSpent


def for_this_purpose(facts: Facts) -> None:
    """Refuse when she did not agree that the recipient looks whether it can serve her."""
    if ASSESS not in consented(facts).purposes:
        raise errors.PurposeNotConsented


def only_what_she_agreed_to_share(facts: Facts) -> None:
    """Refuse when the envelope holds a category of facts that she did not agree to share."""
    if not consented(facts).categories.issuperset(facts.letter.categories):
        raise errors.CategoryNotConsented("envelope")


def within_the_profile(facts: Facts) -> None:
    """Refuse what a service of this kind is never told."""
    thread.within_the_profile(facts.letter.categories, facts.service_types, "envelope")


def envelope_of_this_referral(facts: Facts) -> None:
    """Refuse an envelope that was sealed for another referral, service or consent."""
    letter = facts.letter
    sealed_for = (letter.ref, letter.sender, letter.recipient, letter.listing, letter.version, letter.prev)
    wanted = (facts.referral_id, facts.sender, facts.recipient, facts.listing, facts.listing_version, b"")
    if sealed_for != wanted or letter.consent != consented(facts).token_hash:
        raise errors.EnvelopeForAnother("envelope")


def envelope_in_time(facts: Facts) -> None:
    """Refuse an envelope that has run out or would outlive her consent."""
    if not facts.now < facts.letter.expires <= consented(facts).ends:
        raise errors.EnvelopeExpired("envelope")


def envelope_is_new(facts: Facts) -> None:
    """Refuse a second envelope at the same place of the thread."""
    if facts.replayed:
        raise errors.EnvelopeReplayed("envelope")


def both_vouched_for(facts: Facts) -> None:
    """Refuse to send from or to an organisation for which the board does not vouch now."""
    thread.both_vouched_for(facts.sender_vouched, facts.recipient_vouched)


def sealed_to_the_key_of_today(facts: Facts) -> None:
    """Refuse an envelope sealed to a key that the recipient withdrew or replaced."""
    if facts.epoch is None or facts.letter.epoch != facts.epoch or facts.epoch_kid not in facts.letter.kids:
        raise errors.RecipientKeyRevoked("envelope")


def not_on_the_way_already(facts: Facts) -> None:
    """Refuse a second live referral of the same need to the same service."""
    if facts.duplicate:
        raise errors.DuplicateReferral


GUARDS: tuple[Callable[[Facts], object], ...] = (
    seen_as_it_is,
    she_is_deciding,
    she_is_17_or_older,
    consented,
    not_withdrawn,
    of_this_node,
    signed_by_a_device,
    for_this_journey,
    in_time,
    a_use_is_left,
    for_this_purpose,
    envelope_of_this_referral,
    envelope_in_time,
    envelope_is_new,
    only_what_she_agreed_to_share,
    within_the_profile,
    both_vouched_for,
    sealed_to_the_key_of_today,
    not_on_the_way_already,
    risks_looked_at_lately,
)
"""All of them, in the order in which a caseworker would put things right."""


def check(facts: Facts) -> Agreed:
    """Let a referral leave only if every guard says yes; give the consent that carries it.

    Raises:
        Refusal: the first guard that says no, each with its own code.
    """
    for guard in GUARDS:
        guard(facts)
    return consented(facts)
