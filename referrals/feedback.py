"""The desk of her own account: no login, only her key; sealed to who helped her, never through the other."""

from dataclasses import dataclass, replace
from datetime import datetime

from crypto import consent as tokens
from crypto.envelope import Envelope
from crypto.errors import BadSignature
from crypto.format import b64u
from directory import actions as directory
from kit.ids import new_id
from network import actions as network
from network import intake
from network.context import Transaction
from network.model import ANONYMOUS, IntakeKey
from referrals import (
    asking_rules,
    errors,
    keys,
    store_consents,
    store_envelopes,
    store_erasure,
    store_loop,
    store_withdrawals,
    thread,
)
from referrals.agreement import Consent, SendReceipt, Stored
from referrals.erasure_errors import CaseErased
from referrals.model import Referral
from referrals.shredding import Shredder, Way


async def give(tx: Transaction, envelope: Envelope, proof: bytes, *, shred: Shredder, now: datetime) -> SendReceipt:
    """Take her account from whoever holds her key, in the realm `node`; the same envelope again changes nothing.

    Raises:
        NoConsent: her envelope names no consent, or the consent gave her no key.
        BadConsentSignature: the proof is not made with her key.
        ConsentWithdrawn: she took her consent back; nothing more is kept of her.
        EnvelopeForAnother, EnvelopeExpired, RecipientKeyRevoked: it was sealed for something else.
        CaseErased: it ended so long ago that nothing of it is kept.
        LetterKeyLost: the node can no longer keep anything of this referral.
    """
    env_id = envelope.env_id
    consent, before = await _about(tx, envelope, proof)
    if (stored := await store_loop.stored_at(tx, env_id)) is not None:
        return SendReceipt(before.id, b64u(env_id), Stored.ALREADY, stored, before.version)
    thread.belongs(envelope, before, consent, "", before.from_member)
    thread.timely(envelope, consent, now)
    await keys.sealed_to_today(tx, envelope, before.from_member, now)
    after = asking_rules.her_account(before, now)
    if await store_erasure.all_erased(tx, before.id):
        raise CaseErased("envelope")
    key = await shred.key(before.id, Way.HERS)
    await store_envelopes.add(tx, envelope, shred_key=key, consent_id=consent.id, kind="FEEDBACK", at=now)
    saved = await store_loop.save(
        tx, before, after, name="HER_FEEDBACK", actor="W", member="", reason=None, only_for=before.from_member,
        env_id=env_id,
    )  # fmt: skip
    if not saved:
        raise errors.StaleVersion("envelope", current=before.version + 1)
    await store_withdrawals.add_notices(tx, [(new_id(), before.from_member, before.id, "HER_FEEDBACK", None, now)])
    await network.record(tx, ANONYMOUS, "her-feedback", "referral", before.id, now)
    return SendReceipt(before.id, b64u(env_id), Stored.STORED, now, after.version)


async def _about(tx: Transaction, envelope: Envelope, proof: bytes) -> tuple[Consent, Referral]:
    """Read which consent her envelope names and what it is about; that may have been renewed since, or before."""
    at = envelope.header.context
    consent = await store_consents.consent_by_hash(tx, at.consent)
    if consent is None or not consent.feedback_key:
        raise errors.NoConsent("envelope")
    try:
        tokens.verify_proof(consent.feedback_key, proof, envelope.env_id)
    except BadSignature:
        raise errors.BadConsentSignature("proof") from None
    line = await store_consents.consents_by_commitment(tx, consent.withdrawal_commitment)
    if any(one.status == "WITHDRAWN" for one in line):
        raise errors.ConsentWithdrawn
    before = await store_loop.referral(tx, at.ref)
    if before is None or before.consent_id not in {one.id for one in line}:
        raise errors.EnvelopeForAnother("envelope")
    return consent, before


@dataclass(frozen=True, slots=True)
class Target:
    """Name the key that her account is sealed to, with the words that vouch for it, and the consent of today.

    `service_types` say what is asked, as about work; `served_by` is the member that must not hold the pen.
    """

    key: IntakeKey
    officers: bytes | None
    consent: bytes
    until: datetime
    service_types: tuple[str, ...]
    served_by: str


async def target(tx: Transaction, consent_hash: bytes, *, now: datetime) -> Target:
    """Say whom her account is sealed to, to whoever can name her consent; in the realm `node`.

    Raises:
        NoConsent: there is no such consent, or she took it back.
        RecipientKeyRevoked: the organisation has no key to seal to now.
    """
    named = await store_consents.consent_by_hash(tx, consent_hash)
    line = await store_consents.consents_by_commitment(tx, named.withdrawal_commitment) if named else []
    if not line or not line[-1].feedback_key or line[-1].status == "WITHDRAWN":
        raise errors.NoConsent("consent")
    consent = line[-1]  # her card names the first; what goes on does so under the last
    key = await intake.key_now(tx, consent.from_member, now=now)
    if key is None:
        raise errors.RecipientKeyRevoked("consent")
    officers = (await network.member_by_id(tx, consent.from_member)).officers
    hers = replace(ANONYMOUS, member_id=consent.from_member)
    types = await directory.service_types(tx, hers, consent.listing_id, consent.listing_version)
    return Target(key, officers, consent.token_hash, consent.ends, types, consent.to_member)
