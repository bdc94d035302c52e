"""The store of mail: addresses of staff, each seen by its own person and by the node."""

from datetime import date, datetime

import asyncpg

from kit import sql
from network.context import Transaction
from network.mail_model import Mail, Wish

Q = sql.load("network")
_WISH = ("address", "language", "zone", "quiet_from", "quiet_to", "every_minutes")


def _mail(row: asyncpg.Record) -> Mail:
    fields = dict(row)
    wish = Wish(**{name: fields.pop(name) for name in _WISH})
    return Mail(wish=wish, **fields)


async def of(tx: Transaction, staff_id: str) -> Mail | None:
    """Load where a member of staff is told of news."""
    row = await tx.fetchrow(Q["mail_of"], staff_id)
    return None if row is None else _mail(row)


async def set_(
    tx: Transaction, staff_id: str, member_id: str, wish: Wish, code_hash: bytes, until: datetime, on: date, codes: int
) -> None:
    """Keep an address that has not been confirmed yet, in place of an earlier one."""
    said = (wish.address, wish.language, wish.zone, wish.quiet_from, wish.quiet_to, wish.every_minutes)
    await tx.execute(Q["mail_set"], staff_id, member_id, *said, code_hash, until, on, codes)


async def tried(tx: Transaction, staff_id: str) -> Mail | None:
    """Count a try of a code; gives what is kept, this try counted."""
    row = await tx.fetchrow(Q["mail_tried"], staff_id)
    return None if row is None else _mail(row)


async def confirmed(tx: Transaction, staff_id: str, now: datetime) -> None:
    """Tell an address of news from now on."""
    await tx.execute(Q["mail_confirmed"], staff_id, now)


async def stop(tx: Transaction, staff_id: str) -> None:
    """Forget an address."""
    await tx.execute(Q["mail_stop"], staff_id)


async def due(tx: Transaction, now: datetime, count: int) -> list[Mail]:
    """Take addresses that may be told something now, and that nobody else is about to tell."""
    return [_mail(row) for row in await tx.fetch(Q["mail_due"], now, count)]


async def next_(tx: Transaction, staff_id: str, told_at: datetime, next_at: datetime, failures: int) -> None:
    """Say until when news was told, and when to look again."""
    await tx.execute(Q["mail_next"], staff_id, told_at, next_at, failures)
