"""The desk of taking back in part: a category or a purpose goes, for good, and the recipient says that it erased it."""

from datetime import UTC, datetime, timedelta

from crypto.format import exact, text
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import ANONYMOUS, Caller
from network.rules import require
from referrals import (
    consent_errors,
    consent_rules,
    errors,
    store_consents,
    store_inboxes,
    store_lives,
    store_withdrawals,
)
from referrals.agreement import Consent, Narrowing, WithdrawalMethod
from referrals.erasure import ATTEST_DAYS
from referrals.events import keep_event
from referrals.inbox_model import InboxEnd
from referrals.store_lives import Covered

ATTESTATION = "erasure-part.v1"


async def take_back(tx: Transaction, commitment: bytes, part: str, now: datetime) -> Narrowing:
    """Take a part of her consent back with her secret alone, in the realm `subject` of this commitment.

    `part` is like CATEGORY:HEALTH or PURPOSE:FOLLOW_UP_CONTACT. Again gives the same receipt.

    Raises:
        UnknownSecret: no consent belongs to it.
        ConsentWithdrawn, ConsentRevoked: it has ended, so nothing of it is shared any more.
        PartUnknown, PartIsEverything: there is no such part, or nothing would be left.
    """
    if not await store_consents.consents_by_commitment(tx, commitment):
        raise errors.UnknownSecret("secret")
    return await _narrow(tx, ANONYMOUS, commitment, part, WithdrawalMethod.CODE, now)


async def record(tx: Transaction, caller: Caller, consent_id: str, part: str, now: datetime) -> Narrowing:
    """Take a part of her consent back because she said so to any member, in the realm `node`.

    Raises:
        NotSignedIn: the caller is of no organisation.
        ConsentNotFound: no such consent.
        ConsentWithdrawn, ConsentRevoked, PartUnknown, PartIsEverything: as `take_back`.
    """
    require(caller)
    found = await store_consents.consent_by_id(tx, check_id(consent_id, "consentId"))
    if found is None:
        raise errors.ConsentNotFound("consentId")
    return await _narrow(tx, caller, found.withdrawal_commitment, part, WithdrawalMethod.ORAL, now)


async def _narrow(
    tx: Transaction, caller: Caller, commitment: bytes, part: str, method: WithdrawalMethod, now: datetime
) -> Narrowing:
    await store_lives.hold(tx, commitment)
    line = await store_consents.consents_by_commitment(tx, commitment)
    ids = [one.id for one in line]
    if (given := _of(part, await store_lives.narrowings(tx, ids))) is not None:
        return given
    current = line[-1]
    consent_rules.may_take_back(current, part)
    about = await store_lives.covered(tx, ids)
    shared = part.startswith("CATEGORY:") and any(one.sent_at for one in about)
    erase_by = now + timedelta(days=ATTEST_DAYS) if shared else None
    receipt = Narrowing(new_id(), current.id, part, method, now, erase_by)
    await store_lives.take_back(tx, current.id, part)
    await store_inboxes.end_of_consents(tx, ids, InboxEnd.WITHDRAWN, now)  # a letter that a code opens is one piece
    await store_lives.add_narrowing(tx, receipt)
    await keep_event(tx, "WITHDRAWN", method=method, role="W", consent_id=current.id, about=part, at=now)
    await _tell(tx, about, erase_by, now)
    await network.record(tx, caller, "take-back-part", "consent", current.id, now)
    return receipt


def _of(part: str, found: list[Narrowing]) -> Narrowing | None:
    return next((one for one in found if one.part == part), None)


async def _tell(tx: Transaction, about: list[Covered], erase_by: datetime | None, now: datetime) -> None:
    notices: list[tuple[str, str, str, str, datetime | None, datetime]] = []
    for one in about:
        notices.append((new_id(), one.from_member, one.id, "CONSENT_NARROWED", None, now))
        if one.sent_at is not None:
            notices.append((new_id(), one.to_member, one.id, "CONSENT_NARROWED", erase_by, now))
    await store_withdrawals.add_notices(tx, notices)


async def attest(
    tx: Transaction, caller: Caller, *, consent_id: str, part: str, statement: bytes, now: datetime
) -> datetime:
    """Keep the recipient's signed word that it erased a part, or the ground on which it may not; gives since when.

    The statement is of the kind `erasure-part.v1`: {consent, part, member, erased: bool, ground: code or "", at: unix
    seconds}.

    Raises:
        ConsentNotFound: the caller's organisation receives nothing under such a consent.
        PartKept: she did not take such a category back.
        AttestationWrong: the statement speaks of something else, or of neither erasure nor ground.
    """
    require(caller)
    found = await store_consents.consent_by_id(tx, check_id(consent_id, "consentId"))
    if found is None or found.to_member != caller.member_id:
        raise errors.ConsentNotFound("consentId")
    narrowing = await _taken_back(tx, found, part)
    if narrowing.attested_at is not None:
        return narrowing.attested_at
    body = await network.verify_device_statement(tx, caller, statement, ATTESTATION)
    try:
        fields = exact(body, "consent", "part", "member", "erased", "ground", "at")
        erased, ground = fields["erased"], text(fields["ground"], r"[A-Z_]{0,40}") or None
    except ValueError:
        raise errors.AttestationWrong("statement") from None
    named = (fields["consent"], fields["part"], fields["member"])
    if named != (consent_id, part, caller.member_id) or erased is not (ground is None):
        raise errors.AttestationWrong("statement")
    await store_lives.attest_part(tx, narrowing, caller.member_id, erased, ground, statement, caller.device_id, now)
    await network.record(tx, caller, "attest-part", "consent", narrowing.consent_id, now)
    return now.astimezone(UTC)


async def _taken_back(tx: Transaction, consent: Consent, part: str) -> Narrowing:
    line = await store_consents.consents_by_commitment(tx, consent.withdrawal_commitment)
    narrowing = _of(part, await store_lives.narrowings(tx, [one.id for one in line]))
    if narrowing is None or narrowing.erase_by is None:
        raise consent_errors.PartKept("part")
    return narrowing
