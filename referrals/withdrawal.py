"""The desk of taking back: she says stop and it stops, from any state, without a reason, as often as she likes."""

from datetime import datetime, timedelta

from crypto.consent import withdrawal_commitment
from crypto.errors import MalformedStatement
from crypto.format import unb64u
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import ANONYMOUS, Caller
from referrals import erasure, errors, store_consents, store_inboxes, store_withdrawals
from referrals.agreement import Consent, Withdrawal, WithdrawalMethod
from referrals.events import keep_event
from referrals.inbox_model import InboxEnd
from referrals.store_withdrawals import Stopped
from referrals.transitions import UNSENT


def commitment_of(secret: str) -> bytes:
    """Give the commitment (32 bytes) of her withdrawal secret (base64url of 32 bytes).

    Raises:
        UnknownSecret: it is no such secret.
    """
    try:
        return withdrawal_commitment(unb64u(secret.strip(), 32))
    except (ValueError, MalformedStatement):
        raise errors.UnknownSecret("secret") from None


async def withdraw(tx: Transaction, commitment: bytes, now: datetime) -> Withdrawal:
    """Take her consent back with her secret alone: no login, no reason, no organisation asked (transition 19).

    The transaction is in the realm `subject` of this commitment.

    Raises:
        UnknownSecret: no consent belongs to it.
    """
    found = await store_consents.consents_by_commitment(tx, commitment)
    if not found:
        raise errors.UnknownSecret("secret")
    return await _stop(tx, ANONYMOUS, found[0], WithdrawalMethod.CODE, now)


async def record_withdrawal(
    tx: Transaction, caller: Caller, consent_id: str | None, referral_id: str | None, now: datetime
) -> Withdrawal:
    """Take her consent back because she said so to any member; who she is is confirmed afterwards, not before.

    The transaction is in the realm `node`, because she may tell any member, also one that has nothing to do with it.

    Raises:
        NotSignedIn: the caller is of no organisation.
        ConsentNotFound: no such consent.
        ReferralNotFound: no such referral.
    """
    if not caller.member_id:
        raise errors.NotSignedIn
    if referral_id is not None:
        row = await store_consents.referral_row(tx, check_id(referral_id, "referralId"))
        if row is None:
            raise errors.ReferralNotFound("referralId")
        if row["consent_id"] is None:
            return await _stop_without_consent(tx, caller, referral_id, now)
        consent_id = row["consent_id"]
    consent = await store_consents.consent_by_id(tx, check_id(consent_id or "", "consentId"))
    if consent is None:
        raise errors.ConsentNotFound("consentId")
    first = (await store_consents.consents_by_commitment(tx, consent.withdrawal_commitment))[0]
    return await _stop(tx, caller, first, WithdrawalMethod.ORAL, now)


async def _stop(tx: Transaction, caller: Caller, first: Consent, method: WithdrawalMethod, now: datetime) -> Withdrawal:
    """End the consent and its renewals, so that nothing slips in behind; then stop, shred, tell, and give the receipt.

    The first consent is locked before the others are read: a renewal locks it too.
    """
    if not await store_withdrawals.end_consent(tx, first.id):
        given = await store_withdrawals.receipt_of_consent(tx, first.id)
        if given is not None:
            return given
    ids = [one.id for one in await store_consents.consents_by_commitment(tx, first.withdrawal_commitment)]
    for later in ids[1:]:
        await store_withdrawals.end_consent(tx, later)
    stopped = await store_withdrawals.stop_of_consents(tx, ids, now)
    letters = await store_inboxes.end_of_consents(tx, ids, InboxEnd.WITHDRAWN, now)
    receipt = Withdrawal(new_id(), method, len(stopped) + letters, now)
    await _shred_and_tell(tx, stopped, now)
    for one in ids:
        await keep_event(tx, "WITHDRAWN", method=method, role="W", consent_id=one, at=now)
    for unsent in (one for one in stopped if one.before in UNSENT):
        await keep_event(tx, "REFUSED", method=method, role="W", referral_id=unsent.id, at=now)
    await store_withdrawals.add_receipt(tx, receipt, consent_id=first.id)
    await network.record(tx, caller, "withdraw-consent", "consent", first.id, now)
    return receipt


async def _stop_without_consent(tx: Transaction, caller: Caller, referral_id: str, now: datetime) -> Withdrawal:
    """Stop what was not consented to yet: her word counts as a refusal."""
    stopped = await store_withdrawals.stop_one(tx, referral_id, now)
    if not stopped and (given := await store_withdrawals.receipt_of_referral(tx, referral_id)) is not None:
        return given
    receipt = Withdrawal(new_id(), WithdrawalMethod.ORAL, len(stopped), now)
    await _shred_and_tell(tx, stopped, now)
    await keep_event(tx, "REFUSED", method="ORAL", role="W", referral_id=referral_id, at=now)
    await store_withdrawals.add_receipt(tx, receipt, referral_id=referral_id)
    await network.record(tx, caller, "withdraw-referral", "referral", referral_id, now)
    return receipt


async def _shred_and_tell(tx: Transaction, stopped: list[Stopped], now: datetime) -> None:
    await erasure.begin(tx, [one.id for one in stopped], "WITHDRAWN", now)
    erase_by = now + timedelta(days=erasure.ATTEST_DAYS)
    notices: list[tuple[str, str, str, str, datetime | None, datetime]] = []
    for one in stopped:
        notices.append((new_id(), one.from_member, one.id, "CONSENT_WITHDRAWN", None, now))
        if one.sent_at is not None:
            notices.append((new_id(), one.to_member, one.id, "CONSENT_WITHDRAWN", erase_by, now))
    await store_withdrawals.add_notices(tx, notices)
