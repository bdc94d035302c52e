"""What the door takes as the words of a listing; the reader of the house holds them to its rules."""

from datetime import date
from decimal import Decimal

import strawberry

from directory import api_codes as api_codes
from directory.api_profile import needed, said
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

Day = date


@strawberry.input(description="A wording in one language.")
class TextInput:
    """Take a wording."""

    language: str = needed("BCP 47 tag.")
    text: str = needed("The wording.")
    origin: TextOrigin | None = said("Who wrote it; HUMAN if absent.")
    date: Day | None = said("When it was written.")


@strawberry.input(description="The organisation that offers the service.")
class ProviderInput:
    """Take who offers the service."""

    source_id: str = needed("Its id at the proposer.")
    name: str = needed("Its name.")
    country: str | None = said("ISO 3166-1 alpha-2.")
    member: str | None = said("Its id in the network, where it is a member.")
    website: str | None = said("Its web page.")
    phone: str | None = said("Its telephone number.")
    email: str | None = said("Its address for mail.")


@strawberry.input(description="A place of the service.")
class PlaceInput:
    """Take a place."""

    visibility: Visibility = needed("Who may see where it is.")
    label: str | None = said("What it is called.")
    area: str | None = said("ISO 3166-2 or NUTS.")
    city: str | None = said("Its town.")
    street: str | None = said("Its street.")
    postal_code: str | None = said("Its postal code.")
    latitude: float | None = said("Degrees north.")
    longitude: float | None = said("Degrees east.")


@strawberry.input(description="When the service is open.")
class ScheduleInput:
    """Take opening times."""

    byday: list[str] = needed("Days, MO to SU.")
    opens_at: str | None = said("As 09:00.")
    closes_at: str | None = said("As 17:00.")
    valid_from: Day | None = said("From when this holds.")
    valid_to: Day | None = said("Until when this holds.")


@strawberry.input(description="What the service costs.")
class FeeInput:
    """Take the price."""

    rule: FeeRule = needed("Who pays.")
    amount: Decimal | None = said("How much.")
    currency: str | None = said("ISO 4217 code.")
    note: str | None = said("What else to know.")


@strawberry.input(description="How many places there are.")
class CapacityInput:
    """Take how many places there are."""

    places: int = needed("How many.")
    as_of: Day | None = said("When that was said.")


@strawberry.input(description="Whether the service takes referrals.")
class AcceptingInput:
    """Take whether there is room."""

    value: Accepting = needed("Whether it takes referrals.")
    as_of: Day | None = said("When that was said.")


@strawberry.input(description="Which languages are interpreted.")
class InterpreterInput:
    """Take who interprets."""

    languages: list[str] = needed("BCP 47 tags.")
    women_available: bool | None = said("Whether a woman can come.")


@strawberry.input(description="What staff were trained on.")
class StaffTrainingInput:
    """Take the training."""

    trafficking: bool | None = said("Whether on trafficking.")
    gender: bool | None = said("Whether on gender.")


@strawberry.input(description="A condition; each kind has its own fields, and others are refused.")
class CriterionInput:
    """Take one condition."""

    kind: CriterionKind = needed("What it is about.")
    strength: Strength | None = said("REQUIRED if absent.")
    source: Source | None = said("Who stated it; PROVIDER if absent.")
    as_of: Day | None = said("When it was stated.")
    disputed: bool | None = said("Whether someone contests it.")
    codes: list[str] | None = said("Words of the kind's code list, areas, or ESCO URIs.")
    minimum: float | None = said("The least age in years.")
    maximum: float | None = said("The greatest age in years.")
    language: str | None = said("BCP 47 tag.")
    skill: LanguageSkill | None = said("Which skill the levels speak of.")
    min_level: str | None = said("The least level.")
    max_level: str | None = said("The level above which it is of no use.")
    script: str | None = said("ISO 15924 code.")
    framework: str | None = said("Which framework the levels belong to.")
    amount: Decimal | None = said("The fee.")
    currency: str | None = said("ISO 4217 code.")
    text: str | None = said("The condition, or a note on it, in words.")


@strawberry.input(description="What the service leads to.")
class ListingOutcomeInput:
    """Take what it leads to."""

    kind: OutcomeKind = needed("What kind of fact it changes.")
    language: str | None = said("Which language.")
    level: str | None = said("Which level.")
    framework: str | None = said("Which framework the level belongs to.")
    code: str | None = said("Which paper, status or competence.")


@strawberry.input(description="A vacancy with all that a written contract must state.")
class VacancyInput:
    """Take a vacancy; a fact that is missing is refused by name."""

    employer: str | None = said("The employer.")
    workplace: str | None = said("The place of work.")
    title: str | None = said("Title, grade or description of the work.")
    start_date: str | None = said("When it starts.")
    duration: str | None = said("How long, or that it is permanent.")
    paid_leave: str | None = said("Paid leave.")
    notice_period: str | None = said("Notice periods.")
    basic_pay: str | None = said("Basic pay and its parts.")
    pay_frequency: str | None = said("How often it is paid.")
    working_time: str | None = said("The normal working day or week.")
    collective_agreement: str | None = said("The collective agreement that applies, or that none does.")


@strawberry.input(description="The words of a listing.")
class ListingContentInput:
    """Take the words of a listing."""

    source_id: str = needed("The listing's id at the proposer.")
    provider: ProviderInput = needed("Who offers it.")
    service_types: list[ServiceType] = needed("What it does for her.")
    names: list[TextInput] = needed("Its names.")
    descriptions: list[TextInput] | None = said("Its descriptions.")
    delivery_languages: list[str] | None = said("The languages in which it is given.")
    places: list[PlaceInput] | None = said("Where it is.")
    areas_served: list[str] | None = said("For whom it is: ISO 3166 or NUTS codes.")
    schedules: list[ScheduleInput] | None = said("When it is open.")
    hours_per_week: float | None = said("How many hours a week it takes.")
    fee: FeeInput | None = said("What it costs.")
    capacity: CapacityInput | None = said("How many places there are.")
    accepting: AcceptingInput | None = said("Whether it takes referrals.")
    waiting_days: int | None = said("How many days one waits.")
    route: Route | None = said("How a referral reaches it; INTRODUCTION_SLIP if absent.")
    broker_member: str | None = said("The member that brings her there, for BROKERED.")
    interpreter: InterpreterInput | None = said("Who interprets.")
    women_staff: bool | None = said("Whether women work there.")
    documents_asked: list[str] | None = said("Papers it asks for without making them a condition.")
    staff_training: StaffTrainingInput | None = said("What staff were trained on.")
    criteria: list[CriterionInput] | None = said("Its conditions.")
    unchecked_text: list[str] | None = said("Conditions in words that no one has turned into criteria.")
    outcomes: list[ListingOutcomeInput] | None = said("What it leads to.")
    vacancy: VacancyInput | None = said("The vacancy, where it hires.")
    demonstration: bool | None = said("Whether it is invented.")
