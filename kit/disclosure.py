"""What a kind of recipient may be told at most, so that an employer never learns why she came (decision 0049).

The table is `disclosure.json`: one file, read by the node, by whoever seals and by whoever opens. What she agreed to
narrows it further; nothing widens it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

CARRIED = "CONSENT"
"""The block that opens her consent for the reader; it stands in no profile and goes to every kind."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold what one kind may be told: by category the entries that are allowed, None for all of them.

    `neutral` shows the sender under a name that does not say what it does.
    """

    neutral: bool
    categories: Mapping[str, frozenset[str] | None]

    def over(self, categories: Iterable[str]) -> list[str]:
        """Name the categories that this kind is never told, in order."""
        return sorted({one for one in categories if one != CARRIED and one not in self.categories})

    def within(self, category: str, data: Any) -> tuple[Any, list[str]]:
        """Keep of a category what this kind may be told; gives it, None if nothing, with the names of what is over."""
        if category not in self.categories:
            return None, [category]
        named = self.categories[category]
        if named is None:
            return data, []
        if not isinstance(data, dict):
            return None, [category]
        kept = {name: value for name, value in data.items() if name in named}
        over = [f"{category}.{name}" for name in data if name not in named]
        return kept or None, over


@cache
def table() -> dict[str, Any]:
    """Load the table as it is written."""
    said: dict[str, Any] = json.loads(files("kit").joinpath("disclosure.json").read_text(encoding="utf-8"))
    return said


@cache
def _kinds() -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for said in table()["profiles"].values():
        allowed = {name: None if one == "ALL" else frozenset(one) for name, one in said["categories"].items()}
        found |= dict.fromkeys(said["types"], Profile(said["neutralSender"], allowed))
    return found


def profile(service_types: Iterable[str]) -> Profile:
    """Give what a service of these types may be told; of unknown types, nothing.

    Several types are told what any of them may be. But where one of them is a kind with a neutral sender, only what all
    kinds of that sort among them may be told: who hires is an employer first, whatever else the house does.
    """
    kinds = [_kinds()[one] for one in service_types if one in _kinds()]
    neutral = [one for one in kinds if one.neutral]
    if neutral:
        shared = set.intersection(*(set(one.categories) for one in neutral))
        return Profile(True, {name: _least([one.categories[name] for one in neutral]) for name in shared})
    return Profile(False, {name: entries for one in kinds for name, entries in one.categories.items()})


def _least(entries: list[frozenset[str] | None]) -> frozenset[str] | None:
    named = [one for one in entries if one is not None]
    return frozenset.intersection(*named) if named else None
