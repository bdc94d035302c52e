"""Name the tables of an HSDS 3.1 package: their files, their columns, and what hangs on what.

Source: Open Referral HSDS 3.1.1, the schemas (`path`, `properties`, `tabular_required`) and Data Package 1.0
(Frictionless Data). Columns that we never write are read all the same.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from directory.taxonomy import Record, profile_uri


@dataclass(frozen=True, slots=True)
class Table:
    """Describe one table: its file, its columns, and for each reference the table that it points into."""

    file: str
    columns: tuple[str, ...]
    points: dict[str, str] = field(default_factory=dict)


def _table(file: str, columns: str, **points: str) -> Table:
    return Table(file, tuple(columns.split()), points)


TABLES: Final[dict[str, Table]] = {
    "organization": _table(
        "organizations.csv", "id name alternate_name description email website tax_status tax_id year_incorporated"
        " legal_status logo uri parent_organization_id"),
    "service": _table(
        "services.csv", "id organization_id program_id name alternate_name description url email status"
        " interpretation_services application_process fees_description wait_time fees accreditations"
        " eligibility_description minimum_age maximum_age assured_date assurer_email licenses alert last_modified",
        organization_id="organization"),
    "attribute": _table(
        "attributes.csv", "id link_id taxonomy_term_id link_type link_entity value label",
        taxonomy_term_id="taxonomy_term"),
    "service_at_location": _table(
        "service_at_location.csv", "id service_id location_id description",
        service_id="service", location_id="location"),
    "location": _table(
        "locations.csv", "id location_type url organization_id name alternate_name description transportation latitude"
        " longitude external_identifier external_identifier_type", organization_id="organization"),
    "phone": _table(
        "phones.csv", "id location_id service_id organization_id contact_id service_at_location_id number extension"
        " type description", service_id="service", organization_id="organization", location_id="location"),
    "address": _table(
        "addresses.csv", "id location_id attention address_1 address_2 city region state_province postal_code country"
        " address_type", location_id="location"),
    "schedule": _table(
        "schedules.csv", "id service_id location_id service_at_location_id valid_from valid_to dtstart timezone until"
        " count wkst freq interval byday byweekno bymonthday byyearday description opens_at closes_at schedule_link"
        " attending_type notes", service_id="service", location_id="location",
        service_at_location_id="service_at_location"),
    "service_area": _table(
        "service_areas.csv", "id service_id service_at_location_id name description extent extent_type uri",
        service_id="service", service_at_location_id="service_at_location"),
    "required_document": _table("required_documents.csv", "id service_id document uri", service_id="service"),
    "language": _table(
        "languages.csv", "id service_id location_id phone_id name code note", service_id="service",
        location_id="location", phone_id="phone"),
    "taxonomy_term": _table(
        "taxonomy_terms.csv", "id code name description parent_id taxonomy language taxonomy_id term_uri",
        parent_id="taxonomy_term", taxonomy_id="taxonomy"),
    "cost_option": _table(
        "cost_options.csv", "id service_id valid_from valid_to option currency amount amount_description",
        service_id="service"),
    "taxonomy": _table("taxonomies.csv", "id name description uri version"),
    "service_capacity": _table(
        "service_capacity.csv", "id service_id unit_id available maximum description updated", service_id="service",
        unit_id="unit"),
    "unit": _table("units.csv", "id name scheme identifier uri"),
}  # fmt: skip
NUMBERS: Final = frozenset({
    "year_incorporated", "minimum_age", "maximum_age", "latitude", "longitude", "extension", "timezone", "count",
    "interval", "amount", "available", "maximum",
})  # fmt: skip
MANY: Final = {
    "attributes": "attribute", "service_at_locations": "service_at_location", "phones": "phone",
    "addresses": "address", "schedules": "schedule", "service_areas": "service_area",
    "required_documents": "required_document", "languages": "language", "cost_options": "cost_option",
    "capacities": "service_capacity",
}  # fmt: skip
"""The lists nested in a record, and the table that their rows stand in."""
ONE: Final = {"organization": "organization", "location": "location", "taxonomy_term": "taxonomy_term", "unit": "unit"}
"""The records nested one in one, and their tables; many rows point to one of these."""


def datapackage() -> Record:
    """Return `datapackage.json`: which files there are, with the names and types of their columns."""
    return {
        "name": "tolerant-directory",
        "title": "A directory of services as HSDS 3.1",
        "profile": "tabular-data-package",
        "conformsTo": profile_uri(),
        "resources": [_resource(name, table) for name, table in TABLES.items()],
    }


def _resource(name: str, table: Table) -> Record:
    fields: list[dict[str, Any]] = [
        {"name": column, "type": "number" if column in NUMBERS else "string"} for column in table.columns
    ]
    keys = [
        {"fields": column, "reference": {"resource": to, "fields": "id"}}
        for column, to in table.points.items()
        if column in table.columns
    ]
    return {
        "name": name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", "foreignKeys": keys},
    }
