"""One request: who asks, what time it is, and transactions in which the database knows who asks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from network.model import Caller

Transaction: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Journal: TypeAlias = Callable[[Transaction, Caller, str, str, str, datetime], Awaitable[None]]

_REALM = (
    "SELECT set_config('tolerant.member', $1, true), set_config('tolerant.realm', $2, true),"
    " set_config('tolerant.subject', $3, true)"
)


class NodeSettings(Protocol):
    """What a request may know of the node it runs on."""

    @property
    def node_id(self) -> str:
        """The node's name, which tokens and consents are bound to."""

    @property
    def audience(self) -> str:
        """The address of the token endpoint, which a device's assertion must name (RFC 7523)."""


@dataclass(slots=True)
class Context:
    """Carry one request, so that every transaction is opened as its caller and never as more."""

    pool: "asyncpg.Pool[asyncpg.Record]"
    caller: Caller
    now: datetime
    settings: NodeSettings
    journal: Journal
    """How a refusal is noted (`network.actions.record`)."""
    shelf: Any = None
    """The directory's matching snapshot (`directory.matching.Shelf`)."""

    @asynccontextmanager
    async def read(
        self, *, realm: str | None = None, subject: bytes | None = None, member: str | None = None
    ) -> AsyncIterator[Transaction]:
        """Open a transaction that cannot write, under the caller's row-level security."""
        async with self._transaction(realm, subject, member, readonly=True) as tx:
            yield tx

    @asynccontextmanager
    async def write(
        self, *, realm: str | None = None, subject: bytes | None = None, member: str | None = None
    ) -> AsyncIterator[Transaction]:
        """Open the one transaction of a change: all of it happens, or nothing.

        `realm` and `member` are for the node's own acts (enrolment, sign-in, the worker); `subject` is the 32-byte
        commitment of the woman's withdrawal secret and goes with the realm `subject`.
        """
        async with self._transaction(realm, subject, member, readonly=False) as tx:
            yield tx

    async def note_refusal(self, code: str) -> None:
        """Write into the audit trail that a signed-in caller was refused; somebody unknown leaves no trace."""
        if self.caller.member_id:
            async with self.write() as tx:
                await self.journal(tx, self.caller, f"refused:{code}", "", "", self.now)

    @asynccontextmanager
    async def _transaction(
        self, realm: str | None, subject: bytes | None, member: str | None, *, readonly: bool
    ) -> AsyncIterator[Transaction]:
        async with self.pool.acquire() as tx, tx.transaction(readonly=readonly):
            await tx.fetchrow(
                _REALM,
                self.caller.member_id if member is None else member,
                self.caller.realm if realm is None else realm,
                (subject or b"").hex(),
            )
            yield tx
