"""How a referral stands, in plain words of her language; the sentences are data, one file a language."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("ar", "bg", "de", "el", "en", "fr", "it", "ro", "uk")
MACHINE = "A machine translated these sentences; no person who grew up with the language has checked them yet."


@cache
def words_of(language: str) -> dict[str, Any]:
    """Give the sentences of a language: `states`, `words`, and `origin` (AUTHOR, MACHINE or HUMAN)."""
    found: dict[str, Any] = json.loads(files("client").joinpath("wording", f"hers-{language}.json").read_text("utf-8"))
    return found
