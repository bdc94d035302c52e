"""What is marked as not signed by our own people: what nobody of us signed, and nothing that one of us did."""

import json
from dataclasses import asdict

import pytest

from client import log_errors
from client.keystore import Keystore, load
from client.log_book import FILE
from client.log_glance import glance
from client.ours import Ours
from crypto import vault
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import Entry, read_entry, sign_entry
from crypto.recovery import RecoveryStatement
from crypto.signing import DeviceStatement, OfficersStatement
from kit.ids import new_id
from tests.client.simulated_log import Simulated, now
from tests.client.test_key_log import WORD


class Reviewing(Simulated):
    """A log in which our own organisation takes devices in, reviews services and shuts devices out."""

    def take_in(self, key: SigningKey, by: SigningKey | None = None, **changes: object) -> SigningKey:
        seal = SealingKey(key.seed).public
        said = DeviceStatement(self.member, key.kid, key.public, seal, now() - 60, now() + 9_999, False)
        self.add(sign_entry("device.v1", {**said.body(), **changes}, by or self.officer))
        return key

    def lists(self, *keys: SigningKey, **changes: object) -> None:
        body = {"member": self.member, "listing": new_id(), "rev": 1, "hash": b64u(bytes(32)), "nbf": now(),
                "exp": now() + 999}  # fmt: skip
        self.add(sign_entry("listing.v1", {**body, **changes}, *keys))

    def shuts_out(self, key: SigningKey, by: SigningKey) -> None:
        self.add(sign_entry("device-revoked.v1", {"member": self.member, "device": key.kid, "nbf": now()}, by))

    def names(self, seq: int, officers: list[SigningKey], k: int, *signers: SigningKey) -> None:
        said = OfficersStatement(self.member, tuple(key.public for key in officers), k, seq)
        self.officers.append(sign_entry("officers.v1", said.body(), *signers))
        self.add(self.officers[-1])


@pytest.fixture
def log() -> Reviewing:
    return Reviewing(witnesses=0, w=0)


@pytest.fixture
def keys(log, tmp_path) -> Keystore:
    path = tmp_path / "keys.json"
    made = Keystore(log.member, new_id(), SigningKey.generate(), SealingKey.generate(), path=path, passphrase=WORD)
    made.pin(log.member, [log.officer.public], 1)
    made.save()
    return made


async def alarms(log, keys) -> list[int]:
    """Give the places of what a device that begins to read marks as signed by none of us, counted from the start."""
    return [one["index"] - 3 for one in await log.end(keys).watch() if one["alarm"]]


async def test_what_a_device_of_ours_says_of_a_service_is_told_without_an_alarm(log, keys):
    one, two = log.take_in(SigningKey.generate()), log.take_in(SigningKey.generate())
    log.lists(one)
    log.lists(two)
    log.shuts_out(two, two)
    said = await log.end(keys).watch()

    assert [(one["index"], one["kind"]) for one in said[-3:]] == [
        (5, "listing.v1"), (6, "listing.v1"), (7, "device-revoked.v1"),
    ]  # fmt: skip
    assert await alarms(log, keys) == []


async def test_a_device_of_ours_speaks_only_while_it_is_one_and_only_of_services_and_itself(log, keys):
    late, mine = log.take_in(SigningKey.generate(), exp=now() - 1), log.take_in(SigningKey.generate())
    unsigned = log.take_in(SigningKey.generate(), by=SigningKey.generate())
    assert await alarms(log, keys) == [2]
    for signer in (late, unsigned, SigningKey.generate()):
        log.lists(signer)
    log.take_in(SigningKey.generate(), by=mine)
    log.shuts_out(late, mine)
    log.shuts_out(mine, log.officer)
    log.lists(mine)

    assert await alarms(log, keys) == [2, 3, 4, 5, 6, 7, 9]


async def test_officers_of_before_are_our_own_people_of_their_time_and_no_longer(log, keys):
    first, second = log.officer, SigningKey.generate()
    device = log.take_in(SigningKey.generate())
    log.names(1, [second], 1, first, second)
    log.take_in(SigningKey.generate(), by=first)
    log.lists(device)
    log.take_in(SigningKey.generate(), by=second)

    assert await alarms(log, keys) == [2]


async def test_after_a_recovery_the_devices_of_before_speak_no_more(log, keys):
    device, back = log.take_in(SigningKey.generate()), SigningKey.generate()
    sheets = SigningKey.generate()
    said = RecoveryStatement(
        log.member, new_id()[:16], SealingKey.generate().public, sheets.public, 2, (bytes(32), bytes([1]) * 32), now(),
        now() + 9_999,
    )  # fmt: skip
    log.add(sign_entry("recovery.v1", said.body(), log.officer))
    log.names(1, [back], 1, sheets, back)
    log.take_in(back, by=back, officer=True)
    keys.pin(log.member, [back.public], 1)
    assert await alarms(log, keys) == []
    log.lists(device)
    log.lists(back)

    assert await alarms(log, keys) == [4]


async def test_a_device_that_was_shut_out_speaks_no_more_when_the_node_adds_again_that_it_was_taken_in(log, keys):
    lost = log.take_in(SigningKey.generate())
    taken_in = log.entries[-1]
    log.shuts_out(lost, log.officer)
    log.add(taken_in)
    log.lists(lost)

    assert await alarms(log, keys) == [3]


async def test_a_shorter_word_about_a_device_does_not_end_a_longer_one(log, keys):
    device = log.take_in(SigningKey.generate(), exp=now() + 9)
    short = log.entries[-1]
    log.take_in(device)
    log.add(short)
    end = log.end(keys)
    await end.watch()

    assert end.book.seen.ours.devices[device.kid][2] > now() + 9_000


async def test_an_officer_who_was_put_out_takes_nobody_in_with_what_was_signed_before(log, keys):
    out, kept = log.officer, SigningKey.generate()
    log.names(1, [out, kept], 1, out, kept)
    two = log.officers[-1]
    log.names(2, [kept], 1, kept)
    one = log.officers[-1]
    keys.pin(log.member, [kept.public], 1)
    log.add(two)
    stranger = log.take_in(SigningKey.generate(), by=out)
    log.add(one)
    log.lists(stranger)

    assert await alarms(log, keys) == [3, 5]


async def test_what_bears_our_devices_name_and_not_its_signature_is_told(log, keys):
    said = sign_entry("device-revoked.v1", {"member": log.member, "device": new_id(), "nbf": 1}, SigningKey.generate())
    [signature] = read_entry(said).signatures.values()
    for device in (keys.device_id, log.officer.kid):
        log.add(Entry("device-revoked.v1", read_entry(said).body, {device: signature}).encode())

    assert await alarms(log, keys) == [0, 1]


async def test_where_the_log_begins_with_officers_who_are_not_ours_only_those_whom_we_know_count(log, keys):
    ours = [SigningKey.generate(), SigningKey.generate()]
    log.names(0, ours[:1], 1, ours[0])
    keys.pin(log.member, [ours[0].public], 1)
    device = log.take_in(SigningKey.generate(), by=ours[0])
    log.take_in(SigningKey.generate())
    log.lists(device)

    assert [one for one in await alarms(log, keys) if one >= 0] == [2, 3]


async def test_what_an_earlier_version_marked_falsely_is_marked_anew_and_nothing_is_told_twice(log, keys):
    device = log.take_in(SigningKey.generate())
    end = log.end(keys)
    await end.log(looked_at=True)
    log.lists(device)
    [one] = await end.watch()
    old = asdict(end.book.seen) | {"said": [{**one, "alarm": True}]}
    del old["ours"]
    closed = vault.close(json.dumps(old).encode(), keys.signing.seed, "log-book")
    (keys.path.parent / FILE).write_bytes(closed)

    again = log.end(load(keys.path.parent, WORD))

    assert await again.watch() == [one]
    assert again.book.seen.ours == end.book.seen.ours != Ours()
    kept = log.end(load(keys.path.parent, WORD))
    assert await kept.watch() == [one]
    assert kept.book.frontier.size == len(log.entries)


@pytest.mark.parametrize("entry", [b"", b"[]", b'{"body":{}}', b'{"body":[],"typ":"x"}', b"\xff"])
def test_what_is_no_entry_stands_in_no_log(entry):
    with pytest.raises(log_errors.NotInLog):
        glance(entry)
