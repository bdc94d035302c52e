"""The whole table of steps: who may take which from where, and that nothing outside the table is possible."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kit.errors import Refusal
from network.model import ANONYMOUS, Caller, Role
from referrals import asking_rules, choosing, errors, loop_errors, rules, thread
from referrals.agreement import Mode
from referrals.model import (
    Actor,
    DeclineClass,
    Details,
    Event,
    HerAnswer,
    HerFeedback,
    OrgFeedback,
    OutcomeClass,
    Referral,
    State,
)
from referrals.transitions import LIVE, RECALLABLE, TABLE, TERMINAL, UNSENT, rows

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
A, B, OTHER = "a" * 32, "b" * 32, "c" * 32
NAMES = sorted({row.name for row in TABLE})
FULL = Details(
    category="NEED",
    first_contact_on=date(2027, 1, 12),
    safe_contact_read=True,
    interpreter_answered=True,
    expected_on=date(2027, 2, 1),
    decline_class=DeclineClass.NO_CAPACITY,
    started_on=date(2027, 1, 12),
    outcome_class=OutcomeClass.SERVED,
    risk_reassessed=True,
    her_wish=True,
)


def caller(member: str, *roles: Role) -> Caller:
    realm = "secretariat" if Role.SECRETARIAT in roles else "member"
    return Caller(member, "s" * 32, "d" * 32, frozenset(roles), realm)


def referral(state: State = State.SENT, **changes) -> Referral:
    plain = Referral(
        "1" * 32, "2" * 32, A, B, "3" * 32, 1, "4" * 32, state, None, Mode.SEALED, OrgFeedback.RECEIVED,
        HerFeedback.RECEIVED, 0, None, None, None, None, NOW, NOW, NOW, None, None, None, None, None, None, None, None,
        None, None, 5,
    )  # fmt: skip
    return replace(plain, **changes)


PEOPLE = {
    "a caseworker of the sender": (caller(A, Role.CASEWORKER), {Actor.A, Actor.W}),
    "an administrator of the sender": (caller(A, Role.ORG_ADMIN), {Actor.A, Actor.A_PLUS, Actor.W}),
    "intake of the sender": (caller(A, Role.INTAKE), set()),
    "intake of the recipient": (caller(B, Role.INTAKE), {Actor.B, Actor.W}),
    "an administrator of the recipient": (caller(B, Role.ORG_ADMIN), {Actor.B, Actor.B_PLUS, Actor.W}),
    "a caseworker of the recipient": (caller(B, Role.CASEWORKER), set()),
    "the secretariat": (caller(OTHER, Role.SECRETARIAT), {Actor.S}),
    "a caseworker of another organisation": (caller(OTHER, Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN), set()),
    "nobody": (ANONYMOUS, set()),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_acts_as_what_she_is_to_the_referral(who):
    person, actors = PEOPLE[who]

    assert rules.actors_of(person, referral()) == actors


def test_the_recipient_is_nobody_before_it_is_sent():
    assert rules.actors_of(caller(B, Role.INTAKE, Role.ORG_ADMIN), referral(State.DRAFT, sent_at=None)) == set()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", NAMES)
def test_a_step_is_taken_by_the_table_alone(who, state, name):
    person, _ = PEOPLE[who]
    actors = rules.actors_of(person, referral())
    allowed = [row for row in TABLE if row.name == name and state in row.sources and row.actors & actors]
    reason = min(allowed[0].reasons, default=None) if allowed else None

    if allowed:
        row, actor = rules.decide(name, actors, state, reason)
        assert row is allowed[0]
        assert actor in row.actors & actors
    else:
        with pytest.raises((errors.ReferralNotFound, errors.WrongState, loop_errors.NotYourStep)) as refused:
            rules.decide(name, actors, state, reason)
        assert isinstance(refused.value, errors.ReferralNotFound) == (not actors)


def test_the_table_has_all_28_numbers_and_every_state_can_be_reached():
    assert {row.number for row in TABLE} == set(range(1, 29))
    assert {row.target for row in TABLE if row.target} == set(State)


def test_consent_can_be_withdrawn_from_every_state_and_a_referral_voided_from_every_other():
    assert rows("WITHDRAW")[0].sources == frozenset(State)
    assert rows("VOID")[0].sources == frozenset(State) - {State.VOID}
    assert frozenset(State) == LIVE | TERMINAL


@pytest.mark.parametrize("row", [row for row in TABLE if row.reasons], ids=lambda row: f"{row.number} {row.name}")
def test_a_step_that_needs_a_reason_takes_only_its_own(row):
    for reason in (None, "", "BECAUSE"):
        with pytest.raises(loop_errors.BadReason):
            rules.decide(row.name, frozenset(row.actors), min(row.sources), reason)


MISSING = {
    "ASK_FOR_INFORMATION": ["category"],
    "ACCEPT": ["first_contact_on", "safe_contact_read", "interpreter_answered"],
    "WAITLIST": ["expected_on"],
    "DECLINE": ["decline_class"],
    "START": ["started_on"],
    "REPORT_OUTCOME": ["outcome_class"],
    "RELEASE": ["risk_reassessed", "her_wish"],
}


@pytest.mark.parametrize("name, field", [(name, field) for name, fields in MISSING.items() for field in fields])
def test_a_step_without_what_it_needs_is_not_taken(name, field):
    row = rows(name)[0]
    empty = replace(FULL, **{field: False if isinstance(getattr(FULL, field), bool) else None})

    with pytest.raises(loop_errors.DetailMissing):
        rules.move(row, referral(min(row.sources)), empty, NOW)


def test_a_first_contact_is_said_when_it_took_place_and_not_before():
    row = rows("START")[0]
    tomorrow, later = NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=2)

    with pytest.raises(loop_errors.DayAhead):
        rules.move(row, referral(State.ACCEPTED), replace(FULL, started_on=later), NOW)

    assert rules.move(row, referral(State.ACCEPTED), replace(FULL, started_on=tomorrow), NOW).started_on == tomorrow


@pytest.mark.parametrize("row", [row for row in TABLE if row.number > 3], ids=lambda row: f"{row.number} {row.name}")
def test_every_step_ends_where_the_table_says(row):
    for source in row.sources:
        before = referral(source, held_from=State.ACCEPTED if source is State.ON_HOLD_SAFETY else None, ended_at=NOW)
        after = rules.move(row, before, replace(FULL, reason="R"), NOW)

        assert after.state == (row.target or before.held_from or source)
        assert after.version == before.version + 1
        assert (after.ended_at is not None) == (after.state in TERMINAL)
        assert (after.held_from is not None) == (row.name == "HOLD")
        assert after.reason == (None if row.hidden else "R")


@pytest.mark.parametrize(
    "changes",
    [{"org_feedback": OrgFeedback.DUE}, {"her_feedback": HerFeedback.DUE}, {"her_feedback": HerFeedback.NOT_DUE}],
    ids=str,
)
def test_one_account_alone_closes_nothing(changes):
    with pytest.raises(loop_errors.LoopOpen):
        rules.move(rows("CLOSE")[0], referral(State.OUTCOME_REPORTED, **changes), FULL, NOW)


def test_an_outcome_makes_her_account_due_for_what_she_said_before_was_not_of_it():
    row = rows("REPORT_OUTCOME")[0]

    due = rules.move(row, referral(State.IN_SERVICE, her_feedback=HerFeedback.NOT_DUE), FULL, NOW)
    early = rules.move(row, referral(State.IN_SERVICE, her_feedback=HerFeedback.RECEIVED), FULL, NOW)

    assert (due.her_feedback, due.org_feedback) == (HerFeedback.DUE, OrgFeedback.RECEIVED)
    assert early.her_feedback is HerFeedback.DUE


@pytest.mark.parametrize("said", [HerFeedback.DECLINED_TO_ANSWER, HerFeedback.UNREACHABLE])
def test_an_outcome_asks_nobody_again_who_would_rather_not_say_or_cannot_be_reached(said):
    moved = rules.move(rows("REPORT_OUTCOME")[0], referral(State.IN_SERVICE, her_feedback=said), FULL, NOW)

    assert moved.her_feedback is said


def test_what_was_closed_too_long_ago_is_not_reopened():
    row = rows("REOPEN")[0]

    with pytest.raises(loop_errors.TooLate):
        rules.move(row, referral(State.CLOSED, ended_at=NOW - timedelta(days=181)), FULL, NOW)
    again = rules.move(row, referral(State.CLOSED, ended_at=NOW - timedelta(days=179)), FULL, NOW)
    assert (again.her_feedback, again.attempts) == (HerFeedback.DUE, 0)


def test_her_own_account_arrives_at_any_time_after_sending():
    for state in set(State) - {State.VOID}:
        assert asking_rules.her_account(referral(state), NOW).her_feedback is HerFeedback.RECEIVED
    for bad in (referral(State.VOID), referral(State.DRAFT, sent_at=None)):
        with pytest.raises(errors.WrongState):
            asking_rules.her_account(bad, NOW)


def test_she_is_unreachable_only_after_two_attempts():
    asked = frozenset({Actor.A})
    due = referral(her_feedback=HerFeedback.DUE)

    with pytest.raises(loop_errors.AttemptsMissing):
        asking_rules.asked_her(due, asked, HerAnswer.UNREACHABLE, NOW)
    once = asking_rules.asked_her(due, asked, HerAnswer.ATTEMPT_FAILED, NOW)
    twice = asking_rules.asked_her(once, asked, HerAnswer.ATTEMPT_FAILED, NOW)
    assert asking_rules.asked_her(twice, asked, HerAnswer.UNREACHABLE, NOW).her_feedback is HerFeedback.UNREACHABLE
    said = asking_rules.asked_her(due, asked, HerAnswer.DECLINED_TO_ANSWER, NOW)
    assert said.her_feedback is HerFeedback.DECLINED_TO_ANSWER


@pytest.mark.parametrize(
    "actors, changes, error",
    [
        (frozenset(), {}, errors.ReferralNotFound),
        (frozenset({Actor.B}), {}, loop_errors.NotYourStep),
        (frozenset({Actor.A}), {"her_feedback": HerFeedback.RECEIVED}, errors.WrongState),
    ],
)
def test_only_the_sender_asks_her_and_only_while_it_is_due(actors, changes, error):
    due = referral(**{"her_feedback": HerFeedback.DUE, **changes})

    with pytest.raises(error):
        asking_rules.asked_her(due, actors, HerAnswer.DECLINED_TO_ANSWER, NOW)


def test_what_she_said_before_can_stand_for_the_outcome_if_there_is_such_a_thing():
    due, asked = referral(State.OUTCOME_REPORTED, her_feedback=HerFeedback.DUE), frozenset({Actor.A})

    with pytest.raises(loop_errors.NothingSaidBefore):
        asking_rules.asked_her(due, asked, HerAnswer.ANSWERED_BEFORE, NOW)
    stands = asking_rules.asked_her(due, asked, HerAnswer.ANSWERED_BEFORE, NOW, said_before=True)
    assert stands.her_feedback is HerFeedback.RECEIVED


def test_after_acceptance_an_attempt_may_fail_before_anything_is_due_and_nothing_else_is_recorded():
    asked = frozenset({Actor.A})
    accepted = referral(State.ACCEPTED, her_feedback=HerFeedback.NOT_DUE)

    assert asking_rules.asked_her(accepted, asked, HerAnswer.ATTEMPT_FAILED, NOW).attempts == accepted.attempts + 1
    with pytest.raises(errors.WrongState):
        asking_rules.asked_her(accepted, asked, HerAnswer.DECLINED_TO_ANSWER, NOW)
    sent = referral(State.SENT, her_feedback=HerFeedback.NOT_DUE)
    with pytest.raises(errors.WrongState):
        asking_rules.asked_her(sent, asked, HerAnswer.ATTEMPT_FAILED, NOW)


def test_the_recipient_sees_a_pause_and_not_why():
    held = referral(State.ON_HOLD_SAFETY, held_from=State.ACCEPTED, attempts=1)

    assert rules.shown_to(held, frozenset({Actor.A})) == held
    seen = rules.shown_to(held, frozenset({Actor.B}))
    assert (seen.state, seen.need_id, seen.attempts, seen.her_feedback) == (
        State.ACCEPTED, "", 0, HerFeedback.NOT_DUE,
    )  # fmt: skip
    assert rules.shown_to(held, frozenset({Actor.S})).need_id == ""
    with pytest.raises(errors.ReferralNotFound):
        rules.shown_to(held, frozenset())


@pytest.mark.parametrize("state", State)
def test_what_is_on_hold_is_recalled_if_it_could_be_before_the_hold(state):
    row, held = rows("CANCEL")[0], referral(State.ON_HOLD_SAFETY, held_from=state)
    if state in row.sources - {State.ON_HOLD_SAFETY}:
        assert rules.move(row, held, FULL, NOW).state is State.CANCELLED
    else:
        with pytest.raises(errors.WrongState):
            rules.move(row, held, FULL, NOW)


def test_who_must_not_know_of_a_hold_reads_a_pause_in_refusals_and_in_the_history():
    event = Event(7, "VOID", State.ON_HOLD_SAFETY, State.VOID, "B", B, "WRONG_PERSON", NOW)
    for actor, word in ((Actor.A, "ON_HOLD_SAFETY"), (Actor.S, "ON_HOLD_SAFETY"), (Actor.B, "PAUSED")):
        with pytest.raises(errors.WrongState) as refused:
            rules.decide("ACCEPT", frozenset({actor}), State.ON_HOLD_SAFETY, None)
        assert f"is {word} now" in str(refused.value)
        assert rules.stale(referral(State.ON_HOLD_SAFETY), frozenset({actor})).facts["state"] == word
        assert rules.event_shown_to(event, frozenset({actor})).from_state == word


def test_others_of_a_need_go_on_and_are_suggested_for_recall_once_one_is_taken():
    taken, other = referral(State.ACCEPTED), {"id": "9" * 32}
    beside = [taken, *(referral(state, **other) for state in State), referral(State.DRAFT, sent_at=None, **other)]
    held = referral(State.ON_HOLD_SAFETY, held_from=State.IN_SERVICE, **other)

    found = choosing.siblings(taken, [*beside, held])

    assert {one.referral.state for one in found} == LIVE - UNSENT
    assert {one.referral.state for one in found if one.suggested} == RECALLABLE
    assert not any(one.suggested for one in choosing.siblings(referral(State.WAITLISTED), beside))


def test_nothing_is_carried_without_a_consent_in_force():
    with pytest.raises(errors.NoConsent):
        thread.in_force(None, NOW)


def test_every_no_of_the_loop_says_a_sentence():
    for kind in (loop_errors.NotYourStep, loop_errors.LoopOpen, loop_errors.DetailMissing):
        assert issubclass(kind, Refusal)
        assert str(kind()).endswith(".")
