"""Read what is known of her from one JSON object, so that a wrong fact is refused by name and never guessed right.

The object has the shape of the GraphQL input `ProfileInput`; the same reader serves offline matching. What was typed
never stands in a refusal: only the field's name does.
"""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from directory import errors
from directory.areas import area_of
from directory.codes import (
    EDUCATION_LEVELS,
    WEEKDAYS,
    CefrLevel,
    DigitalLevel,
    Document,
    Gender,
    IntakeGroup,
    LabourAccess,
    LanguageSkill,
    LiteracyLevel,
    Registration,
    ResidenceStatus,
)
from directory.currencies import currency_of
from directory.esco import esco_uri
from directory.fields import Fields
from directory.languages import language_of, meaning_of, script_of
from directory.profile import Budget, Children, Education, Hours, Literacy, Point, Profile, SpokenLanguage

C = TypeVar("C", Document, Registration, IntakeGroup)

OLDEST = 120
OLDEST_CHILD = 25
NOTHING_KNOWN = Profile()


def parse_profile(value: Mapping[str, object]) -> Profile:
    """Return what is known of her; every absent fact is unknown.

    Raises:
        BadFact: a coded refusal that names the field, such as AGE_OUT_OF_RANGE, UNKNOWN_LANGUAGE,
            LEVEL_WITHOUT_LANGUAGE, UNKNOWN_AREA, DUPLICATE_FACT or PROFILE_EMPTY.
    """
    fields = Fields(value)
    profile = Profile(
        age=fields.number("age", 0, OLDEST, errors.AgeOutOfRange),
        gender=fields.maybe_code("gender", Gender),
        residence_status=fields.maybe_code("residenceStatus", ResidenceStatus),
        labour_access=fields.maybe_code("labourAccess", LabourAccess),
        languages=_languages(fields),
        literacy=_literacy(fields),
        digital=fields.maybe_code("digital", DigitalLevel),
        education=_education(fields.row("education")),
        children=_children(fields.row("children")),
        competences=fields.texts("competences", esco_uri, limit=300),
        documents=_said(fields, "documents", "document", "held", Document),
        registrations=_said(fields, "registrations", "registration", "held", Registration),
        intake_groups=_said(fields, "intakeGroups", "group", "belongs", IntakeGroup),
        area=fields.maybe_made("area", area_of),
        near=_point(fields.row("near")),
        budget=_budget(fields.row("budget")),
        chooses_cooperation=fields.maybe_flag("choosesCooperation"),
        wants_women_staff=fields.maybe_flag("wantsWomenStaff"),
        interpreter_language=fields.maybe_made("interpreterLanguage", language_of),
        hours=_hours(fields.row("hours")),
    )
    fields.done()
    if profile == NOTHING_KNOWN:
        raise errors.ProfileEmpty("profile")
    return profile


def _once(keys: Iterable[Hashable], path: str) -> None:
    """Refuse a fact that stands twice: the two could contradict each other.

    Raises:
        DuplicateFact: it does.
    """
    seen = list(keys)
    if len(set(seen)) != len(seen):
        raise errors.DuplicateFact(path)


def _languages(fields: Fields) -> tuple[SpokenLanguage, ...]:
    found = []
    for row in fields.rows("languages"):
        if not row.has("language") and (row.has("level") or row.has("skill")):
            raise errors.LevelWithoutLanguage(row.at("language"))
        language = row.maybe_made("language", language_of)
        if language is None:
            raise errors.MissingField(row.at("language"))
        skill = row.maybe_code("skill", LanguageSkill) or LanguageSkill.OVERALL
        found.append(SpokenLanguage(language, row.maybe_code("level", CefrLevel), skill))
        row.done()
    _once([(meaning_of(each.language), each.skill) for each in found], fields.at("languages"))
    return tuple(found)


def _literacy(fields: Fields) -> tuple[Literacy, ...]:
    found = []
    for row in fields.rows("literacy"):
        script = row.maybe_made("script", script_of)
        if script is None:
            raise errors.MissingField(row.at("script"))
        found.append(Literacy(row.code("level", LiteracyLevel), script))
        row.done()
    _once([each.script for each in found], fields.at("literacy"))
    return tuple(found)


def _education(row: Fields | None) -> Education | None:
    if row is None:
        return None
    framework = row.text("framework", 20)
    if framework not in EDUCATION_LEVELS:
        raise errors.UnknownCode(row.at("framework"), wanted=" or ".join(EDUCATION_LEVELS))
    low, high = EDUCATION_LEVELS[framework]
    level = row.text("level", 2)
    row.done()
    if level not in {str(number) for number in range(low, high + 1)}:
        raise errors.BadLevel(row.at("level"))
    return Education(framework, int(level))


def _children(row: Fields | None) -> Children | None:
    if row is None:
        return None
    ages = []
    for age, path in row.each("ages", 20):
        if isinstance(age, bool) or not isinstance(age, (int, float)):
            raise errors.WrongType(path, wanted="a number")
        if not 0 <= age <= OLDEST_CHILD:
            raise errors.OutOfRange(path, low="0", high=str(OLDEST_CHILD))
        ages.append(float(age))
    children = Children(row.flag("with"), tuple(ages), row.maybe_flag("needsChildcare"))
    row.done()
    return children


def _said(fields: Fields, key: str, name: str, said: str, of: type[C]) -> tuple[tuple[C, bool], ...]:
    """Read what she was asked and answered yes or no to."""
    found = []
    for row in fields.rows(key):
        found.append((row.code(name, of), row.flag(said)))
        row.done()
    _once([code for code, _ in found], fields.at(key))
    return tuple(found)


def _point(row: Fields | None) -> Point | None:
    if row is None:
        return None
    latitude, longitude = row.number("latitude", -90, 90), row.number("longitude", -180, 180)
    row.done()
    if latitude is None or longitude is None:
        raise errors.MissingField(row.at("latitude" if latitude is None else "longitude"))
    return Point(latitude, longitude)


def _currency(text: str) -> str:
    """Return a currency code of ISO 4217, however it is typed; no amount is ever converted."""
    if len(text) != 3 or not text.isascii() or not text.isalpha():
        raise errors.WrongType(wanted="a currency code of three letters, such as EUR")
    return currency_of(text.upper())


def _budget(row: Fields | None) -> Budget | None:
    if row is None:
        return None
    amount, currency = row.money("amount"), row.maybe_made("currency", _currency)
    row.done()
    if amount is None or currency is None:
        raise errors.MissingField(row.at("amount" if amount is None else "currency"))
    return Budget(Decimal(amount), currency)


def _hours(row: Fields | None) -> Hours | None:
    if row is None:
        return None
    days = []
    for day, path in row.each("byday", 7):
        if day not in WEEKDAYS:
            raise errors.UnknownCode(path, wanted="weekdays")
        days.append(str(day))
    if not days:
        raise errors.MissingField(row.at("byday"))
    start, end = row.maybe_time("from"), row.maybe_time("to")
    row.done()
    first = 0 if start is None else start.hour * 60 + start.minute
    last = 1440 if end is None else end.hour * 60 + end.minute
    if first >= last:
        raise errors.BoundsReversed(row.at("to"))
    return Hours(tuple(dict.fromkeys(days)), first, last)
