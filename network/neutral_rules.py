"""The rule of a neutral name: it says neither who the organisation is nor whom it helps."""

import json
import unicodedata
from functools import cache
from importlib.resources import files

from network import neutral_errors, rules

LONGEST = 100


@cache
def telling() -> tuple[str, ...]:
    """Read beginnings of words, in the network's languages, that say whom an office helps; a person knows others."""
    said = json.loads(files("network").joinpath("telling_words.json").read_text(encoding="utf-8"))
    return tuple(said["words"])


def check(name: str, own: str) -> str:
    """Give a neutral name in NFC.

    Raises:
        BadName: it is empty, too long or holds control characters.
        NameTells: it holds the organisation's `own` name, or a word that says whom it helps.
    """
    shown = rules.check_name(name, "name", LONGEST)
    said, mine = (unicodedata.normalize("NFKC", one).casefold() for one in (shown, own))
    word = next((one for one in (mine, *telling()) if one in said), None)
    if word is not None:
        raise neutral_errors.NameTells("name", word=own if word == mine else word)
    return shown
