"""Keep how consents go on, get narrower and end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kit import sql
from network.context import Transaction
from referrals.agreement import Narrowing, WithdrawalMethod

Q = sql.load("referrals")


@dataclass(frozen=True, slots=True)
class Covered:
    """Hold one referral that a consent covers, and who has to be told."""

    id: str
    from_member: str
    to_member: str
    sent_at: datetime | None
    state: str


async def hold(tx: Transaction, commitment: bytes) -> None:
    """Lock a row of renewals by its first consent, so that her withdrawal and a renewal come one after the other."""
    await tx.execute(Q["consent_hold"], commitment)


async def set_status(tx: Transaction, consent_id: str, status: str) -> bool:
    """Change where a consent stands; false when it had ended before."""
    return await tx.fetchval(Q["consent_status"], consent_id, status) is not None


async def move(tx: Transaction, before: str, after: str, states: Collection[str], at: datetime) -> None:
    """Let referrals in these states go on under another consent."""
    await tx.execute(Q["consent_move"], before, after, sorted(states), at)


async def take_back(tx: Transaction, consent_id: str, part: str) -> None:
    """Take a part out of a consent for good."""
    await tx.execute(Q["consent_take_back"], consent_id, part)


async def covered(tx: Transaction, consent_ids: Collection[str]) -> list[Covered]:
    """Name the referrals that consents cover."""
    return [Covered(**dict(row)) for row in await tx.fetch(Q["consent_referrals"], list(consent_ids))]


async def over(tx: Transaction, now: datetime, most: int) -> list[str]:
    """Take consents that have run out; nobody else takes them in the meantime."""
    return [row["id"] for row in await tx.fetch(Q["consents_over"], now, most)]


async def towards(tx: Transaction, member_id: str, listing_id: str) -> list[str]:
    """Name the live consents towards an organisation or for a service."""
    return [row["id"] for row in await tx.fetch(Q["consents_towards"], member_id, listing_id)]


async def stop(
    tx: Transaction, consent_id: str, states: Collection[str], reason: str, actor: str, member: str, now: datetime
) -> None:
    """Put what a consent covers and has not begun on hold."""
    await tx.execute(Q["revoke_hold"], consent_id, sorted(states), now, actor, member, reason)


async def void(
    tx: Transaction, consent_id: str, states: Collection[str], actor: str, member: str, now: datetime
) -> list[str]:
    """End what a consent covers that was none; gives the ids."""
    return [row["id"] for row in await tx.fetch(Q["revoke_void"], consent_id, sorted(states), now, actor, member)]


async def add_narrowing(tx: Transaction, one: Narrowing) -> None:
    """Keep her receipt for a part that she took back."""
    await tx.execute(Q["narrowing_add"], one.receipt_id, one.consent_id, one.part, one.method, one.at, one.erase_by)


async def narrowings(tx: Transaction, consent_ids: Collection[str]) -> list[Narrowing]:
    """Read what she took back in part, with the recipient's word about it."""
    rows = await tx.fetch(Q["narrowings_of"], list(consent_ids))
    return [Narrowing(**{**dict(row), "method": WithdrawalMethod(row["method"])}) for row in rows]


async def attest_part(
    tx: Transaction,
    narrowing: Narrowing,
    member_id: str,
    erased: bool,
    ground: str | None,
    statement: bytes,
    device_id: str,
    at: datetime,
) -> None:
    """Keep a recipient's signed word about a part."""
    await tx.execute(
        Q["part_attestation_add"],
        narrowing.consent_id,
        narrowing.part,
        member_id,
        erased,
        ground,
        statement,
        device_id,
        at,
    )


async def escalate(tx: Transaction, now: datetime) -> int:
    """Tell everybody concerned of parts that no recipient attested in time; gives their number."""
    return int(await tx.fetchval(Q["narrowing_escalate"], now))
