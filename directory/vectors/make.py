"""Make the vectors of matching from `tables.py`; nothing of the code that they judge is imported.

Run `python directory/vectors/make.py` in the checkout's top folder. From each row of a table come four cases: as it
stands, as an advised condition, as a disputed one, and beside text that nobody turned into conditions. Neighbouring
rows of two tables give the cases of two conditions.
"""

import json
from itertools import pairwise
from pathlib import Path

from tables import NOTHING, QUESTIONS, Facts, Table

VERDICT = {"M": "MEETS", "U": "UNKNOWN", "F": "FAILS", "X": "FAILS"}


def overall(required: list[str], *, checked: bool = True) -> str:
    """Say what required answers mean together: the first of domain 3.3 that applies."""
    for answer, said in (("X", "NOT_ELIGIBLE"), ("F", "NOT_YET"), ("U", "ASK")):
        if answer in required:
            return said
    return "ELIGIBLE" if checked else "ASK"


def case(name: str, profile: Facts, conditions: list[tuple[Facts, str]], *, text: str = "") -> Facts:
    """Write one case."""
    required = [answer for condition, answer in conditions if condition.get("strength") != "ADVISED"]
    return {
        "name": name,
        "criteria": [condition for condition, _ in conditions],
        "uncheckedText": [text] if text else [],
        "profile": profile or NOTHING,
        "verdicts": [VERDICT[answer] for _, answer in conditions],
        "forGood": [answer == "X" for _, answer in conditions],
        "overall": overall(required, checked=not text),
    }


def of_table(table: Table) -> list[Facts]:
    """Give the four cases of each row."""
    title, condition, rows = table
    found = []
    for sentence, profile, answer in rows:
        name, strict = f"{title}: {sentence}", {**condition, "strength": "REQUIRED"}
        found.append(case(name, profile, [(strict, answer)]))
        if condition["kind"] != "COOPERATION":
            found.append(case(f"{name} (advised)", profile, [({**condition, "strength": "ADVISED"}, answer)]))
        found.append(case(f"{name} (disputed)", profile, [({**strict, "disputed": True}, "U")]))
        found.append(case(f"{name} (beside free text)", profile, [(strict, answer)], text="Ask us."))
    return found


def of_pairs(tables: list[Table]) -> list[Facts]:
    """Give the cases of two conditions; the facts of the two must not be about the same."""
    found = []
    for (title, one, rows), (second, other, more) in pairwise(tables):
        for (sentence, hers, answer), (also, too, answer_too) in zip(rows, more, strict=False):
            if one["kind"] != other["kind"] and not hers.keys() & too.keys():
                name = f"{title}: {sentence}; {second}: {also}"
                conditions = [
                    ({**one, "strength": "REQUIRED"}, answer),
                    ({**other, "strength": "REQUIRED"}, answer_too),
                ]
                if not crosses(one, too) and not crosses(other, hers):
                    found.append(case(name, {**hers, **too}, conditions))
    return found


ABOUT = {
    "AGE": "age", "GENDER": "gender", "RESIDENCE_STATUS": "residenceStatus", "LABOUR_ACCESS": "labourAccess",
    "LANGUAGE": "languages", "LITERACY": "literacy", "DIGITAL_SKILLS": "digital", "EDUCATION": "education",
    "CHILDREN": "children", "COMPETENCE": "competences", "DOCUMENT": "documents", "REGISTRATION": "registrations",
    "AREA": "area", "FEE": "budget", "COOPERATION": "choosesCooperation", "INTAKE_GROUP": "intakeGroups", "OTHER": "",
}  # fmt: skip


def crosses(condition: Facts, facts: Facts) -> bool:
    """Say whether facts that belong to another row would answer this condition too."""
    return ABOUT[condition["kind"]] in facts


def main() -> None:
    """Write one file a question, and one of all questions together."""
    folder = Path(__file__).parent
    files = {name: [each for table in tables for each in of_table(table)] for name, tables in QUESTIONS.items()}
    firsts = [tables[0] for tables in QUESTIONS.values()]
    every = [table for tables in QUESTIONS.values() for table in tables]
    files["9-together"] = of_pairs(firsts) + of_pairs(every) + of_pairs(every[::2]) + of_pairs(every[::3])
    for name, cases in files.items():
        seen = {each["name"]: each for each in cases}
        said = {"about": name, "source": "domain 3.3; guide xiii step 1", "cases": list(seen.values())}
        text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
