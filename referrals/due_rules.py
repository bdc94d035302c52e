"""When something is due about a referral: it follows from the steps that were taken, and from nothing else.

- Working days are those of the recipient's country. An urgent referral has days of its own.
- A hold stops everything; what was due before is due by so much later. A question to the sender stops the decision.
- What is due again and again is due once for all the times that passed.
- She is asked months later only if she agreed to that, only while her consent lasts, and not where she has just said.
- Who cannot be reached twice is looked for: after 72 hours the sender is told again, for lost contact is not "closed".
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from referrals.asking_rules import ATTEMPTS_NEEDED
from referrals.model import State
from referrals.rules import DONE_ASKING
from referrals.timer_model import PLANS, Case, Kind, Stage, Taken, Timer, TimerSettings
from referrals.transitions import TERMINAL, UNSENT
from referrals.working_days import ahead, opened

DRAFT_DAYS = 90
"""How long a draft that nobody touches is kept."""
LOST_AFTER = timedelta(hours=72)
FRESH = timedelta(days=30)
"""How long before a later question an account of hers makes it needless."""
WARN_DAYS = 14
"""How long before her consent runs out the sender is told."""
_BEFORE_SERVICE = frozenset({State.SENT, State.RECEIVED, State.INFO_REQUESTED, State.WAITLISTED})
_RUNS = {
    State.DRAFT: (Kind.UNSENT,),
    State.AWAITING_CONSENT: (Kind.UNSENT,),
    State.SENT: (Kind.ACKNOWLEDGE,),
    State.RECEIVED: (Kind.DECIDE,),
    State.INFO_REQUESTED: (Kind.ANSWER_INFORMATION,),
    State.WAITLISTED: (Kind.REVIEW_WAITLIST,),
    State.ACCEPTED: (Kind.FIRST_CONTACT, Kind.ASK_HER_FIRST, Kind.LOST_CONTACT),
    State.IN_SERVICE: (Kind.ASK_HER_FIRST, Kind.CHECK_OUTCOME, Kind.FOLLOW_UP, Kind.LOST_CONTACT),
    State.OUTCOME_REPORTED: (Kind.ASK_HER, Kind.CLOSE, Kind.FOLLOW_UP, Kind.LOST_CONTACT),
    State.CLOSED: (Kind.FOLLOW_UP, Kind.LOST_CONTACT),
}


def wanted(case: Case, settings: TimerSettings, now: datetime) -> list[Timer]:
    """List what is or will be due as the referral stands."""
    found: list[Timer] = []
    for kind in _RUNS.get(case.referral.state, ()):
        base = _base(case, PLANS[kind].after)
        if base is not None:
            found += _DUE[kind](case, kind, settings, base, now)
    if case.consent_ends is not None and case.referral.state not in TERMINAL | UNSENT | {State.ON_HOLD_SAFETY}:
        number = int(case.consent_ends.timestamp()) // 86400
        if now < case.consent_ends:
            found.append(Timer(Kind.CONSENT_ENDS, number, case.consent_ends - timedelta(days=WARN_DAYS)))
        if case.referral.state in _BEFORE_SERVICE:
            over = ahead(case.country, case.consent_ends, settings.grace_days)  # until then she can renew it
            found.append(Timer(Kind.CONSENT_ENDED, number, over))
    return found


def resumed(case: Case) -> datetime | None:
    """Say when the referral last went on after a rest, so that whoever was told before gets new time."""
    step = _base(case, ("RELEASE", "ANSWER_INFORMATION"))
    return step.at if step else None


def _base(case: Case, after: tuple[str, ...]) -> Taken | None:
    return next((step for step in reversed(case.steps) if not after or step.name in after), None)


Due = Callable[[Case, Kind, TimerSettings, Taken, datetime], Iterable[Timer]]


def _one(case: Case, kind: Kind, settings: TimerSettings, base: Taken, _now: datetime) -> Iterator[Timer]:
    """Give what is due once after a step, by so much later as the referral rested since."""
    due, rests = _WHEN[kind](case, settings, base), _RESTS.get(kind, frozenset({State.ON_HOLD_SAFETY}))
    for begun, over in _rests(case, base, rests):
        if begun < due:
            due = opened(case.country, due + (over - begun))
    yield Timer(kind, base.seq, due)


def _rests(case: Case, base: Taken, states: frozenset[State]) -> Iterator[tuple[datetime, datetime]]:
    """Give the times since a step in which the referral stood in some states, once they are over."""
    begun = None
    for step in case.steps:
        if step.seq <= base.seq:
            continue
        if step.to_state in states:
            begun = begun or step.at
        elif begun is not None:
            yield begun, step.at
            begun = None


_RESTS = {Kind.DECIDE: frozenset({State.ON_HOLD_SAFETY, State.INFO_REQUESTED})}


def _ask_her(case: Case, kind: Kind, settings: TimerSettings, base: Taken, now: datetime) -> Iterator[Timer]:
    """Ask her while nobody knows what she says."""
    if case.referral.her_feedback not in DONE_ASKING:
        yield from _one(case, kind, settings, base, now)


def _close(case: Case, kind: Kind, settings: TimerSettings, base: Taken, now: datetime) -> Iterator[Timer]:
    """Close when both accounts are there and the sender left it open."""
    if case.referral.her_feedback in DONE_ASKING:
        yield from _one(case, kind, settings, base, now)


def _again(case: Case, kind: Kind, settings: TimerSettings, base: Taken, now: datetime) -> Iterator[Timer]:
    """Give the last of the times that passed and was not told, or else the next."""
    dues = list(_times(case, kind, settings, base, now))
    passed = [one for one in dues if one.due_at <= now]
    done = {one.number for one in case.timers if one.kind is kind and one.stage is Stage.DONE}
    if passed and passed[-1].number not in done:
        yield passed[-1]
    else:
        yield from dues[len(passed) : len(passed) + 1]


def _times(case: Case, kind: Kind, settings: TimerSettings, base: Taken, now: datetime) -> Iterator[Timer]:
    first = base.seq * 1000
    if kind is Kind.CHECK_OUTCOME:
        period = timedelta(days=settings.outcome_days)
        passed = max((now - base.at) // period, 0)
        for count in range(max(passed, 1), passed + 2):
            yield Timer(kind, first + count, base.at + count * period)
    elif case.follow_up and case.consent_ends is not None:
        for months in settings.follow_up_months:
            due = _months_later(base.at, months)
            fresh = any(one.name == "HER_FEEDBACK" and due - FRESH <= one.at < due for one in case.steps)
            if due < case.consent_ends and not fresh:
                yield Timer(kind, first + months, due)


def _lost(case: Case, kind: Kind, _settings: TimerSettings, _base: Taken, _now: datetime) -> Iterator[Timer]:
    """Look for her, 72 hours after the second attempt that failed since she was last reached."""
    tried: list[Taken] = []
    for step in case.steps:
        if step.name in _REACHED:
            tried = []
        elif step.name == "ASKED_HER_ATTEMPT_FAILED":
            tried.append(step)
    if len(tried) >= ATTEMPTS_NEEDED:
        second = tried[ATTEMPTS_NEEDED - 1]
        yield Timer(kind, second.seq, second.at + LOST_AFTER)


_REACHED = {"HER_FEEDBACK", "ASKED_HER_DECLINED_TO_ANSWER", "DISPUTE_OUTCOME", "REOPEN"}
"""Steps after which she was reached, or is asked anew."""


def _months_later(at: datetime, months: int) -> datetime:
    years, month = divmod(at.month - 1 + months, 12)
    first = at.replace(year=at.year + years, month=month + 1, day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(at.day, last.day))


def _on(day: date | None, base: Taken) -> datetime | None:
    return None if day is None else datetime.combine(day, base.at.timetz())


def _review(case: Case, settings: TimerSettings, base: Taken) -> datetime:
    said = _on(case.referral.review_on or case.referral.expected_on, base)
    return said or base.at + timedelta(days=settings.review_days)


def _first_contact(case: Case, settings: TimerSettings, base: Taken) -> datetime:
    agreed = _on(case.referral.first_contact_on, base) or base.at
    return max(ahead(case.country, base.at, settings.first_contact_days), agreed + timedelta(days=1))


def _working(normal: str, urgent: str) -> Callable[[Case, TimerSettings, Taken], datetime]:
    return lambda case, settings, base: ahead(
        case.country, base.at, getattr(settings, urgent if case.urgent else normal)
    )


def _days(name: str) -> Callable[[Case, TimerSettings, Taken], datetime]:
    return lambda _case, settings, base: base.at + timedelta(days=getattr(settings, name))


_WHEN: dict[Kind, Callable[[Case, TimerSettings, Taken], datetime]] = {
    Kind.UNSENT: lambda _case, _settings, base: base.at + timedelta(days=DRAFT_DAYS),
    Kind.ACKNOWLEDGE: _working("acknowledge_days", "urgent_acknowledge_days"),
    Kind.DECIDE: _working("decide_days", "urgent_decide_days"),
    Kind.ANSWER_INFORMATION: _working("decide_days", "urgent_decide_days"),
    Kind.REVIEW_WAITLIST: _review,
    Kind.FIRST_CONTACT: _first_contact,
    Kind.ASK_HER_FIRST: _days("first_check_days"),
    Kind.ASK_HER: _days("first_check_days"),
    Kind.CLOSE: _working("decide_days", "decide_days"),
}
_DUE: dict[Kind, Due] = dict.fromkeys(_WHEN, _one) | {
    Kind.ASK_HER_FIRST: _ask_her,
    Kind.ASK_HER: _ask_her,
    Kind.CLOSE: _close,
    Kind.CHECK_OUTCOME: _again,
    Kind.FOLLOW_UP: _again,
    Kind.LOST_CONTACT: _lost,
}
