"""Her own copy: her code alone opens it, everybody may add to it, and nothing shows how much it says."""

import pytest

from crypto import copies, her_code, her_copy
from crypto.errors import BadKey, BadSignature, NotAllowed, Tampered
from crypto.keys import SealingKey, SigningKey

CODE = her_code.complete("1" * 24)
KEY = SealingKey(bytes(32))
SAID = {"typ": "copy.v1", "service": "Език А"}


@pytest.fixture(scope="module")
def keys() -> her_copy.CopyKeys:
    return her_copy.derive(CODE, "tolerant.example/log/1")


def test_a_code_gives_four_different_secrets_and_none_of_them_is_shown(keys):
    assert len({keys.lookup, keys.append, keys.revoke, keys.seal.seed}) == 4
    assert keys.lookup.hex() not in repr(keys)
    assert repr(keys).startswith("<crypto.her_copy.CopyKeys")


def test_the_code_of_another_network_opens_nothing_here(keys):
    other = her_copy.derive(CODE, "other.example/log/1")

    assert other.lookup != keys.lookup
    with pytest.raises(Tampered):
        her_copy.open_part(her_copy.seal_part(SAID, keys.seal.public), other.seal)


def test_a_part_has_one_length_and_opens_with_her_key_alone():
    small, large = her_copy.seal_part(SAID, KEY.public), her_copy.seal_part({"a": "b" * 4087}, KEY.public)

    assert len(small) == len(large) == copies.PART
    assert her_copy.open_part(small, KEY) == SAID
    assert her_copy.open_part(large, KEY) == {"a": "b" * 4087}
    with pytest.raises(Tampered):
        her_copy.open_part(small, SealingKey(bytes([1]) * 32))


def test_what_is_too_long_or_has_not_one_spelling_is_not_sealed():
    for content, reason in (({"a": "b" * 4088}, "too-large"), ({"a": 0.5}, "form")):
        with pytest.raises(NotAllowed) as no:
            her_copy.seal_part(content, KEY.public)
        assert no.value.reason == reason
    with pytest.raises(BadKey):
        her_copy.seal_part(SAID, KEY.public[:-1])


@pytest.mark.parametrize("at", [0, 1, 600, 1168, 1169, 1192, 1193, 3000, copies.PART - 1])
def test_one_changed_bit_is_refused(at):
    part = bytearray(her_copy.seal_part(SAID, KEY.public))
    part[at] ^= 1

    with pytest.raises(Tampered):
        her_copy.open_part(bytes(part), KEY)


def test_what_is_cut_badly_padded_or_no_object_is_refused(monkeypatch):
    part = her_copy.seal_part(SAID, KEY.public)
    made = []
    for plain in (b"[]", b"{ }", b"", b'{"a":"\xff"}'):
        with monkeypatch.context() as patch:
            patch.setattr(her_copy, "jcs", lambda _, plain=plain: plain)
            made.append(her_copy.seal_part(SAID, KEY.public))
    encrypt = her_copy.crypto_aead_xchacha20poly1305_ietf_encrypt
    for padded in (b"{}\x80" + b"\1" * 4093, bytes(4096)):
        with monkeypatch.context() as patch:
            patch.setattr(
                her_copy,
                "crypto_aead_xchacha20poly1305_ietf_encrypt",
                lambda _, *more, padded=padded: encrypt(padded, *more),
            )
            made.append(her_copy.seal_part(SAID, KEY.public))

    for bad in (part[:-1], part + b"\0", b"", *made):
        with pytest.raises(Tampered):
            her_copy.open_part(bad, KEY)


def test_only_her_key_asks_how_her_referral_stands():
    key = SigningKey(bytes(32))
    proof = copies.sign_look(key, b"c" * 32, "r" * 32, 1)

    copies.verify_look(key.public, proof, b"c" * 32, "r" * 32, 1)
    for given in ((b"d" * 32, "r" * 32, 1), (b"c" * 32, "s" * 32, 1), (b"c" * 32, "r" * 32, 2)):
        with pytest.raises(BadSignature):
            copies.verify_look(key.public, proof, *given)
