"""Stop a service, contest it, offer it again or end it: at once, for a reason, signed by who decides."""

from collections.abc import Callable
from datetime import datetime

from directory import errors, listed, rules, statements, store_learning, vetting_rules
from directory import store_vetting as archive
from directory.codes import ListingState
from directory.deciding import Uses, decide, held, may_review
from directory.model import ShelfRow
from directory.once import once, seen
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

S = ListingState
Check = Callable[[ShelfRow], None]


async def _change(
    tx: Transaction, caller: Caller, listing_id: str, to: ListingState, what: str, reason: str, check: Check,
    expected: int, key: str, statement: bytes, now: datetime, uses: Uses | None = None,
    entry: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """Move a listing for a reason that is kept and signed, and let live referrals follow."""
    said = rules.why(reason)

    async def act() -> str:
        row = await held(tx, caller, listing_id, expected)
        check(row)
        if to is S.VETTED:
            await may_review(tx, caller, row)
        signed = await network.verify_device_statement(tx, caller, statement, statements.DECISION)
        statements.same(signed, statements.decision_body(row.id, expected, to, said))
        if await archive.move(tx, row, to, said if to is S.SUSPENDED else None, now) is None:
            raise errors.VersionChanged("expectedVersion", current=row.saved)
        await decide(tx, caller, row, to, what, said, statement, now)
        if to is S.SUSPENDED:
            await store_learning.end_checks(tx, row.id, now)
        if uses is not None and to is S.SUSPENDED:
            await uses.hold(tx, caller, row.id, now)
        if uses is not None and row.state is S.SUSPENDED:
            await uses.lifted(tx, caller, row.id, now)
        await listed.moved(tx, caller, row, to, entry, now)
        return row.id

    request = {"id": listing_id, "to": to, "reason": said, "expected": expected}
    return await seen(tx, await once(tx, caller, key, what, request, act))


async def suspend(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes, uses: Uses | None = None, entry: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """Stop a service at once: out of search and matching, no new referral, and live ones are held (`Uses.hold`).

    Raises:
        RoleMissing: only the secretariat suspends.
        ReasonMissing: it says no reason.
        WrongState: it is not offered.
    """
    require(caller, Role.SECRETARIAT)
    return await _change(
        tx, caller, listing_id, S.SUSPENDED, "SUSPENDED", reason, lambda row: rules.may_suspend(caller, row),
        expected, key, statement, now, uses, entry,
    )  # fmt: skip


async def dispute(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes, uses: Uses | None = None, entry: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """Mark a service as contested; it stays in the search, and `reinstate` ends the dispute.

    Raises:
        RoleMissing: only the secretariat does.
        WrongState: it is not in force.
    """
    require(caller, Role.SECRETARIAT)
    return await _change(
        tx, caller, listing_id, S.DISPUTED, "DISPUTED", reason, lambda row: vetting_rules.may_dispute(caller, row),
        expected, key, statement, now, uses, entry,
    )  # fmt: skip


async def reinstate(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes, uses: Uses | None = None, entry: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """Offer again what was stopped, in the words that were vetted.

    Raises:
        OwnOrganisation, ProposersOrganisation: nobody decides for a service of their own.
        VettingExpired: the vetting ran out meanwhile.
        WrongState: it was not stopped.
    """
    require(caller, Role.SECRETARIAT)
    return await _change(
        tx, caller, listing_id, S.VETTED, "REINSTATED", reason, lambda row: rules.may_reinstate(caller, row, now),
        expected, key, statement, now, uses, entry,
    )  # fmt: skip


async def delist(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes, uses: Uses | None = None, entry: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """End a listing; its versions stay for those who were shown them.

    Raises:
        NotYours: only the owner, the secretariat, and the proposer of what was never vetted end it.
        WrongState: it has ended.
    """
    require(caller, *rules.PROPOSERS)
    return await _change(
        tx, caller, listing_id, S.DELISTED, "DELISTED", reason, lambda row: rules.may_delist(caller, row),
        expected, key, statement, now, None, entry,
    )  # fmt: skip
