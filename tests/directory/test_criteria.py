"""One condition against one fact: every kind, every verdict, each row a sentence a caseworker could say."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from directory.codes import CriterionKind as K
from directory.codes import Overall, Strength, Verdict
from directory.content import Criterion
from directory.criteria import evaluate, overall
from directory.profile import Profile
from directory.profile_reading import parse_profile
from directory.sentences import ASKS, CHANGES, CONDITIONS, RANGES, REASONS
from directory.wording import wording
from directory.words import Ask, Change, Implicit, Range, Reason

MEETS, UNKNOWN, NOT_YET, NEVER = "MEETS", "UNKNOWN", "FAILS, can change", "FAILS, cannot change"
SPEAKING = {"language": "de", "level": "B2", "skill": "SPEAKING"}
URI = "http://data.europa.eu/esco/skill/01f10952-cb59-4347-9aee-d4fbc51c870a"
COOKS = "http://data.europa.eu/esco/isco/C5120"


def c(kind: K, **values: Any) -> Criterion:
    if "amount" in values and values["amount"] is not None:
        values["amount"] = Decimal(values["amount"])
    return Criterion(kind, **values)


def said(criterion: Criterion, facts: dict[str, Any]) -> str:
    judged = evaluate(criterion, parse_profile(facts) if facts else Profile())
    if judged.verdict is not Verdict.FAILS:
        return str(judged.verdict)
    return NOT_YET if judged.changeable else NEVER


AGE = c(K.AGE, minimum=17, maximum=25)
LANGUAGE = c(K.LANGUAGE, language="de", min_level="A2", max_level="B1")
LITERACY = c(K.LITERACY, min_level="BASIC", script="Latn")
DIGITAL = c(K.DIGITAL_SKILLS, min_level="INTERMEDIATE", framework="DigComp 3.0")
EDUCATION = c(K.EDUCATION, framework="EQF", min_level="3", max_level="5")
CHILDCARE = c(K.CHILDREN, codes=("CHILDCARE_PROVIDED",), minimum=3, maximum=6)
DOCUMENT = c(K.DOCUMENT, codes=("PASSPORT", "CV"))
VIENNA = c(K.AREA, codes=("AT-9",))
FEE = c(K.FEE, codes=("AMOUNT",), amount="50", currency="EUR")
GROUP = c(K.INTAKE_GROUP, codes=("MIGRANTS", "JOBSEEKERS"))


def kids(*ages: float, **more: Any) -> dict[str, Any]:
    return {"children": {"with": True, "ages": list(ages), **more}}


def speaks(level: str | None, language: str = "de") -> dict[str, Any]:
    return {"languages": [{"language": language, "level": level}]}


CASES: dict[str, tuple[Criterion, dict[str, Any], str]] = {
    "an age within both bounds fits": (AGE, {"age": 20}, MEETS),
    "the bounds themselves fit": (AGE, {"age": 25}, MEETS),
    "a missing upper bound is open": (c(K.AGE, minimum=17), {"age": 90}, MEETS),
    "a missing lower bound is open": (c(K.AGE, maximum=25), {"age": 0}, MEETS),
    "too young passes with time": (AGE, {"age": 16.9}, NOT_YET),
    "too old does not pass": (AGE, {"age": 26}, NEVER),
    "an unknown age is unknown": (AGE, {}, UNKNOWN),
    "an age rule without bounds says nothing": (c(K.AGE), {"age": 20}, UNKNOWN),
    "a woman fits a service for women": (c(K.GENDER, codes=("WOMAN",)), {"gender": "WOMAN"}, MEETS),
    "a gender outside the list stays outside": (c(K.GENDER, codes=("WOMAN",)), {"gender": "MAN"}, NEVER),
    "an unstated gender is unknown": (c(K.GENDER, codes=("WOMAN",)), {"age": 20}, UNKNOWN),
    "an empty list of genders says nothing": (c(K.GENDER), {"gender": "WOMAN"}, UNKNOWN),
    "a status in the list fits": (c(K.RESIDENCE_STATUS, codes=("REFUGEE",)), {"residenceStatus": "REFUGEE"}, MEETS),
    "a status can change": (c(K.RESIDENCE_STATUS, codes=("REFUGEE",)), {"residenceStatus": "UNDOCUMENTED"}, NOT_YET),
    "access to work in the list fits": (c(K.LABOUR_ACCESS, codes=("FREE",)), {"labourAccess": "FREE"}, MEETS),
    "access to work can change": (c(K.LABOUR_ACCESS, codes=("FREE",)), {"labourAccess": "NONE"}, NOT_YET),
    "access to work is never read off her status":
        (c(K.LABOUR_ACCESS, codes=("FREE",)), {"residenceStatus": "EU_CITIZEN"}, UNKNOWN),
    "a level within a course fits": (LANGUAGE, speaks("A2"), MEETS),
    "a level below can be reached": (LANGUAGE, speaks("A1"), NOT_YET),
    "a level above a course makes it useless": (LANGUAGE, speaks("C1"), NEVER),
    "a course from A2 without an end takes C2": (c(K.LANGUAGE, language="de", min_level="A2"), speaks("C2"), MEETS),
    "a course up to A1 takes PRE_A1": (c(K.LANGUAGE, language="de", max_level="A1"), speaks("PRE_A1"), MEETS),
    "a language without a level is unknown": (LANGUAGE, speaks(None), UNKNOWN),
    "a language without a level is enough where none is asked": (c(K.LANGUAGE, language="de"), speaks(None), MEETS),
    "silence about a language is not a no": (LANGUAGE, speaks("C2", "ar"), UNKNOWN),
    "a speaking level is not an overall level": (LANGUAGE, {"languages": [SPEAKING]}, UNKNOWN),
    "a speaking level answers for speaking":
        (c(K.LANGUAGE, language="de", min_level="B1", skill="SPEAKING"), {"languages": [SPEAKING]}, MEETS),
    "pt-BR is Portuguese": (c(K.LANGUAGE, language="pt", min_level="A1"), speaks("B1", "pt-BR"), MEETS),
    "Kurdish may be Kurmanji or not": (c(K.LANGUAGE, language="ku", min_level="A1"), speaks("B1", "kmr"), UNKNOWN),
    "Sorani is not Kurmanji": (c(K.LANGUAGE, language="kmr"), speaks("C2", "ckb"), UNKNOWN),
    "Mandarin is what Chinese names": (c(K.LANGUAGE, language="zh", min_level="A1"), speaks("B1", "cmn"), MEETS),
    "a language rule without language says nothing": (c(K.LANGUAGE, min_level="A1"), speaks("B1"), UNKNOWN),
    "a script read well enough fits": (LITERACY, {"literacy": [{"level": "FLUENT", "script": "Latn"}]}, MEETS),
    "reading can be learned": (LITERACY, {"literacy": [{"level": "NONE", "script": "Latn"}]}, NOT_YET),
    "Arabic script says nothing about Latin":
        (LITERACY, {"literacy": [{"level": "FLUENT", "script": "Arab"}]}, UNKNOWN),
    "any script will do where none is named":
        (c(K.LITERACY, min_level="BASIC"), {"literacy": [{"level": "FLUENT", "script": "Arab"}]}, MEETS),
    "not reading one script leaves the others open":
        (c(K.LITERACY, min_level="BASIC"), {"literacy": [{"level": "NONE", "script": "Arab"}]}, UNKNOWN),
    "a literacy rule without level says nothing": (c(K.LITERACY, script="Latn"), {"age": 20}, UNKNOWN),
    "a digital level above fits": (DIGITAL, {"digital": "ADVANCED"}, MEETS),
    "a digital level can be reached": (DIGITAL, {"digital": "FOUNDATION"}, NOT_YET),
    "an unknown digital level is unknown": (DIGITAL, {"age": 20}, UNKNOWN),
    "another digital framework is not converted":
        (c(K.DIGITAL_SKILLS, min_level="ADVANCED", framework="Own"), {"digital": "ADVANCED"}, UNKNOWN),
    "a digital framework without name is DigComp":
        (c(K.DIGITAL_SKILLS, min_level="ADVANCED"), {"digital": "ADVANCED"}, MEETS),
    "a digital rule without level says nothing": (c(K.DIGITAL_SKILLS), {"digital": "ADVANCED"}, UNKNOWN),
    "schooling within the bounds fits": (EDUCATION, {"education": {"framework": "EQF", "level": "4"}}, MEETS),
    "schooling below can be reached": (EDUCATION, {"education": {"framework": "EQF", "level": "2"}}, NOT_YET),
    "schooling above cannot be undone": (EDUCATION, {"education": {"framework": "EQF", "level": "6"}}, NEVER),
    "schooling in another framework is not converted":
        (EDUCATION, {"education": {"framework": "ISCED 2011", "level": "4"}}, UNKNOWN),
    "unknown schooling is unknown": (EDUCATION, {"age": 20}, UNKNOWN),
    "a missing lower school level is open":
        (c(K.EDUCATION, framework="EQF", max_level="5"), {"education": {"framework": "EQF", "level": "1"}}, MEETS),
    "a missing upper school level is open":
        (c(K.EDUCATION, framework="EQF", min_level="1"), {"education": {"framework": "EQF", "level": "8"}}, MEETS),
    "a school rule without framework says nothing": (c(K.EDUCATION, min_level="1"), {"age": 20}, UNKNOWN),
    "a school rule without levels says nothing": (c(K.EDUCATION, framework="EQF"), {"age": 20}, UNKNOWN),
    "children welcome asks nothing of her": (c(K.CHILDREN, codes=("WELCOME",)), {}, MEETS),
    "unknown children are unknown": (CHILDCARE, {"age": 20}, UNKNOWN),
    "without children every rule is met": (CHILDCARE, {"children": {"with": False}}, MEETS),
    "no children possible can be arranged": (c(K.CHILDREN, codes=("NOT_POSSIBLE",)), kids(4), NOT_YET),
    "a children rule without value says nothing": (c(K.CHILDREN), kids(4), UNKNOWN),
    "childcare for her child's age fits": (CHILDCARE, kids(3, 6), MEETS),
    "childcare for every age fits": (c(K.CHILDREN, codes=("CHILDCARE_PROVIDED",)), kids(), MEETS),
    "childcare from 3 on is open above": (c(K.CHILDREN, codes=("CHILDCARE_PROVIDED",), minimum=3), kids(9), MEETS),
    "childcare up to 6 is open below": (c(K.CHILDREN, codes=("CHILDCARE_PROVIDED",), maximum=6), kids(0), MEETS),
    "childcare she does not need never fails": (CHILDCARE, kids(9, needsChildcare=False), MEETS),
    "childcare for other ages can be arranged": (CHILDCARE, kids(9, needsChildcare=True), NOT_YET),
    "childcare for other ages, need unknown, is unknown": (CHILDCARE, kids(9), UNKNOWN),
    "childcare for unknown ages is unknown": (CHILDCARE, kids(needsChildcare=True), UNKNOWN),
    "a competence she has fits": (c(K.COMPETENCE, codes=(URI,)), {"competences": [URI]}, MEETS),
    "a competence nobody named is unknown": (c(K.COMPETENCE, codes=(URI,)), {"competences": [COOKS]}, UNKNOWN),
    "all papers held fit":
        (DOCUMENT, {"documents": [{"document": "PASSPORT", "held": True}, {"document": "CV", "held": True}]}, MEETS),
    "one paper not held can be got": (DOCUMENT, {"documents": [{"document": "CV", "held": False}]}, NOT_YET),
    "one paper not asked about is unknown": (DOCUMENT, {"documents": [{"document": "CV", "held": True}]}, UNKNOWN),
    "an empty list of papers says nothing": (c(K.DOCUMENT), {"age": 20}, UNKNOWN),
    "a registration can be made":
        (c(K.REGISTRATION, codes=("MUNICIPALITY",)),
         {"registrations": [{"registration": "MUNICIPALITY", "held": False}]}, NOT_YET),
    "she lives in the area": (VIENNA, {"area": "AT-9"}, MEETS),
    "NUTS and ISO name the same Vienna": (VIENNA, {"area": "AT13"}, MEETS),
    "a province lies in its region": (c(K.AREA, codes=("IT-62",)), {"area": "IT-RM"}, MEETS),
    "she lives elsewhere": (VIENNA, {"area": "AT-1"}, NEVER),
    "a country is too wide to know": (VIENNA, {"area": "AT"}, UNKNOWN),
    "an unknown area is unknown": (VIENNA, {"age": 20}, UNKNOWN),
    "an area rule without areas says nothing": (c(K.AREA), {"area": "AT"}, UNKNOWN),
    "free of charge asks nothing of her": (c(K.FEE, codes=("FREE",)), {}, MEETS),
    "a covered fee asks nothing of her": (c(K.FEE, codes=("COVERED",)), {}, MEETS),
    "a fee she can pay fits": (FEE, {"budget": {"amount": 50, "currency": "EUR"}}, MEETS),
    "a fee she cannot pay can be covered": (FEE, {"budget": {"amount": 49.99, "currency": "EUR"}}, NOT_YET),
    "another currency is not converted": (FEE, {"budget": {"amount": 500, "currency": "RON"}}, UNKNOWN),
    "an unknown budget is unknown": (FEE, {"age": 20}, UNKNOWN),
    "a fee without amount says nothing": (c(K.FEE, codes=("AMOUNT",), currency="EUR"), {"age": 20}, UNKNOWN),
    "a fee without currency says nothing": (c(K.FEE, codes=("AMOUNT",), amount="5"), {"age": 20}, UNKNOWN),
    "cooperation is unknown until she has chosen": (c(K.COOPERATION), {"age": 20}, UNKNOWN),
    "cooperation she chose is met": (c(K.COOPERATION), {"choosesCooperation": True}, MEETS),
    "cooperation she did not choose stays hers": (c(K.COOPERATION), {"choosesCooperation": False}, NOT_YET),
    "belonging to one group is enough": (GROUP, {"intakeGroups": [{"group": "MIGRANTS", "belongs": True}]}, MEETS),
    "a group nobody asked about is unknown":
        (GROUP, {"intakeGroups": [{"group": "MIGRANTS", "belongs": False}]}, UNKNOWN),
    "belonging to no group stays so":
        (GROUP, {"intakeGroups": [{"group": g, "belongs": False} for g in GROUP.codes]}, NEVER),
    "a group is never read off her gender": (c(K.INTAKE_GROUP, codes=("WOMEN_ONLY",)), {"gender": "WOMAN"}, UNKNOWN),
    "a group rule without groups says nothing": (c(K.INTAKE_GROUP), {"age": 20}, UNKNOWN),
    "free text is for a person": (c(K.OTHER, text="Motivation"), {"age": 20}, UNKNOWN),
    "a disputed condition is unknown though she fits": (c(K.AGE, minimum=17, disputed=True), {"age": 20}, UNKNOWN),
    "a disputed condition is unknown though she does not": (c(K.AGE, minimum=17, disputed=True), {"age": 9}, UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("sentence", CASES)
def test_a_condition_stands_as_the_sentence_says(sentence: str) -> None:
    criterion, facts, expected = CASES[sentence]

    assert said(criterion, facts) == expected


@pytest.mark.parametrize("sentence", CASES)
def test_every_judgement_says_why_and_what_next(sentence: str) -> None:
    criterion, facts, expected = CASES[sentence]

    judged = evaluate(criterion, parse_profile(facts) if facts else Profile())

    said = wording("en")
    assert said.reason(judged)[:1].isupper()
    assert "{" not in said.reason(judged) + (said.ask(judged) or "") + (said.change(judged) or "")
    assert (said.ask(judged) is not None) == (expected == UNKNOWN)
    assert (said.change(judged) is not None) == (expected == NOT_YET)
    assert repr(judged) == "<Judgement>"


@pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.OTHER])
def test_every_kind_can_be_met_and_can_be_unknown(kind: K) -> None:
    seen = {expected for criterion, _, expected in CASES.values() if criterion.kind is kind}

    assert {MEETS, UNKNOWN} <= seen or kind in {K.REGISTRATION, K.RESIDENCE_STATUS}


WORST: dict[str, tuple[list[str], bool, Overall]] = {
    "everything met is eligible": (["too", "fits"], True, Overall.ELIGIBLE),
    "one unknown is to be asked": (["fits", "asks"], True, Overall.ASK),
    "one that can change is not yet": (["asks", "later"], True, Overall.NOT_YET),
    "one that cannot change is no": (["later", "never", "asks"], True, Overall.NOT_ELIGIBLE),
    "unchecked text is at best to be asked": (["fits"], False, Overall.ASK),
    "no condition at all is at best to be asked": ([], False, Overall.ASK),
    "unchecked text does not soften a no": (["never"], False, Overall.NOT_ELIGIBLE),
}
HER = parse_profile({"age": 20, "gender": "WOMAN", "labourAccess": "NONE"})
NAMED = {
    "fits": c(K.AGE, minimum=17),
    "too": c(K.GENDER, codes=("WOMAN",)),
    "asks": c(K.AREA, codes=("AT",)),
    "later": c(K.LABOUR_ACCESS, codes=("FREE",)),
    "never": c(K.AGE, maximum=18),
}


@pytest.mark.parametrize("sentence", WORST)
def test_the_whole_is_as_the_sentence_says_in_any_order(sentence: str) -> None:
    names, checked, expected = WORST[sentence]

    for order in permutations(names):
        judged = [(Strength.REQUIRED, evaluate(NAMED[name], HER)) for name in order]
        assert overall(judged, machine_checked=checked) is expected


def test_advised_conditions_never_exclude() -> None:
    judged = [(Strength.ADVISED, evaluate(NAMED[name], HER)) for name in NAMED]

    assert overall(judged, machine_checked=True) is Overall.ELIGIBLE


def test_every_code_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert set(ASKS) == set(Ask)
    assert set(CHANGES) == set(Change)
    assert set(CONDITIONS) == set(Implicit)
    assert set(RANGES) == set(Range)


CHANGES_SAID: dict[str, tuple[Criterion, dict[str, Any], str]] = {
    "the age she must reach": (AGE, {"age": 16.5}, "She can go there from the age of 17."),
    "the statuses that open it": (
        c(K.RESIDENCE_STATUS, codes=("REFUGEE", "EU_CITIZEN")), {"residenceStatus": "UNDOCUMENTED"},
        "Possible with one of these: refugee, EU citizen. Ask legal aid."),
    "the access to work that opens it": (
        c(K.LABOUR_ACCESS, codes=("FREE", "PERMIT_HELD")), {"labourAccess": "NONE"},
        "Possible with other access to work: may work freely, has a work permit. "
        "Ask legal aid or the employment desk."),
    "the language level she must reach, and not the end of the course": (
        LANGUAGE, speaks("A1"),
        "Possible once she has reached this: German (de), from A2. A language course can lead there."),
    "the skill that the level is for": (
        c(K.LANGUAGE, language="de", skill="SPEAKING", min_level="C1"), {"languages": [SPEAKING]},
        "Possible once she has reached this: German (de), speaking, from C1. A language course can lead there."),
    "the script she must learn": (
        LITERACY, {"literacy": [{"level": "NONE", "script": "Latn"}]},
        "Possible once she has reached this: Latin, from basic reading and writing. A literacy course can lead there."),
    "the digital level with its framework": (
        DIGITAL, {"digital": "FOUNDATION"},
        "Possible once she has reached this: DigComp 3.0, from intermediate. A digital skills course can lead there."),
    "the school level with its framework": (
        EDUCATION, {"education": {"framework": "EQF", "level": "2"}},
        "Possible once she has reached this, or has it recognised: EQF, from 3."),
    "that her children need someone": (
        c(K.CHILDREN, codes=("NOT_POSSIBLE",)), kids(4), "Possible if someone looks after her children meanwhile."),
    "which children need someone": (
        CHILDCARE, kids(4, 2.5, 9, needsChildcare=True),
        "Possible if someone looks after the children of these ages: 2.5, 9."),
    "the papers that are missing, and not those she has": (
        DOCUMENT, {"documents": [{"document": "PASSPORT", "held": True}, {"document": "CV", "held": False}]},
        "Possible once she has: CV."),
    "the register that is missing": (
        c(K.REGISTRATION, codes=("MUNICIPALITY",)),
        {"registrations": [{"registration": "MUNICIPALITY", "held": False}]},
        "Possible once this is done: registered with the municipality."),
    "the fee that someone must cover": (
        FEE, {"budget": {"amount": 49.99, "currency": "EUR"}}, "Possible if someone covers the fee of 50 EUR."),
    "that only she can choose": (
        c(K.COOPERATION), {"choosesCooperation": False},
        "Possible only if she herself chooses it; help never depends on it."),
}  # fmt: skip


@pytest.mark.parametrize("sentence", CHANGES_SAID)
def test_what_is_not_yet_says_exactly_what_would_change_it(sentence: str) -> None:
    criterion, facts, expected = CHANGES_SAID[sentence]

    judged = evaluate(criterion, parse_profile(facts))

    assert wording("en").change(judged) == expected
    assert overall([(Strength.REQUIRED, judged)], machine_checked=True) is Overall.NOT_YET


def test_every_way_forward_is_among_them() -> None:
    judged = [evaluate(criterion, parse_profile(facts)) for criterion, facts, _ in CHANGES_SAID.values()]

    assert {each.change for each in judged} == set(Change)
    kinds = {criterion.kind for criterion, _, said in CASES.values() if said == NOT_YET}
    assert {criterion.kind for criterion, _, _ in CHANGES_SAID.values()} == kinds | {K.REGISTRATION}
