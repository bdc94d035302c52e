"""A newcomer needs no database server: the node brings one."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from server import postgres, settings
from server.errors import StartError


async def test_the_embedded_database_starts_answers_is_found_running_and_stops(tmp_path):
    cluster = postgres.start(tmp_path / "state")
    try:
        again = postgres.start(tmp_path / "state")
        connection = await asyncpg.connect(cluster.url())
        answer = await connection.fetchval("SHOW listen_addresses")
        await connection.close()
    finally:
        postgres.stop(cluster)
        gone = not (cluster.data / "postmaster.pid").exists()
        shutil.rmtree(cluster.data.parent)

    assert again == cluster
    assert answer == ""
    assert gone


async def answer(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


def test_after_a_crash_it_is_called_started_only_when_it_answers_again(tmp_path):
    cluster = postgres.start(tmp_path / "state")
    lock = cluster.data / "postmaster.pid"
    try:
        crashed = int(lock.read_text().split()[0])
        os.killpg(crashed, signal.SIGKILL)
        os.waitpid(crashed, 0)
        left = lock.read_text()
        postgres.start(tmp_path / "state")
        answered = asyncio.run(answer(cluster.url()))
    finally:
        postgres.stop(cluster)
        shutil.rmtree(cluster.data.parent)

    assert "ready" in left
    assert answered == 1


def test_a_program_that_got_a_crashed_servers_number_is_not_taken_for_it_and_not_ended(tmp_path):
    cluster = postgres.start(tmp_path / "state")
    postgres.stop(cluster)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        try:
            for lock in (cluster.data / "postmaster.pid", cluster.sockets / ".s.PGSQL.5432.lock"):
                lock.write_text(f"{other.pid}\n")
            postgres.stop(cluster)
            postgres.start(tmp_path / "state")
            asyncio.run(answer(cluster.url()))
            postgres.stop(cluster)
            alive = other.poll() is None
        finally:
            other.kill()
            postgres.stop(cluster)
            shutil.rmtree(cluster.data.parent)

    assert alive


def test_a_server_that_was_killed_starts_again_once_its_last_process_is_gone(tmp_path):
    cluster = postgres.start(tmp_path / "state")

    async def working():
        """Kill the server while one of its processes works on for a while."""
        line = await asyncpg.connect(cluster.url())
        await line.execute("SET statement_timeout = 0")
        busy = asyncio.create_task(line.fetchval("SELECT count(*) FROM generate_series(1, 20000000)"))
        await asyncio.sleep(0.2)
        first = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(first, signal.SIGKILL)
        busy.cancel()

    try:
        asyncio.run(working())
        left = [one for one in Path("/proc").glob("[0-9]*") if _works_in(one, cluster.data)]
        postgres.start(tmp_path / "state")
        asyncio.run(answer(cluster.url()))
        still = [one for one in left if _works_in(one, cluster.data)]
    finally:
        postgres.stop(cluster)
        shutil.rmtree(cluster.data.parent, ignore_errors=True)

    assert left
    assert still == []


def _works_in(process, folder):
    try:
        return (process / "cwd").resolve() == folder.resolve()
    except OSError:
        return False


def test_a_full_disk_is_told_in_one_sentence_and_nothing_is_begun(tmp_path, monkeypatch):
    full = shutil.disk_usage(tmp_path)._replace(free=20 * 1024 * 1024)
    monkeypatch.setattr("server.postgres.shutil.disk_usage", lambda _path: full)

    with pytest.raises(
        StartError, match=r"^The disk is full: the database needs 128 MiB in .*, and 20 MiB are free\.$"
    ):
        postgres.start(tmp_path / "state")

    assert not (tmp_path / "state" / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "70000", "eight", "-1", "²"])
def test_a_port_that_cannot_be_is_refused_in_a_sentence(port):
    with pytest.raises(StartError, match="a port is a number from 1 to 65535"):
        settings.read({"PORT": port})


def test_the_settings_have_defaults_and_hide_the_database_address():
    plain = settings.read({})
    own = settings.read({"TOLERANT_DATABASE_URL": "postgresql://u:secret@db/x"})

    assert plain.port == 8000
    assert plain.database_url is None
    assert "secret" not in repr(own)


@pytest.mark.parametrize(
    "name, value",
    [
        ("TOLERANT_POOL", "1"),
        ("TOLERANT_DEMO", "yes"),
        ("TOLERANT_BODY_KIB", "x"),
        ("TOLERANT_PUBLIC_URL", "node.example"),
        ("TOLERANT_PUBLIC_URL", "ftp://node.example"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(name, value):
    with pytest.raises(StartError) as refused:
        settings.read({name: value})

    assert name in str(refused.value)


def test_every_setting_stands_in_the_table_once():
    names = [each.name for each in settings.TABLE]

    assert len(set(names)) == len(names)
    assert all(f"`{name}`" in settings.table() for name in names)
    assert settings.read({}).audience == "http://127.0.0.1:8000/oauth/token"
