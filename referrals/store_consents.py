"""Keep needs, consents and their events; rows become nouns here and mean nothing yet."""

from datetime import datetime

import asyncpg

from kit import sql
from network.context import Transaction
from referrals.agreement import AgeBand, Asked, Consent, ConsentEvent, Need, ReceiptGiven, Urgency

Q = sql.load("referrals")


def _need(row: asyncpg.Record) -> Need:
    fields = dict(row)
    return Need(**{**fields, "urgency": Urgency(fields["urgency"])})


def _consent(row: asyncpg.Record) -> Consent:
    asked = Asked(
        notice_version=row["notice_version"],
        notice_hash=row["notice_hash"],
        notice_language=row["notice_language"],
        read_aloud=row["read_aloud"],
        easy_read=row["easy_read"],
        receipt=ReceiptGiven(row["receipt"]),
        representative=row["representative"],
        own_assent=row["own_assent"],
        age_band=AgeBand(row["age_band"]),
    )
    return Consent(
        id=row["id"],
        from_member=row["from_member"],
        to_member=row["to_member"],
        listing_id=row["listing_id"],
        listing_version=row["listing_version"],
        node=row["node"],
        purposes=_left(row["purposes"], "PURPOSE", row["taken_back"]),
        categories=_left(row["categories"], "CATEGORY", row["taken_back"]),
        asked=asked,
        begins=row["nbf"],
        ends=row["exp"],
        uses=row["uses"],
        used=row["used"],
        status=row["status"],
        token=row["token"],
        token_hash=row["token_hash"],
        withdrawal_commitment=row["withdrawal_commitment"],
        device_key=row["device_key"],
        feedback_key=row["feedback_key"],
        recorded_at=row["recorded_at"],
        version=row["version"],
        renews=row["renews"],
        taken_back=tuple(row["taken_back"]),
        signer=row["signer"],
    )


def _left(said: list[str], kind: str, gone: list[str]) -> tuple[str, ...]:
    return tuple(one for one in said if f"{kind}:{one}" not in gone)


async def add_need(tx: Transaction, need: Need) -> None:
    """Open a need."""
    await tx.execute(
        Q["need_add"],
        need.id,
        need.member_id,
        need.holder_staff,
        need.service_type,
        need.urgency,
        need.age_asserted_17_plus,
        need.risk_assessment_on,
        need.opened_at,
    )


async def need_by_id(tx: Transaction, need_id: str) -> Need | None:
    """Read one need of the caller's organisation."""
    row = await tx.fetchrow(Q["need_by_id"], need_id)
    return None if row is None else _need(row)


async def add_consent(tx: Transaction, consent: Consent) -> None:
    """Record a consent."""
    asked = consent.asked
    await tx.execute(
        Q["consent_add"],
        consent.id,
        consent.from_member,
        consent.to_member,
        consent.listing_id,
        consent.listing_version,
        consent.node,
        list(consent.purposes),
        list(consent.categories),
        asked.notice_version,
        asked.notice_hash,
        asked.notice_language,
        asked.read_aloud,
        asked.easy_read,
        asked.receipt,
        asked.representative,
        asked.own_assent,
        asked.age_band,
        consent.begins,
        consent.ends,
        consent.uses,
        consent.token,
        consent.token_hash,
        consent.withdrawal_commitment,
        consent.device_key,
        consent.feedback_key,
        consent.recorded_at,
        consent.used,
        consent.renews,
        list(consent.taken_back),
        consent.signer,
    )


async def consent_by_id(tx: Transaction, consent_id: str) -> Consent | None:
    """Read one consent that the caller may see."""
    row = await tx.fetchrow(Q["consent_by_id"], consent_id)
    return None if row is None else _consent(row)


async def consents_by_commitment(tx: Transaction, commitment: bytes) -> list[Consent]:
    """Find the consents that her withdrawal secret belongs to (commitment: 32 bytes): the first, then its renewals."""
    return [_consent(row) for row in await tx.fetch(Q["consents_by_commitment"], commitment)]


async def last_event(tx: Transaction, chain_id: str) -> tuple[int, bytes]:
    """Read number and hash of the last event of a chain; (0, b"") for a new one."""
    row = await tx.fetchrow(Q["consent_last_event"], chain_id)
    return (0, b"") if row is None else (row["seq"], row["hash"])


async def add_event(
    tx: Transaction,
    chain_id: str,
    consent_id: str | None,
    referral_id: str | None,
    previous: bytes,
    statement: bytes | None,
    event: ConsentEvent,
) -> None:
    """Add one event to a chain."""
    await tx.execute(
        Q["consent_event_add"],
        chain_id,
        event.seq,
        previous,
        event.hash,
        consent_id,
        referral_id,
        event.type,
        event.by_role,
        event.method,
        event.valid_until,
        event.at,
        statement,
        event.about,
    )


async def events_of(tx: Transaction, chain_id: str) -> list[ConsentEvent]:
    """Read the events of one chain in order."""
    rows = await tx.fetch(Q["consent_events_of"], chain_id)
    names = ("seq", "type", "by_role", "method", "valid_until", "at", "hash", "about")
    return [ConsentEvent(**{name: row[name] for name in names}) for row in rows]


async def add_referral(
    tx: Transaction,
    referral_id: str,
    need_id: str,
    sender: str,
    recipient: str,
    listing_id: str,
    listing_version: int,
    mode: str,
    at: datetime,
) -> None:
    """Draft a referral."""
    await tx.execute(Q["referral_add"], referral_id, need_id, sender, recipient, listing_id, listing_version, mode, at)


async def add_first_step(tx: Transaction, referral_id: str, name: str, actor: str, member: str, at: datetime) -> None:
    """Keep that a referral was drafted."""
    await tx.execute(Q["referral_event_add"], referral_id, 1, name, "", "DRAFT", actor, member, None, at)


async def referral_row(tx: Transaction, referral_id: str) -> asyncpg.Record | None:
    """Read one referral's row that the caller may see."""
    return await tx.fetchrow(Q["referral_by_id"], referral_id)


async def step(
    tx: Transaction,
    referral_id: str,
    version: int,
    state: str,
    reason: str | None,
    consent_id: str | None,
    name: str,
    before: str,
    actor: str,
    member: str,
    at: datetime,
) -> int | None:
    """Move a referral before it is sent; gives the new version, or None when somebody was faster."""
    moved: int | None = await tx.fetchval(
        Q["referral_step"], referral_id, version, state, reason, consent_id, name, before, actor, member, at
    )
    return moved


async def consent_by_hash(tx: Transaction, token_hash: bytes) -> Consent | None:
    """Find the consent that an envelope names (32 bytes)."""
    row = await tx.fetchrow(Q["consent_by_hash"], token_hash)
    return None if row is None else _consent(row)
