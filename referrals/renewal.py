"""The desk of renewing: she agreed once more, in writing, and the referral goes on under the new consent."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from crypto import consent as tokens
from crypto.consent import ConsentToken
from crypto.format import b64u
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import consent_rules, errors, keys, store_consents, store_inboxes, store_lives, store_withdrawals
from referrals.agreement import Asked, Consent
from referrals.events import keep_event
from referrals.inbox_model import InboxEnd
from referrals.model import State
from referrals.once import once
from referrals.transitions import LIVE

GOES_ON = frozenset(State) - {State.WITHDRAWN, State.VOID}
"""States in which a referral goes on under the renewal: of what ended, too, she can still say how it was."""


async def renew(
    tx: Transaction,
    caller: Caller,
    *,
    consent_id: str,
    token: bytes,
    asked: Asked,
    expected_version: int,
    key: str,
    now: datetime,
) -> Consent:
    """Record that she renewed a consent, under the same card: whoever has her secret stops the renewal too.

    Raises:
        ConsentNotFound: the caller's organisation recorded no such consent.
        StaleVersion: it changed in the meantime.
        BadConsentSignature: not the caller's own device signed the token.
        ConsentWithdrawn, ConsentRevoked, ConsentRenewed, NotARenewal, ConsentExpired: it is no renewal of it.
        OwnAssentMissing, NoticeUnknown: she was not asked as she must be.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)

    async def act() -> dict[str, Any]:
        before = await _own(tx, caller, consent_id)
        await store_lives.hold(tx, before.withdrawal_commitment)
        before = await _own(tx, caller, consent_id)
        if before.version != expected_version:
            raise errors.StaleVersion("expectedVersion", current=before.version)
        consent_rules.asked_well(asked)
        public = await keys.public_key_of(tx, caller)
        said = consent_rules.believed(token, public)
        after = _after(before, token, said, asked, public, now)
        after = replace(after, signer=await keys.statement_of(tx, caller))
        consent_rules.renews(said, before, now)
        await _go_on(tx, before, after, now)
        await network.record(tx, caller, "renew-consent", "consent", after.id, now)
        return {"id": after.id}

    fields = {"consent": consent_id, "token": b64u(tokens.token_hash(token)), "version": expected_version}
    answer, _ = await once(tx, caller, key, "renewConsent", {**fields, "asked": asked.as_json()}, act)
    return await _own(tx, caller, answer["id"])


async def _own(tx: Transaction, caller: Caller, consent_id: str) -> Consent:
    found = await store_consents.consent_by_id(tx, check_id(consent_id, "consentId"))
    if found is None or found.from_member != caller.member_id:
        raise errors.ConsentNotFound("consentId")
    return found


def _after(before: Consent, token: bytes, said: ConsentToken, asked: Asked, public: bytes, now: datetime) -> Consent:
    return replace(
        before,
        id=said.id,
        purposes=said.purposes,
        categories=said.categories,
        asked=asked,
        begins=consent_rules.moment(said.nbf),
        ends=consent_rules.moment(said.exp),
        status="LIVE",
        token=token,
        token_hash=tokens.token_hash(token),
        device_key=public,
        recorded_at=now,
        renews=before.id,
        version=1,
    )


async def _go_on(tx: Transaction, before: Consent, after: Consent, now: datetime) -> None:
    """Keep the renewal, end what it renews, let the referrals go on under it, and tell who receives them.

    A letter that a code opens is one piece: where she agrees to less of it now, it goes.
    """
    await store_consents.add_consent(tx, after)
    if consent_rules.says_less(after, before):
        await store_inboxes.end_of_consents(tx, [before.id], InboxEnd.WITHDRAWN, now)
    await store_lives.set_status(tx, before.id, "RENEWED")
    await store_lives.move(tx, before.id, after.id, GOES_ON, now)
    for one in (before.id, after.id):
        await keep_event(
            tx, "RENEWED", method="WRITTEN", role="A", consent_id=one, until=after.ends, statement=after.token, at=now
        )
    told = [one for one in await store_lives.covered(tx, [after.id]) if one.sent_at and one.state in LIVE]
    await store_withdrawals.add_notices(
        tx, [(new_id(), one.to_member, one.id, "CONSENT_RENEWED", None, now) for one in told]
    )
