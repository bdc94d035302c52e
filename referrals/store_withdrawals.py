"""Stop and shred: what happens to rows when she takes her consent back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from kit import sql
from network.context import Transaction
from referrals.agreement import Withdrawal, WithdrawalMethod

Q = sql.load("referrals")


@dataclass(frozen=True, slots=True)
class Stopped:
    """Hold one referral that was stopped, and who has to be told."""

    id: str
    from_member: str
    to_member: str
    sent_at: datetime | None
    before: str


def _receipt(row: asyncpg.Record) -> Withdrawal:
    return Withdrawal(row["receipt_id"], WithdrawalMethod(row["method"]), row["referrals_stopped"], row["at"])


async def end_consent(tx: Transaction, consent_id: str) -> bool:
    """End a consent and hold its row; false when she had withdrawn it before."""
    return await tx.fetchval(Q["withdraw_consent"], consent_id) is not None


async def receipt_of_consent(tx: Transaction, consent_id: str) -> Withdrawal | None:
    """Read the receipt of a withdrawn consent."""
    row = await tx.fetchrow(Q["withdrawal_of_consent"], consent_id)
    return None if row is None else _receipt(row)


async def receipt_of_referral(tx: Transaction, referral_id: str) -> Withdrawal | None:
    """Read the receipt of a referral that was stopped without a consent."""
    row = await tx.fetchrow(Q["withdrawal_of_referral"], referral_id)
    return None if row is None else _receipt(row)


async def stop_of_consents(tx: Transaction, consent_ids: list[str], at: datetime) -> list[Stopped]:
    """Stop every referral that these consents cover, terminal ones included."""
    return [Stopped(**dict(row)) for row in await tx.fetch(Q["withdraw_referrals"], consent_ids, at)]


async def stop_one(tx: Transaction, referral_id: str, at: datetime) -> list[Stopped]:
    """Stop one referral that no consent covers yet."""
    return [Stopped(**dict(row)) for row in await tx.fetch(Q["withdraw_referral"], referral_id, at)]


async def add_receipt(
    tx: Transaction, receipt: Withdrawal, *, consent_id: str | None = None, referral_id: str | None = None
) -> None:
    """Keep the receipt, so that asking again gives the same one."""
    await tx.execute(
        Q["withdrawal_add"],
        receipt.receipt_id,
        consent_id,
        referral_id,
        receipt.method,
        receipt.referrals_stopped,
        receipt.at,
    )


async def add_notices(
    tx: Transaction, notices: Sequence[tuple[str, str, str | None, str, datetime | None, datetime]]
) -> None:
    """Tell organisations: (id, member, referral or None, kind, erase by, at) each."""
    await tx.executemany(Q["notice_add"], notices)


async def add_attestation(
    tx: Transaction,
    referral_id: str,
    member_id: str,
    erased: bool,
    ground: str | None,
    statement: bytes,
    device_id: str,
    at: datetime,
) -> None:
    """Keep an organisation's signed word about erasure."""
    await tx.execute(Q["attestation_add"], referral_id, member_id, erased, ground, statement, device_id, at)


async def attestation_of(tx: Transaction, referral_id: str, member_id: str) -> asyncpg.Record | None:
    """Read an organisation's word about one referral."""
    return await tx.fetchrow(Q["attestation_of"], referral_id, member_id)
