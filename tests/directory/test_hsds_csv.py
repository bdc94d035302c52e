"""Packages of CSV tables: what is broken is named by file, line and field, and never brings half a service in."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directory import hsds
from directory.hsds_csv import LARGEST
from directory.hsds_join import services
from directory.hsds_package import package
from directory.hsds_writing import Shown, service
from directory.importing import ImportSummary, batches
from directory.reading import read_content
from tests.directory.test_exchange import DEMO

OLD = Path(__file__).parents[3] / "shared" / "data" / "illinois-legal-aid"
TODAY = date(2026, 11, 25)
IDS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(10)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the tables of three services of three organisations."""
    with package() as files:
        for number, each in enumerate((DEMO[0], DEMO[13], DEMO[30])):
            files.add(service(Shown(IDS[number], IDS[number + 5], read_content(_alone(each)))))
        files.write(out := io.BytesIO())
    zipfile.ZipFile(out).extractall(tmp_path)
    return tmp_path


def _alone(listing: dict[str, Any]) -> dict[str, Any]:
    provider = listing["provider"] | {"member": None}
    return {**listing, "provider": provider, "brokerMember": None, "route": "INTRODUCTION_SLIP"}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bend(folder: Path, table: str, number: int, **changes: str) -> None:
    """Change one row of a table; rows are numbered from 0."""
    found = rows(folder, table)
    found[number] |= changes
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def rewrite(folder: Path, table: str, change: Any) -> None:
    path = folder / f"{table}.csv"
    path.write_bytes(change(path.read_bytes()))


def read(*paths: Path) -> tuple[list[hsds.Found], ImportSummary]:
    given, left_out = services(paths)
    found, summary = [], ImportSummary()
    for batch in batches(given, on=TODAY):
        summary.count(batch)
        found += [each for each in batch if isinstance(each, hsds.Found)]
    summary.left_out.update(left_out)
    return found, summary


def told(summary: ImportSummary) -> set[tuple[str | None, int, str | None, str]]:
    return {(each.file, each.number, each.field, each.code) for each in summary.faults}


def test_a_package_goes_in_from_a_folder_from_its_files_and_from_a_zip_file(folder: Path) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w") as zipped:
        for path in folder.glob("*.csv"):
            zipped.write(path, f"inside/{path.name}")

    ways = [read(folder), read(*sorted(folder.glob("*.csv"))), read(folder / "all.zip")]

    assert [summary.faults for _, summary in ways] == [[], [], []]
    assert [[each.source_id for each in found] for found, _ in ways] == [IDS[:3]] * 3
    assert ways[0][0] == ways[1][0] == ways[2][0]


def test_a_byte_order_mark_changes_nothing(folder: Path) -> None:
    before = read(folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert read(folder) == before


def test_a_file_in_another_order_of_columns_says_the_same(folder: Path) -> None:
    before = read(folder)
    found = rows(folder, "schedules")
    with (folder / "schedules.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted(found[0]))
        writer.writeheader()
        writer.writerows(found)

    assert read(folder) == before


WHOLE: dict[str, tuple[str, Any, str]] = {
    "semicolons between the columns": ("services", lambda text: text.replace(b",", b";"), "CSV_DELIMITER"),
    "tabs between the columns": ("locations", lambda text: text.replace(b",", b"\t"), "CSV_DELIMITER"),
    "UTF-16": ("services", lambda text: text.decode().encode("utf-16"), "NOT_TEXT"),
    "a head without an id": ("services", lambda text: text.replace(b"id,", b"number,", 1), "CSV_HEAD"),
    "a head that names a column twice": ("services", lambda text: text.replace(b"url", b"name", 1), "CSV_HEAD"),
    "a head that does not end": ("services", lambda text: b'"' + text, "CSV_QUOTES"),
    "nothing at all": ("services", lambda text: b"", "CSV_HEAD"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_table_that_cannot_be_understood_brings_nothing_in(folder: Path, name: str) -> None:
    table, change, code = WHOLE[name]
    rewrite(folder, table, change)

    found, summary = read(folder)

    assert found == []
    assert [(each.file, each.number, each.code) for each in summary.faults] == [(f"{table}.csv", 1, code)]


def test_two_files_for_one_table_bring_nothing_in(folder: Path) -> None:
    (folder / "old-services.csv").write_bytes((folder / "services.csv").read_bytes())

    found, summary = read(folder)

    assert (found, [each.code for each in summary.faults]) == ([], ["CSV_TABLE_TWICE"])


def test_what_is_no_package_brings_nothing_in(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    (tmp_path / "empty").mkdir()

    assert [each.code for each in read(tmp_path / "broken.zip")[1].faults] == ["PACKAGE_BROKEN"]
    assert [each.code for each in read(tmp_path / "empty")[1].faults] == ["PACKAGE_EMPTY"]


def test_a_package_that_would_fill_the_memory_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "services.csv").open("wb") as file:
        file.truncate(LARGEST + 1)

    assert [each.code for each in read(tmp_path)[1].faults] == ["PACKAGE_TOO_LARGE"]


def test_a_zip_file_that_was_damaged_brings_nothing_in(folder: Path) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_STORED) as zipped:
        for path in folder.glob("*.csv"):
            zipped.write(path, path.name)
    whole = (folder / "all.zip").read_bytes()
    (folder / "all.zip").write_bytes(whole.replace(b"German A2", b"German B2", 1))

    found, summary = read(folder / "all.zip")

    assert (found, [each.code for each in summary.faults]) == ([], ["PACKAGE_BROKEN"])


ROWS: dict[str, tuple[str, dict[str, str], str | None, str]] = {
    "a number that is none": ("services", {"minimum_age": "old"}, "minimum_age", "FIELD_WRONG"),
    "a number without end": ("services", {"minimum_age": "inf"}, "minimum_age", "FIELD_WRONG"),
    "a status that HSDS does not know": ("services", {"status": "open"}, "status", "FIELD_WRONG"),
    "no name": ("services", {"name": ""}, "name", "FIELD_MISSING"),
    "an organisation that is not there": (
        "services", {"organization_id": "nobody"}, "organization_id", "REFERENCE_DANGLING"),
    "a control character": ("services", {"name": "Course\x07"}, "name", "CONTROL_CHARACTER"),
    "a name that turns": ("services", {"name": "Course \u202egnp.exe"}, "name", "DIRECTION_OVERRIDE"),
    "a description that turns": ("services", {"description": "a\u202eb"}, "description", "DIRECTION_OVERRIDE"),
    "more than 1 MiB of text": ("services", {"description": "x" * (1 << 20)}, None, "LINE_TOO_LONG"),
    "a name that only the field says": ("services", {"name": "Another name"}, "name", "PROFILE_DISAGREES"),
    "an age that only the field says": ("services", {"minimum_age": "3"}, "minimum_age", "PROFILE_DISAGREES"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_service_that_cannot_go_in_is_named_and_the_others_go_in(folder: Path, name: str) -> None:
    table, changes, field, code = ROWS[name]
    bend(folder, table, 1, **changes)
    line = 3 + sum(value.count("\n") for value in rows(folder, table)[0].values())

    found, summary = read(folder)

    assert [each.source_id for each in found] == [IDS[0], IDS[2]]
    assert told(summary) == {("services.csv", line, field, code)}


PARTS: dict[str, tuple[str, dict[str, str], str | None, str]] = {
    "a place that is not there": (
        "service_at_location", {"location_id": "nowhere"}, "location_id", "REFERENCE_DANGLING"),
    "a latitude that is no number": ("locations", {"latitude": "north"}, "latitude", "FIELD_WRONG"),
    "a term that is not there": ("attributes", {"taxonomy_term_id": "no-term"}, "taxonomy_term_id",
                                 "REFERENCE_DANGLING"),
    "a turned label": ("attributes", {"value": "x\u202ey"}, "value", "DIRECTION_OVERRIDE"),
    "a capacity of an unknown unit": ("service_capacity", {"unit_id": "no-unit"}, "unit_id", "REFERENCE_DANGLING"),
    "a price that is no number": ("cost_options", {"amount": "a lot"}, "amount", "FIELD_WRONG"),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_a_broken_part_keeps_its_service_out_and_is_named_itself(folder: Path, name: str) -> None:
    table, changes, field, code = PARTS[name]
    bend(folder, table, 0, **changes)

    found, summary = read(folder)

    assert [each.source_id for each in found] == IDS[1:3]
    assert told(summary) == {(f"{table}.csv", 2, field, code), ("services.csv", 2, field, "PART_REFUSED")}
    assert f"{table}.csv, line 2" in next(each.sentence for each in summary.faults if each.code == "PART_REFUSED")


def test_coordinates_off_the_globe_keep_the_service_out(folder: Path) -> None:
    bend(folder, "locations", 0, latitude="91")

    found, summary = read(folder)

    assert [each.source_id for each in found] == IDS[1:3]
    assert told(summary) == {("services.csv", 2, "service_at_locations.0.latitude", "OUT_OF_RANGE")}


def test_a_row_that_belongs_to_a_missing_service_is_refused_alone(folder: Path) -> None:
    schedules = rows(folder, "schedules")
    bend(folder, "schedules", 0, service_id="no-service")

    found, summary = read(folder)

    assert len(found) == 3
    assert told(summary) == {("schedules.csv", 2, "service_id", "REFERENCE_DANGLING")}
    assert len(found[0].words.schedules) == sum(each["service_id"] == IDS[0] for each in schedules) - 1


def test_rows_with_too_many_columns_and_open_quotes_are_named(folder: Path) -> None:
    last = len(rows(folder, "languages"))
    rewrite(folder, "languages", lambda text: text + b'1,2,3,4,5,6,7,8,9\r\n"open')

    found, summary = read(folder)

    assert len(found) == 3
    assert told(summary) == {("languages.csv", last + 2, None, "CSV_COLUMNS"),
                             ("languages.csv", last + 3, None, "CSV_QUOTES")}  # fmt: skip


def test_greek_in_windows_1253_is_refused_and_not_read_as_other_letters(folder: Path) -> None:
    greek = "Μαθήματα".encode("windows-1253")
    rewrite(folder, "services", lambda text: text.replace(rows(folder, "services")[1]["name"].encode(), greek, 1))

    found, summary = read(folder)

    assert [each.source_id for each in found] == [IDS[0], IDS[2]]
    assert told(summary) == {("services.csv", 3, "name", "NOT_TEXT")}


def test_a_taxonomy_that_bites_its_tail_keeps_its_services_out(folder: Path) -> None:
    terms = rows(folder, "taxonomy_terms")
    used = next(each["taxonomy_term_id"] for each in rows(folder, "attributes") if each["link_id"] == IDS[1])
    number = next(n for n, each in enumerate(terms) if each["id"] == used)
    bend(folder, "taxonomy_terms", number, parent_id=terms[0]["id"])
    bend(folder, "taxonomy_terms", 0, parent_id=used)

    _, summary = read(folder)

    refused = {(file, line, field) for file, line, field, code in told(summary) if code == "TAXONOMY_CYCLE"}
    assert refused == {("taxonomy_terms.csv", line, "parent_id") for line in (2, number + 2)}
    assert ("services.csv", 3, "parent_id", "PART_REFUSED") in told(summary)


def test_an_id_over_two_different_rows_is_refused_at_both(folder: Path) -> None:
    first = rows(folder, "organizations")[0]
    bend(folder, "organizations", 1, id=first["id"])

    found, summary = read(folder)

    assert [each.source_id for each in found] == [IDS[2]]
    assert {("organizations.csv", line, "id", "ID_TWICE") for line in (2, 3)} <= told(summary)


def test_a_lines_file_is_held_to_the_same_words(folder: Path) -> None:
    organization = {"id": "o", "name": "Tern"}
    base = {"id": "s", "name": "Course", "status": "active", "organization": organization}

    def term(own: str, parent: str) -> dict[str, Any]:
        return {"id": f"a{own}", "taxonomy_term": {"id": own, "name": own, "parent_id": parent}}

    lines = [
        b"\xef\xbb\xbf" + json.dumps(base).encode(),
        json.dumps(base | {"id": "2", "name": "a\u202eb"}).encode(),
        json.dumps(base | {"id": "3", "organization": {"id": "o", "name": "a\x1bb"}}).encode(),
        json.dumps(base | {"id": "4", "attributes": [term("x", "y")]}).encode(),
        json.dumps(base | {"id": "5", "attributes": [term("y", "x")]}).encode(),
        json.dumps(base | {"id": "6", "languages": [{"id": "l", "code": "qqq"}]}).encode(),
        json.dumps(
            base | {"id": "7", "service_at_locations": [{"location": {"latitude": 99, "longitude": 1}}]}
        ).encode(),
    ]

    answers = list(hsds.read(lines, on=TODAY))

    assert [type(each).__name__ for each in answers].count("Found") == 2
    assert [(each.number, each.field, each.code) for each in answers if isinstance(each, hsds.BadLine)] == [
        (2, "name", "DIRECTION_OVERRIDE"),
        (3, "organization.name", "CONTROL_CHARACTER"),
        (5, "attributes.0.taxonomy_term.parent_id", "TAXONOMY_CYCLE"),
        (6, "languages.0", "UNKNOWN_LANGUAGE"),
        (7, "service_at_locations.0.latitude", "OUT_OF_RANGE"),
    ]


def test_the_reason_is_told_in_one_line_that_quotes_nothing(folder: Path) -> None:
    bend(folder, "services", 0, status="Secret word")

    line = read(folder)[1].faults[0].told()

    assert line == (
        "services.csv, line 2, field status: FIELD_WRONG. The field status does not hold what HSDS 3.1 says."
    )


@pytest.mark.skipif(not OLD.exists(), reason="the public data folder is not beside the checkout")
def test_a_real_package_of_hsds_1_1_goes_in_as_far_as_its_organisations_are_there() -> None:
    paths = sorted(OLD.glob("output-*.csv"))
    with (OLD / "output-organizations.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    with (OLD / "output-services.csv").open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))

    found, summary = read(*paths)

    assert [each.source_id for each in found] == [each["id"] for each in published if each["organization_id"] in known]
    assert (len(found), summary.lines, len(summary.faults)) == (89, 430, 341)
    assert {(each.field, each.code) for each in summary.faults} == {("organization_id", "REFERENCE_DANGLING")}
    assert summary.left_out["output-locations.csv"] == 520
    for each in found:
        assert "Notice: Status at the source: not stated" in each.content["uncheckedText"]
        assert each.content["places"] == []


def test_the_tables_of_1_1_say_what_they_say_in_3_1(tmp_path: Path) -> None:
    for name, text in {
        "organizations": "id,name,url\no,Tern School,https://tern.example\n",
        "services": "id,organization_id,name,status,fees\ns,o,Course,active,None\n",
        "locations": "id,organization_id,name\nl,o,House\n",
        "services_at_location": "id,service_id,location_id\nx,s,l\n",
        "physical_addresses": "id,location_id,address_1,city\na,l,Street 1,Town\n",
        "regular_schedules": "id,service_id,weekday,opens_at,closes_at\n,s,Monday,9:00,17:00\n",
        "phones": "id,organization_id,number\n,o,123\n",
        "eligibility": "id,service_id,eligibility\ne,s,Women only\n",
        "taxonomy": "id,name\nt,Legal\n",
        "service_taxonomy": "id,service_id,taxonomy_id\nst,s,t\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")

    (found,), summary = read(tmp_path)

    assert (summary.faults, summary.left_out) == ([], {})
    said = found.content
    assert (said["provider"]["website"], said["provider"]["phone"]) == ("https://tern.example", "123")
    assert (said["places"][0]["label"], said["places"][0]["street"]) == ("House", "Street 1")
    assert said["schedules"] == [
        {"byday": ["MO"], "opensAt": "09:00", "closesAt": "17:00", "validFrom": None, "validTo": None}
    ]
    assert said["serviceTypes"] == ["LEGAL_AID"]
    assert said["uncheckedText"] == ["Women only", "Fees: None"]
