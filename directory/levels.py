"""Judge the conditions that ask for a level: language, literacy, digital skills, education.

- Below the minimum can change: a course leads there. Above the maximum cannot: the course is of no use to her.
- A language without a level is a language whose level is unknown; it meets a condition that asks no level.
- A name that covers several languages is asked about before any level is compared: Kurdish may be Sorani or Kurmanji.
"""

from dataclasses import replace

from directory.codes import DIGCOMP, CefrLevel, DigitalLevel, LanguageSkill, LiteracyLevel
from directory.content import Criterion
from directory.judgement import NOT_STATED, Judgement, fails, meets, unknown
from directory.languages import meaning_of, perhaps_same
from directory.profile import Profile
from directory.terms import Language, Listed, Script, Terms, wanted_of
from directory.words import Ask, Change, Reason


def _level(
    criterion: Criterion, hers: int, low: int | None, high: int | None, words: tuple[Terms, Change]
) -> Judgement:
    """Judge a level between two bounds; below can be reached, above cannot be taken back."""
    fact, change = words
    if low is not None and hers < low:
        return fails(Reason.LEVEL_TOO_LOW, change, wanted_of(replace(criterion, max_level=None)), fact)
    if high is not None and hers > high:
        return fails(Reason.LEVEL_TOO_HIGH, None, wanted_of(replace(criterion, min_level=None)), fact)
    return meets(wanted=wanted_of(criterion), fact=fact)


def language(criterion: Criterion, profile: Profile) -> Judgement:
    """Judge a language level; a speaking level is not an overall one, and silence is not a no."""
    if criterion.language is None:
        return NOT_STATED
    wanted, skill = wanted_of(criterion), criterion.skill or LanguageSkill.OVERALL
    spoken = [each for each in profile.languages if meaning_of(each.language) == meaning_of(criterion.language)]
    open_ended = criterion.min_level is None and criterion.max_level is None
    if open_ended and spoken:
        return meets(wanted=wanted, fact=(Language(criterion.language),))
    perhaps = [Language(each.language) for each in profile.languages if perhaps_same(each.language, criterion.language)]
    if perhaps and not spoken:
        return unknown(Ask.LANGUAGE_KIND, wanted, Reason.LANGUAGE_KIND, (Listed(dict.fromkeys(perhaps)),))
    levels = [each.level for each in spoken if each.skill == skill and each.level is not None]
    if not levels:
        return unknown(Ask.LANGUAGE_LEVEL, wanted, Reason.LEVEL_MISSING if spoken else Reason.FACT_MISSING)
    low = None if criterion.min_level is None else CefrLevel(criterion.min_level).rank
    high = None if criterion.max_level is None else CefrLevel(criterion.max_level).rank
    fact = (Language(criterion.language), levels[0])
    return _level(criterion, levels[0].rank, low, high, (fact, Change.REACH_LANGUAGE_LEVEL))


def literacy(criterion: Criterion, profile: Profile) -> Judgement:
    """Judge reading and writing in one script; a script says nothing about another."""
    if criterion.min_level is None:
        return NOT_STATED
    wanted, low = wanted_of(criterion), LiteracyLevel(criterion.min_level)
    for each in profile.literacy:
        fact = (Script(each.script), each.level)
        if each.script == criterion.script or (criterion.script is None and each.level.rank >= low.rank):
            return _level(criterion, each.level.rank, low.rank, None, (fact, Change.REACH_LITERACY))
    return unknown(Ask.LITERACY, wanted)


def digital(criterion: Criterion, profile: Profile) -> Judgement:
    """Judge a DigComp level."""
    if criterion.min_level is None:
        return NOT_STATED
    if profile.digital is None:
        return unknown(Ask.DIGITAL_LEVEL, wanted_of(criterion))
    if criterion.framework not in (None, DIGCOMP):
        return unknown(Ask.DIGITAL_LEVEL, (criterion.framework or "",), Reason.OTHER_FRAMEWORK, (DIGCOMP,))
    low = DigitalLevel(criterion.min_level).rank
    return _level(criterion, profile.digital.rank, low, None, ((profile.digital,), Change.REACH_DIGITAL_LEVEL))


def education(criterion: Criterion, profile: Profile) -> Judgement:
    """Judge an education level within its own framework."""
    low, high, framework = criterion.min_level, criterion.max_level, criterion.framework or ""
    if (low is None and high is None) or not framework:
        return NOT_STATED
    hers = profile.education
    if hers is None:
        return unknown(Ask.EDUCATION_LEVEL, wanted_of(criterion))
    if hers.framework != framework:
        return unknown(Ask.EDUCATION_LEVEL, (framework,), Reason.OTHER_FRAMEWORK, (hers.framework,))
    least, most = None if low is None else int(low), None if high is None else int(high)
    return _level(criterion, hers.level, least, most, ((f"{framework} {hers.level}",), Change.REACH_EDUCATION))
