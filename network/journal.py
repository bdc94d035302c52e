"""The audit trail: who did what to which thing when, chained by hashes, without content.

Each device writes a lane of its own, so that two colleagues never wait for each other.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from kit import sql
from network.context import Transaction
from network.model import Caller

Q = sql.load("network")
NODE_LANE = "node"


def moment(at: datetime) -> str:
    """Write a time as the chain of hashes has it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def lane_of(caller: Caller) -> str:
    """Name the lane that a caller's acts are written in."""
    return caller.device_id or NODE_LANE


async def record(tx: Transaction, caller: Caller, action: str, object_type: str, object_id: str, now: datetime) -> None:
    """Write down an act in the same transaction, so that neither is there without the other (one round trip)."""
    await tx.execute(
        Q["record"], lane_of(caller), now, moment(now), caller.member_id, caller.staff_id, action, object_type,
        object_id,
    )  # fmt: skip


async def record_all(
    tx: Transaction, caller: Caller, action: str, object_type: str, object_ids: Sequence[str], now: datetime
) -> None:
    """Write down one act on each of several things, as fast as one after the other allows."""
    who = (lane_of(caller), now, moment(now), caller.member_id, caller.staff_id, action, object_type)
    await tx.executemany(Q["record"], [(*who, one) for one in object_ids])


async def verify_audit(tx: Transaction, lane: str) -> int | None:
    """Find the first line of a lane that is not what was written; None when the whole chain holds."""
    before = b""
    number = 0
    for number, row in enumerate(await tx.fetch(Q["audit_lane"], lane), 1):
        said = (
            str(row["seq"]), moment(row["at"]), row["member_id"], row["staff_id"],
            row["action"], row["object_type"], row["object_id"],
        )  # fmt: skip
        before = hashlib.sha256(before + "\x1f".join(said).encode()).digest()
        if row["seq"] != number or row["hash"] != before:
            return number
    return None
