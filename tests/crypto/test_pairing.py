"""The short code of two devices: each swapped key changes it, and nobody can search for one that does not."""

import pytest

from crypto.errors import BadKey, Tampered
from crypto.keys import SealingKey, SigningKey
from crypto.pairing import commit, short_code


def keys() -> tuple[bytes, bytes]:
    return SigningKey.generate().public, SealingKey.generate().public


NEW, OLD, LIAR = keys(), keys(), keys()
ONE, OTHER = bytes(range(32)), bytes(range(32, 64))


def code(new=NEW, old=OLD, one=ONE, other=OTHER) -> str:
    return short_code(commit(new, one), new, one, old, other)


def test_both_devices_show_the_same_eight_digits():
    shown = code()

    assert shown == code()
    assert len(shown) == 9
    assert shown.replace(" ", "").isdigit()


@pytest.mark.parametrize(
    "changes",
    [
        {"new": (LIAR[0], NEW[1])},
        {"new": (NEW[0], LIAR[1])},
        {"old": (LIAR[0], OLD[1])},
        {"old": (OLD[0], LIAR[1])},
        {"one": OTHER},
        {"other": ONE},
    ],
    ids=["new sign key", "new seal key", "old sign key", "old seal key", "new number", "old number"],
)
def test_a_swapped_key_or_number_changes_the_code(changes):
    assert code(**changes) != code()


def test_a_node_that_committed_to_its_own_key_cannot_search_for_one_that_fits():
    """It has said what it will show before it knows the old device's number, and can open it in one way only."""
    promised = commit(LIAR, ONE)

    for other_keys, nonce in ((NEW, ONE), (LIAR, OTHER), (keys(), ONE)):
        with pytest.raises(Tampered):
            short_code(promised, other_keys, nonce, OLD, OTHER)


def test_a_number_of_another_size_is_refused():
    with pytest.raises(BadKey):
        commit(NEW, b"")
    with pytest.raises(BadKey):
        short_code(commit(NEW, ONE), NEW, ONE, OLD, b"")
