"""The rule of a neutral name: it says neither who the organisation is nor whom it helps."""

import unicodedata

from network import neutral_errors, rules

LONGEST = 100
TELLING = (
    "tolerant", "traffic", "victim", "survivor", "shelter", "refuge", "exploitation", "prostitut", "violence",
    "asylum", "menschenhandel", "opfer", "frauenhaus", "schutz", "gewalt", "tratta", "vittim", "rifugio", "violenza",
    "trafic", "adăpost", "трафик", "жертв", "убежище", "насилие", "εμπορία", "θύμα", "καταφύγιο", "торгівл", "притул",
    "насильств",
)  # fmt: skip
"""Beginnings of words, in the network's languages, that say whom an office helps; a person looks for others."""


def check(name: str, own: str) -> str:
    """Give a neutral name in NFC.

    Raises:
        BadName: it is empty, too long or holds control characters.
        NameTells: it holds the organisation's `own` name, or a word that says whom it helps.
    """
    shown = rules.check_name(name, "name", LONGEST)
    said, mine = (unicodedata.normalize("NFKC", one).casefold() for one in (shown, own))
    word = next((one for one in (mine, *TELLING) if one in said), None)
    if word is not None:
        raise neutral_errors.NameTells("name", word=own if word == mine else word)
    return shown
