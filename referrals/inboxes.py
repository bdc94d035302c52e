"""The desk of sealed letters to houses that are no members, where they are left and looked after (record 0051)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from crypto.format import b64u, blake2b
from crypto.inbox_letter import InboxLetter
from directory import actions as directory
from directory.model import Offer
from kit.ids import check_id, new_id
from network import actions as network
from network import authority
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require
from referrals import (
    consents,
    guards,
    inbox_errors,
    inbox_rules,
    keys,
    needs,
    options,
    store_consents,
    store_inboxes,
    thread,
)
from referrals.agreement import Consent, Need
from referrals.events import keep_event
from referrals.inbox_model import InboxEnd, Leaving, SealedInbox
from referrals.once import once


async def leave(tx: Transaction, caller: Caller, left: Leaving, *, key: str, node: str, now: datetime) -> SealedInbox:
    """Record her consent for one house that is no member, and keep the sealed letter that its code opens.

    Raises:
        NeedNotFound: the caller's organisation opened no such need.
        NotOffered: the service is not vetted, is suspended, stale or closed (each variant has its own code).
        MemberOffersIt, InboxNotForThisKind: a letter of this sort is not for that house.
        ChecklistOpen, OptionsMissing: she was not shown what she must be.
        TokenOfAnotherNode, BadConsentSignature, ConsentForAnother, ConsentExpired, OwnAssentMissing, NoticeUnknown,
            OverProfile: as for a consent to a referral.
        Refusal: the first guard that says no (`inbox_rules.GUARDS`).
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)

    async def act() -> dict[str, Any]:
        return {"id": await _leave(tx, caller, left, node, now)}

    sealed = blake2b(left.lookup_kept + left.proof_kept + left.letter.to_bytes())
    fields = {
        **{"need": left.need_id, "listing": f"{left.listing_id}@{left.listing_version}", "sealed": b64u(sealed)},
        **{"shown": [list(one) for one in left.shown], "one": left.only_one_reason, "token": b64u(blake2b(left.token))},
        "asked": left.asked.as_json(),
    }
    answer, _ = await once(tx, caller, key, "giveSealedInbox", fields, act)
    return await inbox(tx, caller, answer["id"])


async def _leave(tx: Transaction, caller: Caller, left: Leaving, node: str, now: datetime) -> str:
    owned, listing_id = await needs.need(tx, caller, left.need_id), check_id(left.listing_id, "listingId")
    shown = options.all_shown(
        listing_id, left.listing_version, list(left.shown), left.only_one_reason, answered=left.checklist_answered
    )
    offer = await directory.offered(tx, caller, listing_id, left.listing_version, now)
    inbox_rules.may_be_left(offer.provider_member_id, frozenset(offer.service_types))
    journey = {
        **{"from_member": caller.member_id, "to_member": listing_id},
        **{"listing_id": listing_id, "listing_version": left.listing_version},
    }
    public = await keys.public_key_of(tx, caller)
    consent = consents.agreed_to(journey, left.token, left.asked, public, node, now)
    thread.within_the_profile(consent.categories, offer.service_types, "token")
    inbox_rules.check(await _facts(tx, owned, offer, consent, left.letter, node, now), left.letter)
    consent = replace(consent, used=1)
    await store_consents.add_consent(tx, consent)
    until = inbox_rules.lies_until(consent.ends, now)
    place = (new_id(), owned.id, listing_id, left.listing_version, consent.id)
    made = SealedInbox(*place, shown, left.only_one_reason, now, until)
    await store_inboxes.add(tx, caller.member_id, made, left)
    said: dict[str, Any] = {"consent_id": consent.id, "until": consent.ends, "statement": left.token, "at": now}
    await keep_event(tx, "GIVEN", method="WRITTEN", role="A", **said)
    await network.record(tx, caller, "give-sealed-inbox", "inbox", made.id, now)
    return made.id


async def _facts(
    tx: Transaction, need: Need, offer: Offer, consent: Consent, letter: InboxLetter, node: str, now: datetime
) -> guards.Facts:
    """Say to the guards of sending what they look at; what there is not, as a recipient's key, no guard here asks."""
    return guards.Facts(
        letter=_read(letter, consent), referral_id="", sender=need.member_id, recipient=offer.listing_id,
        listing=offer.listing_id, listing_version=offer.version, state="", version=0, expected_version=0,
        consent=_agreed(consent), node=node, epoch=None, epoch_kid=b"",
        sender_vouched=await authority.vouched_for(tx, need.member_id, now), recipient_vouched=True,
        duplicate=await store_inboxes.waits(tx, need.id, offer.listing_id), replayed=False,
        risk_assessment_on=need.risk_assessment_on, age_asserted_17_plus=need.age_asserted_17_plus,
        service_types=frozenset(offer.service_types), now=now,
    )  # fmt: skip


def _read(letter: InboxLetter, consent: Consent) -> guards.Letter:
    return guards.Letter(
        env_id=b"", ref="", seq=0, prev=b"", sender=consent.from_member, recipient=consent.to_member,
        listing=letter.listing, version=letter.version, consent=letter.consent, expires=consent.ends, epoch=0,
        kids=frozenset(), categories=frozenset(letter.categories),
    )  # fmt: skip


def _agreed(consent: Consent) -> guards.Agreed:
    return guards.Agreed(
        id=consent.id, sender=consent.from_member, recipient=consent.to_member, listing=consent.listing_id,
        listing_version=consent.listing_version, node=consent.node, purposes=frozenset(consent.purposes),
        categories=frozenset(consent.categories), begins=consent.begins, ends=consent.ends, uses=consent.uses,
        used=consent.used, status=consent.status, token_hash=consent.token_hash, signed=True,
    )  # fmt: skip


async def inbox(tx: Transaction, caller: Caller, inbox_id: str) -> SealedInbox:
    """Read what came of a letter that the caller's organisation left, with the sealed answer.

    Raises:
        InboxNotFound: it left no such letter.
    """
    require(caller, Role.CASEWORKER, Role.ORG_ADMIN)
    found = await store_inboxes.by_id(tx, check_id(inbox_id, "inboxId"), caller.member_id)
    if found is None:
        raise inbox_errors.InboxNotFound("inboxId")
    return found


async def of_need(tx: Transaction, caller: Caller, need_id: str) -> list[SealedInbox]:
    """Read what came of the letters of a need of the caller's own organisation, in order."""
    return await store_inboxes.of_need(tx, (await needs.need(tx, caller, need_id)).id, caller.member_id)


async def take_back(tx: Transaction, caller: Caller, inbox_id: str, now: datetime) -> SealedInbox:
    """Delete a letter, and its answer once the sender has read it; again changes nothing.

    Raises:
        InboxNotFound: the caller's organisation left no such letter.
    """
    found = await inbox(tx, caller, inbox_id)
    if found.ended is None or found.answer is not None:
        await store_inboxes.end(tx, found.id, InboxEnd.TAKEN_BACK, now, keep_answer=False)
        await network.record(tx, caller, "end-sealed-inbox", "inbox", found.id, now)
    return await inbox(tx, caller, found.id)
