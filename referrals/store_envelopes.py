"""Keep envelopes that nobody here can read, each hanging on a consent that was consumed for it.

What is stored of them lies under a shred key (`referrals.shredding`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import asyncpg

from crypto.envelope import Envelope, Header
from crypto.keys import DELETED
from directory.model import Standing
from kit import sql
from network.context import Ask, Transaction
from network.journal import moment
from referrals.model import Kept
from referrals.shredding import Shredder, Way, closed, opened

Q = sql.load("referrals")


@dataclass(frozen=True, slots=True)
class Load:
    """Hold what one round trip reads for the guards of sending."""

    from_member: str
    to_member: str
    listing_id: str
    listing_version: int
    state: str
    version: int
    consent_id: str | None
    uses: int | None
    used: int | None
    status: str | None
    consent: bytes | None
    token_hash: bytes | None
    device_key: bytes | None
    risk_assessment_on: date
    age_asserted_17_plus: bool
    urgency: str
    epoch: int | None
    public_key: bytes | None
    standing: Standing | None
    stored_at: datetime | None
    replayed: bool
    duplicate: bool
    sender_vouched: bool
    recipient_vouched: bool
    shred_key: bytes | None = field(repr=False)


async def load(
    ask: Ask, shredder: Shredder, referral_id: str, env_id: bytes, token_hash: bytes, seq: int, now: datetime
) -> Load | None:
    """Read everything that the guards of sending look at; None when the caller's organisation has no such referral."""
    row = await ask(Q["send_load"], referral_id, env_id, token_hash, seq, now)
    if row is None:
        return None
    key = await shredder.find(referral_id, Way.RECIPIENT)
    fields = dict(row)
    offered = {name: fields.pop(f"s_{name}") for name in Standing.__dataclass_fields__}
    return Load(**fields, shred_key=key, standing=None if offered["state"] is None else Standing(**offered))


async def store(
    ask: Ask,
    envelope: Envelope,
    env_id: bytes,
    *,
    shred_key: bytes,
    consent_id: str,
    expected_version: int,
    at: datetime,
    due_what: str,
    key: str,
    request: bytes,
    lane: str,
    staff: str,
) -> int | None:
    """Consume the consent, store the envelope and write it all down; None, and nothing done, if somebody was faster."""
    place = envelope.header.context
    ct, wraps = closed(envelope, env_id, shred_key)
    try:
        row = await ask(
            Q["send_store"],
            place.ref,
            expected_version,
            env_id,
            consent_id,
            place.seq,
            place.recipient,
            place.prev,
            at,
            envelope.protected,
            envelope.commit,
            envelope.nonce,
            ct,
            list(envelope.header.rcpt),
            wraps,
            None,  # a worker says when, by the calendar of the recipient's country
            due_what,
            key,
            request,
            lane,
            moment(at),
            staff,
        )
    except asyncpg.SerializationError:
        return None
    return None if row is None else int(row[0])


async def add(
    tx: Transaction, envelope: Envelope, *, shred_key: bytes, consent_id: str, kind: str, at: datetime
) -> None:
    """Store one more envelope of a thread (`REPLY`, `STATUS` or `FEEDBACK`) under the consent that carries it.

    An account of hers has no sender here, whoever held the pen.

    Call it before the referral's own row is changed: the consent is always locked first. The database refuses when the
    consent is not in force (constraints `consent_withdrawn`, `consent_not_in_force`) or the place is taken
    (`env_replayed`).
    """
    context = envelope.header.context
    env_id = envelope.env_id
    ct, wraps = closed(envelope, env_id, shred_key)
    await tx.execute(
        Q["envelope_meta"],
        env_id,
        kind,
        context.ref,
        context.seq,
        context.prev,
        "" if kind == "FEEDBACK" else context.sender,
        context.recipient,
        consent_id,
        at,
    )
    await tx.execute(
        Q["envelope_ct"],
        env_id,
        envelope.protected,
        envelope.commit,
        envelope.nonce,
        ct,
        list(envelope.header.rcpt),
        wraps,
    )


async def of_referral(tx: Transaction, referral_id: str, keys: Mapping[str, bytes]) -> list[Kept]:
    """Read the envelopes of one referral that the caller may see, in the order they were stored.

    `keys` are its shred keys, read before: then a letter that is here was not erased when they were.

    Raises:
        LetterKeyLost: the key to a letter that was not erased is missing.
    """
    return [_kept(row, keys) for row in await tx.fetch(Q["envelopes_of"], referral_id)]


def _kept(row: asyncpg.Record, keys: Mapping[str, bytes]) -> Kept:
    data = None
    if row["ct"] is not None and row["wraps"] is not None:
        header = Header.parse(row["protected"])
        data = Envelope(row["protected"], header, row["key_commit"], tuple(row["wraps"]), row["nonce"], row["ct"])
        if row["shut"]:
            data = opened(data, row["env_id"], keys.get(row["letters_to"]))
        data = replace(data, wraps=tuple(wrap or DELETED for wrap in data.wraps))
    return Kept(
        row["env_id"],
        row["kind"],
        row["referral_id"],
        row["seq"],
        row["from_member"],
        row["to_member"],
        row["at"],
        data,
    )
