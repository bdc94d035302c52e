"""Keep sealed alerts: to whom, on which day, and nothing of who wrote them."""

from datetime import date

from crypto.envelope import Envelope
from kit import sql
from network.context import Transaction

Q = sql.load("referrals")


async def members(tx: Transaction, kind: str) -> list[str]:
    """Name the members of a kind that work now, the oldest first."""
    return [row["id"] for row in await tx.fetch(Q["alert_members"], kind)]


async def add(tx: Transaction, envelope: Envelope, key: bytes, to_member: str, on: date) -> None:
    """Keep an alert; the same again changes nothing."""
    await tx.execute(Q["alert_add"], envelope.env_id, to_member, key, envelope.to_bytes(), on)


async def of(tx: Transaction, member_id: str) -> list[tuple[bytes, bytes, Envelope, date]]:
    """Read the alerts to a member."""
    rows = await tx.fetch(Q["alerts_of"], member_id)
    return [(row["id"], row["key"], Envelope.parse(row["sealed"]), row["on_day"]) for row in rows]


async def kids(tx: Transaction) -> set[bytes]:
    """Name the keys (by `kid`) that kept alerts are sealed to; whole in the realm `node` only."""
    rows = await tx.fetch(Q["alerts_sealed"])
    return {kid for row in rows for kid in Envelope.parse(row["sealed"]).header.rcpt}


async def delete(tx: Transaction, env_id: bytes, member_id: str) -> bool:
    """Delete an alert; false where there was none."""
    return await tx.fetchval(Q["alert_delete"], env_id, member_id) is not None


async def sweep(tx: Transaction, before: date) -> int:
    """Delete the alerts that came before a day; gives the number."""
    return int(await tx.fetchval(Q["alert_sweep"], before))
