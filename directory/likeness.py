"""Find listings that look like one service entered twice; a person decides whether they are.

- Two listings are proposed where their names are much alike and something else agrees: provider, telephone, website,
  e-mail or address.
- Names that differ in a number or a level (A1, A2) are names of two services.
- Only listings that share one of these are compared, so that a large directory is read in moments.
- Hidden addresses take no part: nothing may be learned of them by comparing.

Source: RapidFuzz (MIT), token sort ratio: 0 to 100, whatever the order of the words.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import auto
from itertools import product
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from directory.codes import Code

ALIKE: Final = 80
SAME_PLACE: Final = 88
_ROWS: Final = 500
_WORD = re.compile(r"\w+")


class Agrees(Code):
    """What two listings share."""

    NAME = auto()
    PROVIDER = auto()
    PHONE = auto()
    URL = auto()
    EMAIL = auto()
    ADDRESS = auto()


class SameOrNot(Code):
    """What a person decided about two listings that look alike."""

    SAME = auto()
    DIFFERENT = auto()


@dataclass(frozen=True, slots=True)
class Card:
    """Hold what two entries of one service would share; addresses are those that may be known."""

    id: str
    names: tuple[str, ...]
    provider: str
    website: str | None = None
    phone: str | None = None
    email: str | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold two listings that look alike, by id (the lower one first), with how much their names agree (0 to 100)."""

    one: str
    other: str
    names: int
    agrees: tuple[Agrees, ...]

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """Return where the pair stands: what agrees in most is looked at first."""
        return -len(self.agrees), -self.names, self.one, self.other


@dataclass(frozen=True, slots=True)
class Decided:
    """Hold one decision about two listings; it is never changed, and the newest about a pair stands."""

    id: str
    one: str
    other: str
    verdict: SameOrNot
    note: str
    by_staff: str
    by_member: str
    at: datetime


def pairs(cards: Sequence[Card], decided: frozenset[tuple[str, str]] = frozenset()) -> list[Pair]:
    """Return the pairs about which nobody has decided, the likeliest first."""
    found: dict[tuple[str, str], Pair] = {}
    marks = [_marks(card) for card in cards]
    for members in _blocks(cards, marks):
        for first, second in _near(cards, members):
            one, other = sorted((first, second), key=lambda place: cards[place].id)
            key = cards[one].id, cards[other].id
            if key in found or key in decided:
                continue
            agrees = _agrees(cards[one], cards[other], marks[one], marks[other])
            names = _names_alike(cards[one], cards[other])
            if names >= ALIKE and agrees:
                found[key] = Pair(*key, names, (Agrees.NAME, *agrees))
    return sorted(found.values(), key=lambda pair: pair.rank)


def plain(text: str) -> str:
    """Return a text's words in small letters without accents, in any script."""
    bare = (mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join(_WORD.findall("".join(bare)))


def _marks(card: Card) -> dict[Agrees, str]:
    """Return what may agree exactly: telephone by its last nine digits, website by its host and path."""
    digits = re.sub(r"\D", "", card.phone or "")
    said = {
        Agrees.PROVIDER: plain(card.provider),
        Agrees.PHONE: digits[-9:] if len(digits) >= 6 else "",
        Agrees.URL: _site(card.website),
        Agrees.EMAIL: (card.email or "").strip().casefold(),
    }
    return {reason: mark for reason, mark in said.items() if mark}


def _site(website: str | None) -> str:
    try:
        parts = urlsplit(website if website and "//" in website else f"//{website or ''}")
    except ValueError:
        return ""
    return parts.netloc.casefold().removeprefix("www.") + parts.path.rstrip("/")


def _blocks(cards: Sequence[Card], marks: Sequence[dict[Agrees, str]]) -> Iterator[list[int]]:
    """Give the places of cards that share a mark, or the numbers of an address (house and postal code)."""
    blocks: dict[tuple[Agrees, str], list[int]] = defaultdict(list)
    for place, each in enumerate(marks):
        for mark in each.items():
            blocks[mark].append(place)
        for numbers in {" ".join(sorted(_numbers(plain(address)))) for address in cards[place].addresses}:
            blocks[Agrees.ADDRESS, numbers].append(place)
    yield from (members for members in blocks.values() if len(members) > 1)


def _near(cards: Sequence[Card], members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the members of a block whose names may be alike, by their places."""
    names = [(place, plain(name)) for place in members for name in cards[place].names]
    words = [" ".join(sorted(name.split())) for _, name in names]
    for start in range(0, len(words), _ROWS):
        table = process.cdist(words[start : start + _ROWS], words, scorer=fuzz.ratio, score_cutoff=ALIKE - 1)
        for row, column in zip(*table.nonzero(), strict=True):
            first, second = names[start + int(row)][0], names[int(column)][0]
            if first < second:
                yield first, second


def _names_alike(one: Card, other: Card) -> int:
    """Return how much the two names agree that agree most; names with other numbers in them agree in nothing."""
    best = 0
    for mine, theirs in product(map(plain, one.names), map(plain, other.names)):
        if _numbers(mine) == _numbers(theirs):
            best = max(best, round(fuzz.token_sort_ratio(mine, theirs)))
    return best


def _numbers(name: str) -> set[str]:
    return {word for word in name.split() if any(mark.isdigit() for mark in word)}


def _agrees(one: Card, other: Card, mine: dict[Agrees, str], theirs: dict[Agrees, str]) -> tuple[Agrees, ...]:
    found = [reason for reason in Agrees if reason in mine and mine[reason] == theirs.get(reason)]
    places = product(map(plain, one.addresses), map(plain, other.addresses))
    if any(_numbers(a) == _numbers(b) and fuzz.token_sort_ratio(a, b) >= SAME_PLACE for a, b in places):
        found.append(Agrees.ADDRESS)
    return tuple(found)
