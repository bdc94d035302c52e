"""The desk of her own copy: made and filled by those who help her, looked at and ended with her code, without login.

Each act is in the realm of the node and none is in the audit trail, so that no row says which organisation it was, or
that this copy and that referral are of one woman (decision record 0040).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crypto.attachments import capability_commitment
from crypto.copies import MOST, PAGE, verify_look
from crypto.errors import BadSignature
from crypto.format import blake2b
from network.context import Context, Transaction
from network.model import Role
from network.rules import require
from referrals import errors, store_consents, store_loop
from referrals import her_copy_errors as no
from referrals import her_copy_rules as rules
from referrals import store_her_copies as store
from referrals.model import HerFeedback, OrgFeedback, State

_WRITERS = (Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN)


@dataclass(frozen=True, slots=True)
class Kept:
    """Hold what the node keeps of the secrets of a new copy (32 bytes each)."""

    lookup: bytes
    append: bytes
    revoke: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """Say how one referral stands, to the woman herself."""

    state: State
    org_feedback: OrgFeedback
    her_feedback: HerFeedback
    withdrawn: bool
    changed_on: date
    consent: bytes
    """The hash of the token that the referral goes on under now, which may be a renewal."""
    until: date


async def page(ctx: Context, lookup: bytes, number: int) -> list[bytes]:
    """Give eight sealed parts, always after the same time; where there are fewer, false ones fill the page up.

    Raises:
        TooManyTries: codes that open nothing came too often from there.
        BadPage: there is no such page.
    """
    begun = ctx.gate.begin()
    rules.check_page(number)
    ctx.gate.enter(ctx.address, ctx.now)
    async with ctx.read(realm="node", member="") as tx:
        found = await store.parts(tx, capability_commitment(lookup), number * PAGE, PAGE)
        there = await store.there(tx, capability_commitment(lookup))
    if there:
        ctx.gate.right(ctx.address)
    shown = rules.filled(found, ctx.gate.secret, lookup, number)
    await ctx.gate.end(begun)
    return shown


async def open_(ctx: Context, kept: Kept, part: bytes, until: date) -> None:
    """Make a copy with its first part; the same again changes nothing.

    Raises:
        NotSignedIn, RoleMissing: the caller helps nobody.
        CopyTaken: another copy is there. BadPart, BadEnd, CopyQuota: it cannot be kept.
    """
    ends_on = _allowed(ctx, part, until)
    async with ctx.write(realm="node", member="") as tx:
        if not await store.open_(tx, kept.lookup, kept.append, kept.revoke, ends_on):
            raise no.CopyTaken("lookupKept")
        await _add(tx, kept.append, part, ends_on)


async def add(ctx: Context, append: bytes, part: bytes, until: date) -> None:
    """Add a part to a copy; the same again changes nothing.

    Raises:
        NotSignedIn, RoleMissing: the caller helps nobody.
        NoSuchCopy: it is gone. CopyFull, BadPart, BadEnd, CopyQuota: nothing more can be kept.
    """
    ends_on = _allowed(ctx, part, until)
    async with ctx.write(realm="node", member="") as tx:
        await _add(tx, capability_commitment(append), part, ends_on)


async def revoke(ctx: Context, secret: bytes) -> bool:
    """Delete a copy, with the secret that her code gives and that whoever made it kept; says whether there was one.

    Raises:
        TooManyTries: secrets of nothing came too often from there.
    """
    begun = ctx.gate.begin()
    ctx.gate.enter(ctx.address, ctx.now)
    async with ctx.write(realm="node", member="") as tx:
        gone = await store.delete(tx, capability_commitment(secret))
    if gone:
        ctx.gate.right(ctx.address)
    await ctx.gate.end(begun)
    return gone


async def look(tx: Transaction, consent_hash: bytes, referral_id: str, at: int, proof: bytes, now: datetime) -> Look:
    """Say how a referral stands to whoever holds her feedback key, in the realm `node`.

    Raises:
        NoConsent: the proof is another's, or of another time, or there is nothing to show; which, is not told.
    """
    named, referral = await store_consents.consent_by_hash(tx, consent_hash), await store_loop.referral(tx, referral_id)
    goes_on = referral and referral.consent_id and await store_consents.consent_by_id(tx, referral.consent_id)
    consent, referral = rules.may_look(named, referral, goes_on or None, at, now)
    try:
        verify_look(consent.feedback_key or b"", proof, consent_hash, referral_id, at)
    except BadSignature:
        raise errors.NoConsent("proof") from None
    stated = (referral.state, referral.org_feedback, referral.her_feedback)
    ended = consent.status == "WITHDRAWN"
    return Look(*stated, ended, referral.changed_at.date(), consent.token_hash, consent.ends.date())


async def sweep(ctx: Context, retention_days: int) -> int:
    """Delete the copies whose last consent ended longer ago than things are kept; gives the number."""
    async with ctx.write(realm="node") as tx:
        return await store.sweep(tx, ctx.now.date() - timedelta(days=retention_days))


def _allowed(ctx: Context, part: bytes, until: date) -> date:
    require(ctx.caller, *_WRITERS)
    rules.check_part(part)
    ends_on = rules.ends_on(until, ctx.now.date())
    ctx.gate.write(ctx.caller.device_id, ctx.now)
    return ends_on


async def _add(tx: Transaction, append_kept: bytes, part: bytes, ends_on: date) -> None:
    held = await store.hold(tx, append_kept)
    if held is None:
        raise no.NoSuchCopy("append")
    lookup_kept, count = held
    part_id = blake2b(part)
    if await store.has(tx, part_id):
        return
    if count >= MOST:
        raise no.CopyFull("part", most=MOST)
    await store.add(tx, lookup_kept, part_id, part, ends_on)
