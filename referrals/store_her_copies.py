"""Keep sealed parts of her own copy, in the realm of the node: no row leads to an organisation or to a referral."""

from datetime import date

from kit import sql
from network.context import Transaction

Q = sql.load("referrals")


async def parts(tx: Transaction, lookup_kept: bytes, skip: int, most: int) -> list[bytes]:
    """Read the sealed parts of a copy, in an order that says nothing."""
    return [row["sealed"] for row in await tx.fetch(Q["her_copy_parts"], lookup_kept, skip, most)]


async def there(tx: Transaction, lookup_kept: bytes) -> bool:
    """Say whether there is a copy."""
    return bool(await tx.fetchval(Q["her_copy_there"], lookup_kept))


async def open_(tx: Transaction, lookup_kept: bytes, append_kept: bytes, revoke_kept: bytes, ends_on: date) -> bool:
    """Make a copy, or find it as it was made before; false where another one is there."""
    await tx.execute(Q["her_copy_open"], lookup_kept, append_kept, revoke_kept, ends_on)
    return bool(await tx.fetchval(Q["her_copy_is"], lookup_kept, append_kept, revoke_kept))


async def hold(tx: Transaction, append_kept: bytes) -> tuple[bytes, int] | None:
    """Hold the row of a copy, so that two devices do not fill it at once; gives its name and how many parts it has."""
    lookup_kept = await tx.fetchval(Q["her_copy_hold"], append_kept)
    return None if lookup_kept is None else (lookup_kept, await tx.fetchval(Q["her_copy_count"], lookup_kept))


async def has(tx: Transaction, part_id: bytes) -> bool:
    """Say whether a part is there already."""
    return bool(await tx.fetchval(Q["her_copy_has"], part_id))


async def add(tx: Transaction, lookup_kept: bytes, part_id: bytes, sealed: bytes, ends_on: date) -> None:
    """Add a part, and keep the copy as long as it needs."""
    await tx.execute(Q["her_copy_add"], part_id, lookup_kept, sealed)
    await tx.execute(Q["her_copy_longer"], lookup_kept, ends_on)


async def delete(tx: Transaction, revoke_kept: bytes) -> bool:
    """Delete a copy with all its parts; false where there was none."""
    return await tx.fetchval(Q["her_copy_delete"], revoke_kept) is not None


async def sweep(tx: Transaction, before: date) -> int:
    """Delete the copies that ended before a day; gives the number."""
    return int(await tx.fetchval(Q["her_copy_sweep"], before))
