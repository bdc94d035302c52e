"""The desk of her right of access: everything that is kept about her under one secret, without a login.

One document for each withdrawal secret; it leaves no trace. It names organisations, never a person of theirs, and no
reason of a pause: whoever found her card would read it too. What letters say is sealed, and the node cannot read it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from network import actions as network
from network.context import Context, Transaction
from referrals import (
    consents,
    errors,
    rules,
    store_access,
    store_consents,
    store_inboxes,
    store_lives,
    store_loop,
    store_withdrawals,
)
from referrals.agreement import Consent, ConsentEvent, Narrowing
from referrals.inbox_model import SealedInbox
from referrals.model import Referral, State

Json = dict[str, Any]
NOT_HERE = (
    "What the letters say: it is sealed, and only the two organisations can open it. Ask them.",
    "What the organisations keep in files of their own, on paper or in memory. Ask them.",
    "Why something was paused. Ask the organisation that helped you.",
    "Who looked: reading leaves no trace here, and neither does this page.",
)


async def her_record(ctx: Context, commitment: bytes) -> Json:
    """Write down everything that is kept about her under one secret (commitment: 32 bytes).

    Raises:
        UnknownSecret: no consent belongs to it.
    """
    async with ctx.read(realm="subject", subject=commitment, member="") as tx:
        line = await store_consents.consents_by_commitment(tx, commitment)
        if not line:
            raise errors.UnknownSecret("secret")
        parties = (await network.member_by_id(tx, line[0].from_member), await consents.recipient(tx, line[0]))
        names = {one.id: {"name": one.name, "country": one.country} for one in parties}
        ids = [one.id for one in line]
        narrowings = await store_lives.narrowings(tx, ids)
        withdrawn = await store_withdrawals.receipt_of_consent(tx, line[0].id)
        referrals = [one.id for one in await store_lives.covered(tx, ids)]
        return {
            "version": 1,
            "node": ctx.settings.node_id,
            "at": _time(ctx.now),
            "organisations": names,
            "consents": [
                _consent(one, await store_consents.events_of(tx, one.id), narrowings, ctx.now) for one in line
            ],
            "withdrawal": withdrawn
            and {
                "receiptId": withdrawn.receipt_id,
                "method": withdrawn.method.value,
                "at": _time(withdrawn.at),
                "referralsStopped": withdrawn.referrals_stopped,
            },
            "sealedLetters": [_letter(one) for one in await store_inboxes.of_consents(tx, ids)],
            "referrals": [await _referral(tx, one, ctx.settings.retention_days) for one in referrals],
            "notHere": list(NOT_HERE),
        }


def _consent(consent: Consent, events: list[ConsentEvent], narrowings: list[Narrowing], now: datetime) -> Json:
    asked = consent.asked
    return {
        "id": consent.id,
        "renews": consent.renews,
        "from": consent.from_member,
        "to": consent.to_member,
        "service": consent.listing_id,
        "serviceVersion": consent.listing_version,
        "purposes": list(consent.purposes),
        "categories": list(consent.categories),
        "takenBack": [_narrowing(one) for one in narrowings if one.consent_id == consent.id],
        "begins": _time(consent.begins),
        "ends": _time(consent.ends),
        "status": "EXPIRED" if consent.status == "LIVE" and consent.ends <= now else consent.status,
        "notice": {"version": asked.notice_version, "language": asked.notice_language, "readAloud": asked.read_aloud},
        "receipt": asked.receipt.value,
        "events": [_event(one) for one in events],
    }


def _letter(one: SealedInbox) -> Json:
    return {
        "service": one.listing_id,
        "serviceVersion": one.listing_version,
        "at": _time(one.given_at),
        "until": _time(one.expires_at),
        "openedAt": _time(one.opened_at),
        "answeredAt": _time(one.answered_at),
        "ended": one.ended and one.ended.value,
        "endedAt": _time(one.ended_at),
    }


def _narrowing(one: Narrowing) -> Json:
    return {
        "part": one.part,
        "receiptId": one.receipt_id,
        "at": _time(one.at),
        "eraseBy": _time(one.erase_by),
        "erased": one.erased,
        "keptBecause": one.ground,
    }


def _event(one: ConsentEvent) -> Json:
    """Show an event; who acted by role, so that what others ended is never said to be hers."""
    return {"at": _time(one.at), "type": one.type, "by": one.by_role, "how": one.method, "about": one.about}


async def _referral(tx: Transaction, referral_id: str, retention_days: int) -> Json:
    found = await store_loop.referral(tx, referral_id)
    assert found is not None  # its id was read in this transaction
    gone = await store_access.erasures(tx, referral_id)
    word = await store_withdrawals.attestation_of(tx, referral_id, found.to_member)
    rest = found.ended_at + timedelta(days=retention_days) if found.ended_at else None
    return {
        "id": found.id,
        "service": found.listing_id,
        "state": rules.PAUSED if found.state is State.ON_HOLD_SAFETY else found.state.value,
        **_dates(found),
        "asked": [_event(one) for one in await store_consents.events_of(tx, referral_id)],
        "steps": [
            {"at": _time(one.at), "step": one.name, "by": one.by_member or one.by_actor}
            for one in await store_loop.events(tx, referral_id)
        ],
        "letters": [
            {"at": _time(one.at), "kind": one.kind, "from": one.from_member, "deleted": one.deleted}
            for one in await store_access.letters(tx, referral_id)
        ],
        "erased": [
            {"because": one.ground, "deletedAt": _time(one.asked_at), "keysGoneAt": _time(one.key_gone_at)}
            for one in gone
        ],
        "recipientsWord": word and {"erased": word["erased"], "keptBecause": word["ground"], "at": _time(word["at"])},
        "restGoesBy": None if _all_gone(one.letters_to for one in gone) else _time(rest),
    }


def _all_gone(letters: Iterable[tuple[str, ...]]) -> bool:
    return any("HERS" in one for one in letters)


def _dates(found: Referral) -> Json:
    return {
        "draftedAt": _time(found.drafted_at),
        "sentAt": _time(found.sent_at),
        "receivedAt": _time(found.received_at),
        "decidedAt": _time(found.decided_at),
        "endedAt": _time(found.ended_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
