"""Write a listing in the shape that `directory.reading` reads, so that a device reads what the node knows.

Of a hidden place only its area and who may know are written, whatever else is known here.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from directory.codes import Code
from directory.content import Availability, Content, Criterion, Place


def camel(name: str) -> str:
    """Write `min_level` as `minLevel`."""
    first, *rest = name.split("_")
    return first + "".join(each.capitalize() for each in rest)


@cache
def _names(of: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((each.name, camel(each.name)) for each in fields(of))


def _plain(value: Any) -> Any:
    """Write a value as JSON has it; what is not stated is left out."""
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, (Code, Decimal)):
        return str(value)
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    return write_noun(value)


def write_noun(noun: Any) -> dict[str, Any]:
    """Return a noun as JSON; what is not stated is left out."""
    said = ((key, getattr(noun, name)) for name, key in _names(noun.__class__))
    return {key: _plain(value) for key, value in said if value is not None and value not in ((), "")}


def _place(place: Place) -> dict[str, Any]:
    if not place.hidden:
        return write_noun(place)
    known = {"visibility": str(place.visibility), "area": place.area}
    return {key: value for key, value in known.items() if value}


@lru_cache(maxsize=16_384)
def write_criterion(criterion: Criterion) -> dict[str, Any]:
    """Return a condition as JSON, so that `read_criterion` gives the same one back."""
    said = write_noun(criterion)
    return said if criterion.disputed else {key: value for key, value in said.items() if key != "disputed"}


def _availability(said: Availability) -> dict[str, Any]:
    accepting = {"value": str(said.accepting), "asOf": _plain(said.as_of)}
    capacity = {"places": said.capacity, "asOf": _plain(said.capacity_as_of)}
    found: dict[str, Any] = {"accepting": {key: value for key, value in accepting.items() if value is not None}}
    if said.capacity is not None or said.capacity_as_of is not None:
        found["capacity"] = {key: value for key, value in capacity.items() if value is not None}
    return found if said.waiting_days is None else {**found, "waitingDays": said.waiting_days}


def write_content(content: Content) -> Mapping[str, Any]:
    """Return a listing as JSON, so that `read_content` gives the same one back but for what a hidden place hides."""
    said = write_noun(content)
    said.pop("availability", None)
    said |= _availability(content.availability)
    if content.places:
        said["places"] = [_place(each) for each in content.places]
    if content.criteria:
        said["criteria"] = [write_criterion(each) for each in content.criteria]
    return said
