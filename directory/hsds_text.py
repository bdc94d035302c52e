"""Tag imported texts by their script, because the file does not say which language a text is in."""

from __future__ import annotations

import re
from typing import Any


def stripped(value: object) -> str | None:
    """Take a text without the blanks around it; an empty one says nothing and is no text."""
    return value.strip() or None if isinstance(value, str) else None


def rows(record: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Take the objects of a list; whatever else stands there is none."""
    value = record.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def language_of(text: str, latin: str = "en") -> str:
    """Tag a text by the script most of its letters are in, so that a screen can show it the right way round.

    Arabic script is tagged `ar` and Greek `el`; Cyrillic does not tell the language and is tagged `und`. Latin script
    and text without letters take the publisher's language.
    """
    counts = {
        "ar": len(re.findall(r"[\u0620-\u064a\u066e-\u06d3]", text)),
        "el": len(re.findall(r"[\u0370-\u03ff\u1f00-\u1fff]", text)),
        "und": len(re.findall(r"[\u0400-\u04ff]", text)),
        latin: len(re.findall(r"[A-Za-z\u00c0-\u024f]", text)),
    }
    best = max(counts, key=lambda tag: (counts[tag], tag == latin))
    return best


def tagged(values: list[object], dated: str, latin: str) -> list[dict[str, Any]]:
    """Keep one text a language; a second text in the same language would only hide the first."""
    kept: dict[str, dict[str, Any]] = {}
    for text in (stripped(value) for value in values):
        if text:
            tag = language_of(text, latin)
            kept.setdefault(tag, {"language": tag, "text": text, "origin": "HUMAN", "date": dated})
    return list(kept.values())
