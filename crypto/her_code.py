"""Her code: 24 random digits and one that catches a slip, however they are typed or pasted (SPEC.md section 23).

The check is Damm's: it catches every wrong digit and every swap of neighbours. Source: H. M. Damm, Total
anti-symmetrische Quasigruppen, Marburg 2004. Ends only; a node never imports this.
"""

import re
import secrets
from collections.abc import Sequence

from crypto.errors import BadCode
from crypto.format import blake2b, lp

RANDOM, GROUPS, WORDS = 24, 5, 8
DIGITS = RANDOM + 1
_GROUP, _CHECK_BITS, _WORD_BITS = DIGITS // GROUPS, 8, 11
_ZEROS = (0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20,
          0x1040, 0x17E0, 0x1810, 0xFF10)  # fmt: skip
_FOLD = {zero + at: str(at) for zero in _ZEROS for at in range(10)}
_DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
         "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")  # fmt: skip


def make() -> str:
    """Make a new code: 25 digits."""
    return complete(f"{secrets.randbelow(10**RANDOM):0{RANDOM}}")


def complete(digits: str) -> str:
    """Put the check digit behind 24 digits."""
    return digits + str(_state(digits))


def shown(code: str) -> str:
    """Write a code in five groups, as it is said and printed."""
    return " ".join(code[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))


def read(typed: str) -> str:
    """Find the one code in what was typed or pasted: digits of many scripts, and whatever stands between the groups.

    Raises:
        BadCode: `count` (no 25 digits; `at` says how many), `group` (the one of five that has not five digits), or
            `check` (a digit is wrong, or two are swapped).
    """
    groups, runs = _groups(typed.translate(_FOLD))
    whole = {text for run in runs for text in _windows(run)}
    good = [text for text in whole if not _state(text)]
    if len(good) == 1:
        return good[0]
    if whole:
        raise BadCode("check")
    wrong = [at for at, group in enumerate(groups, 1) if len(group) != _GROUP]
    if len(groups) == GROUPS and len(wrong) == 1:
        raise BadCode("group", wrong[0])
    raise BadCode("count", sum(map(len, groups)))


def _state(digits: str) -> int:
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return state


def _groups(text: str) -> tuple[list[str], list[list[str]]]:
    """Give the groups of digits, and the runs of them that no letter cuts."""
    runs = [re.findall("[0-9]+", run) for run in re.split(r"[^\W\d_]+", text)]
    return [group for run in runs for group in run], runs


def _windows(groups: Sequence[str]) -> list[str]:
    """Give the neighbouring groups that have 25 digits together."""
    found = []
    for begin in range(len(groups)):
        text = ""
        for group in groups[begin:]:
            text += group
            if len(text) >= DIGITS:
                break
        if len(text) == DIGITS:
            found.append(text)
    return found


def numbers(code: str) -> list[int]:
    """Write a code as 8 numbers from 0 to 2047, each of which stands for a word."""
    value = int(code[:RANDOM]) << _CHECK_BITS | _word_check(code[:RANDOM])
    return [value >> _WORD_BITS * at & (1 << _WORD_BITS) - 1 for at in reversed(range(WORDS))]


def read_numbers(given: Sequence[int]) -> str:
    """Read a code from the numbers of its words.

    Raises:
        BadCode: `words`: there are not eight, one is another word of the list, or they stand in another order.
    """
    value = 0
    for one in given:
        value = value << _WORD_BITS | one
    digits = f"{value >> _CHECK_BITS:0{RANDOM}}"
    if len(given) != WORDS or len(digits) != RANDOM or _word_check(digits) != value & (1 << _CHECK_BITS) - 1:
        raise BadCode("words")
    return complete(digits)


def _word_check(digits: str) -> int:
    return blake2b(lp("tolerant/v1/code-words", digits), size=16)[0]
