"""Signed notes and checkpoints: whose word on the key log counts, and how old it is."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.checkpoints import (
    Checkpoint,
    add_cosignatures,
    check_checkpoint,
    check_fresh,
    cosign,
    equivocation,
    sign_checkpoint,
    signed_by,
    witnessed_at,
)
from crypto.errors import BadCheckpoint, BadKey
from crypto.keys import SigningKey
from crypto.notes import LogKey, Vkey, WitnessKey, open_note, split_note, unbase64

NOW = 1_800_000_000
LIMITED = settings(max_examples=300, deadline=None)


@dataclass
class Watched:
    """A log, its operator and four witnesses."""

    operator: LogKey = field(default_factory=lambda: LogKey("tolerant.example/log/1", SigningKey(b"\x01" * 32)))
    watchers: list[WitnessKey] = field(
        default_factory=lambda: [WitnessKey(f"w{at}.example", SigningKey(bytes([at]) * 32)) for at in range(2, 6)]
    )

    @property
    def witnesses(self) -> list[Vkey]:
        return [one.vkey for one in self.watchers]

    def signed(self, size: int = 5, root: bytes = b"\x07" * 32) -> bytes:
        return sign_checkpoint(Checkpoint(self.operator.name, size, root), self.operator)

    def seen(self, *times: int, **state) -> bytes:
        note = self.signed(**state)
        for watcher, time in zip(self.watchers, times, strict=False):
            note = add_cosignatures(note, cosign(note, watcher, time), self.witnesses)
        return note

    def check(self, note: bytes, w: int = 2):
        return check_checkpoint(note, self.operator.vkey, self.witnesses, w)


def test_a_state_that_operator_and_witnesses_signed_is_one_to_rely_on():
    watched = Watched()

    state, times = watched.check(watched.seen(NOW, NOW + 5))

    assert state == Checkpoint("tolerant.example/log/1", 5, b"\x07" * 32)
    assert times == {"w2.example": NOW, "w3.example": NOW + 5}
    assert signed_by(watched.signed(), watched.operator.vkey) == state


def test_a_network_without_witnesses_relies_on_its_operator_alone():
    watched = Watched()

    assert watched.check(watched.signed(), w=0)[1] == {}
    with pytest.raises(BadCheckpoint) as refused:
        watched.check(watched.signed(), w=1)
    assert refused.value.reason == "witnesses"


def test_fewer_than_w_liars_cannot_make_an_old_state_look_new():
    watched = Watched()
    _, times = watched.check(watched.seen(NOW - 90_000, NOW - 91_000, NOW + 10**6))

    assert witnessed_at(times, 2) == NOW - 90_000
    assert check_fresh(times, 2, NOW, 259_200) == 90_000
    with pytest.raises(BadCheckpoint) as refused:
        check_fresh(times, 2, NOW, 86_400)
    assert refused.value.reason == "stale"


def test_who_opens_a_note_learns_which_known_keys_signed_it_and_when():
    watched = Watched()
    keys = [watched.operator.vkey, *watched.witnesses]

    opened = open_note(watched.seen(NOW), keys)

    assert opened.text == split_note(watched.signed())[0]
    assert opened.signed == {watched.operator.vkey: None, watched.witnesses[0]: NOW}
    assert open_note(watched.signed(), []).signed == {}


def test_a_witness_is_added_once_and_the_note_stays_as_it_was():
    watched = Watched()
    note = watched.seen(NOW)
    line = cosign(note, watched.watchers[0], NOW)

    assert add_cosignatures(note, line, watched.witnesses) == note
    assert note.startswith(watched.signed())


def test_an_operator_who_is_set_up_as_a_witness_signs_no_state():
    watched = Watched()
    key = WitnessKey(watched.operator.name, watched.operator.key)
    text = split_note(watched.signed())[0]

    with pytest.raises(BadCheckpoint) as refused:
        check_checkpoint(text + b"\n" + key.sign(text, NOW), key.vkey, [], 0)

    assert refused.value.reason == "operator"


def test_two_notes_of_one_size_prove_that_the_log_equivocates():
    watched = Watched()

    assert equivocation(watched.signed(), watched.signed(root=b"\x08" * 32), watched.operator.vkey)
    assert not equivocation(watched.signed(), watched.signed(), watched.operator.vkey)
    assert not equivocation(watched.signed(), watched.signed(6, b"\x08" * 32), watched.operator.vkey)


@LIMITED
@given(st.data())
def test_one_changed_bit_of_what_is_signed_or_signs_is_refused(data):
    watched = Watched()
    raw = bytearray(watched.seen(NOW, NOW))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(BadCheckpoint):
        watched.check(bytes(raw))


@LIMITED
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_arrives_is_refused_as_malformed(data):
    with pytest.raises(BadCheckpoint) as refused:
        Watched().check(data)

    assert refused.value.reason == "malformed"


@LIMITED
@given(st.text(max_size=120))
def test_whatever_arrives_is_no_key(text):
    with pytest.raises(BadKey):
        Vkey.decode(text)


@LIMITED
@given(st.binary(min_size=1, max_size=40))
def test_a_key_with_one_other_letter_is_another_key_or_none(tail):
    vkey = Watched().operator.vkey
    said = vkey.encode()

    assert Vkey.decode(said) == vkey
    with pytest.raises(BadKey):
        Vkey.decode(said + tail.hex())


def test_base64_of_the_right_letters_but_another_size_is_refused():
    with pytest.raises(ValueError, match="another size"):
        unbase64("AAAA", 4)


def test_a_signers_secret_shows_in_no_text():
    watched = Watched()

    assert "\\x01\\x01" not in repr(watched.operator)
    assert "SigningKey(…)" in repr(watched.operator)
