"""Number sets of words, because the same languages and areas stand in many listings.

A set of languages or areas is kept once, and a listing holds its number: a filter looks at a few hundred sets, not at a
million listings.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from directory.columns import Column


def _itself(word: str) -> tuple[str, ...]:
    return (word,)


class Sets:
    """Hold every distinct set once; a number, once given, keeps its meaning."""

    def __init__(self, before: "Sets | None" = None) -> None:
        """Begin empty, or with the sets of an older revision, which stays as it is."""
        self.numbers: dict[tuple[str, ...], int] = dict(before.numbers) if before else {}

    def number(self, words: Iterable[str]) -> int:
        """Return the number of a set."""
        return self.numbers.setdefault(tuple(sorted(set(words))), len(self.numbers))


class Index:
    """Find the sets that hold a word."""

    def __init__(self, sets: Sets, around: Callable[[str], Iterable[str]] = _itself) -> None:
        """Args: around: what a word lies in, itself among them; `chain` for areas, `kin` for languages."""
        inside: dict[str, list[int]] = defaultdict(list)
        outside: dict[str, set[int]] = defaultdict(set)
        for words, number in sets.numbers.items():
            for word in words:
                inside[word].append(number)
                for outer in around(word):
                    outside[outer].add(number)
        self.size = len(sets.numbers)
        self._chain = around
        self.inside = {word: np.array(numbers, np.intp) for word, numbers in inside.items()}
        self.around = {word: np.array(sorted(numbers), np.intp) for word, numbers in outside.items()}

    def holding(self, words: Iterable[str]) -> Column:
        """Return which sets hold one of the words itself."""
        found: Column = np.zeros(self.size, bool)
        for word in words:
            found[self.inside.get(word, [])] = True
        return found

    def touching(self, words: Iterable[str]) -> Column:
        """Return which sets hold one of the words, something that lies in it, or something that it lies in."""
        found: Column = np.zeros(self.size, bool)
        for word in words:
            found[self.around.get(word, [])] = True
            for outer in self._chain(word):
                found[self.inside.get(outer, [])] = True
        return found
