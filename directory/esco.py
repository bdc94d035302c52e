"""Know an ESCO address by its form, so that a competence means the same to a school and to an employer.

ESCO (European Commission) names a skill and an occupation by a UUID, a group of skills by its code such as S1.2.3, and
a group of occupations by its ISCO-08 code. The addresses start with http; whoever writes https means the same one.
"""

import re

from directory.errors import UnknownCode

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ESCO = re.compile(
    rf"https?://data\.europa\.eu/esco/((?:skill|occupation)/{_UUID}|skill/[A-Z]\d?(?:\.\d{{1,3}})*|isco/C\d{{1,4}})"
)


def esco_uri(text: str) -> str:
    """Return the one spelling of an ESCO address.

    Raises:
        UnknownCode: not an address of a skill, an occupation or a group of either.
    """
    found = _ESCO.fullmatch(text)
    if found is None:
        raise UnknownCode(wanted="ESCO")
    return f"http://data.europa.eu/esco/{found[1]}"
