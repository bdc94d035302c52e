"""Count what a match leaves by kind, country, language and capacity, so that a filter can say what it would leave."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from directory.areas import chain
from directory.codes import Accepting, Overall, ServiceType
from directory.columns import Column
from directory.sets import Sets
from directory.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Facets:
    """Hold exact counts, each list from the most to the fewest; a listing counts once for each word it has.

    A language counts what its filter would leave: under Sorani also those that say Kurdish, under Kurdish both.
    """

    service_types: list[tuple[ServiceType, int]]
    countries: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    accepting: list[tuple[Accepting, int]]
    verdicts: list[tuple[Overall, int]]


def facets_of(shelf: Snapshot[Any], places: Column, counts: dict[Overall, int]) -> Facets:
    """Count some rows; `counts` are those of the verdicts before the filter on verdicts.

    A country is that of the areas a service is for, as everybody sees them; coordinates and streets are not looked at.
    """
    types, accepting = shelf["types"][places], shelf["accepting"][places]
    return Facets(
        _sorted({each: int(np.count_nonzero(types & (1 << each.rank))) for each in ServiceType}),
        _sorted(_by_word(shelf.tables.areas, shelf["areas"][places], lambda area: chain(area)[-1])),
        _sorted(_by_language(shelf, shelf["spoken"][places])),
        _sorted({each: int(np.count_nonzero(accepting == 1 << each.rank)) for each in Accepting}),
        [(each, count) for each, count in counts.items() if count],
    )


def _by_word(sets: Sets, numbers: Column, word_of: Any) -> dict[str, int]:
    found: Counter[str] = Counter()
    for words, count in zip(sets.numbers, np.bincount(numbers, minlength=len(sets.numbers)).tolist(), strict=False):
        for word in {word_of(each) for each in words} if count else ():
            found[word] += count
    return found


def _by_language(shelf: Snapshot[Any], numbers: Column) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=shelf.languages.size)
    sets = zip(shelf.tables.languages.numbers, counts.tolist(), strict=False)
    said = {word for words, count in sets if count for word in words}
    return {word: int(counts[: shelf.languages.size][shelf.languages.touching([word])].sum()) for word in said}


def _sorted(counted: dict[Any, int]) -> list[tuple[Any, int]]:
    return sorted(((word, count) for word, count in counted.items() if count), key=lambda each: (-each[1], each[0]))
