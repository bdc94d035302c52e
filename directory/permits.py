"""Know what each country calls the permits behind our codes, so that a caseworker asks for the right paper.

Nothing here is legal advice: every row names its source and its day, and says that a lawyer has yet to confirm it.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


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
