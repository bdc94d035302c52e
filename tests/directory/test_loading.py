"""Imports and the demonstration, in a real database: proposals stay proposals, and nothing changes twice."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from directory import actions, errors, store, store_shelf
from directory.codes import ListingState, Visibility
from directory.importing import ImportSummary
from directory.profile import Profile
from directory.shelf import Shelf
from kit import clock
from network.context import Context
from network.errors import RoleMissing
from network.model import Caller, Role

ROOT = Path(__file__).parents[2]
FILE = ROOT.parent / "shared" / "data" / "unhcr-jordan" / "services.hsds31.jsonl"
OPERATOR = Caller("", "", "", frozenset(), "node")
MEMBER = Caller("a" * 32, "5" * 32, "d" * 32, frozenset({Role.CASEWORKER}), "member")
OFFICE = Caller("b" * 32, "5" * 32, "e" * 32, frozenset({Role.SECRETARIAT}), "secretariat")
DEMO: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted((ROOT / "demo" / "directory" / "listings").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


def line(name: str = "Course", **more: Any) -> bytes:
    organization = {"id": "o", "name": "Tern School", "description": "-"}
    service = {"id": "s1", "name": name, "alternate_name": "دورة", "status": "active", "organization": organization}
    return json.dumps({**service, **more}).encode()


async def bring(context: Context, lines: Sequence[bytes], caller: Caller = OPERATOR) -> ImportSummary:
    async with context.write(realm="node") as tx:
        return await actions.import_listings(tx, caller, lines, now=context.now)


async def load(context: Context, listings: Sequence[Mapping[str, Any]]) -> int:
    async with context.write(realm="node") as tx:
        return await actions.load_demonstration(tx, OPERATOR, listings, now=context.now)


async def total(context: Context, words: str = "", *states: ListingState) -> int:
    async with context.read() as tx:
        return (await actions.search(tx, context.caller, words, actions.Wanted(states=states))).total


async def test_an_import_is_a_proposal_that_only_the_secretariat_sees(context_of: Any) -> None:
    summary = await bring(context_of(OPERATOR), [line(eligibility_description="Women only")])

    assert summary.stored == 1
    assert await total(context_of(OFFICE), "دوره", ListingState.PROPOSED) == 1
    assert await total(context_of(MEMBER), "", *ListingState) == 0
    async with context_of(OFFICE).read() as tx:
        row = await store.row_by_source(tx, "hsds", "s1")
    assert row is not None
    assert [each.language for each in row.content.names] == ["en", "ar"]
    assert row.content.unchecked_text == ("Women only",)
    assert not row.content.machine_checked


async def test_the_same_file_twice_changes_nothing_and_a_changed_line_makes_a_new_version(context_of: Any) -> None:
    await bring(context_of(OPERATOR), [line()])
    async with context_of(OFFICE).read() as tx:
        before = await store_shelf.revision(tx)

    again = await bring(context_of(OPERATOR), [line()])
    async with context_of(OFFICE).read() as tx:
        assert await store_shelf.revision(tx) == before
    changed = await bring(context_of(OPERATOR), [line("New name")])

    assert (again.unchanged, again.revised, changed.revised) == (1, 0, 1)
    async with context_of(OFFICE).read() as tx:
        row = await store.row_by_source(tx, "hsds", "s1")
    assert row is not None
    assert (row.version, row.content.names[0].text) == (2, "New name")


async def test_an_imported_place_to_live_is_hidden(context_of: Any) -> None:
    place = {"location": {"id": "l", "name": "House", "latitude": 1.0, "longitude": 2.0}}
    sector = {"link_type": "sector", "label": "sector", "value": "Shelter"}
    await bring(context_of(OPERATOR), [line(service_at_locations=[place], attributes=[sector])])

    async with context_of(OFFICE).read() as tx:
        row = await store.row_by_source(tx, "hsds", "s1")
    assert row is not None
    if "ACCOMMODATION" in row.content.service_types:
        assert row.content.places[0].visibility is Visibility.NEVER


async def test_only_the_secretariat_and_the_operator_import(context_of: Any) -> None:
    with pytest.raises(RoleMissing):
        await bring(context_of(MEMBER), [line()], MEMBER)

    assert await total(context_of(OFFICE), "", *ListingState) == 0


async def test_the_demonstration_is_in_force_at_once_and_loaded_once(context_of: Any) -> None:
    first, second = await load(context_of(OPERATOR), DEMO), await load(context_of(OPERATOR), DEMO)

    assert (first, second) == (len(DEMO), 0)
    assert await total(context_of(MEMBER)) == len(DEMO)


async def test_what_is_not_a_demonstration_is_not_put_in_force(context_of: Any) -> None:
    with pytest.raises(errors.NotADemonstration):
        await load(context_of(OPERATOR), [DEMO[0], {**DEMO[1], "demonstration": False}])

    assert await total(context_of(OFFICE), "", *ListingState) == 0


async def test_the_shelf_is_filled_from_the_archive_and_again_after_a_change(context_of: Any) -> None:
    shelf = Shelf(store_shelf)
    await load(context_of(OPERATOR), DEMO)
    async with context_of(OPERATOR).read() as tx:
        changed, again = await shelf.refresh(tx), await shelf.refresh(tx)

    found = shelf.match(Profile(age=27), now=clock.now())

    assert (changed, again, found.total) == (True, False, len(DEMO))
    for row in range(len(DEMO)):
        for place in shelf.current.listing(row)[0].content.places:
            assert not place.hidden or (place.street, place.latitude, place.label) == (None, None, "")


@pytest.mark.skipif(not FILE.exists(), reason="the public data folder is not beside the checkout")
async def test_562_services_of_a_real_file_go_in_and_a_second_time_changes_nothing(context_of: Any) -> None:
    lines = FILE.read_bytes().splitlines()

    first, second = await bring(context_of(OPERATOR), lines), await bring(context_of(OPERATOR), lines)

    assert (first.lines, first.stored, first.refused) == (562, 562, [])
    assert (second.unchanged, second.stored, second.revised) == (562, 0, 0)
    assert await total(context_of(OFFICE), "", ListingState.PROPOSED) == 562
    assert await total(context_of(OFFICE), "فرص التعليم", ListingState.PROPOSED) > 0
