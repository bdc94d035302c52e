"""What is due, when, and what follows: told as one referral's days, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from referrals import due_rules, timer_rules
from referrals.model import HerFeedback, State
from referrals.timer_errors import ClocksDiffer, TimerOutOfRange
from referrals.timer_model import Case, Heartbeat, Kind, Stage, Taken, Timer, TimerSettings, default_settings
from tests.referrals.test_rules import A, B, referral

MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
DAY = timedelta(days=1)
USUAL = TimerSettings()
ROADS = {
    State.DRAFT: ("DRAFT",),
    State.AWAITING_CONSENT: ("DRAFT", "SHOW_OPTIONS"),
    State.SENT: ("SEND",),
    State.RECEIVED: ("SEND", "ACKNOWLEDGE"),
    State.INFO_REQUESTED: ("SEND", "ACKNOWLEDGE", "ASK_FOR_INFORMATION"),
    State.WAITLISTED: ("SEND", "ACKNOWLEDGE", "WAITLIST"),
    State.ACCEPTED: ("SEND", "ACKNOWLEDGE", "ACCEPT"),
    State.IN_SERVICE: ("SEND", "ACKNOWLEDGE", "ACCEPT", "START"),
    State.OUTCOME_REPORTED: ("SEND", "ACKNOWLEDGE", "ACCEPT", "START", "REPORT_OUTCOME"),
    State.CLOSED: ("SEND", "ACKNOWLEDGE", "ACCEPT", "START", "REPORT_OUTCOME", "CLOSE"),
}
TO = {
    "DRAFT": "DRAFT", "SHOW_OPTIONS": "AWAITING_CONSENT", "SEND": "SENT", "ACKNOWLEDGE": "RECEIVED",
    "ASK_FOR_INFORMATION": "INFO_REQUESTED", "ANSWER_INFORMATION": "RECEIVED", "WAITLIST": "WAITLISTED",
    "ACCEPT": "ACCEPTED", "START": "IN_SERVICE", "REPORT_OUTCOME": "OUTCOME_REPORTED", "CLOSE": "CLOSED",
    "HOLD": "ON_HOLD_SAFETY", "RELEASE": "RECEIVED",
}  # fmt: skip


def steps(*taken: tuple[str, datetime]) -> tuple[Taken, ...]:
    return tuple(Taken(seq, name, TO[name], at) for seq, (name, at) in enumerate(taken, 1))


def case(state: State, *, country: str = "AT", urgent: bool = False, **changes) -> Case:
    """A referral that came to a state on one Monday."""
    own = {name: changes.pop(name) for name in ("consent_ends", "follow_up", "steps", "timers") if name in changes}
    sent = None if state in (State.DRAFT, State.AWAITING_CONSENT) else MONDAY
    changes = {"her_feedback": HerFeedback.DUE, "sent_at": sent, **changes}
    whole = Case(
        referral(state, **changes), "OTHER", urgent, country, None, False,
        steps(*((name, MONDAY) for name in ROADS.get(state, ()))), (),
    )  # fmt: skip
    return replace(whole, **own)


def judged(one: Case, now: datetime, awake: datetime = MONDAY, settings: TimerSettings = USUAL):
    verdict = timer_rules.judge(one, settings, awake, now)
    known = {(timer.kind, timer.number): timer for timer in one.timers} | {
        (timer.kind, timer.number): timer for timer in verdict.timers
    }
    return verdict, replace(one, timers=tuple(known.values()))


def told(verdict) -> list[tuple[str, str]]:
    return [(word.member_id, word.kind) for word in verdict.told]


FIRST = {
    "a draft is kept for ninety days": (case(State.DRAFT), Kind.UNSENT, MONDAY + 90 * DAY),
    "so is what she was shown": (case(State.AWAITING_CONSENT), Kind.UNSENT, MONDAY + 90 * DAY),
    "two working days to acknowledge": (case(State.SENT), Kind.ACKNOWLEDGE, MONDAY + 2 * DAY),
    "one where it is urgent": (case(State.SENT, urgent=True), Kind.ACKNOWLEDGE, MONDAY + DAY),
    "five to decide, over a weekend": (case(State.RECEIVED), Kind.DECIDE, MONDAY + 7 * DAY),
    "two where it is urgent": (case(State.RECEIVED, urgent=True), Kind.DECIDE, MONDAY + 2 * DAY),
    "five for the sender to answer": (case(State.INFO_REQUESTED), Kind.ANSWER_INFORMATION, MONDAY + 7 * DAY),
    "thirty days on a waiting list": (case(State.WAITLISTED), Kind.REVIEW_WAITLIST, MONDAY + 30 * DAY),
    "or the day that was named": (
        case(State.WAITLISTED, expected_on=date(2027, 6, 1)),
        Kind.REVIEW_WAITLIST,
        datetime(2027, 6, 1, 9, tzinfo=UTC),
    ),
    "ten working days to the first contact": (case(State.ACCEPTED), Kind.FIRST_CONTACT, MONDAY + 14 * DAY),
    "or the day after the one agreed": (
        case(State.ACCEPTED, first_contact_on=date(2027, 3, 1)),
        Kind.FIRST_CONTACT,
        datetime(2027, 3, 2, 9, tzinfo=UTC),
    ),
    "she is asked a week after": (case(State.ACCEPTED), Kind.ASK_HER_FIRST, MONDAY + 7 * DAY),
    "how it goes, every thirty days": (case(State.IN_SERVICE), Kind.CHECK_OUTCOME, MONDAY + 30 * DAY),
    "she is asked about the outcome": (case(State.OUTCOME_REPORTED), Kind.ASK_HER, MONDAY + 7 * DAY),
    "what both accounts are there of is closed": (
        case(State.OUTCOME_REPORTED, her_feedback=HerFeedback.UNREACHABLE),
        Kind.CLOSE,
        MONDAY + 7 * DAY,
    ),
    "her consent runs out in ninety days": (
        case(State.IN_SERVICE, consent_ends=MONDAY + 90 * DAY),
        Kind.CONSENT_ENDS,
        MONDAY + 76 * DAY,
    ),
    "and ends what has not begun, if she does not renew it in two working days": (
        case(State.WAITLISTED, consent_ends=MONDAY + 91 * DAY),
        Kind.CONSENT_ENDED,
        MONDAY + 93 * DAY,
    ),
}


@pytest.mark.parametrize("because", FIRST)
def test_each_thing_is_due_when_the_network_says(because):
    one, kind, due = FIRST[because]

    assert {timer.kind: timer.due_at for timer in due_rules.wanted(one, USUAL, MONDAY)}[kind] == due


NOTHING = {
    "on hold": case(State.ON_HOLD_SAFETY, consent_ends=MONDAY),
    "withdrawn": case(State.WITHDRAWN, consent_ends=MONDAY),
    "without any step": case(State.SENT, steps=()),
    "closed, and she did not agree to be asked": case(State.CLOSED, consent_ends=MONDAY + 300 * DAY),
}


@pytest.mark.parametrize("because", NOTHING)
def test_nothing_is_due(because):
    verdict, _ = judged(NOTHING[because], MONDAY + 400 * DAY, settings=default_settings("EMPLOYER"))

    assert (verdict.told, verdict.step, verdict.look_at, verdict.due) == ((), None, None, None)


def test_orthodox_easter_and_a_national_day_are_no_working_days():
    easter = datetime(2027, 4, 30, 9, tzinfo=UTC)
    national = datetime(2027, 10, 25, 9, tzinfo=UTC)

    for country in ("BG", "RO", "GR"):
        [due] = due_rules.wanted(case(State.SENT, country=country, steps=steps(("SEND", easter))), USUAL, easter)
        assert due.due_at > datetime(2027, 5, 4, 9, tzinfo=UTC)
    [austria] = due_rules.wanted(case(State.SENT, steps=steps(("SEND", national))), USUAL, national)
    assert austria.due_at == datetime(2027, 10, 28, 9, tzinfo=UTC)


def test_who_is_silent_is_reminded_once_then_administrators_hear_and_then_it_ends():
    one, at = case(State.SENT), MONDAY
    said = []
    for _ in range(24 * 14):
        verdict, one = judged(one, at)
        if verdict.told:
            said.append((at, told(verdict), verdict.step, verdict.reason))
        if verdict.step:
            break
        at += timedelta(hours=1)

    assert said == [
        (MONDAY + 2 * DAY, [(B, "DUE_ACKNOWLEDGE")], None, None),
        (MONDAY + 4 * DAY, [(A, "ESCALATED_ACKNOWLEDGE"), (B, "ESCALATED_ACKNOWLEDGE")], None, None),
        (MONDAY + 8 * DAY, [(A, "OFFER_OTHER_OPTIONS"), (B, "EXPIRE")], "EXPIRE", "NO_ACK"),
    ]


def test_urgent_goes_through_all_of_it_in_three_working_days():
    one = case(State.SENT, urgent=True)
    ends = []
    for day in range(1, 5):
        verdict, one = judged(one, MONDAY + day * DAY)
        ends.append(verdict.step)

    assert ends[:3] == [None, None, "EXPIRE"]


def test_what_the_sender_owes_the_recipients_administrators_do_not_hear():
    one = case(State.OUTCOME_REPORTED)
    first, one = judged(one, MONDAY + 8 * DAY)
    second, one = judged(one, MONDAY + 12 * DAY)
    third, one = judged(one, MONDAY + 60 * DAY)

    assert (told(first), told(second), told(third)) == ([(A, "DUE_ASK_HER")], [(A, "ESCALATED_ASK_HER")], [])
    assert third.look_at is None


def test_a_first_contact_that_does_not_come_is_escalated_marked_and_never_ended():
    one = case(State.ACCEPTED, her_feedback=HerFeedback.RECEIVED)
    first, one = judged(one, MONDAY + 14 * DAY)
    second, one = judged(one, MONDAY + 16 * DAY)
    third, one = judged(one, MONDAY + 90 * DAY)

    assert [first.overdue, second.overdue, third.overdue] == [False, True, False]
    assert (third.told, third.step) == ((), None)


def test_both_see_what_is_due_first_and_the_recipient_nothing_of_what_is_waited_for_at_the_sender():
    accepted, _ = judged(case(State.ACCEPTED), MONDAY)
    reported, _ = judged(case(State.OUTCOME_REPORTED), MONDAY)

    assert accepted.due == Timer(Kind.FIRST_CONTACT, 3, MONDAY + 14 * DAY)
    assert (reported.due, reported.look_at) == (None, MONDAY + 7 * DAY)


def test_what_both_accounts_are_there_of_is_closed_by_the_node():
    verdict, _ = judged(case(State.OUTCOME_REPORTED, her_feedback=HerFeedback.DECLINED_TO_ANSWER), MONDAY + 8 * DAY)

    assert (verdict.step, verdict.reason, told(verdict)) == ("CLOSE", None, [(A, "CLOSE"), (B, "CLOSE")])


def test_a_draft_that_nobody_touched_ends_and_the_recipient_never_hears_of_it():
    verdict, _ = judged(case(State.DRAFT), MONDAY + 90 * DAY)

    assert (verdict.step, verdict.reason, told(verdict)) == ("EXPIRE", "NEVER_SENT", [(A, "EXPIRE")])


def test_a_hold_moves_what_is_due_by_as_long_as_it_lasted():
    held = steps(("SEND", MONDAY), ("ACKNOWLEDGE", MONDAY), ("HOLD", MONDAY + DAY), ("RELEASE", MONDAY + 22 * DAY))
    [due] = due_rules.wanted(case(State.RECEIVED, steps=held), USUAL, MONDAY + 22 * DAY)

    assert due.due_at == MONDAY + 28 * DAY


def test_a_hold_after_it_was_due_moves_nothing_and_gives_new_grace():
    one = case(State.RECEIVED)
    _, one = judged(one, MONDAY + 7 * DAY)
    released = MONDAY + 70 * DAY
    held = (*one.steps, Taken(3, "HOLD", "ON_HOLD_SAFETY", MONDAY + 8 * DAY), Taken(4, "RELEASE", "RECEIVED", released))
    one = replace(one, steps=held)

    at_once, one = judged(one, released)
    later, one = judged(one, released + 2 * DAY)

    assert (told(at_once), at_once.look_at) == ([], released + 2 * DAY)
    assert told(later) == [(A, "ESCALATED_DECIDE"), (B, "ESCALATED_DECIDE")]


def test_a_question_to_the_sender_stops_the_decision():
    asked = steps(
        ("SEND", MONDAY), ("ACKNOWLEDGE", MONDAY), ("ASK_FOR_INFORMATION", MONDAY + DAY),
        ("ANSWER_INFORMATION", MONDAY + 8 * DAY),
    )  # fmt: skip
    [due] = due_rules.wanted(case(State.RECEIVED, steps=asked), USUAL, MONDAY + 8 * DAY)

    assert due.due_at == MONDAY + 14 * DAY


def test_what_comes_again_is_told_once_for_all_the_times_that_passed():
    one, said = case(State.IN_SERVICE, her_feedback=HerFeedback.RECEIVED), []
    for day in (29, 30, 31, 200, 201, 209, 210):
        verdict, one = judged(one, MONDAY + day * DAY)
        said += [(day, *word) for word in told(verdict)]

    assert said == [(day, B, "DUE_CHECK_OUTCOME") for day in (30, 200, 210)]


def test_she_is_asked_months_later_if_she_agreed_and_while_her_consent_lasts():
    jobs = default_settings("EMPLOYER")
    begun = datetime(2027, 1, 31, 9, tzinfo=UTC)
    one = case(
        State.CLOSED, follow_up=True, consent_ends=begun + 200 * DAY, steps=steps(("ACCEPT", begun), ("START", begun))
    )
    said, at = [], begun
    for day in range(0, 400):
        verdict, one = judged(one, at + day * DAY, settings=jobs)
        said += [(at + day * DAY).date() for _ in verdict.told]

    assert said == [date(2027, 2, 28), date(2027, 4, 30), date(2027, 7, 31)]
    assert default_settings("LANGUAGE_COURSE").follow_up_months == ()


def test_she_is_not_asked_months_later_where_she_has_just_said_how_it_goes():
    jobs, begun = default_settings("EMPLOYER"), datetime(2027, 1, 31, 9, tzinfo=UTC)
    taken = steps(("ACCEPT", begun), ("START", begun))
    told_us = [
        Taken(3, "HER_FEEDBACK", "IN_SERVICE", begun + 5 * DAY),
        Taken(4, "HER_FEEDBACK", "CLOSED", begun + 88 * DAY),
    ]
    one = case(State.CLOSED, follow_up=True, consent_ends=begun + 200 * DAY, steps=(*taken, *told_us))
    said = []
    for day in range(0, 200):
        verdict, one = judged(one, begun + day * DAY, settings=jobs)
        said += [(begun + day * DAY).date() for _ in verdict.told]

    assert said == [date(2027, 7, 31)]


def test_whoever_cannot_be_reached_twice_is_looked_for_after_72_hours_until_she_is_reached():
    def failed(*days: int) -> tuple[Taken, ...]:
        tried = [
            Taken(10 + n, "ASKED_HER_ATTEMPT_FAILED", "IN_SERVICE", MONDAY + day * DAY) for n, day in enumerate(days)
        ]
        return (*case(State.IN_SERVICE).steps, *tried)

    def heard(taken: tuple[Taken, ...], day: int) -> list[tuple[str, str]]:
        one = replace(case(State.IN_SERVICE, her_feedback=HerFeedback.UNREACHABLE), steps=taken)
        return [word for word in told(judged(one, MONDAY + day * DAY)[0]) if "LOST" in word[1]]

    assert heard(failed(1), 20) == []
    assert heard(failed(1, 2), 4) == []
    assert heard(failed(1, 2, 3), 5) == [(A, "DUE_LOST_CONTACT")]
    assert heard((*failed(1, 2), Taken(20, "HER_FEEDBACK", "IN_SERVICE", MONDAY + 3 * DAY)), 20) == []


def test_after_a_long_downtime_there_is_one_reminder_and_a_whole_grace():
    back = MONDAY + 100 * DAY
    verdict, one = judged(case(State.SENT), back, awake=back)

    assert (told(verdict), verdict.step, verdict.look_at) == ([(B, "DUE_ACKNOWLEDGE")], None, back + 2 * DAY)

    _, one = judged(case(State.SENT), MONDAY + 2 * DAY)
    verdict, one = judged(one, back, awake=back)

    assert (told(verdict), verdict.look_at) == ([], back + 2 * DAY)


def test_after_a_downtime_or_a_jump_of_the_clock_nothing_is_ended_before_a_grace_is_over():
    back = MONDAY + 100 * DAY
    for one in (case(State.DRAFT), case(State.WAITLISTED, consent_ends=MONDAY, expected_on=date(2028, 1, 1))):
        first, one = judged(one, back, awake=back)
        second, one = judged(one, back + 2 * DAY, awake=back)

        assert (first.told, first.step, second.step) == ((), None, "EXPIRE")


def test_a_clock_that_goes_back_tells_nothing_twice_and_leaves_nothing_for_ever():
    ahead = MONDAY + 365 * DAY
    _, one = judged(case(State.SENT), ahead, awake=ahead)
    assert one.timers[0].stage is Stage.REMINDED

    verdict, one = judged(one, MONDAY + DAY, awake=MONDAY + DAY)

    assert (told(verdict), verdict.look_at) == ([], MONDAY + 3 * DAY)


def test_a_referral_that_was_settled_owes_nothing_more():
    done = (Timer(Kind.ACKNOWLEDGE, 1, MONDAY, Stage.DONE, MONDAY),)
    verdict, _ = judged(case(State.SENT, timers=done), MONDAY + 30 * DAY)

    assert (verdict.told, verdict.look_at) == ((), None)


BEATS = {
    "the first time": (None, MONDAY, Heartbeat(MONDAY, MONDAY)),
    "a minute later": (timedelta(minutes=-1), MONDAY, Heartbeat(MONDAY, MONDAY - DAY)),
    "by another node whose clock is a little behind": (timedelta(minutes=2), MONDAY, None),
    "after a downtime": (-2 * DAY, MONDAY, Heartbeat(MONDAY, MONDAY)),
    "after a clock went back": (DAY, MONDAY, Heartbeat(MONDAY, MONDAY, back=True)),
}


@pytest.mark.parametrize("because", BEATS)
def test_a_worker_knows_since_when_somebody_has_looked(because):
    before, now, wanted = BEATS[because]
    last = None if before is None else Heartbeat(now + before, now - DAY)

    assert timer_rules.beat(last, now) == (wanted or last)


WRONG = {
    "no day": {"acknowledge_days": 0},
    "more than a year": {"review_days": 367},
    "a month below one": {"follow_up_months": (0, 3)},
    "a month twice": {"follow_up_months": (3, 3)},
    "a month above sixty": {"follow_up_months": (61,)},
    "too many months": {"follow_up_months": tuple(range(1, 14))},
}


@pytest.mark.parametrize("because", WRONG)
def test_waiting_times_out_of_range_are_refused(because):
    with pytest.raises(TimerOutOfRange):
        timer_rules.check_settings(TimerSettings(**WRONG[because]))

    assert timer_rules.check_settings(default_settings("EMPLOYER")) == default_settings("EMPLOYER")


def test_nothing_is_judged_while_two_clocks_differ():
    timer_rules.agree(MONDAY, MONDAY + timedelta(minutes=5))
    for other in (MONDAY + timedelta(minutes=6), MONDAY - timedelta(minutes=6)):
        with pytest.raises(ClocksDiffer, match="more than 5 minutes"):
            timer_rules.agree(MONDAY, other)
