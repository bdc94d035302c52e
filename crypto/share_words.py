"""A share as 60 numbers of words, with checks that say which word is wrong when one is (SPEC.md section 19).

The check is a Reed-Solomon code over GF(2^11): four numbers behind 56. It finds the place of one wrong word; two
or more are seen, and not placed. Source: Reed and Solomon, Polynomial codes over certain finite fields, 1960.
"""

from collections.abc import Sequence
from itertools import pairwise

from crypto.errors import BadShare
from crypto.shares import SIZE, Share, decode

BITS, CHECKS = 11, 4
WORDS = SIZE * 8 // BITS + CHECKS
_ORDER = (1 << BITS) - 1
_FIELD = 0x805  # x^11 + x^2 + 1, which is primitive


def _tables() -> tuple[list[int], dict[int, int]]:
    powers, value = [], 1
    for _ in range(_ORDER):
        powers.append(value)
        value <<= 1
        if value > _ORDER:
            value ^= _FIELD
    return powers, {value: at for at, value in enumerate(powers)}


_POWERS, _LOGS = _tables()


def _times(one: int, other: int) -> int:
    return _POWERS[(_LOGS[one] + _LOGS[other]) % _ORDER] if one and other else 0


def _generator() -> list[int]:
    made = [1]
    for root in _POWERS[:CHECKS]:
        made = [here ^ _times(before, root) for here, before in zip([*made, 0], [0, *made], strict=True)]
    return made


_GENERATOR = _generator()


def numbers(share: Share) -> list[int]:
    """Write a share as 60 numbers from 0 to 2047, each of which stands for a word."""
    value = int.from_bytes(share.encode(), "big")
    data = [value >> BITS * at & _ORDER for at in reversed(range(WORDS - CHECKS))]
    rest = data + [0] * CHECKS
    for at in range(len(data)):
        factor = rest[at]
        for place, coefficient in enumerate(_GENERATOR):
            rest[at + place] ^= _times(factor, coefficient)
    return data + rest[len(data) :]


def read_numbers(given: Sequence[int], at: int = 1) -> Share:
    """Read a share from the numbers of its words; `at` is its place among those given.

    Raises:
        BadShare: `malformed` (another count, or no share), `word` (that one is wrong), or `words` (several are).
    """
    if len(given) != WORDS or not all(0 <= one <= _ORDER for one in given):
        raise BadShare("malformed", at)
    syndromes = [_value(given, root) for root in _POWERS[:CHECKS]]
    if any(syndromes):
        place = _place(syndromes)
        raise BadShare("word", at, place) if place else BadShare("words", at)
    value = 0
    for one in given[:-CHECKS]:
        value = value << BITS | one
    return decode(value.to_bytes(SIZE, "big"), at)


def _value(given: Sequence[int], root: int) -> int:
    value = 0
    for one in given:
        value = _times(value, root) ^ one
    return value


def _place(syndromes: list[int]) -> int:
    """Give the place of the one wrong word, from 1; 0 where one word cannot explain it."""
    if not all(syndromes):
        return 0
    steps = {(_LOGS[after] - _LOGS[before]) % _ORDER for before, after in pairwise(syndromes)}
    place = WORDS - steps.pop()
    return place if not steps and place >= 1 else 0
