"""What the node does about what is due.

- The secretariat sets waiting times within bounds; the node does nothing while its clock and the database's differ.
- Whoever is late gets one reminder, then time of grace, then the administrators of both hear of it, then grace again,
  and only then the node ends what may be ended.
- Grace begins when the reminder was really given; it begins again when the node was away or the referral rested since.
- The recipient is never told of what is waited for at the sender.
- A clock that goes back makes nothing happen twice; one that goes forward costs a reminder that comes early, and ends
  nothing unless it stays wrong for the whole grace.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import pairwise

from referrals.due_rules import resumed, wanted
from referrals.timer_errors import ClocksDiffer, TimerOutOfRange
from referrals.timer_model import PLANS, Case, Heartbeat, Kind, Stage, Timer, TimerSettings, Told, Verdict
from referrals.working_days import ahead

GAP = timedelta(hours=1)
"""After how long without a worker the node counts as having been away."""
SKEW = timedelta(minutes=5)
"""How far two clocks may differ, or one go back, without being wrong."""


MOST_DAYS, MOST_MONTHS, MOST_FOLLOW_UPS = 366, 60, 12


def check_settings(chosen: TimerSettings) -> TimerSettings:
    """Refuse waiting times that are none.

    Raises:
        TimerOutOfRange: days below 1 or above 366, or months that do not rise from 1 to 60.
    """
    for name, value in asdict(chosen).items():
        if name != "follow_up_months" and not 1 <= value <= MOST_DAYS:
            first, *rest = name.split("_")
            raise TimerOutOfRange(first + "".join(map(str.title, rest)))
    months = chosen.follow_up_months
    rising = all(earlier < later for earlier, later in pairwise((0, *months, MOST_MONTHS + 1)))
    if not rising or len(months) > MOST_FOLLOW_UPS:
        raise TimerOutOfRange("followUpMonths")
    return chosen


def agree(ours: datetime, databases: datetime) -> None:
    """Refuse to say what is due while two clocks differ.

    Raises:
        ClocksDiffer: they do, by more than five minutes.
    """
    if abs(ours - databases) > SKEW:
        raise ClocksDiffer(minutes=int(SKEW.total_seconds() // 60))


def beat(before: Heartbeat | None, now: datetime) -> Heartbeat:
    """Say since when a worker has looked without a gap, and whether the clock went back."""
    if before is None:
        return Heartbeat(now, now)
    if now < before.looked_at - SKEW:
        return Heartbeat(now, now, back=True)
    if now > before.looked_at + GAP:
        return Heartbeat(now, now)
    return Heartbeat(max(now, before.looked_at), before.awake_since)


def judge(case: Case, settings: TimerSettings, awake_since: datetime, now: datetime) -> Verdict:
    """Say what is done about a referral now. Of what ends it only that is done."""
    timers = {(one.kind, one.number): one for one in case.timers}
    changed: dict[tuple[Kind, int], Timer] = {}
    told: list[Told] = []
    overdue = False
    for due in wanted(case, settings, now):
        place = (due.kind, due.number)
        timer = replace(timers[place], due_at=due.due_at) if place in timers else due
        if timer.stage is not Stage.DONE and _next(case, settings, timer, awake_since, now) <= now:
            plan = PLANS[timer.kind]
            if plan.step is not None and timer.stage is (Stage.ESCALATED if plan.reminds else Stage.WAITS):
                done = replace(timer, stage=Stage.DONE)
                return Verdict((done,), _ended(case, plan.reason), plan.step, plan.reason)
            timer, words = _tell(case, timer, now)
            told += words
            overdue = overdue or (timer.kind is Kind.FIRST_CONTACT and timer.stage is Stage.DONE)
        if timer != timers.get(place):
            changed[place] = timer
    after = replace(case, timers=tuple((timers | changed).values()))
    look_at, shown = _ahead(after, settings, awake_since, now)
    return Verdict(tuple(changed.values()), tuple(told), overdue=overdue, look_at=look_at, due=shown)


def _next(case: Case, settings: TimerSettings, timer: Timer, awake_since: datetime, now: datetime) -> datetime:
    """Say when something follows: what was told gets its grace, from when it was told and could be acted upon.

    What ends without a reminder waits for a grace too after the node was away: perhaps only its clock jumped.
    """
    grace = settings.urgent_grace_days if case.urgent else settings.grace_days
    if timer.told_at is not None:
        begun = max(min(timer.told_at, now), awake_since, resumed(case) or awake_since)
        return ahead(case.country, begun, grace)
    if PLANS[timer.kind].reminds is None:
        return max(timer.due_at, ahead(case.country, awake_since, grace))
    return timer.due_at


def _tell(case: Case, timer: Timer, now: datetime) -> tuple[Timer, tuple[Told, ...]]:
    """Remind who is late, and after that tell the administrators: of both, or of the sender what is the sender's."""
    plan, referral = PLANS[timer.kind], case.referral
    late = referral.to_member if plan.reminds == "B" else referral.from_member
    if timer.stage is Stage.WAITS:
        after = Stage.REMINDED if plan.escalates else Stage.DONE
        return replace(timer, stage=after, told_at=now), (Told(late, f"DUE_{timer.kind}"),)
    after = Stage.ESCALATED if plan.step else Stage.DONE
    words = tuple(Told(one, f"ESCALATED_{timer.kind}") for one in dict.fromkeys((referral.from_member, late)))
    return replace(timer, stage=after, told_at=now), words


def _ended(case: Case, reason: str | None) -> tuple[Told, ...]:
    """Tell both of an end; the sender is asked to show her other options, where she waited for an answer."""
    referral = case.referral
    if referral.sent_at is None:
        return (Told(referral.from_member, "EXPIRE"),)
    if reason is None:
        return Told(referral.from_member, "CLOSE"), Told(referral.to_member, "CLOSE")
    return Told(referral.from_member, "OFFER_OTHER_OPTIONS"), Told(referral.to_member, "EXPIRE")


def _ahead(
    case: Case, settings: TimerSettings, awake_since: datetime, now: datetime
) -> tuple[datetime | None, Timer | None]:
    """Say when to look again, and what both organisations see as due next."""
    timers = {(one.kind, one.number): one for one in case.timers}
    open_ = [timers.get((one.kind, one.number), one) for one in wanted(case, settings, now)]
    open_ = [one for one in open_ if one.stage is not Stage.DONE]
    moments = [_next(case, settings, one, awake_since, now) for one in open_]
    shown = [one for one in open_ if PLANS[one.kind].shown]
    return min(moments, default=None), min(shown, key=lambda one: one.due_at, default=None)
