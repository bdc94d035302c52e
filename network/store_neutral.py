"""The archive of neutral names."""

from datetime import datetime

from kit import sql
from network.context import Transaction

Q = sql.load("network")


async def name_of(tx: Transaction, member_id: str) -> str | None:
    """Read an organisation's neutral name."""
    found = await tx.fetchval(Q["neutral_name"], member_id)
    return str(found) if found is not None else None


async def keep(tx: Transaction, member_id: str, name: str, now: datetime) -> None:
    """Keep an organisation's neutral name."""
    await tx.execute(Q["set_neutral_name"], member_id, name, now)
