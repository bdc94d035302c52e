"""Hold conditions as columns of numbers, so that thousands are answered in one step.

An answer is 0 met, 1 unknown, 2 fails for now, 3 fails for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from directory.codes import Code

Column: TypeAlias = np.ndarray[Any, Any]


def mask_of(codes: Iterable[str], of: type[Code]) -> int:
    """Write a set of words as bits."""
    return sum(1 << of(code).rank for code in set(codes))


class Bounds:
    """Hold conditions that ask for a number between two bounds."""

    def __init__(self, rows: Sequence[tuple[int, float, float]]) -> None:
        self.rows: Column = np.array([row for row, _, _ in rows], np.intp)
        self.low: Column = np.array([low for _, low, _ in rows], float)
        self.high: Column = np.array([high for _, _, high in rows], float)

    def judge(self, out: Column, hers: float) -> None:
        """Write 0 inside, 2 below, 3 above."""
        out[self.rows] = np.where(hers < self.low, 2, np.where(hers > self.high, 3, 0))


class Masks:
    """Hold conditions that ask for one or all of a list of words."""

    def __init__(self, rows: Sequence[tuple[int, int]]) -> None:
        self.rows: Column = np.array([row for row, _ in rows], np.intp)
        self.bits: Column = np.array([bits for _, bits in rows], np.int64)

    def one_of(self, out: Column, hers: Code, otherwise: int) -> None:
        """Write 0 where her word is in the list."""
        out[self.rows] = np.where(self.bits & (1 << hers.rank), 0, otherwise)

    def all_of(self, out: Column, yes: int, no: int) -> None:
        """Write 0 where she has all, 2 where she lacks one, 1 where one was not asked."""
        out[self.rows] = np.where(self.bits & no, 2, np.where(self.bits & ~yes, 1, 0))

    def any_of(self, out: Column, yes: int, no: int) -> None:
        """Write 0 where she belongs to one, 1 where one was not asked, else 3."""
        out[self.rows] = np.where(self.bits & yes, 0, np.where(self.bits & ~no, 1, 3))


def bits_of(said: Iterable[tuple[Code, bool]]) -> tuple[int, int]:
    """Return what she has and what she has not as bits."""
    yes = no = 0
    for code, held in said:
        if held:
            yes |= 1 << code.rank
        else:
            no |= 1 << code.rank
    return yes, no


@dataclass(frozen=True, slots=True)
class Ragged:
    """Hold a list of values for each row, at least one, one after the other."""

    values: Column
    starts: Column

    @classmethod
    def of(cls, lists: Sequence[Sequence[Any]], kind: Any) -> "Ragged":
        """Lay lists out one after the other."""
        sizes = np.fromiter(map(len, lists), np.int64, len(lists))
        values = np.array([value for each in lists for value in each], kind)
        return cls(values, np.cumsum(sizes) - sizes)

    def __add__(self, more: "Ragged") -> "Ragged":
        """Return the rows of both."""
        if not len(self.starts) or not len(more.starts):
            return more if len(more.starts) else self
        starts = np.concatenate([self.starts, more.starts + len(self.values)])
        return Ragged(np.concatenate([self.values, more.values]), starts)

    def take(self, rows: Column) -> "Ragged":
        """Return some rows, in the order asked for."""
        if not len(rows):
            return Ragged(self.values[:0], self.starts[:0])
        follows = np.minimum(rows + 1, len(self.starts) - 1)
        ends = np.where(rows + 1 < len(self.starts), self.starts[follows], len(self.values))
        sizes = ends - self.starts[rows]
        starts = np.cumsum(sizes) - sizes
        places = np.repeat(self.starts[rows] - starts, sizes) + np.arange(int(sizes.sum()))
        return Ragged(self.values[places], starts)

    def row(self, place: int) -> Column:
        """Return the values of one row."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.values)
        found: Column = self.values[self.starts[place] : end]
        return found

    def most(self, values: Column) -> Column:
        """Return the greatest of each row's values, looked up in a table."""
        found: Column = np.maximum.reduceat(values[self.values], self.starts) if len(self.starts) else values[:0]
        return found

    def sums(self, values: Column) -> Column:
        """Return the sum of each row's values, looked up in a table."""
        found: Column = np.add.reduceat(values[self.values], self.starts) if len(self.starts) else values[:0]
        return found
