"""Read what is kept of a referral's letters, and what was erased, for the woman herself."""

from dataclasses import dataclass
from datetime import datetime

from kit import sql
from network.context import Transaction

Q = sql.load("referrals")


@dataclass(frozen=True, slots=True)
class Written:
    """Hold that a letter was written, and whether it is deleted; never what it says."""

    kind: str
    from_member: str
    at: datetime
    deleted: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """Hold what was erased of a referral, and when."""

    ground: str
    letters_to: tuple[str, ...]
    asked_at: datetime
    key_gone_at: datetime | None


async def letters(tx: Transaction, referral_id: str) -> list[Written]:
    """Name the letters of a referral."""
    return [Written(**dict(row)) for row in await tx.fetch(Q["her_letters"], referral_id)]


async def erasures(tx: Transaction, referral_id: str) -> list[Gone]:
    """Name what was erased of a referral."""
    rows = await tx.fetch(Q["her_erasures"], referral_id)
    return [Gone(row["ground"], tuple(row["letters_to"]), row["asked_at"], row["key_gone_at"]) for row in rows]
