"""What the guide's eight questions demand, as tables written by hand (domain 3.3).

Each table has one condition of a service, and what is known of a woman with the answer: M met, U unknown, F fails for
now, X fails for good.
"""

from typing import Any

Facts = dict[str, Any]
Row = tuple[str, Facts, str]
Table = tuple[str, Facts, list[Row]]
NOTHING = {"interpreterLanguage": "ar"}
"""Something that no condition asks about, because a profile of nothing is refused."""


def speaks(language: str, level: str | None = None, skill: str | None = None) -> Facts:
    """Say one language of hers."""
    said = {"language": language, "level": level, "skill": skill}
    return {"languages": [{key: value for key, value in said.items() if value}]}


def papers(**held: bool) -> Facts:
    """Say which papers she has."""
    return {"documents": [{"document": name, "held": yes} for name, yes in held.items()]}


def groups(**belongs: bool) -> Facts:
    """Say to which groups she belongs."""
    return {"intakeGroups": [{"group": name, "belongs": yes} for name, yes in belongs.items()]}


ADULT = {"kind": "AGE", "minimum": 18}
YOUNG = {"kind": "AGE", "minimum": 16, "maximum": 25}
WOMEN = {"kind": "GENDER", "codes": ["WOMAN"]}
AGE_AND_GENDER: list[Table] = [
    ("for adults", ADULT, [
        ("she is 18 today", {"age": 18}, "M"), ("she is 17 and a half", {"age": 17.5}, "F"),
        ("she is 90", {"age": 90}, "M"), ("nobody asked her age", {}, "U"),
    ]),
    ("from 16 to 25", YOUNG, [
        ("she is 16", {"age": 16}, "M"), ("she is 25", {"age": 25}, "M"), ("she is 25 and a half", {"age": 25.5}, "X"),
        ("she is 15", {"age": 15}, "F"), ("only her gender is known", {"gender": "WOMAN"}, "U"),
    ]),
    ("up to 30", {"kind": "AGE", "maximum": 30}, [
        ("she is 0, a missing bound is open", {"age": 0}, "M"), ("she is 31", {"age": 31}, "X"),
    ]),
    ("for women", WOMEN, [
        ("she is a woman", {"gender": "WOMAN"}, "M"), ("a man", {"gender": "MAN"}, "X"),
        ("somebody non-binary", {"gender": "NON_BINARY"}, "X"), ("nobody asked", {}, "U"),
    ]),
]  # fmt: skip

PROTECTED = {"kind": "RESIDENCE_STATUS", "codes": ["REFUGEE", "SUBSIDIARY_PROTECTION"]}
RESIDENCE: list[Table] = [
    ("for those who are protected", PROTECTED, [
        ("a refugee", {"residenceStatus": "REFUGEE"}, "M"),
        ("with subsidiary protection", {"residenceStatus": "SUBSIDIARY_PROTECTION"}, "M"),
        ("an applicant", {"residenceStatus": "ASYLUM_APPLICANT"}, "F"),
        ("with temporary protection, which is another status", {"residenceStatus": "TEMPORARY_PROTECTION"}, "F"),
        ("without papers", {"residenceStatus": "UNDOCUMENTED"}, "F"), ("nobody asked", {}, "U"),
        ("access to work says nothing of status", {"labourAccess": "FREE"}, "U"),
    ]),
    ("for survivors with a permit or in the reflection period",
     {"kind": "RESIDENCE_STATUS", "codes": ["TRAFFICKING_SURVIVOR_PERMIT", "REFLECTION_PERIOD"]}, [
        ("in the reflection period", {"residenceStatus": "REFLECTION_PERIOD"}, "M"),
        ("with the permit", {"residenceStatus": "TRAFFICKING_SURVIVOR_PERMIT"}, "M"),
        ("an EU citizen", {"residenceStatus": "EU_CITIZEN"}, "F"),
        ("being a survivor is no status", groups(TRAFFICKING_SURVIVORS=True), "U"),
    ]),
]  # fmt: skip

LABOUR: list[Table] = [
    ("for who may work", {"kind": "LABOUR_ACCESS", "codes": ["FREE", "PERMIT_HELD"]}, [
        ("free access", {"labourAccess": "FREE"}, "M"), ("a permit in hand", {"labourAccess": "PERMIT_HELD"}, "M"),
        ("a permit is needed", {"labourAccess": "PERMIT_NEEDED"}, "F"),
        ("after a waiting period", {"labourAccess": "AFTER_WAITING_PERIOD"}, "F"),
        ("none", {"labourAccess": "NONE"}, "F"), ("nobody asked", {}, "U"),
        ("status says nothing of access to work", {"residenceStatus": "EU_CITIZEN"}, "U"),
        ("a paper says nothing of access to work", papers(WORK_PERMIT=True), "U"),
    ]),
]  # fmt: skip

FROM_A2 = {"kind": "LANGUAGE", "language": "de", "minLevel": "A2"}
LANGUAGE: list[Table] = [
    ("German from A2", FROM_A2, [
        ("A2", speaks("de", "A2"), "M"), ("C2", speaks("de", "C2"), "M"), ("A1", speaks("de", "A1"), "F"),
        ("before A1", speaks("de", "PRE_A1"), "F"), ("German at no known level", speaks("de"), "U"),
        ("silence is not a no", {}, "U"), ("Italian is not German", speaks("it", "C1"), "U"),
        ("a speaking level is not an overall one", speaks("de", "B2", "SPEAKING"), "U"),
    ]),
    ("German from A1 to A2, no use above", {**FROM_A2, "minLevel": "A1", "maxLevel": "A2"}, [
        ("A1", speaks("de", "A1"), "M"), ("A2", speaks("de", "A2"), "M"), ("B1", speaks("de", "B1"), "X"),
        ("before A1", speaks("de", "PRE_A1"), "F"),
    ]),
    ("speaking B1", {"kind": "LANGUAGE", "language": "it", "skill": "SPEAKING", "minLevel": "B1"}, [
        ("speaks at B1", speaks("it", "B1", "SPEAKING"), "M"), ("speaks at A2", speaks("it", "A2", "SPEAKING"), "F"),
        ("an overall level is not a speaking one", speaks("it", "C2"), "U"),
        ("reading is not speaking", speaks("it", "C2", "READING"), "U"),
    ]),
    ("any Portuguese, which Brazil speaks too", {"kind": "LANGUAGE", "language": "pt"}, [
        ("of Brazil, no level known", speaks("pt-BR"), "M"), ("of Portugal, A1", speaks("pt", "A1"), "M"),
        ("Spanish is not Portuguese", speaks("es", "C2"), "U"),
    ]),
    ("Kurdish from A2, a name of several languages", {"kind": "LANGUAGE", "language": "ku", "minLevel": "A2"}, [
        ("Kurdish B1", speaks("ku", "B1"), "M"), ("Sorani may be meant or not", speaks("ckb", "C2"), "U"),
        ("Kurmanji may be meant or not, whatever its level", speaks("kmr", "A1"), "U"),
    ]),
    ("any Kurmanji", {"kind": "LANGUAGE", "language": "kmr"}, [
        ("Kurmanji", speaks("kmr"), "M"), ("Sorani is another language", speaks("ckb", "C2"), "U"),
        ("Kurdish may be Kurmanji or not", speaks("ku", "C2"), "U"),
    ]),
    ("Chinese from A1 to B1, whose standard is Mandarin",
     {"kind": "LANGUAGE", "language": "zh", "minLevel": "A1", "maxLevel": "B1"}, [
        ("Mandarin A2", speaks("cmn", "A2"), "M"), ("Mandarin C1", speaks("cmn", "C1"), "X"),
        ("Mandarin before A1", speaks("cmn", "PRE_A1"), "F"), ("Cantonese A2", speaks("yue", "A2"), "U"),
    ]),
    ("any Mandarin", {"kind": "LANGUAGE", "language": "cmn"}, [
        ("Chinese, in whatever letters", speaks("zh-Hant"), "M"), ("Cantonese", speaks("yue"), "U"),
    ]),
    ("any Egyptian Arabic", {"kind": "LANGUAGE", "language": "arz"}, [
        ("Arabic may be Egyptian or not", speaks("ar"), "U"), ("Standard Arabic is not", speaks("arb", "C1"), "U"),
        ("Egyptian Arabic", speaks("arz"), "M"),
    ]),
    ("Norwegian from A2, written in two ways", {"kind": "LANGUAGE", "language": "nb", "minLevel": "A2"}, [
        ("Bokmål", speaks("nb", "A2"), "M"), ("Nynorsk", speaks("nn", "A2"), "M"),
        ("Norwegian", speaks("no", "A1"), "F"),
    ]),
]  # fmt: skip


def reads(level: str, script: str) -> Facts:
    """Say how she reads and writes one script."""
    return {"literacy": [{"level": level, "script": script}]}


LITERACY: list[Table] = [
    ("Latin letters, enough for daily life", {"kind": "LITERACY", "minLevel": "FUNCTIONAL", "script": "Latn"}, [
        ("just enough", reads("FUNCTIONAL", "Latn"), "M"), ("fluently", reads("FLUENT", "Latn"), "M"),
        ("a little", reads("BASIC", "Latn"), "F"), ("not at all", reads("NONE", "Latn"), "F"),
        ("Arabic letters say nothing of Latin ones", reads("FLUENT", "Arab"), "U"), ("nobody asked", {}, "U"),
        ("a language level says nothing of letters", speaks("de", "C1"), "U"),
    ]),
    ("some letters, of whatever script", {"kind": "LITERACY", "minLevel": "BASIC"}, [
        ("Arabic ones, fluently", reads("FLUENT", "Arab"), "M"), ("Greek ones, a little", reads("BASIC", "Grek"), "M"),
        ("none of one script says nothing of others", reads("NONE", "Latn"), "U"),
    ]),
]  # fmt: skip

DIGITAL: list[Table] = [
    ("intermediate", {"kind": "DIGITAL_SKILLS", "minLevel": "INTERMEDIATE"}, [
        ("intermediate", {"digital": "INTERMEDIATE"}, "M"), ("advanced", {"digital": "ADVANCED"}, "M"),
        ("highly specialised", {"digital": "HIGHLY_SPECIALISED"}, "M"), ("foundation", {"digital": "FOUNDATION"}, "F"),
        ("nobody asked", {}, "U"),
    ]),
    ("foundation", {"kind": "DIGITAL_SKILLS", "minLevel": "FOUNDATION"}, [
        ("foundation", {"digital": "FOUNDATION"}, "M"), ("schooling says nothing", {"education":
         {"framework": "EQF", "level": "7"}}, "U"),
    ]),
]  # fmt: skip


def schooled(framework: str, level: int) -> Facts:
    """Say her education."""
    return {"education": {"framework": framework, "level": str(level)}}


SKILL = "http://data.europa.eu/esco/skill/01f10952-cb59-4347-9aee-d4fbc51c870a"
EDUCATION: list[Table] = [
    ("EQF from 3 to 5", {"kind": "EDUCATION", "framework": "EQF", "minLevel": "3", "maxLevel": "5"}, [
        ("EQF 3", schooled("EQF", 3), "M"), ("EQF 5", schooled("EQF", 5), "M"), ("EQF 2", schooled("EQF", 2), "F"),
        ("EQF 6", schooled("EQF", 6), "X"), ("ISCED 4 is not converted", schooled("ISCED 2011", 4), "U"),
        ("nobody asked", {}, "U"), ("a diploma in hand is no level", papers(DIPLOMA=True), "U"),
    ]),
    ("ISCED from 1", {"kind": "EDUCATION", "framework": "ISCED 2011", "minLevel": "1"}, [
        ("ISCED 0", schooled("ISCED 2011", 0), "F"), ("ISCED 1", schooled("ISCED 2011", 1), "M"),
        ("ISCED 8", schooled("ISCED 2011", 8), "M"), ("EQF 1 is not converted", schooled("EQF", 1), "U"),
    ]),
    ("a competence", {"kind": "COMPETENCE", "codes": [SKILL]}, [
        ("she has it", {"competences": [SKILL]}, "M"), ("nobody asked", {}, "U"),
    ]),
]  # fmt: skip


def children(*ages: float, care: bool | None = None) -> Facts:
    """Say that children come with her."""
    said: Facts = {"with": True, "ages": list(ages)}
    return {"children": said if care is None else {**said, "needsChildcare": care}}


ALONE: Facts = {"children": {"with": False}}
CHILDREN_AND_OTHER: list[Table] = [
    ("children are welcome", {"kind": "CHILDREN", "codes": ["WELCOME"]}, [
        ("with a child", children(3), "M"), ("without", ALONE, "M"), ("it asks nothing of her", {}, "M"),
    ]),
    ("children cannot come", {"kind": "CHILDREN", "codes": ["NOT_POSSIBLE"]}, [
        ("with a child", children(3), "F"), ("without", ALONE, "M"), ("nobody asked", {}, "U"),
    ]),
    ("childcare from 3 to 10", {"kind": "CHILDREN", "codes": ["CHILDCARE_PROVIDED"], "minimum": 3, "maximum": 10}, [
        ("of 3 and 10", children(3, 10, care=True), "M"), ("of 2", children(2, care=True), "F"),
        ("of 2, whom somebody else looks after", children(2, care=False), "M"), ("of no known age", children(), "U"),
        ("of 2, and nobody asked about care", children(2), "U"), ("without", ALONE, "M"), ("nobody asked", {}, "U"),
    ]),
    ("papers: passport and CV", {"kind": "DOCUMENT", "codes": ["PASSPORT", "CV"]}, [
        ("both", papers(PASSPORT=True, CV=True), "M"), ("one, the other not asked", papers(PASSPORT=True), "U"),
        ("one, the other not", papers(PASSPORT=True, CV=False), "F"), ("nobody asked", {}, "U"),
    ]),
    ("registered for work", {"kind": "REGISTRATION", "codes": ["EMPLOYMENT_SERVICE"]}, [
        ("she is", {"registrations": [{"registration": "EMPLOYMENT_SERVICE", "held": True}]}, "M"),
        ("she is not", {"registrations": [{"registration": "EMPLOYMENT_SERVICE", "held": False}]}, "F"),
        ("nobody asked", {}, "U"),
    ]),
    ("who lives in Lazio", {"kind": "AREA", "codes": ["IT-62"]}, [
        ("in Rome, which lies in it", {"area": "IT-RM"}, "M"), ("in Lazio", {"area": "IT-62"}, "M"),
        ("somewhere in Italy", {"area": "IT"}, "U"), ("in Vienna", {"area": "AT-9"}, "X"), ("nobody asked", {}, "U"),
    ]),
    ("for 20 euros", {"kind": "FEE", "codes": ["AMOUNT"], "amount": "20.00", "currency": "EUR"}, [
        ("she has 20", {"budget": {"amount": "20", "currency": "EUR"}}, "M"),
        ("she has 19.99", {"budget": {"amount": "19.99", "currency": "EUR"}}, "F"),
        ("lei are not converted", {"budget": {"amount": "500", "currency": "RON"}}, "U"), ("nobody asked", {}, "U"),
    ]),
    ("for nothing", {"kind": "FEE", "codes": ["FREE"]}, [("it asks nothing of her", {}, "M")]),
    ("demands cooperation", {"kind": "COOPERATION"}, [
        ("she has chosen to", {"choosesCooperation": True}, "M"), ("she has chosen not to",
         {"choosesCooperation": False}, "F"), ("she has not chosen, and never has to", {}, "U"),
    ]),
    ("for survivors or jobseekers", {"kind": "INTAKE_GROUP", "codes": ["TRAFFICKING_SURVIVORS", "JOBSEEKERS"]}, [
        ("one of them", groups(JOBSEEKERS=True), "M"),
        ("neither", groups(JOBSEEKERS=False, TRAFFICKING_SURVIVORS=False), "X"),
        ("not the one, the other not asked", groups(JOBSEEKERS=False), "U"),
    ]),
    ("something in words", {"kind": "OTHER", "text": "Motivation"}, [("a person judges it", {"age": 30}, "U")]),
]  # fmt: skip

QUESTIONS: dict[str, list[Table]] = {
    "1-age-and-gender": AGE_AND_GENDER,
    "2-residence-status": RESIDENCE,
    "3-labour-access": LABOUR,
    "4-language": LANGUAGE,
    "5-literacy": LITERACY,
    "6-digital-skills": DIGITAL,
    "7-education": EDUCATION,
    "8-children-and-other": CHILDREN_AND_OTHER,
}
