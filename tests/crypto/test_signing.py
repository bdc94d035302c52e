"""Statements: a person vouches for a key, in one form, for one purpose."""

import json

import pytest

from crypto.errors import BadSignature, MalformedStatement
from crypto.format import b64u, jcs
from crypto.keys import SealingKey, SigningKey
from crypto.signing import (
    DeviceStatement,
    EpochStatement,
    OfficersStatement,
    read_statement,
    sign_statement,
    verify_statement,
)

KEY, OTHER = SigningKey(b"k" * 32), SigningKey(b"o" * 32)
SEAL = SealingKey(b"s" * 32).public
A = "a" * 32
DEVICE = DeviceStatement(A, OTHER.kid, OTHER.public, SEAL, 1, 2, True)
OFFICERS = OfficersStatement(A, (KEY.public, OTHER.public), 1, 0)
EPOCH = EpochStatement(A, 1, SEAL, 1, 2)


@pytest.mark.parametrize("statement", [DEVICE, OFFICERS, EPOCH], ids=lambda s: s.KIND)
def test_a_statement_reads_back_as_it_was_signed(statement):
    signed = sign_statement(statement.KIND, statement.body(), KEY)

    assert type(statement).parse(verify_statement(signed, statement.KIND, KEY.public)) == statement
    assert read_statement(signed).by == KEY.kid


def test_any_of_several_known_keys_may_have_signed():
    signed = sign_statement("review.v1", {"verdict": "APPROVE"}, KEY)

    assert verify_statement(signed, "review.v1", [OTHER.public, KEY.public]) == {"verdict": "APPROVE"}
    assert verify_statement(signed, "review.v1", {KEY.kid: KEY.public}) == {"verdict": "APPROVE"}


def test_a_statement_of_an_unknown_key_is_not_believed():
    signed = sign_statement("review.v1", {}, KEY)

    for known in (OTHER.public, [], {}):
        with pytest.raises(BadSignature):
            verify_statement(signed, "review.v1", known)


def test_a_statement_of_one_kind_never_passes_for_another():
    signed = sign_statement("review.v1", {}, KEY)
    disguised = jcs({**json.loads(signed), "typ": "decision.v1"})

    with pytest.raises(MalformedStatement):
        verify_statement(signed, "decision.v1", KEY.public)
    with pytest.raises(BadSignature):
        verify_statement(disguised, "decision.v1", KEY.public)


def test_a_changed_body_is_found():
    signed = json.loads(sign_statement("review.v1", {"verdict": "RETURN"}, KEY))
    signed["body"]["verdict"] = "APPROVE"

    with pytest.raises(BadSignature):
        verify_statement(jcs(signed), "review.v1", KEY.public)


@pytest.mark.parametrize("kind, body", [("Review", {}), ("review.v1", {"x": 1.5}), ("review.v1", {"x": "y" * 20_000})])
def test_what_has_no_form_is_not_signed(kind, body):
    with pytest.raises(MalformedStatement):
        sign_statement(kind, body, KEY)


@pytest.mark.parametrize("changes", [{"body": []}, {"by": "x"}, {"sig": "AA"}, {"typ": 1}, {"more": 1}])
def test_a_statement_of_another_form_is_refused(changes):
    signed = jcs({**json.loads(sign_statement("review.v1", {}, KEY)), **changes})

    with pytest.raises(MalformedStatement):
        read_statement(signed)


@pytest.mark.parametrize(
    "statement, changes",
    [
        (DEVICE, {"member": "x"}),
        (DEVICE, {"device": KEY.kid}),
        (DEVICE, {"sign": "AA"}),
        (DEVICE, {"seal": b64u(b"x" * 1215)}),
        (DEVICE, {"exp": 1}),
        (DEVICE, {"nbf": -1}),
        (DEVICE, {"officer": 1}),
        (DEVICE, {"more": 1}),
        (OFFICERS, {"officers": []}),
        (OFFICERS, {"officers": "x"}),
        (OFFICERS, {"officers": ["x"]}),
        (OFFICERS, {"officers": [b64u(KEY.public)] * 2}),
        (OFFICERS, {"k": 3}),
        (OFFICERS, {"seq": True}),
        (EPOCH, {"epoch": 0}),
        (EPOCH, {"key": b64u(b"x")}),
        (EPOCH, {"exp": 1}),
    ],
    ids=str,
)
def test_a_body_that_says_something_else_is_refused(statement, changes):
    with pytest.raises(MalformedStatement):
        type(statement).parse({**statement.body(), **changes})
