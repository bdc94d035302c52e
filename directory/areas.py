"""Know which area lies in which, so that a service for Lazio is found from Rome and hidden places stay hidden.

Codes: ISO 3166-1 alpha-2 and ISO 3166-2, and NUTS (Regulation (EC) No 1059/2003), where NUTS writes EL for Greece.
The table covers every subdivision of Austria, Bulgaria, Greece, Italy and Romania in ISO 3166-2 and in NUTS 2021, the
larger ones with a middle point to one or two decimals of a degree; areas of other countries are known by their code
alone. Where NUTS does not divide an area further, it repeats it with a 0 at the end: AT13 and AT130 are both Vienna.
"""

import json
import re
from functools import cache, lru_cache
from importlib.resources import files

import langcodes

from directory.errors import UnknownArea

_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_NUTS = re.compile(r"[A-Z]{2}[A-Z0-9]{1,3}")
_NOT_A_COUNTRY = re.compile(r"EU|EZ|UN|AA|ZZ|X[A-JL-Z]|Q[B-Z]")


@cache
def _table() -> dict[str, dict[str, str | float]]:
    """Read the five countries' areas once."""
    read: dict[str, dict[str, str | float]] = json.loads(
        files("directory").joinpath("areas.json").read_text(encoding="utf-8")
    )
    return read


@cache
def _by_nuts() -> dict[str, str]:
    """Map each NUTS code that is exactly one subdivision to that subdivision."""
    return {str(row["nuts"]): code for code, row in _table().items() if "nuts" in row}


@cache
def _countries_in_table() -> frozenset[str]:
    return frozenset(code for code in _table() if len(code) == 2)


@cache
def _middles() -> dict[str, list[float]]:
    """Read the middle of each country once."""
    read: dict[str, dict[str, list[float]]] = json.loads(
        files("directory").joinpath("middles.json").read_text(encoding="utf-8")
    )
    return read["middles"]


def _is_country(code: str) -> bool:
    """Say whether a code is a country of ISO 3166-1; codes for private use and unions are none."""
    if len(code) != 2 or not code.isascii() or not code.isalpha() or _NOT_A_COUNTRY.fullmatch(code):
        return False
    return langcodes.Language.make(territory=code).is_valid()


@lru_cache(maxsize=4096)
def area_of(code: str) -> str:
    """Return the one spelling of an area code: ISO 3166 where there is one, else NUTS.

    Raises:
        UnknownArea: neither ISO 3166 nor NUTS, or no subdivision of a country whose subdivisions are known.
    """
    text = code.strip().upper()
    if text == "EL":
        return "GR"
    if text.startswith("EL-"):
        text = "GR-" + text[3:]
    if text in _table() or _is_country(text):
        return str(_table().get(text, {}).get("same", text))
    for spelled in (text, f"{text}0", text.removesuffix("0")):
        if spelled in _by_nuts():
            return _by_nuts()[spelled]
    country = _country(text)
    if not country.isalpha() or not _is_country(country):
        raise UnknownArea()
    if _SUBDIVISION.fullmatch(text) and country not in _countries_in_table():
        return text
    if _NUTS.fullmatch(text) and _is_nuts(text, country):
        return text
    raise UnknownArea()


def _is_nuts(code: str, country: str) -> bool:
    """Hold NUTS codes of the five countries to the table, and those of others to their form."""
    if country in _countries_in_table():
        return any(known.startswith(code) for known in _by_nuts())
    return any(each.isdigit() for each in code[2:])


def _country(code: str) -> str:
    return "GR" if code.startswith("EL") and "-" not in code else code[:2]


@lru_cache(maxsize=4096)
def chain(code: str) -> tuple[str, ...]:
    """Return the area and everything it lies in, smallest first: IT-RM, IT-62, ITI4, ITI, IT.

    Args:
        code: as `area_of` returned it.
    """
    found = [code]
    row = _table().get(code)
    country = _country(code)
    nuts = str(row["nuts"]) if row and "nuts" in row else None
    if row and "within" in row and row["within"] != country:
        found += [each for each in chain(str(row["within"])) if each not in found]
    if "-" not in code and len(code) > 2:
        nuts = code
    for size in range(len(nuts or "") - 1, 2, -1):
        part = str(nuts)[:size]
        found += [each for each in (_by_nuts().get(part), part) if each and each not in found]
    if country not in found:
        found.append(country)
    return (*(each for each in found if each != country), country)


def name_of(code: str) -> str | None:
    """Return what an area is called where it lies, or nothing where only its code is known."""
    name = _table().get(code, {}).get("name")
    return None if name is None else str(name)


def contains(outer: str, inner: str) -> bool:
    """Say whether everybody in `inner` is also in `outer`."""
    return outer in chain(inner)


@lru_cache(maxsize=4096)
def centroid(code: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of an area in degrees, or nothing where it is not known.

    A whole country gives nothing: no service is measured to the middle of a country.
    """
    for area in chain(code):
        row = _table().get(area)
        if row and "latitude" in row:
            return float(row["latitude"]), float(row["longitude"])
    return None


def middle(code: str) -> tuple[float, float] | None:
    """Return the point to measure from where only her area is known: its middle, else that of its country.

    Args:
        code: as `area_of` returned it.
    """
    found = centroid(code)
    if found is None and (country := _middles().get(chain(code)[-1])) is not None:
        return country[0], country[1]
    return found
