"""Whom a device believes that the board trusts: the log says it, entry by entry, and the node cannot leave one out."""

from datetime import timedelta

import httpx
import pytest

from client import log_errors
from client.keystore import Keystore, load
from client.register import Register
from client.standing_errors import MemberNotVouchedFor, MemberSuspended
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import read_entry, sign_entry
from crypto.signing import OfficersStatement
from kit import clock
from kit.ids import new_id
from tests.client.simulated_log import Simulated, now
from tests.client.test_key_log import WORD

DAY = 86400


@pytest.fixture
def log() -> Simulated:
    return Simulated()


@pytest.fixture
def keys(tmp_path) -> Keystore:
    mine = (SigningKey.generate(), SealingKey.generate())
    made = Keystore(new_id(), new_id(), *mine, path=tmp_path / "keys.json", passphrase=WORD)
    made.save()
    return made


def later(monkeypatch, days: float) -> None:
    at = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: at)


async def refused(log, keys, error) -> None:
    before = keys.terms
    with pytest.raises(error):
        await log.end(keys).intake_key_of(log.member)
    assert keys.terms == (before or keys.terms)


async def sealed(log, keys) -> bool:
    return await log.end(keys).intake_key_of(log.member) == (1, log.key.public)


def three(log) -> list[SigningKey]:
    """Let a board of three, two of whom decide, follow the first one."""
    board = [SigningKey.generate() for _ in range(3)]
    log.add(board_of(0, board, 2, *log.board, *board[:2]))
    log.board = board
    return board


def board_of(seq, board, k, *signers) -> bytes:
    body = {"keys": [b64u(key.public) for key in board], "k": k, "seq": seq, "nbf": 1}
    return sign_entry("board.v1", body, *signers)


async def test_nothing_is_sealed_to_an_organisation_after_the_boards_word_has_run_out(log, keys, monkeypatch):
    alone = Simulated(witnesses=0, w=0)
    alone.vouch(days=2)
    assert await sealed(alone, keys)
    later(monkeypatch, 2.01)

    await refused(alone, keys, MemberNotVouchedFor)

    alone.vouch(days=2)
    assert await sealed(alone, keys)


@pytest.mark.parametrize("bent", ["another member", "another officer", "a stranger", "too early", "nobody"])
async def test_only_the_boards_word_about_these_very_officers_counts(log, keys, bent):
    for entry in log.entries[2:]:
        log.entries.remove(entry)
    log.frontiers = log.frontiers[:3]
    stranger = SigningKey.generate()
    {
        "another member": lambda: log.vouch(member=new_id()),
        "another officer": lambda: log.vouch(keys=[b64u(stranger.public)]),
        "a stranger": lambda: log.vouch(stranger),
        "too early": lambda: log.vouch(nbf=now() + 1000),
        "nobody": lambda: None,
    }[bent]()

    await refused(log, keys, MemberNotVouchedFor)
    log.vouch()
    assert await sealed(log, keys)


async def test_officers_who_follow_signed_are_vouched_for_and_others_are_not(log, keys):
    second, third = SigningKey.generate(), SigningKey.generate()
    assert await sealed(log, keys)
    log.officers.append(log.say_officers(1, [log.officer, second], 1, log.officer))
    assert await sealed(log, keys)

    register = log.end(keys)
    await register.watch()
    register = register.book.seen.register
    entry = sign_entry("officers.v1", OfficersStatement(log.member, (third.public,), 1, 2).body(), third)
    register.seq = 0  # so that these officers are not the board
    register.heed(99, read_entry(entry))

    with pytest.raises(MemberNotVouchedFor):
        register.check(log.member, [third.public], now())


async def test_a_suspended_organisation_is_not_sealed_to_until_the_suspension_ends(log, keys, monkeypatch):
    alone = Simulated(witnesses=0, w=0)
    board = three(alone)
    alone.vouch(*board[1:])
    assert await sealed(alone, keys)
    alone.suspend(SigningKey.generate())
    assert await sealed(alone, keys)
    alone.suspend(board[0], hours=24 * 30)

    with pytest.raises(MemberSuspended) as no:
        await alone.end(keys).intake_key_of(alone.member)

    assert "UTC. Nothing was sent." in no.value.sentence
    later(monkeypatch, 3.01)
    assert await sealed(alone, keys)  # one alone holds for 72 hours, whatever the entry says
    alone.suspend(*board[:2], hours=24 * 30)
    later(monkeypatch, 4)
    await refused(alone, keys, MemberSuspended)
    alone.vouch(*board[:2])
    assert await sealed(alone, keys)


async def test_an_organisation_that_was_put_out_stays_out(log, keys):
    board = three(log)
    said = {"member": log.member, "nbf": now()}
    log.add(sign_entry("devetted.v1", said, board[0]))
    assert await sealed(log, keys)
    log.add(sign_entry("devetted.v1", said, *board[:2]))
    await refused(log, keys, MemberNotVouchedFor)
    log.vouch(*board[:2])

    await refused(log, keys, MemberNotVouchedFor)


async def test_a_node_that_leaves_the_suspension_out_is_found_out(log, keys):
    assert await sealed(log, keys)
    hidden, handle = log.suspend(), log.handle

    def lying(request: httpx.Request) -> httpx.Response:
        kept, log.entries = log.entries, [one for one in log.entries if one != hidden]
        try:
            return handle(request) if "entries" in request.url.path else handle_with(kept, request)
        finally:
            log.entries = kept

    def handle_with(entries, request):
        log.entries = entries
        return handle(request)

    log.handle = lying
    await refused(log, keys, log_errors.NotInLog)
    log.handle = handle
    await refused(log, keys, MemberSuspended)


async def test_a_board_is_followed_from_the_first_entry_by_both_signatures_and_in_turn_only(log, keys):
    old, new = log.board, [SigningKey.generate() for _ in range(2)]
    for seq, signers in ((0, new), (0, old), (1, (*old, *new)), (0, (*old, new[0]))):
        log.add(board_of(seq, new, 2, *signers))
    end = log.end(keys)
    await end.watch()
    assert (end.book.seen.register.seq, end.book.seen.register.keys) == (-1, [b64u(log.officer.public)])

    log.add(board_of(0, new, 2, *old, *new))
    log.vouch(*old)
    log.vouch(*new, days=70)

    again = log.end(load(keys.path.parent, WORD))
    await again.watch()
    register = again.book.seen.register
    assert (register.seq, register.keys, register.k) == (0, [b64u(key.public) for key in new], 2)
    assert register.members[log.member].until < now() + 71 * DAY


async def test_founders_who_came_back_without_their_old_keys_are_the_board_once_a_person_compared(log, keys):
    back = SigningKey.generate()
    end = log.end(keys)
    await end.watch()
    log.officers.append(log.say_officers(1, [back], 1, back))
    log.officer = back
    log.vouch(back)
    await end.watch()
    assert end.book.seen.register.keys != [b64u(back.public)]

    number = (await end.trust(log.member))["number"]
    await end.trust(log.member, number)

    assert end.book.seen.register.keys == [b64u(back.public)]
    end.book.seen.register.check(log.member, [back.public], now())
    assert await end.watch() == []


async def test_people_are_told_two_weeks_before_the_boards_word_ends(log, keys, monkeypatch):
    alone = Simulated(witnesses=0, w=0)
    alone.vouch(days=20)
    member = log_keys(alone, keys)
    end = alone.end(member)
    await end.look()
    assert not [one for one in end.remarks if "board" in one]
    later(monkeypatch, 7)
    await end.look()
    assert [one.split(" until ")[0] for one in end.remarks if "vouches" in one] == [
        "The board vouches for your organisation"
    ]
    assert any("The board's word about 1 organisations runs out within 14 days" in one for one in end.remarks)
    later(monkeypatch, 20)
    ended = alone.end(member)
    await ended.look()
    assert any("does not vouch for your organisation now" in one for one in ended.remarks)


def log_keys(log: Simulated, keys: Keystore) -> Keystore:
    """Let the keys be those of the member's officer, who is the board here."""
    keys.member_id, keys.signing = log.member, log.officer
    keys.pins[log.member] = [log.officer.public]
    return keys


def test_an_entry_that_nobody_of_the_board_signed_changes_nothing(log):
    register, stranger = Register(), SigningKey.generate()
    entry = sign_entry("officers.v1", OfficersStatement(log.member, (log.officer.public,), 1, 0).body(), stranger)

    assert register.heed(0, read_entry(entry)) is False
    assert register == Register()


async def test_what_the_board_said_before_ends_no_suspension_when_the_node_adds_it_again(log, keys):
    said = log.entries[-1]
    assert await sealed(log, keys)
    log.suspend()
    await refused(log, keys, MemberSuspended)

    log.add(said)

    await refused(log, keys, MemberSuspended)
    log.vouch(days=70)
    assert await sealed(log, keys)


@pytest.mark.parametrize("vouched", ["before they changed", "after"])
async def test_an_officer_who_was_put_out_does_not_come_back_with_what_was_signed_before(log, keys, vouched):
    out, kept = log.officer, SigningKey.generate()
    board = three(log)
    two = log.say_officers(1, [out, kept], 1, out, kept)
    log.say_officers(2, [kept], 1, kept)
    if vouched == "after":
        log.vouch(*board[:2], keys=[b64u(kept.public)])
    log.add(two)
    end = log.end(keys)
    await end.watch()

    end.book.seen.register.check(log.member, [kept.public], now())
    with pytest.raises(MemberNotVouchedFor):
        end.book.seen.register.check(log.member, [out.public, kept.public], now())


async def test_a_founder_who_was_put_out_is_not_the_board_again_by_what_was_signed_before(log, keys):
    out, kept = log.officer, SigningKey.generate()
    two = log.say_officers(1, [out, kept], 1, out, kept)
    log.say_officers(2, [kept], 1, kept)
    log.add(two)
    log.vouch(out, member=new_id())
    end = log.end(keys)
    await end.watch()

    assert end.book.seen.register.keys == [b64u(kept.public)]
    assert list(end.book.seen.register.members) == [log.member]
