"""Her code as a person has it: digits of any script, or eight words of a known list (crypto/SPEC.md section 23)."""

import re

from client.her_errors import Mistyped
from client.share_text import number_of, word_of
from crypto import her_code
from crypto.errors import BadCode


def words(code: str) -> list[str]:
    """Write a code as eight words."""
    return [word_of(number) for number in her_code.numbers(code)]


def read(typed: str) -> str:
    """Read a code as it was typed, pasted, or read by a camera.

    Raises:
        Mistyped: it cannot be one; it says which word or group is wrong, where that can be known.
    """
    try:
        if any(one.isdecimal() for one in typed):
            return her_code.read(typed)
        return her_code.read_numbers(_numbers(typed))
    except BadCode as error:
        raise Mistyped(error) from None


def _numbers(typed: str) -> list[int]:
    said = re.findall(r"[^\W\d_]+", typed)
    if not said:
        raise BadCode("count")
    found = [number_of(word) for word in said]
    for place, number in enumerate(found, 1):
        if number is None:
            raise BadCode("word", place)
    return [number for number in found if number is not None]
