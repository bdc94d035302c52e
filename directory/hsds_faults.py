"""Say where a published file cannot be read and why, without quoting a word of it."""

import re
from dataclasses import dataclass
from typing import Any, Final

WHY: Final = {
    "ALREADY_HERE": "The id is that of a listing of this node; an import changes nothing of it.",
    "AGE_OUT_OF_RANGE": "An age is below 0, above 150, or the minimum is above the maximum.",
    "CONTROL_CHARACTER": "The text holds control characters.",
    "CSV_COLUMNS": "The row has more or fewer columns than the head of the file.",
    "CSV_DELIMITER": "The columns of the file are not separated by commas.",
    "CSV_HEAD": "The head of the file lacks a column that the table needs, or names one twice.",
    "CSV_QUOTES": "A quotation mark opens a text that does not end, or stands in the middle of one.",
    "CSV_TABLE_TWICE": "Two files stand for the same table.",
    "DIRECTION_OVERRIDE": "The text turns the direction of reading, so that it may show other words than it holds.",
    "FIELD_MISSING": "The service lacks the required field {name}.",
    "FIELD_WRONG": "The field {name} does not hold what HSDS 3.1 says.",
    "ID_TWICE": "The id stands twice in the table, over different rows.",
    "LINE_TOO_LONG": "The line is longer than 1 MiB.",
    "NOT_AN_OBJECT": "The line is JSON, but not an object.",
    "NOT_JSON": "The line is not JSON.",
    "NOT_TEXT": "The line holds bytes or characters that are not text in UTF-8.",
    "ORGANIZATION_DISAGREES": "The organisation on the line is not the one that organization_id names.",
    "ORGANIZATION_MISSING": "The service names no organisation.",
    "ORGANIZATION_UNKNOWN": "The service names an organisation that is neither on this line nor on an earlier one.",
    "PACKAGE_BROKEN": "The zip file cannot be opened.",
    "PACKAGE_EMPTY": "The package holds no table of services.",
    "PACKAGE_TOO_LARGE": "The package holds more than 512 MiB.",
    "PROFILE_DISAGREES": "The field {name} and the attribute of our profile beside it say different things.",
    "REFERENCE_DANGLING": "The field {name} names something that is not in the package.",
    "TAXONOMY_CYCLE": "A term of a taxonomy stands, through its parents, under itself.",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot go in, with the reason in a sentence that quotes nothing from it.

    `field` is the field that the reason is about and `file` the file of a package, where they are known.
    """

    number: int
    code: str
    sentence: str
    field: str | None = None
    file: str | None = None

    def told(self) -> str:
        """Say it in one line for a person."""
        where = f"{self.file}, line {self.number}" if self.file else f"line {self.number}"
        return f"{where}{f', field {self.field}' if self.field else ''}: {self.code}. {self.sentence}"


class Fault(Exception):
    """Stop reading one line; it becomes a `BadLine`."""

    def __init__(self, code: str, name: str | None = None, sentence: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.name = name
        self.sentence = sentence

    def at(self, number: int, file: str | None = None) -> BadLine:
        """Say on which line it was."""
        sentence = self.sentence or WHY[self.code].format(name=self.name)
        return BadLine(number, self.code, sentence, self.name, file)


def check_text(value: Any, path: str = "") -> None:
    """Refuse control characters and texts that show other words than they hold, at any depth.

    Arabic and Hebrew need no marks that embed, isolate or override a direction (Unicode Technical Report 36, 2.9).

    Raises:
        Fault: the first such text, by its field.
    """
    if isinstance(value, dict):
        for key, each in value.items():
            check_text(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            check_text(each, f"{path}.{number}")
    elif isinstance(value, str):
        if "\x00" in value:
            raise Fault("NOT_TEXT", path)
        if _CONTROL.search(value):
            raise Fault("CONTROL_CHARACTER", path)
        if _TURNS.search(value):
            raise Fault("DIRECTION_OVERRIDE", path)


class Terms:
    """Remember which term stands under which, so that a taxonomy that bites its tail is found."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def add(self, own: str, parent: str) -> None:
        """Remember one term; the first word about it stands."""
        self._parents.setdefault(own, parent)

    def in_cycle(self, own: str) -> bool:
        """Tell whether a term stands under itself, or under one that does."""
        seen = {own}
        while (parent := self._parents.get(own)) is not None:
            if parent in seen:
                return True
            seen.add(parent)
            own = parent
        return False
