"""Who may do what to a listing, and when it is in force.

- Caseworkers, administrators and the secretariat propose; the owner and the proposer revise.
- Only the secretariat reviews; nobody reviews their own organisation, what it proposed, or the same version twice.
- Every question that applies is answered; a blocking question answered NO, or not surely, forbids approval.
- Two approvals by different people put a version in force, for 12 months, for 6 where somebody is hired.
- A version that was sent back needs an answer or new words. Suspension acts at once and says why.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from directory import errors, vetting_errors
from directory.codes import Accepting, AnswerValue, ListingState, ReviewVerdict, ServiceType
from directory.freshness import may_speak, months_on
from directory.model import Answer, Question, Review, ShelfRow
from network.model import Caller, Role
from network.rules import require

S = ListingState
PROPOSERS = (Role.CASEWORKER, Role.ORG_ADMIN, Role.SECRETARIAT)
MONTHS, MONTHS_HIRING = 12, 6
SIGNATURES = 2
EARLIEST_DAY = timedelta(hours=14)
LONGEST_REASON = 2_000
STOPPABLE = frozenset({S.VETTED, S.DISPUTED, S.STALE, S.PAUSED})
RESTORABLE = frozenset({S.SUSPENDED, S.DISPUTED, S.STALE, S.PAUSED})
CLOSED = frozenset({S.SUSPENDED, S.PAUSED, S.DELISTED})


def as_seen(row: ShelfRow, expected: int) -> None:
    """Refuse a change of what was not seen.

    Raises:
        VersionChanged: somebody saved it in the meantime.
    """
    if row.saved != expected:
        raise errors.VersionChanged("expectedVersion", current=row.saved)


def why(reason: str) -> str:
    """Return a reason that says something.

    Raises:
        ReasonMissing: it is empty.
        TooLong: it is longer than 2,000 characters.
    """
    if not reason.strip():
        raise errors.ReasonMissing("reason")
    if len(reason) > LONGEST_REASON:
        raise errors.TooLong("reason", limit=f"{LONGEST_REASON} characters")
    return reason.strip()


def may_revise(caller: Caller, row: ShelfRow) -> None:
    """Let the owner and the proposer write new words.

    Raises:
        NotYours: the caller is neither.
        WrongState: the listing has ended.
    """
    require(caller, *PROPOSERS)
    if caller.member_id not in (row.owner_member_id, row.proposed_by):
        raise errors.NotYours("id")
    if row.state is S.DELISTED:
        raise errors.WrongState(state=row.state)


def may_say_availability(caller: Caller, row: ShelfRow) -> None:
    """Let the owner say whether there is a place; the secretariat speaks for a service without a member.

    Raises:
        NotYours: the caller may not.
    """
    may_speak(caller, row.owner_member_id)


def may_review(caller: Caller, row: ShelfRow) -> None:
    """Let the secretariat review others' services only (domain 3.2).

    Raises:
        OwnOrganisation: the service is of the reviewer's organisation.
        ProposersOrganisation: the reviewer's organisation proposed it.
    """
    require(caller, Role.SECRETARIAT)
    if caller.member_id in (row.owner_member_id, row.content.provider.member):
        raise errors.OwnOrganisation("id")
    if caller.member_id == row.proposed_by:
        raise errors.ProposersOrganisation("id")


def may_start_review(caller: Caller, row: ShelfRow, reviews: Sequence[Review]) -> None:
    """Let a proposal go to the reviewers.

    Raises:
        WrongState: it is no proposal.
        VersionReturned: its words were sent back.
    """
    may_review(caller, row)
    if row.state is not S.PROPOSED:
        raise errors.WrongState(state=row.state)
    not_returned(reviews)


def not_returned(reviews: Sequence[Review]) -> None:
    """Refuse words that a reviewer sent back.

    Raises:
        VersionReturned: they were.
    """
    if any(each.verdict is not ReviewVerdict.APPROVE for each in reviews):
        raise errors.VersionReturned("version")


def may_sign(caller: Caller, row: ShelfRow, version: int, reviews: Sequence[Review]) -> None:
    """Let a reviewer sign the newest words while they are in review.

    Raises:
        WrongState: the listing is not in review.
        ListingOld: other words are the newest.
        SameReviewer: the reviewer signed this version already.
    """
    may_review(caller, row)
    if version != row.current_version:
        raise errors.ListingOld("version")
    open_again = row.vetted_version != row.current_version or row.renewal_since is not None
    if row.state is not S.IN_REVIEW and not (row.state in STOPPABLE and open_again):
        raise errors.WrongState(state=row.state)
    if any(each.reviewer_staff == caller.staff_id for each in reviews):
        raise errors.SameReviewer("version")
    not_returned(reviews)


def answered(asked: Sequence[Question], answers: Sequence[Answer], verdict: ReviewVerdict, now: datetime) -> None:
    """Hold a review to the checklist.

    Raises:
        AnswerInFuture: evidence of a day that has not begun anywhere on earth.
        UnknownQuestion: an answer to what was not asked.
        ChecklistIncomplete: a question without answer.
        BlockingAnswer: an approval in spite of a blocking question that is not answered YES.
    """
    given = {each.question: each.value for each in answers}
    known = {each.id for each in asked}
    for each in answers:
        if each.question not in known:
            raise errors.UnknownQuestion("answers")
        if each.date > (now + EARLIEST_DAY).date():
            raise vetting_errors.AnswerInFuture("answers", question=each.question)
    for question in asked:
        if question.id not in given:
            raise errors.ChecklistIncomplete("answers", question=question.id)
        blocked = question.blocking and given[question.id] in (AnswerValue.NO, AnswerValue.UNSURE)
        if verdict is ReviewVerdict.APPROVE and blocked:
            raise errors.BlockingAnswer("answers", question=question.id)


def enough(reviews: Sequence[Review]) -> bool:
    """Return whether two different people approved."""
    approved = {each.reviewer_staff for each in reviews if each.verdict is ReviewVerdict.APPROVE}
    return len(approved) >= SIGNATURES


def expiry(types: Sequence[ServiceType], now: datetime) -> datetime:
    """Return when a vetting of today runs out."""
    return months_on(now, MONTHS_HIRING if ServiceType.EMPLOYER in types else MONTHS)


def may_suspend(caller: Caller, row: ShelfRow) -> None:
    """Let the secretariat stop what is offered.

    Raises:
        WrongState: it is not offered.
    """
    require(caller, Role.SECRETARIAT)
    if row.state not in STOPPABLE:
        raise errors.WrongState(state=row.state)


def may_reinstate(caller: Caller, row: ShelfRow, now: datetime) -> None:
    """Let the secretariat offer again what was vetted and is not its own.

    Raises:
        WrongState: it was not stopped.
        VettingExpired: the vetting ran out meanwhile.
    """
    may_review(caller, row)
    if row.state not in RESTORABLE or row.vetted_version is None:
        raise errors.WrongState(state=row.state)
    if row.expires_at is None or row.expires_at <= now:
        raise errors.VettingExpired("id")


def may_delist(caller: Caller, row: ShelfRow) -> None:
    """Let the secretariat, the owner, and the proposer of what was never vetted end a listing.

    Raises:
        NotYours: the caller is none of these.
        WrongState: it has ended.
    """
    require(caller, *PROPOSERS)
    theirs = caller.member_id == row.owner_member_id
    proposed = caller.member_id == row.proposed_by and row.vetted_version is None
    if not (theirs or proposed or Role.SECRETARIAT in caller.roles):
        raise errors.NotYours("id")
    if row.state is S.DELISTED:
        raise errors.WrongState(state=row.state)


def may_be_sent(
    state: ListingState, vetted: int | None, version: int, expires: datetime | None, accepting: Accepting,
    now: datetime,
) -> None:  # fmt: skip
    """Let a referral go only to vetted words, in time, where there may be room.

    Raises:
        NotVetted, ListingSuspended, ListingStaleState, ListingOld, VettingExpired, NotAccepting: the first that holds.
    """
    if vetted is None:
        raise errors.NotVetted("listingId")
    if state in CLOSED:
        raise errors.ListingSuspended("listingId")
    if expires is None or expires <= now:
        raise errors.VettingExpired("listingId")
    if state is S.STALE:
        raise errors.ListingStaleState("listingId")
    if version != vetted:
        raise errors.ListingOld("listingVersion")
    if accepting is Accepting.NO:
        raise errors.NotAccepting("listingId")
