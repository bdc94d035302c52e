"""Hold a listing while something is decided about it, keep the decision, and tell those whom it concerns."""

from datetime import date, datetime
from typing import Protocol

from directory import errors, rules, store_upkeep, store_workbench, vetting_errors
from directory import store_vetting as archive
from directory.codes import ListingState
from directory.model import Decision, Live, Notice, Review, ShelfRow, Signals
from directory.once import seen
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role

QUIET = frozenset({"REVIEW_STARTED", "RENEWAL_STARTED", "ROUTINE_CHECK", "CONFIRMED"})


class Uses(Protocol):
    """What the directory asks of the house that keeps referrals, which it does not know (`referrals.uses`)."""

    async def live(self, tx: Transaction, listing_id: str, /) -> Live:
        """Count the live referrals to a listing, without naming one."""

    async def hold(self, tx: Transaction, caller: Caller, listing_id: str, now: datetime, /) -> int:
        """Put live referrals on hold, and ask the senders of the others to look at each."""

    async def lifted(self, tx: Transaction, caller: Caller, listing_id: str, now: datetime, /) -> None:
        """Tell the senders of held referrals that they may decide again."""

    async def changed(self, tx: Transaction, listing_id: str, version: int, now: datetime, /) -> None:
        """Ask the senders of live referrals to older words to look again."""

    async def used(self, tx: Transaction, /) -> list[str]:
        """Name the listings to which a referral was ever sent."""

    async def signals(self, tx: Transaction, today: date, /) -> Signals:
        """Count what referrals tell about services without words; whole in the realm `node` only."""

    async def known(self, tx: Transaction, caller: Caller, listing_id: str, version: int, /) -> bool:
        """Say whether the caller's organisation ever sent or received a referral to these words, and not which."""


async def held(tx: Transaction, caller: Caller, listing_id: str, expected: int) -> ShelfRow:
    """Return a listing in its newest words, held until the transaction ends.

    Raises:
        ListingNotFound: there is none, or the caller may not see it.
        NotYours: it is another organisation's.
        VersionChanged: somebody saved it since she looked.
    """
    first = await seen(tx, listing_id)
    if Role.SECRETARIAT not in caller.roles and caller.member_id not in (first.owner_member_id, first.proposed_by):
        raise errors.NotYours("id")
    await archive.lock(tx, first.id)
    row = await seen(tx, first.id)
    rules.as_seen(row, expected)
    return row


async def may_review(tx: Transaction, caller: Caller, row: ShelfRow) -> None:
    """Refuse a reviewer who is too near.

    Raises:
        OwnOrganisation, ProposersOrganisation: by what she belongs to.
        ConflictDeclared: by her own word.
    """
    rules.may_review(caller, row)
    if await store_workbench.has_conflict(tx, caller.staff_id, row.provider_id, row.owner_member_id):
        raise vetting_errors.ConflictDeclared("id")


async def of_this_round(tx: Transaction, row: ShelfRow) -> list[Review]:
    """Return the reviews of the newest words in the round that runs."""
    return [each for each in await archive.reviews_of(tx, row.id, row.current_version) if each.round == row.round]


async def decide(
    tx: Transaction, caller: Caller, row: ShelfRow, to: ListingState, reason: str, note: str,
    statement: bytes | None, now: datetime, about: str | None = None,
) -> None:  # fmt: skip
    """Keep a decision and the trail of it, and tell the owner and the proposer; the move itself is the caller's."""
    decision = Decision(
        new_id(), row.id, row.current_version, row.state, to, reason, note, caller.staff_id, caller.member_id,
        statement, now, about,
    )  # fmt: skip
    await archive.add_decisions(tx, [decision])
    await network.record(tx, caller, f"listing.{reason.lower()}", "Listing", row.id, now)
    if reason not in QUIET and Role.SECRETARIAT in caller.roles:
        told = sorted({row.owner_member_id, row.proposed_by} - {None, caller.member_id}, key=str)
        await store_upkeep.add_notices(
            tx, [Notice(new_id(), str(member), row.id, reason, None, now) for member in told]
        )
