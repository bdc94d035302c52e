"""Where a girl finds help, and where a woman complains about her data, by country; the facts are in countries.json."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from referrals import consent_errors


@dataclass(frozen=True, slots=True)
class Route:
    """Hold whom a girl below 17 turns to; `confirmed` only where somebody responsible there has read it."""

    country: str
    authority: str
    helpline: str
    helpline_name: str
    confirmed: bool
    source: str


@cache
def _said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("referrals").joinpath("countries.json").read_text(encoding="utf-8"))
    return found


def _of(country: str) -> dict[str, Any]:
    found: dict[str, Any] = _said()["countries"].get(country, _said()["elsewhere"])
    return found


def child_protection(country: str) -> Route:
    """Give the route of a country (ISO 3166-1), or the European one where it is not known."""
    return Route(country=country, **_of(country)["child_protection"])


def data_protection(country: str) -> tuple[str, str]:
    """Name the authority to which she can complain about her data, and its address."""
    found = _of(country)["data_protection"]
    return found["name"], found["url"]


def under_17(country: str, field: str) -> consent_errors.ChildProtection:
    """Make the refusal for a girl, with the way that she takes in this country."""
    route = child_protection(country)
    said = f"{route.authority}. Call {route.helpline} ({route.helpline_name}). To be confirmed in {country}."
    return consent_errors.ChildProtection(field, route=said)
