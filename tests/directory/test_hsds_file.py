"""A real file: 562 services in two languages, and what happens where ids repeat."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directory import hsds

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "unhcr-jordan"
FILE = FOLDER / "services.hsds31.jsonl"
ORIGINAL = FOLDER / "services.en.redacted.json"
TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the public data folder is not beside the checkout")


def read() -> list[hsds.Read]:
    with FILE.open("rb") as lines:
        return list(hsds.read(lines, on=TODAY))


def under_its_first_id() -> list[bytes]:
    """Put back the id that each service had before the file was turned into HSDS; there, 13 ids name two services."""
    ids = [str(each["id"]) for each in json.loads(ORIGINAL.read_bytes())]
    services: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_bytes().splitlines()]
    return [json.dumps(each | {"id": own}).encode() for each, own in zip(services, ids, strict=True)]


def test_all_562_services_go_in() -> None:
    found = read()

    assert len(found) == 562
    assert all(isinstance(each, hsds.Found) for each in found)


def test_every_service_has_english_and_arabic_text() -> None:
    for each in read():
        assert isinstance(each, hsds.Found)
        assert {text["language"] for text in each.content["names"]} == {"en", "ar"}


def test_every_service_keeps_text_that_is_not_machine_checked() -> None:
    for each in read():
        assert isinstance(each, hsds.Found)
        assert each.content["uncheckedText"]
        assert each.content["criteria"] == []


def test_the_34_confidential_places_are_never_shown() -> None:
    hidden = [
        each for each in read() if isinstance(each, hsds.Found) and each.content["places"][0]["visibility"] != "PUBLIC"
    ]

    assert len(hidden) == 34
    assert all(each.content["places"][0]["latitude"] is None for each in hidden)


def test_thirteen_ids_that_each_name_two_services_are_reported_and_all_562_go_in() -> None:
    found = [each for each in hsds.read(under_its_first_id(), on=TODAY) if isinstance(each, hsds.Found)]

    assert len(found) == 562
    assert len({each.source_id for each in found}) == 562
    assert len({each.repeats for each in found if each.repeats}) == 13


def test_a_second_reading_gives_the_same_contents() -> None:
    assert read() == read()


def test_memory_does_not_grow_with_the_file() -> None:
    with FILE.open("rb") as lines:
        tracemalloc.start()
        for _ in hsds.read(lines, on=TODAY):
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 1_000_000
