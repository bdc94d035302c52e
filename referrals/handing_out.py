"""The desk of handing out: a need or a referral in the words that other systems speak, to whom it concerns."""

from collections.abc import Sequence
from datetime import datetime

from network.context import Transaction
from network.model import Caller
from referrals import errors, fhir, loop, needs, rules, store_consents
from referrals.fhir import Agreement, Form
from referrals.fhir_parts import Json
from referrals.model import Actor, Referral


async def need(tx: Transaction, caller: Caller, need_id: str, form: Form, *, now: datetime) -> Json:
    """Write a need of the caller's own organisation with all its referrals as FHIR.

    Raises:
        NeedNotFound: there is none with this id, or it is another organisation's.
    """
    owned = await needs.need(tx, caller, need_id)
    showings = await needs.shown(tx, caller, need_id)
    found = await needs.referrals_of(tx, caller, need_id)
    return fhir.of_need(owned, showings, found, await _said(tx, found), form, now)


async def referral(tx: Transaction, caller: Caller, referral_id: str, form: Form, *, now: datetime) -> Json:
    """Write one referral as FHIR, as the caller's organisation sees it.

    Raises:
        ReferralNotFound: the caller's organisation neither sent nor received it.
    """
    found = await loop.referral(tx, caller, referral_id)
    actors = rules.actors_of(caller, found)
    if not actors & {Actor.A, Actor.B}:
        raise errors.ReferralNotFound("id")
    return fhir.of_referral(found, (await _said(tx, [found])).get(found.id), form, now)


async def _said(tx: Transaction, referrals: Sequence[Referral]) -> dict[str, Agreement]:
    """Load what she said about each: the consent, or the events of being asked."""
    said = {}
    for one in referrals:
        if one.consent_id is not None:
            said[one.id] = Agreement(await store_consents.consent_by_id(tx, one.consent_id), ())
        elif events := await store_consents.events_of(tx, one.id):
            said[one.id] = Agreement(None, events)
    return said
