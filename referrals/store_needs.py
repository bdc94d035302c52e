"""Keep what she was shown for a need, and read the referrals that came of it."""

from datetime import datetime

from kit import sql
from network.context import Transaction
from referrals.agreement import OnlyOneReason, Showing
from referrals.model import Referral, State
from referrals.store_loop import read_referral

Q = sql.load("referrals")


async def add_showing(tx: Transaction, seq: int, one: Showing) -> None:
    """Keep what she was shown; `seq` is the version of the referral after it."""
    await tx.execute(Q["showing_add"], one.referral_id, seq, list(one.options), one.only_one_reason, one.at)


async def showings(tx: Transaction, need_id: str) -> list[Showing]:
    """Read what she was shown for one need, in order."""
    return [
        Showing(
            row["referral_id"],
            tuple(row["options"]),
            OnlyOneReason(row["only_one_reason"]) if row["only_one_reason"] else None,
            row["at"],
        )
        for row in await tx.fetch(Q["showings_of"], need_id)
    ]


async def referrals(tx: Transaction, need_id: str, member_id: str) -> list[Referral]:
    """Read every referral that an organisation sent, or drafted, for one need, oldest first."""
    return [read_referral(row) for row in await tx.fetch(Q["referrals_of_need"], need_id, member_id)]


async def tell_of_siblings(tx: Transaction, referral_id: str, states: frozenset[State], at: datetime) -> None:
    """Tell the sender of an accepted referral that others of the same need go on, if there are any."""
    await tx.execute(Q["tell_of_siblings"], referral_id, sorted(states), at)
