"""The second lock around what a node keeps: without its key, or in another place, nothing opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings as sodium

from crypto.errors import Tampered
from crypto.shredding import KEY, new_key, shut, unshut

ENV = b"e" * 32


@given(st.binary(max_size=5_000))
def test_what_is_shut_opens_with_its_key_and_is_forty_bytes_longer(data):
    key = new_key()

    closed = shut(key, ENV, "ct", data)

    assert unshut(key, ENV, "ct", closed) == data
    assert len(closed) == len(data) + 40


WRONG = {
    "another key": (b"k" * KEY, ENV, "ct"),
    "another letter": (None, b"f" * 32, "ct"),
    "another part": (None, ENV, "wrap-0"),
}


@pytest.mark.parametrize("because", WRONG)
def test_it_does_not_open_elsewhere(because):
    key, env_id, part = WRONG[because]
    own = new_key()
    closed = shut(own, ENV, "ct", b"what she said")

    with pytest.raises(Tampered):
        unshut(key or own, env_id, part, closed)


def test_no_changed_or_cut_byte_opens():
    key = new_key()
    closed = shut(key, ENV, "ct", b"x")

    for position in range(len(closed)):
        changed = bytearray(closed)
        changed[position] ^= 1
        with pytest.raises(Tampered):
            unshut(key, ENV, "ct", bytes(changed))
        with pytest.raises(Tampered):
            unshut(key, ENV, "ct", closed[:position])


SHUT = "000102030405060708090a0b0c0d0e0f1011121314151617e9aa6e0bb0a1e5cb133747a7af23b03ad68dae0027b1d70183cbb3c7f4"
"""Made by the hand-written XChaCha20-Poly1305 of the vectors' maker: key and nonce count up from zero."""


def test_what_another_program_shut_by_the_letter_of_the_specification_opens():
    assert unshut(bytes(range(KEY)), ENV, "wrap-0", bytes.fromhex(SHUT)) == b"what she said"


def test_what_is_shut_is_the_nonce_and_the_sealed_part_under_the_words_of_the_specification():
    key = new_key()
    words = b"\0\0\0\x11tolerant/v1/shred" + b"\0\0\0\x20" + ENV + b"\0\0\0\x06wrap-0"

    closed = shut(key, ENV, "wrap-0", b"what she said")

    assert sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(closed[24:], words, closed[:24], key) == b"what she said"


def test_two_locks_of_one_part_look_different():
    key = new_key()

    assert shut(key, ENV, "ct", b"x") != shut(key, ENV, "ct", b"x")
