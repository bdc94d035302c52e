"""Read the attributes of our own profile back, so that conditions come home as conditions and not as text."""

import json
from typing import Any

from directory.content import Content
from directory.hsds_facts import CRITERION, FACT, SERVICE_TYPE
from directory.hsds_faults import Fault
from directory.hsds_text import rows, stripped
from directory.hsds_words import eligibility
from directory.hsds_writing import ages
from directory.taxonomy import CRITERIA, FACTS, SERVICE_TYPES, Record, meaning

_LINKS = {SERVICE_TYPE: SERVICE_TYPES, CRITERION: CRITERIA, FACT: FACTS}
_MANY = frozenset({"NAME", "DESCRIPTION", "OUTCOME", "UNCHECKED_TEXT"})
_PROVIDER = ("name", "country", "website", "phone", "email")
_HIDDEN = ("ON_ACCEPTANCE", "NEVER")


class _Said:
    """Hold what the attributes of one record say in our words, in their order."""

    def __init__(self, record: Record) -> None:
        self.found: dict[str, list[tuple[str, str]]] = {link: [] for link in _LINKS}
        for each in rows(record, "attributes"):
            known = meaning(_term_id(each))
            link = str(each.get("link_type"))
            if known is not None and _LINKS.get(link) == known[0]:
                self.found[link].append((known[1], _value(each)))
        facts = [code for code, _ in self.found[FACT] if code not in _MANY]
        if len(set(facts)) != len(facts):
            raise Fault("FIELD_WRONG", "attributes")

    def one(self, code: str) -> Any:
        return next((_parsed(value) for known, value in self.found[FACT] if known == code), None)

    def many(self, code: str) -> list[Any]:
        return [_parsed(value) for known, value in self.found[FACT] if known == code]

    def texts(self, code: str) -> list[str]:
        return [value for known, value in self.found[FACT] if known == code]


def is_ours(service: Record) -> bool:
    """Tell whether a service was written in our profile: it says in our words whether it accepts referrals.

    Raises:
        Fault: an attribute of our profile cannot be read.
    """
    return bool(_Said(service).texts("ACCEPTING"))


def restored(service: Record, base: Record) -> Record:
    """Return a listing's JSON shape with everything that the profile's attributes say; `base` is what others read.

    Raises:
        Fault: an attribute of our profile cannot be read.
    """
    said = _Said(service)
    provider = said.one("PROVIDER")
    if not isinstance(provider, dict):
        raise Fault("FIELD_WRONG", "attributes")
    return base | {
        "provider": base["provider"] | {name: provider.get(name) for name in _PROVIDER},
        "serviceTypes": [code for code, _ in said.found[SERVICE_TYPE]],
        "names": said.many("NAME"),
        "descriptions": said.many("DESCRIPTION"),
        "places": _places(service, base["places"]),
        "areasServed": [each.get("extent") for each in rows(service, "service_areas")],
        "schedules": [_schedule(each) for each in rows(service, "schedules")],
        "hoursPerWeek": said.one("HOURS_PER_WEEK"),
        "fee": _fee(service),
        "capacity": base["capacity"] or said.one("CAPACITY"),
        "accepting": said.one("ACCEPTING"),
        "waitingDays": said.one("WAITING_DAYS"),
        "interpreter": said.one("INTERPRETER"),
        "womenStaff": said.one("WOMEN_STAFF"),
        "documentsAsked": [each.get("document") for each in rows(service, "required_documents")],
        "staffTraining": said.one("STAFF_TRAINING"),
        "criteria": [_parsed(value) for _, value in said.found[CRITERION]],
        "uncheckedText": said.texts("UNCHECKED_TEXT"),
        "outcomes": said.many("OUTCOME"),
        "vacancy": said.one("VACANCY"),
        "demonstration": said.one("DEMONSTRATION") or False,
    }


def check_agrees(service: Record, content: Content) -> list[str]:
    """Hold the standard's fields to the attributes beside them; returns text that only the fields hold.

    Raises:
        Fault: a name, a description or an age was changed in one place and not in the other.
    """
    low, high = ages(content)
    beside = {
        "name": content.names[0].text,
        "description": content.descriptions[0].text if content.descriptions else None,
        "minimum_age": low,
        "maximum_age": high,
    }
    for name, value in beside.items():
        given = service.get(name)
        if (stripped(given) if isinstance(given, str) else given) != value:
            raise Fault("PROFILE_DISAGREES", name)
    text = stripped(service.get("eligibility_description"))
    return [text] if text and text != eligibility(content.criteria, content.unchecked_text) else []


def _term_id(attribute: Record) -> object:
    term = attribute.get("taxonomy_term")
    return attribute.get("taxonomy_term_id") or (term.get("id") if isinstance(term, dict) else None)


def _value(attribute: Record) -> str:
    value = attribute.get("value")
    if not isinstance(value, str):
        raise Fault("FIELD_WRONG", "attributes")
    return value


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Fault("FIELD_WRONG", "attributes") from None


def _places(service: Record, base: list[Record]) -> list[Record]:
    places = zip(rows(service, "service_at_locations"), base, strict=True)
    return [_place(row.get("location"), each) for row, each in places]


def _place(location: object, base: Record) -> Record:
    said = _Said(location).one("PLACE") if isinstance(location, dict) else None
    if not isinstance(said, dict):
        raise Fault("FIELD_WRONG", "service_at_locations")
    hidden = base["visibility"] == "NEVER" or said.get("visibility") in _HIDDEN
    known = {name: said.get(name) for name in ("visibility", "area")}
    return (dict.fromkeys(base) if hidden else base) | known


def _schedule(row: Record) -> Record:
    days = row.get("byday")
    return {
        "byday": days.split(",") if isinstance(days, str) and days else [],
        "opensAt": row.get("opens_at"),
        "closesAt": row.get("closes_at"),
        "validFrom": row.get("valid_from"),
        "validTo": row.get("valid_to"),
    }


def _fee(service: Record) -> Record | None:
    row = next(iter(rows(service, "cost_options")), None)
    if row is None:
        return None
    free = row.get("option") == "free"
    return {
        "rule": str(row.get("option")).upper(),
        "amount": None if free else row.get("amount"),
        "currency": row.get("currency"),
        "note": row.get("amount_description"),
    }
