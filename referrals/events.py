"""The life of a consent as a chain of events: only ever added to, each holding the hash of the one before."""

from datetime import datetime

from crypto.format import b64u, blake2b, jcs, lp
from network.context import Transaction
from referrals import store_consents
from referrals.agreement import ConsentEvent


async def keep_event(
    tx: Transaction,
    kind: str,
    *,
    method: str,
    role: str,
    at: datetime,
    consent_id: str | None = None,
    referral_id: str | None = None,
    until: datetime | None = None,
    statement: bytes | None = None,
) -> ConsentEvent:
    """Add one event to the chain of a consent, or of the referral while there is no consent yet.

    Hash: BLAKE2b-256 over lp("tolerant/v1/consent-event", previous hash, JCS of the event).
    """
    chain = consent_id or referral_id or ""
    seq, previous = await store_consents.last_event(tx, chain)
    row = jcs(
        {
            "chain": chain,
            "seq": seq + 1,
            "type": kind,
            "role": role,
            "method": method,
            "at": at.isoformat(),
            "until": until.isoformat() if until else "",
            "statement": b64u(blake2b(statement)) if statement else "",
        }
    )
    event = ConsentEvent(
        seq + 1, kind, role, method, until, at, blake2b(lp("tolerant/v1/consent-event", previous, row))
    )
    await store_consents.add_event(tx, chain, consent_id, referral_id, previous, statement, event)
    return event
