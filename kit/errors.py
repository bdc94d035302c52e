"""The one base of every expected "no", so that a tired caseworker always gets a code and a sentence."""

from typing import ClassVar

Fact = str | int


class Refusal(Exception):
    """Say no to a person in one plain sentence, with a code that a program can rely on.

    Subclasses set `code` (SCREAMING_SNAKE, stable) and `sentence`, which may hold `{placeholders}` for facts.
    Facts are never personal: they end up in logs.
    """

    code: ClassVar[str] = "REFUSED"
    sentence: ClassVar[str] = "This cannot be done."

    def __init__(self, field: str | None = None, **facts: Fact) -> None:
        super().__init__(field)
        self.field = field
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


class BadId(Refusal):
    """Say that an id has another form."""

    code = "BAD_ID"
    sentence = "This is not an id of this network: an id has 32 characters, 0 to 9 and a to f."


class BadCursor(Refusal):
    """Say that a page marker is not one of this list."""

    code = "BAD_CURSOR"
    sentence = "This page marker is not one that this list gave out. Start again from the first page."


class BadPageSize(Refusal):
    """Say that a page is too long, or empty."""

    code = "BAD_PAGE_SIZE"
    sentence = "A page holds between 1 and {most} entries."


class BadText(Refusal):
    """Say that a text holds what no database keeps."""

    code = "BAD_TEXT"
    sentence = "A text holds the character U+0000, which cannot be kept. Type it again."


CONSTRAINTS: dict[str, type[Refusal]] = {}


def register_constraints(named: dict[str, type[Refusal]]) -> None:
    """Tell the door which refusal a named database constraint stands for, so that the database may refuse too."""
    for name, refusal in named.items():
        if name in CONSTRAINTS and CONSTRAINTS[name] is not refusal:
            raise ValueError(f"constraint {name} already stands for {CONSTRAINTS[name].code}")
        CONSTRAINTS[name] = refusal
