"""Say which value cannot be used and why, without ever repeating the value."""

from kit.errors import Refusal


class BadFact(Refusal):
    """Refuse one value of a listing, a filter or a profile; the field is named, the value is never repeated."""

    code = "BAD_FACT"
    sentence = "This value cannot be used here."


class UnknownField(BadFact):
    """Refuse a field that does not exist, so that a misspelt condition is never lost."""

    code = "UNKNOWN_FIELD"
    sentence = "The listing has a field that does not exist."


class MissingField(BadFact):
    """Refuse a listing that lacks what a caseworker needs to read it."""

    code = "MISSING_FIELD"
    sentence = "A needed field is missing or empty."


class WrongType(BadFact):
    """Refuse a value of another kind, such as a text where a number stands."""

    code = "WRONG_TYPE"
    sentence = "The field needs another kind of value: {wanted}."


class UnknownCode(BadFact):
    """Refuse a word that is not in its code list, so that one word means one thing."""

    code = "UNKNOWN_CODE"
    sentence = "This word is not in the code list {wanted}."


class UnknownLanguage(BadFact):
    """Refuse a language tag that names no language."""

    code = "UNKNOWN_LANGUAGE"
    sentence = "This is not a language tag of BCP 47, such as de, pt-BR or kmr."


class UnknownScript(BadFact):
    """Refuse a script that does not exist."""

    code = "UNKNOWN_SCRIPT"
    sentence = "This is not a script code of ISO 15924, such as Latn, Cyrl, Grek or Arab."


class UnknownArea(BadFact):
    """Refuse an area that does not exist."""

    code = "UNKNOWN_AREA"
    sentence = "This is not an area code of ISO 3166 or NUTS, such as AT, AT-9 or AT13."


class AgeOutOfRange(BadFact):
    """Refuse an age that nobody has."""

    code = "AGE_OUT_OF_RANGE"
    sentence = "An age must lie between 0 and 120 years."


class OutOfRange(BadFact):
    """Refuse a number outside its bounds."""

    code = "OUT_OF_RANGE"
    sentence = "The number must lie between {low} and {high}."


class BoundsReversed(BadFact):
    """Refuse bounds that no one could meet."""

    code = "BOUNDS_REVERSED"
    sentence = "The lower bound is above the upper bound."


class LevelWithoutLanguage(BadFact):
    """Refuse a level that belongs to no language."""

    code = "LEVEL_WITHOUT_LANGUAGE"
    sentence = "A language level needs the language it belongs to."


class DuplicateFact(BadFact):
    """Refuse a fact stated twice, because the two could contradict each other."""

    code = "DUPLICATE_FACT"
    sentence = "The same fact is stated twice; keep one."


class ProfileEmpty(BadFact):
    """Refuse to match a woman of whom nothing is known."""

    code = "PROFILE_EMPTY"
    sentence = "Nothing is known about her yet. State at least one fact to find services."


class BadDate(BadFact):
    """Refuse a date or time that no one can read."""

    code = "BAD_DATE"
    sentence = "Dates are written as 2026-10-01 and times as 09:00."


class TooLong(BadFact):
    """Refuse what is too long to be read or kept."""

    code = "TOO_LONG"
    sentence = "This is longer than {limit} allows."


class CriterionEmpty(BadFact):
    """Refuse a condition that demands nothing."""

    code = "CRITERION_EMPTY"
    sentence = "A condition of this kind needs a value."


class BadLevel(BadFact):
    """Refuse a level that its framework does not have."""

    code = "UNKNOWN_LEVEL"
    sentence = "This level is not in the framework that is named."


class VacancyIncomplete(BadFact):
    """Refuse a vacancy that would leave her without the facts of a written contract (guide x step 1)."""

    code = "VACANCY_INCOMPLETE"
    sentence = "A vacancy is published only with everything that a written contract must state."


class VacancyMissing(BadFact):
    """Refuse a vacancy of a service that hires nobody (guide x step 1)."""

    code = "VACANCY_WITHOUT_EMPLOYER"
    sentence = "A vacancy belongs to a listing of the type EMPLOYER or RECRUITMENT_AGENCY."


class MustBeFree(BadFact):
    """Refuse start-up support that costs her something (guide xii step 3)."""

    code = "MUST_BE_FREE"
    sentence = "Start-up support and microfinance are listed only where free or where the fee is fully covered."


class NoTranslation(BadFact):
    """Refuse a language that the explanations are not written in, rather than answer in one she cannot read."""

    code = "NO_TRANSLATION"
    sentence = "The explanations are written in these languages: {languages}."


class InterpreterIncomplete(BadFact):
    """Refuse an interpreter, mediator or peer educator of whom she would not know whether to trust them (guide 5e)."""

    code = "INTERPRETER_INCOMPLETE"
    sentence = (
        "Interpreters, mediators and peer educators state their languages, whether a woman is there, and whether they "
        "were trained on trafficking and on gender."
    )


class CooperationIsARule(BadFact):
    """Refuse a demand for cooperation that hides as advice: she must be asked first (guide 6a)."""

    code = "COOPERATION_IS_A_RULE"
    sentence = "A demand for cooperation with the authorities is REQUIRED, so that only her own choice meets it."


class CriteriaContradict(BadFact):
    """Refuse conditions that no one can meet together."""

    code = "CRITERIA_CONTRADICT"
    sentence = "No one can meet this condition together with an earlier one. Correct one of them."


class BadCharacter(BadFact):
    """Refuse characters that hide or turn round what a person reads (Unicode bidirectional controls, UAX 9)."""

    code = "BAD_CHARACTER"
    sentence = "The text holds a control character, or one that turns the reading direction. Type it again."


class LocationIsConfidential(BadFact):
    """Refuse to show where women live (guide 5b)."""

    code = "LOCATION_IS_CONFIDENTIAL"
    sentence = "The place of an accommodation is confidential; its visibility is ON_ACCEPTANCE or NEVER."


class BadDistanceFilter(BadFact):
    """Refuse a distance that is measured from nowhere."""

    code = "DISTANCE_WITHOUT_PLACE"
    sentence = "A distance needs the place it is measured from."
