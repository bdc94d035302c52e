"""Turn one HSDS 3.1 service into listing content: facts where the standard has a field for them, text elsewhere.

Source: Open Referral HSDS 3.1.1, `service.json` and the objects nested in it. The mapping table is in `docs/hsds.md`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from directory.hsds_terms import service_types
from directory.hsds_text import rows, tagged
from directory.hsds_text import stripped as _text

Record = dict[str, Any]

_WEEKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_CURRENCY = re.compile(r"^[A-Z]{3}$")
_ELIGIBILITY = "eligibility"
_CONFIDENTIAL = "confidential_location"
_TERM_LINKS = frozenset({"sector", "activity", "taxonomy", "service_type"})


def content(
    service: Record, organization: Record, source_id: str, *, on: date, latin: str, country: str | None
) -> Record:
    """Write one service in the listing's JSON shape; whatever the standard leaves as text stays text for a person.

    `on` dates what the file does not date itself. `latin` is the language of texts in Latin script.
    """
    hidden = _confidential(service)
    dated = _day(service.get("last_modified")) or _day(service.get("assured_date")) or on.isoformat()
    return {
        "sourceId": source_id,
        "provider": _provider(service, organization, country),
        "serviceTypes": service_types(_terms(service)),
        "names": tagged([service.get("name"), service.get("alternate_name")], dated, latin),
        "descriptions": tagged([service.get("description")], dated, latin),
        "deliveryLanguages": _languages(service),
        "places": [_place(each, hidden) for each in rows(service, "service_at_locations")],
        "areasServed": [],
        "schedules": [each for row in rows(service, "schedules") if (each := _schedule(row)) is not None],
        "hoursPerWeek": None,
        "fee": _fee(service),
        "capacity": _capacity(service),
        "accepting": {"value": "UNKNOWN", "asOf": dated},
        "waitingDays": None,
        "route": "INTRODUCTION_SLIP",
        "brokerMember": None,
        "interpreter": None,
        "womenStaff": None,
        "documentsAsked": [],
        "staffTraining": None,
        "criteria": _ages(service, dated),
        "uncheckedText": _unchecked(service, hidden),
        "outcomes": [],
        "vacancy": None,
        "demonstration": False,
    }


def _day(value: object) -> str | None:
    found = _DATE.match(value) if isinstance(value, str) else None
    return found.group() if found else None


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _confidential(service: Record) -> bool:
    """Tell whether the publisher marked the place as confidential, so that nothing of it is taken in."""
    return any(
        each.get("label") == _CONFIDENTIAL and str(each.get("value")).strip().lower() not in ("false", "no", "0", "")
        for each in rows(service, "attributes")
    )


def _terms(service: Record) -> list[str]:
    terms: list[str] = []
    for each in rows(service, "attributes"):
        term = each.get("taxonomy_term")
        named = term.get("name") if isinstance(term, dict) else None
        value = each.get("value") if each.get("link_type") in _TERM_LINKS or each.get("label") in _TERM_LINKS else None
        terms += [text for text in (_text(named), _text(value)) if text]
    return terms


def _provider(service: Record, organization: Record, country: str | None) -> Record:
    phones = rows(organization, "phones") or rows(service, "phones")
    numbers = [number for each in phones if (number := _text(each.get("number")))]
    return {
        "sourceId": organization["id"],
        "name": organization["name"],
        "country": country,
        "member": None,
        "website": _text(organization.get("website")) or _text(service.get("url")),
        "phone": numbers[0] if numbers else None,
        "email": _text(service.get("email")) or _text(organization.get("email")),
    }


def _languages(service: Record) -> list[str]:
    codes = (_text(each.get("code")) for each in rows(service, "languages"))
    return list(dict.fromkeys(code for code in codes if code and _LANGUAGE.match(code)))


def _place(row: Record, hidden: bool) -> Record:
    location = row.get("location")
    location = location if isinstance(location, dict) else {}
    if hidden:
        return dict.fromkeys(("label", "street", "city", "postalCode", "area", "latitude", "longitude")) | {
            "visibility": "NEVER"
        }
    address = next(iter(rows(location, "addresses")), {})
    return {
        "label": _text(location.get("name")),
        "street": _text(address.get("address_1")),
        "city": _text(address.get("city")),
        "postalCode": _text(address.get("postal_code")),
        "area": None,
        "latitude": _number(location.get("latitude")),
        "longitude": _number(location.get("longitude")),
        "visibility": "PUBLIC",
    }


def _schedule(row: Record) -> Record | None:
    """Read a weekly opening time; anything less complete is left to `_unchecked`."""
    days = [day for day in str(row.get("byday") or "").split(",") if day in _WEEKDAYS]
    times = [_TIME.match(str(row.get(key) or "")) for key in ("opens_at", "closes_at")]
    if row.get("freq") not in (None, "WEEKLY") or not days or None in times:
        return None
    opens, closes = (f"{int(found[1]):02d}:{found[2]}" for found in times if found)
    return {
        "byday": days,
        "opensAt": opens,
        "closesAt": closes,
        "validFrom": _day(row.get("valid_from")),
        "validTo": _day(row.get("valid_to")),
    }


def _fee(service: Record) -> Record | None:
    """Take a fee only where one cost option states an amount in a currency; a missing fee is unknown, not free."""
    options = rows(service, "cost_options")
    amount = _number(options[0].get("amount")) if len(options) == 1 else None
    if amount == 0:
        return {"rule": "FREE", "amount": None, "currency": None, "note": _text(options[0].get("amount_description"))}
    currency = _text(options[0].get("currency")) if amount is not None and amount > 0 else None
    if currency is None or not _CURRENCY.match(currency):
        return None
    return {
        "rule": "AMOUNT",
        "amount": amount,
        "currency": currency,
        "note": _text(options[0].get("amount_description")),
    }


def _capacity(service: Record) -> Record | None:
    units = rows(service, "capacities")
    places = _number(units[0].get("available")) if len(units) == 1 else None
    updated = _day(units[0].get("updated")) if places is not None else None
    return {"places": int(places), "asOf": updated} if places is not None and places >= 0 and updated else None


def _ages(service: Record, dated: str) -> list[Record]:
    bounds = {key: _number(service.get(f"{key}_age")) for key in ("minimum", "maximum")}
    if bounds["minimum"] is None and bounds["maximum"] is None:
        return []
    return [{"kind": "AGE", "strength": "REQUIRED", "source": "IMPORT", "asOf": dated, "disputed": False, **bounds}]


def _unchecked(service: Record, hidden: bool) -> list[str]:
    """Gather everything that may hold a condition but that no one has turned into criteria, each text once."""
    eligibility = _text(service.get("eligibility_description"))
    found: list[str | None] = [eligibility]
    for each in rows(service, "attributes"):
        value = _text(each.get("value"))
        if each.get("link_type") == _ELIGIBILITY and value and value not in (eligibility or ""):
            found.append(f"{_text(each.get('label')) or _ELIGIBILITY}: {value}")
    found += [_said("Paper asked for", each.get("document")) for each in rows(service, "required_documents")]
    found += [
        _said(label, service.get(key))
        for label, key in (
            ("How to apply", "application_process"),
            ("Fees", "fees_description"),
            ("Waiting time", "wait_time"),
            ("Interpreting", "interpretation_services"),
            ("Notice", "alert"),
        )
    ]
    found += [_cost(each) for each in rows(service, "cost_options") if _fee(service) is None]
    found += [
        _said("Area", each.get("name" if hidden else "description") or each.get("name"))
        for each in rows(service, "service_areas")
    ]
    found += [_opening(each) for each in rows(service, "schedules") if _schedule(each) is None]
    if service.get("status") != "active":
        found.append(f"Status at the source: {service['status']}")
    return list(dict.fromkeys(text for text in found if text))


def _said(label: str, value: object) -> str | None:
    text = _text(value)
    return f"{label}: {text}" if text else None


def _cost(row: Record) -> str | None:
    parts = [
        str(row[key])
        for key in ("option", "amount", "currency", "amount_description")
        if row.get(key) not in (None, "")
    ]
    return _said("Cost", " ".join(parts))


def _opening(row: Record) -> str | None:
    keys = ("byday", "opens_at", "closes_at", "valid_from", "valid_to", "description", "notes")
    return _said("Open", "; ".join(f"{key} {row[key]}" for key in keys if isinstance(row.get(key), str) and row[key]))
