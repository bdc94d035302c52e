"""The story over HTTP with the real client: it closes, and nothing that she said is found at the node."""

import os
import secrets
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from demo.__main__ import serve
from demo.story import Story
from server import postgres

ROOT = Path(__file__).resolve().parents[2]
MARK = f"MARKER-{secrets.token_hex(8)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _try(environment, *arguments):
    command = [sys.executable, "-m", "server.command", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def _command(environment, *arguments):
    done = _try(environment, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def environment(database_url, tmp_path):
    """Give a node of its own: an own database, an own port, an own state folder."""
    return {
        **os.environ,
        "PORT": str(_free_port()),
        "TOLERANT_DEMO": "1",
        "TOLERANT_STATE": str(tmp_path / "state"),
        "TOLERANT_DATABASE_URL": database_url,
    }


@pytest.fixture
def node(environment, tmp_path):
    """Give a running node whose log is kept."""
    process = serve(environment, tmp_path / "node.log")
    yield process
    process.terminate()
    process.wait(15)


def _dump(url: str) -> str:
    """Write the whole database out as text, with PostgreSQL's own tool where it fits the server."""
    binary = Path(postgres._installed()) / "pg_dump"
    done = subprocess.run([binary, "--inserts", url], capture_output=True, text=True, check=True)
    return done.stdout


def _memory(pid: int) -> bytes:
    """Read all that the node can write to: its own memory, as far as the system lets us, and files mapped into it."""
    found = b""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            fields = line.split(maxsplit=5)
            begin, end = (int(one, 16) for one in fields[0].split("-"))
            if "w" in fields[1] and "r" in fields[1]:
                memory.seek(begin)
                with suppress(OSError):
                    found += memory.read(end - begin)
    return found


async def test_the_story_closes_and_nothing_she_said_is_at_the_node(environment, node, tmp_path):
    invitation = _command(environment, "admit-secretariat", "Secretariat (Demo)", "--country", "AT",
                          "--administrator", "Vera")  # fmt: skip

    def load(members: Path) -> None:
        _command(environment, "load-demo", "demo/directory/listings", "--members", str(members))

    await Story(f"http://127.0.0.1:{environment['PORT']}", tmp_path, load, mark=MARK).play(invitation)

    dump = _dump(environment["TOLERANT_DATABASE_URL"])
    assert "env_meta" in dump
    assert MARK not in dump
    log = (tmp_path / "node.log").read_text(encoding="utf-8")
    assert "directory read" in log
    assert MARK not in log
    memory = _memory(node.pid)
    assert b"referrals.env_meta" in memory  # it is read at all
    assert MARK.encode() not in memory
    for kept in (tmp_path / "state").rglob("*"):
        assert not kept.is_file() or MARK.encode() not in kept.read_bytes()
    async with httpx.AsyncClient() as wire:
        metrics = (await wire.get(f"http://127.0.0.1:{environment['PORT']}/metrics")).text
    assert "tolerant_operations_total" in metrics
    assert MARK not in metrics


def test_a_taken_port_is_told_in_one_sentence(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        done = _try(environment, "serve")

    assert done.returncode == 1
    port = environment["PORT"]
    wanted = f"Error: Port {port} is taken. Set PORT to another number, like PORT={int(port) + 123}."
    assert done.stderr.strip() == wanted


def test_a_database_that_is_not_there_is_told_in_one_sentence(environment):
    environment["TOLERANT_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    done = _try(environment, "migrate")

    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database cannot be reached")
    assert len(done.stderr.strip().splitlines()) == 1
