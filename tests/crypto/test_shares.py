"""Shares: fewer than k say nothing, and each wrong one is named."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from crypto import recovery, share_words, shares
from crypto.errors import BadKey, BadShare, MalformedStatement

SECRET = bytes(range(32))
MEMBER = "a" * 32


def refused(reason: str, act) -> BadShare:
    with pytest.raises(BadShare) as no:
        act()
    assert no.value.reason == reason
    return no.value


def test_any_k_shares_give_the_secret_and_any_fewer_fail_and_say_how_many_are_missing():
    made = shares.split(SECRET, MEMBER, 3, 5)

    for few in combinations(made, 3):
        assert shares.combine(few) == SECRET
    for few in combinations(made, 2):
        no = refused("too-few", lambda few=few: shares.combine(few))
        assert "1 more" in str(no)
    assert "2 more" in str(refused("too-few", lambda: shares.combine(made[:1])))


@pytest.mark.parametrize("k, n", [(1, 1), (1, 2), (3, 2), (2, 17), (0, 2)])
def test_one_share_alone_is_never_the_key_and_there_are_at_most_sixteen(k, n):
    with pytest.raises(BadKey):
        shares.split(SECRET, MEMBER, k, n)


def test_a_secret_of_another_size_is_not_divided():
    with pytest.raises(BadKey):
        shares.split(SECRET[:-1], MEMBER, 2, 3)


def test_the_share_that_does_not_belong_is_named_wherever_it_stands():
    made, others = shares.split(SECRET, MEMBER, 3, 5), shares.split(SECRET, MEMBER, 3, 5)

    for at in (1, 2):
        given_ = [*made[:at], others[at], *made[at:2]]
        no = refused("foreign", lambda given_=given_: shares.combine(given_))
        assert (no.at, f"Share {at + 1} " in str(no)) == (at + 1, True)
    assert refused("foreign", lambda: shares.combine([others[0], made[0], made[1]])).at == 1
    assert refused("repeated", lambda: shares.combine([made[0], made[1], made[0]])).at == 3


def test_two_ceremonies_about_one_secret_do_not_mix():
    one, other = shares.split(SECRET, MEMBER, 2, 2), shares.split(SECRET, MEMBER, 2, 2)

    assert one[0].ceremony != other[0].ceremony
    refused("foreign", lambda: shares.combine([one[0], other[1]]))


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 60), st.integers(1, 2047))
def test_one_mistyped_word_is_named_by_its_place(place, change):
    made = shares.split(SECRET, MEMBER, 2, 3)[1]
    typed = share_words.numbers(made)
    assert share_words.read_numbers(typed) == made

    typed[place - 1] ^= change
    no = refused("word", lambda: share_words.read_numbers(typed, 2))

    assert (no.word, no.at) == (place, 2)
    assert str(no).startswith(f"Word {place} of share 2 ")


@settings(max_examples=200, deadline=None)
@given(st.sets(st.integers(0, 59), min_size=2, max_size=4), st.integers(1, 2047))
def test_several_mistyped_words_are_never_taken_for_a_share(places, change):
    typed = share_words.numbers(shares.split(SECRET, MEMBER, 2, 3)[0])

    for place in places:
        typed[place] ^= change

    with pytest.raises(BadShare) as no:
        share_words.read_numbers(typed)
    assert no.value.reason in {"word", "words"}


def test_each_word_of_the_list_is_known_by_its_first_four_letters():
    words = Mnemonic("english").wordlist

    assert len({word[:4] for word in words}) == len(words) == 2048


def test_a_share_shows_nothing_of_its_secret_part():
    made = shares.split(SECRET, MEMBER, 2, 2)[0]

    assert made.part.hex() not in repr(made)
    assert "part" not in repr(made)


def test_what_officers_publish_names_each_share_and_tells_none():
    made = shares.split(SECRET, MEMBER, 2, 3)
    said = recovery.opt_in(SECRET, made, 1000, 2000)

    for one in made:
        said.holds(one)
        assert one.part[:32].hex() not in str(said.body())
    assert recovery.sealing_key(SECRET).public == said.seal
    assert recovery.request_key(SECRET).public == said.sign
    assert recovery.request_key(SECRET).seed != SECRET
    assert recovery.RecoveryStatement.parse(said.body()) == said


@pytest.mark.parametrize("body", [None, [], {}, {"member": MEMBER}])
def test_a_statement_of_another_form_is_refused(body):
    with pytest.raises(MalformedStatement):
        recovery.RecoveryStatement.parse(body)
