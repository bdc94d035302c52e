"""Keep sealed alerts: to whom, on which day, what came of them, and nothing of who wrote them."""

from collections.abc import Sequence
from datetime import date

import asyncpg

from crypto.envelope import Envelope
from kit import sql
from network.context import Transaction
from referrals.alert_model import Alert, AlertAnswer, AlertState, Stood, Waiting

Q = sql.load("referrals")


async def members(tx: Transaction, kind: str) -> list[str]:
    """Name the members of a kind that work now, the oldest first."""
    return [row["id"] for row in await tx.fetch(Q["alert_members"], kind)]


async def add(tx: Transaction, envelope: Envelope, key: bytes, to_member: str, on: date) -> None:
    """Keep an alert; the same again changes nothing."""
    await tx.execute(Q["alert_add"], envelope.env_id, to_member, key, envelope.to_bytes(), on)


async def of(tx: Transaction, member_id: str) -> list[Alert]:
    """Read the alerts to a member that nobody answered."""
    return [
        Alert(row["id"], row["key"], Envelope.parse(row["sealed"]), row["on_day"], AlertState(row["state"]))
        for row in await tx.fetch(Q["alerts_of"], member_id)
    ]


async def kids(tx: Transaction) -> set[bytes]:
    """Name the keys (by `kid`) that kept alerts are sealed to; whole in the realm `node` only."""
    rows = await tx.fetch(Q["alerts_sealed"])
    return {kid for row in rows for kid in Envelope.parse(row["sealed"]).header.rcpt}


async def read(tx: Transaction, env_ids: Sequence[bytes], member_id: str) -> int:
    """Keep that somebody of a member read these; gives how many had waited."""
    return len(await tx.fetch(Q["alert_read"], list(env_ids), member_id))


async def answer(tx: Transaction, env_id: bytes, member_id: str, done: AlertAnswer, on: date) -> bool:
    """Keep what was done, and delete the words; false where there is none, or it was answered before."""
    return await tx.fetchval(Q["alert_answer"], env_id, member_id, done, on) is not None


async def states(tx: Transaction, keys: Sequence[bytes]) -> list[Stood]:
    """Read how the alerts with these keys stand."""
    rows = await tx.fetch(Q["alert_states"], list(keys))
    return [_stood(row) for row in rows]


def _stood(row: asyncpg.Record) -> Stood:
    answer = AlertAnswer(row["answer"]) if row["answer"] else None
    return Stood(row["key"], AlertState(row["state"]), answer, row["on_day"], row["ended_on"])


async def waiting(tx: Transaction) -> list[Waiting]:
    """Take the alerts that nobody answered; no other worker takes them in the meantime."""
    return [Waiting(*row) for row in await tx.fetch(Q["alerts_waiting"])]


async def told(tx: Transaction, env_ids: Sequence[bytes], on: date) -> None:
    """Keep on which day somebody was told last."""
    await tx.execute(Q["alerts_told"], list(env_ids), on)


async def run_out(tx: Transaction, before: date, on: date) -> int:
    """Delete the words of alerts that came before a day and that nobody answered; gives the number."""
    return len(await tx.fetch(Q["alerts_run_out"], before, on))


async def forget(tx: Transaction, before: date) -> None:
    """Delete alerts that ended before a day."""
    await tx.execute(Q["alerts_forget"], before)
