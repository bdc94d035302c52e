"""The archive of recovery: statements, sealed seeds and requests; nothing in it opens anything."""

from datetime import datetime

from kit import sql
from network.context import Transaction
from network.recovery_model import Recovery, RecoveryRequest, RecoveryWrap, RequestState

Q = sql.load("network")


async def recovery(tx: Transaction, member_id: str) -> Recovery | None:
    """Load what an organisation opted in to."""
    row = await tx.fetchrow(Q["recovery"], member_id)
    return Recovery(**row) if row else None


async def add(tx: Transaction, member_id: str, new: Recovery) -> None:
    """Keep what an organisation opts in to."""
    await tx.execute(Q["add_recovery"], member_id, new.ceremony, new.statement, new.expires_at)


async def end(tx: Transaction, member_id: str) -> None:
    """Delete what an organisation opted in to, with what was sealed, and stop who asked for it."""
    await tx.execute(Q["end_recovery"], member_id)
    await tx.execute(Q["stop_recovery_requests"], member_id)


async def add_wraps(tx: Transaction, member_id: str, wraps: list[tuple[int, bytes]]) -> None:
    """Keep intake seeds sealed to the recovery key."""
    await tx.executemany(Q["add_recovery_wrap"], [(member_id, epoch, wrap) for epoch, wrap in wraps])


async def wraps(tx: Transaction, member_id: str) -> list[RecoveryWrap]:
    """Load the intake seeds that the recovery key opens, newest first."""
    return [RecoveryWrap(**row) for row in await tx.fetch(Q["recovery_wraps"], member_id)]


async def missing(tx: Transaction, member_id: str) -> list[int]:
    """Give the numbers of the intake keys that are not over and of which no seed is sealed to the recovery key."""
    return [row["epoch"] for row in await tx.fetch(Q["recovery_missing"], member_id)]


async def waiting(tx: Transaction, member_id: str) -> RecoveryRequest | None:
    """Load the one request that waits."""
    row = await tx.fetchrow(Q["recovery_waiting"], member_id)
    return RecoveryRequest(**{**row, "state": RequestState(row["state"])}) if row else None


async def add_request(tx: Transaction, new: RecoveryRequest) -> None:
    """Keep a request."""
    await tx.execute(
        Q["add_recovery_request"], new.device_id, new.member_id, new.ceremony, new.sign_key, new.seal_key,
        new.requested_at, new.ripe_at,
    )  # fmt: skip


async def request(tx: Transaction, device_id: str) -> RecoveryRequest | None:
    """Load one request, alone until the transaction ends."""
    row = await tx.fetchrow(Q["recovery_request"], device_id)
    return RecoveryRequest(**{**row, "state": RequestState(row["state"])}) if row else None


async def requests(tx: Transaction, member_id: str) -> list[RecoveryRequest]:
    """Load an organisation's requests, newest first."""
    rows = await tx.fetch(Q["recovery_requests"], member_id)
    return [RecoveryRequest(**{**row, "state": RequestState(row["state"])}) for row in rows]


async def end_request(tx: Transaction, device_id: str, state: RequestState) -> None:
    """Stop a request, or call it done."""
    await tx.execute(Q["end_recovery_request"], device_id, state)


async def take_over(tx: Transaction, device_id: str, statement: bytes, officers: bytes, now: datetime) -> str:
    """Make a recovered device the organisation's only one; gives the person whose device it is."""
    return str(await tx.fetchval(Q["take_over"], device_id, now, statement, officers))
