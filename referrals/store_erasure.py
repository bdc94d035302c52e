"""Keep what is to be erased until it is done, so that no crash and no restart forgets it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kit import sql
from network.context import Transaction

Q = sql.load("referrals")


@dataclass(frozen=True, slots=True)
class Erasure:
    """Name letters of one referral that are to be erased, and why."""

    referral_id: str
    ground: str
    letters_to: tuple[str, ...]


async def add(tx: Transaction, referral_ids: list[str], ground: str, ways: Collection[str], at: datetime) -> None:
    """Write down that letters are to be erased."""
    await tx.execute(Q["erasure_add"], referral_ids, ground, sorted(ways), at)


async def delete_letters(tx: Transaction, referral_ids: list[str], ways: Collection[str]) -> None:
    """Delete wraps and ciphertext of letters, and what opens them under case keys."""
    await tx.execute(Q["erasure_delete"], referral_ids, sorted(ways))
    await tx.execute(Q["case_delete"], referral_ids, sorted(ways))


async def take(tx: Transaction, most: int) -> list[Erasure]:
    """Take erasures whose keys are still there; nobody else takes them in the meantime."""
    rows = await tx.fetch(Q["erasure_take"], most)
    return [Erasure(row["referral_id"], row["ground"], tuple(row["letters_to"])) for row in rows]


async def keys_gone(tx: Transaction, done: list[Erasure], at: datetime) -> None:
    """Write down that keys are deleted."""
    await tx.execute(Q["erasure_keys_gone"], [one.referral_id for one in done], [one.ground for one in done], at)


async def unclean(tx: Transaction) -> datetime | None:
    """Tell when the last key was deleted that may still stand in the files of the database."""
    found: datetime | None = await tx.fetchval(Q["erasure_unclean"])
    return found


async def clean(tx: Transaction, until: datetime, at: datetime) -> None:
    """Write down that the files hold the keys no longer that were deleted by then."""
    await tx.execute(Q["erasure_clean"], until, at)


async def again(tx: Transaction) -> None:
    """Begin every erasure again."""
    await tx.execute(Q["erasure_again"])


async def all_erased(tx: Transaction, referral_id: str) -> bool:
    """Tell whether everything of a referral was erased."""
    return bool(await tx.fetchval(Q["erasure_of_all"], referral_id))


async def over(tx: Transaction, before: datetime, states: Collection[str], most: int) -> list[str]:
    """Name referrals that ended before a moment and of which something is still kept."""
    return [row["id"] for row in await tx.fetch(Q["erasure_retire"], before, sorted(states), most)]


@dataclass(frozen=True, slots=True)
class Owed:
    """Hold a recipient's debt of a word about erasure; `kept_because` is the ground on which it says it may not."""

    referral_id: str
    from_member: str
    to_member: str
    ground: str
    asked_at: datetime
    escalated_at: datetime | None
    kept_because: str | None


async def owed(tx: Transaction, after: datetime, after_id: str, count: int) -> list[Owed]:
    """Read who has not attested erasure, oldest first."""
    return [Owed(**dict(row)) for row in await tx.fetch(Q["erasures_owed"], after, after_id, count)]


async def escalate(tx: Transaction, before: datetime, at: datetime) -> int:
    """Tell everybody concerned of what was asked before a moment and is not attested; gives the number of referrals."""
    return int(await tx.fetchval(Q["erasure_escalate"], before, at))
