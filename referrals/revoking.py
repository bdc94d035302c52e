"""The desk of ending by others: a consent that the network, its sender or the calendar ends; never said to be hers."""

from datetime import datetime

from kit.ids import check_id, new_id
from network import actions as network
from network.context import Context, Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import (
    consent_errors,
    consent_rules,
    erasure,
    errors,
    store_consents,
    store_inboxes,
    store_lives,
    store_withdrawals,
)
from referrals.agreement import Consent, Ended
from referrals.events import keep_event
from referrals.inbox_model import InboxEnd
from referrals.transitions import LIVE, RECALLABLE, UNSENT

BATCH = 200
HELD_BECAUSE = {Ended.RECIPIENT_EXPELLED: "OTHER"}
"""Where the reason of a hold has another word than that of the end; what the recipient sees is a pause."""


async def revoke(tx: Transaction, caller: Caller, consent_id: str, reason: Ended, now: datetime) -> Consent:
    """End a consent of one's own sending: the way is unsafe (REVOKED), or it never was a consent (INVALIDATED).

    What has not begun is put on hold; what was sent under no consent is void and erased. Again changes nothing.

    Raises:
        ConsentNotFound: the caller's organisation recorded no such consent.
        ConsentWithdrawn, ConsentRenewed: she took it back before, or it goes on under a newer one.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    found = await store_consents.consent_by_id(tx, check_id(consent_id, "consentId"))
    if found is None or found.from_member != caller.member_id:
        raise errors.ConsentNotFound("consentId")
    await store_lives.hold(tx, found.withdrawal_commitment)
    found = await store_consents.consent_by_id(tx, consent_id) or found
    if found.status == consent_rules.BY_OTHERS[reason]:
        return found
    consent_rules.not_ended(found.status)
    await _end(tx, caller, found.id, reason, "A", now)
    return await store_consents.consent_by_id(tx, consent_id) or found


async def revoke_towards(
    tx: Transaction, caller: Caller, member_id: str, listing_id: str, reason: Ended, now: datetime
) -> int:
    """End every live consent towards an organisation or for a service, by the secretariat, in the realm `node`.

    One of the two ids is empty. Gives how many consents ended. The secretariat learns their number and nothing else.

    Raises:
        RoleMissing: only the secretariat does it.
        NotForTheSecretariat: that it was no consent is for its sender to say.
    """
    require(caller, Role.SECRETARIAT)
    if consent_rules.BY_OTHERS[reason] != "REVOKED":
        raise consent_errors.NotForTheSecretariat("reason")
    ended = await store_lives.towards(tx, member_id, listing_id)
    for consent_id in ended:
        await _end(tx, caller, consent_id, reason, "S", now)
    return len(ended)


async def _end(tx: Transaction, caller: Caller, consent_id: str, reason: Ended, actor: str, now: datetime) -> None:
    status = consent_rules.BY_OTHERS[reason]
    await store_lives.set_status(tx, consent_id, status)
    await store_inboxes.end_of_consents(tx, [consent_id], InboxEnd.STOPPED, now)
    if status == "INVALIDATED":
        gone = await store_lives.void(tx, consent_id, LIVE - UNSENT, actor, caller.member_id, now)
        await erasure.begin(tx, gone, "VOID", now)
    else:
        held = HELD_BECAUSE.get(reason, reason.value)
        await store_lives.stop(tx, consent_id, RECALLABLE, held, actor, caller.member_id, now)
    await keep_event(tx, status, method="NODE", role=actor, consent_id=consent_id, about=reason, at=now)
    await _tell(tx, consent_id, f"CONSENT_{status}", now)
    await network.record(tx, caller, f"consent-{status.lower()}", "consent", consent_id, now)


async def _tell(tx: Transaction, consent_id: str, kind: str, now: datetime) -> None:
    about = [one for one in await store_lives.covered(tx, [consent_id]) if one.state not in UNSENT]
    told = [(one.id, member) for one in about for member in (one.from_member, one.to_member)]
    await store_withdrawals.add_notices(
        tx, [(new_id(), member, referral, kind, None, now) for referral, member in told]
    )


async def expire(ctx: Context) -> int:
    """Write down the end of consents that have run out, and tell their senders to ask her again; gives their number."""
    count = 0
    while True:
        async with ctx.write(realm="node") as tx:
            over = await store_lives.over(tx, ctx.now, BATCH)
            for consent_id in over:
                await store_lives.set_status(tx, consent_id, "EXPIRED")
                await keep_event(tx, "EXPIRED", method="NODE", role="T", consent_id=consent_id, at=ctx.now)
                about = [one for one in await store_lives.covered(tx, [consent_id]) if one.state in LIVE]
                await store_withdrawals.add_notices(
                    tx, [(new_id(), one.from_member, one.id, "CONSENT_EXPIRED", None, ctx.now) for one in about]
                )
        count += len(over)
        if len(over) < BATCH:
            return count
