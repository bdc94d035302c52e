"""Vet with four eyes, stop at once, and keep every decision with its reason."""

from collections.abc import Callable
from datetime import datetime

from directory import checklist, errors, rules, statements
from directory import store_vetting as archive
from directory.codes import ListingState, ReviewVerdict
from directory.model import Decision, Review, ShelfRow
from directory.once import once, seen
from directory.reading import check_listed
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

S = ListingState
LONGEST_NOTE = 4_000


async def _held(tx: Transaction, caller: Caller, listing_id: str, expected: int) -> ShelfRow:
    """Return a listing in its newest words, held until the transaction ends."""
    first = await seen(tx, listing_id)
    if Role.SECRETARIAT not in caller.roles and caller.member_id not in (first.owner_member_id, first.proposed_by):
        raise errors.NotYours("id")
    await archive.lock(tx, first.id)
    row = await seen(tx, first.id)
    rules.as_seen(row, expected)
    return row


async def _decide(
    tx: Transaction, caller: Caller, row: ShelfRow, to: ListingState, reason: str, note: str,
    statement: bytes | None, now: datetime,
) -> None:  # fmt: skip
    """Keep a decision and the trail of it; the move itself is the caller's."""
    decision = Decision(
        new_id(), row.id, row.current_version, row.state, to, reason, note, caller.staff_id, caller.member_id,
        statement, now,
    )  # fmt: skip
    await archive.add_decisions(tx, [decision])
    await network.record(tx, caller, f"listing.{reason.lower()}", "Listing", row.id, now)


async def start_review(
    tx: Transaction, caller: Caller, listing_id: str, expected: int, key: str, *, now: datetime
) -> ShelfRow:
    """Take a proposal into review.

    Raises:
        RoleMissing: only the secretariat reviews.
        OwnOrganisation, ProposersOrganisation: the reviewer is too near.
        WrongState, VersionReturned: it is not to be reviewed now.
    """
    require(caller, Role.SECRETARIAT)

    async def act() -> str:
        row = await _held(tx, caller, listing_id, expected)
        rules.may_start_review(caller, row, await archive.reviews_of(tx, row.id, row.current_version))
        await archive.move(tx, row, S.IN_REVIEW, None, now)
        await _decide(tx, caller, row, S.IN_REVIEW, "REVIEW_STARTED", "", None, now)
        return row.id

    request = {"id": listing_id, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "startReview", request, act))


async def submit_review(
    tx: Transaction, caller: Caller, listing_id: str, version: int, verdict: ReviewVerdict, answers: object, note: str,
    statement: bytes, expected: int, key: str, *, now: datetime,
) -> ShelfRow:  # fmt: skip
    """Sign one's answers to the checklist and a verdict; the second approval puts the words in force.

    Raises:
        OwnOrganisation, ProposersOrganisation, SameReviewer: these eyes do not count.
        ChecklistIncomplete, UnknownQuestion, BlockingAnswer: the answers do not carry the verdict.
        StatementMismatch, or a signature's own refusal: the `review.v1` statement is not the reviewer's word on this.
        ReasonMissing: a return or rejection without a note.
    """
    require(caller, Role.SECRETARIAT)

    async def act() -> str:
        row = await _held(tx, caller, listing_id, expected)
        before = await archive.reviews_of(tx, row.id, row.current_version)
        rules.may_sign(caller, row, version, before)
        said = checklist.read_answers(answers)
        rules.answered(checklist.asked_of(row.content.service_types), said, verdict)
        if len(note) > LONGEST_NOTE:
            raise errors.TooLong("note", limit=f"{LONGEST_NOTE} characters")
        if verdict is not ReviewVerdict.APPROVE and not note.strip():
            raise errors.ReasonMissing("note")
        signed = await network.verify_device_statement(tx, caller, statement, statements.REVIEW)
        statements.same(signed, statements.review_body(row.id, version, verdict, said, note))
        review = Review(
            new_id(), row.id, version, caller.staff_id, caller.member_id, said, verdict, note, statement, now
        )
        await archive.add_review(tx, review)
        await network.record(tx, caller, "listing.review", "Listing", row.id, now)
        await _conclude(tx, caller, row, [*before, review], now)
        return row.id

    request = {"id": listing_id, "version": version, "statement": statement.hex(), "expected": expected}
    return await seen(tx, await once(tx, caller, key, "submitReview", request, act))


async def _conclude(tx: Transaction, caller: Caller, row: ShelfRow, reviews: list[Review], now: datetime) -> None:
    """Draw the conclusion of the newest review: nothing yet, in force, sent back, or ended."""
    last = reviews[-1]
    if last.verdict is ReviewVerdict.APPROVE:
        if rules.enough(reviews):
            check_listed(row.content)
            by = sorted({each.reviewer_member for each in reviews})
            await archive.vet(tx, row, last.version, by, rules.expiry(row.content.service_types, now), now)
            await _decide(tx, caller, row, S.VETTED, "VETTED", "", last.statement, now)
        return
    returned = last.verdict is ReviewVerdict.RETURN
    to = row.state if row.vetted_version is not None else S.PROPOSED if returned else S.DELISTED
    await archive.move(tx, row, to, None, now)
    await _decide(tx, caller, row, to, "RETURNED" if returned else "REJECTED", last.note, last.statement, now)


Check = Callable[[ShelfRow], None]


async def _change(
    tx: Transaction, caller: Caller, listing_id: str, to: ListingState, what: str, reason: str, check: Check,
    expected: int, key: str, statement: bytes | None, now: datetime,
) -> ShelfRow:  # fmt: skip
    """Move a listing for a reason that is kept, signed where a signature is given."""
    said = rules.why(reason)

    async def act() -> str:
        row = await _held(tx, caller, listing_id, expected)
        check(row)
        if statement is not None:
            signed = await network.verify_device_statement(tx, caller, statement, statements.DECISION)
            statements.same(signed, statements.decision_body(row.id, expected, to, said))
        if await archive.move(tx, row, to, said if to is S.SUSPENDED else None, now) is None:
            raise errors.VersionChanged("expectedVersion", current=row.saved)
        await _decide(tx, caller, row, to, what, said, statement, now)
        return row.id

    request = {"id": listing_id, "to": to, "reason": said, "expected": expected}
    return await seen(tx, await once(tx, caller, key, what, request, act))


async def suspend(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """Stop a service at once: out of search and matching, and no new referral.

    Raises:
        RoleMissing: only the secretariat suspends.
        ReasonMissing: it says no reason.
        WrongState: it is not offered.
    """
    require(caller, Role.SECRETARIAT)
    return await _change(
        tx, caller, listing_id, S.SUSPENDED, "SUSPENDED", reason, lambda row: rules.may_suspend(caller, row),
        expected, key, statement, now,
    )  # fmt: skip


async def reinstate(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes | None = None,
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
        expected, key, statement, now,
    )  # fmt: skip


async def delist(
    tx: Transaction, caller: Caller, listing_id: str, reason: str, expected: int, key: str, *, now: datetime,
    statement: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """End a listing; its versions stay for those who were shown them.

    Raises:
        NotYours: only the owner, the secretariat, and the proposer of what was never vetted end it.
        WrongState: it has ended.
    """
    require(caller, *rules.PROPOSERS)
    return await _change(
        tx, caller, listing_id, S.DELISTED, "DELISTED", reason, lambda row: rules.may_delist(caller, row),
        expected, key, statement, now,
    )  # fmt: skip
