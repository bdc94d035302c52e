"""The archive keeps every word of a listing, shows it to those who may see it, and hides what must stay hidden."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from directory import store, store_shelf
from directory.codes import ListingState, Visibility
from directory.content import Content
from directory.reading import parse_content
from directory.store import NewListing, Search
from kit.ids import new_id
from network.context import Context
from network.model import ANONYMOUS, Caller, Role

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DEMO = Path(__file__).parents[2] / "demo" / "directory"
OWNER, OTHER, OFFICE = "a" * 32, "b" * 32, "0" * 32
EVERY_DEMO = [
    json.loads(line)
    for path in sorted((DEMO / "listings").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


def of(member: str, realm: str = "member") -> Caller:
    return Caller(member, "5" * 32, "d" * 32, frozenset({Role.ORG_ADMIN}), realm)


@pytest.fixture
def as_(context_of: Any) -> Any:
    return lambda member, realm="member": context_of(of(member, realm))


def home(**more: Any) -> Content:
    return parse_content(
        {
            "sourceId": "home",
            "provider": {"sourceId": "p", "name": "Heron House (Demo)", "country": "AT", "member": OWNER},
            "serviceTypes": ["ACCOMMODATION"],
            "names": [{"language": "en", "text": "A quiet home"}],
            "places": [
                {"label": "House by the river", "street": "Secret Street 1", "city": "Linz", "postalCode": "4020",
                 "area": "AT-4", "latitude": 48.3, "longitude": 14.28, "visibility": "NEVER"}
            ],
            "route": "SEALED",
            **more,
        }
    )  # fmt: skip


async def keep(context: Context, *contents: Content, owner: str | None = OWNER, by: str | None = OWNER) -> list[str]:
    new = [NewListing(new_id(), each, "test", each.source_id, owner, by) for each in contents]
    async with context.write() as tx:
        await store.add_many(tx, new, NOW)
    return [each.id for each in new]


async def put_in_force(owner: "asyncpg.Connection[asyncpg.Record]", ids: Sequence[str]) -> None:
    """Vet by the owner's hand, past the four eyes, for tests of the archive alone."""
    await owner.execute("SET session_replication_role = replica")
    await owner.execute(
        "UPDATE directory.listings SET state = 'VETTED', vetted_version = 1, vetted_versions = '{1}',"
        " verified_at = $2::timestamptz, expires_at = $2::timestamptz + interval '1 year' WHERE id = ANY($1)",
        list(ids),
        NOW,
    )
    await owner.execute("SET session_replication_role = origin")


async def test_every_word_of_a_listing_comes_back(as_: Any, subtests: pytest.Subtests) -> None:
    for said in EVERY_DEMO:
        content = parse_content(said)
        ids = await keep(as_(OWNER), content)

        async with as_(OWNER).read() as tx:
            row = await store.row_shown(tx, ids[0])

        with subtests.test(said["sourceId"]):
            assert row is not None
            assert row.content == content
            assert (row.state, row.version, row.saved) == (ListingState.PROPOSED, 1, 1)


async def test_a_proposal_is_seen_by_its_proposer_and_the_secretariat_only(as_: Any) -> None:
    (listing,) = await keep(as_(OWNER), home())

    seen = {}
    for member, realm in [(OWNER, "member"), (OTHER, "member"), (OFFICE, "secretariat"), ("", "")]:
        async with as_(member, realm).read() as tx:
            seen[member] = await store.row_shown(tx, listing) is not None

    assert seen == {OWNER: True, OTHER: False, OFFICE: True, "": False}


async def test_a_hidden_place_is_read_by_its_owner_and_the_secretariat_only(as_: Any, owner: Any) -> None:
    ids = await keep(as_(OWNER), home())
    await put_in_force(owner, ids)

    async with as_(OTHER).read() as tx:
        other = await store.row_shown(tx, ids[0])
        rows = await tx.fetch("SELECT * FROM directory.listing_hidden_places")
    async with as_("", "node").read() as tx:
        shelf = [row async for rows in store_shelf.shelf_rows(tx) for row in rows]
    async with as_(OWNER).read() as tx:
        own = await store.row_shown(tx, ids[0])

    assert other is not None
    assert own is not None
    assert rows == []
    for place in (other.content.places[0], shelf[0].content.places[0]):
        assert (place.area, place.visibility) == ("AT-4", Visibility.NEVER)
        assert (place.label, place.city, place.street, place.latitude, place.longitude) == ("", None, None, None, None)
    assert own.content.places[0].street == "Secret Street 1"


async def test_a_hidden_place_is_not_found_by_its_words(as_: Any, owner: Any) -> None:
    await put_in_force(owner, await keep(as_(OWNER), home()))

    async with as_(OTHER).read() as tx:
        for words in ("Secret", "Linz", "river", "4020"):
            assert (await store.found(tx, Search((ListingState.VETTED,), words), "", 10))[1] == 0
        assert (await store.found(tx, Search((ListingState.VETTED,), "quiet HERON"), "", 10))[1] == 1


NAMES = {
    "de": "Sprachkurs für Mütter",
    "bg": "Йога и български език",
    "el": "Μαθήματα για γυναίκες",
    "ar": "مَدْرَسَةُ الأملِ إلى العملِ",
    "ro": "Școală și învățare",
    "pl": "Łódź żółta",
}
WORDS = [
    ("fur mutter", "de"), ("FÜR MÜTTER", "de"), ("БЪЛГАРСКИ", "bg"), ("йога", "bg"), ("μαθηματα", "el"),
    ("ΓΥΝΑΊΚΕΣ", "el"), ("γυναικεσ", "el"), ("مدرسه", "ar"), ("الامل", "ar"), ("الي العمل", "ar"), ("scoala", "ro"),
    ("lodz zolta", "pl"), ("rachkur", "de"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "language"), WORDS)
async def test_words_are_found_without_accents_and_in_every_script(as_: Any, words: str, language: str) -> None:
    await keep(
        as_(OWNER),
        *(home(sourceId=tag, names=[{"language": tag, "text": text}]) for tag, text in NAMES.items()),
    )

    async with as_(OWNER).read() as tx:
        rows, count = await store.found(tx, Search((ListingState.PROPOSED,), words), "", 10)

    assert ([row.source_id for row in rows], count) == ([language], 1)


@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "quiet' OR 1=1 --", "   "])
async def test_words_are_only_words(as_: Any, words: str) -> None:
    await keep(as_(OWNER), home())

    async with as_(OWNER).read() as tx:
        _, count = await store.found(tx, Search((ListingState.PROPOSED,), words), "", 10)

    assert count in (0, 1)


async def test_versions_never_change_not_even_by_direct_sql(as_: Any, owner: Any) -> None:
    await keep(as_(OWNER), home())

    for table in ("listing_versions", "listing_texts", "listing_places", "listing_hidden_places"):
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(f"UPDATE directory.{table} SET number = 2")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with as_(OFFICE, "secretariat").write() as tx:
                await tx.execute(f"DELETE FROM directory.{table}")


async def test_nothing_is_offered_without_two_signatures_not_even_by_direct_sql(as_: Any) -> None:
    (listing,) = await keep(as_(OWNER), home())

    with pytest.raises(asyncpg.CheckViolationError, match="two different reviewers"):
        async with as_(OFFICE, "secretariat").write() as tx:
            await tx.execute(store.Q["vetted"], listing, 1, 1, NOW, [], NOW)


async def test_the_revision_grows_with_every_change_and_is_told_to_who_listens(as_: Any, owner: Any) -> None:
    told: list[str] = []
    await owner.add_listener("directory_revision", lambda *heard: told.append(heard[-1]))
    async with as_(OWNER).read() as tx:
        before = await store_shelf.revision(tx)
    await keep(as_(OWNER), home())

    async with as_(OWNER).read() as tx:
        after = await store_shelf.revision(tx)
    await owner.fetchval("SELECT 1")

    assert after > before
    assert told[-1] == str(after)


BAD_CRITERIA = {
    "criteria_age": {"kind": "AGE"},
    "criteria_bounds": {"kind": "AGE", "minimum": 20, "maximum": 18},
    "criteria_gender": {"kind": "GENDER", "codes": ["X"]},
    "criteria_residence_status": {"kind": "RESIDENCE_STATUS", "codes": []},
    "criteria_labour_access": {"kind": "LABOUR_ACCESS", "codes": ["YES"]},
    "criteria_language": {"kind": "LANGUAGE", "min_level": "A1"},
    "criteria_language_level": {"kind": "LANGUAGE", "language": "de", "min_level": "A9"},
    "criteria_literacy": {"kind": "LITERACY"},
    "criteria_digital": {"kind": "DIGITAL_SKILLS", "min_level": "ADVANCED"},
    "criteria_education": {"kind": "EDUCATION", "framework": "EQF"},
    "criteria_children": {"kind": "CHILDREN", "codes": ["NO"]},
    "criteria_competence": {"kind": "COMPETENCE"},
    "criteria_document": {"kind": "DOCUMENT", "codes": ["DRIVING_LICENCE"]},
    "criteria_area": {"kind": "AREA"},
    "criteria_registration": {"kind": "REGISTRATION", "codes": ["X"]},
    "criteria_fee": {"kind": "FEE", "codes": ["AMOUNT"]},
    "criteria_intake_group": {"kind": "INTAKE_GROUP", "codes": ["MEN"]},
    "criteria_other": {"kind": "OTHER"},
    "criteria_kind": {"kind": "HOROSCOPE"},
}


async def test_the_database_too_refuses_a_condition_that_means_nothing(as_: Any, subtests: pytest.Subtests) -> None:
    (listing,) = await keep(as_(OWNER), home())
    for constraint, bad in BAD_CRITERIA.items():
        row = {"listing_id": listing, "number": 1, "position": 0, "strength": "REQUIRED", "source": "PROVIDER",
               "disputed": False, "codes": [], **bad}  # fmt: skip

        with subtests.test(constraint), pytest.raises(asyncpg.CheckViolationError) as refused:
            async with as_(OWNER).write() as tx:
                await tx.execute(store.Q["criteria_add"], json.dumps([row]))

        assert refused.value.constraint_name == constraint


async def test_a_thousand_listings_go_in_by_batches_and_onto_the_shelf(as_: Any) -> None:
    one = parse_content(EVERY_DEMO[0])
    new = [NewListing(new_id(), one, "many", f"s{number}") for number in range(1000)]
    async with as_("", "node").write() as tx:
        await store.add_many(tx, new, NOW)

    async with as_("", "node").read() as tx:
        rows = [row async for rows in store_shelf.shelf_rows(tx) for row in rows]

    assert len(rows) == 1000
    assert rows[0].content.criteria == one.criteria
    assert rows[0].content.criteria[0] is rows[999].content.criteria[0]


async def test_somebody_unknown_sees_nothing(context_of: Any, as_: Any, owner: Any) -> None:
    await put_in_force(owner, await keep(as_(OWNER), home()))

    async with context_of(ANONYMOUS).read() as tx:
        for table in ("listings", "listing_versions", "listing_words", "providers", "availability", "reviews"):
            assert await tx.fetch(f"SELECT * FROM directory.{table}") == [], table


async def test_amounts_and_days_keep_their_value(as_: Any) -> None:
    said = home(
        sourceId="x",
        serviceTypes=["LANGUAGE_COURSE"],
        places=[],
        fee={"rule": "AMOUNT", "amount": "12.50", "currency": "EUR"},
        accepting={"value": "YES", "asOf": "2026-10-01"},
        schedules=[{"byday": ["MO"], "opensAt": "09:00", "validFrom": "2026-10-01"}],
    )
    (listing,) = await keep(as_(OWNER), said)

    async with as_(OWNER).read() as tx:
        row = await store.row_shown(tx, listing)

    assert row is not None
    assert row.content == said
    assert row.content.fee is not None
    assert (row.content.fee.amount, row.content.availability.as_of) == (Decimal("12.50"), date(2026, 10, 1))
