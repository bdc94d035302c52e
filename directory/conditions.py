"""Judge what no listing writes down as a condition but what decides whether she can go (guide xiii step 1).

- Travel: the distance is told, never judged; only farther than asked for fails. From the middle of her area, where
  nobody said where she is, it is a guess.
- Hours: all of its hours in hers fits, none clashes, some must be asked; children who need care need it in these hours.
- Women staff and interpreter: her wish first; a language nobody stated is unknown (guide 5e). So is one that a wider
  name may mean: the service says Kurdish, she speaks Sorani.
- Waiting and cost: what is known is told; what is not known is asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from directory.areas import centroid
from directory.codes import Accepting, ConditionKind, CriterionKind, FeeRule, Verdict
from directory.content import Content, InterpreterOffer, Schedule
from directory.criteria import evaluate
from directory.languages import meaning_of, perhaps_same
from directory.profile import Hours, Profile, Silent
from directory.terms import Language, Money, Number
from directory.words import Implicit


@dataclass(frozen=True, slots=True, repr=False)
class Condition(Silent):
    """Hold how one unwritten condition stands."""

    kind: ConditionKind
    verdict: Verdict
    reason: Implicit
    value: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """Hold the way to a service: kilometres, whether only to the middle of its area, and the most she wants.

    `from_area` says that it begins in the middle of her area, because nobody said where she is.
    """

    km: float | None = None
    approximate: bool = False
    most_km: float | None = None
    from_area: bool = False


Said = tuple[Verdict, Implicit] | tuple[Verdict, Implicit, str]


def _travel(content: Content, profile: Profile, journey: Journey) -> Said:
    if journey.km is None:
        return Verdict.UNKNOWN, Implicit.DISTANCE_UNKNOWN
    value = Number(journey.km)
    if journey.most_km is not None and journey.km > journey.most_km:
        return Verdict.FAILS, Implicit.DISTANCE_TOO_FAR, value
    if journey.from_area:
        wide = profile.area is not None and centroid(profile.area) is None
        return Verdict.UNKNOWN, Implicit.DISTANCE_FROM_COUNTRY if wide else Implicit.DISTANCE_FROM_AREA, value
    if journey.approximate:
        return Verdict.UNKNOWN, Implicit.DISTANCE_ABOUT, value
    return Verdict.MEETS, Implicit.DISTANCE_KNOWN, value


def _minutes(schedule: Schedule) -> tuple[int, int]:
    opens, closes = schedule.opens_at, schedule.closes_at
    return (
        0 if opens is None else opens.hour * 60 + opens.minute,
        1440 if closes is None else closes.hour * 60 + closes.minute,
    )


def _inside(schedule: Schedule, hours: Hours) -> bool:
    opens, closes = _minutes(schedule)
    return set(schedule.byday) <= set(hours.byday) and hours.from_minute <= opens and closes <= hours.to_minute


def _touches(schedule: Schedule, hours: Hours) -> bool:
    opens, closes = _minutes(schedule)
    return bool(set(schedule.byday) & set(hours.byday)) and opens < hours.to_minute and hours.from_minute < closes


def _children_kept(content: Content, profile: Profile) -> bool:
    """Say whether the service itself surely looks after her children, at their ages."""
    rules = (each for each in content.criteria if each.kind is CriterionKind.CHILDREN)
    return any(evaluate(each, profile).verdict is Verdict.MEETS for each in rules)


def _hours(content: Content, profile: Profile, journey: Journey) -> Said:
    hers, its = profile.hours, content.schedules
    if hers is not None and its and not any(_touches(each, hers) for each in its):
        return Verdict.FAILS, Implicit.HOURS_CLASH
    children = profile.children
    if children is not None and children.with_her and children.needs_childcare and not _children_kept(content, profile):
        return Verdict.UNKNOWN, Implicit.HOURS_NEED_CHILDCARE
    if hers is None or not its:
        return Verdict.UNKNOWN, Implicit.HOURS_UNKNOWN
    if all(_inside(each, hers) for each in its):
        return Verdict.MEETS, Implicit.HOURS_FIT
    return Verdict.UNKNOWN, Implicit.HOURS_PARTLY


def _women_staff(content: Content, profile: Profile, journey: Journey) -> Said:
    if content.women_staff:
        return Verdict.MEETS, Implicit.WOMEN_STAFF_YES
    if profile.wants_women_staff is None:
        return Verdict.UNKNOWN, Implicit.HER_WISH_UNKNOWN
    if not profile.wants_women_staff:
        return Verdict.MEETS, Implicit.WOMEN_STAFF_NOT_ASKED
    if content.women_staff is None:
        return Verdict.UNKNOWN, Implicit.WOMEN_STAFF_UNKNOWN
    return Verdict.FAILS, Implicit.WOMEN_STAFF_NO


def _interpreter(content: Content, profile: Profile, journey: Journey) -> Said:
    hers, offer = profile.interpreter_language, content.interpreter
    if hers is None:
        return Verdict.UNKNOWN, Implicit.HER_LANGUAGE_UNKNOWN
    if _sure(hers, content.delivery_languages):
        return Verdict.MEETS, Implicit.LANGUAGE_SPOKEN
    perhaps = next((each for each in content.delivery_languages if perhaps_same(each, hers)), None)
    found = _interprets(hers, offer, wants_a_woman=bool(profile.wants_women_staff))
    if perhaps is None or found[0] is Verdict.MEETS:
        return found
    return Verdict.UNKNOWN, Implicit.LANGUAGE_KIND_UNKNOWN, Language(perhaps)


def _sure(hers: str, languages: Iterable[str]) -> bool:
    return any(meaning_of(each) == meaning_of(hers) for each in languages)


def _interprets(hers: str, offer: InterpreterOffer | None, *, wants_a_woman: bool) -> Said:
    if offer is None:
        return Verdict.UNKNOWN, Implicit.INTERPRETER_UNKNOWN
    sure = _sure(hers, offer.languages)
    perhaps = next((each for each in offer.languages if perhaps_same(each, hers)), None)
    if not sure and perhaps is None:
        return Verdict.FAILS, Implicit.NO_INTERPRETER
    if wants_a_woman and offer.women_available is False:
        return Verdict.FAILS, Implicit.NO_WOMAN_INTERPRETER
    if not sure:
        return Verdict.UNKNOWN, Implicit.INTERPRETER_KIND_UNKNOWN, Language(perhaps or "")
    if wants_a_woman and offer.women_available is None:
        return Verdict.UNKNOWN, Implicit.WOMAN_INTERPRETER_UNKNOWN
    return Verdict.MEETS, Implicit.INTERPRETER_THERE


def _waiting(content: Content, profile: Profile, journey: Journey) -> Said:
    now = content.availability
    if now.accepting is Accepting.NO:
        return Verdict.FAILS, Implicit.TAKES_NOBODY
    if now.waiting_days:
        return Verdict.MEETS, Implicit.WAITS, Number(now.waiting_days)
    if now.accepting is Accepting.WAITLIST:
        return Verdict.UNKNOWN, Implicit.WAITLIST
    if now.accepting is Accepting.YES and now.waiting_days == 0:
        return Verdict.MEETS, Implicit.PLACE_NOW
    return Verdict.UNKNOWN, Implicit.WAITING_UNKNOWN


def _cost(content: Content, profile: Profile, journey: Journey) -> Said:
    fee, hers = content.fee, profile.budget
    if fee is not None and fee.rule is not FeeRule.AMOUNT:
        return Verdict.MEETS, Implicit.COSTS_NOTHING
    if fee is None or fee.amount is None or hers is None or hers.currency != fee.currency:
        return Verdict.UNKNOWN, Implicit.COSTS_UNKNOWN
    value = Money(fee.amount, fee.currency)
    if fee.amount > hers.amount:
        return Verdict.FAILS, Implicit.COSTS_TOO_MUCH, value
    return Verdict.MEETS, Implicit.COSTS, value


_JUDGES: tuple[tuple[ConditionKind, Callable[[Content, Profile, Journey], Said]], ...] = (
    (ConditionKind.TRAVEL, _travel),
    (ConditionKind.HOURS, _hours),
    (ConditionKind.WOMEN_STAFF, _women_staff),
    (ConditionKind.INTERPRETER, _interpreter),
    (ConditionKind.WAITING, _waiting),
    (ConditionKind.COST, _cost),
)


def conditions_of(content: Content, profile: Profile, journey: Journey) -> list[Condition]:
    """Judge the unwritten conditions, so that a service she cannot reach is not called a chance."""
    return [Condition(kind, *judge(content, profile, journey)) for kind, judge in _JUDGES]
