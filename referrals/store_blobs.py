"""Keep sealed files in pieces, in the realm of the node: no organisation's rows, and none that lead to a letter."""

from datetime import date

from kit import sql
from network.context import Transaction
from referrals.blob_rules import Blob

Q = sql.load("referrals")


async def charge(tx: Transaction, member_id: str, day: date, size: int, most: int) -> bool:
    """Count what an organisation announces on a day; False when it would be more than `most` (bytes)."""
    return size <= most and await tx.fetchval(Q["blob_charge"], member_id, day, size, most) is not None


async def add(tx: Transaction, blob: Blob, created_on: date, expires_on: date) -> None:
    """Keep that a file is announced."""
    kept = (blob.upload_kept, blob.read_kept, blob.delete_kept)
    await tx.execute(Q["blob_add"], blob.id, blob.size, *kept, created_on, expires_on)


async def blob(tx: Transaction, blob_id: str, today: date) -> Blob | None:
    """Read what is known of a file."""
    row = await tx.fetchrow(Q["blob_by_id"], blob_id, today)
    return None if row is None else Blob(**dict(row))


async def append(tx: Transaction, blob_id: str, offset: int, data: bytes) -> int | None:
    """Keep the next bytes; gives where the upload stands then, or None when somebody else moved it."""
    received: int | None = await tx.fetchval(Q["blob_grow"], blob_id, offset, len(data))
    if received is not None:
        await tx.execute(Q["blob_append"], blob_id, offset, data)
    return received


async def piece(tx: Transaction, blob_id: str, begin: int, end: int) -> bytes:
    """Read the bytes from `begin` up to, and without, `end`."""
    return b"".join(row["piece"] for row in await tx.fetch(Q["blob_slice"], blob_id, begin, end))


async def delete(tx: Transaction, blob_id: str) -> None:
    """Delete a file."""
    await tx.execute(Q["blob_delete"], blob_id)


async def sweep(tx: Transaction, today: date, abandoned_before: date) -> int:
    """Delete what has run out and what was abandoned; gives the number."""
    return int(await tx.fetchval(Q["blob_sweep"], today, abandoned_before))
