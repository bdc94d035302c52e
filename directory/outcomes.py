"""Say what a service changes for her, so that one service can lead to the next (domain 3.5).

- A level only rises: an A2 course takes nothing from somebody who has B1.
- A language course changes the overall level; no skill is read off it.
- An education level stays in its framework: one in another framework than hers changes nothing, because none is
  converted into another.
- A paper or a competence is gained; access to work becomes what the service leads to.
- What is written in a word that no code list knows changes nothing.
"""

from collections.abc import Iterable
from dataclasses import replace

from directory.codes import (
    EDUCATION_LEVELS,
    CefrLevel,
    CriterionKind,
    DigitalLevel,
    Document,
    LabourAccess,
    LanguageSkill,
    OutcomeKind,
)
from directory.content import Content, Criterion, Outcome
from directory.languages import meaning_of
from directory.profile import Education, Profile, SpokenLanguage

Touch = tuple[str, str]
"""What a condition asks about and an outcome changes: a kind, and the language, framework or code."""
FIELDS = {
    CriterionKind.LANGUAGE: "languages",
    CriterionKind.EDUCATION: "education",
    CriterionKind.DIGITAL_SKILLS: "digital",
    CriterionKind.DOCUMENT: "documents",
    CriterionKind.LABOUR_ACCESS: "labour_access",
    CriterionKind.COMPETENCE: "competences",
}
"""Which fact of hers each condition that an outcome can change rests on."""
_WORDS = {of: frozenset(map(str, of)) for of in (CefrLevel, DigitalLevel, Document, LabourAccess)}


def touches(outcome: Outcome) -> Touch | None:
    """Return what an outcome changes; nothing where its words are in no code list."""
    kind, level, code = outcome.kind, outcome.level, outcome.code
    if kind is OutcomeKind.LANGUAGE and outcome.language and level in _WORDS[CefrLevel]:
        return str(kind), meaning_of(outcome.language)
    if kind is OutcomeKind.EDUCATION and outcome.framework in EDUCATION_LEVELS and (level or "").isdecimal():
        return str(kind), outcome.framework or ""
    if kind is OutcomeKind.DIGITAL_SKILLS and level in _WORDS[DigitalLevel]:
        return str(kind), ""
    if kind is OutcomeKind.DOCUMENT and code in _WORDS[Document]:
        return str(kind), code or ""
    if kind is OutcomeKind.LABOUR_ACCESS and code in _WORDS[LabourAccess]:
        return str(kind), ""
    return (str(kind), code) if kind is OutcomeKind.COMPETENCE and code else None


def asks(criterion: Criterion) -> frozenset[Touch]:
    """Return what could change how a condition stands; empty where no outcome can."""
    kind = criterion.kind
    if kind is CriterionKind.LANGUAGE:
        return frozenset({(str(kind), meaning_of(criterion.language or ""))})
    if kind is CriterionKind.EDUCATION:
        return frozenset({(str(kind), criterion.framework or "")})
    if kind in (CriterionKind.DOCUMENT, CriterionKind.COMPETENCE):
        return frozenset((str(kind), code) for code in criterion.codes)
    return frozenset({(str(kind), "")}) if kind in FIELDS else frozenset()


def days_of(content: Content) -> int | None:
    """Return how many days it takes from asking to the last day; nothing where it does not say its first and last day.

    A waiting time that nobody stated counts as none.
    """
    begins = [each.valid_from for each in content.schedules if each.valid_from and each.valid_to]
    ends = [each.valid_to for each in content.schedules if each.valid_from and each.valid_to]
    if not begins or len(begins) < len(content.schedules):
        return None
    return (max(ends) - min(begins)).days + 1 + (content.availability.waiting_days or 0)


def after(profile: Profile, outcomes: Iterable[Outcome]) -> Profile:
    """Return what is known of her after a service."""
    for outcome in outcomes:
        if touches(outcome) is not None:
            profile = _after(profile, outcome)
    return profile


def _after(profile: Profile, outcome: Outcome) -> Profile:
    level, code = outcome.level or "", outcome.code or ""
    if outcome.kind is OutcomeKind.LANGUAGE:
        return _spoken(profile, outcome.language or "", CefrLevel(level))
    if outcome.kind is OutcomeKind.EDUCATION:
        return _taught(profile, outcome.framework or "", int(level))
    if outcome.kind is OutcomeKind.DIGITAL_SKILLS:
        reached, hers = DigitalLevel(level), profile.digital
        return profile if hers is not None and hers.rank >= reached.rank else replace(profile, digital=reached)
    if outcome.kind is OutcomeKind.DOCUMENT:
        held = dict(profile.documents)
        known = {**held, Document(code): True}
        return profile if held.get(Document(code)) else replace(profile, documents=tuple(sorted(known.items())))
    if outcome.kind is OutcomeKind.LABOUR_ACCESS:
        return replace(profile, labour_access=LabourAccess(code))
    known_of = {*profile.competences, code}
    return profile if code in profile.competences else replace(profile, competences=tuple(sorted(known_of)))


def _spoken(profile: Profile, language: str, level: CefrLevel) -> Profile:
    same = [each for each in profile.languages if meaning_of(each.language) == meaning_of(language)]
    overall = [each for each in same if each.skill == LanguageSkill.OVERALL]
    if any(each.level is not None and each.level.rank >= level.rank for each in overall):
        return profile
    others = [each for each in profile.languages if each not in overall]
    spoken = sorted([*others, SpokenLanguage(language, level)], key=lambda each: (each.language, each.skill))
    return replace(profile, languages=tuple(spoken))


def _taught(profile: Profile, framework: str, level: int) -> Profile:
    hers = profile.education
    if hers is not None and (hers.framework != framework or hers.level >= level):
        return profile
    return replace(profile, education=Education(framework, level))
