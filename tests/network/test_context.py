"""A transaction knows who asks, as the role whom row-level security binds, and forgets it afterwards."""

import contextlib
from collections.abc import Callable

import asyncpg
import pytest

from kit import clock
from network.context import Context, NotCommitted
from network.model import ANONYMOUS, Caller, Role

ROME = Caller("a" * 32, "b" * 32, "c" * 32, frozenset({Role.CASEWORKER}), "member")
WHO = "SELECT current_user::text AS role, kit.member() AS member, kit.realm() AS realm, kit.subject() AS subject,"
WHO += " kit.staff() AS staff"


@pytest.fixture
def context(pool: "asyncpg.Pool[asyncpg.Record]") -> Callable[[Caller], Context]:
    async def journal(*_: object) -> None:
        raise AssertionError("nothing is refused here")

    class Node:
        node_id = "node.test"
        audience = "http://127.0.0.1:8000/oauth/token"

    return lambda caller: Context(pool, caller, clock.now(), Node(), journal)


async def test_a_transaction_is_opened_as_its_caller(context: Callable[[Caller], Context]) -> None:
    async with context(ROME).read() as tx:
        row = await tx.fetchrow(WHO)
    assert row is not None
    assert dict(row) == {"role": "tolerant_node", "member": "a" * 32, "realm": "member", "subject": b"",
                         "staff": "b" * 32}  # fmt: skip


async def test_the_node_acts_in_its_own_realm_and_the_woman_in_hers(context: Callable[[Caller], Context]) -> None:
    async with context(ANONYMOUS).write(realm="subject", subject=b"\x07" * 32) as tx:
        row = await tx.fetchrow(WHO)
    assert row is not None
    assert (row["member"], row["realm"], row["subject"]) == ("", "subject", b"\x07" * 32)


async def test_the_next_transaction_does_not_inherit_who_asked_before(
    pool: "asyncpg.Pool[asyncpg.Record]", context: Callable[[Caller], Context]
) -> None:
    async with context(ROME).write() as tx:
        await tx.execute("SELECT 1")
    row = await pool.fetchrow(WHO)
    assert row is not None
    assert (row["member"], row["realm"], row["staff"]) == ("", "", "")


async def test_a_reading_transaction_cannot_write(context: Callable[[Caller], Context]) -> None:
    async with context(ROME).read() as tx:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await tx.execute("CREATE TEMPORARY TABLE t (a int)")


async def test_what_the_database_took_back_is_never_taken_for_done(context: Callable[[Caller], Context]) -> None:
    async def swallow() -> None:
        async with context(ROME).write() as tx:
            with contextlib.suppress(asyncpg.DivisionByZeroError):
                await tx.execute("SELECT 1 / 0")

    with pytest.raises(NotCommitted):
        await swallow()


async def test_a_failed_change_leaves_its_connection_fit_for_the_next(
    pool: "asyncpg.Pool[asyncpg.Record]", context: Callable[[Caller], Context]
) -> None:
    for _ in range(pool.get_max_size() + 1):
        with pytest.raises(RuntimeError):
            async with context(ROME).write():
                raise RuntimeError

    row = await pool.fetchrow(WHO)
    assert row is not None
    assert (row["member"], row["realm"], row["staff"]) == ("", "", "")


@pytest.mark.parametrize("member", ["'", "a' OR true --", "A", "a" * 65, "ä"])
async def test_who_asks_can_be_nothing_but_an_id(context: Callable[[Caller], Context], member: str) -> None:
    with pytest.raises(ValueError, match="another form"):
        async with context(ANONYMOUS).read(member=member):
            raise AssertionError("no transaction was to be opened")
