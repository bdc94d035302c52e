"""What a woman is told before she says yes: texts in versions and languages, each known by its hash at both ends.

A text stands in `wording/VERSION-LANGUAGE.json` and never changes: other words are another version. Until somebody who
grew up with the language has read it, `readByANativeSpeaker` is empty; whoever has writes a name there.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CURRENT = "2"
"""The version that is explained today."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Hold one text: `level` is of the CEFR; `words` are those of receipts and of what is kept about her."""

    version: str
    language: str
    direction: str
    level: str
    for_reading_aloud: bool
    read_by: str
    text: tuple[str, ...]
    words: dict[str, str]

    @property
    def hash(self) -> bytes:
        """Give BLAKE2b-256 of the text, with an empty line between paragraphs, in UTF-8."""
        return hashlib.blake2b("\n\n".join(self.text).encode(), digest_size=32).digest()


@cache
def notices() -> dict[tuple[str, str], Notice]:
    """Load every text, by version and language."""
    found = {}
    for file in files("kit").joinpath("wording").iterdir():
        said = json.loads(file.read_text(encoding="utf-8"))
        found[said["version"], said["language"]] = Notice(
            said["version"],
            said["language"],
            said["direction"],
            said["level"],
            said["forReadingAloud"],
            said["readByANativeSpeaker"],
            tuple(said["text"]),
            said["words"],
        )
    return found


def notice(language: str, version: str = CURRENT) -> Notice:
    """Give the text in a language (BCP 47), by its first part where there is no closer one, else in English."""
    known = notices()
    short = language.split("-", 1)[0].lower()
    return known.get((version, language)) or known.get((version, short)) or known[version, "en"]


def language_of(version: str, text_hash: bytes) -> str | None:
    """Tell in which language a text of this version and hash is; None where there is no such text."""
    return next((one.language for one in notices().values() if (one.version, one.hash) == (version, text_hash)), None)
