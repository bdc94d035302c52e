"""A real PostgreSQL for every test: one server, one migrated template, one clone a test."""

import asyncio
import contextlib
import fcntl
import itertools
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import hypothesis
import pytest

from kit import clock
from network.context import Context
from network.model import Caller
from referrals.shredding import Shredder
from server import database, migrations, postgres

ROOT = Path(__file__).resolve().parents[1]
hypothesis.settings.register_profile("house", hypothesis.settings(), deadline=None)  # a slow machine is no fault
hypothesis.settings.load_profile("house")


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")).replace("postgresql:/" + name, f"postgresql:///{name}")


async def _command(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the address of the server that tests run on: the operator's own, or an embedded one."""
    if own := os.environ.get("TOLERANT_DATABASE_URL"):
        yield own
        return
    with _own_folder() as folder:
        cluster = postgres.start(folder)
        asyncio.run(_without_waiting_for_the_disk(cluster.url()))
        yield cluster.url()
        postgres.stop(cluster)


async def _without_waiting_for_the_disk(url: str) -> None:
    """Let the server of the tests trust the operating system to write, for nobody pulls its plug."""
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        await _command(url, f"ALTER SYSTEM SET {name} = off")
    await _command(url, "SELECT pg_reload_conf()")


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    """Give a folder that no other run of the tests uses now, so that two runs side by side do not stop each other."""
    state = ROOT / ".tolerant"
    state.mkdir(exist_ok=True)
    for number in itertools.count():
        with (state / f"test-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield state / f"test-{number}"
            return


@pytest.fixture(scope="session")
def template(postgres_url: str) -> Iterator[str]:
    """Make one migrated database that every test clones."""
    name = f"tolerant_template_{secrets.token_hex(6)}"
    asyncio.run(_command(postgres_url, f'CREATE DATABASE "{name}"'))
    asyncio.run(migrations.prepare(_with_database(postgres_url, name)))
    yield name
    asyncio.run(_command(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
async def database_url(postgres_url: str, template: str) -> AsyncIterator[str]:
    """Give a fresh, migrated database that only this test sees."""
    name = f"tolerant_test_{secrets.token_hex(6)}"
    await _command(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _with_database(postgres_url, name)
    await _command(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Give a connection of the database's owner, whom row-level security does not bind."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    """Give the node's own pool, which works as `tolerant_node`."""
    opened = await database.pool(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def shred(database_url: str) -> AsyncIterator[Shredder]:
    """Give the shred keys, over a pool of their own."""
    opened = await database.pool(database_url, least=0, role="tolerant_shred")
    keys = Shredder(opened, database_url)
    yield keys
    await keys.close()


@dataclass(frozen=True)
class TestNode:
    """Name the node that tests run."""

    __test__ = False
    node_id: str = "node.test"
    audience: str = "http://127.0.0.1:8000/oauth/token"
    intake_days: int = 7
    window_days: int = 14
    retention_days: int = 180


@pytest.fixture
def context_of(pool: "asyncpg.Pool[asyncpg.Record]", shred: Shredder) -> Callable[[Caller], Context]:
    """Make the context of a request for a caller."""

    def context(caller: Caller) -> Context:
        uses = import_module("referrals.uses")
        record = import_module("network.actions").record
        return Context(pool, caller, clock.now(), TestNode(), record, uses=uses, shred=shred)

    return context
