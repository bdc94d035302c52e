"""The desk of a word to one's own people: look at this referral now. Why, only devices that read the letters know."""

from datetime import datetime
from typing import Any

from kit.ids import check_id
from network import actions as network
from network.context import Transaction
from network.model import Caller
from network.rules import require
from referrals import errors, loop_errors, rules, store_loop
from referrals.model import Actor
from referrals.once import once


async def tell(tx: Transaction, caller: Caller, referral_id: str, *, key: str, now: datetime) -> None:
    """Tell the sender's own people to look, once in three days, whatever the reason.

    Raises:
        ReferralNotFound: the caller has nothing to do with it.
        NotYourStep: only the sender's people are told, by the sender.
    """
    require(caller)
    found = await store_loop.referral(tx, check_id(referral_id, "referralId"))
    actors = rules.actors_of(caller, found) if found else ()
    if not actors:
        raise errors.ReferralNotFound("referralId")
    if Actor.A not in actors:
        raise loop_errors.NotYourStep

    async def act() -> dict[str, Any]:
        await store_loop.look_now(tx, referral_id, now)
        await network.record(tx, caller, "look-now", "referral", referral_id, now)
        return {}

    await once(tx, caller, key, "lookNow", {"referral": referral_id}, act)
