"""The rules of a consent's life, each in a row: what goes on, what gets narrower, and who ended what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crypto import consent as tokens
from crypto.keys import SigningKey
from kit.consent_notice import CURRENT, notice
from referrals import consent_errors, consent_rules, errors
from referrals.agreement import AgeBand, Asked, Consent, ReceiptGiven

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
DEVICE = SigningKey(b"d" * 32)
ASKED = Asked(CURRENT, notice("ar").hash, "ar", False, True, ReceiptGiven.CODE, False, True, AgeBand.ADULT)
TOKEN = tokens.ConsentToken(
    id="1" * 32, node="node.test", sender="a" * 32, to=("b" * 32,), listings=("2" * 32,), version=1,
    purposes=("ASSESS_ELIGIBILITY", "COLLECT_HER_FEEDBACK"), categories=("CONSENT", "CONTACT", "HEALTH"),
    scope=b"s" * 32, record=b"r" * 32, nbf=int(NOW.timestamp()), exp=int(NOW.timestamp()) + 86400, uses=1,
    withdrawal=b"w" * 32, feedback=DEVICE.public,
)  # fmt: skip
SIGNED = tokens.sign(TOKEN, DEVICE)
BEFORE = Consent(
    id=TOKEN.id, from_member="a" * 32, to_member="b" * 32, listing_id="2" * 32, listing_version=1, node="node.test",
    purposes=TOKEN.purposes, categories=TOKEN.categories, asked=ASKED, begins=NOW, ends=NOW + timedelta(days=1), uses=1,
    used=1, status="LIVE", token=SIGNED, token_hash=tokens.token_hash(SIGNED), withdrawal_commitment=b"w" * 32,
    device_key=DEVICE.public, feedback_key=DEVICE.public, recorded_at=NOW, version=2,
)  # fmt: skip
AFTER = replace(TOKEN, id="3" * 32, exp=TOKEN.exp + 86400, renews=BEFORE.token_hash)

ASKED_BADLY = {
    "at 17 her own yes is missing": ({"age_band": AgeBand.SEVENTEEN, "own_assent": False}, errors.OwnAssentMissing),
    "somebody spoke in her place alone": ({"representative": True, "own_assent": False}, errors.OwnAssentMissing),
    "nobody knows this text": ({"notice_hash": b"x" * 32}, consent_errors.NoticeUnknown),
    "the text is of another version": ({"notice_version": "1"}, consent_errors.NoticeUnknown),
    "she got a paper in another language": ({"notice_language": "kmr"}, consent_errors.NoticeUnknown),
}
ENDED = {
    "WITHDRAWN": errors.ConsentWithdrawn,
    "REVOKED": consent_errors.ConsentRevoked,
    "INVALIDATED": consent_errors.ConsentRevoked,
    "RENEWED": consent_errors.ConsentRenewed,
}
NO_RENEWAL = {
    "more is shared than before": {"categories": ("CONSENT", "CONTACT", "HEALTH", "MIGRATION")},
    "it is used for more": {"purposes": ("ASSESS_ELIGIBILITY", "PROVIDE_SERVICE")},
    "another receives it": {"to": ("c" * 32,)},
    "her card would not stop it": {"withdrawal": b"x" * 32},
    "it names another token": {"renews": b"x" * 32},
}
PARTS = {
    "CATEGORY:HEALTH": None,
    "PURPOSE:COLLECT_HER_FEEDBACK": None,
    "CATEGORY:MIGRATION": consent_errors.PartUnknown,
    "CATEGORY:CONSENT": consent_errors.PartUnknown,
    "PURPOSE:FOLLOW_UP_CONTACT": consent_errors.PartUnknown,
    "PURPOSE:ASSESS_ELIGIBILITY": consent_errors.PartIsEverything,
}


def test_she_is_asked_with_a_text_that_is_known_and_an_interpreter_may_say_it_in_her_language():
    consent_rules.asked_well(ASKED)
    consent_rules.asked_well(replace(ASKED, notice_language="kmr", read_aloud=True))
    consent_rules.asked_well(replace(ASKED, age_band=AgeBand.SEVENTEEN, representative=True))


@pytest.mark.parametrize("because", ASKED_BADLY)
def test_a_consent_that_was_asked_for_badly_is_none(because):
    changes, refusal = ASKED_BADLY[because]

    with pytest.raises(refusal):
        consent_rules.asked_well(replace(ASKED, **changes))


@pytest.mark.parametrize("status", ENDED)
def test_what_ended_does_not_go_on_and_says_by_whose_word(status):
    ended = replace(BEFORE, status=status)

    with pytest.raises(ENDED[status]):
        consent_rules.renews(AFTER, ended, NOW)
    with pytest.raises(ENDED[status]):
        consent_rules.may_take_back(ended, "CATEGORY:HEALTH")


def test_a_consent_is_renewed_while_it_holds_and_when_it_has_only_run_out():
    consent_rules.renews(AFTER, BEFORE, NOW)
    consent_rules.renews(AFTER, replace(BEFORE, status="EXPIRED"), NOW)
    consent_rules.renews(replace(AFTER, categories=("CONSENT", "CONTACT")), BEFORE, NOW)


@pytest.mark.parametrize("because", NO_RENEWAL)
def test_a_renewal_never_says_more(because):
    with pytest.raises(consent_errors.NotARenewal):
        consent_rules.renews(replace(AFTER, **NO_RENEWAL[because]), BEFORE, NOW)


def test_what_she_took_back_comes_back_by_no_renewal_and_an_old_one_is_none():
    narrowed = replace(BEFORE, categories=("CONSENT", "CONTACT"), taken_back=("CATEGORY:HEALTH",))

    with pytest.raises(consent_errors.NotARenewal):
        consent_rules.renews(AFTER, narrowed, NOW)
    with pytest.raises(errors.ConsentExpired):
        consent_rules.renews(AFTER, BEFORE, NOW + timedelta(days=3))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_taken_back_if_it_is_there_and_leaves_something(part):
    if (refusal := PARTS[part]) is None:
        consent_rules.may_take_back(BEFORE, part)
    else:
        with pytest.raises(refusal):
            consent_rules.may_take_back(BEFORE, part)


def test_the_last_category_is_no_part():
    with pytest.raises(consent_errors.PartIsEverything):
        consent_rules.may_take_back(replace(BEFORE, categories=("CONSENT", "CONTACT")), "CATEGORY:CONTACT")
