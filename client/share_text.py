"""A share as a person holds it: 60 words of a well-known list, or the text of a picture (crypto/SPEC.md section 19)."""

from functools import cache

from mnemonic import Mnemonic

from crypto.errors import BadShare
from crypto.share_words import numbers, read_numbers
from crypto.shares import Share, read_text

LETTERS = 4
"""Each word of the list is known by its first four letters."""


@cache
def _words() -> list[str]:
    return list(Mnemonic("english").wordlist)


@cache
def _places() -> dict[str, int]:
    return {word[:LETTERS]: place for place, word in enumerate(_words())}


def word_of(number: int) -> str:
    """Give the word for a number from 0 to 2047."""
    return _words()[number]


def number_of(word: str) -> int | None:
    """Give the number of a word, of which four letters are enough; None where it is not in the list."""
    number = _places().get(word.lower()[:LETTERS])
    return None if number is None or not word_of(number).startswith(word.lower()) else number


def words(share: Share) -> list[str]:
    """Write a share as 60 words."""
    return [word_of(number) for number in numbers(share)]


def read(typed: str, at: int = 1) -> Share:
    """Read a share as it was typed, or as a camera read it; `at` is its place among those given.

    Raises:
        BadShare: `malformed`, `word` (with its place) or `words`.
    """
    found = typed.split()
    if len(found) == 1:
        return read_text(found[0], at)
    given = []
    for place, word in enumerate(found, 1):
        if (number := number_of(word)) is None:
            raise BadShare("word", at, place)
        given.append(number)
    return read_numbers(given, at)
