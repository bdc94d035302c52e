"""The archive of pairings: what two devices say to each other before one vouches for the other."""

from kit import sql
from network.context import Transaction
from network.model import Pairing

Q = sql.load("network")


async def add(tx: Transaction, device_id: str, member_id: str, commitment: bytes) -> None:
    """Keep a new device's commitment."""
    await tx.execute(Q["add_pairing"], device_id, member_id, commitment)


async def pairing(tx: Transaction, device_id: str) -> Pairing | None:
    """Load how far a waiting device has come."""
    row = await tx.fetchrow(Q["pairing"], device_id)
    return Pairing(**row) if row else None


async def answer(tx: Transaction, device_id: str, officer_id: str, nonce: bytes) -> None:
    """Keep an answer, unless there is one."""
    await tx.execute(Q["answer_pairing"], device_id, officer_id, nonce)


async def open_(tx: Transaction, device_id: str, nonce: bytes) -> None:
    """Keep the number that opens a commitment."""
    await tx.execute(Q["open_pairing"], device_id, nonce)
