"""A transaction knows who asks, as the role whom row-level security binds, and forgets it afterwards."""

from collections.abc import Callable

import asyncpg
import pytest

from kit import clock
from network.context import Context
from network.model import ANONYMOUS, Caller, Role

ROME = Caller("a" * 32, "b" * 32, "c" * 32, frozenset({Role.CASEWORKER}), "member")
WHO = "SELECT current_user::text AS role, kit.member() AS member, kit.realm() AS realm, kit.subject() AS subject"


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
    assert dict(row) == {"role": "tolerant_node", "member": "a" * 32, "realm": "member", "subject": b""}


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
    assert (row["member"], row["realm"]) == ("", "")


async def test_a_reading_transaction_cannot_write(context: Callable[[Caller], Context]) -> None:
    async with context(ROME).read() as tx:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await tx.execute("CREATE TEMPORARY TABLE t (a int)")
