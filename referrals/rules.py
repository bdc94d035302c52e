"""Who may take which step on a referral, and what the referral is afterwards.

- Only its two organisations act on a referral, and the secretariat by its metadata; nobody else learns of it.
- The recipient acts on what was sent, never before.
- What the woman decides is recorded by whoever she tells: a caseworker of the sender, or intake at the recipient.
- A step that the table does not hold is refused, and so is one that another may take.
- A step that needs a reason names one of its codes; a step that needs a date or a word brings it.
- Accepting needs the safe-contact instructions read and the interpreter answered (guide R7, R2).
- A referral is closed by two accounts: the organisation's, and hers or the documented reason why there is none.
- A release after a safety hold needs a new look at her risks and her wish.
- The recipient sees a safety hold as a pause, without its reason, also where a step is refused or read again.
- What is on hold can be recalled if it could be before the hold.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from network.model import Caller, Role
from referrals import errors, loop_errors
from referrals.choosing import recallable
from referrals.model import Actor, Details, Event, HerFeedback, OrgFeedback, Referral, State
from referrals.transitions import TERMINAL, Transition, rows

PAUSED = "PAUSED"
"""What the recipient reads where the sender reads ON_HOLD_SAFETY."""
REOPEN_DAYS = 180
DONE_ASKING = frozenset({HerFeedback.RECEIVED, HerFeedback.DECLINED_TO_ANSWER, HerFeedback.UNREACHABLE})


def actors_of(caller: Caller, referral: Referral) -> frozenset[Actor]:
    """Say as whom a caller may act on a referral; empty for everybody else."""
    found: set[Actor] = set()
    if caller.member_id and caller.member_id == referral.from_member:
        if caller.roles & {Role.CASEWORKER, Role.ORG_ADMIN}:
            found |= {Actor.A, Actor.W}
        if Role.ORG_ADMIN in caller.roles:
            found.add(Actor.A_PLUS)
    elif caller.member_id and caller.member_id == referral.to_member and referral.sent_at:
        if caller.roles & {Role.INTAKE, Role.ORG_ADMIN}:
            found |= {Actor.B, Actor.W}
        if Role.ORG_ADMIN in caller.roles:
            found.add(Actor.B_PLUS)
    elif Role.SECRETARIAT in caller.roles:
        found.add(Actor.S)
    return frozenset(found)


def decide(name: str, actors: frozenset[Actor], state: State, reason: str | None) -> tuple[Transition, Actor]:
    """Find the row of a step, and as whom it is taken.

    Raises:
        ReferralNotFound: the caller has nothing to do with the referral.
        WrongState: the step does not start here.
        NotYourStep: somebody else takes this step.
        BadReason: the reason is missing, or not one of the step's codes.
    """
    if not actors:
        raise errors.ReferralNotFound("referralId")
    here = [row for row in rows(name) if state in row.sources]
    if not here:
        raise errors.WrongState(state=seen(state, actors))
    row = here[0]
    acting = sorted(row.actors & actors)
    if not acting:
        raise loop_errors.NotYourStep
    if row.reasons and reason not in row.reasons:
        raise loop_errors.BadReason("reason", reasons=", ".join(sorted(row.reasons)))
    return row, acting[0]


def move(row: Transition, referral: Referral, details: Details, now: datetime) -> Referral:
    """Give the referral as it is after a step.

    Raises:
        DetailMissing: the step needs something that was not brought.
        LoopOpen: one of the two accounts is missing.
        TooLate: the referral was closed too long ago to be reopened.
    """
    target = row.target or referral.held_from or referral.state
    moved = replace(
        referral,
        state=target,
        held_from=referral.state if row.name == "HOLD" else None,
        reason=None if row.hidden else details.reason,
        changed_at=now,
        ended_at=now if target in TERMINAL else None,
        due_at=None,
        due_what=None,
        version=referral.version + 1,
    )
    change = _CHANGES.get(row.name)
    return change(moved, referral, details, now) if change else moved


def _need(value: object, field: str) -> None:
    if not value:
        raise loop_errors.DetailMissing(field)


def _acknowledge(moved: Referral, _before: Referral, _details: Details, now: datetime) -> Referral:
    return replace(moved, received_at=now)


def _ask(moved: Referral, _before: Referral, details: Details, _now: datetime) -> Referral:
    _need(details.category, "category")
    return replace(moved, asked_category=details.category)


def _answer(moved: Referral, _before: Referral, _details: Details, _now: datetime) -> Referral:
    return replace(moved, asked_category=None)


def _accept(moved: Referral, _before: Referral, details: Details, now: datetime) -> Referral:
    _need(details.first_contact_on, "firstContactOn")
    _need(details.safe_contact_read, "safeContactRead")
    _need(details.interpreter_answered, "interpreterAnswered")
    return replace(moved, decided_at=now, first_contact_on=details.first_contact_on, org_feedback=OrgFeedback.DUE)


def _waitlist(moved: Referral, _before: Referral, details: Details, now: datetime) -> Referral:
    _need(details.expected_on or details.review_on, "expectedOn")
    return replace(moved, decided_at=now, expected_on=details.expected_on, review_on=details.review_on)


def _decline(moved: Referral, _before: Referral, details: Details, now: datetime) -> Referral:
    _need(details.decline_class, "declineClass")
    return replace(moved, decided_at=now, decline_class=details.decline_class)


def _start(moved: Referral, _before: Referral, details: Details, now: datetime) -> Referral:
    _need(details.started_on, "startedOn")
    if details.started_on and details.started_on > now.date() + timedelta(days=1):  # it may be tomorrow there already
        raise loop_errors.DayAhead("startedOn")
    return replace(moved, started_on=details.started_on, org_feedback=OrgFeedback.DUE, her_feedback=HerFeedback.DUE)


def _cancel(moved: Referral, before: Referral, _details: Details, _now: datetime) -> Referral:
    if not recallable(before):
        raise errors.WrongState(state=before.state)
    return moved


def _outcome(moved: Referral, before: Referral, details: Details, now: datetime) -> Referral:
    _need(details.outcome_class, "outcomeClass")
    asked = before.her_feedback in DONE_ASKING - {HerFeedback.RECEIVED}  # what she said before was not of the outcome
    hers = before.her_feedback if asked else HerFeedback.DUE
    return replace(
        moved,
        outcome_class=details.outcome_class,
        outcome_at=now,
        org_feedback=OrgFeedback.RECEIVED,
        her_feedback=hers,
    )


def _close(moved: Referral, before: Referral, _details: Details, _now: datetime) -> Referral:
    if before.org_feedback is not OrgFeedback.RECEIVED or before.her_feedback not in DONE_ASKING:
        raise loop_errors.LoopOpen
    return moved


def _again(moved: Referral, before: Referral, _details: Details, now: datetime) -> Referral:
    if before.ended_at is not None and now - before.ended_at > timedelta(days=REOPEN_DAYS):
        raise loop_errors.TooLate(days=REOPEN_DAYS)
    return replace(moved, org_feedback=OrgFeedback.DUE, her_feedback=HerFeedback.DUE, attempts=0)


def _release(moved: Referral, _before: Referral, details: Details, _now: datetime) -> Referral:
    _need(details.risk_reassessed, "riskReassessed")
    _need(details.her_wish, "herWish")
    return moved


_CHANGES: dict[str, Callable[[Referral, Referral, Details, datetime], Referral]] = {
    "ACKNOWLEDGE": _acknowledge,
    "ASK_FOR_INFORMATION": _ask,
    "ANSWER_INFORMATION": _answer,
    "ACCEPT": _accept,
    "WAITLIST": _waitlist,
    "DECLINE": _decline,
    "START": _start,
    "REPORT_OUTCOME": _outcome,
    "CLOSE": _close,
    "CANCEL": _cancel,
    "DISPUTE_OUTCOME": _again,
    "REOPEN": _again,
    "RELEASE": _release,
}


def shown_to(referral: Referral, actors: frozenset[Actor]) -> Referral:
    """Show the recipient and the secretariat only what is theirs to see.

    Raises:
        ReferralNotFound: the caller has nothing to do with the referral.
    """
    if not actors:
        raise errors.ReferralNotFound("id")
    if Actor.A in actors:
        return referral
    hidden = replace(referral, need_id="", attempts=0)
    if Actor.S in actors:
        return hidden
    return replace(hidden, state=referral.held_from or referral.state, her_feedback=HerFeedback.NOT_DUE)


def event_shown_to(event: Event, actors: frozenset[Actor]) -> Event:
    """Show the recipient a step that began on hold as one that began in a pause; the hold itself it is not shown."""
    return replace(event, from_state=seen(event.from_state, actors))


def stale(now: Referral, actors: frozenset[Actor]) -> errors.StaleVersion:
    """Say to whoever was slower where a referral stands now."""
    return errors.StaleVersion("expectedVersion", current=now.version, state=seen(now.state, actors))


def seen(state: str, actors: frozenset[Actor]) -> str:
    """Say how a state is called to whoever asks, so that nobody learns of a hold who must not."""
    hidden = state == State.ON_HOLD_SAFETY and not actors & {Actor.A, Actor.S}
    return PAUSED if hidden else state
