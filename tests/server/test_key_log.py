"""Two real nodes, one the other's witness: states are co-signed, and a node that lost its log signs nothing more."""

import os
import socket
import subprocess
import sys
import time

import pytest

from client import keystore
from client.errors import NodeRefused
from client.session import Tolerant
from client.wire import Wire
from crypto.keys import SigningKey
from crypto.notes import LogKey, WitnessKey
from network.identity import key_in
from server import settings
from server.errors import StartError
from tests.client.conftest import ROOT, serving
from tests.conftest import _command, _with_database

PASSPHRASE = "a passphrase for tests only"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _node(state, url: str, **more: str) -> dict[str, str]:
    return {
        **os.environ, "PORT": str(_free_port()), "TOLERANT_STATE": str(state), "TOLERANT_DATABASE_URL": url, **more,
    }  # fmt: skip


def _operator(environment, *arguments: str) -> str:
    command = [sys.executable, "-m", "server.command", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


async def _until(said):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if found := await said():
            return found
    raise AssertionError("it did not come to that")


@pytest.fixture
async def second(postgres_url, template, database_url):
    name = database_url.rsplit("/", 1)[1].split("?")[0] + "_b"
    await _command(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _with_database(postgres_url, name)
    await _command(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def lost(postgres_url, template, database_url):
    name = database_url.rsplit("/", 1)[1].split("?")[0] + "_c"
    await _command(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _with_database(postgres_url, name)
    await _command(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def test_a_witness_co_signs_and_a_node_that_lost_its_log_is_fenced(database_url, second, lost, tmp_path):
    operator = LogKey("a.test/log/1", key_in(tmp_path / "a" / "log.key"))
    witness = WitnessKey("b.test/witness", key_in(tmp_path / "b" / "witness.key"))
    b = _node(tmp_path / "b", second, TOLERANT_NODE_ID="b.test", TOLERANT_WITNESS_FOR=operator.vkey.encode())
    asks = f"{witness.vkey.encode()} http://127.0.0.1:{b['PORT']}"
    a = _node(
        tmp_path / "a", database_url, TOLERANT_NODE_ID="a.test", TOLERANT_WITNESSES=asks, TOLERANT_WITNESSES_NEEDED="1"
    )
    founding = _operator(a, "admit-secretariat", "S (Demo)", "--country", "AT", "--administrator", "Vera")
    address = f"http://127.0.0.1:{a['PORT']}"

    with serving(b, tmp_path / "b.log"):
        with serving(a, tmp_path / "a.log"):
            vera = Tolerant(Wire(address))
            await vera.enrol(founding, home=tmp_path / "vera", passphrase=PASSPHRASE)
            await vera.publish_intake_key()
            await vera.publish(await vera.vouching(vera.keys.member_id))
            assert vera.keys.terms["witnesses"] == [witness.vkey.encode()]

            async def cosigned():
                try:
                    return await vera.intake_key_of(vera.keys.member_id)
                except NodeRefused:
                    return None

            assert (await cosigned())[0] == 1
            assert vera.book.seen.size == 4
            assert vera.book.seen.latest > time.time() - 300
            await vera.wire.close()

        forgot = {**a, "TOLERANT_DATABASE_URL": lost}
        founding = _operator(forgot, "admit-secretariat", "S (Demo)", "--country", "AT", "--administrator", "Vera")
        with serving(forgot, tmp_path / "a2.log"):
            again = Tolerant(Wire(address))
            await again.enrol(founding, home=tmp_path / "again", passphrase=PASSPHRASE)
            await again.publish_intake_key()
            with pytest.raises(Exception, match="is not signed now") as no:
                await again.intake_key_of(again.keys.member_id)
            assert no.value.code == "LOG_FENCED"
            await again.wire.close()
        assert "a witness contradicts the key log" in (tmp_path / "a2.log").read_text()


async def test_without_its_witness_a_node_shows_what_was_co_signed_and_nothing_newer(database_url, second, tmp_path):
    operator = LogKey("a.test/log/1", key_in(tmp_path / "a" / "log.key"))
    witness = WitnessKey("b.test/witness", key_in(tmp_path / "b" / "witness.key"))
    b = _node(tmp_path / "b", second, TOLERANT_NODE_ID="b.test", TOLERANT_WITNESS_FOR=operator.vkey.encode())
    asks = f"{witness.vkey.encode()} http://127.0.0.1:{b['PORT']}"
    a = _node(
        tmp_path / "a", database_url, TOLERANT_NODE_ID="a.test", TOLERANT_WITNESSES=asks, TOLERANT_WITNESSES_NEEDED="1"
    )
    founding = _operator(a, "admit-secretariat", "S (Demo)", "--country", "AT", "--administrator", "Vera")
    with serving(a, tmp_path / "a.log"):
        vera = Tolerant(Wire(f"http://127.0.0.1:{a['PORT']}"))
        await vera.enrol(founding, home=tmp_path / "vera", passphrase=PASSPHRASE)
        await vera.publish_intake_key()
        await vera.publish(await vera.vouching(vera.keys.member_id))
        with pytest.raises(Exception, match="is not signed now"):
            await vera.intake_key_of(vera.keys.member_id)

        with serving(b, tmp_path / "b.log"):

            async def fetched():
                try:
                    return await vera.intake_key_of(vera.keys.member_id)
                except NodeRefused:
                    return None

            assert (await _until(fetched))[0] == 1
        await vera.publish_intake_key()
        with pytest.raises(Exception, match="does not hold this, or not yet") as no:
            await vera.intake_key_of(vera.keys.member_id)
        assert no.value.code == "NOT_IN_LOG"
        assert vera.book.seen.size == 4
        await vera.wire.close()
    assert keystore.load(tmp_path / "vera", PASSPHRASE).terms["w"] == 1


@pytest.mark.parametrize("count, least", [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_a_node_does_not_start_with_so_few_witnesses_that_two_groups_could_be_shown_two_lists(count, least):
    keys = [WitnessKey(f"w{at}.test/witness", SigningKey.generate()).vkey.encode() for at in range(count)]
    asks = ",".join(f"{key} http://127.0.0.1:1" for key in keys)
    for needed in range(least):
        with pytest.raises(StartError, match=f"of {count} witnesses at least {least} must sign"):
            settings.read({"TOLERANT_WITNESSES": asks, "TOLERANT_WITNESSES_NEEDED": str(needed)})

    said = settings.read({"TOLERANT_WITNESSES": asks, "TOLERANT_WITNESSES_NEEDED": str(least)})
    assert said.witnesses_needed == least


@pytest.mark.parametrize(
    "name, value",
    [
        ("TOLERANT_WITNESSES", "one"),
        ("TOLERANT_WITNESSES", "one http://127.0.0.1:1"),
        ("TOLERANT_WITNESSES_NEEDED", "1"),
        ("TOLERANT_WITNESSES_NEEDED", "-1"),
        ("TOLERANT_WITNESS_FOR", "nobody"),
        ("TOLERANT_LOG_WARN_HOURS", "0"),
        ("TOLERANT_LOG_REFUSE_HOURS", "23"),
    ],
)
def test_settings_of_the_log_that_cannot_be_are_refused_in_a_sentence(name, value):
    with pytest.raises(StartError) as no:
        settings.read({name: value})
    assert name in str(no.value)


def test_the_log_has_a_name_and_a_key_of_its_own(tmp_path):
    plain = settings.read({"TOLERANT_STATE": str(tmp_path), "TOLERANT_NODE_ID": "a.test"})
    assert (plain.log_origin, plain.log_key) == ("a.test/log/1", tmp_path / "log.key")
    key_in(plain.log_key)
    assert plain.log_key.stat().st_mode & 0o777 == 0o600
    assert plain.log_key.read_text().strip() not in repr(LogKey(plain.log_origin, key_in(plain.log_key)))

    chosen = settings.read({"TOLERANT_LOG_ORIGIN": "x.test/log/2", "TOLERANT_LOG_KEY": str(tmp_path / "other")})
    assert (chosen.log_origin, chosen.log_key) == ("x.test/log/2", tmp_path / "other")
