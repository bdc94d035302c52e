"""What leaves as HSDS 3.1 comes home whole: conditions as conditions, and nothing of a hidden place."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from directory import actions
from directory.content import Place
from directory.exporting import Form
from directory.hsds_join import services
from directory.hsds_package import package
from directory.hsds_writing import Shown, service
from directory.importing import ImportSummary
from directory.reading import read_content
from directory.store_exchange import Wanted, named, whole
from kit import clock
from network.context import Context
from network.errors import RoleMissing
from network.model import Caller, Role
from server import database
from tests.conftest import TestNode, _command, _with_database

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "unhcr-jordan" / "services.hsds31.jsonl"
OPERATOR = Caller("", "", "", frozenset(), "node")
MEMBER = Caller("a" * 32, "5" * 32, "d" * 32, frozenset({Role.CASEWORKER}), "member")
DEMO: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted((ROOT / "demo" / "directory" / "listings").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
HIDDEN = [place for each in DEMO for place in each["places"] if place["visibility"] in ("NEVER", "ON_ACCEPTANCE")]


@pytest.fixture
async def elsewhere(postgres_url: str, template: str, database_url: str) -> Any:
    """Give the context of the operator of another node, whose database is empty."""
    name = database_url.rpartition("/")[2].partition("?")[0] + "_b"
    await _command(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    pool = await database.pool(_with_database(postgres_url, name))
    from network import actions as network

    yield Context(pool, OPERATOR, clock.now(), TestNode(), network.record)
    await pool.close()
    await _command(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def load(context: Context) -> None:
    async with context.write(realm="node") as tx:
        await actions.load_demonstration(tx, OPERATOR, DEMO, now=context.now)


async def export(context: Context, form: Form, *, every: bool = True, public: bool = False) -> bytes:
    out = io.BytesIO()
    async with context.write(realm="node") as tx:
        await actions.export(tx, context.caller, out, form, every=every, public=public, now=context.now)
    return out.getvalue()


async def bring(context: Context, lines: Iterable[Any]) -> ImportSummary:
    async with context.write(realm="node") as tx:
        return await actions.import_listings(tx, OPERATOR, lines, now=context.now)


async def test_the_demonstration_goes_out_and_home_as_lines_without_one_byte_of_difference(
    context_of: Any, elsewhere: Context
) -> None:
    await load(context_of(OPERATOR))
    first = await export(context_of(OPERATOR), Form.JSONL)

    summary = await bring(elsewhere, first.splitlines())
    second = await export(elsewhere, Form.JSONL)

    assert (summary.stored, summary.faults) == (len(DEMO), [])
    assert first.count(b"\n") == len(DEMO)
    assert second == first


async def test_the_demonstration_goes_out_and_home_as_tables_without_one_byte_of_difference(
    context_of: Any, elsewhere: Context, tmp_path: Path
) -> None:
    await load(context_of(OPERATOR))
    first = await export(context_of(OPERATOR), Form.CSV)
    (tmp_path / "package.zip").write_bytes(first)

    given, left_out = services([tmp_path / "package.zip"])
    summary = await bring(elsewhere, given)
    second = await export(elsewhere, Form.CSV)

    assert (summary.stored, summary.faults, left_out) == (len(DEMO), [], {})
    assert second == first
    assert await export(elsewhere, Form.JSONL) == await export(context_of(OPERATOR), Form.JSONL)


async def test_conditions_come_home_as_conditions(context_of: Any, elsewhere: Context) -> None:
    await load(context_of(OPERATOR))
    await bring(elsewhere, (await export(context_of(OPERATOR), Form.JSONL)).splitlines())

    async def criteria(context: Context) -> list[Any]:
        async with context.read(realm="node") as tx:
            names = await named(tx, Wanted(("VETTED", "PROPOSED")))
            return [row.content.criteria for row in await whole(tx, names)]

    here, there = await criteria(context_of(OPERATOR)), await criteria(elsewhere)

    assert here == there
    assert sum(map(len, there)) > 200


async def test_a_file_says_nothing_of_a_hidden_place(context_of: Any) -> None:
    await load(context_of(OPERATOR))

    lines = (await export(context_of(OPERATOR), Form.JSONL)).decode()
    package = zipfile.ZipFile(io.BytesIO(await export(context_of(OPERATOR), Form.CSV)))
    files = [package.read(name).decode() for name in package.namelist() if name.endswith(".csv")]
    rows = [set(row) for text in files for row in csv.reader(io.StringIO(text))]
    points = [
        (at.get("latitude"), at.get("longitude")) for line in lines.splitlines() for at in objects(json.loads(line))
    ]

    assert len(HIDDEN) == 5
    for place in HIDDEN:
        point = (place["latitude"], place["longitude"])
        assert json.dumps(place["street"], ensure_ascii=False) not in lines
        assert point not in points
        for row in rows:
            assert place["street"] not in row
            assert not row.issuperset(map(str, point))


def objects(value: Any) -> Iterable[dict[str, Any]]:
    """Give every object within a JSON value."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(each)


async def test_a_file_of_what_is_in_force_leaves_proposals_out(context_of: Any) -> None:
    await load(context_of(OPERATOR))
    await bring(context_of(OPERATOR), [json.dumps(
        {"id": "s1", "name": "Course", "status": "active", "organization": {"id": "o", "name": "Tern"}})])  # fmt: skip

    in_force = await export(context_of(OPERATOR), Form.JSONL, every=False)
    every = await export(context_of(OPERATOR), Form.JSONL)

    assert (in_force.count(b"\n"), every.count(b"\n")) == (len(DEMO), len(DEMO) + 1)


async def test_our_own_services_are_not_proposed_to_us_again(context_of: Any) -> None:
    await load(context_of(OPERATOR))
    before = await export(context_of(OPERATOR), Form.JSONL)

    summary = await bring(context_of(OPERATOR), before.splitlines())

    assert {each.code for each in summary.faults} == {"ALREADY_HERE"}
    assert (summary.stored, summary.revised) == (0, 0)
    assert await export(context_of(OPERATOR), Form.JSONL) == before


async def test_only_the_secretariat_and_the_operator_export(
    context_of: Any, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    with pytest.raises(RoleMissing):
        await export(context_of(MEMBER), Form.JSONL)

    assert await owner.fetchval("SELECT count(*) FROM network.audit WHERE action = 'listing.export'") == 0


@pytest.mark.skipif(not REAL.exists(), reason="the public data folder is not beside the checkout")
async def test_562_real_services_go_out_and_home_in_both_forms_without_one_byte_of_difference(
    context_of: Any, elsewhere: Context, tmp_path: Path
) -> None:
    await bring(context_of(OPERATOR), REAL.read_bytes().splitlines())
    lines, tables = await export(context_of(OPERATOR), Form.JSONL), await export(context_of(OPERATOR), Form.CSV)
    (tmp_path / "package.zip").write_bytes(tables)

    given, left_out = services([tmp_path / "package.zip"])
    summary = await bring(elsewhere, given)

    assert (summary.stored, summary.faults, left_out) == (562, [], {})
    assert await export(elsewhere, Form.JSONL) == lines
    assert await export(elsewhere, Form.CSV) == tables


def odd() -> dict[str, Any]:
    """Give a listing that says as much as a listing can, in characters that files stumble over."""
    texts = [
        {"language": tag, "text": text, "origin": origin, "date": day}
        for tag, text, origin, day in (
            ("el", 'Μαθήματα; "καλά", όλα', "HUMAN", "2026-01-02"),
            ("ar", "دورة, ثانية", "MACHINE", None),
            ("und", "=SUM(A1)", "HUMAN", None),
        )
    ]
    rule = {"strength": "REQUIRED", "source": "VETTER", "asOf": None, "disputed": False}
    criteria = [
        {"kind": "AGE", **rule, "minimum": 15.5},
        {"kind": "AGE", **rule, "strength": "ADVISED", "maximum": 60, "text": "Older women, too; ask."},
        {"kind": "LANGUAGE", **rule, "language": "ku", "skill": "READING", "maxLevel": "C1", "disputed": True},
        {"kind": "EDUCATION", **rule, "framework": "EQF", "minLevel": "2", "maxLevel": "6"},
        {"kind": "FEE", **rule, "codes": ["AMOUNT"], "amount": "12.50", "currency": "EUR"},
        {"kind": "COMPETENCE", **rule, "codes": ["http://data.europa.eu/esco/isco/C2166"]},
        {"kind": "OTHER", **rule, "text": 'Say, "I\'m here"\nat the door'},
    ]
    places = [
        {"label": "Haus, A", "street": "Straße 1; Hof", "city": "Wien", "postalCode": "1020", "area": "AT-9",
         "latitude": 48.2, "longitude": -0.0, "visibility": "MEMBERS"},
        {"label": None, "street": None, "city": None, "postalCode": None, "area": "AT13", "latitude": None,
         "longitude": None, "visibility": "PUBLIC"},
        {"label": "X", "street": "Secret 9", "city": "Y", "postalCode": "1", "area": "AT-3", "latitude": 1.0,
         "longitude": 2.0, "visibility": "ON_ACCEPTANCE"},
    ]  # fmt: skip
    return {
        **DEMO[0],
        "names": texts,
        "descriptions": [texts[0] | {"text": "=a,\r\n\n\"b\"\n-x"}],
        "places": places,
        "criteria": criteria,
        "provider": {"sourceId": "p", "name": "A; B", "country": None, "member": None, "website": "no address",
                     "phone": "+43 1", "email": "none"},
        "serviceTypes": ["VOCATIONAL_TRAINING", "EMPLOYER"], "areasServed": ["AT", "AT13"],
        "schedules": [{"byday": [], "opensAt": "09:00"}, {"byday": ["SU"], "validFrom": "2026-01-01"}],
        "fee": {"rule": "AMOUNT", "amount": "0", "currency": "EUR", "note": "First, free"},
        "capacity": {"places": 0, "asOf": None}, "accepting": {"value": "WAITLIST", "asOf": None}, "waitingDays": 0,
        "hoursPerWeek": 38.5, "womenStaff": False, "staffTraining": {"trafficking": None, "gender": None},
        "interpreter": {"languages": [], "womenAvailable": None}, "uncheckedText": ["a,b", 'c"d\ne', "f"],
        "documentsAsked": ["A paper, or two"], "route": "INTRODUCTION_SLIP", "brokerMember": None,
        "outcomes": [{"kind": "EDUCATION", "level": "3", "framework": "EQF"}],
    }  # fmt: skip


@pytest.mark.parametrize("form", Form)
async def test_a_listing_that_says_all_that_can_be_said_comes_home_as_it_was(
    elsewhere: Context, tmp_path: Path, form: Form
) -> None:
    words, own = read_content(odd()), "0a000000-0000-4000-8000-000000000001"
    shown = service(Shown(own, "0a000000-0000-4000-8000-000000000002", words))
    if form is Form.CSV:
        with package() as files, (tmp_path / "p.zip").open("wb") as out:
            files.add(shown)
            files.write(out)
        summary = await bring(elsewhere, services([tmp_path / "p.zip"])[0])
    else:
        summary = await bring(elsewhere, [json.dumps(shown)])

    assert (summary.stored, summary.faults) == (1, [])
    async with elsewhere.read(realm="secretariat") as tx:
        (home,) = await whole(tx, await named(tx, Wanted(("PROPOSED",))))
    same = {field.name for field in fields(words)} - {"source_id", "provider", "places"}
    assert {name: getattr(home.content, name) for name in same} == {name: getattr(words, name) for name in same}
    assert replace(home.content.provider, source_id="p") == words.provider
    assert home.content.places[:2] == words.places[:2]
    assert home.content.places[2] == Place("", None, words.places[2].visibility)
