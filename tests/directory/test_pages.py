"""Pages while the directory changes, refreshes while searches run, and counts that are exact."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory import codes as k
from directory.codes import ServiceType
from directory.content import Availability, Criterion, InterpreterOffer, Place
from directory.errors import DirectoryChanged
from directory.matches import MatchFilter
from directory.matching import match
from directory.profile import Profile, SpokenLanguage
from directory.shelf import Shelf
from directory.snapshot import Snapshot
from tests.directory.test_matching import (
    FORTY,
    HER,
    NEAR,
    NOW,
    TEN,
    TWENTY,
    VIENNA,
    Kept,
    Listed,
    ids,
    listed,
    shelf_of,
)

CHANGES = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "worse", "better"]), st.integers(0, 60)), min_size=1, max_size=12
)


def as_changed(row: Listed, how: str) -> Listed:
    accepting = {"worse": k.Accepting.NO, "better": k.Accepting.YES}[how]
    return replace(row, content=replace(row.content, availability=Availability(accepting)))


def apply(rows: dict[str, Listed], changes: list[tuple[str, int]]) -> set[str]:
    touched = set()
    for how, number in changes:
        name = f"{number:03}"
        if how == "add":
            rows[name] = listed(name, TWENTY)
        elif how == "remove":
            rows.pop(name, None)
        elif name in rows:
            rows[name] = as_changed(rows[name], how)
        touched.add(name)
    return touched


@given(st.lists(CHANGES, min_size=1, max_size=4), st.integers(1, 9))
@settings(max_examples=120, deadline=None)
def test_turning_pages_shows_nothing_twice_and_skips_nothing_that_was_there_all_the_time(
    waves: list[list[tuple[str, int]]], size: int
) -> None:
    rows = {f"{number:03}": listed(f"{number:03}", TWENTY) for number in range(0, 40, 2)}
    always, snapshot = set(rows), Snapshot(1, list(rows.values()))
    seen: list[str] = []
    page = match(snapshot, HER, first=size, now=NOW)
    for revision, changes in enumerate([*waves, *[[]] * 60], 2):
        seen += ids(page)
        assert all(name in rows for name in ids(page))
        if not page.has_next_page:
            break
        touched = apply(rows, changes)
        always &= set(rows)
        snapshot = snapshot.changed(revision, [rows[each] for each in touched if each in rows], touched, since=1)
        page = match(snapshot, HER, first=size, after=page.end_cursor, now=NOW)
        assert page.total == len(rows)

    assert len(seen) == len(set(seen))
    removed = {f"{number:03}" for wave in waves for how, number in wave if how == "remove"}
    assert always - removed <= set(seen)


@given(st.lists(CHANGES, min_size=1, max_size=6))
@settings(max_examples=120, deadline=None)
def test_a_snapshot_that_was_changed_answers_like_one_that_was_read_anew(waves: list[list[tuple[str, int]]]) -> None:
    rows = {f"{number:03}": listed(f"{number:03}", TWENTY) for number in range(0, 40, 2)}
    grown = Snapshot(1, list(rows.values()))
    for revision, changes in enumerate(waves, 2):
        touched = apply(rows, changes)
        grown = grown.changed(revision, [rows[each] for each in touched if each in rows], touched, since=1)
    anew = Snapshot(grown.revision, list(rows.values()))

    one, other = (match(each, HER, first=100, now=NOW) for each in (grown, anew))

    assert ids(one) == ids(other)
    assert [each.row.content for each in one.matches] == [each.row.content for each in other.matches]
    assert (one.counts, one.total, one.facets) == (other.counts, other.total, other.facets)


def test_a_page_of_an_order_that_is_not_held_any_more_is_refused() -> None:
    rows = [listed(f"{number:03}", TWENTY) for number in range(9)]
    first = Snapshot(1, rows)
    marker = match(first, HER, first=3, now=NOW).end_cursor
    newer = first.changed(2, [], [], since=2)

    with pytest.raises(DirectoryChanged):
        match(newer, HER, after=marker, now=NOW)

    assert match(newer, HER, now=NOW).total == 9


def test_many_changes_are_forgotten_before_they_fill_the_memory() -> None:
    rows = [listed(f"{number:05}", TWENTY) for number in range(10)]
    snapshot = Snapshot(1, rows)
    for revision in range(2, 700):
        snapshot = snapshot.changed(revision, rows, [row.id for row in rows], since=1)

    assert len(snapshot.ids) < 10 + 5_000
    assert match(snapshot, HER, now=NOW).total == 10


async def test_searches_during_refreshes_each_belong_to_one_revision() -> None:
    """Every listing says its revision in its waiting time; an answer of two revisions would show two numbers."""
    names = [f"{number:03}" for number in range(300)]

    def at(revision: int) -> list[Listed]:
        waits = Availability(k.Accepting.YES, waiting_days=revision)
        kept = names if revision % 2 else names[:200]
        return [listed(name, TWENTY, availability=waits) for name in kept]

    archive = Kept(at(1), 1)
    archive_ids = set(names)

    async def changes(tx: object, since: int, /) -> tuple[list[str], list[Listed]]:
        return sorted(archive_ids), archive.rows

    archive.shelf_changes = changes  # type: ignore[method-assign]
    shelf: Shelf[Listed] = Shelf(archive)
    nothing: Any = None
    await shelf.refresh(nothing)
    answers: list[tuple[int, set[int | None], int]] = []
    done = asyncio.Event()

    def ask() -> None:
        found = shelf.match(HER, first=100, now=NOW)
        waits = {each.row.content.availability.waiting_days for each in found.matches}
        answers.append((found.revision, waits, found.total))

    async def ask_until_done() -> None:
        while not done.is_set():
            await asyncio.to_thread(ask)

    askers = [asyncio.create_task(ask_until_done()) for _ in range(3)]
    for revision in range(2, 40):
        archive.rows, archive.number = at(revision), revision
        await shelf.refresh(nothing)
    done.set()
    await asyncio.gather(*askers)

    assert len({revision for revision, _, _ in answers}) > 3
    for revision, waits, total in answers:
        assert waits == {revision}
        assert total == (300 if revision % 2 else 200)


async def test_a_refresh_reads_only_what_changed() -> None:
    asked: list[int] = []

    class Watched(Kept):
        async def shelf_changes(self, tx: object, since: int, /) -> tuple[list[str], list[Listed]]:
            asked.append(since)
            return ["b"], [listed("b", TWENTY)]

    archive = Watched([listed("a", TWENTY)], 1)
    shelf: Shelf[Listed] = Shelf(archive)
    nothing: Any = None
    await shelf.refresh(nothing)
    archive.number = 5
    await shelf.refresh(nothing)

    assert asked == [1]
    assert ids(shelf.match(HER, now=NOW)) == ["a", "b"]


def test_an_expired_vetting_counts_as_stale_before_anybody_marks_it() -> None:
    shelf = shelf_of(listed("good", TWENTY), replace(listed("expired", TWENTY), expires_at=NOW))

    assert ids(shelf.match(HER, now=NOW)) == ["good"]
    assert ids(shelf.match(HER, MatchFilter(include_stale=True), now=NOW)) == ["expired", "good"]


def test_the_filters_for_interpreters() -> None:
    shelf = shelf_of(
        listed("a", TWENTY, interpreter=InterpreterOffer(("ar", "fa"), True)),
        listed("b", TWENTY, interpreter=InterpreterOffer(("ar",), False)),
        listed("c", TWENTY, interpreter=InterpreterOffer(("ti",), None)),
        listed("d", TWENTY),
    )

    assert ids(shelf.match(HER, MatchFilter(interpreter_languages=("ar",)), now=NOW)) == ["a", "b"]
    assert ids(shelf.match(HER, MatchFilter(woman_interprets=True), now=NOW)) == ["a"]


KINDS = list(ServiceType)


def random_listing(dice: random.Random, number: int) -> Listed:
    area = dice.choice(["AT-9", "AT-1", "IT-62", "RO-B", "BG", "GR"])
    where = {"latitude": dice.uniform(40, 48), "longitude": dice.uniform(12, 25)}
    place = Place("x", area, dice.choice(list(k.Visibility)), **where)
    return listed(
        f"{number:04}",
        *dice.sample([TWENTY, FORTY, TEN, Criterion(k.CriterionKind.AREA, codes=("AT",))], dice.randint(1, 3)),
        service_types=tuple(dice.sample(KINDS, dice.randint(1, 3))),
        delivery_languages=tuple(dice.sample(["de", "it", "ar", "ro"], dice.randint(0, 3))),
        availability=Availability(dice.choice(list(k.Accepting))),
        places=(place,) if dice.random() < 0.7 else (),
        areas_served=(area,) if dice.random() < 0.5 else (),
    )


@pytest.mark.parametrize("seed", range(5))
def test_facets_count_what_a_person_would_count(seed: int) -> None:
    dice = random.Random(seed)
    shelf = shelf_of(*[random_listing(dice, number) for number in range(90)])
    chosen = MatchFilter(verdicts=(k.Overall.ELIGIBLE, k.Overall.ASK), languages=("de", "it"))

    found = shelf.match(HER, chosen, first=100, now=NOW)

    contents = [each.row.content for each in found.matches]
    assert found.total == len(contents)
    kinds = Counter(kind for each in contents for kind in each.service_types)
    assert dict(found.facets.service_types) == kinds
    assert dict(found.facets.languages) == Counter(word for each in contents for word in each.delivery_languages)
    assert dict(found.facets.accepting) == Counter(each.availability.accepting for each in contents)
    counts = [count for _, count in found.facets.countries]
    assert counts == sorted(counts, reverse=True)
    assert dict(found.facets.verdicts) == {each: count for each, count in found.counts.items() if count}


@given(st.floats(-80, 80), st.floats(-170, 170), st.sampled_from([k.Visibility.ON_ACCEPTANCE, k.Visibility.NEVER]))
@settings(max_examples=60, deadline=None)
def test_a_hidden_place_moves_no_count_no_order_and_no_distance(
    latitude: float, longitude: float, visibility: k.Visibility
) -> None:
    secret = replace(VIENNA, visibility=visibility, latitude=latitude, longitude=longitude, street="Secret 1")
    other = replace(VIENNA, visibility=visibility)
    shelves = [shelf_of(listed("a", places=(place,)), listed("b", places=(VIENNA,))) for place in (secret, other)]
    answers = [each.match(NEAR, MatchFilter(within_km=20), now=NOW) for each in shelves]

    assert answers[0].facets == answers[1].facets
    assert [(each.row.id, each.distance_km) for each in answers[0].matches] == [
        (each.row.id, each.distance_km) for each in answers[1].matches
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_first_page_is_the_head_of_the_whole_order_however_it_is_cut(seed: int) -> None:
    dice = random.Random(seed)
    shelf = shelf_of(*[random_listing(dice, number) for number in range(400)])
    her = Profile(age=27, languages=(SpokenLanguage("de"),))
    whole = [name for page in pages(shelf, her, 100) for name in page]

    for size in (1, 7, 20):
        assert [name for page in pages(shelf, her, size) for name in page] == whole
    assert len(set(whole)) == len(whole)


def pages(shelf: Any, her: Profile, size: int) -> list[list[str]]:
    found, after = [], None
    while True:
        page = shelf.match(her, first=size, after=after, now=NOW)
        found.append(ids(page))
        after = page.end_cursor
        if not page.has_next_page:
            return found
