"""Hold the values inside an explanation as what they are, so that each language can say them in its own way.

A `Code` is a term too. Every term is also the plain, language-neutral text of its value.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from directory.codes import CriterionKind, LanguageSkill
from directory.content import Criterion
from directory.reading_criteria import CODES, RANKED


class Language(str):
    """A language by its tag."""

    __slots__ = ()


class Script(str):
    """A script by its code of ISO 15924."""

    __slots__ = ()


class Area(str):
    """An area by its code."""

    __slots__ = ()


class Number(str):
    """A number, written with a point and no needless decimals: 17, 17.5."""

    __slots__ = ()

    def __new__(cls, number: float) -> "Number":
        """Write the number."""
        return super().__new__(cls, f"{number:g}")


class Money(str):
    """An amount with its currency: 50.00 EUR."""

    __slots__ = ()

    def __new__(cls, amount: Decimal, currency: str | None) -> "Money":
        """Write the amount."""
        return super().__new__(cls, f"{amount} {currency}")


class Span(str):
    """A range between two terms, either of which may be open."""

    __slots__ = ("high", "low", "years")
    low: str | None
    high: str | None
    years: bool

    def __new__(cls, low: str | None, high: str | None, *, years: bool = False) -> "Span":
        """Write the range as 17-25, 17- or -25."""
        made = super().__new__(cls, low if low == high and low else f"{low or ''}-{high or ''}")
        made.low, made.high, made.years = low, high, years
        return made


class Listed(tuple[str, ...]):
    """Several terms of one list."""

    __slots__ = ()


NOTHING = Listed()
Term = str | Listed
Terms = tuple[Term, ...]


def neutral(terms: Iterable[Term]) -> str:
    """Write terms without any language: de A2, AT-9, 50.00 EUR."""
    return " ".join(", ".join(each) if isinstance(each, Listed) else str(each) for each in terms)


def listed(kind: CriterionKind, codes: Sequence[str]) -> Listed:
    """Return the entries of a condition's list as terms of its kind."""
    if kind in CODES:
        return Listed(CODES[kind](code) for code in codes)
    return Listed(Area(code) if kind is CriterionKind.AREA else code for code in codes)


def wanted_of(criterion: Criterion) -> Terms:
    """Return what a condition asks, from its own values and nothing else."""
    kind = criterion.kind
    if kind is CriterionKind.OTHER:
        return (criterion.text or "",)
    if kind is CriterionKind.FEE and criterion.amount is not None:
        return (Money(criterion.amount, criterion.currency),)
    said: list[Term] = []
    if criterion.language is not None:
        said.append(Language(criterion.language))
    if criterion.skill not in (None, LanguageSkill.OVERALL):
        said.append(LanguageSkill(criterion.skill))
    if criterion.script is not None:
        said.append(Script(criterion.script))
    if criterion.framework is not None:
        said.append(criterion.framework)
    if criterion.codes:
        said.append(listed(kind, criterion.codes))
    if (criterion.minimum, criterion.maximum) != (None, None):
        bounds = (None if each is None else Number(each) for each in (criterion.minimum, criterion.maximum))
        said.append(Span(*bounds, years=True))
    if (criterion.min_level, criterion.max_level) != (None, None):
        said.append(Span(level_of(kind, criterion.min_level), level_of(kind, criterion.max_level)))
    return tuple(said)


def level_of(kind: CriterionKind, level: str | None) -> str | None:
    """Return a level as a word of its scale; a level of education is its number."""
    return level if level is None or kind not in RANKED else RANKED[kind](level)
