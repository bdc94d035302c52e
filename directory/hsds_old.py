"""Read the tables of HSDS 1.1 as those of 3.1, where both say the same thing.

Source: Open Referral HSDS 1.1 (`datapackage.json`) and the changes of 2.0 and 3.0 in the specification's changelog.
What the older standard says nothing about is not made up: a service without a status says so to the reviewer.
"""

from typing import Any, Final

OLD: Final = {
    "services_at_location": "service_at_location",
    "physical_addresses": "address",
    "postal_addresses": "address",
    "regular_schedules": "schedule",
    "eligibility": "eligibility",
    "taxonomy": "taxonomy_term",
    "service_taxonomy": "attribute",
    "services_taxonomy": "attribute",
}
"""The files that only 1.1 has, and the tables that their rows belong to since. `eligibility` is a text of a service."""

_DAYS = {"monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR", "saturday": "SA",
         "sunday": "SU", "1": "MO", "2": "TU", "3": "WE", "4": "TH", "5": "FR", "6": "SA", "7": "SU"}  # fmt: skip
_RENAMED = {
    "organizations": {"url": "website"},
    "services": {"fees": "fees_description"},
    "languages": {"language": "name"},
    "service_areas": {"service_area": "name"},
    "service_taxonomy": {"service_id": "link_id", "taxonomy_id": "taxonomy_term_id", "taxonomy_detail": "value"},
    "services_taxonomy": {"service_id": "link_id", "taxonomy_id": "taxonomy_term_id", "taxonomy_detail": "value"},
    "taxonomy": {"vocabulary": "taxonomy"},
}
NO_STATUS = "Status at the source: not stated"


def modern(file: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return a row of 1.1 in the words of 3.1; a row of 3.1 comes back as it is."""
    names = _RENAMED.get(file, {})
    row = {names[key] if key in names and names[key] not in values else key: value for key, value in values.items()}
    if file == "regular_schedules":
        days = row.pop("weekday", "")
        row |= {"freq": "WEEKLY", "byday": _DAYS.get(days.strip().lower(), days)}
    if file in ("physical_addresses", "postal_addresses"):
        row["address_type"] = file.partition("_")[0]
    if file in ("service_taxonomy", "services_taxonomy"):
        row |= {"link_entity": "service", "link_type": "taxonomy"}
    if file == "services" and "status" not in row:
        row |= {"status": "active", "alert": "; ".join(filter(None, (row.get("alert"), NO_STATUS)))}
    return row
