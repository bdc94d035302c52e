"""Her consent as a token, and her secret that takes it back."""

import json
from dataclasses import replace

import pytest

from crypto import consent
from crypto.consent import ConsentToken
from crypto.errors import BadSignature, MalformedStatement
from crypto.format import jcs
from crypto.keys import SigningKey

DEVICE = SigningKey(b"d" * 32)
SECRET = b"w" * 32
TOKEN = ConsentToken(
    id="1" * 32,
    node="127.0.0.1:8000",
    sender="a" * 32,
    to=("b" * 32,),
    listings=("2" * 32,),
    version=1,
    purposes=("ASSESS_ELIGIBILITY", "PROVIDE_SERVICE"),
    categories=("CONTACT", "NEED"),
    scope=b"s" * 32,
    record=b"r" * 32,
    nbf=1,
    exp=2,
    uses=3,
    withdrawal=consent.withdrawal_commitment(SECRET),
    feedback=consent.feedback_key(b"f" * 32).public,
)


@pytest.mark.parametrize("token", [TOKEN, replace(TOKEN, feedback=b"")], ids=["with feedback", "without"])
def test_a_token_reads_back_as_it_was_signed(token):
    signed = consent.sign(token, DEVICE)

    assert consent.verify_token(signed, DEVICE.public) == token
    assert consent.parse(signed).by == DEVICE.kid


def test_a_token_of_another_device_is_not_believed():
    signed = consent.sign(TOKEN, SigningKey(b"x" * 32))

    with pytest.raises(BadSignature):
        consent.verify_token(signed, DEVICE.public)


def test_a_changed_token_is_found():
    signed = json.loads(consent.sign(TOKEN, DEVICE))
    signed["token"]["uses"] = 100

    with pytest.raises(BadSignature):
        consent.verify_token(jcs(signed), DEVICE.public)


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "consent.v2"},
        {"id": "x"},
        {"node": ""},
        {"from": ""},
        {"to": []},
        {"to": ["c" * 32, "b" * 32]},
        {"to": ["b" * 32, "b" * 32]},
        {"svc": "x"},
        {"rev": 0},
        {"purposes": ["lower"]},
        {"cats": []},
        {"scope": "AA"},
        {"rec": None},
        {"exp": 1},
        {"uses": 0},
        {"uses": 101},
        {"wc": ""},
        {"fk": "AA"},
        {"override": True},
    ],
    ids=str,
)
def test_a_token_of_another_form_is_refused(changes):
    with pytest.raises(MalformedStatement):
        ConsentToken.from_json({**TOKEN.to_json(), **changes})


@pytest.mark.parametrize("raw", [b"", b"{}", jcs({"token": {}, "by": "1" * 32, "sig": ""})])
def test_what_is_no_signed_token_is_refused(raw):
    with pytest.raises(MalformedStatement):
        consent.parse(raw)


def test_a_token_that_cannot_be_is_not_signed():
    with pytest.raises(MalformedStatement):
        consent.sign(replace(TOKEN, uses=0), DEVICE)


def test_only_her_secret_withdraws():
    assert consent.withdrawal_commitment(SECRET) == TOKEN.withdrawal
    assert consent.withdrawal_commitment(b"x" * 32) != TOKEN.withdrawal
    for make in (consent.withdrawal_commitment, consent.feedback_key):
        with pytest.raises(MalformedStatement):
            make(b"short")


def test_an_envelope_of_hers_is_taken_by_her_key_alone():
    key = consent.feedback_key(b"f" * 32)
    proof = consent.sign_proof(key, b"e" * 32)

    consent.verify_proof(key.public, proof, b"e" * 32)
    with pytest.raises(BadSignature):
        consent.verify_proof(key.public, proof, b"x" * 32)


def test_every_token_has_its_own_name_and_salted_hashes_differ_by_salt():
    assert len(consent.token_hash(b"t")) == 32
    assert consent.salted_hash(b"1" * 16, {"a": 1}) != consent.salted_hash(b"2" * 16, {"a": 1})


def test_a_renewal_reads_back_and_goes_on_only_from_what_it_names_and_never_further():
    before = consent.sign(TOKEN, DEVICE)
    named = consent.token_hash(before)
    later = replace(TOKEN, id="3" * 32, exp=9, categories=("NEED",), renews=named)

    assert consent.verify_token(consent.sign(later, DEVICE), DEVICE.public) == later
    assert consent.goes_on(later, TOKEN, named)
    assert not consent.goes_on(replace(later, renews=b"x" * 32), TOKEN, named)
    assert not consent.goes_on(replace(later, categories=("HEALTH", "NEED")), TOKEN, named)
    assert not consent.goes_on(replace(later, to=("c" * 32,)), TOKEN, named)
