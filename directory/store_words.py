"""Read the words of a listing from their rows; rows mean nothing here."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any

import asyncpg

from directory import codes as k
from directory.content import (
    Availability,
    Content,
    Criterion,
    Fee,
    InterpreterOffer,
    Outcome,
    Place,
    Provider,
    Schedule,
    StaffTraining,
    Text,
    Vacancy,
)
from directory.model import ShelfRow
from directory.store_rows import CRITERION, OUTCOME, Key

Parts = dict[Key, list[asyncpg.Record]]
CODES = 2 + CRITERION.index("codes")
"""Where the codes of a condition stand in `criteria_of`, which names a listing's version and then `CRITERION`."""


def grouped(rows: Iterable[asyncpg.Record]) -> Parts:
    """Group rows by the version they belong to."""
    found: Parts = {}
    for row in rows:
        found.setdefault((row["listing_id"], row["number"]), []).append(row)
    return found


def shelf_row(row: asyncpg.Record, texts: Parts, places: Parts, criteria: Parts, outcomes: Parts) -> ShelfRow:
    """Put a listing together from its rows."""
    key = (row["id"], row["number"])
    said = texts.get(key, [])
    content = _content(
        row,
        tuple(_text(each) for each in said if each["kind"] == "NAME"),
        tuple(_text(each) for each in said if each["kind"] == "DESCRIPTION"),
        tuple(_place(each) for each in places.get(key, ())),
        tuple(_criterion(*each[2:CODES], tuple(each[CODES]), *each[CODES + 1 :]) for each in criteria.get(key, ())),
        tuple(Outcome(k.OutcomeKind(each["kind"]), *(each[name] for name in OUTCOME[1:]))
              for each in outcomes.get(key, ())),
    )  # fmt: skip
    return ShelfRow(
        row["id"], k.ListingState(row["state"]), row["number"], row["verified_at"], content, row["saved"],
        row["provider_id"], row["owner_member_id"], row["proposed_by"], row["current_version"], row["vetted_version"],
        tuple(row["verified_by"]), row["expires_at"], row["updated_at"], row["suspended_reason"], row["source"],
        row["source_id"], row["availability_version"], row.get("changed", 0),
        confirmed_at=row["confirmed_at"], warned_at=row["warned_at"], round=row["round"],
        renewal_since=row["renewal_since"],
    )  # fmt: skip


def _content(
    row: asyncpg.Record, names: tuple[Text, ...], descriptions: tuple[Text, ...], places: tuple[Place, ...],
    criteria: tuple[Criterion, ...], outcomes: tuple[Outcome, ...],
) -> Content:  # fmt: skip
    interpreted, rule = row["interpreter_languages"], row["fee_rule"]
    fee = Fee(k.FeeRule(rule), row["fee_amount"], row["fee_currency"], row["fee_note"]) if rule else None
    training = StaffTraining(row["training_trafficking"], row["training_gender"]) if row["training_known"] else None
    vacancy = json.loads(row["vacancy"]) if row["vacancy"] else None
    return Content(
        row["source_id"], _provider(row), tuple(k.ServiceType(each) for each in row["service_types"]), names,
        descriptions, tuple(row["delivery_languages"]), places, tuple(row["areas_served"]),
        tuple(_schedule(each) for each in json.loads(row["schedules"])), row["hours_per_week"], fee,
        Availability(k.Accepting(row["accepting"]), row["as_of"], row["capacity"], row["capacity_as_of"],
                     row["waiting_days"]),
        k.Route(row["route"]), row["broker_member"],
        None if interpreted is None else InterpreterOffer(tuple(interpreted), row["interpreter_women"]),
        row["women_staff"], tuple(row["documents_asked"]), training, criteria, tuple(row["unchecked_text"]), outcomes,
        Vacancy(**vacancy) if vacancy else None, row["demonstration"],
    )  # fmt: skip


def _provider(row: asyncpg.Record) -> Provider:
    names = ("source_id", "name", "country", "member", "website", "phone", "email")
    return Provider(*(row[f"provider_{name}"] for name in names))


def _text(row: asyncpg.Record) -> Text:
    return Text(row["language"], row["text"], k.TextOrigin(row["origin"]), row["written_on"])


def _place(row: asyncpg.Record) -> Place:
    return Place(
        row["label"] or "", row["area"], k.Visibility(row["visibility"]), row["city"], row["street"],
        row["postal_code"], row["latitude"], row["longitude"],
    )  # fmt: skip


def _schedule(row: Sequence[Any]) -> Schedule:
    byday, opens, closes, begins, ends = row
    return Schedule(
        tuple(byday),
        time.fromisoformat(opens) if opens else None,
        time.fromisoformat(closes) if closes else None,
        date.fromisoformat(begins) if begins else None,
        date.fromisoformat(ends) if ends else None,
    )


@lru_cache(maxsize=65536)
def _criterion(kind: str, strength: str, source: str, as_of: date | None, disputed: bool, codes: tuple[str, ...],
               minimum: float | None, maximum: float | None, language: str | None, skill: str | None,
               *rest: Any) -> Criterion:  # fmt: skip
    """Return one noun for equal rows: ten thousand listings share few conditions."""
    return Criterion(
        k.CriterionKind(kind), k.Strength(strength), k.Source(source), as_of, disputed, codes, minimum, maximum,
        language, k.LanguageSkill(skill) if skill else None, *rest,
    )  # fmt: skip
