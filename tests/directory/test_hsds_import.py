"""An import changes only what is new, and says what became of every line."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from directory import hsds
from directory.importing import ImportSummary, bounded_lines, import_listings

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


class Drawer:
    """Keep imported listings in memory, for the rules of importing alone; the real store has its own tests."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, Mapping[str, Any]]] = {}

    async def imported(self, tx: Any, source: str, source_ids: Sequence[str], /) -> Mapping[str, bytes]:
        return {each: self.kept[each][0] for each in source_ids if each in self.kept}

    async def add_imported(
        self, tx: Any, source: str, source_id: str, content: Mapping[str, Any], digest: bytes, now: datetime, /
    ) -> None:
        assert source_id not in self.kept
        self.kept[source_id] = (digest, content)

    async def revise_imported(
        self, tx: Any, source: str, source_id: str, content: Mapping[str, Any], digest: bytes, now: datetime, /
    ) -> None:
        assert source_id in self.kept
        self.kept[source_id] = (digest, content)


def line(number: int, name: str = "Course") -> bytes:
    organization = {"id": "o", "name": "Tern School", "description": "-"}
    service = {"id": f"s{number}", "name": f"{name} {number}", "status": "active", "organization": organization}
    return json.dumps(service).encode() + b"\n"


async def bring(drawer: Drawer, *lines: bytes, now: datetime = NOW) -> ImportSummary:
    return await import_listings(None, lines, archive=drawer, now=now)


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


async def test_progress_is_told_after_each_batch() -> None:
    told: list[int] = []

    await import_listings(
        None, map(line, range(450)), archive=Drawer(), now=NOW, progress=lambda done: told.append(done.lines)
    )

    assert told == [200, 400, 450]


async def test_the_summary_names_the_repeated_ids_in_a_sentence() -> None:
    summary = await bring(Drawer(), line(1), line(1, "Other"))

    assert summary.sentence() == (
        "2 lines read: 2 stored, 0 revised, 0 unchanged, 0 said twice, 0 refused; repeated ids: 1 (s1)."
    )


async def test_a_line_without_end_is_refused_and_the_next_one_goes_in() -> None:
    stream = io.BytesIO(b"x" * (3 * hsds.LONGEST_LINE) + b"\n" + line(1))
    drawer = Drawer()

    summary = await import_listings(None, bounded_lines(stream), archive=drawer, now=NOW)

    assert [(number, code) for number, code, _ in summary.refused] == [(1, "LINE_TOO_LONG")]
    assert set(drawer.kept) == {"s1"}
