"""Know what each country calls the permits behind our codes, so that a caseworker asks for the right paper.

Nothing here is legal advice: every row names its source and its day, and says that a lawyer has yet to confirm it.
Where no name is sure, or no permit stands behind a code, that is said too: silence would look like an answer.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from directory.codes import Code, LabourAccess, ResidenceStatus


@dataclass(frozen=True, slots=True)
class Permit:
    """Hold one country's name for one code."""

    code_list: str
    code: str
    country: str
    language: str
    name: str
    source: str
    status: str
    date: date


@dataclass(frozen=True, slots=True)
class Gap:
    """Name a code for which a country has no permit, or none whose name is sure."""

    code_list: str
    code: str
    country: str


COUNTRIES = ("AT", "BG", "GR", "IT", "RO")
LISTS: tuple[tuple[str, type[Code]], ...] = (("RESIDENCE_STATUS", ResidenceStatus), ("LABOUR_ACCESS", LabourAccess))


@cache
def permits() -> tuple[Permit, ...]:
    """Return every national name, by list, code and country."""
    rows = json.loads(files("directory").joinpath("permits.json").read_text(encoding="utf-8"))["permits"]
    found = [
        Permit(
            row["codeList"], row["code"], row["country"], row["language"], row["name"], row["source"], row["status"],
            date.fromisoformat(row["date"]),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.code_list, each.code, each.country)))


@cache
def gaps() -> tuple[Gap, ...]:
    """Return what has no national name, by list, code and country."""
    named = {(each.code_list, each.code, each.country) for each in permits()}
    wanted = [(name, str(code), country) for name, of in LISTS for code in of for country in COUNTRIES]
    return tuple(Gap(*each) for each in sorted(wanted) if each not in named)
