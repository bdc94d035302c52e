"""Match languages by tag, so that pt-BR is Portuguese and Kurmanji is Kurdish, and nothing else is guessed."""

from functools import lru_cache

import langcodes

from directory.errors import UnknownLanguage, UnknownScript

# Individual languages that people name by their macrolanguage (ISO 639-3 macrolanguage mappings, SIL).
MACROLANGUAGE = {
    **dict.fromkeys(["aeb", "afb", "acm", "acq", "apc", "apd", "arb", "arq"], "ar"),
    **dict.fromkeys(["ars", "ary", "arz", "ayl", "ayp", "shu", "ajp"], "ar"),
    **dict.fromkeys(["kmr", "ckb", "sdh"], "ku"),
    **dict.fromkeys(["pes", "prs"], "fa"),
    **dict.fromkeys(["pbu", "pbt", "pst"], "ps"),
    **dict.fromkeys(["als", "aln", "aae", "aat"], "sq"),
    **dict.fromkeys(["uzn", "uzs"], "uz"),
    **dict.fromkeys(["azj", "azb"], "az"),
    **dict.fromkeys(["rmn", "rml", "rmc", "rmf", "rmo", "rmy", "rmw"], "rom"),
    **dict.fromkeys(["gaz", "gax", "hae", "orc"], "om"),
    **dict.fromkeys(["fub", "fui", "fue", "fuq", "ffm", "fuf", "fuc", "fuv", "fuh"], "ff"),
    **dict.fromkeys(["cmn", "yue", "wuu", "nan", "hak"], "zh"),
    "swh": "sw", "swc": "sw", "npi": "ne", "khk": "mn", "lvs": "lv", "ekk": "et", "zsm": "ms",
}  # fmt: skip
NOT_A_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})


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
    known = MACROLANGUAGE.get(primary)
    if known is not None:
        return known
    language = langcodes.Language.get(tag).prefer_macrolanguage().language
    if language is None or language in NOT_A_LANGUAGE or primary in NOT_A_LANGUAGE or "qaa" <= primary <= "qtz":
        raise UnknownLanguage()
    return MACROLANGUAGE.get(language, language)


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
