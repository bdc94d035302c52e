"""Vectors of sections 13 to 16: the key log."""

from collections.abc import Iterator

from . import entries, named, notes, states, travels, tree
from .case import Case


def cases() -> Iterator[Case]:
    """Make the vectors of the key log."""
    for house in (entries, tree, notes, states, travels, named):
        yield from house.cases()
