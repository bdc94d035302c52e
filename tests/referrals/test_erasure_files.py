"""Erasure that can be shown: the key is gone from data directory, log and dump, and nothing that is left opens."""

import os
import subprocess
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from crypto.errors import Tampered
from crypto.format import unb64u
from crypto.shredding import unshut
from kit import clock
from network.actions import record
from network.context import Context
from network.model import ANONYMOUS
from referrals import reading
from referrals.erasure_errors import LetterKeyLost
from referrals.shredding import Shredder, opened
from server import database, erasing, migrations, postgres
from tests.conftest import TestNode, _command, _own_folder, _with_database
from tests.referrals import case_keys
from tests.referrals.conftest import founded

KEY = "SELECT key FROM shred.keys WHERE referral_id = $1 AND letters_to = 'RECIPIENT'"
CASE_WRAP = (
    "SELECT wrap, 'case-' || member_id || '-' || number || '-' || reader AS part FROM referrals.case_wraps"
    " WHERE referral_id = $1"
)
STORED = (
    "SELECT e.ct, w.wraps, e.env_id FROM referrals.env_ct e JOIN referrals.env_wrap w USING (env_id)"
    " JOIN referrals.env_meta m USING (env_id) WHERE m.referral_id = $1"
)


@pytest.fixture(scope="module")
def cluster():
    """Give a server with a data directory that nothing else writes to."""
    if os.environ.get("TOLERANT_DATABASE_URL"):
        pytest.skip("the files of another's database server cannot be searched")
    with _own_folder() as folder:
        started = postgres.start(folder)
        yield started
        postgres.stop(started)


@asynccontextmanager
async def node(cluster, name, shred_name):
    """Give a world on databases of its own, with what opens contexts and what dumps."""
    urls = []
    for each in dict.fromkeys((name, shred_name)):
        await _command(cluster.url(), f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)')
        await _command(cluster.url(), f'CREATE DATABASE "{each}"')
        urls.append(_with_database(cluster.url(), each))
    url, shred_url = urls[0], urls[-1]
    await migrations.prepare(url, shred_url)
    pool = await database.pool(url)
    shred = Shredder(await database.pool(shred_url, role="tolerant_shred"), shred_url)

    def context(caller):
        return Context(pool, caller, clock.now(), TestNode(), record, shred=shred)

    try:
        yield await founded(context), url, shred_url
    finally:
        await shred.close()
        await pool.close()
        for each in (name, shred_name):
            await _command(cluster.url(), f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)')


def found(folder, secret):
    """Name the files that hold a piece of eight bytes of a secret: a page of the log may cut it in two."""
    pieces = [secret[at : at + 8] for at in range(0, len(secret), 8)]
    holding = set()
    for path in folder.rglob("*"):
        try:
            data = path.read_bytes() if path.is_file() else b""
        except FileNotFoundError:
            continue
        if any(piece in data for piece in pieces):
            holding.add(path.relative_to(folder).parts[0])
    return holding


def dumped(cluster, url):
    """Dump a database as an operator does; columns of bytes stand in it as hexadecimal."""
    program = next(path for path in postgres._places(cluster.data.parent)[1].glob("pg_dump"))
    host = parse_qs(urlsplit(url).query)["host"][0]
    name = urlsplit(url).path.lstrip("/")
    done = subprocess.run([program, "-h", host, "-U", "tolerant", name], capture_output=True, check=True)
    return done.stdout


async def value(url, query, *arguments):
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(query, *arguments)
    finally:
        await connection.close()
    return rows


@pytest.mark.parametrize("place", ["a schema of the node's database", "a database of its own"])
async def test_after_a_withdrawal_no_file_no_log_and_no_dump_holds_her_key(cluster, place):
    shred_name = "erasure" if place.startswith("a schema") else "erasure_keys"
    async with node(cluster, "erasure", shred_name) as (world, url, shred_url):
        other, kept = await world.sent()
        referral, given = await world.sent()  # written last, which is what plain VACUUM leaves in its page
        envelope = world.seal(other, kept)
        [key] = [row["key"] for row in await value(shred_url, KEY, referral)]
        [backup] = await value(url, STORED, referral)
        brought = await case_keys.kept(world, world.hafen, referral)
        planted = [unb64u(one) for one in (brought["wraps"][0]["wrap"], brought["letters"][0]["sealed"])]
        [case_wrap] = await value(url, CASE_WRAP, referral)
        await _command(url, "CHECKPOINT")
        before = found(cluster.data, key)
        dump_before = dumped(cluster, shred_url)

        await world.withdraw(given.secret)
        done = await erasing.erase_all(world.context_of(ANONYMOUS), 180)

        assert before == {"base", "pg_wal"}
        assert key.hex().encode() in dump_before
        assert (done.letters, done.clean) == (1, True)
        assert [found(cluster.data, one) for one in planted] == [set(), set()]
        assert await value(url, CASE_WRAP, referral) == []
        for left in await value(shred_url, "SELECT key FROM shred.keys"):
            with pytest.raises(Tampered):
                unshut(left["key"], referral.encode(), case_wrap["part"], case_wrap["wrap"])
        assert found(cluster.data, key) == set()
        for database_url in {url, shred_url}:
            assert key.hex().encode() not in dumped(cluster, database_url)
        assert await value(url, STORED, referral) == []
        await _nothing_opens(shred_url, envelope, backup)
        ctx = world.context_of(world.hafen.caller)
        async with ctx.read() as tx:
            [still] = await reading.envelopes(tx, ctx.caller, other, ctx.shred)
        assert still.data is not None


async def _nothing_opens(shred_url, form, backup):
    """Try every key that is left on what an old backup still holds."""
    left = [row["key"] for row in await value(shred_url, "SELECT key FROM shred.keys")]
    assert left
    old = replace(form, ct=backup["ct"], wraps=tuple(backup["wraps"]))
    for key in left:
        with pytest.raises(LetterKeyLost):
            opened(old, backup["env_id"], key)
