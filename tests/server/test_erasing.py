"""A node erases by itself, and goes on when something goes wrong once."""

import asyncio
import contextlib
import secrets

import asyncpg

from network.model import ANONYMOUS
from server import erasing, migrations
from tests.conftest import _command, _with_database
from tests.referrals.conftest import founded

SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname IN ('shred', 'referrals')"


async def test_a_running_node_deletes_keys_and_their_traces_and_survives_a_fault(context_of, owner, monkeypatch):
    world = await founded(context_of)
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    monkeypatch.setattr(erasing, "MINUTE", 0.02)
    monkeypatch.setattr(erasing, "MINUTES", 2)
    faults = [asyncpg.PostgresConnectionError(), OSError()]

    def context():
        if faults:
            raise faults.pop()
        return context_of(ANONYMOUS)

    keeper = asyncio.create_task(erasing.keep(context, 180))
    for _ in range(1_000):
        if await owner.fetchval("SELECT clean_at IS NOT NULL FROM referrals.erasures"):
            break
        await asyncio.sleep(0.02)
    keeper.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeper

    assert faults == []
    assert await owner.fetchval("SELECT count(*) FROM shred.keys WHERE referral_id = $1", referral) == 0
    assert await owner.fetchval("SELECT clean_at >= key_gone_at FROM referrals.erasures") is True


def test_a_round_is_said_in_plain_sentences():
    assert erasing.sentence(erasing.Erased(3, 1, 2, True)) == (
        "Erased: 3, of which kept for their time: 1. Traces of their keys: none. Escalated, not attested: 2."
    )
    assert "in the database's log, until it forgets them" in erasing.sentence(erasing.Erased(0, 0, 0, False))


async def test_where_the_keys_have_a_database_of_their_own_neither_holds_what_is_the_others(postgres_url):
    names = [f"tolerant_apart_{secrets.token_hex(6)}" for _ in range(2)]
    main, keys = (_with_database(postgres_url, name) for name in names)
    try:
        for name in names:
            await _command(postgres_url, f'CREATE DATABASE "{name}"')
        first = await migrations.prepare(main, keys)
        again = await migrations.prepare(main, keys)

        held = []
        for url in (main, keys):
            connection = await asyncpg.connect(url)
            held.append([row["nspname"] for row in await connection.fetch(SCHEMAS)])
            await connection.close()
        assert (first, again) == (len(list(migrations.known())), 0)
        assert held == [["referrals"], ["shred"]]
    finally:
        for name in names:
            await _command(postgres_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
