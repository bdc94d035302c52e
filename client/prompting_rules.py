"""What two accounts mean for a person to do: prompts, never a score on her, and nothing happens by itself.

UNODC warns that indicators are "inherently limited". So each prompt says why it is there, what to do and
by when, and a person decides. The table is `wording/prompts.json`; what each answer brings up, `wording/account.json`.

- Every account of hers counts for what is dangerous: a later, better one takes no red flag away.
- Only what she said after the other's account is held against it: who waited on day 7 does not contradict the outcome.
- Two failed attempts to reach her are amber, and red after 72 hours; lost contact is not "closed".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from client.accounts import Account, Outcome, data, items
from client.shapes import Event, Referral

LOST_AFTER = timedelta(hours=72)
ATTEMPTS = 2
AMBER_DAYS = 2
_LEVELS = ("RED", "AMBER", "LOOK")
_ATTEMPT, _UNREACHABLE = "ASKED_HER_ATTEMPT_FAILED", "ASKED_HER_UNREACHABLE"
_FOUND = {"HER_FEEDBACK", "ASKED_HER_DECLINED_TO_ANSWER", "REOPEN", "DISPUTE_OUTCOME"}
"""Steps after which she was reached, or is asked anew."""
_OVER = {"DECLINED", "CLIENT_DECLINED", "WITHDRAWN", "CANCELLED", "EXPIRED", "VOID"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """Say to a person what came up, why, what to do and by when; `by` is a day, `now`, or empty.

    `about` names the questions or conditions. `report` is the kind of report to the secretariat that may follow, once
    it cannot expose her. `dispute` offers step 16.
    """

    code: str
    level: str
    because: str
    do: str
    by: str
    about: tuple[str, ...] = ()
    report: str | None = None
    dispute: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Hold one account with the moment at which it came."""

    at: datetime
    said: Account = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold all that prompts follow from; `met_all`: whether she met every condition, where that is known."""

    referral: Referral
    events: Sequence[Event]
    now: datetime
    hers: tuple[Told, ...] = ()
    outcome: Outcome | None = field(default=None, repr=False)
    met_all: bool | None = None
    unread: bool = False


def prompts(facts: Facts) -> list[Prompt]:
    """Give everything that a person should look at, the most urgent first."""
    found: dict[str, tuple[datetime, list[str]]] = {}
    for code, at, about in (*_hers(facts), *_theirs(facts), *_both(facts), *_lost(facts)):
        since, named = found.setdefault(code, (at, []))
        found[code] = (min(since, at), named + [one for one in about if one not in named])
    shown = [_prompt(code, at, tuple(about), facts.referral) for code, (at, about) in found.items()]
    return sorted(shown, key=lambda one: _LEVELS.index(one.level))


Found = Iterable[tuple[str, datetime, Sequence[str]]]


def _prompt(code: str, at: datetime, about: tuple[str, ...], referral: Referral) -> Prompt:
    said = data("prompts")["prompts"][code]
    by = {"RED": "now", "AMBER": working_days_after(at.date(), AMBER_DAYS).isoformat(), "LOOK": ""}[said["level"]]
    dispute = bool(said.get("dispute")) and referral["state"] == "OUTCOME_REPORTED"
    return Prompt(code, said["level"], said["because"], said["do"], by, about, said.get("report"), dispute)


def _hers(facts: Facts) -> Found:
    """Bring up what she said, whenever she said it."""
    for told in facts.hers:
        for number, answer in told.said["answers"].items():
            brings = items()[number].get("prompts", {})
            for choice in answer if isinstance(answer, list) else [answer]:
                if choice in brings:
                    yield brings[choice], told.at, [number]
    if facts.unread:
        yield "NOT_IN_FORM", facts.now, []


def _theirs(facts: Facts) -> Found:
    """Bring up what the organisation said."""
    at = _at(facts, "REPORT_OUTCOME") or facts.now
    if facts.outcome is not None:
        for kind, how in facts.outcome["criteriaAsListed"].items():
            if how != "AS_LISTED":
                yield f"CRITERION_{how}", at, [f"2.{kind}"]
        if facts.outcome["concern"]:
            yield "CONCERN", at, []
        if facts.outcome["supportStillNeeded"]:
            yield "SUPPORT_NEEDED", at, []
    if facts.referral["declineClass"] == "NOT_ELIGIBLE" and facts.met_all:
        yield "ELIGIBLE_DECLINED", _at(facts, "DECLINE") or facts.now, []
    if facts.events and facts.events[-1]["name"] == "DISPUTE_OUTCOME":
        yield "DISPUTED", _moment(facts.events[-1]), []


def _both(facts: Facts) -> Found:
    """Bring up where the two differ."""
    for row in data("prompts")["differences"]:
        since = _at(facts, row["after"])
        if since is None or not _said_so(row, facts):
            continue
        for told in facts.hers:
            differs = [one for one, choices in row["hers"].items() if told.said["answers"].get(one) in choices]
            if told.at >= since and differs:
                yield row["prompt"], told.at, differs
    outcome = _at(facts, "REPORT_OUTCOME")
    if outcome and facts.hers and facts.hers[-1].at < outcome and facts.referral["herFeedback"] == "DUE":
        yield "ASK_THE_REST", outcome, []


def _said_so(row: dict[str, Any], facts: Facts) -> bool:
    """Say whether the organisation's side of a row is as the row has it."""
    code = facts.outcome["outcomeCode"] if facts.outcome else None
    sides = (("states", facts.referral["state"]), ("classes", facts.referral["outcomeClass"]), ("codes", code))
    return all(name not in row or said in row[name] for name, said in sides)


def _lost(facts: Facts) -> Found:
    """Bring up that she cannot be reached."""
    tried: list[datetime] = []
    for event in facts.events:
        if event["name"] in _FOUND:
            tried = []
        elif event["name"] in (_ATTEMPT, _UNREACHABLE):
            tried.append(_moment(event))
    if len(tried) >= ATTEMPTS and facts.referral["state"] not in _OVER:
        since = tried[ATTEMPTS - 1]
        yield ("LOST_LONG" if facts.now >= since + LOST_AFTER else "LOST"), since, []


def _at(facts: Facts, name: str) -> datetime | None:
    return next((_moment(one) for one in reversed(facts.events) if one["name"] == name), None)


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])


def working_days_after(day: date, count: int) -> date:
    """Give the day that lies so many working days later, Monday to Friday; holidays are not known here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
