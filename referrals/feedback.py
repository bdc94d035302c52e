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
from network.model import ANONYMOUS, Caller, IntakeKey, Role
from network.rules import require
from referrals import (
    asking_rules,
    cases,
    consent_errors,
    errors,
    keys,
    loop_errors,
    rules,
    store_consents,
    store_envelopes,
    store_erasure,
    store_loop,
    store_withdrawals,
    thread,
)
from referrals.agreement import Consent, SendReceipt, Stored
from referrals.erasure_errors import CaseErased
from referrals.model import Actor, Referral
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
    return await _keep(tx, ANONYMOUS, envelope, before, consent, shred, now)


async def take_down(
    tx: Transaction, caller: Caller, envelope: Envelope, *, shred: Shredder, now: datetime
) -> SendReceipt:
    """Keep what she told a caseworker of the organisation that helps her, who needs no card of hers for it.

    It is sealed to that organisation by the caseworker's own device, so that nobody takes it for her own hand. The
    transaction is in the realm `node`; the same envelope again changes nothing.

    Raises:
        ReferralNotFound, NotYourStep, CaseNotYours: only who sent it and is on the case; never who was to serve her.
        PurposeNotConsented: she did not agree to be asked how it went, or took that back.
        ConsentRevoked: it never was a consent.
        The rest as in `give`.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    before = await store_loop.referral(tx, envelope.header.context.ref)
    actors = frozenset[Actor]() if before is None else rules.actors_of(caller, before)
    if before is None or not actors & {Actor.A, Actor.B}:
        raise errors.ReferralNotFound("envelope")
    if Actor.A not in actors or before.to_member == caller.member_id:
        raise loop_errors.NotYourStep
    await cases.may_open(tx, caller, before.id)
    if (stored := await store_loop.stored_at(tx, envelope.env_id)) is not None:
        return SendReceipt(before.id, b64u(envelope.env_id), Stored.ALREADY, stored, before.version)
    consent = await store_consents.consent_by_id(tx, before.consent_id or "")
    if consent is None or consent.status == "WITHDRAWN":
        raise errors.ConsentWithdrawn if consent else errors.NoConsent("envelope")
    if consent.status == "INVALIDATED":
        raise consent_errors.ConsentRevoked
    thread.for_purpose(consent, "COLLECT_HER_FEEDBACK")
    return await _keep(tx, caller, envelope, before, consent, shred, now)


async def _keep(
    tx: Transaction, by: Caller, envelope: Envelope, before: Referral, consent: Consent, shred: Shredder, now: datetime
) -> SendReceipt:
    """Store an account under her consent, to the organisation that helped her alone; `by` is nobody where she wrote."""
    env_id, to = envelope.env_id, before.from_member
    thread.belongs(envelope, before, consent, by.member_id, to)
    thread.timely(envelope, consent, now)
    await keys.sealed_to_today(tx, envelope, to, now)
    after = asking_rules.her_account(before, now)
    if await store_erasure.all_erased(tx, before.id):
        raise CaseErased("envelope")
    key = await shred.key(before.id, Way.HERS)
    await store_envelopes.add(tx, envelope, shred_key=key, consent_id=consent.id, kind="FEEDBACK", at=now)
    saved = await store_loop.save(
        tx, before, after, name="HER_FEEDBACK", actor="A" if by.member_id else "W", member=by.member_id, reason=None,
        only_for=to, env_id=env_id,
    )  # fmt: skip
    if not saved:
        raise errors.StaleVersion("envelope", current=before.version + 1)
    await store_withdrawals.add_notices(tx, [(new_id(), to, before.id, "HER_FEEDBACK", None, now)])
    await network.record(tx, by, "her-feedback", "referral", before.id, now)
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
