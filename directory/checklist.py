"""Read the published checklist and a reviewer's answers to it, so that both reviewers answer the same questions."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from directory import errors
from directory.codes import AnswerValue, ServiceType
from directory.fields import Fields
from directory.model import Answer, Question

MOST_ANSWERS = 100
LONGEST_EVIDENCE = 4_000


@cache
def questions() -> tuple[Question, ...]:
    """Return the checklist in its order."""
    read = json.loads(files("directory").joinpath("checklist.json").read_text(encoding="utf-8"))
    return tuple(
        Question(
            each["id"],
            each["part"],
            each["question"],
            each["why"],
            each["guideSection"],
            None if each["appliesTo"] == "ALL" else tuple(ServiceType(code) for code in each["appliesTo"]),
            each["blocking"],
        )
        for each in read["questions"]
    )


def asked_of(types: Sequence[ServiceType]) -> tuple[Question, ...]:
    """Return the questions that are asked of a service of these kinds."""
    return tuple(each for each in questions() if each.applies_to is None or set(each.applies_to) & set(types))


def read_draft(value: object, asked: Sequence[Question]) -> list[dict[str, Any]]:
    """Read answers that may still be incomplete; a draft keeps what was noted.

    Raises:
        UnknownQuestion: an answer to what is not asked.
        DuplicateFact: two answers to one question.
        BadFact: a field is not what it should be.
    """
    known = {each.id for each in asked}
    found: list[dict[str, Any]] = []
    for row in Fields({"answers": value}).rows("answers", MOST_ANSWERS):
        noted = {
            "question": row.text("question", 20),
            "value": row.maybe_code("value", AnswerValue),
            "evidence": row.maybe_text("evidence", LONGEST_EVIDENCE),
            "source": row.maybe_text("source", LONGEST_EVIDENCE),
            "date": row.maybe_day("date"),
        }
        row.done()
        if noted["question"] not in known:
            raise errors.UnknownQuestion("answers")
        found.append(noted)
    if len({each["question"] for each in found}) != len(found):
        raise errors.DuplicateFact("answers")
    return found


def read_answers(value: object) -> tuple[Answer, ...]:
    """Read answers, each with what it rests on.

    Raises:
        ChecklistIncomplete: an answer without value, evidence, source or date.
        DuplicateFact: two answers to one question.
        BadFact: a field is not what it should be.
    """
    found = []
    for row in Fields({"answers": value}).rows("answers", MOST_ANSWERS):
        question = row.text("question", 20)
        answered = row.maybe_code("value", AnswerValue)
        evidence, source = row.maybe_text("evidence", LONGEST_EVIDENCE), row.maybe_text("source", LONGEST_EVIDENCE)
        on = row.maybe_day("date")
        row.done()
        if answered is None or evidence is None or source is None or on is None:
            raise errors.ChecklistIncomplete(row.path, question=question)
        found.append(Answer(question, answered, evidence, source, on))
    if len({each.question for each in found}) != len(found):
        raise errors.DuplicateFact("answers")
    return tuple(found)
