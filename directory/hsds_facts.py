"""Write what HSDS 3.1 has no field for as attributes of our profile: conditions typed, facts typed, nothing lost.

An attribute's `taxonomy_term_id` says what it is and its `value` is text or JSON in the field names of a listing,
with sorted keys and without empty ones, so that one fact has one spelling. The value of every term stands in
`docs/hsds.md`.
"""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from directory.content import Content, Criterion, Place, Text
from directory.hsds_words import plain_number
from directory.taxonomy import CRITERIA, FACTS, SERVICE_TYPES, Record, term

SERVICE_TYPE, CRITERION, FACT = "service_type", "criterion", "fact"


def part_id(whole: str, kind: str, number: int = 0) -> str:
    """Give a part of a record an id that is the same in every export (UUID version 8, RFC 9562)."""
    digest = bytearray(sha256(f"{whole}/{kind}/{number}".encode()).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(digest)))


def service_attributes(service_id: str, content: Content) -> list[Record]:
    """Return the attributes of a service, in one order."""
    said = [(SERVICE_TYPE, SERVICE_TYPES, str(each), str(each)) for each in content.service_types]
    said += [(CRITERION, CRITERIA, str(each.kind), _json(criterion(each))) for each in content.criteria]
    said += [(FACT, FACTS, code, value) for code, value in _facts(content)]
    return [
        _attribute(part_id(service_id, "attribute", number), service_id, "service", *each)
        for number, each in enumerate(said)
    ]


def place_attributes(location_id: str, place: Place) -> list[Record]:
    """Return who may know of a place; of a hidden one nothing else is said."""
    said = {"visibility": place.visibility, "area": None if place.hidden else place.area}
    return [_attribute(part_id(location_id, "attribute"), location_id, "location", FACT, FACTS, "PLACE", _json(said))]


def criterion(each: Criterion) -> Record:
    """Return a condition in the field names of a listing."""
    return {_camel(field.name): getattr(each, field.name) for field in fields(each)}


def _attribute(
    own_id: str, link_id: str, entity: str, link_type: str, taxonomy: str, code: str, value: str
) -> Record:  # fmt: skip
    found = term(taxonomy, code)
    return {
        "id": own_id,
        "link_id": link_id,
        "taxonomy_term_id": found["id"],
        "link_type": link_type,
        "link_entity": entity,
        "value": value,
        "label": code,
        "taxonomy_term": found,
    }


def _facts(content: Content) -> Iterator[tuple[str, str]]:
    yield from (("NAME", _json(_text(each))) for each in content.names)
    yield from (("DESCRIPTION", _json(_text(each))) for each in content.descriptions)
    provider, said = content.provider, content.availability
    yield "PROVIDER", _json({n: getattr(provider, n) for n in ("name", "country", "website", "phone", "email")})
    yield "ACCEPTING", _json({"value": said.accepting, "asOf": said.as_of})
    if said.capacity is not None and said.capacity_as_of is None:
        yield "CAPACITY", _json({"places": said.capacity})
    if said.waiting_days is not None:
        yield "WAITING_DAYS", str(said.waiting_days)
    if content.hours_per_week is not None:
        yield "HOURS_PER_WEEK", str(plain_number(content.hours_per_week))
    yield from _more_facts(content)


def _more_facts(content: Content) -> Iterator[tuple[str, str]]:
    if content.interpreter is not None:
        offer = content.interpreter
        yield "INTERPRETER", _json({"languages": offer.languages, "womenAvailable": offer.women_available})
    if content.women_staff is not None:
        yield "WOMEN_STAFF", _json(content.women_staff)
    if content.staff_training is not None:
        training = content.staff_training
        yield "STAFF_TRAINING", _json({"trafficking": training.trafficking, "gender": training.gender})
    for outcome in content.outcomes:
        yield "OUTCOME", _json({field.name: getattr(outcome, field.name) for field in fields(outcome)})
    if content.vacancy is not None:
        yield "VACANCY", _json({_camel(f.name): getattr(content.vacancy, f.name) for f in fields(content.vacancy)})
    yield from (("UNCHECKED_TEXT", text) for text in content.unchecked_text)
    if content.demonstration:
        yield "DEMONSTRATION", _json(True)


def _text(each: Text) -> Record:
    return {"language": each.language, "text": each.text, "origin": each.origin, "date": each.date}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _json(value: Any) -> str:
    if isinstance(value, dict):
        value = {key: _plain(each) for key, each in value.items() if each is not None and each != ()}
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, (float, Decimal)):
        return plain_number(value)
    return value.isoformat() if isinstance(value, date) else value
