"""Read the parts of a listing: texts, provider, places, times, fee, and what it leads to."""

from collections.abc import Mapping
from decimal import Decimal

from directory import errors
from directory.areas import area_of
from directory.codes import (
    WEEKDAYS,
    CefrLevel,
    Code,
    CriterionKind,
    DigitalLevel,
    Document,
    FeeRule,
    LabourAccess,
    OutcomeKind,
    TextOrigin,
    Visibility,
)
from directory.content import Fee, InterpreterOffer, Outcome, Place, Provider, Schedule, StaffTraining, Text, Vacancy
from directory.currencies import currency_of
from directory.esco import esco_uri
from directory.fields import LONGEST, Fields, made
from directory.languages import language_of, standard_tag
from directory.reading_criteria import education_level, framework_of, level_in

SHORT = 300


def _text_tag(tag: str) -> str:
    """Return a text's tag; `und` says that the script alone is known, as after an import."""
    return "und" if tag == "und" else standard_tag(tag)


def read_texts(fields: Fields, key: str, limit: int = LONGEST) -> tuple[Text, ...]:
    """Read wordings, one a language; a short one stands on one line."""
    found = []
    for row in fields.rows(key):
        found.append(
            Text(
                made(row.text("language", SHORT), _text_tag, row.at("language")),
                row.text("text", limit),
                row.maybe_code("origin", TextOrigin) or TextOrigin.HUMAN,
                row.maybe_day("date"),
            )
        )
        row.done()
    if len({each.language for each in found}) != len(found):
        raise errors.DuplicateFact(fields.at(key))
    return tuple(found)


def _country(code: str) -> str:
    country = area_of(code)
    if len(country) != 2:
        raise errors.UnknownArea()
    return country


def read_provider(fields: Fields) -> Provider:
    """Read who offers the service."""
    row = fields.row("provider")
    if row is None:
        raise errors.MissingField("provider")
    found = Provider(
        row.text("sourceId", SHORT),
        row.text("name", SHORT * 4),
        row.maybe_made("country", _country),
        row.maybe_text("member", SHORT),
        row.maybe_text("website", 2_000),
        row.maybe_text("phone", SHORT),
        row.maybe_text("email", SHORT),
    )
    row.done()
    return found


def read_place(row: Fields) -> Place:
    """Read a place and who may know of it."""
    found = Place(
        label=row.maybe_text("label", SHORT * 4) or "",
        area=row.maybe_made("area", area_of),
        visibility=row.code("visibility", Visibility),
        city=row.maybe_text("city", SHORT),
        street=row.maybe_text("street", SHORT * 4),
        postal_code=row.maybe_text("postalCode", SHORT),
        latitude=row.number("latitude", -90, 90),
        longitude=row.number("longitude", -180, 180),
    )
    if (found.latitude is None) != (found.longitude is None):
        raise errors.MissingField(row.at("longitude" if found.longitude is None else "latitude"))
    row.done()
    return found


def _weekday(day: str) -> str:
    if day not in WEEKDAYS:
        raise errors.UnknownCode(wanted="weekdays")
    return day


def read_schedule(row: Fields) -> Schedule:
    """Read opening times."""
    found = Schedule(
        row.texts("byday", _weekday),
        row.maybe_time("opensAt"),
        row.maybe_time("closesAt"),
        row.maybe_day("validFrom"),
        row.maybe_day("validTo"),
    )
    if found.valid_from is not None and found.valid_to is not None and found.valid_from > found.valid_to:
        raise errors.BoundsReversed(row.at("validTo"))
    row.done()
    return found


def read_fee(row: Fields | None) -> Fee | None:
    """Read what it costs; an amount needs its currency."""
    if row is None:
        return None
    rule, amount = row.code("rule", FeeRule), row.money("amount")
    found = Fee(rule, amount, row.maybe_made("currency", currency_of), row.maybe_text("note"))
    if rule is FeeRule.AMOUNT and (amount is None or found.currency is None):
        raise errors.MissingField(row.at("amount" if amount is None else "currency"))
    if rule is not FeeRule.AMOUNT and amount not in (None, Decimal(0)):
        raise errors.OutOfRange(row.at("amount"), low="0", high="0")
    row.done()
    return found


def read_interpreter(row: Fields | None) -> InterpreterOffer | None:
    """Read who interprets."""
    if row is None:
        return None
    found = InterpreterOffer(row.texts("languages", language_of), row.maybe_flag("womenAvailable"))
    row.done()
    return found


def read_training(row: Fields | None) -> StaffTraining | None:
    """Read what staff were trained on."""
    if row is None:
        return None
    found = StaffTraining(row.maybe_flag("trafficking"), row.maybe_flag("gender"))
    row.done()
    return found


OUTCOME_CODES: Mapping[OutcomeKind, type[Code]] = {
    OutcomeKind.DOCUMENT: Document,
    OutcomeKind.LABOUR_ACCESS: LabourAccess,
}


def read_outcome(row: Fields) -> Outcome:
    """Read what the service leads to; a word of no list would change nothing, in silence, and is refused.

    Raises:
        MissingField, UnknownCode, BadLevel, UnknownField: with the field that is wrong for this kind.
    """
    kind = row.code("kind", OutcomeKind)
    language: str | None = None
    level: str | None = None
    framework: str | None = None
    code: str | None = None
    if kind is OutcomeKind.LANGUAGE:
        language, level = row.made("language", language_of), level_in(row, "level", CefrLevel)
    elif kind is OutcomeKind.DIGITAL_SKILLS:
        framework, level = framework_of(row, CriterionKind.DIGITAL_SKILLS), level_in(row, "level", DigitalLevel)
    elif kind is OutcomeKind.EDUCATION:
        framework = framework_of(row, CriterionKind.EDUCATION)
        level = str(education_level(row, "level", framework or "", row.text("level", SHORT)))
    elif kind in OUTCOME_CODES:
        code = str(row.code("code", OUTCOME_CODES[kind]))
    else:
        code = row.made("code", esco_uri, SHORT)
    for key in ("language", "level", "framework", "code"):
        if not row.has(key):
            row.take(key)
    row.done()
    return Outcome(kind, language, level, framework, code)


VACANCY = ("employer", "workplace", "title", "startDate", "duration", "paidLeave", "noticePeriod", "basicPay",
           "payFrequency", "workingTime", "collectiveAgreement")  # fmt: skip


def read_vacancy(row: Fields | None) -> Vacancy | None:
    """Read a vacancy; every fact of a written contract must be there (guide x step 1)."""
    if row is None:
        return None
    said: Mapping[str, str | None] = {key: row.maybe_text(key) for key in VACANCY}
    for key, text in said.items():
        if text is None:
            raise errors.VacancyIncomplete(row.at(key))
    row.done()
    return Vacancy(*(text or "" for text in said.values()))
