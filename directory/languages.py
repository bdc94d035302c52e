"""Match languages by tag, so that pt-BR is Portuguese and Kurmanji is Kurdish, and nothing else is guessed.

A language that ISO 639-3 puts under a macrolanguage is matched by it: kmr and ckb are ku, cmn and yue are zh, nb is no.
Serbian, Croatian, Bosnian and Montenegrin stand each for itself, as the registry of BCP 47 prefers; sh is sr there.
"""

import json
from functools import cache, lru_cache
from importlib.resources import files

import langcodes

from directory.errors import UnknownLanguage, UnknownScript

NOT_A_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


@cache
def _macrolanguages() -> dict[str, str]:
    """Read which language lies under which macrolanguage, once."""
    table = json.loads(files("directory").joinpath("macrolanguages.json").read_text(encoding="utf-8"))
    return {each: macro for macro, under in table["macrolanguages"].items() for each in under.split()}


@lru_cache(maxsize=2048)
def language_of(tag: str) -> str:
    """Return the language a tag stands for, so that two spellings of it meet.

    Args:
        tag: a BCP 47 tag such as `pt-BR`, `kmr` or `sr-Latn`.

    Raises:
        UnknownLanguage: not a valid tag, or a tag that names no language.
    """
    if not tag or len(tag) > 35 or not langcodes.tag_is_valid(tag):
        raise UnknownLanguage()
    primary = tag.replace("_", "-").split("-")[0].lower()
    known = _macrolanguages().get(primary)
    if known is not None or primary == "cnr":
        return known or primary
    language = langcodes.Language.get(tag).prefer_macrolanguage().language
    if language is None or language in NOT_A_LANGUAGE or primary in NOT_A_LANGUAGE or "qaa" <= primary <= "qtz":
        raise UnknownLanguage()
    return _macrolanguages().get(language, language)


@lru_cache(maxsize=2048)
def standard_tag(tag: str) -> str:
    """Return the tag in its standard spelling, for texts that keep region and script.

    Raises:
        UnknownLanguage: not a valid tag.
    """
    language_of(tag)
    return langcodes.standardize_tag(tag)


@lru_cache(maxsize=512)
def script_of(code: str) -> str:
    """Return a script code as ISO 15924 writes it.

    Raises:
        UnknownScript: no such script.
    """
    script = code.title()
    if len(script) != 4 or not langcodes.Language.make(script=script).is_valid() or script[0] in "QZ":
        raise UnknownScript()
    return script
