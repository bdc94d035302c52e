"""The key store of a device: closed by a passphrase, strict about its form."""

import json

import pytest

from crypto import vault
from crypto.errors import CryptoError, MalformedStatement, WrongPassphrase
from crypto.format import b64u, jcs

CLOSED = vault.lock({"seed": "MARKER"}, "a long passphrase")


def test_a_passphrase_opens_what_it_closed():
    assert vault.unlock(CLOSED, "a long passphrase") == {"seed": "MARKER"}
    assert b"MARKER" not in CLOSED


def test_another_passphrase_opens_nothing():
    with pytest.raises(WrongPassphrase) as refused:
        vault.unlock(CLOSED, "another")

    assert str(refused.value) == WrongPassphrase.sentence


@pytest.mark.parametrize(
    "changes",
    [{"typ": "vault.v2"}, {"kdf": "scrypt"}, {"ops": 1}, {"mem": 1024}, {"mem": 2**40}, {"salt": ""}, {"more": 1}],
    ids=str,
)
def test_a_store_with_weaker_or_absurd_parameters_is_refused(changes):
    with pytest.raises(MalformedStatement):
        vault.unlock(jcs({**json.loads(CLOSED), **changes}), "a long passphrase")


@pytest.mark.parametrize("changes", [{"ct": b64u(b"x" * 40)}, {"ops": 4}, {"ct": ""}], ids=str)
def test_a_changed_store_does_not_open(changes):
    with pytest.raises(WrongPassphrase):
        vault.unlock(jcs({**json.loads(CLOSED), **changes}), "a long passphrase")


def test_what_has_two_spellings_is_not_stored():
    with pytest.raises(MalformedStatement):
        vault.lock({"x": 1.5}, "a long passphrase")


def test_a_passphrase_that_is_no_text_closes_and_opens_nothing():
    with pytest.raises(MalformedStatement):
        vault.lock({}, "\ud800")
    with pytest.raises(WrongPassphrase):
        vault.unlock(vault.lock({}, "p"), "\ud800")


def test_a_store_that_holds_no_secrets_is_refused(monkeypatch):
    monkeypatch.setattr(vault, "jcs", lambda value: b"[]" if value == {} else jcs(value))
    closed = vault.lock({}, "p")
    monkeypatch.undo()

    with pytest.raises(WrongPassphrase):
        vault.unlock(closed, "p")


def test_every_no_has_a_code_and_a_sentence():
    for kind in CryptoError.__subclasses__():
        assert kind.code.isupper()
        assert str(kind()).endswith(".")


SEED = b"s" * 32
KEPT = vault.close(b"MARKER", SEED, "directory")


def test_a_device_reopens_the_file_that_it_closed_and_each_closing_differs():
    assert vault.reopen(KEPT, SEED, "directory") == b"MARKER"
    assert b"MARKER" not in KEPT
    assert vault.close(b"MARKER", SEED, "directory") != KEPT


@pytest.mark.parametrize(("seed", "what"), [(b"t" * 32, "directory"), (SEED, "case")])
def test_another_device_and_another_kind_of_file_open_nothing(seed, what):
    with pytest.raises(MalformedStatement):
        vault.reopen(KEPT, seed, what)


@pytest.mark.parametrize("place", range(len(KEPT)))
def test_a_file_that_was_changed_or_cut_anywhere_does_not_open(place):
    changed = bytearray(KEPT)
    changed[place] ^= 1
    for wrong in (bytes(changed), KEPT[:place]):
        with pytest.raises(MalformedStatement):
            vault.reopen(wrong, SEED, "directory")
