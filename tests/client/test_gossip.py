"""What a letter says of the key log: two histories are found out, and nobody but the operator can stop a reader."""

import copy
import json

import httpx
import pytest

from client import log_errors, show_log
from client.excluding import ASK_THE_TEAM
from client.keystore import Keystore
from client.log_book import LogBook
from client.outbox import Waiting
from crypto.checkpoints import signed_by
from crypto.format import unb64u
from crypto.keys import SealingKey, SigningKey, sign_kid
from crypto.merkle import Frontier
from crypto.named_state import NamedState
from crypto.signing import DeviceStatement
from kit.ids import new_id
from tests.client.bent import end_of
from tests.client.conftest import FACTS
from tests.client.simulated_log import Simulated
from tests.client.test_key_log import another_history

SENDER = SigningKey.generate()
DEVICE = DeviceStatement(new_id(), sign_kid(SENDER.public), SENDER.public, SENDER.public, 0, 1, False)


@pytest.fixture
def log() -> Simulated:
    made = Simulated()
    made.grow(4)
    return made


@pytest.fixture
def keys(tmp_path, log, monkeypatch) -> Keystore:
    monkeypatch.setattr(Keystore, "save", lambda keys, **_: None)
    mine = (SigningKey.generate(), SealingKey.generate())
    return Keystore(
        new_id(), new_id(), *mine, path=tmp_path / "keys.json", terms=log.answer("logTerms", {})["logTerms"]
    )


def state_of(log: Simulated, size: int | None = None) -> NamedState:
    shown, log.shown = log.shown, log.size if size is None else size
    named = NamedState.of_note(log.note(), log.operator.vkey)
    log.shown = shown
    assert named is not None
    return named


async def sends(end) -> None:
    """Deliver something, so far that only the node's answer is missing."""
    asked = []

    async def said(*given):
        asked.append(given)

    end._change = said
    await end._deliver(Waiting(new_id(), new_id(), "f", "k", "s", "m", {}))
    assert asked


async def sends_nothing(end, kind) -> None:
    with pytest.raises(kind):
        await sends(end)
    assert end.outbox.all() == []


async def test_a_letter_names_the_state_that_this_device_believed_last(log, keys):
    end = log.end(keys)
    assert await end.named_state() is None

    await end.intake_key_of(log.member)

    assert await end.named_state() == state_of(log)


async def test_states_of_one_history_are_believed_and_cost_one_question_each(log, keys, monkeypatch):
    end = log.end(keys)
    for size in (1, 2, 4, 5, 7):
        await end.hear(state_of(log, size), DEVICE)
    log.grow(3)
    await end.hear(state_of(log), DEVICE)

    assert (end.remarks, end.book.seen.owed, end.book.seen.size) == ([], [], 10)
    again = log.end(keys)
    monkeypatch.setattr(log, "handle", None)
    for size in (1, 2, 4, 5, 7, 10):
        await again.hear(state_of(log, size), DEVICE)
    await sends(again)


async def test_no_state_and_our_own_devices_state_are_nothing_to_hold(log, keys):
    end = log.end(keys)
    ours = copy.copy(DEVICE)
    object.__setattr__(ours, "device", keys.device_id)
    for state, device in ((None, DEVICE), (None, None), (state_of(log), None), (state_of(log), ours)):
        await end.hear(state, device)
    assert end.book.seen.size == 0


@pytest.mark.parametrize("bent", ["root", "size", "sig"])
async def test_whoever_names_an_invented_state_loses_her_letter_and_stops_nobody(log, keys, bent):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    other = state_of(another_history(log, 0))
    good = state_of(log, 4)
    invented = {
        "root": NamedState(4, other.root, good.sig),
        "size": NamedState(2**52, good.root, good.sig),
        "sig": NamedState(4, good.root, bytes(64)),
    }[bent]

    for _ in range(2):
        with pytest.raises(log_errors.LetterOfAnotherLog) as no:
            await end.hear(invented, DEVICE)

    assert DEVICE.device in no.value.sentence
    assert DEVICE.member in no.value.sentence
    assert (len(end.book.seen.refused), end.book.seen.owed, end.book.seen.fork) == (1, [], [])
    await sends(log.end(keys))
    shown = await end.log(looked_at=True)
    assert [(one["device"], one["size"]) for one in shown["refused"]] == [(DEVICE.device, invented.size)]
    assert (await end.log())["refused"] == []


async def test_no_more_than_a_few_refused_letters_are_kept(log, keys):
    end = log.end(keys)
    for size in range(1, 30):
        with pytest.raises(log_errors.LetterOfAnotherLog):
            await end.hear(NamedState(size, bytes(32), bytes(64)), DEVICE)
    assert [one.size for one in end.book.seen.refused] == list(range(14, 30))


@pytest.mark.parametrize("size", [3, 4, 5, 7], ids="of {} entries".format)
async def test_a_state_of_another_history_stops_all_sending_and_both_are_kept(log, keys, size, capsys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    mine, other = end.book.seen.note, another_history(log, 3)

    await end.hear(state_of(other, size), DEVICE)

    assert end.remarks == [str(log_errors.LogForked())]
    for again in (end, log.end(keys), other.end(keys)):
        await sends_nothing(again, log_errors.LogForked)
    kept = LogBook(keys).seen
    notes = [signed_by(unb64u(note), log.operator.vkey) for note in kept.fork]
    assert (kept.fork[0], kept.told) == (mine, [DEVICE.member, DEVICE.device])
    assert [(one.size, one.root) for one in notes] == [
        (7, log.frontiers[7].root()),
        (size, other.frontiers[size].root()),
    ]
    show_log.key_log(await end.log())
    assert f"organisation {DEVICE.member}, device {DEVICE.device}" in capsys.readouterr().out


async def test_a_larger_state_of_another_history_is_found_out_when_the_node_shows_its_own(log, keys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    other = another_history(log, 8)
    log.grow(9)

    await end.hear(state_of(other), DEVICE)

    await sends_nothing(end, log_errors.LogForked)
    assert end.book.seen.size == 16


async def test_what_the_node_keeps_back_stops_sending_until_it_shows_it(log, keys, capsys):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    log.grow(4)
    named, log.shown = state_of(log), 7

    await end.hear(named, DEVICE)

    assert "has 11 entries, but the node shows this device 7 only" in end.remarks[0]
    await sends_nothing(log.end(keys), log_errors.LogKeptBack)
    show_log.key_log(await end.log())
    assert "OPEN: " in capsys.readouterr().out
    log.shown = None
    await sends(log.end(keys))
    assert LogBook(keys).seen.owed == []


async def test_a_node_that_proves_nothing_stops_sending_and_no_fork_is_claimed(log, keys, monkeypatch):
    end = log.end(keys)
    await end.intake_key_of(log.member)
    answer, handle = log.answer, log.handle
    log.answer = lambda query, asked: (
        {"consistencyProof": {"hashes": []}} if "consistencyProof" in query else answer(query, asked)
    )
    for content in (b"x", bytes(32), bytes(32 * 7), None):
        monkeypatch.setattr(
            log, "handle",
            lambda request, content=content: (
                httpx.Response(200 if content else 404, content=content or b"")
                if "/log/tile" in request.url.path
                else handle(request)
            ),
        )  # fmt: skip
        again = log.end(keys)
        await again.hear(state_of(log, 5), DEVICE)
        assert again.remarks == [str(log_errors.LogUnproven())]
        await sends_nothing(again, log_errors.LogUnproven)
        assert again.book.seen.fork == []
    monkeypatch.setattr(log, "handle", handle)

    await sends(log.end(keys))  # every leaf shows what no proof showed


async def test_a_line_that_breaks_while_reading_is_made_up_for_before_anything_is_sent(log, keys, monkeypatch):
    end = log.end(keys)
    await end.intake_key_of(log.member)

    def away(request):
        raise httpx.ConnectError("away")

    handle = log.handle
    monkeypatch.setattr(log, "handle", away)
    away_end = log.end(keys)
    await away_end.hear(state_of(another_history(log, 0), 4), DEVICE)

    assert (away_end.remarks, len(away_end.book.seen.owed)) == ([], 1)
    monkeypatch.setattr(log, "handle", handle)
    await sends_nothing(log.end(keys), log_errors.LogForked)


async def test_a_letter_that_was_sealed_names_the_log_and_its_reader_holds_it_to_hers(street, sent):
    case = sent()
    leyla, _ = end_of(street, "leyla")

    [letter] = await leyla.open(case.id)

    assert {name: one["data"] for name, one in letter.body["blocks"].items()} == FACTS
    seen = leyla.book.seen
    assert (leyla.remarks, seen.owed, seen.size > 0) == ([ASK_THE_TEAM], [], True)
    [listed] = await leyla.letters(case.id)
    said = json.loads(unb64u(json.loads(listed["data"])["protected"]))["log"]
    assert seen.known[str(said["size"])] == said["root"]


async def test_a_letter_with_an_invented_state_is_left_out_and_the_reader_goes_on(street, sent, agreed):
    giulia, _ = end_of(street, "giulia")
    frontier = Frontier().append(b"x" * 32)

    async def invented():
        return NamedState(1, frontier.root(), bytes(64))

    giulia.named_state = invented
    case = agreed()
    await giulia.send(case.id, FACTS, unverified=True)
    leyla, _ = end_of(street, "leyla")

    with pytest.raises(log_errors.LetterOfAnotherLog) as no:
        await leyla.open(case.id)

    assert giulia.keys.device_id in no.value.sentence
    await leyla.open(sent().id)
    await leyla.settled()
    assert [one.device for one in leyla.book.seen.refused] == [giulia.keys.device_id]
