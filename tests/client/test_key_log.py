"""What a device believes of the key log: only what enough people signed, lately, in one history."""

import copy
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from client import log_errors, show_log
from client.documents import CONSISTENCY, LOG_TERMS
from client.errors import KeysDamaged, NodeRefused, NotTrusted, OfficersChanged
from client.keystore import Keystore, load
from client.log_book import FILE, MARKED, LogBook
from client.outbox import Waiting
from client.wire import Wire
from crypto import vault
from crypto.checkpoints import signed_by
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import sign_entry
from crypto.merkle import leaf_hash
from crypto.notes import LogKey
from crypto.proofs import check_proof
from crypto.signing import OfficersStatement
from kit import clock
from kit.ids import new_id
from tests.client.bent import end_of
from tests.client.simulated_log import ORIGIN, Simulated, now

WORD = "a passphrase for tests only"


@pytest.fixture
def log() -> Simulated:
    return Simulated()


@pytest.fixture
def keys(tmp_path) -> Keystore:
    made = Keystore(
        new_id(), new_id(), SigningKey.generate(), SealingKey.generate(), path=tmp_path / "keys.json", passphrase=WORD
    )
    made.save()
    return made


def at(monkeypatch, hours: float) -> None:
    later = clock.now() + timedelta(hours=hours)
    monkeypatch.setattr(clock, "now", lambda: later)


async def _refused(end, log, error) -> None:
    before = copy.deepcopy(end.book.seen)
    with pytest.raises(error):
        await end.intake_key_of(log.member)
    assert (end.book.seen.size, end.book.seen.root) == (before.size, before.root)


async def test_a_key_that_everybody_sees_is_sealed_to_and_the_state_is_remembered(log, keys):
    end = log.end(keys)

    assert await end.intake_key_of(log.member) == (1, log.key.public)

    seen = LogBook(load(keys.path.parent, WORD)).seen
    assert (seen.size, unb64u(seen.root)) == (3, log.frontiers[3].root())
    assert load(keys.path.parent, WORD).pins == {log.member: [log.officer.public]}


async def test_the_log_may_grow_as_long_as_it_begins_with_what_was_seen(log, keys):
    end = log.end(keys)
    for more in (0, 1, 5, 40):
        log.grow(more)
        await end.intake_key_of(log.member)

        assert end.book.seen.size == len(log.entries)


async def test_a_key_that_stands_nowhere_is_not_sealed_to(log, keys):
    hidden = Simulated()
    log.answer_of = log.answer

    def lying(query, asked):
        said = log.answer_of(query, asked)
        if "keyProof" in said:
            said["keyProof"]["epoch"]["entry"] = b64u(hidden.epoch)
        return said

    log.answer = lying
    end = log.end(keys)
    await end.terms()
    with pytest.raises(log_errors.NotInLog):
        await end.intake_key_of(log.member)
    assert keys.pins == {}


@pytest.mark.parametrize("given", [None, [], "x", [{}], [{"proof": "AA", "entry": "AA"}]], ids=str)
async def test_an_answer_without_proofs_is_no_answer(log, keys, given):
    answer = log.answer
    log.answer = lambda query, asked: (
        {"keyProof": {"epoch": {"proof": "x"}, "officers": given}} if "keyProof" in query else answer(query, asked)
    )

    await _refused(log.end(keys), log, NotTrusted)


async def test_who_must_sign_is_pinned_once_and_never_asked_again(log, keys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    log.operator = LogKey(ORIGIN, SigningKey.generate())
    log.grow()

    await _refused(end, log, log_errors.LogOfOthers)
    await _refused(log.end(load(keys.path.parent, WORD)), log, log_errors.LogOfOthers)


async def test_too_few_witnesses_are_not_enough(log, keys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    log.witnesses = []
    log.grow()

    await _refused(end, log, log_errors.LogOfOthers)


async def test_a_state_that_no_witness_saw_for_a_day_is_told_and_after_three_days_nothing_is_sent(
    log, keys, monkeypatch
):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    assert end.remarks == []

    at(monkeypatch, 25)
    await end.intake_key_of(log.member)
    assert end.remarks[0].startswith("Witnesses have not signed the key log for 25 hours.")

    at(monkeypatch, 48)
    with pytest.raises(log_errors.LogStale) as no:
        await end.intake_key_of(log.member)
    assert "for 73 hours" in no.value.sentence


async def test_a_clock_that_is_turned_back_does_not_make_a_state_fresh(log, keys, monkeypatch):
    end = log.end(keys)
    log.seen_at = now() + 80 * 3600
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(hours=80))
    await end.intake_key_of(log.member)
    monkeypatch.setattr(clock, "now", lambda: real)
    log.seen_at = now()
    log.grow()

    await _refused(end, log, log_errors.LogStale)


async def test_without_witnesses_nobody_says_how_old_a_state_is(keys, monkeypatch):
    alone = Simulated(witnesses=0, w=0)
    end = alone.end(keys)
    await end.intake_key_of(alone.member)
    at(monkeypatch, 100)

    assert await end.intake_key_of(alone.member) == (1, alone.key.public)


async def test_a_log_that_goes_back_is_refused(log, keys):
    log.grow(3)
    end = log.end(keys)
    await end.intake_key_of(log.member)
    log.shown = 4

    await _refused(end, log, log_errors.LogWentBack)


def another_history(log: Simulated, more: int) -> Simulated:
    other = copy.copy(log)
    other.entries, other.nodes, other.frontiers = log.entries[:2], dict(log.nodes), log.frontiers[:3]
    other.grow(3 + more)
    return other


@pytest.mark.parametrize("more", [1, 4])
async def test_a_larger_state_that_does_not_begin_with_what_was_seen_is_refused_and_not_called_a_fork(log, keys, more):
    log.grow(2)
    end = log.end(keys)
    await end.intake_key_of(log.member)
    seen = copy.deepcopy(end.book.seen)

    await _refused(another_history(log, more).end(keys), log, log_errors.LogUnproven)

    assert LogBook(keys).seen == seen
    assert await log.end(load(keys.path.parent, WORD)).intake_key_of(log.member) == (1, log.key.public)


async def test_two_histories_stop_all_sending_and_both_are_kept(log, keys):
    log.grow(2)
    end = log.end(keys)
    await end.intake_key_of(log.member)
    seen = end.book.seen.note
    other = another_history(log, 0)

    for again in (other.end(keys), other.end(load(keys.path.parent, WORD)), log.end(load(keys.path.parent, WORD))):
        with pytest.raises(log_errors.LogForked):
            await again.intake_key_of(log.member)
        with pytest.raises(log_errors.LogForked):
            again.not_forked()

    kept = LogBook(keys).seen
    assert [signed_by(unb64u(note), log.operator.vkey).size for note in kept.fork] == [5, 5]
    assert (kept.fork[0], kept.note) == (seen, seen)


async def test_officers_whom_the_old_ones_signed_in_are_taken_over_and_it_is_told(log, keys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    second = SigningKey.generate()
    log.officers.append(log.say_officers(1, [log.officer, second], 2, log.officer, second))

    assert sorted(await end.officers_of(log.member)) == sorted([log.officer.public, second.public])
    assert "signed the change" in end.remarks[0]
    assert len(load(keys.path.parent, WORD).pins[log.member]) == 2


async def test_officers_whom_too_few_of_the_old_ones_signed_in_are_not(log, keys):
    end = log.end(keys)
    two = [log.officer, SigningKey.generate()]
    log.officers.append(log.say_officers(1, two, 2, *two))
    await end.intake_key_of(log.member)
    pins = dict(keys.pins)
    three = SigningKey.generate()

    for seq, signers in ((2, (two[0], three)), (2, (three,)), (4, (*two, three))):
        said = log.say_officers(seq, [three], 1, *signers)
        log.officers.append(said)
        with pytest.raises(NotTrusted):
            await end.officers_of(log.member)
        log.officers.pop()
    assert keys.pins == pins


async def test_a_row_of_officers_that_never_held_those_whom_this_device_met_is_refused(log, keys):
    keys.pins[log.member] = [SigningKey.generate().public]

    with pytest.raises(OfficersChanged):
        await log.end(keys).intake_key_of(log.member)


@pytest.mark.parametrize("change", ["cut", "bit", "another file", "plain"])
async def test_what_was_seen_cannot_be_read_or_changed_on_the_disk(log, keys, change):
    await log.end(keys).intake_key_of(log.member)
    path = keys.path.parent / FILE
    sealed = path.read_bytes()
    assert log.member.encode() not in sealed
    path.write_bytes({
        "cut": sealed[:-1],
        "bit": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "another file": vault.close(b"{}", keys.signing.seed, "compared"),
        "plain": b"{}",
    }[change])  # fmt: skip

    with pytest.raises(KeysDamaged):
        await log.end(load(keys.path.parent, WORD)).intake_key_of(log.member)


def marked(keys: Keystore, end, **changes: object) -> Path:
    """Write down what was seen as earlier versions did: readable, with a mark."""
    said = {
        name: value for name, value in asdict(end.book.seen).items() if name not in ("register", "looked", "ours")
    } | changes
    path = keys.path.parent / MARKED
    mark = keys.mark(b"log-book", json.dumps(said, sort_keys=True).encode())
    path.write_text(json.dumps({"seen": said, "mark": mark}))
    return path


async def test_what_an_earlier_version_kept_is_read_once_and_loses_no_history(log, keys):
    log.grow(2)
    end = log.end(keys)
    _about(log, end, SigningKey.generate())
    said = await end.watch()
    path = marked(keys, end)
    (keys.path.parent / FILE).unlink()

    again = log.end(load(keys.path.parent, WORD))

    assert (again.book.seen.size, again.book.seen.root, again.book.seen.said) == (6, end.book.seen.root, said)
    assert (path.exists(), (keys.path.parent / FILE).exists()) == (False, True)
    assert await again.watch() == said
    assert again.book.seen.register.members.keys() == {log.member}
    path.write_text("{}")  # nobody reads it any more
    log.shown = 4
    with pytest.raises(log_errors.LogWentBack):
        await log.end(load(keys.path.parent, WORD)).watch()


@pytest.mark.parametrize("text", [None, "{", "[]", '{"seen": {}, "mark": "x"}'])
async def test_what_an_earlier_version_kept_and_somebody_changed_is_refused(log, keys, text):
    end = log.end(keys)
    await end.watch()
    path = marked(keys, end)
    (keys.path.parent / FILE).unlink()
    path.write_text(path.read_text().replace('"size": 3', '"size": 1') if text is None else text)

    with pytest.raises(KeysDamaged):
        await log.end(load(keys.path.parent, WORD)).watch()
    assert path.exists()


def _about(log, end, signer, kind="device-revoked.v1"):
    log.add(sign_entry(kind, {"member": end.keys.member_id, "device": new_id(), "nbf": 1}, signer))


async def test_what_others_sign_in_our_name_is_seen_and_what_we_signed_is_not(log, keys):
    end = log.end(keys)
    keys.pins[keys.member_id] = [keys.signing.public, log.officer.public]
    log.answer = lambda query, asked: (
        {"member": {"officers": b64u(_own(keys, log.officer))}}
        if "member(" in query
        else Simulated.answer(log, query, asked)
    )
    log.grow(300)
    for signer in (keys.signing, log.officer, SigningKey.generate()):
        _about(log, end, signer)

    said = await end.watch()

    assert [(one["index"], one["alarm"]) for one in said] == [(304, False), (305, True)]
    again = log.end(load(keys.path.parent, WORD))
    assert await again.watch() == said
    await again.look()
    assert again.remarks[0].startswith("The key log says 1 things about your organisation")
    assert (await again.log(looked_at=True))["said"] == said
    log.grow(300)
    assert await again.watch() == []


def _own(keys, other):
    said = OfficersStatement(keys.member_id, (keys.signing.public, other.public), 1, 0)
    return sign_entry("officers.v1", said.body(), keys.signing)


@pytest.mark.parametrize("lie", ["left out", "another", "no bundle"])
async def test_entries_that_are_not_those_that_were_signed_are_not_taken_for_the_log(log, keys, lie):
    end = log.end(keys)
    await end.watch()
    log.grow(3)
    signed = list(log.entries)
    log.entries = {"left out": signed[:-1], "another": [*signed[:-1], signed[0]], "no bundle": signed}[lie]
    note = log.note
    log.shown = 6
    if lie == "no bundle":
        handle = log.handle
        log.handle = lambda request: (
            httpx.Response(200, content=b"x") if "entries" in request.url.path else handle(request)
        )
        end = log.end(load(keys.path.parent, WORD))
    before = end.book.seen.frontier

    with pytest.raises(log_errors.NotInLog):
        await end.watch()
    assert end.book.seen.frontier == before
    assert note()


async def test_a_fork_is_shown_with_both_states_and_stops_what_waits_to_be_sent(log, keys, capsys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    end.book.seen.fork = [end.book.seen.note, end.book.seen.note]
    end.book.save()
    again = log.end(load(keys.path.parent, WORD))

    shown = await again.log()

    assert (shown["operator"], len(shown["witnesses"]), shown["w"]) == (log.operator.vkey.encode(), 2, 2)
    show_log.key_log(shown)
    said = capsys.readouterr().out
    assert log.witnesses[0].vkey.encode() in said.replace("\n", "")
    assert said.count(ORIGIN) >= 4
    assert [note.split("\n")[:2] for note in shown["fork"]] == [[ORIGIN, "3"]] * 2
    await again.look()
    assert "two histories" in again.remarks[0]
    one = Waiting(new_id(), new_id(), "sendReferral", "SendReferralInput", "x", "", {})
    with pytest.raises(log_errors.LogForked):
        await again._deliver(one)
    assert again.outbox.all() == []


def test_a_caseworker_sees_what_the_log_says_of_her_organisation(street):
    first = street.does("giulia", "log")

    assert first["size"] > 5
    assert {one["kind"] for one in first["said"]} >= {"officers.v1", "device.v1", "epoch.v1"}
    assert not any(one["alarm"] for one in first["said"])
    shown = street.run("giulia", "log", "--looked-at")
    assert (shown.code, shown.err) == (0, "")
    assert "a post key was published" in shown.out
    assert street.does("giulia", "log")["said"] == []
    assert "nothing new" in street.run("giulia", "log").out
    assert street.run("leyla", "inbox").err == ""


LOG_PROOF = (
    "query ($place: LogPlace!) { logProof(place: $place) "
    "{ ... on LogProof { index entry proof } ... on Refused { code sentence field } } }"
)


async def test_an_entry_is_proven_by_its_place_or_by_its_leaf_over_the_line(street):
    giulia, _ = end_of(street, "giulia")
    terms = await giulia.terms()

    one = await giulia.wire.ask(LOG_PROOF, place={"index": 2})
    same = await giulia.wire.ask(LOG_PROOF, place={"leaf": b64u(leaf_hash(unb64u(one["entry"])))})

    assert (one["index"], one["entry"]) == (same["index"], same["entry"]) == (2, one["entry"])
    check_proof(unb64u(one["proof"]), unb64u(one["entry"]), terms.operator, terms.witnesses, terms.w)
    for place, code in (
        ({"index": 99_999}, "NOT_IN_LOG"),
        ({"index": -1}, "NOT_IN_LOG"),
        ({"leaf": b64u(bytes(32))}, "NOT_IN_LOG"),
        ({"leaf": "x"}, "BAD_BYTES"),
        ({"leaf": b64u(bytes(31))}, "BAD_BYTES"),
        ({}, "BAD_REQUEST"),
        ({"index": 1, "leaf": b64u(bytes(32))}, "BAD_REQUEST"),
        ({"index": None}, "BAD_REQUEST"),
    ):
        with pytest.raises(NodeRefused) as no:
            await giulia.wire.ask(LOG_PROOF, place=place)
        assert no.value.code == code, place
    nobody = Wire(street.address)
    with pytest.raises(NodeRefused) as no:
        await nobody.ask(LOG_PROOF, place={"index": 0})
    assert no.value.code == "NOT_SIGNED_IN"
    assert (await nobody.ask(LOG_TERMS))["operator"] == terms.operator.encode()
    await nobody.close()


async def test_what_the_log_never_was_is_not_shown_to_be_consistent(street):
    giulia, _ = end_of(street, "giulia")
    for old, new in ((-1, None), (5, 4), (0, 99_999)):
        with pytest.raises(NodeRefused) as no:
            await giulia.wire.ask(CONSISTENCY, **{"from": old, "to": new})
        assert no.value.code == "NO_SUCH_LOG_STATE"
