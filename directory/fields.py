"""Read one object of JSON field by field, so that every refusal names the field it is about."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from directory import errors
from directory.codes import Code

C = TypeVar("C", bound=Code)
T = TypeVar("T")

LONGEST = 20_000
MANY = 100
MONEY = Decimal(1_000_000)
ONE_LINE = 2_000
HALF = re.compile("[\ud800-\udfff]")
LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class Fields:
    """Hold one JSON object and the path that led to it; `done` refuses whatever nobody asked for."""

    def __init__(self, value: object, path: str = "") -> None:
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise errors.WrongType(path or None, wanted="an object")
        self._values: Mapping[str, object] = value
        self._asked: set[str] = set()
        self.path = path

    def at(self, key: str) -> str:
        """Return the path of a field, such as `criteria.3.minLevel`."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Return whether a field is stated."""
        return self._values.get(key) is not None

    def take(self, key: str) -> object:
        """Return a field as it came."""
        self._asked.add(key)
        return self._values.get(key)

    def done(self) -> None:
        """Refuse fields that do not exist, so that a misspelt condition is never lost in silence.

        Raises:
            UnknownField: the first such field.
        """
        for key in self._values:
            if key not in self._asked:
                raise errors.UnknownField(self.at(key))

    def maybe_text(self, key: str, limit: int = LONGEST) -> str | None:
        """Return a text without outer blanks; an empty one counts as missing."""
        value = self.take(key)
        if value is None:
            return None
        return _clean(value, self.at(key), limit) or None

    def text(self, key: str, limit: int = LONGEST) -> str:
        """Return a text that must be there."""
        value = self.maybe_text(key, limit)
        if value is None:
            raise errors.MissingField(self.at(key))
        return value

    def maybe_flag(self, key: str) -> bool | None:
        """Return yes, no or not stated."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise errors.WrongType(self.at(key), wanted="true or false")
        return value

    def flag(self, key: str) -> bool:
        """Return yes or no."""
        value = self.maybe_flag(key)
        if value is None:
            raise errors.MissingField(self.at(key))
        return value

    def number(self, key: str, low: float, high: float, wrong: type[errors.BadFact] | None = None) -> float | None:
        """Return a number between two bounds, or nothing."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise errors.WrongType(self.at(key), wanted="a number")
        if not math.isfinite(value) or not low <= value <= high:
            raise wrong(self.at(key)) if wrong else errors.OutOfRange(self.at(key), low=f"{low:g}", high=f"{high:g}")
        return float(value)

    def whole(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number between two bounds, or nothing."""
        value = self.number(key, low, high)
        if value is not None and not value.is_integer():
            raise errors.WrongType(self.at(key), wanted="a whole number")
        return None if value is None else int(value)

    def money(self, key: str) -> Decimal | None:
        """Return an amount with at most two decimals."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
            raise errors.WrongType(self.at(key), wanted="an amount")
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise errors.WrongType(self.at(key), wanted="an amount") from None
        if not amount.is_finite() or not 0 <= amount <= MONEY:
            raise errors.OutOfRange(self.at(key), low="0", high=str(MONEY))
        return amount.quantize(Decimal("0.01"))

    def maybe_day(self, key: str) -> date | None:
        """Return a date written as 2026-10-01."""
        value = self.take(key)
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value)) if len(str(value)) == 10 else _bad_date(self.at(key))
        except ValueError:
            raise errors.BadDate(self.at(key)) from None

    def maybe_time(self, key: str) -> time | None:
        """Return a time of day written as 09:00."""
        value = self.take(key)
        if value is None:
            return None
        try:
            return time.fromisoformat(value) if isinstance(value, str) and len(value) == 5 else _bad_time(self.at(key))
        except ValueError:
            raise errors.BadDate(self.at(key)) from None

    def maybe_code(self, key: str, of: type[C]) -> C | None:
        """Return a word of a code list, or nothing."""
        value = self.take(key)
        return None if value is None else code_of(value, of, self.at(key))

    def code(self, key: str, of: type[C]) -> C:
        """Return a word of a code list that must be there."""
        value = self.maybe_code(key, of)
        if value is None:
            raise errors.MissingField(self.at(key))
        return value

    def maybe_made(self, key: str, make: Callable[[str], T], limit: int = 64) -> T | None:
        """Return what a reader such as `language_of` makes of a text; its refusal gets this field's name."""
        value = self.maybe_text(key, limit)
        return None if value is None else made(value, make, self.at(key))

    def made(self, key: str, make: Callable[[str], T], limit: int = 64) -> T:
        """Return what a reader makes of a text that must be there."""
        return made(self.text(key, limit), make, self.at(key))

    def each(self, key: str, most: int = MANY) -> list[tuple[object, str]]:
        """Return the entries of a list with their paths."""
        value = self.take(key)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            raise errors.WrongType(self.at(key), wanted="a list")
        if len(value) > most:
            raise errors.TooLong(self.at(key), limit=f"{most} entries")
        return [(entry, f"{self.at(key)}.{number}") for number, entry in enumerate(value)]

    def rows(self, key: str, most: int = MANY) -> "list[Fields]":
        """Return the objects of a list."""
        return [Fields(entry, path) for entry, path in self.each(key, most)]

    def row(self, key: str) -> "Fields | None":
        """Return an object inside this one, or nothing."""
        value = self.take(key)
        return None if value is None else Fields(value, self.at(key))

    def codes(self, key: str, of: type[C], most: int = MANY) -> tuple[C, ...]:
        """Return words of a code list, each once, in the order of the list."""
        found = {code_of(entry, of, path) for entry, path in self.each(key, most)}
        return tuple(sorted(found, key=lambda each: each.rank))

    def texts(self, key: str, make: Callable[[str], T], most: int = MANY, limit: int = LONGEST) -> tuple[T, ...]:
        """Return what a reader makes of each text of a list, each once, in their order."""
        found: list[T] = []
        for entry, path in self.each(key, most):
            text = _clean(entry, path, limit)
            if not text:
                raise errors.WrongType(path, wanted="a text")
            found.append(made(text, make, path))
        return tuple(dict.fromkeys(found))


def _clean(value: object, path: str, limit: int) -> str:
    """Return a text without outer blanks, free of what hides or turns round what a person reads."""
    if not isinstance(value, str) or HALF.search(value):
        raise errors.WrongType(path, wanted="a text")
    if len(value) > limit:
        raise errors.TooLong(path, limit=f"{limit} characters")
    if (LINE if limit <= ONE_LINE else TEXT).search(value.strip()):
        raise errors.BadCharacter(path)
    return value.strip()


def code_of(value: object, of: type[C], path: str) -> C:
    """Return a word of a code list.

    Raises:
        UnknownCode: the list has no such word.
    """
    try:
        return of(str(value))
    except ValueError:
        raise errors.UnknownCode(path, wanted=of.__name__) from None


def made(value: str, make: Callable[[str], T], path: str) -> T:
    """Return what a reader makes of a text, with the field's path on its refusal."""
    try:
        return make(value)
    except errors.BadFact as refusal:
        raise type(refusal)(path, **refusal.facts) from None


def _bad_date(path: str) -> date:
    raise errors.BadDate(path)


def _bad_time(path: str) -> time:
    raise errors.BadDate(path)
