"""Whom she named who must never get anything about her: kept on this device, sealed, sent to nobody (record 0049)."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from client.errors import BadText, ClientError, KeysDamaged
from client.keystore import Keystore, replace
from crypto import vault
from crypto.errors import MalformedStatement
from kit.ids import check_id

FILE, WHAT = "excluded.sealed", "excluded"
SHORTEST = 3
DIGITS = 6
"""How many digits make a telephone number; fewer are a house number or a year."""


class Excluded(ClientError):
    """Say that the recipient is among those whom she named; the word itself is shown to nobody over her shoulder."""

    code = "EXCLUDED"
    sentence = (
        "She named someone who must never get this, and this service fits that ({where}). Nothing was sent. "
        "`tolerant excluded {need}` shows the list to look at with her."
    )

    def __init__(self, need: str, where: str) -> None:
        super().__init__("excluded")
        self.sentence = type(self).sentence.format(need=need, where=where)


class ExcludedNames:
    """Hold what she named, by need; without a folder, in memory only.

    Raises:
        KeysDamaged: the file is not what this device kept.
    """

    def __init__(self, keys: Keystore) -> None:
        self._keys = keys
        self._path: Path | None = keys.home / FILE if keys.home else None
        self._names: dict[str, list[str]] = {}
        if self._path is not None and self._path.exists():
            try:
                self._names = json.loads(vault.reopen(self._path.read_bytes(), keys.signing.seed, WHAT))
            except (MalformedStatement, ValueError):
                raise KeysDamaged from None

    def of(self, need_id: str) -> list[str]:
        """Give what she named for one need."""
        return list(self._names.get(need_id, []))

    def keep(self, need_id: str, names: Iterable[str]) -> list[str]:
        """Keep what she named in the place of what was kept; none forgets the need. Gives it sorted.

        Raises:
            BadText: an entry is so short that it would fit everybody.
        """
        cleaned = sorted({" ".join(unicodedata.normalize("NFC", one).split()) for one in names} - {""})
        if any(len(_plain(one).replace(" ", "")) < SHORTEST for one in cleaned):
            raise BadText
        others = {need: one for need, one in self._names.items() if need != need_id}
        self._names = {**others, check_id(need_id): cleaned} if cleaned else others
        if self._path is not None:
            replace(self._path, vault.close(json.dumps(self._names).encode(), self._keys.signing.seed, WHAT))
        return cleaned


def fits(names: Iterable[str], texts: Iterable[str]) -> bool:
    """Say whether one of some names stands in one of some texts: whole words in any spelling, or a telephone number."""
    plain = [f" {_plain(one)} " for one in texts]
    numbers = ["".join(re.findall(r"\d", one)) for one in plain]
    for name in names:
        said, digits = _plain(name), "".join(re.findall(r"\d", name))
        if any(f" {said} " in one for one in plain):
            return True
        number = digits.lstrip("0")
        if len(number) >= DIGITS and not re.search(r"[^\d\s+()/.-]", name) and any(number in one for one in numbers):
            return True
    return False


def texts_of(said: Any) -> list[str]:
    """Give every text in a description of a service, however deep."""
    if isinstance(said, str):
        return [said]
    inner = said.values() if isinstance(said, dict) else said if isinstance(said, list) else []
    return [text for one in inner for text in texts_of(one)]


def _plain(text: str) -> str:
    """Write a text without case, accents and signs, its words one space apart."""
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", "".join(letters).casefold().replace("_", " ")))
