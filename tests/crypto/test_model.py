"""An enemy that holds the network gets nothing believed, and the model finds the attack when one defence is taken away.

The models are `letters_model` (SPEC.md sections 3 to 9) and `log_model` (sections 14 to 16). A model that cannot find
an attack shows nothing: so each defence is taken out once, and the attack that it stops must then be found.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from client import gossip, keylog
from client.gossip import Gossip
from crypto import consent, envelope, opening, signing
from crypto.envelope import Envelope
from crypto.errors import NotForYou, Tampered
from crypto.format import lp
from crypto.keys import SigningKey, verify
from network import witnessing
from tests.crypto.gossip_model import Gossiping
from tests.crypto.letters_model import START, Letters
from tests.crypto.log_model import Captured, KeyLogs, TooFew

Patch = pytest.MonkeyPatch
Taken = Callable[[Patch], None]


def _run(machine: type[RuleBasedStateMachine], **given: Any) -> None:
    quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    run_state_machine_as_test(machine, settings=settings(**quiet, **given))


def _finds(machine: type[RuleBasedStateMachine], what: str) -> None:
    with pytest.raises(AssertionError, match=what):
        _run(
            machine,
            max_examples=400,
            stateful_step_count=30,
            derandomize=True,
            phases=(Phase.generate,),
            report_multiple_bugs=False,
        )


def _signature_over_the_header(patch: Patch) -> None:
    sign, inner = SigningKey.sign, "tolerant/v1/inner"
    patch.setattr(SigningKey, "sign", lambda key, label, *said: sign(key, label, *said[label == inner :]))
    patch.setattr(opening, "verify", lambda public, made, label, *said: verify(public, made, label, said[-1]))


def _commitment(patch: Patch) -> None:
    patch.setattr(opening, "compare_digest", lambda one, other: True)


def _names_of_keys(patch: Patch) -> None:
    def any_wrap(one: Envelope, keys: Any) -> bytes:
        for key in keys:
            for sealed in one.wraps:
                try:
                    return bytes(key.unwrap(sealed, lp("tolerant/v1/wrap", one.protected, key.public)))
                except Tampered:
                    continue
        raise NotForYou

    patch.setattr(opening, "content_key", any_wrap)


def _expected(**nothing: Any) -> Taken:
    """Wait for nothing of this kind, or for whatever the header says of it."""

    def taken(patch: Patch) -> None:
        belongs = opening._belongs

        def asks_less(header: Any, expect: Any) -> None:
            said = {name: value(header) if callable(value) else value for name, value in nothing.items()}
            belongs(header, replace(expect, **said))

        patch.setattr(opening, "_belongs", asks_less)

    return taken


def _officers_word(patch: Patch) -> None:
    patch.setattr(opening, "verify_as", lambda noun, data, officers, k: noun.parse(signing.read_statement(data).body))


def _time_of_the_device(patch: Patch) -> None:
    vouched = opening._vouched
    patch.setattr(opening, "_vouched", lambda h, s, made, expect, o: vouched(h, s, made, replace(expect, now=START), o))


def _manifest(patch: Patch) -> None:
    patch.setattr(opening, "_declared", lambda *_: None)


def _one_suite(patch: Patch) -> None:
    strict = envelope.strict_json

    def lenient(data: bytes, *, most: int) -> Any:
        said = strict(data, most=most)
        return {**said, "suite": "XW1"} if "suite" in said else said

    patch.setattr(envelope, "strict_json", lenient)


def _signature_of_the_consent(patch: Patch) -> None:
    patch.setattr(consent, "verify_token", consent.verify_token.__wrapped__)  # so that nothing false is remembered
    patch.setattr(consent, "verify", lambda *_: None)


def _proofs_for_witnesses(patch: Patch) -> None:
    patch.setattr(witnessing, "verify_consistency", lambda *_: None)


def _proofs_for_devices(patch: Patch) -> None:
    patch.setattr(keylog, "verify_consistency", lambda *_: None)


def _witnesses(patch: Patch) -> None:
    check = keylog.check_checkpoint

    def without(note: bytes, operator: Any, witnesses: Any, w: int) -> Any:
        state, times = check(note, operator, witnesses, 0)
        return state, {**dict.fromkeys("abcd", int(keylog.clock.now().timestamp())), **times}

    patch.setattr(keylog, "check_checkpoint", without)


def _age(patch: Patch) -> None:
    patch.setattr(keylog, "check_fresh", lambda *_: 0)


def _proof_of_the_entry(patch: Patch) -> None:
    patch.setattr(keylog, "verify_inclusion", lambda *_: None)


def _states_that_letters_name(patch: Patch) -> None:
    async def taken(*_: Any) -> bool:
        return True

    patch.setattr(Gossip, "_ours", taken)


def _signature_of_the_state(patch: Patch) -> None:
    patch.setattr(gossip, "signed_by", lambda *_: None)


LETTERS: dict[str, tuple[Taken, str]] = {
    "the signature over the header": (_signature_over_the_header, "nobody sealed this"),
    "the commitment": (_commitment, "one ciphertext, two content keys"),
    "the names of the recipients' keys": (_names_of_keys, "a key that the sender did not name"),
    "the place in the thread": (_expected(seq=None, prev=None), "two letters at one place"),
    "the consent": (_expected(consent=lambda h: h.context.consent), "another referral or consent"),
    "the referral": (_expected(ref=lambda h: h.context.ref), "another referral or consent"),
    "the time of the letter": (_expected(now=0), "read after its time"),
    "the officer's word for the device": (_officers_word, "nobody sealed this"),
    "the time of the device": (_time_of_the_device, "nobody sealed this"),
    "the manifest": (_manifest, "more than was declared"),
    "the one suite": (_one_suite, "another version was read as this one"),
    "the signature of the consent": (_signature_of_the_consent, "nobody gave this consent"),
}
LOGS: dict[str, tuple[type[KeyLogs], Taken, str]] = {
    "proofs to witnesses that the log only grows": (KeyLogs, _proofs_for_witnesses, "two devices believe different"),
    "proofs to a device that the log only grows": (Captured, _proofs_for_devices, "a device believes two histories"),
    "the number of witnesses": (KeyLogs, _witnesses, "two devices believe different|no honest witness"),
    "the age of a state": (KeyLogs, _age, "no honest witness has seen for long"),
    "states that letters name": (Gossiping, _states_that_letters_name, "another history than it read of"),
    "the operator's signature on such a state": (Gossiping, _signature_of_the_state, "nobody signed"),
    "the proof of an entry": (KeyLogs, _proof_of_the_entry, "an entry that the log does not hold"),
}


def test_no_enemy_on_the_way_and_no_malicious_member_gets_a_false_letter_believed():
    _run(Letters, max_examples=40, stateful_step_count=30)


@pytest.mark.parametrize("defence", LETTERS)
def test_without_one_defence_of_letters_the_model_finds_the_attack(defence, monkeypatch):
    taken, what = LETTERS[defence]
    taken(monkeypatch)

    _finds(Letters, what)


def test_an_operator_and_a_witness_that_lie_get_one_history_believed_by_everybody():
    _run(KeyLogs, max_examples=40, stateful_step_count=40)


def test_with_all_witnesses_an_operator_still_gets_one_history_only_believed_by_each_device():
    _run(Captured, max_examples=40, stateful_step_count=40)


def test_with_all_witnesses_an_operator_cannot_keep_two_histories_apart_that_write_to_each_other():
    _run(Gossiping, max_examples=40, stateful_step_count=40)


@pytest.mark.parametrize("defence", LOGS)
def test_without_one_defence_of_the_log_the_model_finds_the_attack(defence, monkeypatch):
    machine, taken, what = LOGS[defence]
    taken(monkeypatch)

    _finds(machine, what)


def test_with_half_of_the_witnesses_enough_an_operator_shows_two_histories():
    """A limit of what witnesses give, and why a policy asks for more than half of them and of the liars together."""
    _finds(TooFew, "two devices believe different histories")
