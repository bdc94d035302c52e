"""Say an explanation in the language of whoever reads it: English, German, Italian, Greek, Bulgarian or Romanian.

The English sentences of `directory.words` and `directory.labels` are the source; the translations stand in gettext
catalogues (`directory/catalogues`), which Babel reads. Names of languages, scripts and countries, the decimal sign and
the plural rules are those of the Unicode CLDR, as Babel brings them. A catalogue says who translated it: `MACHINE`
until a person who grew up with the language has read it.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import TypeVar

import langcodes
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from directory.areas import name_of
from directory.codes import Code, TextOrigin
from directory.conditions import Condition
from directory.content import Criterion
from directory.errors import NoTranslation
from directory.judgement import Judgement
from directory.labels import LABELS
from directory.sentences import ASKS, CHANGES, CONDITIONS, RANGES, REASONS, Plural, Sentence
from directory.terms import Area, Language, Listed, Money, Number, Script, Span, Term, wanted_of
from directory.words import Range

SOURCE = "en"
TRANSLATED = ("bg", "de", "el", "it", "ro")
LANGUAGES = tuple(sorted((SOURCE, *TRANSLATED)))
K = TypeVar("K", bound=Code)


class Wording:
    """Say explanations in one language."""

    def __init__(self, language: str) -> None:
        """Read the catalogue of the language; the source language needs none."""
        self.language, self.origin = language, TextOrigin.MACHINE
        self._locale = Locale.parse(language)
        self._said: NullTranslations = NullTranslations()
        self._point = str(self._locale.number_symbols["latn"]["decimal"])
        if language != SOURCE:
            text = files("directory").joinpath("catalogues", f"{language}.po").read_bytes()
            self._said, self.origin = read_catalogue(text, language)
        self._labels = {
            of: {code: self._said.pgettext(context(code), label) for code, label in labels.items()}
            for of, labels in LABELS.items()
        }

    def reason(self, judged: Judgement) -> str:
        """Say why a condition stands as it does."""
        return self._about(REASONS, judged.reason, judged)

    def ask(self, judged: Judgement) -> str | None:
        """Say what to ask."""
        return None if judged.ask is None else self._about(ASKS, judged.ask, judged)

    def change(self, judged: Judgement) -> str | None:
        """Say what would change it."""
        return None if judged.change is None else self._about(CHANGES, judged.change, judged)

    def condition(self, condition: Condition) -> str:
        """Say how an unwritten condition stands."""
        return self._say(CONDITIONS, condition.reason, {"value": condition.value})

    def demand(self, criterion: Criterion) -> str:
        """Say in a few words what a condition asks."""
        return self._terms(wanted_of(criterion))

    def label(self, code: Code) -> str:
        """Say a code of a list."""
        return self._labels[type(code)][code]

    def _about(self, sentences: Mapping[K, Sentence], code: K, judged: Judgement) -> str:
        terms: dict[str, Term] = {"missing": judged.missing}
        for name, said in (("wanted", judged.wanted), ("fact", judged.fact)):
            terms[name] = said[0] if len(said) == 1 else self._terms(said)
        return self._say(sentences, code, terms)

    def _say(self, sentences: Mapping[K, Sentence], code: K, terms: Mapping[str, Term]) -> str:
        source = sentences[code]
        if isinstance(source, Plural):
            count = self._like(str(terms[source.counts]))
            said = self._said.npgettext(context(code), source.one, source.many, count)
        else:
            said = self._said.pgettext(context(code), source)
        return said.format(**{name: self._term(term) for name, term in terms.items()})

    def _like(self, number: str) -> int:
        """Return a whole number that takes the same plural form, for catalogues count whole things only."""
        if "." not in number:
            return int(number)
        form = self._locale.plural_form(Decimal(number))
        return next(count for count in range(2, 200) if self._locale.plural_form(count) == form)

    def _terms(self, terms: Iterable[Term]) -> str:
        return ", ".join(self._term(each) for each in terms)

    def _term(self, term: Term) -> str:
        if isinstance(term, Listed):
            return ", ".join(self._term(each) for each in term)
        if isinstance(term, Code):
            return self.label(term)
        if isinstance(term, Span):
            return self._span(term)
        if isinstance(term, Number | Money):
            return term.replace(".", self._point)
        if isinstance(term, Language):
            return language_name(self._locale, term)
        if isinstance(term, Script):
            return str(self._locale.scripts.get(term, term))
        if isinstance(term, Area):
            return self._area(term)
        return term

    def _span(self, span: Span) -> str:
        low, high = span.low, span.high
        terms: dict[str, Term] = {"low": low or "", "high": high or ""}
        if low == high:
            return self._say(RANGES, Range.YEARS, terms) if span.years else self._term(low or "")
        name = "BETWEEN" if low and high else "FROM" if low else "UP_TO"
        return self._say(RANGES, Range(f"YEARS_{name}" if span.years else name), terms)

    def _area(self, code: str) -> str:
        country = self._locale.territories.get(code) if len(code) == 2 else None
        name = country or name_of(code)
        return code if name is None else f"{name} ({code})"


def wording(language: str | None) -> Wording:
    """Return the wording of a language; English if none is asked for. A regional tag, such as de-AT, is its language.

    Raises:
        NoTranslation: there is no catalogue of this language.
    """
    if language is None:
        return _wording(SOURCE)
    known = len(language) <= 35 and langcodes.tag_is_valid(language)
    primary = langcodes.Language.get(language).language if known else None
    if primary not in LANGUAGES:
        raise NoTranslation("language", languages=", ".join(LANGUAGES))
    return _wording(primary)


def context(code: Code) -> str:
    """Return where a sentence belongs, such as Reason.TOO_YOUNG; the same English may need two translations."""
    return f"{type(code).__name__}.{code}"


def language_name(locale: Locale, tag: str) -> str:
    """Return what a language is called, in English where the reader's language has no name for it."""
    return f"{locale.languages.get(tag) or langcodes.Language.get(tag).display_name()} ({tag})"


@cache
def _wording(language: str) -> Wording:
    return Wording(language)


def read_catalogue(text: bytes, language: str) -> tuple[GNUTranslations, TextOrigin]:
    """Read a catalogue, with whether a person has read it; its `Last-Translator` begins with HUMAN or MACHINE."""
    catalogue = read_po(BytesIO(text), locale=language, abort_invalid=True)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return GNUTranslations(packed), TextOrigin((catalogue.last_translator or "").split(",")[0])
