"""Say every reason, question and way forward in one English sentence, ready to be translated by its code.

The code is stable and goes with the sentence; `{placeholders}` are filled from the judgement's parameters.
"""

from collections.abc import Mapping
from enum import auto
from typing import Final

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
    GET_DOCUMENTS = auto()
    REGISTER = auto()
    COVER_FEE = auto()
    ONLY_IF_SHE_CHOOSES = auto()


REASONS: Final[Mapping[Reason, str]] = {
    Reason.WITHIN: "What is known of her fits: {fact}.",
    Reason.ASKS_NOTHING: "This asks nothing of her.",
    Reason.NO_CHILDREN: "No children come with her.",
    Reason.CHILDCARE_COVERS: "Her children can be looked after there.",
    Reason.ALL_HELD: "She has everything that is asked: {wanted}.",
    Reason.LIVES_THERE: "She lives in the area: {fact}.",
    Reason.AFFORDABLE: "She can pay the fee of {wanted}.",
    Reason.SHE_CHOSE: "She has chosen to cooperate with the authorities.",
    Reason.BELONGS: "She belongs to a group that the service is for: {fact}.",
    Reason.TOO_YOUNG: "She is {fact} years old; the service is for women from {wanted}.",
    Reason.TOO_OLD: "She is {fact} years old; the service is for women up to {wanted}.",
    Reason.NOT_IN_LIST: "What is known of her, {fact}, is not what the service asks for: {wanted}.",
    Reason.LEVEL_TOO_LOW: "Her level is {fact}; {wanted} is asked.",
    Reason.LEVEL_TOO_HIGH: "Her level is {fact}; the service ends at {wanted} and is of no use to her.",
    Reason.CHILDREN_NOT_POSSIBLE: "Children cannot come along.",
    Reason.CHILDCARE_OTHER_AGES: "Childcare there is for other ages: {wanted}.",
    Reason.NOT_HELD: "She does not have what is asked: {missing}.",
    Reason.LIVES_ELSEWHERE: "She lives in {fact}; the service is only for {wanted}.",
    Reason.TOO_EXPENSIVE: "The fee is {wanted}; she can pay {fact}.",
    Reason.SHE_CHOSE_NOT: "The service demands cooperation with the authorities, and she has chosen not to cooperate.",
    Reason.BELONGS_NOT: "The service is only for {wanted}.",
    Reason.FACT_MISSING: "It is not known whether she fits: {wanted}.",
    Reason.LEVEL_MISSING: "Her level is not known; {wanted} is asked.",
    Reason.OTHER_FRAMEWORK: "Her level is stated in {fact}, the service asks in {wanted}; levels are not converted.",
    Reason.OTHER_CURRENCY: "Her budget is in {fact}, the fee in {wanted}; amounts are not converted.",
    Reason.AREA_TOO_WIDE: "It is not known in which part of {fact} she lives; the service is only for {wanted}.",
    Reason.HER_CHOICE: "The service demands cooperation with the authorities. Only she can choose that.",
    Reason.NOT_STATED: "The service does not say what exactly it asks.",
    Reason.DISPUTED: "This condition is disputed, so nobody should rely on it.",
    Reason.FOR_A_PERSON: "A person must judge this: {wanted}",
}

ASKS: Final[Mapping[Ask, str]] = {
    Ask.AGE: "How old is she?",
    Ask.GENDER: "Which gender does she state?",
    Ask.RESIDENCE_STATUS: "On which ground may she stay in the country?",
    Ask.LABOUR_ACCESS: "May she work: freely, with a permit, after a waiting period, or not?",
    Ask.LANGUAGE_LEVEL: "What is her level in this language and skill: {wanted}?",
    Ask.LITERACY: "How well does she read and write in this script: {wanted}?",
    Ask.DIGITAL_LEVEL: "How well does she use a computer, as a DigComp level?",
    Ask.EDUCATION_LEVEL: "What is her level of education in {wanted}?",
    Ask.CHILDREN: "Do children come with her, and must someone look after them?",
    Ask.CHILDREN_AGES: "How old are her children, and must someone look after them?",
    Ask.COMPETENCES: "Does she have these competences: {missing}?",
    Ask.DOCUMENTS: "Can she show these papers: {missing}?",
    Ask.AREA: "In which area does she live?",
    Ask.REGISTRATIONS: "Is she registered or referred there: {missing}?",
    Ask.BUDGET: "Can she pay {wanted}?",
    Ask.COOPERATION: "Say that help never depends on it, then ask: does she want to cooperate with the authorities?",
    Ask.INTAKE_GROUPS: "Does she belong to one of these groups: {missing}?",
    Ask.PROVIDER: "Ask the service.",
}

CHANGES: Final[Mapping[Change, str]] = {
    Change.WAIT_FOR_AGE: "She can go there from the age of {wanted}.",
    Change.OTHER_STATUS: "Possible with one of these: {wanted}. Ask legal aid.",
    Change.OTHER_LABOUR_ACCESS: "Possible with access to work: {wanted}. Ask legal aid or the employment desk.",
    Change.REACH_LANGUAGE_LEVEL: "Possible once she has reached {wanted}. A language course can lead there.",
    Change.REACH_LITERACY: "Possible once she has reached {wanted}. A literacy course can lead there.",
    Change.REACH_DIGITAL_LEVEL: "Possible once she has reached {wanted}. A digital skills course can lead there.",
    Change.REACH_EDUCATION: "Possible once she has reached {wanted}, or has it recognised.",
    Change.ARRANGE_CHILDCARE: "Possible if childcare is found elsewhere.",
    Change.GET_DOCUMENTS: "Possible once she has: {missing}.",
    Change.REGISTER: "Possible once this is done: {missing}.",
    Change.COVER_FEE: "Possible if someone covers the fee of {wanted}.",
    Change.ONLY_IF_SHE_CHOOSES: "Possible only if she herself chooses it; help never depends on it.",
}


class Implicit(Code):
    """How an unwritten condition stands."""

    DISTANCE_KNOWN = auto()
    DISTANCE_ABOUT = auto()
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
    INTERPRETER_THERE = auto()
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


CONDITIONS: Final[Mapping[Implicit, str]] = {
    Implicit.DISTANCE_KNOWN: "It is {value} km away in a straight line. Check how she gets there.",
    Implicit.DISTANCE_ABOUT: "It is about {value} km away, measured to the middle of its area. Ask where it is.",
    Implicit.DISTANCE_TOO_FAR: "It is {value} km away, farther than asked for.",
    Implicit.DISTANCE_UNKNOWN: "The distance is not known. Ask how she would get there.",
    Implicit.HOURS_FIT: "Its hours lie within the hours she has.",
    Implicit.HOURS_CLASH: "Its hours lie outside the hours she has.",
    Implicit.HOURS_PARTLY: "Only some of its hours lie within the hours she has. Ask which are needed.",
    Implicit.HOURS_NEED_CHILDCARE: "Someone must look after her children in these hours. Ask who can.",
    Implicit.HOURS_UNKNOWN: "It is not known whether its hours fit hers.",
    Implicit.WOMEN_STAFF_YES: "Women work there.",
    Implicit.WOMEN_STAFF_NO: "No women work there, and she wants women.",
    Implicit.WOMEN_STAFF_UNKNOWN: "It is not known whether women work there. Ask the service.",
    Implicit.WOMEN_STAFF_NOT_ASKED: "She does not ask for women staff.",
    Implicit.HER_WISH_UNKNOWN: "Ask her whether she wants women staff.",
    Implicit.LANGUAGE_SPOKEN: "The service is given in her language.",
    Implicit.INTERPRETER_THERE: "Someone interprets into her language.",
    Implicit.NO_INTERPRETER: "Nobody interprets into her language there. Bring an interpreter she accepts.",
    Implicit.NO_WOMAN_INTERPRETER: "No woman interprets into her language there. Bring an interpreter she accepts.",
    Implicit.WOMAN_INTERPRETER_UNKNOWN: "Someone interprets into her language. Ask whether a woman can.",
    Implicit.INTERPRETER_UNKNOWN: "It is not known whether someone interprets into her language. Ask the service.",
    Implicit.HER_LANGUAGE_UNKNOWN: "Ask her in which language she wants to speak.",
    Implicit.PLACE_NOW: "There is a place without waiting.",
    Implicit.WAITS: "She would wait about {value} days.",
    Implicit.WAITLIST: "There is a waiting list; how long it takes is not known.",
    Implicit.TAKES_NOBODY: "It takes nobody at the moment.",
    Implicit.WAITING_UNKNOWN: "It is not known how long she would wait. Ask the service.",
    Implicit.COSTS_NOTHING: "It costs her nothing.",
    Implicit.COSTS: "It costs {value}, which she can pay.",
    Implicit.COSTS_TOO_MUCH: "It costs {value}, more than she can pay. Ask who could cover it.",
    Implicit.COSTS_UNKNOWN: "It is not known whether she can pay what it costs.",
}
