"""Match languages by tag, so that no woman gets an interpreter whom she does not understand.

- pt-BR is Portuguese: a region or a script does not make another language.
- Sorani is not Kurmanji, though ISO 639-3 puts both under the macrolanguage Kurdish: two members are two languages.
- A macrolanguage and a member of it are perhaps the same: somebody must ask which kind is meant.
- A macrolanguage's name means its standard too, where CLDR names it and a state has made it official under that name
  (zh is cmn, ar is arb): `standards` in macrolanguages.json. Why: docs/decisions/0019.
- Serbian, Croatian, Bosnian and Montenegrin stand each for itself, as the registry of BCP 47 prefers; sh is sr there.
"""

import json
from functools import cache, lru_cache
from importlib.resources import files

import langcodes

from directory.errors import UnknownLanguage, UnknownScript

NOT_A_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


@cache
def _table() -> dict[str, dict[str, str]]:
    """Read the registry's macrolanguages once."""
    read: dict[str, dict[str, str]] = json.loads(
        files("directory").joinpath("macrolanguages.json").read_text(encoding="utf-8")
    )
    return read


@cache
def _macrolanguages() -> dict[str, str]:
    """Say which language lies under which macrolanguage."""
    return {each: macro for macro, under in _table()["macrolanguages"].items() for each in under.split()}


@cache
def _standards() -> dict[str, str]:
    """Say which member a macrolanguage's name means too; Norwegian is written in two ways."""
    return {each: macro for macro, said in _table()["standards"].items() for each in said.split()}


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
    language = langcodes.Language.get(tag).language
    if language is None or language in NOT_A_LANGUAGE or primary in NOT_A_LANGUAGE or "qaa" <= primary <= "qtz":
        raise UnknownLanguage()
    folded = primary == "cnr" or _macrolanguages().get(primary) == language
    return primary if folded else language


@lru_cache(maxsize=2048)
def meaning_of(language: str) -> str:
    """Return one name for what two names may mean: `zh` for cmn, `no` for nb and nn, else the language itself.

    Args:
        language: as `language_of` returned it.
    """
    return _standards().get(language, language)


@lru_cache(maxsize=2048)
def names_of(language: str) -> tuple[str, ...]:
    """Return every name that means the same language."""
    meaning = meaning_of(language)
    return (meaning, *(each for each, macro in _standards().items() if macro == meaning))


@lru_cache(maxsize=2048)
def kin(language: str) -> tuple[str, ...]:
    """Return every name that means the language, and what it lies under; `zh` lies under nothing."""
    over = _macrolanguages().get(language)
    return names_of(language) if over is None or over in names_of(language) else (language, over)


def perhaps_same(one: str, other: str) -> bool:
    """Say whether one of two names covers the other and more, so that somebody must ask which is meant."""
    if meaning_of(one) == meaning_of(other):
        return False
    return other == _macrolanguages().get(one) or one == _macrolanguages().get(other)


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
