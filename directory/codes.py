"""Name every fixed word of the directory once, so that a listing means the same in five countries.

The same SCREAMING_SNAKE words stand in Python, GraphQL, JSON and SQL. Sources: the TOLERANT guide for service types
and criteria; CEFR (Council of Europe) for language levels; DigComp (European Commission) for digital levels;
Directive 2004/81/EC for the survivor permit and the reflection period.
"""

from collections.abc import Mapping
from enum import StrEnum, auto
from functools import cache


class Code(StrEnum):
    """Give every member its own name as its value, so that no second spelling can arise."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name

    @property
    def rank(self) -> int:
        """Return the place in the list, from 0; it is an order only for the level scales."""
        return _ranks(type(self))[self]


@cache
def _ranks(of: type[Code]) -> Mapping[Code, int]:
    return {each: place for place, each in enumerate(of)}


class ServiceType(Code):
    """What a service does for her, in the words of the guide."""

    ACCOMMODATION = auto()
    MEDICAL_CARE = auto()
    PSYCHOLOGICAL_SUPPORT = auto()
    LEGAL_AID = auto()
    CULTURAL_MEDIATION = auto()
    INTERPRETING = auto()
    PEER_EDUCATION = auto()
    LANGUAGE_COURSE = auto()
    LITERACY_COURSE = auto()
    DIGITAL_SKILLS = auto()
    LIFE_AND_SOFT_SKILLS = auto()
    VOCATIONAL_ORIENTATION = auto()
    VOCATIONAL_TRAINING = auto()
    RECOGNITION_OF_QUALIFICATIONS = auto()
    CONTINUING_EDUCATION = auto()
    PUBLIC_EMPLOYMENT_DESK = auto()
    RECRUITMENT_AGENCY = auto()
    EMPLOYER = auto()
    MENTORING = auto()
    SOCIAL_BUSINESS_STARTUP = auto()
    MICROFINANCE = auto()
    CHILDCARE = auto()
    LABOUR_RIGHTS_ADVICE = auto()
    MATERIAL_SUPPORT = auto()
    OTHER = auto()


class ListingState(Code):
    """Where a listing stands between a proposal and the end of its life."""

    PROPOSED = auto()
    IN_REVIEW = auto()
    VETTED = auto()
    DISPUTED = auto()
    STALE = auto()
    PAUSED = auto()
    SUSPENDED = auto()
    DELISTED = auto()


class Visibility(Code):
    """Who may see where a place is."""

    PUBLIC = auto()
    MEMBERS = auto()
    ON_ACCEPTANCE = auto()
    NEVER = auto()


class Accepting(Code):
    """Whether the service takes referrals now."""

    YES = auto()
    WAITLIST = auto()
    NO = auto()
    UNKNOWN = auto()


class Route(Code):
    """How a referral reaches the service."""

    SEALED = auto()
    INTRODUCTION_SLIP = auto()
    BROKERED = auto()


class CriterionKind(Code):
    """What a condition is about (guide xiii step 1)."""

    AGE = auto()
    GENDER = auto()
    RESIDENCE_STATUS = auto()
    LABOUR_ACCESS = auto()
    LANGUAGE = auto()
    LITERACY = auto()
    DIGITAL_SKILLS = auto()
    EDUCATION = auto()
    CHILDREN = auto()
    COMPETENCE = auto()
    DOCUMENT = auto()
    AREA = auto()
    REGISTRATION = auto()
    FEE = auto()
    COOPERATION = auto()
    INTAKE_GROUP = auto()
    OTHER = auto()


class Strength(Code):
    """Whether a condition is a rule, or only decides whether the service is of use to her."""

    REQUIRED = auto()
    ADVISED = auto()


class Source(Code):
    """Who said so."""

    PROVIDER = auto()
    VETTER = auto()
    FEEDBACK = auto()
    IMPORT = auto()


class TextOrigin(Code):
    """Whether a person or a machine wrote a text."""

    HUMAN = auto()
    MACHINE = auto()


class Gender(Code):
    """Her gender, as she says it."""

    WOMAN = auto()
    MAN = auto()
    NON_BINARY = auto()


class ResidenceStatus(Code):
    """The ground on which she may stay."""

    EU_CITIZEN = auto()
    ASYLUM_APPLICANT = auto()
    REFUGEE = auto()
    SUBSIDIARY_PROTECTION = auto()
    TEMPORARY_PROTECTION = auto()
    HUMANITARIAN_PROTECTION = auto()
    TRAFFICKING_SURVIVOR_PERMIT = auto()
    REFLECTION_PERIOD = auto()
    OTHER_PERMIT = auto()
    LONG_TERM_RESIDENT = auto()
    UNDOCUMENTED = auto()


class LabourAccess(Code):
    """Whether she may work; never read off her residence status."""

    FREE = auto()
    PERMIT_HELD = auto()
    PERMIT_NEEDED = auto()
    AFTER_WAITING_PERIOD = auto()
    NONE = auto()


class CefrLevel(Code):
    """A language level of the Common European Framework, lowest first."""

    PRE_A1 = auto()
    A1 = auto()
    A2 = auto()
    B1 = auto()
    B2 = auto()
    C1 = auto()
    C2 = auto()


class LanguageSkill(Code):
    """Which skill a language level speaks of."""

    OVERALL = auto()
    LISTENING = auto()
    READING = auto()
    SPEAKING = auto()
    WRITING = auto()


class LiteracyLevel(Code):
    """How well she reads and writes one script, lowest first."""

    NONE = auto()
    BASIC = auto()
    FUNCTIONAL = auto()
    FLUENT = auto()


class DigitalLevel(Code):
    """A DigComp level, lowest first."""

    FOUNDATION = auto()
    INTERMEDIATE = auto()
    ADVANCED = auto()
    HIGHLY_SPECIALISED = auto()


class ChildrenRule(Code):
    """What a service does about her children."""

    WELCOME = auto()
    CHILDCARE_PROVIDED = auto()
    NOT_POSSIBLE = auto()


class Document(Code):
    """A paper she may be asked to show."""

    ID_DOCUMENT = auto()
    PASSPORT = auto()
    RESIDENCE_PERMIT = auto()
    WORK_PERMIT = auto()
    TAX_NUMBER = auto()
    SOCIAL_INSURANCE_NUMBER = auto()
    PROOF_OF_ADDRESS = auto()
    SCHOOL_CERTIFICATE = auto()
    DIPLOMA = auto()
    LANGUAGE_CERTIFICATE = auto()
    HEALTH_CARD = auto()
    VACCINATION_RECORD = auto()
    CRIMINAL_RECORD_CERTIFICATE = auto()
    BANK_ACCOUNT = auto()
    REFERRAL_LETTER = auto()
    CV = auto()


class Registration(Code):
    """A register she must stand in, or an authority that must send her."""

    EMPLOYMENT_SERVICE = auto()
    REFERRED_BY_AUTHORITY = auto()
    SOCIAL_SERVICES = auto()
    HEALTH_INSURANCE = auto()
    MUNICIPALITY = auto()
    NATIONAL_REFERRAL_MECHANISM = auto()


class FeeRule(Code):
    """Who pays."""

    FREE = auto()
    COVERED = auto()
    AMOUNT = auto()


class IntakeGroup(Code):
    """For whom alone a service is."""

    WOMEN_ONLY = auto()
    TRAFFICKING_SURVIVORS = auto()
    GENDER_BASED_VIOLENCE_SURVIVORS = auto()
    REFUGEES_AND_ASYLUM_SEEKERS = auto()
    MIGRANTS = auto()
    JOBSEEKERS = auto()
    SINGLE_PARENTS = auto()
    YOUNG_ADULTS = auto()
    PEOPLE_WITH_DISABILITIES = auto()


class OutcomeKind(Code):
    """What kind of fact a service can change for her."""

    LANGUAGE = auto()
    EDUCATION = auto()
    DIGITAL_SKILLS = auto()
    DOCUMENT = auto()
    LABOUR_ACCESS = auto()
    COMPETENCE = auto()


class Verdict(Code):
    """How one condition stands against what is known of her."""

    MEETS = auto()
    UNKNOWN = auto()
    FAILS = auto()


class Overall(Code):
    """What all required conditions say together, best first."""

    ELIGIBLE = auto()
    ASK = auto()
    NOT_YET = auto()
    NOT_ELIGIBLE = auto()


class ConditionKind(Code):
    """A condition that no listing writes down, but that decides whether she can go."""

    TRAVEL = auto()
    HOURS = auto()
    WOMEN_STAFF = auto()
    INTERPRETER = auto()
    WAITING = auto()
    COST = auto()


class ReviewVerdict(Code):
    """What a reviewer decides."""

    APPROVE = auto()
    RETURN = auto()
    REJECT = auto()


class QueueReason(Code):
    """Why a listing waits for the secretariat."""

    NEW_PROPOSAL = auto()
    NEW_WORDS = auto()
    RENEWAL = auto()
    SECOND_SIGNATURE = auto()
    ANSWERED = auto()
    EXPIRING = auto()
    DISPUTED = auto()
    APPEALED = auto()
    SUSPENSION_PROPOSED = auto()
    INCIDENT = auto()
    MEMBERSHIP_REVIEW = auto()
    ROUTINE_CHECK = auto()


class ReportKind(Code):
    """What a member says about a service after a woman used it; never whose words they are."""

    SAFEGUARDING = auto()
    CONFIDENTIALITY = auto()
    DISCRIMINATION = auto()
    CRITERION_STRICTER = auto()
    CRITERION_LOOSER = auto()
    ELIGIBLE_DECLINED = auto()
    NOT_SAFE_AGAIN = auto()


class Severity(Code):
    """How fast somebody has to look."""

    AMBER = auto()
    RED = auto()


class AnswerValue(Code):
    """A reviewer's answer to one question of the checklist."""

    YES = auto()
    NO = auto()
    NOT_APPLICABLE = auto()
    UNSURE = auto()


DIGCOMP = "DigComp 3.0"
ISCED = "ISCED 2011"
EQF = "EQF"
EDUCATION_LEVELS: dict[str, tuple[int, int]] = {ISCED: (0, 8), EQF: (1, 8)}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SEEN_BY_MEMBERS = frozenset({ListingState.VETTED, ListingState.DISPUTED, ListingState.STALE, ListingState.PAUSED})
OFFERED = frozenset({ListingState.VETTED, ListingState.DISPUTED})
FREE_ONLY = frozenset({ServiceType.SOCIAL_BUSINESS_STARTUP, ServiceType.MICROFINANCE})
