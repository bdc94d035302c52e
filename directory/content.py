"""Hold what a service says about itself: the nouns inside one immutable version of a listing."""

import datetime
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from directory.codes import (
    Accepting,
    CriterionKind,
    FeeRule,
    LanguageSkill,
    OutcomeKind,
    Route,
    ServiceType,
    Source,
    Strength,
    TextOrigin,
    Visibility,
)


@dataclass(frozen=True, slots=True)
class Text:
    """Keep one wording in one language, with who wrote it and when."""

    language: str
    text: str
    origin: TextOrigin = TextOrigin.HUMAN
    date: "datetime.date | None" = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Name the organisation that offers the service; it may be no member."""

    source_id: str
    name: str
    country: str | None
    member: str | None = None
    website: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Say where the service is, and who may know; street and coordinates of a hidden place never leave the owner."""

    label: str
    area: str | None
    visibility: Visibility
    city: str | None = None
    street: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def hidden(self) -> bool:
        """Return whether other members may not see where it is."""
        return self.visibility in (Visibility.ON_ACCEPTANCE, Visibility.NEVER)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Say when the service is open."""

    byday: tuple[str, ...]
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """Say what the service costs and who pays."""

    rule: FeeRule
    amount: Decimal | None = None
    currency: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Say whether there is a place now; it changes daily, so it stands outside the versions."""

    accepting: Accepting = Accepting.UNKNOWN
    as_of: date | None = None
    capacity: int | None = None
    capacity_as_of: date | None = None
    waiting_days: int | None = None


@dataclass(frozen=True, slots=True)
class InterpreterOffer:
    """Say which languages are interpreted and whether a woman can come (guide 5e)."""

    languages: tuple[str, ...]
    women_available: bool | None = None


@dataclass(frozen=True, slots=True)
class StaffTraining:
    """Say whether staff were trained on trafficking and on gender (guide 5e)."""

    trafficking: bool | None = None
    gender: bool | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """State one condition of the service; which fields count depends on its kind."""

    kind: CriterionKind
    strength: Strength = Strength.REQUIRED
    source: Source = Source.PROVIDER
    as_of: date | None = None
    disputed: bool = False
    codes: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    language: str | None = None
    skill: LanguageSkill | None = None
    min_level: str | None = None
    max_level: str | None = None
    script: str | None = None
    framework: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what she can have after the service, so that one service can lead to the next."""

    kind: OutcomeKind
    language: str | None = None
    level: str | None = None
    framework: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Hold all that a written contract must state (guide x step 1)."""

    employer: str
    workplace: str
    title: str
    start_date: str
    duration: str
    paid_leave: str
    notice_period: str
    basic_pay: str
    pay_frequency: str
    working_time: str
    collective_agreement: str


@dataclass(frozen=True, slots=True)
class Content:
    """Hold one whole listing as its provider or an import states it."""

    source_id: str
    provider: Provider
    service_types: tuple[ServiceType, ...]
    names: tuple[Text, ...]
    descriptions: tuple[Text, ...] = ()
    delivery_languages: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    areas_served: tuple[str, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    hours_per_week: float | None = None
    fee: Fee | None = None
    availability: Availability = Availability()
    route: Route = Route.INTRODUCTION_SLIP
    broker_member: str | None = None
    interpreter: InterpreterOffer | None = None
    women_staff: bool | None = None
    documents_asked: tuple[str, ...] = ()
    staff_training: StaffTraining | None = None
    criteria: tuple[Criterion, ...] = ()
    unchecked_text: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    vacancy: Vacancy | None = None
    demonstration: bool = False

    @property
    def machine_checked(self) -> bool:
        """Return whether every condition was turned into a criterion; silence is not a yes."""
        return bool(self.criteria) and not self.unchecked_text

    @property
    def demands_cooperation(self) -> bool:
        """Return whether it demands cooperation with the authorities, which only she can choose (guide 6a)."""
        return any(each.kind is CriterionKind.COOPERATION for each in self.criteria)


def conditions_in(content: Content) -> tuple[object, ...]:
    """Give what decides whether a woman can use a service, so that two versions of it can be compared."""
    return (
        content.service_types, content.criteria, content.unchecked_text, content.areas_served, content.fee,
        content.documents_asked, content.delivery_languages, content.interpreter, content.women_staff,
        content.schedules, content.hours_per_week, content.places,
    )  # fmt: skip
