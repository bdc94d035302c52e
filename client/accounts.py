"""The two accounts of a referral as data: what may stand in each, checked before sealing and after opening.

The questions, their answers and what each answer feeds stand in `wording/account.json`; their words in
`wording/account-LANGUAGE.json`; the organisation's codes in `wording/outcome.json`. Criteria are the directory's codes.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict, cast

from client.account_errors import BadAccount
from directory.codes import CriterionKind

LANGUAGES = ("ar", "bg", "de", "el", "en", "fr", "it", "ro", "uk")
RATHER_NOT, NO = "RATHER_NOT", "NO"
ASSISTED = ("", "CASEWORKER", "CASEWORKER_AND_INTERPRETER")
"""Who held the pen, by role: she herself, or a caseworker, with or without an interpreter."""
CHANNELS = ("", "IN_PERSON", "TELEPHONE", "PAPER", "OTHER_MEMBER")
"""How she told it where she has neither card nor code; `OTHER_MEMBER`: to another organisation, which told us."""
MOST_WORDS, MOST_SAFE_WAY = 2000, 500
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


class Account(TypedDict):
    """Hold her account: `answers` by question or part of one, a code each, or several where several may be named."""

    version: int
    form: str
    language: str
    assisted: str
    channel: str
    answers: dict[str, Any]
    words: str
    safeWay: str


class Outcome(TypedDict):
    """Hold the organisation's account: how it ended, the month, each condition of the listing, and no story of hers."""

    version: int
    outcomeCode: str
    month: str
    criteriaAsListed: dict[str, str]
    supportStillNeeded: bool
    concern: bool
    message: str


@cache
def data(name: str) -> dict[str, Any]:
    """Read one file of the forms."""
    found: dict[str, Any] = json.loads(files("client").joinpath("wording", f"{name}.json").read_text("utf-8"))
    return found


@cache
def items() -> dict[str, dict[str, Any]]:
    """Give every question, or part of one, by its number."""
    return {one["id"]: one for one in data("account")["items"]}


def asked(form: str, *, work: bool) -> list[dict[str, Any]]:
    """List what a form asks, in order; what is about work only where she was sent to work."""
    wanted = data("account")["forms"][form]
    return [one for one in items().values() if one["id"].partition(".")[0] in wanted and (work or not one.get("work"))]


def is_work(service_types: list[str]) -> bool:
    """Say whether a service leads to work, so that the questions about work are asked."""
    return bool(set(service_types) & set(data("account")["workServices"]))


def read_account(said: Any) -> Account:
    """Read her account; what is left out is not answered.

    Raises:
        BadAccount: it is not in its form.
    """
    absent = {"version": 1, "form": "FULL", "language": "en", "assisted": "", "channel": "", "words": "", "safeWay": ""}
    found = _filled(said, Account, absent)
    _one_of(found, "form", data("account")["forms"])
    _one_of(found, "language", LANGUAGES)
    _one_of(found, "assisted", ASSISTED)
    _one_of(found, "channel", CHANNELS)
    _text(found, "words", MOST_WORDS)
    _text(found, "safeWay", MOST_SAFE_WAY)
    answers = found["answers"]
    if not isinstance(answers, Mapping):
        raise BadAccount("answers")
    allowed = {one["id"]: one for one in asked(found["form"], work=True)}
    for number, answer in answers.items():
        if number not in allowed or not _answers(allowed[number], answer):
            raise BadAccount(f"answers.{number}")
    return cast(Account, found)


def read_outcome(said: Any, outcome_class: str, today: date) -> Outcome:
    """Read the organisation's account against the class that it gives in clear.

    Raises:
        BadAccount: it is not in its form, contradicts its class, or lies in the future.
    """
    found = _filled(
        said,
        Outcome,
        {"version": 1, "criteriaAsListed": {}, "supportStillNeeded": False, "concern": False, "message": ""},
    )
    codes = data("outcome")["codes"]
    _one_of(found, "outcomeCode", codes)
    if outcome_class not in codes[found["outcomeCode"]]:
        raise BadAccount("outcomeCode")
    month = found["month"]
    if not isinstance(month, str) or not _MONTH.fullmatch(month) or month > today.strftime("%Y-%m"):
        raise BadAccount("month")
    if not isinstance(found["criteriaAsListed"], Mapping):
        raise BadAccount("criteriaAsListed")
    for kind, how in found["criteriaAsListed"].items():
        if kind not in CriterionKind.__members__ or how not in data("outcome")["criteria"]:
            raise BadAccount(f"criteriaAsListed.{kind}")
    for name in ("supportStillNeeded", "concern"):
        if type(found[name]) is not bool:
            raise BadAccount(name)
    _text(found, "message", MOST_WORDS)
    if found["concern"] != bool(found["message"].strip()):
        raise BadAccount("message")
    return cast(Outcome, found)


def _filled(said: Any, form: type, absent: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(said, Mapping):
        raise BadAccount("the whole")
    found = {**absent, **said}
    if wrong := found.keys() ^ form.__annotations__.keys():
        raise BadAccount(", ".join(sorted(map(str, wrong))))
    if type(found["version"]) is not int or found["version"] != 1:
        raise BadAccount("version")
    return found


def _one_of(found: dict[str, Any], name: str, known: Any) -> None:
    if not isinstance(found[name], str) or found[name] not in known:
        raise BadAccount(name)


def _text(found: dict[str, Any], name: str, most: int) -> None:
    if not isinstance(found[name], str) or len(found[name]) > most:
        raise BadAccount(name)


def _answers(item: dict[str, Any], answer: Any) -> bool:
    """Say whether an answer is one of the item's; several only where several may be named, and no alone."""
    known = {*item["choices"], RATHER_NOT}
    if not item.get("many"):
        return isinstance(answer, str) and answer in known
    if not isinstance(answer, list) or not answer or not all(isinstance(one, str) for one in answer):
        return False
    alone = {NO, RATHER_NOT} & set(answer)
    return set(answer) <= known and len(set(answer)) == len(answer) and (not alone or len(answer) == 1)
