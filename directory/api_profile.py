"""The door for what is known of her: it goes in with the request's body, is read once, and is kept nowhere."""

from typing import Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from directory import api_codes as api_codes
from directory.codes import (
    CefrLevel,
    Code,
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
from directory.profile import Profile
from directory.profile_reading import parse_profile


def said(description: str) -> Any:
    """Describe an optional fact."""
    return strawberry.field(default=None, description=description)


def needed(description: str) -> Any:
    """Describe a part without which a fact cannot be read."""
    return strawberry.field(description=description)


@strawberry.input(description="A language she speaks.")
class LanguageFact:
    """Take a language with its level, which a native speaker often has not."""

    language: str | None = said("BCP 47 tag, such as ar, pt-BR or kmr. A level without it is refused.")
    level: CefrLevel | None = said("Her level; absent means not known.")
    skill: LanguageSkill | None = said("The skill that the level speaks of; absent means OVERALL.")


@strawberry.input(description="How well she reads and writes one script.")
class LiteracyFact:
    """Take literacy in one script; it says nothing about another."""

    level: LiteracyLevel = needed("Her level in this script.")
    script: str = needed("ISO 15924 code, such as Latn, Cyrl, Grek or Arab.")


@strawberry.input(description="Her level of education in one framework; it is never converted.")
class EducationFact:
    """Take a level within its framework."""

    framework: str = needed('"ISCED 2011" or "EQF".')
    level: str = needed('"0" to "8" of ISCED 2011, "1" to "8" of EQF.')


@strawberry.input(description="Children who come with her.")
class ChildrenFact:
    """Take whether children come, how old they are, and whether someone must look after them."""

    with_: bool = strawberry.field(name="with", description="Whether children come with her.")
    ages: list[float] | None = said("Their ages in years.")
    needs_childcare: bool | None = said("Whether someone must look after them meanwhile.")


@strawberry.input(description="Whether she can show a paper.")
class DocumentFact:
    """Take a yes or a no about one paper."""

    document: Document = needed("The paper.")
    held: bool = needed("Whether she has it.")


@strawberry.input(description="Whether she is registered or referred.")
class RegistrationFact:
    """Take a yes or a no about one register."""

    registration: Registration = needed("The register or authority.")
    held: bool = needed("Whether it is done.")


@strawberry.input(description="Whether she belongs to a group.")
class IntakeGroupFact:
    """Take a yes or a no about one group."""

    group: IntakeGroup = needed("The group.")
    belongs: bool = needed("Whether she belongs to it.")


@strawberry.input(description="A place to measure from; a street corner is enough.")
class PointFact:
    """Take a point on the globe."""

    latitude: float = needed("Degrees north (WGS 84).")
    longitude: float = needed("Degrees east (WGS 84).")


@strawberry.input(description="What she can pay.")
class BudgetFact:
    """Take an amount in one currency; it is never converted."""

    amount: float = needed("The amount, with at most two decimals.")
    currency: str = needed("ISO 4217 code, such as EUR.")


@strawberry.input(description="When she is free.")
class HoursFact:
    """Take weekdays and times."""

    byday: list[str] = needed("Weekdays: MO, TU, WE, TH, FR, SA, SU.")
    from_: str | None = strawberry.field(default=None, name="from", description="From when, as 09:00.")
    to: str | None = said("Until when, as 12:00.")


@strawberry.input(
    description="What is known of her, without a name. Every absent fact is unknown, never a no. It is never stored, "
    "logged or put in an address."
)
class ProfileInput:
    """Take anonymous facts for one match."""

    age: float | None = said("In years, 0 to 120; decimals are allowed.")
    gender: Gender | None = said("As she says it.")
    residence_status: ResidenceStatus | None = said("The ground on which she may stay.")
    labour_access: LabourAccess | None = said("Whether she may work; never read off her status.")
    languages: list[LanguageFact] | None = said("Languages she speaks.")
    literacy: list[LiteracyFact] | None = said("Scripts she reads and writes, or does not.")
    digital: DigitalLevel | None = said("How well she uses a computer.")
    education: EducationFact | None = said("Her level of education.")
    children: ChildrenFact | None = said("Children who come with her.")
    competences: list[str] | None = said("Competences she has, as ESCO addresses.")
    documents: list[DocumentFact] | None = said("Papers she can or cannot show.")
    registrations: list[RegistrationFact] | None = said("Registers she stands in or not.")
    intake_groups: list[IntakeGroupFact] | None = said("Groups she belongs to or not.")
    area: str | None = said("Where she lives: ISO 3166 or NUTS code, such as AT-9.")
    near: PointFact | None = said("Where to measure distance from; without it, the middle of `area`.")
    budget: BudgetFact | None = said("What she can pay.")
    chooses_cooperation: bool | None = said("Whether she chose to cooperate with the authorities; only she can.")
    wants_women_staff: bool | None = said("Whether she wants to be served by women.")
    interpreter_language: str | None = said("The language she wants to speak in.")
    hours: HoursFact | None = said("When she is free.")

    def to_model(self) -> Profile:
        """Read the facts.

        Raises:
            BadFact: one of them cannot be.
        """
        facts = plain(self)
        assert isinstance(facts, dict)
        return parse_profile(facts)


def plain(value: Any) -> Any:
    """Turn an input into the JSON object it came from, so that one reader serves every door."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    definition = getattr(value, "__strawberry_definition__", None)
    if definition is None or isinstance(value, Code):
        return value
    return {
        field.graphql_name or to_camel_case(field.python_name): plain(stated)
        for field in definition.fields
        if (stated := getattr(value, field.python_name)) is not None
    }
