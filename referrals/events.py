"""The life of a consent as a chain of events: only ever added to, each holding the hash of the one before."""

from dataclasses import replace
from datetime import UTC, datetime

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
    about: str | None = None,
) -> ConsentEvent:
    """Add one event to the chain of a consent, or of the referral while there is no consent yet.

    `about` says of which part it speaks (`CATEGORY:HEALTH`), or why others ended it (`KEY_COMPROMISED`).
    """
    chain = consent_id or referral_id or ""
    seq, previous = await store_consents.last_event(tx, chain)
    said = ConsentEvent(seq + 1, kind, role, method, until, at, b"", about)
    event = replace(said, hash=event_hash(chain, previous, said, statement))
    await store_consents.add_event(tx, chain, consent_id, referral_id, previous, statement, event)
    return event


def event_hash(chain: str, previous: bytes, event: ConsentEvent, statement: bytes | None) -> bytes:
    """Hash an event onto the one before, so that a changed, missing or added one shows.

    BLAKE2b-256 over lp("tolerant/v1/consent-event", previous hash, JCS of the event), all times in UTC.
    """
    said = {
        "chain": chain,
        "seq": event.seq,
        "type": event.type,
        "role": event.by_role,
        "method": event.method,
        "at": event.at.astimezone(UTC).isoformat(),
        "until": event.valid_until.astimezone(UTC).isoformat() if event.valid_until else "",
        "statement": b64u(blake2b(statement)) if statement else "",
        **({"about": event.about} if event.about else {}),
    }
    return blake2b(lp("tolerant/v1/consent-event", previous, jcs(said)))
