"""Keys: made by the device itself, named by all their bytes, and never shown."""

import copy
import pickle

import pytest

from crypto import keys
from crypto.errors import BadKey, BadSignature, Tampered
from crypto.keys import SealingKey, SigningKey, fingerprint, member_fingerprint, verify, wrap
from crypto.wrapping import unwrap_seed, wrap_seed

SEED = bytes(range(32))


def test_ed25519_is_the_one_of_rfc_8032():
    key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))

    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_a_seed_always_makes_the_same_keys():
    assert SealingKey.from_seed(SEED).public == SealingKey(SEED).public
    assert SigningKey.from_seed(SEED).kid == SigningKey(SEED).kid
    assert len(SealingKey.generate().public) == 1216
    assert SigningKey.generate().seed != SigningKey.generate().seed


@pytest.mark.parametrize("kind", [SigningKey, SealingKey])
@pytest.mark.parametrize("seed", [b"", b"x" * 31, b"x" * 33])
def test_a_seed_has_32_bytes(kind, seed):
    with pytest.raises(BadKey):
        kind(seed)


@pytest.mark.parametrize("key", [SigningKey(SEED), SealingKey(SEED)], ids=["signing", "sealing"])
def test_a_secret_key_shows_nothing_and_cannot_be_copied_out(key):
    assert SEED.hex() not in repr(key) + str(key) + f"{key!r:>99}"
    assert "…" in repr(key)
    for out in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            out(key)


def test_a_signature_for_one_purpose_says_nothing_for_another():
    key = SigningKey(SEED)
    signature = key.sign("tolerant/v1/one", b"a", "b")

    verify(key.public, signature, "tolerant/v1/one", b"a", "b")
    for label, parts in (("tolerant/v1/two", (b"a", b"b")), ("tolerant/v1/one", (b"ab",)), ("tolerant/v1/one", ())):
        with pytest.raises(BadSignature):
            verify(key.public, signature, label, *parts)
    for public, bad in ((key.public, b""), (b"", signature), (SigningKey(b"o" * 32).public, signature)):
        with pytest.raises(BadSignature):
            verify(public, bad, "tolerant/v1/one", b"a", "b")


def test_what_is_wrapped_for_one_key_and_purpose_opens_with_that_only():
    key = SealingKey(SEED)
    sealed = wrap(b"k" * 32, key.public, b"info")

    assert len(sealed) == keys.WRAP
    assert key.unwrap(sealed, b"info") == b"k" * 32
    for other, info in ((key, b"other"), (SealingKey.generate(), b"info")):
        with pytest.raises(Tampered):
            other.unwrap(sealed, info)
    with pytest.raises(Tampered):
        key.unwrap(b"", b"info")


def test_a_point_that_gives_no_secret_is_refused():
    mlkem = SealingKey(SEED).public[:1184]

    with pytest.raises(BadKey):
        wrap(b"k" * 32, mlkem + bytes(32), b"")


def test_an_intake_seed_opens_for_its_device_member_and_epoch_only():
    device, seed = SealingKey(SEED), b"s" * 32
    sealed = wrap_seed(seed, device.public, member="a" * 32, epoch=3, to_device="d" * 32)

    assert unwrap_seed(sealed, device, member="a" * 32, epoch=3, to_device="d" * 32).seed == seed
    for changes in ({"member": "b" * 32}, {"epoch": 4}, {"to_device": "e" * 32}):
        with pytest.raises(Tampered):
            unwrap_seed(sealed, device, **{"member": "a" * 32, "epoch": 3, "to_device": "d" * 32, **changes})
    with pytest.raises(BadKey):
        wrap_seed(b"short", device.public, member="a" * 32, epoch=3, to_device="d" * 32)


def test_fingerprints_are_digits_that_two_people_can_read_aloud():
    one, other = SigningKey(SEED).public, SigningKey(b"o" * 32).public

    assert [len(group) for group in fingerprint(one).split()] == [5] * 12
    assert fingerprint(one).replace(" ", "").isdigit()
    assert fingerprint(one) != fingerprint(other)
    assert len(member_fingerprint("a" * 32, [one, other], 1).split()) == 6
    assert member_fingerprint("a" * 32, [one, other], 1) == member_fingerprint("a" * 32, [other, one], 1)
    assert member_fingerprint("a" * 32, [one], 1) != member_fingerprint("b" * 32, [one], 1)


def test_names_of_keys_commit_to_every_byte():
    key = SealingKey(SEED)

    assert key.kid == keys.kid(key.public)
    assert len(key.kid) == 32
    assert len(SigningKey(SEED).kid) == 32
    assert keys.check_sealing_key(key.public) == key.public
