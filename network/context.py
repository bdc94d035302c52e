"""One request: who asks, what time it is, and transactions in which the database knows who asks."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from network.model import Caller

Transaction: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
Ask: TypeAlias = Callable[..., Awaitable["asyncpg.Record | None"]]
Journal: TypeAlias = Callable[[Transaction, Caller, str, str, str, datetime], Awaitable[None]]

_BEGIN = (
    "BEGIN {access}; SET LOCAL tolerant.member = '{member}'; SET LOCAL tolerant.realm = '{realm}';"
    " SET LOCAL tolerant.subject = '{subject}'; SET LOCAL tolerant.staff = '{staff}'"
)
_PLAIN = re.compile(r"[0-9a-z]{0,64}")


class NodeSettings(Protocol):
    """What a request may know of the node it runs on."""

    @property
    def node_id(self) -> str:
        """The node's name, which tokens and consents are bound to."""

    @property
    def audience(self) -> str:
        """The address of the token endpoint, which a device's assertion must name (RFC 7523)."""

    @property
    def intake_days(self) -> int:
        """How many days one intake key is used before the next one is due."""

    @property
    def window_days(self) -> int:
        """How many days after it was replaced an intake key still opens what was sealed to it."""

    @property
    def retention_days(self) -> int:
        """How many days the sealed letters of an ended referral are kept."""


async def _ask(connection: Transaction, member: str, question: str, *arguments: Any) -> "asyncpg.Record | None":
    return await connection.fetchrow(question, member, *arguments)


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
    """The directory's matching snapshot (`directory.shelf.Shelf`)."""
    uses: Any = None
    """What the directory may ask about referrals (`referrals.uses`); None where no referrals are kept."""
    log: Any = None
    """What signs the key log of this node (`network.log.Log`)."""
    shred: Any = None
    """The shred keys (`referrals.shredding.Shredder`); None where no letters are kept."""
    post: Any = None
    """What sends mail to staff (`server.mailing.Postman`); None where the node sends none."""
    bell: Any = None
    """Who is called when something was stored (`server.bell.Bell`); None where nobody waits for news."""

    gate: Any = None
    """What counts and slows down wrong codes (`referrals.her_gate.Gate`); None where no copies are kept."""
    address: str = field(default="", repr=False)
    """Where the question came from, for counting wrong codes; it is written nowhere."""

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

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Ask]:
        """Put questions that are each a transaction of its own: functions of the database, told first who asks.

        One round trip each instead of three. Such a function answers for the caller's organisation only.
        """
        async with self.pool.acquire() as connection:
            yield partial(_ask, connection, self.caller.member_id)
        self._ring()

    async def note_refusal(self, code: str) -> None:
        """Write into the audit trail that a signed-in caller was refused; somebody unknown leaves no trace."""
        if self.caller.member_id:
            async with self.write() as tx:
                await self.journal(tx, self.caller, f"refused:{code}", "", "", self.now)

    @asynccontextmanager
    async def _transaction(
        self, realm: str | None, subject: bytes | None, member: str | None, *, readonly: bool
    ) -> AsyncIterator[Transaction]:
        begin = _begin(
            "READ ONLY" if readonly else "READ WRITE",
            self.caller.member_id if member is None else member,
            self.caller.realm if realm is None else realm,
            (subject or b"").hex(),
            self.caller.staff_id,
        )
        async with self.pool.acquire() as tx:
            try:
                await tx.execute(begin)
                yield tx
                if await tx.execute("COMMIT") != "COMMIT" and not readonly:
                    raise NotCommitted
                if not readonly:
                    self._ring()
            except BaseException:
                if not tx.is_closed() and tx.is_in_transaction():
                    await tx.execute("ROLLBACK")
                raise

    def _ring(self) -> None:
        if self.bell is not None:
            self.bell.ring()


class NotCommitted(Exception):
    """Say that the database rolled back what should have stayed; a caller must not take it for done."""


def _begin(access: str, member: str, realm: str, subject: str, staff: str) -> str:
    """Write the one statement that opens a transaction and says who asks, in a single round trip."""
    if not all(_PLAIN.fullmatch(each) for each in (member, realm, subject, staff)):
        raise ValueError("who asks has another form")
    return _BEGIN.format(access=access, member=member, realm=realm, subject=subject, staff=staff)
