"""The key log of a node: it only grows, is signed once a size, and survives a killed signer at every step."""

import asyncio
import os
import subprocess
import sys

import asyncpg
import pytest

from crypto.checkpoints import signed_by
from crypto.errors import MalformedStatement
from crypto.keys import SigningKey
from crypto.log_entries import sign_entry
from crypto.merkle import EMPTY_ROOT, Frontier, leaf_hash
from crypto.notes import LogKey
from crypto.signing import sign_statement
from kit.ids import new_id
from network import errors, log_errors, store_log
from network.log import Log, append, take_over
from network.model import ANONYMOUS, Role
from tests.conftest import ROOT
from tests.network.dying import ORIGIN

STATEMENTS = 14
"""More than one round of appending and signing takes: BEGIN, lock, grow, COMMIT, BEGIN, lock, newest, sign, COMMIT."""


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def log(key) -> Log:
    return Log(LogKey(ORIGIN, key))


@pytest.fixture
def context(context_of):
    return context_of(ANONYMOUS)


def entry(key: SigningKey) -> bytes:
    return sign_entry("device-revoked.v1", {"member": new_id(), "device": new_id(), "nbf": 1}, key)


async def put(context, *entries: bytes) -> list[int]:
    async with context.write(realm="node") as tx:
        return [await append(tx, one) for one in entries]


async def _root_of_what_is_there(owner, size: int) -> bytes:
    grown = Frontier()
    for row in await owner.fetch("SELECT leaf FROM network.log_entries WHERE index < $1 ORDER BY index", size):
        grown = grown.append(leaf_hash(row["leaf"]))
    return grown.root()


async def test_entries_follow_each_other_and_the_signed_root_is_over_all_of_them(context, log, key, owner):
    assert await put(context, *(entry(key) for _ in range(5))) == [0, 1, 2, 3, 4]
    assert await put(context, entry(key)) == [5]

    shown = await log.sign(context)

    state = signed_by(shown.note, log.key.vkey)
    assert (state.size, state.root) == (6, await _root_of_what_is_there(owner, 6))


async def test_an_act_that_is_refused_leaves_nothing_in_the_log(context, log, key, owner):
    await put(context, entry(key))

    async def refused_after_appending() -> None:
        async with context.write(realm="node") as tx:
            await append(tx, entry(key))
            raise errors.NotSignedIn

    with pytest.raises(errors.NotSignedIn):
        await refused_after_appending()
    assert await owner.fetchval("SELECT size FROM network.log_head") == 1
    assert await put(context, entry(key)) == [1]


async def test_the_log_holds_no_statement_twice_and_none_of_another_kind(context, key, owner):
    once = entry(key)
    await put(context, once)

    with pytest.raises(asyncpg.UniqueViolationError, match="log_entries_once"):
        await put(context, once)
    with pytest.raises(MalformedStatement):
        await put(context, sign_statement("review.v1", {}, key))
    assert await owner.fetchval("SELECT count(*) FROM network.log_entries") == 1


async def test_twenty_acts_at_once_make_one_list(context, log, key, owner):
    places = await asyncio.gather(*(put(context, entry(key)) for _ in range(20)))

    shown = await log.sign(context)

    assert sorted(place for [place] in places) == list(range(20))
    assert shown.root == await _root_of_what_is_there(owner, 20)


async def test_a_state_is_signed_once_however_many_ask(context, log, key, owner):
    await put(context, entry(key))

    shown = await asyncio.gather(*(log.sign(context) for _ in range(8)))

    assert len({one.note for one in shown}) == 1
    assert await owner.fetchval("SELECT count(*) FROM network.log_checkpoints") == 1


async def test_an_empty_log_has_a_state_too(context, log):
    shown = await log.sign(context)

    assert (shown.size, shown.root) == (0, EMPTY_ROOT)


async def test_a_fenced_signer_signs_nothing(context, log, key, owner):
    await put(context, entry(key))
    log.fenced = True

    with pytest.raises(log_errors.LogFenced):
        await log.sign(context)
    assert await owner.fetchval("SELECT count(*) FROM network.log_checkpoints") == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE network.log_entries SET kind = 'device.v1'",
        "DELETE FROM network.log_entries",
        "DELETE FROM network.log_nodes",
        "UPDATE network.log_checkpoints SET root = sha256('x')",
        "DELETE FROM network.log_checkpoints",
        "DELETE FROM network.log_head",
        "UPDATE network.log_head SET size = 0",
    ],
)
async def test_not_even_the_owner_of_the_tables_changes_what_was_said(context, log, key, owner, change):
    await put(context, entry(key))
    await log.sign(context)

    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute(change)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO network.log_entries (index, kind, leaf, leaf_hash) VALUES (7, 'x.v1', 'x', sha256('x'))",
        "INSERT INTO network.log_checkpoints (size, root, note, signed_at) VALUES (0, sha256(''), '', now())",
        "UPDATE network.log_head SET frontier = 'x'",
    ],
)
async def test_the_node_itself_writes_through_the_functions_only(context, change):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with context.write(realm="node") as tx:
            await tx.execute(change)


async def test_the_database_refuses_an_entry_in_another_place_and_a_state_of_another_size(context, key):
    async with context.write(realm="node") as tx:
        head = await store_log.lock(tx)
    for at in (1, 5):
        with pytest.raises(asyncpg.SerializationError):
            async with context.write(realm="node") as tx:
                await store_log.grow(tx, at, "x.v1", "", b"x", [leaf_hash(b"x")], head.append(leaf_hash(b"x")))
        with pytest.raises(asyncpg.SerializationError):
            async with context.write(realm="node") as tx:
                await tx.execute(store_log.Q["log_sign"], at, EMPTY_ROOT, b"", context.now)


def _until_it_stands_still(url: str, key: SigningKey, statements: int) -> list[bytes]:
    """Run a signer until it has sent so many statements, and kill it there; gives the notes that it showed."""
    command = [sys.executable, "-m", "tests.network.dying", url, key.seed.hex(), str(statements)]
    signer = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
    shown = []
    assert signer.stdout is not None
    for line in signer.stdout:
        if line.strip() == "here":
            break
        shown.append(bytes.fromhex(line.split()[1]))
    signer.kill()
    assert signer.wait(15) == -9
    signer.stdout.close()
    return shown


async def test_a_signer_that_is_killed_at_any_step_never_signed_two_roots_of_one_size(
    database_url, context, log, key, owner
):
    seen: dict[int, set[bytes]] = {}
    for statements in range(1, STATEMENTS + 1):
        shown = await asyncio.to_thread(_until_it_stands_still, database_url, key, statements)
        shown += [await log_after_restart(context, log, owner)]
        shown += [row["note"] for row in await owner.fetch("SELECT note FROM network.log_checkpoints")]
        for note in shown:
            state = signed_by(note, log.key.vkey)
            seen.setdefault(state.size, set()).add(state.root)
            assert state.root == await _root_of_what_is_there(owner, state.size)

    assert len(seen) > 3
    assert {size: len(roots) for size, roots in seen.items() if len(roots) != 1} == {}


async def log_after_restart(context, log, owner) -> bytes:
    """Go on where the killed one was: an entry fits, and the state is signed."""
    [place] = await put(context, entry(log.key.key))
    shown = await log.sign(context)
    assert shown.size == place + 1 == await owner.fetchval("SELECT count(*) FROM network.log_entries")
    return shown.note


async def test_a_network_that_is_older_than_its_log_begins_it_with_what_was_signed(street, context, owner, log):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    await street.publish(rosa, giulia)
    said = {row["leaf"] for row in await owner.fetch("SELECT leaf FROM network.log_entries")}
    for table in ("log_entries", "log_nodes", "log_head"):
        await owner.execute(f"ALTER TABLE network.{table} DISABLE TRIGGER USER")
    await owner.execute("TRUNCATE network.log_entries, network.log_nodes")
    await owner.execute("UPDATE network.log_head SET size = 0, frontier = '\\x0000000000000000'")

    for count in (len(said), 0):
        async with context.write(realm="node") as tx:
            assert await take_over(tx) == count

    rows = await owner.fetch("SELECT kind, leaf FROM network.log_entries ORDER BY index")
    assert {row["leaf"] for row in rows} == said
    assert [row["kind"] for row in rows] == ["officers.v1"] * 2 + ["device.v1"] * 3 + ["epoch.v1"]
    shown = await log.sign(context)
    assert shown.root == await _root_of_what_is_there(owner, len(said))
