"""Hold what is known of her for the length of one answer; nothing here is ever stored, logged or shown by repr."""

from dataclasses import dataclass
from decimal import Decimal

from directory.codes import (
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


class Silent:
    """Keep her facts out of logs, tracebacks and test reports."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, slots=True, repr=False)
class SpokenLanguage(Silent):
    """Name a language she speaks; a native speaker often has no level."""

    language: str
    level: CefrLevel | None = None
    skill: LanguageSkill = LanguageSkill.OVERALL


@dataclass(frozen=True, slots=True, repr=False)
class Literacy(Silent):
    """Say how well she reads and writes one script (ISO 15924)."""

    level: LiteracyLevel
    script: str


@dataclass(frozen=True, slots=True, repr=False)
class Education(Silent):
    """Name her level in one framework; it is never converted into another."""

    framework: str
    level: int


@dataclass(frozen=True, slots=True, repr=False)
class Children(Silent):
    """Say whether children come with her, how old they are, and whether someone must look after them."""

    with_her: bool
    ages: tuple[float, ...] = ()
    needs_childcare: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Point(Silent):
    """Name a place to measure from, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, repr=False)
class Budget(Silent):
    """Say what she can pay."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, repr=False)
class Hours(Silent):
    """Say when she is free: weekdays, and from when to when in minutes after midnight."""

    byday: tuple[str, ...]
    from_minute: int = 0
    to_minute: int = 1440


@dataclass(frozen=True, slots=True, repr=False)
class Profile(Silent):
    """Hold the anonymous facts for matching; every absent fact is unknown, never no."""

    age: float | None = None
    gender: Gender | None = None
    residence_status: ResidenceStatus | None = None
    labour_access: LabourAccess | None = None
    languages: tuple[SpokenLanguage, ...] = ()
    literacy: tuple[Literacy, ...] = ()
    digital: DigitalLevel | None = None
    education: Education | None = None
    children: Children | None = None
    competences: tuple[str, ...] = ()
    documents: tuple[tuple[Document, bool], ...] = ()
    registrations: tuple[tuple[Registration, bool], ...] = ()
    intake_groups: tuple[tuple[IntakeGroup, bool], ...] = ()
    area: str | None = None
    near: Point | None = None
    budget: Budget | None = None
    chooses_cooperation: bool | None = None
    wants_women_staff: bool | None = None
    interpreter_language: str | None = None
    hours: Hours | None = None
