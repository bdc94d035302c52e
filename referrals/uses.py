"""What the directory may know of referrals, and do to them: counts, notices, and a hold while a service is suspended.

The directory stands below this house and does not know it; the node hands it this file (`Context.uses`).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from directory import actions as directory
from directory.errors import ListingSuspended
from directory.model import Live, Signals
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from referrals import store_alerts, store_uses
from referrals.model import Actor, Referral, State

NOT_BEGUN = frozenset({State.SENT, State.RECEIVED, State.INFO_REQUESTED, State.WAITLISTED, State.ACCEPTED})
"""States that a suspension puts on hold; nobody serves her yet."""
BEGUN = frozenset({State.IN_SERVICE, State.OUTCOME_REPORTED})
"""States in which contact is never cut by the network: the sender looks at each (table of steps, 21)."""
LIVE = NOT_BEGUN | BEGUN | {State.ON_HOLD_SAFETY}
YEAR = 365
"""How many days what referrals tell about a service is counted."""
READ_ON = LIVE | {State.CLOSED}
"""States in which letters may have to be read again: what is closed can be reopened while its letters are kept."""


async def live(tx: Transaction, listing_id: str, /) -> Live:
    """Count the live referrals to a listing by state, and the organisations that sent them."""
    return await store_uses.live(tx, listing_id, LIVE)


async def hold(tx: Transaction, caller: Caller, listing_id: str, now: datetime, /) -> int:
    """Put what has not begun on hold, and ask the senders of the rest to look at each; gives the number held."""
    await store_uses.tell_senders(tx, listing_id, BEGUN, "CHECK_SERVICE", now)
    return await hold_all(tx, caller, [listing_id], now)


async def hold_all(tx: Transaction, caller: Caller, listings: Sequence[str], now: datetime) -> int:
    """Put on hold what has not begun at suspended services; doing it again finds only what came in between."""
    actor = Actor.S if Role.SECRETARIAT in caller.roles else Actor.T
    held = await store_uses.hold(tx, listings, NOT_BEGUN, now, actor, caller.member_id)
    for referral in held:
        await network.record(tx, caller, "hold", "referral", referral, now)
    return len(held)


async def lifted(tx: Transaction, caller: Caller, listing_id: str, now: datetime, /) -> None:
    """Tell the senders of held referrals that they may decide again: nothing goes on by itself."""
    await store_uses.tell_senders(tx, listing_id, [State.ON_HOLD_SAFETY], "SERVICE_OFFERED_AGAIN", now)


async def changed(tx: Transaction, listing_id: str, version: int, now: datetime, /) -> None:
    """Ask the senders of live referrals to older words of a listing to look again; nothing moves by itself."""
    await store_uses.tell_of_conditions(tx, listing_id, version, LIVE, now)


async def used(tx: Transaction, /) -> list[str]:
    """Name the listings to which a referral was ever sent; whole in the realm `node` only."""
    return await store_uses.used(tx)


async def signals(tx: Transaction, today: date, /) -> Signals:
    """Count what referrals tell about services without words; whole in the realm `node` only."""
    return await store_uses.signals(tx, today - timedelta(days=YEAR))


async def known(tx: Transaction, caller: Caller, listing_id: str, version: int, /) -> bool:
    """Say whether the caller's organisation ever sent or received a referral to these words, and not which."""
    return await store_uses.known(tx, caller.member_id, listing_id, version)


async def may_be_released(tx: Transaction, caller: Caller, referral: Referral) -> None:
    """Let a hold be released that is not the secretariat's: what has not begun waits for the service.

    Raises:
        ListingSuspended: the service is suspended.
    """
    if referral.held_from in NOT_BEGUN and await directory.stopped(tx, caller, referral.listing_id):
        raise ListingSuspended("referralId")


async def needed(tx: Transaction, kids: Sequence[bytes]) -> set[bytes]:
    """Tell which intake keys (by `kid`) are still read with, so that no case that may go on and no alert loses one."""
    letters = await store_uses.needed(tx, kids, READ_ON)
    return letters | (await store_alerts.kids(tx) if kids else set())
