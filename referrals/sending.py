"""The desk of sending: her sealed referral leaves with her consent, in one transaction, or not at all."""

from datetime import datetime

from crypto import consent as tokens
from crypto.envelope import MOST_BYTES, Envelope
from crypto.errors import BadSignature
from crypto.format import b64u, blake2b
from crypto.keys import kid
from directory import actions as directory
from network import actions as network
from network.context import Context
from network.model import Role
from network.rules import check_idempotency_key, require
from referrals import errors, guards, shredding, store_envelopes
from referrals.agreement import SendReceipt, Stored
from referrals.consent_rules import moment
from referrals.store_envelopes import Load
from referrals.timer_model import Kind


class LostRace(errors.StaleVersion):
    """Say that somebody was faster in the same moment; the door looks a second time."""


def read(envelope: str) -> Envelope:
    """Read an envelope's form before a transaction is opened.

    Raises:
        EnvelopeTooLarge: more than 64 KiB.
        MalformedEnvelope: any other form than the one of crypto/SPEC.md.
    """
    if len(envelope) > MOST_BYTES:
        raise errors.EnvelopeTooLarge("envelope")
    return Envelope.parse(envelope)


async def send(ctx: Context, envelope: Envelope, *, expected_version: int, key: str) -> SendReceipt:
    """Send one woman, with her consent, towards one listing (transition 3).

    What the guards look at is read first; the act checks again what may have changed since (record 0027). The same
    envelope again gives the stored receipt and changes nothing. So the key is not looked up first: a key that stands
    for another request is refused when it is kept (constraint `idempotency_key_once`).

    Raises:
        Refusal: the first guard that says no (`referrals.guards`), each with its own code.
        NotOffered: the listing is not vetted, is suspended, stale or closed to referrals.
        LetterKeyLost: the node has lost the shred key under which it would keep the envelope.
        LostRace: the referral or the consent changed in the same moment.
    """
    require(ctx.caller, Role.CASEWORKER, Role.ORG_ADMIN)
    place, env_id, now = envelope.header.context, envelope.env_id, ctx.now
    async with ctx.asking() as ask:
        loaded = await store_envelopes.load(ask, ctx.shred, place.ref, env_id, place.consent, place.seq, now)
        if loaded is None:
            raise errors.ReferralNotFound("envelope")
        if loaded.status == "WITHDRAWN":
            raise errors.ConsentWithdrawn
        if loaded.stored_at is not None:
            return SendReceipt(place.ref, b64u(env_id), Stored.ALREADY, loaded.stored_at, loaded.version)
        agreed = guards.check(_facts(envelope, env_id, loaded, expected_version, ctx.settings.node_id, now))
        directory.offer(loaded.standing, loaded.listing_id, loaded.listing_version, now)
        version = await store_envelopes.store(
            ask,
            envelope,
            env_id,
            shred_key=shredding.there(loaded.shred_key),
            consent_id=agreed.id,
            expected_version=expected_version,
            at=now,
            due_what=Kind.ACKNOWLEDGE,
            key=check_idempotency_key(key),
            request=blake2b(env_id + expected_version.to_bytes(8, "big", signed=True)),
            lane=network.lane_of(ctx.caller),
            staff=ctx.caller.staff_id,
        )
    if version is None:
        raise LostRace("expectedVersion", current=loaded.version + 1)
    return SendReceipt(place.ref, b64u(env_id), Stored.STORED, now, version)


def _facts(
    envelope: Envelope,
    env_id: bytes,
    loaded: Load,
    expected_version: int,
    node: str,
    now: datetime,
) -> guards.Facts:
    context = envelope.header.context
    letter = guards.Letter(
        env_id=env_id,
        ref=context.ref,
        seq=context.seq,
        prev=context.prev,
        sender=context.sender,
        recipient=context.recipient,
        listing=context.listing,
        version=context.version,
        consent=context.consent,
        expires=moment(context.expires),
        epoch=context.epoch,
        kids=frozenset(envelope.header.rcpt),
        categories=envelope.header.categories,
    )
    return guards.Facts(
        letter=letter,
        referral_id=context.ref,
        sender=loaded.from_member,
        recipient=loaded.to_member,
        listing=loaded.listing_id,
        listing_version=loaded.listing_version,
        state=loaded.state,
        version=loaded.version,
        expected_version=expected_version,
        consent=_agreed(loaded),
        node=node,
        epoch=loaded.epoch,
        epoch_kid=kid(loaded.public_key) if loaded.public_key else b"",
        sender_vouched=loaded.sender_vouched,
        recipient_vouched=loaded.recipient_vouched,
        duplicate=loaded.duplicate,
        replayed=loaded.replayed,
        risk_assessment_on=loaded.risk_assessment_on,
        age_asserted_17_plus=loaded.age_asserted_17_plus,
        service_types=frozenset((loaded.standing and loaded.standing.service_types) or ()),
        now=now,
    )


def _agreed(loaded: Load) -> guards.Agreed | None:
    """Read what she agreed to out of the signed token itself, not out of columns that somebody could edit."""
    if loaded.consent is None or loaded.consent_id is None or loaded.device_key is None:
        return None
    token_hash = tokens.token_hash(loaded.consent)
    try:
        said = tokens.verify_token(loaded.consent, loaded.device_key)
        signed = token_hash == loaded.token_hash and said.id == loaded.consent_id
    except BadSignature:
        said, signed = tokens.parse(loaded.consent).token, False
    return guards.Agreed(
        id=loaded.consent_id,
        sender=said.sender,
        recipient=" ".join(said.to),
        listing=" ".join(said.listings),
        listing_version=said.version,
        node=said.node,
        purposes=frozenset(said.purposes),
        categories=frozenset(said.categories),
        begins=moment(said.nbf),
        ends=moment(said.exp),
        uses=min(said.uses, loaded.uses or 0),
        used=loaded.used or 0,
        status=loaded.status or "",
        token_hash=token_hash,
        signed=signed,
    )
