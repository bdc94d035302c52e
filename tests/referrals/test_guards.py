"""Each guard of sending, alone: everything is in order but one thing, and that one thing has its own name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kit.errors import Refusal
from network.log_errors import MemberNotVouchedFor
from referrals import consent_errors, errors, guards
from referrals.disclosure_errors import OverProfile

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ANKER, HAFEN, OTHER = "a" * 32, "b" * 32, "c" * 32
REFERRAL, LISTING = "1" * 32, "2" * 32
TOKEN, KEY = b"t" * 32, b"k" * 32

LETTER = guards.Letter(
    env_id=b"e" * 32,
    ref=REFERRAL,
    seq=0,
    prev=b"",
    sender=ANKER,
    recipient=HAFEN,
    listing=LISTING,
    version=3,
    consent=TOKEN,
    expires=NOW + timedelta(days=30),
    epoch=7,
    kids=frozenset({KEY, b"d" * 32}),
    categories=frozenset({"LANGUAGE"}),
)
AGREED = guards.Agreed(
    id="9" * 32,
    sender=ANKER,
    recipient=HAFEN,
    listing=LISTING,
    listing_version=3,
    node="node.test",
    purposes=frozenset({guards.ASSESS}),
    categories=frozenset({"LANGUAGE", "CONTACT"}),
    begins=NOW - timedelta(days=1),
    ends=NOW + timedelta(days=60),
    uses=1,
    used=0,
    status="LIVE",
    token_hash=TOKEN,
    signed=True,
)
FACTS = guards.Facts(
    letter=LETTER,
    referral_id=REFERRAL,
    sender=ANKER,
    recipient=HAFEN,
    listing=LISTING,
    listing_version=3,
    state="AWAITING_CONSENT",
    version=4,
    expected_version=4,
    consent=AGREED,
    node="node.test",
    epoch=7,
    epoch_kid=KEY,
    sender_vouched=True,
    recipient_vouched=True,
    duplicate=False,
    replayed=False,
    risk_assessment_on=date(2026, 11, 1),
    age_asserted_17_plus=True,
    service_types=frozenset({"LANGUAGE_COURSE"}),
    now=NOW,
)


def facts(**changes: object) -> guards.Facts:
    return replace(FACTS, **changes)  # type: ignore[arg-type]


def agreed(**changes: object) -> guards.Facts:
    return facts(consent=replace(AGREED, **changes))  # type: ignore[arg-type]


def letter(**changes: object) -> guards.Facts:
    return facts(letter=replace(LETTER, **changes))  # type: ignore[arg-type]


CASES: dict[str, tuple[guards.Facts, type[Refusal]]] = {
    "the caseworker saw an older version": (facts(expected_version=3), errors.StaleVersion),
    "she was not shown the options yet": (facts(state="DRAFT"), errors.WrongState),
    "nobody asserts that she is 17 or older": (facts(age_asserted_17_plus=False), errors.Under17),
    "her risks were looked at 31 days ago": (facts(risk_assessment_on=date(2026, 10, 24)), errors.RiskAssessmentOld),
    "there is no consent": (facts(consent=None), errors.NoConsent),
    "she took it back": (agreed(status="WITHDRAWN"), errors.ConsentWithdrawn),
    "somebody had to end it": (agreed(status="REVOKED"), consent_errors.ConsentRevoked),
    "it never was one": (agreed(status="INVALIDATED"), consent_errors.ConsentRevoked),
    "a newer one goes on from it": (agreed(status="RENEWED"), consent_errors.ConsentRenewed),
    "the token is of another node": (agreed(node="node.other"), errors.TokenOfAnotherNode),
    "no device signed the token": (agreed(signed=False), errors.BadConsentSignature),
    "it names another sender": (agreed(sender=OTHER), errors.ConsentForAnother),
    "it names another recipient": (agreed(recipient=OTHER), errors.ConsentForAnother),
    "it names another service": (agreed(listing=OTHER), errors.ConsentForAnother),
    "it names another version": (agreed(listing_version=2), errors.ConsentForAnother),
    "the timer called it expired": (agreed(status="EXPIRED"), errors.ConsentExpired),
    "it ends this very second": (agreed(ends=NOW), errors.ConsentExpired),
    "it begins tomorrow": (agreed(begins=NOW + timedelta(days=1)), errors.ConsentExpired),
    "every use was made": (agreed(used=1), errors.ConsentSpent),
    "the purpose is missing": (agreed(purposes=frozenset({"REPORT_OUTCOME"})), errors.PurposeNotConsented),
    "a category too many is sealed": (letter(categories=frozenset({"HEALTH"})), errors.CategoryNotConsented),
    "an employer would be told what she agreed to and he may not know": (
        facts(
            service_types=frozenset({"EMPLOYER"}),
            letter=replace(LETTER, categories=frozenset({"NEED"})),
            consent=replace(AGREED, categories=frozenset({"NEED"})),
        ),
        OverProfile,
    ),
    "the words of the service are not known": (facts(service_types=frozenset()), OverProfile),
    "the envelope is for another referral": (letter(ref=OTHER), errors.EnvelopeForAnother),
    "the envelope names another sender": (letter(sender=OTHER), errors.EnvelopeForAnother),
    "the envelope names another recipient": (letter(recipient=OTHER), errors.EnvelopeForAnother),
    "the envelope names another service": (letter(listing=OTHER), errors.EnvelopeForAnother),
    "the envelope names another version": (letter(version=2), errors.EnvelopeForAnother),
    "the envelope answers another one": (letter(prev=b"p" * 32), errors.EnvelopeForAnother),
    "the envelope names another consent": (letter(consent=b"u" * 32), errors.EnvelopeForAnother),
    "the envelope has run out": (letter(expires=NOW), errors.EnvelopeExpired),
    "the envelope outlives her consent": (letter(expires=NOW + timedelta(days=61)), errors.EnvelopeExpired),
    "its place in the thread is taken": (facts(replayed=True), errors.EnvelopeReplayed),
    "the board does not vouch for the sender": (facts(sender_vouched=False), MemberNotVouchedFor),
    "the board does not vouch for the recipient": (facts(recipient_vouched=False), MemberNotVouchedFor),
    "the recipient has no key today": (facts(epoch=None), errors.RecipientKeyRevoked),
    "it is sealed to the key of yesterday": (letter(epoch=6), errors.RecipientKeyRevoked),
    "it is not sealed to the recipient's key": (letter(kids=frozenset({b"x" * 32})), errors.RecipientKeyRevoked),
    "she is on the way there already": (facts(duplicate=True), errors.DuplicateReferral),
}


def test_when_everything_is_in_order_the_referral_leaves():
    assert guards.check(FACTS) is AGREED


@pytest.mark.parametrize("sentence", CASES)
def test_one_thing_missing_and_nothing_leaves(sentence):
    case, refusal = CASES[sentence]

    with pytest.raises(Refusal) as caught:
        guards.check(case)

    assert type(caught.value) is refusal


def test_a_stale_version_tells_the_current_one():
    with pytest.raises(errors.StaleVersion) as caught:
        guards.check(facts(expected_version=3))

    assert caught.value.facts["current"] == 4


def test_every_guard_stands_in_the_list():
    public = {
        thing
        for name, thing in vars(guards).items()
        if callable(thing) and getattr(thing, "__module__", "") == guards.__name__ and not isinstance(thing, type)
    }

    assert public - {guards.check} == set(guards.GUARDS)
