"""The desk of looking: an organisation's referrals, their sealed letters and its notices."""

from datetime import UTC, datetime

from kit import page
from kit.errors import BadCursor
from network.context import Transaction
from network.model import Caller
from network.rules import require
from referrals import cases, consents, errors, loop, rules, store_envelopes, store_loop
from referrals.model import Actor, Event, Kept, Notice, Referral
from referrals.shredding import Shredder

LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def _after(cursor: str | None) -> tuple[datetime, str]:
    if cursor is None:
        return LATEST, ""
    at, last = page.decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(at)), str(last)
    except ValueError:
        raise BadCursor("after") from None


async def referrals(
    tx: Transaction, caller: Caller, first: int | None, after: str | None, *, received_only: bool
) -> tuple[list[Referral], bool]:
    """Show an organisation its referrals (or only those it received), newest first, and whether more follow."""
    require(caller)
    count = page.check_first(first)
    found = await store_loop.page(tx, caller.member_id, received_only, _after(after), count + 1)
    shown = [rules.shown_to(one, actors) for one in found[:count] if (actors := rules.actors_of(caller, one))]
    return shown, len(found) > count


async def history(tx: Transaction, caller: Caller, referral_id: str) -> list[Event]:
    """Show the steps of a referral to whom it concerns.

    Raises:
        ReferralNotFound: the caller has nothing to do with it.
    """
    found = await loop.referral(tx, caller, referral_id)
    actors = rules.actors_of(caller, found)
    return [rules.event_shown_to(one, actors) for one in await store_loop.events(tx, referral_id)]


async def envelopes(tx: Transaction, caller: Caller, referral_id: str, shred: Shredder) -> list[Kept]:
    """Give an organisation the sealed letters of a referral: those it wrote and those it received.

    Raises:
        ReferralNotFound: the caller has nothing to do with it, or sees its metadata only.
        CaseNotYours: colleagues are on the case, and the caller is not.
        ConsentRevoked: somebody ended her consent, and the caller received it; nothing more is delivered.
        LetterKeyLost: the node has lost the shred key of a letter.
    """
    found = await loop.referral(tx, caller, referral_id)
    actors = rules.actors_of(caller, found)
    if not actors & {Actor.A, Actor.B}:
        raise errors.ReferralNotFound("referralId")
    await cases.may_open(tx, caller, referral_id)
    if caller.member_id == found.to_member:
        await consents.not_ended_by_others(tx, found.consent_id)
    kept = await store_envelopes.of_referral(tx, referral_id, await shred.keys(referral_id))
    return [one for one in kept if caller.member_id in (one.sender, one.recipient)]


async def notices(tx: Transaction, caller: Caller, first: int | None, after: str | None) -> tuple[list[Notice], bool]:
    """Show an organisation what needs its attention, newest first, and whether more follow."""
    require(caller)
    count = page.check_first(first)
    found = await store_loop.notices(tx, caller.member_id, _after(after), count + 1)
    return found[:count], len(found) > count
