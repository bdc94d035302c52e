"""The desk of the loop: every step after sending, taken by whoever the table says, with her consent behind it."""

from datetime import datetime, timedelta
from typing import Any

from crypto.envelope import Envelope
from crypto.format import b64u, jcs
from directory import actions as directory
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller
from network.rules import require
from referrals import (
    asking_rules,
    cases,
    erasure,
    errors,
    keys,
    rules,
    store_consents,
    store_envelopes,
    store_erasure,
    store_loop,
    store_needs,
    store_withdrawals,
    thread,
    uses,
)
from referrals.agreement import Consent
from referrals.choosing import GOING_ON
from referrals.erasure_errors import CaseErased
from referrals.model import Details, HerAnswer, Referral
from referrals.once import once
from referrals.shredding import Shredder, Way
from referrals.transitions import Transition

CARRIES_DATA = frozenset({"ANSWER_INFORMATION", "ACCEPT", "START", "REOPEN"})
"""Steps after which she is served or more is known of her: they need a consent that is in force."""
PURPOSE = {"REPORT_OUTCOME": "REPORT_OUTCOME"}


async def step(
    tx: Transaction,
    caller: Caller,
    name: str,
    *,
    referral_id: str,
    details: Details,
    envelope: Envelope | None,
    expected_version: int,
    key: str,
    shred: Shredder,
    now: datetime,
) -> Referral:
    """Take one step on a referral; a letter that comes with it is stored in the same transaction.

    Raises:
        ReferralNotFound: the caller has nothing to do with it.
        StaleVersion, WrongState, NotYourStep, BadReason, DetailMissing, LoopOpen: the step is not taken.
        NoConsent, ConsentWithdrawn, ConsentExpired: her consent does not carry it.
        OverProfile: it tells, or asks for, what a service of this kind is never told.
        CaseErased, LetterKeyLost: what was sealed of it is erased, or cannot be kept.
    """
    require(caller)
    check_id(referral_id, "referralId")

    async def act() -> dict[str, Any]:
        return await _act(tx, caller, name, referral_id, details, envelope, expected_version, shred, now)

    fields = {
        "referral": referral_id,
        "version": expected_version,
        "details": _said(details),
        "envelope": b64u(envelope.env_id) if envelope else "",
    }
    await once(tx, caller, key, name, fields, act)
    return await referral(tx, caller, referral_id)


async def _act(
    tx: Transaction,
    caller: Caller,
    name: str,
    referral_id: str,
    details: Details,
    envelope: Envelope | None,
    expected_version: int,
    shred: Shredder,
    now: datetime,
) -> dict[str, Any]:
    before = await _load(tx, referral_id)
    actors = rules.actors_of(caller, before)
    if actors and before.version != expected_version:
        raise rules.stale(before, actors)
    row, actor = rules.decide(name, actors, before.state, details.reason)
    if name == "RELEASE":
        await uses.may_be_released(tx, caller, before)
    if name == "REOPEN" and await store_erasure.all_erased(tx, referral_id):
        raise CaseErased("referralId")
    after = rules.move(row, before, details, now)
    await _within_the_profile(tx, caller, name, before, details, envelope)
    if name in CARRIES_DATA or envelope is not None:
        consent = thread.in_force(await _consent(tx, before), now)
        if envelope is not None:
            await _keep(tx, caller, before, consent, envelope, name, shred, now)
    saved = await store_loop.save(
        tx,
        before,
        after,
        name=name,
        actor=actor,
        member=caller.member_id,
        reason=details.reason,
        only_for=before.from_member if row.hidden else "",
        env_id=envelope.env_id if envelope else None,
    )
    if not saved:
        raise rules.stale(await _load(tx, referral_id), actors)
    if name == "ACCEPT":
        await cases.take(tx, caller, referral_id)
    await _tell(tx, caller, row, after, now)
    await network.record(tx, caller, name.lower().replace("_", "-"), "referral", referral_id, now)
    return {"version": after.version}


def _said(details: Details) -> str:
    said = {field: getattr(details, field) for field in Details.__dataclass_fields__}
    return jcs({k: v if v is None or isinstance(v, str | bool) else str(v) for k, v in said.items()}).decode()


async def _load(tx: Transaction, referral_id: str) -> Referral:
    found = await store_loop.referral(tx, referral_id)
    if found is None:
        raise errors.ReferralNotFound("referralId")
    return found


async def _consent(tx: Transaction, referral: Referral) -> Consent | None:
    return await store_consents.consent_by_id(tx, referral.consent_id) if referral.consent_id else None


async def _within_the_profile(
    tx: Transaction, caller: Caller, name: str, referral: Referral, details: Details, envelope: Envelope | None
) -> None:
    """Look at what a letter says that it holds, and at what is asked for; most steps have neither."""
    asked = {details.category} if name == "ASK_FOR_INFORMATION" and details.category else set()
    categories = asked | (envelope.header.categories if envelope else set())
    if categories:
        types = await directory.service_types(tx, caller, referral.listing_id, referral.listing_version)
        thread.within_the_profile(categories, types, "category" if asked else "envelope")


async def _keep(
    tx: Transaction,
    caller: Caller,
    referral: Referral,
    consent: Consent,
    envelope: Envelope,
    name: str,
    shred: Shredder,
    now: datetime,
) -> None:
    """Check a letter of the thread and store it, sealed, under her consent."""
    ours = caller.member_id == referral.from_member
    recipient = referral.to_member if ours else referral.from_member
    thread.belongs(envelope, referral, consent, caller.member_id, recipient)
    thread.timely(envelope, consent, now)
    if name in PURPOSE:
        thread.for_purpose(consent, PURPOSE[name])
    await keys.both_vouched_for(tx, caller.member_id, recipient, now)
    await keys.sealed_to_today(tx, envelope, recipient, now)
    kind, way = ("REPLY", Way.RECIPIENT) if ours else ("STATUS", Way.SENDER)
    key = await shred.key(referral.id, way)
    await store_envelopes.add(tx, envelope, shred_key=key, consent_id=consent.id, kind=kind, at=now)


async def _tell(tx: Transaction, caller: Caller, row: Transition, after: Referral, now: datetime) -> None:
    """Erase where the table says so, and tell the organisations without content; the recipient, until when to erase."""
    told: dict[str, datetime | None] = {m: None for m in (after.from_member, after.to_member) if m != caller.member_id}
    if row.shreds:
        await erasure.begin(tx, [after.id], after.state, now)
        told[after.to_member] = now + timedelta(days=erasure.ATTEST_DAYS)
    if after.sent_at is None:
        told.pop(after.to_member, None)
    kind = "PAUSED" if row.name == "HOLD" else row.name
    await store_withdrawals.add_notices(tx, [(new_id(), to, after.id, kind, by, now) for to, by in told.items()])
    if row.name == "ACCEPT":
        await store_needs.tell_of_siblings(tx, after.id, GOING_ON, now)


async def asked_her(
    tx: Transaction,
    caller: Caller,
    *,
    referral_id: str,
    answer: HerAnswer,
    expected_version: int,
    key: str,
    now: datetime,
) -> Referral:
    """Keep what came of asking her: she would rather not, an attempt failed, she cannot be reached, or said it.

    Raises:
        NotYourStep: only the sender asks her.
        AttemptsMissing: she was not tried twice.
        NothingSaidBefore: no account of hers came before.
    """
    require(caller)
    check_id(referral_id, "referralId")

    async def act() -> dict[str, Any]:
        before = await _load(tx, referral_id)
        if rules.actors_of(caller, before) and before.version != expected_version:
            raise rules.stale(before, rules.actors_of(caller, before))
        said = any(one.name == "HER_FEEDBACK" for one in await store_loop.events(tx, referral_id))
        after = asking_rules.asked_her(before, rules.actors_of(caller, before), answer, now, said_before=said)
        name = f"ASKED_HER_{answer}"
        saved = await store_loop.save(
            tx, before, after, name=name, actor="A", member=caller.member_id, reason=None, only_for=before.from_member
        )
        if not saved:
            raise rules.stale(await _load(tx, referral_id), rules.actors_of(caller, before))
        await network.record(tx, caller, "asked-her", "referral", referral_id, now)
        return {"version": after.version}

    await once(
        tx, caller, key, "recordFeedback", {"referral": referral_id, "answer": answer, "version": expected_version}, act
    )
    return await referral(tx, caller, referral_id)


async def referral(tx: Transaction, caller: Caller, referral_id: str) -> Referral:
    """Show a referral to whom it concerns, and no more of it than is theirs to see.

    Raises:
        ReferralNotFound: the caller has nothing to do with it.
    """
    require(caller)
    found = await _load(tx, check_id(referral_id, "id"))
    return rules.shown_to(found, rules.actors_of(caller, found))
