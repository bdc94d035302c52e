"""A sealed inbox: the code alone opens the letter, the one-time key alone the answer, and the node is told no less."""

import pytest

from crypto import copies, her_code, her_copy, sealed_inbox
from crypto.envelope import BUCKETS
from crypto.errors import MalformedEnvelope, NotAllowed, Tampered
from crypto.inbox_letter import ANSWER, InboxLetter
from crypto.keys import SealingKey

CODE = her_code.complete("1" * 24)
NETWORK = "tolerant.example/log/1"
KEYS = sealed_inbox.InboxKeys(b"l" * 32, b"p" * 32, b"s" * 32)
PLACE = {"listing": "a" * 32, "version": 1, "consent": b"c" * 32}
SAID = {"typ": "inbox.v1", "blocks": {"CONTACT": {"phone": "1"}, "NEED": {}}}


def test_the_same_digits_as_hers_give_other_keys_and_none_of_them_is_shown():
    mine, hers = sealed_inbox.derive(CODE, NETWORK), her_copy.derive(CODE, NETWORK)

    all_of_them = {mine.lookup, mine.proof, mine.seal, hers.lookup, hers.append, hers.revoke, hers.seal.seed}
    assert len(all_of_them) == 7
    assert mine.seal.hex() not in repr(mine)
    assert repr(mine).startswith("<crypto.sealed_inbox.InboxKeys")


def test_a_letter_has_one_of_three_lengths_and_shows_its_categories_only():
    short, longer = (
        sealed_inbox.seal({**SAID, "x": "a" * size}, KEYS, **PLACE) for size in (1, 3900)
    )  # fmt: skip

    assert len(short) == len(longer)
    letter = InboxLetter.parse(short)
    assert (letter.categories, letter.consent, len(letter.ct) - 16) == (("CONTACT", "NEED"), b"c" * 32, BUCKETS[0])
    assert b"phone" not in short
    assert "ct" not in repr(letter)
    assert sealed_inbox.open_(short, KEYS) == {**SAID, "x": "a"}


def test_a_letter_without_facts_too_long_or_for_no_listing_is_not_sealed():
    wrong = (
        ({"blocks": []}, PLACE, "form"),
        ({"blocks": {"NEED": "x"}}, PLACE, "form"),
        (SAID, {**PLACE, "listing": "no id"}, "form"),
        ({**SAID, "x": "a" * BUCKETS[-1]}, PLACE, "too-large"),
    )
    for content, place, reason in wrong:
        with pytest.raises(NotAllowed) as no:
            sealed_inbox.seal(content, KEYS, **place)
        assert no.value.reason == reason


@pytest.mark.parametrize("at", [0, 4, 30, 150, 230, 1000, -1])
def test_one_changed_bit_of_a_letter_is_refused(at):
    data = bytearray(sealed_inbox.seal(SAID, KEYS, **PLACE))
    data[at] ^= 1

    with pytest.raises((Tampered, MalformedEnvelope)):
        sealed_inbox.open_(bytes(data), KEYS)


def test_an_answer_has_one_length_and_opens_for_the_sender_alone():
    key = SealingKey(bytes(32))
    answer = sealed_inbox.seal_answer({"answer": "CALL_US"}, key.public)

    assert len(answer) == ANSWER == copies.PART
    assert sealed_inbox.open_answer(answer, key) == {"answer": "CALL_US"}
    for other, open_ in ((SealingKey(bytes([1]) * 32), sealed_inbox.open_answer), (key, her_copy.open_part)):
        with pytest.raises(Tampered):
            open_(answer, other)
