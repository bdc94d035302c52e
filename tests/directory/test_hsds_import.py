"""An import changes only what is new, and says what became of every line."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from directory import hsds
from directory.content import Content
from directory.importing import ImportSummary, batches, bounded_lines, keep
from directory.store_exchange import Incoming

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


class Drawer:
    """Keep imported listings in memory, for the rules of importing alone; the real store has its own tests."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, Content]] = {}
        self.own: set[str] = set()

    async def known(self, tx: Any, source: str, source_ids: Sequence[str], /) -> Mapping[str, bytes]:
        return {each: self.kept[each][0] for each in source_ids if each in self.kept}

    async def here(self, tx: Any, ids: Sequence[str], /) -> set[str]:
        return self.own & set(ids)

    async def add_imported(self, tx: Any, source: str, found: Sequence[Incoming], now: datetime, /) -> None:
        assert not {each.source_id for each in found} & set(self.kept)
        self.kept |= {each.source_id: (each.digest, each.words) for each in found}

    async def revise_imported(self, tx: Any, source: str, found: Sequence[Incoming], now: datetime, /) -> None:
        assert {each.source_id for each in found} <= set(self.kept)
        self.kept |= {each.source_id: (each.digest, each.words) for each in found}


def line(number: int, name: str = "Course") -> bytes:
    organization = {"id": "o", "name": "Tern School", "description": "-"}
    service = {"id": f"s{number}", "name": f"{name} {number}", "status": "active", "organization": organization}
    return json.dumps(service).encode() + b"\n"


async def bring(drawer: Drawer, *lines: bytes, now: datetime = NOW) -> ImportSummary:
    summary = ImportSummary()
    for batch in batches(lines, on=now.date()):
        await keep(None, drawer, batch, summary, now)
    return summary


async def test_every_line_is_accounted_for() -> None:
    drawer = Drawer()

    summary = await bring(drawer, line(1), b"{\n", line(2), line(2), line(1, "Other"))

    assert (summary.lines, summary.stored, summary.same) == (5, 3, 1)
    assert [(number, code) for number, code, _ in summary.refused] == [(2, "NOT_JSON")]
    assert summary.repeated == ["s2", "s1"]
    assert set(drawer.kept) == {"s1", "s2", "s1#2"}


async def test_the_same_file_on_another_day_changes_nothing() -> None:
    drawer = Drawer()
    await bring(drawer, line(1), line(2), line(1, "Other"))
    before = dict(drawer.kept)

    again = await bring(drawer, line(1), line(2), line(1, "Other"), now=LATER)

    assert (again.stored, again.revised, again.unchanged) == (0, 0, 3)
    assert drawer.kept == before


async def test_a_changed_service_is_revised_and_the_others_stay() -> None:
    drawer = Drawer()
    await bring(drawer, line(1), line(2))

    summary = await bring(drawer, line(1), line(2, "New name"), now=LATER)

    assert (summary.stored, summary.revised, summary.unchanged) == (0, 1, 1)


async def test_a_file_is_read_200_lines_at_a_time() -> None:
    assert [len(batch) for batch in batches(map(line, range(450)), on=NOW.date())] == [200, 200, 50]


async def test_a_service_whose_id_is_that_of_a_listing_here_is_left_alone() -> None:
    drawer = Drawer()
    drawer.own = {"s2"}

    summary = await bring(drawer, line(1), line(2))

    assert [(number, code) for number, code, _ in summary.refused] == [(2, "ALREADY_HERE")]
    assert set(drawer.kept) == {"s1"}


async def test_the_summary_names_the_repeated_ids_in_a_sentence() -> None:
    summary = await bring(Drawer(), line(1), line(1, "Other"))

    assert summary.sentence() == (
        "2 lines read: 2 stored, 0 revised, 0 unchanged, 0 said twice, 0 refused; repeated ids: 1 (s1)."
    )


async def test_the_summary_names_how_many_services_are_alike_in_all_but_the_id() -> None:
    summary = await bring(Drawer(), line(1).replace(b"Course 1", b"Course"), line(2).replace(b"Course 2", b"Course"))

    assert summary.alike == [("s1", "s2")]
    assert summary.sentence() == (
        "2 lines read: 2 stored, 0 revised, 0 unchanged, 0 said twice, 0 refused; repeated ids: 0; "
        "alike in all but the id: 1."
    )


async def test_a_line_without_end_is_refused_and_the_next_one_goes_in() -> None:
    stream = io.BytesIO(b"x" * (3 * hsds.LONGEST_LINE) + b"\n" + line(1))
    drawer = Drawer()

    summary = await bring(drawer, *bounded_lines(stream))

    assert [(number, code) for number, code, _ in summary.refused] == [(1, "LINE_TOO_LONG")]
    assert set(drawer.kept) == {"s1"}
