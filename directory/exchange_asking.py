"""Read what a program asks of the directory as HSDS, so that no filter is passed over in silence.

Source: the OpenAPI document of HSDS 3.1.1, except that words to search for travel in a body only, and that nothing is
asked by distance or postal code: both would say where somebody is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

from directory import exchange_errors as errors
from directory.codes import OFFERED
from directory.store_exchange import Wanted
from directory.taxonomy import CRITERIA, FACTS, SERVICE_TYPES, meaning, taxonomies

MOST: Final = 100
MOST_MINIMAL: Final = 10_000
LONGEST_SEARCH: Final = 200
_PAGES: Final = frozenset({"page", "per_page", "format"})
FILTERS: Final = {
    "services": _PAGES | {"search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal",
                          "full"},
    "organizations": _PAGES | {"search", "taxonomy_term_id", "taxonomy_id", "full", "full_service"},
    "service_at_locations": _PAGES | {"search", "taxonomy_term_id", "taxonomy_id", "organization_id",
                                      "modified_after", "full"},
    "taxonomies": _PAGES | {"search"},
    "taxonomy_terms": _PAGES | {"search", "taxonomy_id", "top_only", "parent_id"},
    "one": frozenset({"format", "full_service"}),
    "export": frozenset({"every", "public"}),
}  # fmt: skip
"""The filters of each list."""
FLAGS: Final = frozenset({"minimal", "full", "full_service", "top_only", "every", "public"})
NUMBERS: Final = frozenset({"page", "per_page"})
_WORDS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what is asked; names are those of the OpenAPI document."""

    page: int = 1
    per_page: int = 50
    format: str = "json"
    search: str = ""
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    parent_id: str | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False
    every: bool = False
    public: bool = False


def read(what: str, address: Mapping[str, str], body: Mapping[str, object]) -> Asked:
    """Read the filters of one list.

    Raises:
        SearchInAddress: words to search for stand in the address.
        UnknownFilter, BadFilter: a filter that the list has not, or a value that it cannot have.
    """
    if "search" in address:
        raise errors.SearchInAddress("search")
    said = {**address, **body}
    for name in said:
        if name not in FILTERS[what]:
            raise errors.UnknownFilter(name if name in {each.name for each in fields(Asked)} else None)
    asked = Asked(**{name: _value(name, value) for name, value in said.items()})
    most = MOST_MINIMAL if asked.minimal else MOST
    if not 1 <= asked.per_page <= most:
        raise errors.BadFilter("per_page", wanted=f"1 to {most}")
    if asked.page < 1:
        raise errors.BadFilter("page", wanted="1 or more")
    if asked.format != "json":
        raise errors.BadFilter("format", wanted="json")
    if len(asked.search) > LONGEST_SEARCH or "\x00" in asked.search:
        raise errors.BadFilter("search", wanted=f"at most {LONGEST_SEARCH} characters")
    return asked


def wanted(asked: Asked, now: datetime) -> Wanted | None:
    """Return which services are asked for, of those that are vetted and in force; None where there can be none.

    Raises:
        BadFilter: a term that no service is found by.
    """
    kind = code = service_type = None
    if asked.taxonomy_id is not None:
        names = {each["id"]: each["name"] for each in taxonomies()}
        if asked.taxonomy_id not in names:
            return None
        kind = "" if names[asked.taxonomy_id] == CRITERIA else None
    if asked.taxonomy_term_id is not None:
        found = meaning(asked.taxonomy_term_id)
        if found is None:
            return None
        taxonomy, term = found
        if taxonomy == FACTS:
            raise errors.BadFilter("taxonomy_term_id", wanted="a service type or a criterion")
        service_type = term if taxonomy == SERVICE_TYPES else None
        if taxonomy == CRITERIA:
            kind, _, code = term.partition("/")
    return Wanted(
        tuple(map(str, OFFERED)), now, asked.search, organization=asked.organization_id,
        modified_after=asked.modified_after, service_type=service_type, kind=kind, code=code or None,
    )  # fmt: skip


def _value(name: str, value: object) -> Any:
    if name in FLAGS:
        flag = value if isinstance(value, bool) else _WORDS.get(str(value))
        if flag is None:
            raise errors.BadFilter(name, wanted="true or false")
        return flag
    if name in NUMBERS:
        text = str(value)
        if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 8):
            raise errors.BadFilter(name, wanted="a number")
        return int(text)
    if not isinstance(value, str) or len(value) > LONGEST_SEARCH or "\x00" in value:
        raise errors.BadFilter(name, wanted="a text")
    return _moment(name, value) if name == "modified_after" else value


def _moment(name: str, value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise errors.BadFilter(name, wanted="a date or a time of ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
