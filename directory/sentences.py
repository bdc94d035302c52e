"""Say every reason, question and way forward in one English sentence; this is the source of every translation.

The code is stable and goes with the sentence; `{placeholders}` are filled from the judgement's terms. A `Plural` has
one sentence for one and one for many; which one fits, and how many forms there are, the rules of each language say.
Values stand behind a colon where they can, so that no language must bend them.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from directory.words import Ask, Change, Implicit, Range, Reason


class Plural(NamedTuple):
    """Hold a sentence that counts something, for one and for many, with the placeholder that counts."""

    one: str
    many: str
    counts: str


Sentence = str | Plural


REASONS: Final[Mapping[Reason, Sentence]] = {
    Reason.WITHIN: "What is known of her fits: {fact}.",
    Reason.ASKS_NOTHING: "This asks nothing of her.",
    Reason.NO_CHILDREN: "No children come with her.",
    Reason.CHILDCARE_COVERS: "Her children can be looked after there.",
    Reason.ALL_HELD: "She has everything that is asked: {wanted}.",
    Reason.LIVES_THERE: "She lives in the area: {fact}.",
    Reason.AFFORDABLE: "She can pay the fee of {wanted}.",
    Reason.SHE_CHOSE: "She has chosen to cooperate with the authorities.",
    Reason.BELONGS: "She belongs to a group that the service is for: {fact}.",
    Reason.TOO_YOUNG: Plural(
        "She is {fact} year old; the service takes people from the age of {wanted}.",
        "She is {fact} years old; the service takes people from the age of {wanted}.",
        "fact",
    ),
    Reason.TOO_OLD: Plural(
        "She is {fact} year old; the service takes people up to the age of {wanted}.",
        "She is {fact} years old; the service takes people up to the age of {wanted}.",
        "fact",
    ),
    Reason.NOT_IN_LIST: "What is known of her: {fact}. The service asks for something else: {wanted}.",
    Reason.LEVEL_TOO_LOW: "Her level is too low: {fact}. The service asks for: {wanted}.",
    Reason.LEVEL_TOO_HIGH: "Her level is too high: {fact}. The service is for: {wanted}. It is of no use to her.",
    Reason.CHILDREN_NOT_POSSIBLE: "Children cannot come along.",
    Reason.CHILDCARE_OTHER_AGES: "Childcare there is for other ages: {wanted}.",
    Reason.NOT_HELD: "She does not have what is asked: {missing}.",
    Reason.LIVES_ELSEWHERE: "She lives elsewhere: {fact}. The service is only for: {wanted}.",
    Reason.TOO_EXPENSIVE: "The fee is {wanted}; she can pay {fact}.",
    Reason.SHE_CHOSE_NOT: "The service demands cooperation with the authorities, and she has chosen not to cooperate.",
    Reason.BELONGS_NOT: "The service is only for: {wanted}.",
    Reason.FACT_MISSING: "It is not known whether she fits: {wanted}.",
    Reason.LEVEL_MISSING: "Her level is not known. The service asks for: {wanted}.",
    Reason.LANGUAGE_KIND: (
        "One of two names covers several languages. She speaks: {fact}. The service asks for: {wanted}."
    ),
    Reason.OTHER_FRAMEWORK: (
        "Her level is stated in another framework: {fact}. The service asks in {wanted}; levels are not converted."
    ),
    Reason.OTHER_CURRENCY: "She can pay {fact}, the fee is {wanted}; currencies are not converted.",
    Reason.AREA_TOO_WIDE: "It is not known in which part she lives: {fact}. The service is only for: {wanted}.",
    Reason.HER_CHOICE: "The service demands cooperation with the authorities. Only she can choose that.",
    Reason.NOT_STATED: "The service does not say what exactly it asks.",
    Reason.DISPUTED: "This condition is disputed, so nobody should rely on it.",
    Reason.FOR_A_PERSON: "A person must judge this: {wanted}",
}

ASKS: Final[Mapping[Ask, Sentence]] = {
    Ask.AGE: "How old is she?",
    Ask.GENDER: "Which gender does she state?",
    Ask.RESIDENCE_STATUS: "On which ground may she stay in the country?",
    Ask.LABOUR_ACCESS: "May she work: freely, with a permit, after a waiting period, or not?",
    Ask.LANGUAGE_LEVEL: "What is her level in this language and skill: {wanted}?",
    Ask.LANGUAGE_KIND: "Ask her and the service which language exactly is meant: {wanted}.",
    Ask.LITERACY: "How well does she read and write in this script: {wanted}?",
    Ask.DIGITAL_LEVEL: "How well does she use a computer, as a DigComp level?",
    Ask.EDUCATION_LEVEL: "What is her level of education? The service asks for: {wanted}.",
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

CHANGES: Final[Mapping[Change, Sentence]] = {
    Change.WAIT_FOR_AGE: "She can go there from the age of {wanted}.",
    Change.OTHER_STATUS: "Possible with one of these: {wanted}. Ask legal aid.",
    Change.OTHER_LABOUR_ACCESS: "Possible with other access to work: {wanted}. Ask legal aid or the employment desk.",
    Change.REACH_LANGUAGE_LEVEL: "Possible once she has reached this: {wanted}. A language course can lead there.",
    Change.REACH_LITERACY: "Possible once she has reached this: {wanted}. A literacy course can lead there.",
    Change.REACH_DIGITAL_LEVEL: "Possible once she has reached this: {wanted}. A digital skills course can lead there.",
    Change.REACH_EDUCATION: "Possible once she has reached this, or has it recognised: {wanted}.",
    Change.ARRANGE_CHILDCARE: "Possible if someone looks after her children meanwhile.",
    Change.ARRANGE_CHILDCARE_FOR_AGES: "Possible if someone looks after the children of these ages: {missing}.",
    Change.GET_DOCUMENTS: "Possible once she has: {missing}.",
    Change.REGISTER: "Possible once this is done: {missing}.",
    Change.COVER_FEE: "Possible if someone covers the fee of {wanted}.",
    Change.ONLY_IF_SHE_CHOOSES: "Possible only if she herself chooses it; help never depends on it.",
}

CONDITIONS: Final[Mapping[Implicit, Sentence]] = {
    Implicit.DISTANCE_KNOWN: "It is {value} km away in a straight line. Check how she gets there.",
    Implicit.DISTANCE_ABOUT: "It is about {value} km away, measured to the middle of its area. Ask where it is.",
    Implicit.DISTANCE_FROM_AREA: "It is about {value} km from the middle of her area. Check how she gets there.",
    Implicit.DISTANCE_FROM_COUNTRY: "It is about {value} km from the middle of her country. Ask where in it she lives.",
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
    Implicit.LANGUAGE_KIND_UNKNOWN: "The service is given in: {value}. Ask whether that is the language she speaks.",
    Implicit.INTERPRETER_THERE: "Someone interprets into her language.",
    Implicit.INTERPRETER_KIND_UNKNOWN: "Someone interprets into: {value}. Ask whether that is the language she speaks.",
    Implicit.NO_INTERPRETER: "Nobody interprets into her language there. Bring an interpreter she accepts.",
    Implicit.NO_WOMAN_INTERPRETER: "No woman interprets into her language there. Bring an interpreter she accepts.",
    Implicit.WOMAN_INTERPRETER_UNKNOWN: "Someone interprets into her language. Ask whether a woman can.",
    Implicit.INTERPRETER_UNKNOWN: "It is not known whether someone interprets into her language. Ask the service.",
    Implicit.HER_LANGUAGE_UNKNOWN: "Ask her in which language she wants to speak.",
    Implicit.PLACE_NOW: "There is a place without waiting.",
    Implicit.WAITS: Plural("She would wait about {value} day.", "She would wait about {value} days.", "value"),
    Implicit.WAITLIST: "There is a waiting list; how long it takes is not known.",
    Implicit.TAKES_NOBODY: "It takes nobody at the moment.",
    Implicit.WAITING_UNKNOWN: "It is not known how long she would wait. Ask the service.",
    Implicit.COSTS_NOTHING: "It costs her nothing.",
    Implicit.COSTS: "It costs {value}, which she can pay.",
    Implicit.COSTS_TOO_MUCH: "It costs {value}, more than she can pay. Ask who could cover it.",
    Implicit.COSTS_UNKNOWN: "It is not known whether she can pay what it costs.",
}

RANGES: Final[Mapping[Range, Sentence]] = {
    Range.BETWEEN: "{low} to {high}",
    Range.FROM: "from {low}",
    Range.UP_TO: "up to {high}",
    Range.YEARS: Plural("{low} year", "{low} years", "low"),
    Range.YEARS_BETWEEN: Plural("{low} to {high} year", "{low} to {high} years", "high"),
    Range.YEARS_FROM: Plural("from {low} year", "from {low} years", "low"),
    Range.YEARS_UP_TO: Plural("up to {high} year", "up to {high} years", "high"),
}
