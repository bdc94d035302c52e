"""What holds for a sealed letter to a house that is no member.

- The house is no member, and of a kind that may learn who writes.
- What holds for a referral that is sent holds here: her age, her risks, her consent for this service and nothing else,
  what she shares, what a service of this kind is told, and that the board vouches for the sender.
- The letter is sealed for this listing and consent, and lies no longer than her consent holds.
- It opens for one hour after the first time; it lies seven days unopened, and its answer four weeks.
- Whoever shows what its code gives may answer once, and empty it; nobody is told which of both was wrong.

There is no argument that switches a rule off.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from crypto.attachments import capability_commitment
from crypto.inbox_letter import ANSWER, InboxLetter
from kit import disclosure
from referrals import errors, guards
from referrals import inbox_errors as no
from referrals.guards import Facts
from referrals.inbox_model import SealedInbox

LIES = timedelta(days=7)
"""How long a letter waits for its first opening."""
OPENS = timedelta(hours=1)
"""How long it opens again after the first time, so that a torn line loses nothing."""
ANSWER_LIES = timedelta(days=28)
"""How long an answer waits for the sender."""
GUARDS: tuple[Callable[[Facts], object], ...] = (
    guards.she_is_17_or_older,
    guards.consented,
    guards.not_withdrawn,
    guards.of_this_node,
    guards.signed_by_a_device,
    guards.for_this_journey,
    guards.in_time,
    guards.a_use_is_left,
    guards.for_this_purpose,
    guards.only_what_she_agreed_to_share,
    guards.within_the_profile,
    guards.both_vouched_for,
    guards.not_on_the_way_already,
    guards.risks_looked_at_lately,
)
"""Those guards of sending that do not speak of a recipient's key or of a referral's state."""


def may_be_left(member: str | None, service_types: frozenset[str]) -> None:
    """Refuse what is for somebody else.

    Raises:
        MemberOffersIt: the house is a member.
        InboxNotForThisKind: it hires or lends.
    """
    if member is not None:
        raise no.MemberOffersIt("listingId")
    if disclosure.profile(service_types).neutral:
        raise no.InboxNotForThisKind("listingId")


def check(facts: Facts, letter: InboxLetter) -> guards.Agreed:
    """Let a letter lie for a house only if every guard says yes.

    Raises:
        Refusal: the first guard that says no, each with its own code.
        EnvelopeForAnother: it was sealed for another service or consent.
    """
    for guard in GUARDS:
        guard(facts)
    agreed = guards.consented(facts)
    if (letter.listing, letter.version, letter.consent) != (facts.listing, facts.listing_version, agreed.token_hash):
        raise errors.EnvelopeForAnother("letter")
    return agreed


def lies_until(consent_ends: datetime, now: datetime) -> datetime:
    """Give until when a letter waits: a week, and never longer than her consent holds."""
    return min(now + LIES, consent_ends)


def opened(found: SealedInbox | None, now: datetime, *, stopped: bool) -> SealedInbox:
    """Open a letter; the first time begins the hour.

    Raises:
        NoSealedLetter: there is none, it is over, or its service or sender was stopped; which, is not told.
    """
    if found is None or found.expires_at <= now or stopped:
        raise no.NoSealedLetter
    if found.opened_at is not None:
        return found
    return replace(found, opened_at=now, expires_at=min(found.expires_at, now + OPENS))


def proved(found: SealedInbox | None, proof: bytes, now: datetime) -> SealedInbox:
    """Take a word about a letter that was opened from whoever shows what its code gives.

    Raises:
        NoSealedLetter: it is another's word, or there is no such letter.
    """
    if found is None or found.expires_at <= now or found.opened_at is None:
        raise no.NoSealedLetter
    if found.proof_kept != capability_commitment(proof):
        raise no.NoSealedLetter
    return found


def check_answer(answer: bytes) -> bytes:
    """Take a sealed answer.

    Raises:
        BadAnswer: it has another length.
    """
    if len(answer) != ANSWER:
        raise no.BadAnswer("ct", size=ANSWER)
    return answer


def is_new(found: SealedInbox, answer: bytes) -> bool:
    """Say whether an answer is still to be kept; the same one again is no second.

    Raises:
        AlreadyAnswered: another one is there, or was.
    """
    if found.answered_at is None:
        return True
    if found.answer != answer:
        raise no.AlreadyAnswered
    return False
