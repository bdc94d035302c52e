"""Entries of the key log: what one person may not do alone is signed by several."""

import pytest

from crypto.errors import BadSignature, MalformedStatement
from crypto.format import b64u
from crypto.keys import SigningKey
from crypto.log_entries import Entry, add_signature, read_entry, sign_entry, verify_as, verify_entry
from crypto.signing import EpochStatement, OfficersStatement, sign_statement

BOARD = [SigningKey(bytes([at]) * 32) for at in range(1, 18)]
OLD = [key.public for key in BOARD[:3]]
NEW = [key.public for key in BOARD[3:6]]
KIND = "devetted.v1"
BODY = {"member": "a" * 32, "nbf": 1}


def test_each_of_the_board_signs_in_turn_and_the_order_does_not_matter():
    one = add_signature(add_signature(sign_entry(KIND, BODY, BOARD[0]), BOARD[1]), BOARD[2])
    other = sign_entry(KIND, BODY, BOARD[2], BOARD[0], BOARD[1])

    assert one == other
    assert verify_entry(one, KIND, OLD, 3) == BODY
    assert set(read_entry(one).signatures) == {key.kid for key in BOARD[:3]}


def test_an_entry_of_one_person_is_a_statement_and_a_statement_is_an_entry():
    officers = OfficersStatement("a" * 32, (BOARD[0].public,), 1, 0)
    signed = sign_statement("officers.v1", officers.body(), BOARD[0])

    assert sign_entry("officers.v1", officers.body(), BOARD[0]) == signed
    assert read_entry(signed).encode() == signed
    assert verify_entry(signed, "officers.v1", [BOARD[0].public], 1) == officers.body()


def test_what_an_entry_says_is_believed_as_its_own_kind_only_and_with_as_many_signatures():
    officers = OfficersStatement("a" * 32, (BOARD[0].public,), 1, 0)
    signed = sign_entry("officers.v1", officers.body(), *BOARD[:2])

    assert verify_as(OfficersStatement, signed, OLD, 2) == officers
    with pytest.raises(BadSignature):
        verify_as(OfficersStatement, signed, OLD, 3)
    with pytest.raises(MalformedStatement):
        verify_as(EpochStatement, signed, OLD, 2)


def test_fewer_than_k_signatures_are_refused():
    two = sign_entry(KIND, BODY, *BOARD[:2])

    assert verify_entry(two, KIND, OLD, 2) == BODY
    with pytest.raises(BadSignature):
        verify_entry(two, KIND, OLD, 3)


def test_a_new_board_needs_the_old_one():
    body = {"keys": [b64u(key) for key in NEW], "k": 2, "seq": 1, "nbf": 5}
    both = sign_entry("board.v1", body, *BOARD[:2], *BOARD[3:5])
    alone = sign_entry("board.v1", body, *BOARD[3:6])

    assert verify_entry(both, "board.v1", OLD, 2) == verify_entry(both, "board.v1", NEW, 2) == body
    with pytest.raises(BadSignature):
        verify_entry(alone, "board.v1", OLD, 1)


def test_nobody_signs_twice_and_no_more_than_sixteen_sign():
    with pytest.raises(MalformedStatement):
        add_signature(sign_entry(KIND, BODY, BOARD[0]), BOARD[0])
    with pytest.raises(MalformedStatement):
        sign_entry(KIND, BODY, *BOARD)
    with pytest.raises(MalformedStatement):
        sign_entry(KIND, BODY)
    with pytest.raises(MalformedStatement):
        Entry(KIND, BODY, {}).encode()


def test_what_the_log_does_not_hold_is_not_signed_as_an_entry():
    with pytest.raises(MalformedStatement):
        sign_entry("review.v1", {"verdict": "APPROVE"}, BOARD[0])
    with pytest.raises(MalformedStatement):
        sign_entry(KIND, {**BODY, "name": "A house"}, BOARD[0])
