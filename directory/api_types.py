"""What a listing looks like over GraphQL; the parts are plain reads of the directory's nouns."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.types import Info

from directory import api_codes as api_codes
from directory.api_profile import needed
from directory.codes import (
    Accepting,
    CriterionKind,
    FeeRule,
    LanguageSkill,
    ListingState,
    OutcomeKind,
    Route,
    ServiceType,
    Source,
    Strength,
    TextOrigin,
    Visibility,
)

Day = date

if TYPE_CHECKING:
    from directory.model import ShelfRow


@strawberry.type(description="A wording in one language.")
class ListingText:
    """Show a wording with who wrote it."""

    language: str = needed("BCP 47 tag; und where only the script is known.")
    text: str = needed("The wording.")
    origin: TextOrigin = needed("Whether a person or a machine wrote it.")
    date: Day | None = needed("When it was written.")


@strawberry.type(description="The organisation that offers the service; it may be no member of the network.")
class Organisation:
    """Show who offers the service."""

    name: str = needed("Its name.")
    country: str | None = needed("Its country, ISO 3166-1 alpha-2.")
    member: str | None = needed("Its id in the network, where it is a member.")
    website: str | None = needed("Its web page.")
    phone: str | None = needed("Its telephone number.")
    email: str | None = needed("Its address for mail.")


@strawberry.type(description="A place of the service. A hidden place shows its area only, but to its owner.")
class Place:
    """Show where the service is, to those who may know."""

    label: str = needed("What the place is called.")
    visibility: Visibility = needed("Who may see where it is.")
    area: str | None = needed("Its area: ISO 3166-2 or NUTS.")
    city: str | None = needed("Its town.")
    street: str | None = needed("Its street.")
    postal_code: str | None = needed("Its postal code.")
    latitude: float | None = needed("Degrees north.")
    longitude: float | None = needed("Degrees east.")


@strawberry.type(description="When the service is open.")
class Schedule:
    """Show opening times."""

    byday: list[str] = needed("Days, MO to SU.")
    opens_at: time | None = needed("When it opens.")
    closes_at: time | None = needed("When it closes.")
    valid_from: date | None = needed("From when this holds.")
    valid_to: date | None = needed("Until when this holds.")


@strawberry.type(description="What the service costs and who pays.")
class Fee:
    """Show the price."""

    rule: FeeRule = needed("Who pays.")
    amount: Decimal | None = needed("How much.")
    currency: str | None = needed("ISO 4217 code.")
    note: str | None = needed("What else to know.")


@strawberry.type(description="Whether there is a place now, each fact with its day.")
class Availability:
    """Show whether the service takes referrals."""

    accepting: Accepting = needed("Whether it takes referrals now.")
    as_of: date | None = needed("When that was said.")
    capacity: int | None = needed("How many places it has.")
    capacity_as_of: date | None = needed("When that was said.")
    waiting_days: int | None = needed("How many days one waits.")


@strawberry.type(description="Which languages are interpreted, and whether a woman can come.")
class InterpreterOffer:
    """Show the interpreters."""

    languages: list[str] = needed("BCP 47 tags.")
    women_available: bool | None = needed("Whether a woman can come.")


@strawberry.type(description="What staff were trained on.")
class StaffTraining:
    """Show the training."""

    trafficking: bool | None = needed("Whether on trafficking.")
    gender: bool | None = needed("Whether on gender.")


@strawberry.type(description="A condition of the service; which fields count depends on its kind.")
class Criterion:
    """Show one condition."""

    kind: CriterionKind = needed("What it is about.")
    strength: Strength = needed("Whether it is a rule, or only of use to know.")
    source: Source = needed("Who stated it.")
    as_of: date | None = needed("When it was stated.")
    disputed: bool = needed("Whether someone contests it.")
    codes: list[str] = needed("Words of the kind's code list, areas, or ESCO URIs.")
    minimum: float | None = needed("The least age in years.")
    maximum: float | None = needed("The greatest age in years.")
    language: str | None = needed("The language that is asked for.")
    skill: LanguageSkill | None = needed("Which skill the levels speak of.")
    min_level: str | None = needed("The least level.")
    max_level: str | None = needed("The level above which it is of no use.")
    script: str | None = needed("ISO 15924 code.")
    framework: str | None = needed("Which framework the levels belong to.")
    amount: Decimal | None = needed("The fee.")
    currency: str | None = needed("ISO 4217 code.")
    text: str | None = needed("The condition, or a note on it, in words.")


@strawberry.type(description="What she can have after the service.")
class Outcome:
    """Show what it leads to."""

    kind: OutcomeKind = needed("What kind of fact it changes.")
    language: str | None = needed("Which language.")
    level: str | None = needed("Which level.")
    framework: str | None = needed("Which framework the level belongs to.")
    code: str | None = needed("Which paper, status or competence.")


@strawberry.type(description="A vacancy with all that a written contract must state.")
class Vacancy:
    """Show a vacancy."""

    employer: str = needed("The employer.")
    workplace: str = needed("The place of work, or that it varies and the registered place.")
    title: str = needed("Title, grade or description of the work.")
    start_date: str = needed("When it starts.")
    duration: str = needed("How long, or that it is permanent.")
    paid_leave: str = needed("Paid leave.")
    notice_period: str = needed("Notice periods.")
    basic_pay: str = needed("Basic pay and its parts.")
    pay_frequency: str = needed("How often it is paid.")
    working_time: str = needed("The normal working day or week.")
    collective_agreement: str = needed("The collective agreement that applies, or that none does.")


@strawberry.federation.type(keys=["id"], description="A service as the network offers it, in the words that are shown.")
class Listing:
    """Show one service."""

    id: strawberry.ID = needed("The listing's id.")
    state: ListingState = needed("Where it stands between proposal and end.")
    version: int = needed("The number of the words shown here; a referral names it. Its words never change.")
    expected_version: int = needed("What to pass as `expectedVersion` when changing the listing.")
    availability_version: int = needed("What to pass as `expectedVersion` when changing its availability.")
    current_version: int | None = needed(
        "The number of the newest words, which may still be in review. Never null; nullable as in `Refused`."
    )
    vetted_version: int | None = needed("The number of the words that were vetted, if any.")
    name: str = needed("Its name in English where there is one, else in the first language stated.")
    names: list[ListingText] = needed("Its names.")
    descriptions: list[ListingText] = needed("Its descriptions.")
    service_types: list[ServiceType] = needed("What it does for her.")
    provider: Organisation = needed("Who offers it.")
    delivery_languages: list[str] = needed("The languages in which it is given.")
    places: list[Place] = needed("Where it is; hidden places show their area only.")
    areas_served: list[str] = needed("For whom it is: ISO 3166 or NUTS codes.")
    schedules: list[Schedule] = needed("When it is open.")
    hours_per_week: float | None = needed("How many hours a week it takes.")
    fee: Fee | None = needed("What it costs; absent means not known, not free.")
    availability: Availability = needed("Whether there is a place now.")
    route: Route = needed("How a referral reaches it.")
    broker_member: str | None = needed("The member that brings her there, for the route BROKERED.")
    interpreter: InterpreterOffer | None = needed("Who interprets.")
    women_staff: bool | None = needed("Whether women work there.")
    documents_asked: list[str] = needed("Papers it asks for without making them a condition.")
    staff_training: StaffTraining | None = needed("What staff were trained on.")
    criteria: list[Criterion] = needed("Its conditions.")
    unchecked_text: list[str] = needed("Conditions in words that no one has turned into criteria.")
    machine_checked: bool = needed("Whether every condition was turned into a criterion.")
    demands_cooperation: bool = needed("Whether it demands cooperation with the authorities; only she can choose that.")
    outcomes: list[Outcome] = needed("What it leads to.")
    vacancy: Vacancy | None = needed("The vacancy, where it hires.")
    demonstration: bool = needed("Whether it is invented, for trying things out.")
    verified_at: datetime | None = needed("When someone last checked it.")
    verified_by: list[str] = needed("Who checked it: the reviewers' organisations.")
    expires_at: datetime | None = needed("When the vetting runs out.")
    confirmed_at: datetime | None = needed("When its owner last said that it is still true; that is not a check.")
    updated_at: datetime | None = needed("When someone last saved it; that is not a check.")
    suspended_reason: str | None = needed("Why it is suspended.")
    source: str = needed("Where the listing came from.")
    source_id: str = needed("Its id there.")

    @staticmethod
    def of(row: "ShelfRow") -> "Listing":
        """Make it from the noun."""
        shown: dict[str, Any] = {name: getattr(row.content, name) for name in _WORDS}
        kept: dict[str, Any] = {name: getattr(row, name, None) for name in _FACTS}
        english = next((each.text for each in row.content.names if each.language == "en"), row.content.names[0].text)
        saved = getattr(row, "saved", 1)
        return Listing(**shown, **kept, id=strawberry.ID(row.id), name=english, expected_version=saved)

    @classmethod
    async def resolve_reference(cls, info: Info[Any, Any], id: strawberry.ID) -> "Listing":
        """Answer a gateway under the same rule as the field `listing`."""
        from directory import actions

        context = info.context
        async with context.read() as tx:
            return cls.of(await actions.get(tx, context.caller, id))


_WORDS = ("names", "descriptions", "service_types", "provider", "delivery_languages", "places", "areas_served",
          "schedules", "hours_per_week", "fee", "availability", "route", "broker_member", "interpreter", "women_staff",
          "documents_asked", "staff_training", "criteria", "unchecked_text", "machine_checked",
          "demands_cooperation", "outcomes", "vacancy", "demonstration")  # fmt: skip
_FACTS = ("state", "version", "availability_version", "current_version", "vetted_version", "verified_at", "verified_by",
          "expires_at", "confirmed_at", "updated_at", "suspended_reason", "source", "source_id")  # fmt: skip
