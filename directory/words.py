"""Name every reason, question and way forward; the sentences of these stable names stand in `directory.sentences`."""

from enum import auto

from directory.codes import Code


class Reason(Code):
    """Why a condition stands as it does."""

    WITHIN = auto()
    ASKS_NOTHING = auto()
    NO_CHILDREN = auto()
    CHILDCARE_COVERS = auto()
    ALL_HELD = auto()
    LIVES_THERE = auto()
    AFFORDABLE = auto()
    SHE_CHOSE = auto()
    BELONGS = auto()
    TOO_YOUNG = auto()
    TOO_OLD = auto()
    NOT_IN_LIST = auto()
    LEVEL_TOO_LOW = auto()
    LEVEL_TOO_HIGH = auto()
    CHILDREN_NOT_POSSIBLE = auto()
    CHILDCARE_OTHER_AGES = auto()
    NOT_HELD = auto()
    LIVES_ELSEWHERE = auto()
    TOO_EXPENSIVE = auto()
    SHE_CHOSE_NOT = auto()
    BELONGS_NOT = auto()
    FACT_MISSING = auto()
    LEVEL_MISSING = auto()
    LANGUAGE_KIND = auto()
    OTHER_FRAMEWORK = auto()
    OTHER_CURRENCY = auto()
    AREA_TOO_WIDE = auto()
    HER_CHOICE = auto()
    NOT_STATED = auto()
    DISPUTED = auto()
    FOR_A_PERSON = auto()


class Ask(Code):
    """What to ask, and whom."""

    AGE = auto()
    GENDER = auto()
    RESIDENCE_STATUS = auto()
    LABOUR_ACCESS = auto()
    LANGUAGE_LEVEL = auto()
    LANGUAGE_KIND = auto()
    LITERACY = auto()
    DIGITAL_LEVEL = auto()
    EDUCATION_LEVEL = auto()
    CHILDREN = auto()
    CHILDREN_AGES = auto()
    COMPETENCES = auto()
    DOCUMENTS = auto()
    AREA = auto()
    REGISTRATIONS = auto()
    BUDGET = auto()
    COOPERATION = auto()
    INTAKE_GROUPS = auto()
    PROVIDER = auto()


class Change(Code):
    """What would turn a no into a yes."""

    WAIT_FOR_AGE = auto()
    OTHER_STATUS = auto()
    OTHER_LABOUR_ACCESS = auto()
    REACH_LANGUAGE_LEVEL = auto()
    REACH_LITERACY = auto()
    REACH_DIGITAL_LEVEL = auto()
    REACH_EDUCATION = auto()
    ARRANGE_CHILDCARE = auto()
    ARRANGE_CHILDCARE_FOR_AGES = auto()
    GET_DOCUMENTS = auto()
    REGISTER = auto()
    COVER_FEE = auto()
    ONLY_IF_SHE_CHOOSES = auto()


class Implicit(Code):
    """How an unwritten condition stands."""

    DISTANCE_KNOWN = auto()
    DISTANCE_ABOUT = auto()
    DISTANCE_FROM_AREA = auto()
    DISTANCE_FROM_COUNTRY = auto()
    DISTANCE_TOO_FAR = auto()
    DISTANCE_UNKNOWN = auto()
    HOURS_FIT = auto()
    HOURS_CLASH = auto()
    HOURS_PARTLY = auto()
    HOURS_NEED_CHILDCARE = auto()
    HOURS_UNKNOWN = auto()
    WOMEN_STAFF_YES = auto()
    WOMEN_STAFF_NO = auto()
    WOMEN_STAFF_UNKNOWN = auto()
    WOMEN_STAFF_NOT_ASKED = auto()
    HER_WISH_UNKNOWN = auto()
    LANGUAGE_SPOKEN = auto()
    LANGUAGE_KIND_UNKNOWN = auto()
    INTERPRETER_THERE = auto()
    INTERPRETER_KIND_UNKNOWN = auto()
    NO_INTERPRETER = auto()
    NO_WOMAN_INTERPRETER = auto()
    WOMAN_INTERPRETER_UNKNOWN = auto()
    INTERPRETER_UNKNOWN = auto()
    HER_LANGUAGE_UNKNOWN = auto()
    PLACE_NOW = auto()
    WAITS = auto()
    WAITLIST = auto()
    TAKES_NOBODY = auto()
    WAITING_UNKNOWN = auto()
    COSTS_NOTHING = auto()
    COSTS = auto()
    COSTS_TOO_MUCH = auto()
    COSTS_UNKNOWN = auto()


class Range(Code):
    """How a range is said."""

    BETWEEN = auto()
    FROM = auto()
    UP_TO = auto()
    YEARS = auto()
    YEARS_BETWEEN = auto()
    YEARS_FROM = auto()
    YEARS_UP_TO = auto()
