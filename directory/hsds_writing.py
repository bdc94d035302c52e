"""Write a listing as one HSDS 3.1 service with all that belongs to it, so that any directory can read it.

What this node decided about the listing (state, reviews) and how the network reaches it (members, route) stay here.
Of a hidden place nothing leaves but that there is one. Source: Open Referral HSDS 3.1.1; mapping in `docs/hsds.md`.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from directory.codes import CriterionKind, FeeRule, Strength, Visibility
from directory.content import Content, Fee, Place, Provider, Schedule
from directory.hsds_facts import part_id, place_attributes, service_attributes
from directory.hsds_words import eligibility, fees, interpreting, language_name, plain_number, waiting
from directory.taxonomy import Record


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a listing on its way out: its ids in HSDS (UUIDs), its words, and when it was saved and verified.

    `members` tells whether the reader is a member of the network; only members see places of visibility MEMBERS.
    The two times are left out of files, because another node checks for itself.
    """

    id: str
    organization_id: str
    content: Content
    members: bool = True
    saved_at: datetime | None = None
    verified_at: datetime | None = None


def service(shown: Shown) -> Record:
    """Return the whole service, nested."""
    content, own = shown.content, shown.id
    record = basic_service(shown) | {
        "organization": organization(shown),
        "attributes": service_attributes(own, content),
        "service_at_locations": [at_location(shown, number) for number in range(len(content.places))],
        "languages": [
            {"id": part_id(own, "language", number), "service_id": own, "name": language_name(code), "code": code}
            for number, code in enumerate(content.delivery_languages)
        ],
        "service_areas": [
            {"id": part_id(own, "service_area", number), "service_id": own, "name": code, "extent": code,
             "extent_type": "text"}
            for number, code in enumerate(content.areas_served)
        ],
        "schedules": [_schedule(own, number, each) for number, each in enumerate(content.schedules)],
        "cost_options": _costs(own, content.fee),
        "required_documents": [
            {"id": part_id(own, "required_document", number), "service_id": own, "document": each}
            for number, each in enumerate(content.documents_asked)
        ],
        "capacities": _capacities(own, content),
    }  # fmt: skip
    return _stated(record)


def basic_service(shown: Shown) -> Record:
    """Return the service's own fields."""
    content, provider = shown.content, shown.content.provider
    low, high = ages(content)
    return _stated({
        "id": shown.id,
        "organization_id": shown.organization_id,
        "name": content.names[0].text,
        "alternate_name": content.names[1].text if len(content.names) > 1 else None,
        "description": content.descriptions[0].text if content.descriptions else None,
        "url": _uri(provider.website),
        "email": _email(provider.email),
        "status": "active",
        "interpretation_services": interpreting(content.interpreter),
        "fees_description": fees(content.fee),
        "wait_time": waiting(content.availability.waiting_days),
        "eligibility_description": eligibility(content.criteria, content.unchecked_text),
        "minimum_age": low,
        "maximum_age": high,
        "assured_date": shown.verified_at.date().isoformat() if shown.verified_at else None,
        "last_modified": shown.saved_at.isoformat() if shown.saved_at else None,
    })  # fmt: skip


def ages(content: Content) -> tuple[float | None, float | None]:
    """Return the bounds of the one rule about age; where there are several, the attributes say them."""
    rules = [each for each in content.criteria if each.kind is CriterionKind.AGE]
    if len(rules) != 1 or rules[0].strength is not Strength.REQUIRED or rules[0].disputed:
        return None, None
    return plain_number(rules[0].minimum), plain_number(rules[0].maximum)


def organization(shown: Shown) -> Record:
    """Return the organisation that offers the service, in the words of this listing."""
    provider: Provider = shown.content.provider
    own = shown.organization_id
    phone = {"id": part_id(own, "phone"), "organization_id": own, "number": provider.phone}
    return _stated({
        "id": own,
        "name": provider.name,
        "description": provider.name,
        "email": _email(provider.email),
        "website": _uri(provider.website),
        "phones": [phone] if provider.phone else [],
    })  # fmt: skip


def at_location(shown: Shown, number: int) -> Record:
    """Return one place of the service with its location."""
    own, location = part_id(shown.id, "service_at_location", number), part_id(shown.id, "location", number)
    place = shown.content.places[number]
    return {"id": own, "service_id": shown.id, "location_id": location, "location": _location(shown, location, place)}


def _location(shown: Shown, own: str, place: Place) -> Record:
    record = {"id": own, "location_type": "physical", "attributes": place_attributes(own, place)}
    if place.hidden or (place.visibility is Visibility.MEMBERS and not shown.members):
        return {"id": own, "location_type": "physical", "attributes": place_attributes(own, _bare(place))}
    country = (place.area or shown.content.provider.country or "")[:2]
    address = {
        "id": part_id(own, "address"),
        "location_id": own,
        "address_1": place.street or "",
        "city": place.city or "",
        "state_province": place.area or "",
        "postal_code": place.postal_code or "",
        "country": country,
        "address_type": "physical",
    }
    written = place.street or place.city or place.postal_code
    return _stated(record | {
        "name": place.label or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "addresses": [address] if written else [],
    })  # fmt: skip


def _bare(place: Place) -> Place:
    return Place("", None, place.visibility)


def _schedule(own: str, number: int, each: Schedule) -> Record:
    return _stated({
        "id": part_id(own, "schedule", number),
        "service_id": own,
        "valid_from": each.valid_from.isoformat() if each.valid_from else None,
        "valid_to": each.valid_to.isoformat() if each.valid_to else None,
        "freq": "WEEKLY",
        "byday": ",".join(each.byday) or None,
        "opens_at": f"{each.opens_at:%H:%M}" if each.opens_at else None,
        "closes_at": f"{each.closes_at:%H:%M}" if each.closes_at else None,
    })  # fmt: skip


def _costs(own: str, fee: Fee | None) -> list[Record]:
    if fee is None:
        return []
    free = fee.rule is FeeRule.FREE
    return [_stated({
        "id": part_id(own, "cost_option"),
        "service_id": own,
        "option": fee.rule.lower(),
        "currency": None if free else fee.currency,
        "amount": 0 if free else plain_number(fee.amount),
        "amount_description": fee.note,
    })]  # fmt: skip


def _capacities(own: str, content: Content) -> list[Record]:
    said = content.availability
    if said.capacity is None or said.capacity_as_of is None:
        return []
    unit = {"id": part_id("places", "unit"), "name": "places"}
    return [{
        "id": part_id(own, "capacity"),
        "service_id": own,
        "unit_id": unit["id"],
        "unit": unit,
        "available": said.capacity,
        "updated": f"{said.capacity_as_of.isoformat()}T00:00:00Z",
    }]  # fmt: skip


def _uri(text: str | None) -> str | None:
    try:
        return text if text and urlsplit(text).scheme in ("http", "https") and " " not in text else None
    except ValueError:
        return None


def _email(text: str | None) -> str | None:
    return text if text and "@" in text else None


def _stated(record: Record) -> Record:
    """Leave out what is not stated; HSDS 3.1 knows no null."""
    return {key: value for key, value in record.items() if value is not None and value != []}
