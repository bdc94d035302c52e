"""The words of a listing come out of the snapshot as they went in, and a read that breaks leaves the old one."""

import gc
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

import pytest

from directory.codes import ListingState
from directory.model import ShelfRow
from directory.packing import book_of, pack, unpack
from directory.reading import read_content
from directory.shelf import Shelf
from kit import clock
from tests.directory.test_matching import Listed, listed
from tests.directory.test_syncing import DEMO

ROWS = [ShelfRow(str(number), ListingState.VETTED, 1, clock.now(), read_content(each)) for number, each in
        enumerate(DEMO)]  # fmt: skip
NOTHING = cast("Any", None)


class Broken:
    """Hold a directory whose second piece cannot be read."""

    def __init__(self, breaks: bool) -> None:
        self.breaks = breaks

    async def revision(self, _: Any, /) -> int:
        return 2 if self.breaks else 1

    async def shelf_rows(self, _: Any, /) -> AsyncIterator[Sequence[Listed]]:
        yield [listed("a"), listed("b")]
        if self.breaks:
            raise ConnectionError("the line broke")
        yield [listed("c")]

    async def shelf_gone(self, _: Any, /) -> tuple[dict[str, int], int]:
        return {}, 0

    async def shelf_changes(self, _: Any, since: int, /) -> tuple[Sequence[str], Sequence[Listed]]:
        raise AssertionError(since)


def test_every_row_comes_out_as_it_went_in_and_is_small() -> None:
    book = book_of(ROWS)
    packed = [pack(row, book) for row in ROWS]

    assert [unpack(each, book) for each in packed] == ROWS
    assert sum(map(len, packed)) < 1_000 * len(packed)


def test_words_of_a_code_list_come_out_as_words_of_that_list() -> None:
    row = unpack(pack(ROWS[0], book_of(ROWS)), book_of(ROWS))

    assert row.state is ListingState.VETTED
    assert [type(each) for each in row.content.service_types] == [type(each) for each in ROWS[0].content.service_types]


async def test_a_read_that_breaks_says_why_and_leaves_the_old_snapshot() -> None:
    archive = Broken(breaks=False)
    shelf: Shelf[Listed] = Shelf(archive)
    await shelf.refresh(NOTHING)
    before, shelf.current.revision = shelf.current, 3
    archive.breaks = True

    with pytest.raises(ConnectionError, match="the line broke"):
        await shelf.refresh(NOTHING)

    assert shelf.current is before
    assert [shelf.current.row(place).id for place in range(shelf.current.size)] == ["a", "b", "c"]
    assert gc.isenabled()
