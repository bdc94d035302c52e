"""What a device takes along: changes in order, gone ones by their id, a check of it all, never a hidden place."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import BadSignature
from crypto.format import b64u, unb64u
from crypto.keys import SigningKey
from crypto.signing import verify_statement
from directory import codes as k
from directory.device import STATEMENT, StrangeEntry, hash_of, read_entry, root_of, write_entry
from directory.reading import read_content
from directory.snapshot import Snapshot
from directory.syncing import LAST, SyncPage, sync
from directory.writing import write_content
from kit.errors import BadCursor, BadPageSize
from kit.page import encode_cursor
from tests.directory.test_matching import NOW, TWENTY, VIENNA, Listed, listed
from tests.directory.test_pages import CHANGES, apply, random_listing

FILES = sorted((Path(__file__).parents[2] / "demo" / "directory" / "listings").glob("*.jsonl"))
DEMO = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
KEY = SigningKey.from_seed(bytes(32))
NODE = "node.test"


def ask(shelf: Snapshot[Listed], since: str | None = None, first: int | None = None) -> SyncPage:
    return sync(shelf, since, first, node=NODE, key=KEY, now=NOW)


class Device:
    """Keep what arrives, as any device does."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.cursor: str | None = None

    def sync(self, shelf: Snapshot[Listed], first: int = 500) -> None:
        while True:
            page = ask(shelf, self.cursor, first)
            self.take(page)
            if not page.more:
                self.check(page)
                return

    def take(self, page: SyncPage) -> None:
        self.entries = {} if page.reset else self.entries
        for entry in page.entries:
            self.entries.pop(entry.id, None)
            if entry.text is not None:
                assert entry.hash == b64u(hash_of(entry.text.encode()))
                self.entries[entry.id] = entry.text
        self.cursor = page.cursor

    def check(self, page: SyncPage) -> None:
        body = verify_statement(unb64u(page.statement), STATEMENT, KEY.public)
        root = b64u(root_of((name, hash_of(said.encode())) for name, said in self.entries.items()))
        assert (body["root"], body["count"]) == (root, len(self.entries)) == (page.root, page.count)
        assert (body["node"], body["revision"]) == (NODE, page.revision)
        assert body["exp"] - body["at"] == 30 * 24 * 3600


@given(st.lists(CHANGES, min_size=1, max_size=6), st.integers(1, 9), st.lists(st.booleans(), min_size=6, max_size=6))
@settings(max_examples=100, deadline=None)
def test_a_device_that_syncs_now_and_then_has_what_the_node_has(
    waves: list[list[tuple[str, int]]], first: int, when: list[bool]
) -> None:
    rows = {f"{number:03}": listed(f"{number:03}", TWENTY) for number in range(0, 40, 2)}
    shelf, device = Snapshot(1, list(rows.values())), Device()
    device.sync(shelf, first)
    for revision, (changes, syncs) in enumerate(zip(waves, when, strict=False), 2):
        touched = apply(rows, changes)
        shelf = shelf.changed(revision, [rows[each] for each in touched if each in rows], touched, since=1)
        if syncs:
            device.sync(shelf, first)
    device.sync(shelf, first)

    assert device.entries.keys() == rows.keys()
    assert {name: read_entry(said).content for name, said in device.entries.items()} == {
        name: row.content for name, row in rows.items()
    }


def test_changes_between_two_pages_are_not_lost() -> None:
    rows = {f"{number:03}": listed(f"{number:03}", TWENTY) for number in range(9)}
    shelf, device = Snapshot(1, list(rows.values())), Device()
    device.take(ask(shelf, None, 4))
    rows["000"], rows["new"] = listed("000", women_staff=True), listed("new")
    del rows["008"]
    shelf = shelf.changed(2, [rows["000"], rows["new"]], ["000", "new", "008"], since=1)

    device.sync(shelf, 4)

    assert device.entries.keys() == rows.keys()


def test_a_device_that_knows_everything_gets_nothing() -> None:
    shelf, device = Snapshot(3, [listed("a"), listed("b")]), Device()
    device.sync(shelf)

    again = ask(shelf, device.cursor)

    assert (again.entries, again.more, again.reset) == ([], False, False)


@pytest.mark.parametrize("state", list(k.ListingState))
def test_only_what_members_may_see_goes_along(state: k.ListingState) -> None:
    shelf = Snapshot(1, [listed("a", state=state)])

    shown = state in (k.ListingState.VETTED, k.ListingState.DISPUTED, k.ListingState.STALE)
    assert [entry.id for entry in ask(shelf).entries] == (["a"] if shown else [])


def test_what_is_suspended_comes_as_its_id_alone_and_what_was_never_shown_does_not_come() -> None:
    before = Snapshot(1, [listed("a"), listed("b", state=k.ListingState.PROPOSED)])
    known = ask(before).cursor
    after = before.changed(2, [listed("b", state=k.ListingState.IN_REVIEW)], ["a", "b"], since=1)

    page = ask(after, known)

    assert [(entry.id, entry.hash, entry.text) for entry in page.entries] == [("a", None, None)]
    assert page.count == 0


@pytest.mark.parametrize("marker", [[9, LAST], [1, LAST], [3, "a\x00"]])
def test_a_marker_that_is_too_old_or_of_another_node_begins_anew(marker: list[Any]) -> None:
    shelf = Snapshot(4, [listed("a")]).remembering({}, 2)

    page = ask(shelf, encode_cursor(marker))

    assert (page.reset, [entry.id for entry in page.entries]) == (True, ["a"])


@pytest.mark.parametrize(
    "marker", ["nonsense", encode_cursor(["1", "a"]), encode_cursor([True, "a"]), encode_cursor([1])]
)
def test_a_marker_that_is_none_is_refused(marker: str) -> None:
    with pytest.raises(BadCursor):
        ask(Snapshot(1, [listed("a")]), marker)


@pytest.mark.parametrize("first", [0, -1, 501])
def test_a_page_of_no_size_is_refused(first: int) -> None:
    with pytest.raises(BadPageSize):
        ask(Snapshot(1, [listed("a")]), None, first)


def test_another_node_cannot_sign_for_this_one() -> None:
    page = ask(Snapshot(1, [listed("a")]))

    with pytest.raises(BadSignature):
        verify_statement(unb64u(page.statement), STATEMENT, SigningKey.generate().public)


@given(st.floats(-80, 80), st.floats(-170, 170), st.sampled_from([k.Visibility.ON_ACCEPTANCE, k.Visibility.NEVER]))
@settings(max_examples=50, deadline=None)
def test_nothing_in_an_entry_depends_on_what_a_hidden_place_hides(
    latitude: float, longitude: float, visibility: k.Visibility
) -> None:
    hidden = replace(VIENNA, visibility=visibility)
    secret = replace(
        hidden,
        label="Refuge",
        city="Secret",
        street="Secret 1",
        postal_code="1",
        latitude=latitude,
        longitude=longitude,
    )

    assert write_entry(listed("a", places=(secret,))) == write_entry(listed("a", places=(hidden,)))
    assert json.loads(write_entry(listed("a", places=(secret,))))["listing"]["places"] == [
        {"area": "AT-9", "visibility": str(visibility)}
    ]


@pytest.mark.parametrize("number", range(len(DEMO)))
def test_what_is_written_is_read_back(number: int) -> None:
    content = read_content(DEMO[number])
    places = tuple(
        replace(each, label="", city=None, street=None, postal_code=None, latitude=None, longitude=None)
        if each.hidden
        else each
        for each in content.places
    )

    assert read_content(json.loads(json.dumps(write_content(content)))) == replace(content, places=places)


@pytest.mark.parametrize("seed", range(20))
def test_a_device_reads_the_row_that_the_node_wrote(seed: int) -> None:
    row = random_listing(random.Random(seed), seed)
    read = read_entry(write_entry(row))

    assert (read.id, read.state, read.verified_at) == (row.id, row.state, row.verified_at)
    assert read.content.criteria == row.content.criteria


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"id": "a"}', json.dumps({**json.loads(write_entry(listed("a"))), "state": "NEW"})]
)
def test_an_entry_of_another_form_is_not_guessed_at(said: str) -> None:
    with pytest.raises(StrangeEntry):
        read_entry(said)


def test_the_root_depends_on_every_id_and_hash_and_not_on_the_order() -> None:
    one, other = ("a", b"1" * 32), ("b", b"2" * 32)

    assert root_of([one, other]) == root_of([other, one])
    assert len({root_of([]), root_of([one]), root_of([one, other]), root_of([("a", b"2" * 32), ("b", b"1" * 32)])}) == 4
