"""Write the words of a listing as rows; what must stay hidden goes into rows of its own."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from directory import codes as k
from directory.areas import chain
from directory.content import (
    Availability,
    Content,
    Vacancy,
)
from directory.shelving import areas_of

Rows = list[dict[str, Any]]
Key = tuple[str, int]
VACANCY = tuple(Vacancy.__dataclass_fields__)
CRITERION = ("kind", "strength", "source", "as_of", "disputed", "codes", "minimum", "maximum", "language", "skill",
             "min_level", "max_level", "script", "framework", "amount", "currency", "text")  # fmt: skip
OUTCOME = ("kind", "language", "level", "framework", "code")
PLACE = ("label", "city", "street", "postal_code", "latitude", "longitude")


def written(rows: Rows) -> str:
    """Write rows as JSON for `jsonb_to_recordset`."""
    return json.dumps(rows, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(type(value).__name__)


def version_row(key: Key, content: Content, by: str | None, at: datetime) -> dict[str, Any]:
    """Return the row of a version."""
    provider, fee, training = content.provider, content.fee, content.staff_training
    inside = sorted(areas_of(content))
    return {
        "listing_id": key[0],
        "number": key[1],
        "provider_source_id": provider.source_id,
        **{f"provider_{name}": getattr(provider, name) for name in
           ("name", "country", "member", "website", "phone", "email")},
        "service_types": content.service_types,
        "delivery_languages": content.delivery_languages,
        "areas_served": content.areas_served,
        "areas_inside": inside,
        "areas_around": sorted({outer for area in inside for outer in chain(area)}),
        "schedules": [[list(each.byday), each.opens_at, each.closes_at, each.valid_from, each.valid_to]
                      for each in content.schedules],
        "hours_per_week": content.hours_per_week,
        **({f"fee_{name}": getattr(fee, name) for name in ("rule", "amount", "currency", "note")} if fee else {}),
        "route": content.route,
        "broker_member": content.broker_member,
        "interpreter_languages": content.interpreter.languages if content.interpreter else None,
        "interpreter_women": content.interpreter.women_available if content.interpreter else None,
        "women_staff": content.women_staff,
        "documents_asked": content.documents_asked,
        "training_known": training is not None,
        "training_trafficking": training.trafficking if training else None,
        "training_gender": training.gender if training else None,
        "unchecked_text": content.unchecked_text,
        "vacancy": {name: getattr(content.vacancy, name) for name in VACANCY} if content.vacancy else None,
        "demonstration": content.demonstration,
        "written_by": by,
        "written_at": at,
        "search": _search(content),
    }  # fmt: skip


def _search(content: Content) -> str:
    """Return all words by which a listing is found; nothing of a hidden place is among them."""
    seen = [place for place in content.places if not place.hidden]
    parts = [each.text for each in content.names + content.descriptions]
    parts += [content.provider.name, *(each for place in seen for each in (place.label, place.city) if each)]
    return " ".join(parts)


def text_rows(key: Key, content: Content) -> Rows:
    """Return the rows of names and descriptions."""
    return [
        {"listing_id": key[0], "number": key[1], "kind": kind, "position": position, "language": each.language,
         "text": each.text, "origin": each.origin, "written_on": each.date}
        for kind, texts in (("NAME", content.names), ("DESCRIPTION", content.descriptions))
        for position, each in enumerate(texts)
    ]  # fmt: skip


def place_rows(key: Key, content: Content) -> tuple[Rows, Rows]:
    """Return the rows of places that everybody may read, and those that only the owner may."""
    seen, hidden = [], []
    for position, place in enumerate(content.places):
        at = {"listing_id": key[0], "number": key[1], "position": position}
        facts = {name: getattr(place, name) or None for name in PLACE[:4]}
        facts |= {name: getattr(place, name) for name in PLACE[4:]}
        shown = {"visibility": place.visibility, "area": place.area}
        if not place.hidden:
            seen.append(at | shown | facts)
            continue
        town = {"city": facts.pop("city")} if place.visibility is k.Visibility.ON_ACCEPTANCE else {}
        seen.append(at | shown | town)
        hidden.append(at | facts)
    return seen, hidden


def criterion_rows(key: Key, content: Content) -> Rows:
    """Return the rows of conditions."""
    return [
        {
            "listing_id": key[0],
            "number": key[1],
            "position": position,
            **{name: getattr(each, name) for name in CRITERION},
        }
        for position, each in enumerate(content.criteria)
    ]


def outcome_rows(key: Key, content: Content) -> Rows:
    """Return the rows of outcomes."""
    return [
        {
            "listing_id": key[0],
            "number": key[1],
            "position": position,
            **{name: getattr(each, name) for name in OUTCOME},
        }
        for position, each in enumerate(content.outcomes)
    ]


def availability_row(listing_id: str, said: Availability) -> dict[str, Any]:
    """Return the row of what changes daily."""
    names = ("accepting", "as_of", "capacity", "capacity_as_of", "waiting_days")
    return {"listing_id": listing_id, **{name: getattr(said, name) for name in names}}
