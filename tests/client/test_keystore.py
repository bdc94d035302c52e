"""The key store: whoever finds the laptop opens nothing, and no crash costs a key."""

import os
import stat
from dataclasses import replace as copy

import pytest

from client import keystore
from client.errors import AlreadyEnrolled, KeysDamaged, KeysFull, NotEnrolled
from client.keystore import FILE, Keystore, load
from crypto.errors import WrongPassphrase
from crypto.keys import SealingKey, SigningKey

MEMBER, OTHER, CASE = "a" * 32, "b" * 32, "c" * 32
WORD = "four words for tests"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def keys(home):
    made = Keystore(MEMBER, "s", SigningKey.generate(), SealingKey.generate(), path=home / FILE, passphrase=WORD)
    made.intake[1] = SealingKey.generate()
    made.pins[OTHER] = [b"k" * 32]
    made.save()
    return made


def test_what_was_kept_is_there_again(home, keys):
    again = load(home, WORD)

    assert (again.member_id, again.staff_id) == (MEMBER, "s")
    assert again.signing.seed == keys.signing.seed
    assert again.sealing.seed == keys.sealing.seed
    assert again.intake[1].seed == keys.intake[1].seed
    assert again.pins == keys.pins


def test_only_the_owner_can_read_the_file_whatever_the_umask(home, keys):
    before = os.umask(0)
    try:
        keys.save()
        keys.keep_case(CASE, {"token": "x"})
    finally:
        os.umask(before)

    for path in (home / FILE, home / "cases" / f"{CASE}.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_another_passphrase_opens_nothing(home, keys):
    with pytest.raises(WrongPassphrase):
        load(home, "another")


def test_without_a_file_the_device_is_not_enrolled(tmp_path):
    with pytest.raises(NotEnrolled):
        load(tmp_path, WORD)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_told_as_damaged_and_not_written_over(home, keys, part):
    whole = (home / FILE).read_bytes()
    cut = whole[: int(len(whole) * part)]
    (home / FILE).write_bytes(cut)

    with pytest.raises(KeysDamaged):
        load(home, WORD)
    with pytest.raises(KeysDamaged):
        keys.save()
    assert (home / FILE).read_bytes() == cut


def test_a_file_with_one_letter_changed_opens_nothing(home, keys):
    whole = (home / FILE).read_bytes()
    at = whole.index(b'"ct":"') + 20
    (home / FILE).write_bytes(whole[:at] + (b"A" if whole[at : at + 1] != b"A" else b"B") + whole[at + 1 :])

    with pytest.raises(WrongPassphrase):
        load(home, WORD)


@pytest.mark.parametrize("crash", ["os.fsync", "pathlib.Path.replace"])
def test_a_crash_while_writing_leaves_the_old_keys_whole(home, keys, monkeypatch, crash):
    before = (home / FILE).read_bytes()

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(crash, fail)
        keys.intake[2] = SealingKey.generate()
        with pytest.raises(OSError, match="No space"):
            keys.save()

    assert (home / FILE).read_bytes() == before
    assert load(home, WORD).intake.keys() == {1}
    assert [path.name for path in home.iterdir() if path.name.startswith(".keys")] == []


def test_two_programs_of_one_device_lose_nothing_of_each_other(home, keys):
    first, second = load(home, WORD), load(home, WORD)
    first.intake[2] = SealingKey.generate()
    first.pins["d" * 32] = [b"1" * 32]
    first.save()
    second.intake[3] = SealingKey.generate()
    second.save()

    after = load(home, WORD)
    assert after.intake.keys() == {1, 2, 3}
    assert after.pins.keys() == {OTHER, "d" * 32}


def test_the_officers_met_first_stay_those_met_first(home, keys):
    first, second = load(home, WORD), load(home, WORD)
    first.pins["d" * 32] = [b"1" * 32]
    first.save()
    second.pins["d" * 32] = [b"2" * 32]
    second.save()

    assert load(home, WORD).pins["d" * 32] == [b"1" * 32]


def test_another_devices_keys_are_never_written_over(home, keys):
    before = (home / FILE).read_bytes()
    stranger = Keystore(OTHER, "", SigningKey.generate(), SealingKey.generate(), path=home / FILE, passphrase=WORD)

    with pytest.raises(AlreadyEnrolled):
        stranger.save()
    assert (home / FILE).read_bytes() == before


def test_a_file_that_could_not_be_read_again_is_not_written(home, keys, monkeypatch):
    before = (home / FILE).read_bytes()
    monkeypatch.setattr(keystore.vault, "LONGEST", len(before) - 1)
    keys._seen = keystore.blake2b(before)

    with pytest.raises(KeysFull):
        keys.save()
    assert (home / FILE).read_bytes() == before


def test_a_thousand_cases_do_not_make_the_file_of_keys_longer(home, keys):
    before = len((home / FILE).read_bytes())
    keys.keep_case(CASE, {"token": "x" * 2000})
    keys.save()

    assert len((home / FILE).read_bytes()) == before
    assert load(home, WORD).case(CASE) == {"token": "x" * 2000}
    assert load(home, WORD).case(OTHER) is None


def test_what_is_remembered_of_a_case_is_closed_too(home, keys):
    keys.keep_case(CASE, {"record": "MARKER of a person"})

    for path in home.rglob("*"):
        assert not path.is_file() or b"MARKER" not in path.read_bytes()
    with pytest.raises(WrongPassphrase):
        load(home, WORD) and copy(load(home, WORD), passphrase="another").case(CASE)


def test_a_case_is_named_by_an_id_and_never_by_a_path(home, keys):
    from kit.errors import Refusal

    with pytest.raises(Refusal):
        keys.case("../../etc/passwd")


def test_nothing_secret_is_in_what_is_shown_of_a_key_store(keys):
    keys.keep_case(CASE, {"token": "MARKER"})
    shown = repr(keys)

    for secret in (WORD, "MARKER", repr(keys.signing.seed), repr(keys.sealing.seed), keys.signing.seed.hex()):
        assert secret not in shown
