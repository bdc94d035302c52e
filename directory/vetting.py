"""Vet with four eyes, stop at once, and keep every decision with its reason."""

from datetime import datetime, timedelta

from directory import (
    checklist,
    errors,
    listed,
    rules,
    statements,
    store,
    store_learning,
    store_workbench,
    vetting_rules,
)
from directory import store_vetting as archive
from directory.codes import ListingState, ReviewVerdict
from directory.content import conditions_in
from directory.deciding import Uses, decide, held, may_review, of_this_round
from directory.model import Review, ShelfRow
from directory.once import once, seen
from directory.reading import check_listed
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

S = ListingState
LONGEST_NOTE = 4_000


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
        row = await held(tx, caller, listing_id, expected)
        await may_review(tx, caller, row)
        rules.may_start_review(caller, row, await of_this_round(tx, row))
        await archive.move(tx, row, S.IN_REVIEW, None, now)
        await decide(tx, caller, row, S.IN_REVIEW, "REVIEW_STARTED", "", None, now)
        return row.id

    request = {"id": listing_id, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "startReview", request, act))


async def submit_review(
    tx: Transaction, caller: Caller, listing_id: str, version: int, verdict: ReviewVerdict, answers: object, note: str,
    statement: bytes, expected: int, key: str, *, now: datetime, entry: bytes | None = None, uses: Uses | None = None,
) -> ShelfRow:  # fmt: skip
    """Sign one's answers to the checklist and a verdict; the second approval puts the words in force.

    Raises:
        OwnOrganisation, ProposersOrganisation, SameReviewer: these eyes do not count.
        ChecklistIncomplete, UnknownQuestion, BlockingAnswer: the answers do not carry the verdict.
        StatementMismatch, or a signature's own refusal: the `review.v1` statement is not the reviewer's word on this.
        ReasonMissing: a return or rejection without a note.
        EntryMissing, OtherWords: an approval without the entry for the key log, or with one about other words.
    """
    require(caller, Role.SECRETARIAT)

    async def act() -> str:
        row = await held(tx, caller, listing_id, expected)
        before = await of_this_round(tx, row)
        await may_review(tx, caller, row)
        rules.may_sign(caller, row, version, before)
        said = checklist.read_answers(answers)
        rules.answered(checklist.asked_of(row.content.service_types), said, verdict, now)
        _noted(verdict, note)
        signed = await network.verify_device_statement(tx, caller, statement, statements.REVIEW)
        statements.same(signed, statements.review_body(row.id, version, verdict, said, note))
        approves = verdict is ReviewVerdict.APPROVE
        review = Review(
            new_id(), row.id, version, caller.staff_id, caller.member_id, said, verdict, note, statement, now,
            row.round, await listed.approved(tx, caller, row, version, entry, now) if approves else None,
        )  # fmt: skip
        await archive.add_review(tx, review)
        await store_workbench.drop_draft(tx, row.id, caller.staff_id)
        await network.record(tx, caller, "listing.review", "Listing", row.id, now)
        await _conclude(tx, caller, row, [*before, review], now, uses)
        return row.id

    request = {"id": listing_id, "version": version, "statement": statement.hex(), "expected": expected}
    return await seen(tx, await once(tx, caller, key, "submitReview", request, act))


def _noted(verdict: ReviewVerdict, note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise errors.TooLong("note", limit=f"{LONGEST_NOTE} characters")
    if verdict is not ReviewVerdict.APPROVE and not note.strip():
        raise errors.ReasonMissing("note")


async def _conclude(
    tx: Transaction, caller: Caller, row: ShelfRow, reviews: list[Review], now: datetime, uses: Uses | None
) -> None:
    """Draw the conclusion of the newest review: nothing yet, in force, sent back, or ended."""
    last = reviews[-1]
    if last.verdict is ReviewVerdict.APPROVE:
        if rules.enough(reviews):
            check_listed(row.content)
            by = sorted({each.reviewer_member for each in reviews})
            until = listed.ends(reviews, rules.expiry(row.content.service_types, now))
            await archive.vet(tx, row, last.version, by, until, now)
            await decide(tx, caller, row, S.VETTED, "VETTED", "", last.statement, now)
            await listed.in_force(tx, reviews)
            if uses is not None and await _asks_otherwise(tx, row):
                await uses.changed(tx, row.id, last.version, now)
        return
    returned = last.verdict is ReviewVerdict.RETURN
    to = row.state if row.vetted_version is not None else S.PROPOSED if returned else S.DELISTED
    await archive.move(tx, row, to, None, now)
    if not returned and row.renewal_since is not None:
        await archive.end_renewal(tx, row.id)
    await decide(tx, caller, row, to, "RETURNED" if returned else "REJECTED", last.note, last.statement, now)


async def _asks_otherwise(tx: Transaction, row: ShelfRow) -> bool:
    """Say whether the newest words ask something else of her than those in force until now."""
    if row.vetted_version in (None, row.version):
        return False
    before = await store.row_at(tx, row.id, row.vetted_version)
    return before is not None and conditions_in(before.content) != conditions_in(row.content)


async def start_renewal(
    tx: Transaction, caller: Caller, listing_id: str, expected: int, key: str, *, now: datetime
) -> ShelfRow:
    """Begin to check a service again before its vetting runs out; it stays in force, and needs two new signatures.

    Raises:
        OwnOrganisation, ProposersOrganisation, ConflictDeclared: the reviewer is too near.
        WrongState, NewWordsWait, RenewalRuns, TooEarly: it is not to be renewed now.
    """
    require(caller, Role.SECRETARIAT)

    async def act() -> str:
        row = await held(tx, caller, listing_id, expected)
        await may_review(tx, caller, row)
        checked = bool(await store_learning.checks_of(tx, row.id))
        vetting_rules.may_renew(caller, row, now, checked=checked)
        await archive.next_round(tx, row, now, renewal=True)
        early = row.expires_at is not None and row.expires_at > now + timedelta(days=vetting_rules.RENEWAL_DAYS)
        await decide(tx, caller, row, row.state, "ROUTINE_CHECK" if early else "RENEWAL_STARTED", "", None, now)
        return row.id

    request = {"id": listing_id, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "startRenewal", request, act))
