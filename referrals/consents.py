"""The desk of consents: record what she agreed to, and read it again."""

from datetime import datetime
from typing import Any

from crypto import consent as tokens
from crypto.format import b64u
from directory import actions as directory
from kit.ids import check_id
from network import actions as network
from network.context import Transaction
from network.model import Caller
from referrals import consent_errors, consent_rules, errors, keys, options, store_consents, thread
from referrals.agreement import Asked, Consent, ConsentEvent, Party, Step
from referrals.events import keep_event
from referrals.once import once

NO_MEMBER = "The house that offers this service; it is no member of the network"


async def record(
    tx: Transaction,
    caller: Caller,
    *,
    referral_id: str,
    token: bytes,
    asked: Asked,
    expected_version: int,
    key: str,
    node: str,
    now: datetime,
) -> Step:
    """Record the consent that she gave in writing, with the token that the caseworker's device signed.

    Raises:
        TokenOfAnotherNode: the token was made for another node.
        BadConsentSignature: not the caller's own device signed it.
        ConsentForAnother: it names another sender, recipient, service or version, or more than one.
        ConsentExpired, ConsentTooLong: it has run out already, or ends too late.
        OwnAssentMissing: she is 17 or somebody speaks for her, and she herself has not said yes.
        NoticeUnknown: nobody can know what was explained to her.
        OverProfile: it covers what a service of this kind is never told.
    """

    async def act() -> dict[str, Any]:
        row = await options.own_referral(tx, caller, referral_id)
        consent = agreed_to(row, token, asked, await keys.public_key_of(tx, caller), node, now)
        types = await directory.service_types(tx, caller, consent.listing_id, consent.listing_version)
        thread.within_the_profile(consent.categories, types, "token")
        await store_consents.add_consent(tx, consent)
        moved = await options.move(
            tx,
            caller,
            referral_id,
            expected_version,
            now,
            name="RECORD_CONSENT",
            source="AWAITING_CONSENT",
            target="AWAITING_CONSENT",
            consent_id=consent.id,
        )
        await keep_event(
            tx,
            "GIVEN",
            method="WRITTEN",
            role="A",
            consent_id=consent.id,
            referral_id=referral_id,
            until=consent.ends,
            statement=token,
            at=now,
        )
        return options.as_json(moved)

    fields = {"referral": referral_id, "token": b64u(tokens.token_hash(token)), "version": expected_version}
    answer, _ = await once(tx, caller, key, "recordConsent", {**fields, "asked": asked.as_json()}, act)
    return Step(**answer)


def agreed_to(row: Any, token: bytes, asked: Asked, public: bytes, node: str, now: datetime) -> Consent:
    """Read her consent out of a token that the caseworker's device signed, for one way: two parties, one listing.

    Raises:
        TokenOfAnotherNode, BadConsentSignature, ConsentForAnother, ConsentExpired, OwnAssentMissing, NoticeUnknown: it
            is not what it has to be.
    """
    consent_rules.asked_well(asked)
    said = consent_rules.believed(token, public)
    if said.node != node:
        raise errors.TokenOfAnotherNode("token")
    named = (said.sender, said.to, said.listings, said.version)
    if said.renews or named != (row["from_member"], (row["to_member"],), (row["listing_id"],), row["listing_version"]):
        raise errors.ConsentForAnother("token")
    ends = consent_rules.moment(said.exp)
    if ends <= now:
        raise errors.ConsentExpired("token")
    return Consent(
        id=said.id,
        from_member=row["from_member"],
        to_member=row["to_member"],
        listing_id=row["listing_id"],
        listing_version=row["listing_version"],
        node=node,
        purposes=said.purposes,
        categories=said.categories,
        asked=asked,
        begins=consent_rules.moment(said.nbf),
        ends=ends,
        uses=said.uses,
        used=0,
        status="LIVE",
        token=token,
        token_hash=tokens.token_hash(token),
        withdrawal_commitment=said.withdrawal,
        device_key=public,
        feedback_key=said.feedback or None,
        recorded_at=now,
        version=1,
    )


async def recipient(tx: Transaction, consent: Consent) -> Party:
    """Give who may receive under a consent; a house that is no member is named by its service (record 0051)."""
    if consent.to_member == consent.listing_id:
        return Party(consent.listing_id, NO_MEMBER, "")
    found = await network.member_by_id(tx, consent.to_member)
    return Party(found.id, found.name, found.country)


async def not_ended_by_others(tx: Transaction, consent_id: str | None) -> None:
    """Deliver nothing under a consent that somebody else than she ended.

    Raises:
        ConsentRevoked: somebody did.
    """
    found = await store_consents.consent_by_id(tx, consent_id) if consent_id else None
    if found is not None and found.status in consent_rules.BY_OTHERS.values():
        raise consent_errors.ConsentRevoked


async def consent(tx: Transaction, consent_id: str) -> tuple[Consent, list[ConsentEvent]]:
    """Read a consent with its events; only its sender and its recipient see it.

    Raises:
        ConsentNotFound: there is none with this id that the caller may see.
    """
    found = await store_consents.consent_by_id(tx, check_id(consent_id, "id"))
    if found is None:
        raise errors.ConsentNotFound("id")
    return found, await store_consents.events_of(tx, found.id)
