"""Read one condition of a listing; each kind has its own fields, and a field of another kind is refused."""

from collections.abc import Callable

from directory import errors
from directory.areas import area_of
from directory.codes import (
    DIGCOMP,
    EDUCATION_LEVELS,
    CefrLevel,
    ChildrenRule,
    Code,
    CriterionKind,
    DigitalLevel,
    Document,
    FeeRule,
    Gender,
    IntakeGroup,
    LabourAccess,
    LanguageSkill,
    LiteracyLevel,
    Registration,
    ResidenceStatus,
    Source,
    Strength,
)
from directory.content import Criterion
from directory.currencies import currency_of
from directory.esco import esco_uri
from directory.fields import C, Fields, code_of
from directory.languages import language_of, script_of

CODES: dict[CriterionKind, type[Code]] = {
    CriterionKind.GENDER: Gender,
    CriterionKind.RESIDENCE_STATUS: ResidenceStatus,
    CriterionKind.LABOUR_ACCESS: LabourAccess,
    CriterionKind.CHILDREN: ChildrenRule,
    CriterionKind.DOCUMENT: Document,
    CriterionKind.REGISTRATION: Registration,
    CriterionKind.FEE: FeeRule,
    CriterionKind.INTAKE_GROUP: IntakeGroup,
}
FREE_CODES = (CriterionKind.COMPETENCE, CriterionKind.AREA)
RANKED: dict[CriterionKind, type[Code]] = {
    CriterionKind.LANGUAGE: CefrLevel,
    CriterionKind.LITERACY: LiteracyLevel,
    CriterionKind.DIGITAL_SKILLS: DigitalLevel,
}
USES: dict[CriterionKind, frozenset[str]] = {
    CriterionKind.AGE: frozenset({"minimum", "maximum"}),
    CriterionKind.CHILDREN: frozenset({"codes", "minimum", "maximum"}),
    CriterionKind.LANGUAGE: frozenset({"language", "skill", "minLevel", "maxLevel"}),
    CriterionKind.LITERACY: frozenset({"minLevel", "script"}),
    CriterionKind.DIGITAL_SKILLS: frozenset({"minLevel", "framework"}),
    CriterionKind.EDUCATION: frozenset({"framework", "minLevel", "maxLevel"}),
    CriterionKind.FEE: frozenset({"codes", "amount", "currency"}),
    CriterionKind.COOPERATION: frozenset(),
    CriterionKind.OTHER: frozenset(),
}
ONLY_CODES = frozenset({"codes"})
VALUES = ("codes", "minimum", "maximum", "language", "skill", "minLevel", "maxLevel", "script", "framework", "amount",
          "currency")  # fmt: skip
NEEDED: dict[CriterionKind, tuple[str, ...]] = {
    CriterionKind.AGE: ("minimum", "maximum"),
    CriterionKind.LANGUAGE: ("language",),
    CriterionKind.LITERACY: ("min_level",),
    CriterionKind.DIGITAL_SKILLS: ("min_level",),
    CriterionKind.EDUCATION: ("min_level", "max_level"),
    CriterionKind.COOPERATION: ("kind",),
    CriterionKind.OTHER: ("text",),
}


def read_criterion(row: Fields) -> Criterion:
    """Read one condition; a note in `text` may stand beside every kind.

    Raises:
        UnknownField: a value that this kind does not use.
        CriterionEmpty: nothing is demanded.
        CooperationIsARule: a demand for cooperation hides as advice, so that nobody would ask her first (guide 6a).
        UnknownCode, BadLevel, BoundsReversed, AgeOutOfRange: the value itself is wrong.
    """
    kind = row.code("kind", CriterionKind)
    for key in VALUES:
        if key not in USES.get(kind, ONLY_CODES) and row.has(key) and row.take(key) != []:
            raise errors.UnknownField(row.at(key))
    found = Criterion(
        kind=kind,
        strength=row.maybe_code("strength", Strength) or Strength.REQUIRED,
        source=row.maybe_code("source", Source) or Source.PROVIDER,
        as_of=row.maybe_day("asOf"),
        disputed=row.maybe_flag("disputed") or False,
        codes=_codes(row, kind),
        minimum=row.number("minimum", 0, 120, errors.AgeOutOfRange),
        maximum=row.number("maximum", 0, 120, errors.AgeOutOfRange),
        language=row.maybe_made("language", language_of),
        skill=row.maybe_code("skill", LanguageSkill),
        framework=framework_of(row, kind),
        min_level=row.maybe_text("minLevel", 40),
        max_level=row.maybe_text("maxLevel", 40),
        script=row.maybe_made("script", script_of),
        amount=row.money("amount"),
        currency=row.maybe_made("currency", currency_of),
        text=row.maybe_text("text"),
    )
    row.done()
    _check(row, found)
    return found


def _codes(row: Fields, kind: CriterionKind) -> tuple[str, ...]:
    if kind in CODES:
        return row.codes("codes", CODES[kind])
    makers: dict[CriterionKind, Callable[[str], str]] = {
        CriterionKind.AREA: area_of,
        CriterionKind.COMPETENCE: esco_uri,
    }
    return row.texts("codes", makers.get(kind, str), limit=300)


def framework_of(row: Fields, kind: CriterionKind) -> str | None:
    """Return the framework that a level belongs to; digital levels are those of one version of DigComp.

    Raises:
        UnknownCode: another framework, or another version of it.
    """
    framework = row.maybe_text("framework", 40)
    if framework is None and kind is CriterionKind.DIGITAL_SKILLS:
        return DIGCOMP
    if framework is not None and kind is CriterionKind.DIGITAL_SKILLS and framework != DIGCOMP:
        raise errors.UnknownCode(row.at("framework"), wanted=DIGCOMP)
    if kind is CriterionKind.EDUCATION and framework not in EDUCATION_LEVELS:
        raise errors.UnknownCode(row.at("framework"), wanted=" or ".join(EDUCATION_LEVELS))
    return framework


def _check(row: Fields, found: Criterion) -> None:
    """Refuse a condition that demands nothing, a level of no scale, and bounds that no one can meet."""
    if all(getattr(found, name) in (None, ()) for name in NEEDED.get(found.kind, ("codes",))):
        raise errors.CriterionEmpty(row.path)
    if found.kind is CriterionKind.COOPERATION and found.strength is not Strength.REQUIRED:
        raise errors.CooperationIsARule(row.at("strength"))
    if FeeRule.AMOUNT in found.codes and found.kind is CriterionKind.FEE and None in (found.amount, found.currency):
        raise errors.CriterionEmpty(row.at("amount" if found.amount is None else "currency"))
    low, high = _rank(row, found, "minLevel", found.min_level), _rank(row, found, "maxLevel", found.max_level)
    for least, most, key in ((found.minimum, found.maximum, "maximum"), (low, high, "maxLevel")):
        if least is not None and most is not None and least > most:
            raise errors.BoundsReversed(row.at(key))


def _rank(row: Fields, found: Criterion, key: str, level: str | None) -> int | None:
    if level is None:
        return None
    if found.kind is CriterionKind.EDUCATION:
        return education_level(row, key, found.framework or "", level)
    return level_in(row, key, RANKED[found.kind]).rank


def education_level(row: Fields, key: str, framework: str, level: str) -> int:
    """Return a level of ISCED 2011 or EQF.

    Raises:
        BadLevel: the framework has no such level.
    """
    low, high = EDUCATION_LEVELS[framework]
    if not level.isascii() or not level.isdigit() or len(level) > 1 or not low <= int(level) <= high:
        raise errors.BadLevel(row.at(key))
    return int(level)


def level_in(row: Fields, key: str, of: type[C]) -> C:
    """Return a level of a scale.

    Raises:
        MissingField: it is not stated.
        BadLevel: the scale has no such level.
    """
    try:
        return code_of(row.text(key, 40), of, row.at(key))
    except errors.UnknownCode:
        raise errors.BadLevel(row.at(key)) from None
