"""Judge one condition of a service against what is known of her (guide xiii step 1).

- A missing fact of hers is unknown: never a pass, never a fail. A missing bound is open.
- What a condition does not state (no level, no list, no amount) is unknown too, and the service is asked.
- A disputed condition is unknown, whatever it says. Free text is unknown: a person judges it.
- A rule that asks nothing of her (free of charge, children welcome) is met without any fact.
- No fact stands in for another: a speaking level is not an overall level, a script is not another script, a level in
  one framework is not one in another, work is not read off her status, and a group not off her gender.
- Papers, registrations and competences: all of them. Statuses, areas and groups: any of them.
- What never changes: her gender, an age above the maximum, a level above a course's maximum, the area, a group she
  does not belong to. Everything else can change, and the judgement says how.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from directory import levels
from directory.areas import contains
from directory.codes import ChildrenRule, Code, CriterionKind, FeeRule, Overall, Strength
from directory.content import Criterion
from directory.judgement import NOT_STATED, Judgement, fails, meets, unknown
from directory.profile import Profile
from directory.terms import Area, Listed, Money, Number, listed, wanted_of
from directory.words import Ask, Change, Reason


def _age(criterion: Criterion, profile: Profile) -> Judgement:
    if criterion.minimum is None and criterion.maximum is None:
        return NOT_STATED
    if profile.age is None:
        return unknown(Ask.AGE, wanted_of(criterion))
    hers = (Number(profile.age),)
    if criterion.minimum is not None and profile.age < criterion.minimum:
        return fails(Reason.TOO_YOUNG, Change.WAIT_FOR_AGE, (Number(criterion.minimum),), hers)
    if criterion.maximum is not None and profile.age > criterion.maximum:
        return fails(Reason.TOO_OLD, None, (Number(criterion.maximum),), hers)
    return meets(wanted=wanted_of(criterion), fact=hers)


def _one_of(criterion: Criterion, hers: Code | None, ask: Ask, change: Change | None) -> Judgement:
    """Judge a fact that must stand in the condition's list."""
    if not criterion.codes:
        return NOT_STATED
    wanted = wanted_of(criterion)
    if hers is None:
        return unknown(ask, wanted)
    if hers in criterion.codes:
        return meets(wanted=wanted, fact=(hers,))
    return fails(Reason.NOT_IN_LIST, change, wanted, (hers,))


def _gender(criterion: Criterion, profile: Profile) -> Judgement:
    return _one_of(criterion, profile.gender, Ask.GENDER, None)


def _residence(criterion: Criterion, profile: Profile) -> Judgement:
    return _one_of(criterion, profile.residence_status, Ask.RESIDENCE_STATUS, Change.OTHER_STATUS)


def _labour(criterion: Criterion, profile: Profile) -> Judgement:
    return _one_of(criterion, profile.labour_access, Ask.LABOUR_ACCESS, Change.OTHER_LABOUR_ACCESS)


def _children(criterion: Criterion, profile: Profile) -> Judgement:
    hers = profile.children
    if not criterion.codes:
        return NOT_STATED
    if ChildrenRule.WELCOME in criterion.codes:
        return meets(Reason.ASKS_NOTHING)
    if hers is None:
        return unknown(Ask.CHILDREN, wanted_of(criterion))
    if not hers.with_her:
        return meets(Reason.NO_CHILDREN)
    if ChildrenRule.CHILDCARE_PROVIDED not in criterion.codes:
        return fails(Reason.CHILDREN_NOT_POSSIBLE, Change.ARRANGE_CHILDCARE)
    return _childcare(criterion, hers.ages, hers.needs_childcare)


def _childcare(criterion: Criterion, ages: Sequence[float], needed: bool | None) -> Judgement:
    """Judge childcare there for certain ages against her children."""
    wanted = wanted_of(criterion)
    low, high = criterion.minimum, criterion.maximum
    if needed is False or (low is None and high is None):
        return meets(Reason.CHILDCARE_COVERS, wanted)
    others = [age for age in ages if (low is not None and age < low) or (high is not None and age > high)]
    if ages and not others:
        return meets(Reason.CHILDCARE_COVERS, wanted)
    if ages and needed:
        missing = Listed(Number(age) for age in others)
        return fails(Reason.CHILDCARE_OTHER_AGES, Change.ARRANGE_CHILDCARE_FOR_AGES, wanted, missing=missing)
    return unknown(Ask.CHILDREN_AGES, wanted)


def _all_of(criterion: Criterion, held: Mapping[str, bool], ask: Ask, change: Change) -> Judgement:
    """Judge a list of which she must have every entry."""
    if not criterion.codes:
        return NOT_STATED
    wanted = wanted_of(criterion)
    codes = listed(criterion.kind, criterion.codes)
    lacking = Listed(code for code in codes if held.get(code) is False)
    if lacking:
        return fails(Reason.NOT_HELD, change, wanted, missing=lacking)
    missing = Listed(code for code in codes if code not in held)
    if missing:
        return unknown(ask, wanted, missing=missing)
    return meets(Reason.ALL_HELD, wanted)


def _competence(criterion: Criterion, profile: Profile) -> Judgement:
    return _all_of(criterion, dict.fromkeys(profile.competences, True), Ask.COMPETENCES, Change.REACH_EDUCATION)


def _document(criterion: Criterion, profile: Profile) -> Judgement:
    return _all_of(criterion, dict(profile.documents), Ask.DOCUMENTS, Change.GET_DOCUMENTS)


def _registration(criterion: Criterion, profile: Profile) -> Judgement:
    return _all_of(criterion, dict(profile.registrations), Ask.REGISTRATIONS, Change.REGISTER)


def _area(criterion: Criterion, profile: Profile) -> Judgement:
    if not criterion.codes:
        return NOT_STATED
    wanted, hers = wanted_of(criterion), profile.area
    if hers is None:
        return unknown(Ask.AREA, wanted)
    fact = (Area(hers),)
    if any(contains(code, hers) for code in criterion.codes):
        return meets(Reason.LIVES_THERE, wanted, fact)
    if any(contains(hers, code) for code in criterion.codes):
        return unknown(Ask.AREA, wanted, Reason.AREA_TOO_WIDE, fact)
    return fails(Reason.LIVES_ELSEWHERE, None, wanted, fact)


def _fee(criterion: Criterion, profile: Profile) -> Judgement:
    if FeeRule.FREE in criterion.codes or FeeRule.COVERED in criterion.codes:
        return meets(Reason.ASKS_NOTHING)
    if criterion.amount is None or criterion.currency is None:
        return NOT_STATED
    wanted, hers = wanted_of(criterion), profile.budget
    if hers is None:
        return unknown(Ask.BUDGET, wanted)
    fact = (Money(hers.amount, hers.currency),)
    if hers.currency != criterion.currency:
        return unknown(Ask.BUDGET, wanted, Reason.OTHER_CURRENCY, fact)
    if hers.amount < criterion.amount:
        return fails(Reason.TOO_EXPENSIVE, Change.COVER_FEE, wanted, fact)
    return meets(Reason.AFFORDABLE, wanted, fact)


def _cooperation(criterion: Criterion, profile: Profile) -> Judgement:
    """Assistance is unconditional (guide 6a), so only her own choice answers this."""
    if profile.chooses_cooperation is None:
        return unknown(Ask.COOPERATION, reason=Reason.HER_CHOICE)
    if profile.chooses_cooperation:
        return meets(Reason.SHE_CHOSE)
    return fails(Reason.SHE_CHOSE_NOT, Change.ONLY_IF_SHE_CHOOSES)


def _group(criterion: Criterion, profile: Profile) -> Judgement:
    if not criterion.codes:
        return NOT_STATED
    wanted, belongs = wanted_of(criterion), dict[str, bool](profile.intake_groups)
    groups = listed(criterion.kind, criterion.codes)
    hers = Listed(code for code in groups if belongs.get(code))
    if hers:
        return meets(Reason.BELONGS, wanted, (hers,))
    missing = Listed(code for code in groups if code not in belongs)
    if missing:
        return unknown(Ask.INTAKE_GROUPS, wanted, missing=missing)
    return fails(Reason.BELONGS_NOT, None, wanted)


def _other(criterion: Criterion, profile: Profile) -> Judgement:
    return unknown(Ask.PROVIDER, wanted_of(criterion), Reason.FOR_A_PERSON)


_JUDGES: dict[CriterionKind, Callable[[Criterion, Profile], Judgement]] = {
    CriterionKind.AGE: _age,
    CriterionKind.GENDER: _gender,
    CriterionKind.RESIDENCE_STATUS: _residence,
    CriterionKind.LABOUR_ACCESS: _labour,
    CriterionKind.LANGUAGE: levels.language,
    CriterionKind.LITERACY: levels.literacy,
    CriterionKind.DIGITAL_SKILLS: levels.digital,
    CriterionKind.EDUCATION: levels.education,
    CriterionKind.CHILDREN: _children,
    CriterionKind.COMPETENCE: _competence,
    CriterionKind.DOCUMENT: _document,
    CriterionKind.AREA: _area,
    CriterionKind.REGISTRATION: _registration,
    CriterionKind.FEE: _fee,
    CriterionKind.COOPERATION: _cooperation,
    CriterionKind.INTAKE_GROUP: _group,
    CriterionKind.OTHER: _other,
}


def evaluate(criterion: Criterion, profile: Profile) -> Judgement:
    """Judge one condition, so that she is neither sent in vain nor turned away unasked."""
    if criterion.disputed:
        return unknown(Ask.PROVIDER, wanted_of(criterion), Reason.DISPUTED)
    return _JUDGES[criterion.kind](criterion, profile)


def overall(judged: Iterable[tuple[Strength, Judgement]], *, machine_checked: bool) -> Overall:
    """Say what all required conditions mean together; advised ones never exclude.

    Args:
        judged: each condition's strength and judgement.
        machine_checked: false where text stands that no one turned into conditions, or where no condition is stated.
    """
    worst = max((each.severity for strength, each in judged if strength is Strength.REQUIRED), default=0)
    return list(Overall)[max(worst, 0 if machine_checked else 1)]
