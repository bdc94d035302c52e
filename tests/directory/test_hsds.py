"""Reading HSDS 3.1 lines: what goes in, what is refused and why, and what stays text."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from directory import hsds
from directory.hsds_faults import WHY

TODAY = date(2026, 11, 24)


def service(**changes: Any) -> dict[str, Any]:
    """Give a small whole service; a change of None takes the field away."""
    whole: dict[str, Any] = {
        "id": "s1",
        "name": "Evening course",
        "status": "active",
        "organization_id": "o1",
        "organization": {"id": "o1", "name": "Tern School", "description": "A school."},
    }
    return {key: value for key, value in (whole | changes).items() if value is not None}


def line(**changes: Any) -> str:
    return json.dumps(service(**changes), ensure_ascii=False)


def read(*lines: bytes | str, **options: Any) -> list[hsds.Read]:
    return list(hsds.read(lines, on=TODAY, **options))


def content(**changes: Any) -> dict[str, Any]:
    (only,) = read(line(**changes))
    assert isinstance(only, hsds.Found), only
    return only.content


BAD: dict[str, tuple[bytes | str, str]] = {
    "a line that is not JSON": ("{'id': 1}", "NOT_JSON"),
    "a line cut off in the middle": (line()[:40], "NOT_JSON"),
    "a number that JSON does not have": ('{"id": NaN}', "NOT_JSON"),
    "a line nested without end": ("[" * 100_000, "NOT_JSON"),
    "a line that is a list": ("[]", "NOT_AN_OBJECT"),
    "a line that is a word": ('"service"', "NOT_AN_OBJECT"),
    "bytes that are not UTF-8": (b'{"id": "\xff"}', "NOT_TEXT"),
    "half a surrogate pair": ('{"id": "\\ud800"}', "NOT_TEXT"),
    "a NUL character, which no database text can hold": (line(name="a\0b"), "NOT_TEXT"),
    "a line longer than 1 MiB": (line(name="x" * hsds.LONGEST_LINE), "LINE_TOO_LONG"),
    "a line longer than 1 MiB as bytes": (b" " * hsds.LONGEST_LINE + b"{}", "LINE_TOO_LONG"),
    "a short line of characters, long in bytes": (line(name="م" * (hsds.LONGEST_LINE // 2)), "LINE_TOO_LONG"),
    "no id": (line(id=None), "FIELD_MISSING"),
    "no name": (line(name=None), "FIELD_MISSING"),
    "no status": (line(status=None), "FIELD_MISSING"),
    "an empty name": (line(name=""), "FIELD_MISSING"),
    "a blank name": (line(name="  "), "FIELD_WRONG"),
    "a name that is a number": (line(name=7), "FIELD_WRONG"),
    "a status that HSDS does not know": (line(status="open"), "FIELD_WRONG"),
    "no organisation at all": (line(organization=None, organization_id=None), "ORGANIZATION_MISSING"),
    "an organisation that is nowhere": (line(organization=None, organization_id="o9"), "ORGANIZATION_UNKNOWN"),
    "an organisation id that is a number": (line(organization=None, organization_id=9), "ORGANIZATION_UNKNOWN"),
    "an organisation that is a word": (line(organization="Tern School"), "FIELD_WRONG"),
    "an organisation without a name": (line(organization={"id": "o1"}), "FIELD_MISSING"),
    "an organisation with another id": (line(organization_id="o2"), "ORGANIZATION_DISAGREES"),
    "an age below nought": (line(minimum_age=-1), "AGE_OUT_OF_RANGE"),
    "an age of 200": (line(maximum_age=200), "AGE_OUT_OF_RANGE"),
    "a minimum above the maximum": (line(minimum_age=30, maximum_age=20), "AGE_OUT_OF_RANGE"),
    "an age in words": (line(minimum_age="17"), "FIELD_WRONG"),
    "an age that is true": (line(maximum_age=True), "FIELD_WRONG"),
}


@pytest.mark.parametrize(("bad", "code"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_refused_with_its_number_and_the_rest_goes_in(bad: bytes | str, code: str) -> None:
    before, refused, after = read(line(id="first"), bad, line(id="last"))

    assert isinstance(refused, hsds.BadLine)
    assert (refused.number, refused.code) == (2, code)
    assert refused.sentence.endswith(".")
    assert "{" not in refused.sentence
    assert isinstance(before, hsds.Found)
    assert before.source_id == "first"
    assert isinstance(after, hsds.Found)
    assert (after.number, after.source_id) == (3, "last")


def test_a_refusal_names_the_field_and_quotes_nothing_from_the_line() -> None:
    (refused,) = read(line(status="MARKER"))

    assert isinstance(refused, hsds.BadLine)
    assert "status" in refused.sentence
    assert "MARKER" not in refused.sentence


def test_blank_lines_are_no_services_and_keep_the_count_of_lines() -> None:
    found = read("\n", line(), "  \n")

    assert [each.number for each in found] == [2]


def test_an_organisation_may_stand_on_an_earlier_line() -> None:
    _, second = read(line(), line(id="s2", organization=None))

    assert isinstance(second, hsds.Found)
    assert second.content["provider"]["name"] == "Tern School"


def test_the_same_service_twice_goes_in_once_and_is_reported() -> None:
    first, second = read(line(), line())

    assert isinstance(first, hsds.Found)
    assert second == hsds.Same(2, "s1")


def test_a_repeated_id_with_other_content_becomes_its_own_listing_and_is_reported() -> None:
    first, second, third, again = read(line(), line(name="Other"), line(name="Third"), line(name="Other"))

    assert isinstance(first, hsds.Found)
    assert first.repeats is None
    assert isinstance(second, hsds.Found)
    assert (second.source_id, second.repeats) == ("s1#2", "s1")
    assert isinstance(third, hsds.Found)
    assert (third.source_id, third.repeats) == ("s1#3", "s1")
    assert again == hsds.Same(4, "s1")


def test_services_that_differ_in_ids_only_are_shown_to_a_person_and_not_merged() -> None:
    first, second = read(line(), line(id="s2"))

    assert isinstance(first, hsds.Found)
    assert first.alike is None
    assert isinstance(second, hsds.Found)
    assert second.alike == "s1"


def test_text_is_tagged_by_its_script() -> None:
    names = content(name="Course", alternate_name="دورة مسائية")["names"]

    assert [(each["language"], each["origin"]) for each in names] == [("en", "HUMAN"), ("ar", "HUMAN")]


@pytest.mark.parametrize(
    ("text", "tag"), [("Kurs", "de"), ("Μαθήματα", "el"), ("Курс", "und"), ("دورة UNHCR مسائية", "ar"), ("123", "de")]
)
def test_latin_text_has_the_publishers_language_and_cyrillic_tells_none(text: str, tag: str) -> None:
    (found,) = read(line(name=text), latin="de")

    assert isinstance(found, hsds.Found)
    assert found.content["names"][0]["language"] == tag


def test_eligibility_stays_text_and_becomes_no_criterion() -> None:
    attributes = [
        {"id": "a", "link_type": "eligibility", "label": "nationality", "value": "Syrians only"},
        {"id": "b", "link_type": "eligibility", "label": "intake_criterion", "value": "Women at risk"},
    ]
    found = content(
        eligibility_description="Intake: Women at risk",
        attributes=attributes,
        required_documents=[{"id": "d", "document": "Passport"}],
    )

    assert found["criteria"] == []
    assert found["documentsAsked"] == []
    assert found["uncheckedText"] == ["Intake: Women at risk", "nationality: Syrians only", "Paper asked for: Passport"]


def test_an_age_field_becomes_a_criterion_from_the_import_with_open_bounds() -> None:
    (age,) = content(minimum_age=17.5, last_modified="2025-03-01T10:00:00Z")["criteria"]

    assert (age["kind"], age["minimum"], age["maximum"]) == ("AGE", 17.5, None)
    assert (age["source"], age["asOf"]) == ("IMPORT", "2025-03-01")


def test_a_missing_fee_is_unknown_and_never_free() -> None:
    assert content()["fee"] is None
    assert content(cost_options=[{"id": "c", "option": "ask us"}])["fee"] is None
    assert content(cost_options=[{"id": "c", "amount": 0}])["fee"]["rule"] == "FREE"
    paid = content(cost_options=[{"id": "c", "amount": 5, "currency": "EUR"}])["fee"]
    assert (paid["rule"], paid["amount"], paid["currency"]) == ("AMOUNT", 5, "EUR")


def test_a_cost_that_cannot_be_read_stays_text() -> None:
    assert content(cost_options=[{"id": "c", "option": "ask us"}])["uncheckedText"] == ["Cost: ask us"]


def test_nothing_is_known_about_accepting_and_an_import_is_no_member() -> None:
    found = content()

    assert found["accepting"] == {"value": "UNKNOWN", "asOf": "2026-11-24"}
    assert found["route"] == "INTRODUCTION_SLIP"
    assert found["provider"]["member"] is None
    assert found["demonstration"] is False


def test_a_confidential_place_leaves_no_trace() -> None:
    found = content(
        attributes=[{"id": "a", "label": "confidential_location", "value": "true"}],
        service_areas=[{"id": "r", "name": "District", "description": "District (MARKER)"}],
        service_at_locations=[
            {
                "id": "l",
                "location": {
                    "id": "p",
                    "location_type": "physical",
                    "name": "MARKER",
                    "latitude": 1.25,
                    "longitude": 2.5,
                    "addresses": [{"id": "x", "address_1": "MARKER", "city": "MARKER"}],
                },
            }
        ],
    )

    assert found["places"][0]["visibility"] == "NEVER"
    assert "MARKER" not in json.dumps(found)
    assert "1.25" not in json.dumps(found)


def test_an_open_place_keeps_its_address() -> None:
    location = {
        "id": "p",
        "location_type": "physical",
        "name": "Hall",
        "latitude": 1.25,
        "longitude": 2.5,
        "addresses": [{"id": "x", "address_1": "Tern Street 1", "city": "Town", "postal_code": "1"}],
    }
    (place,) = content(service_at_locations=[{"id": "l", "location": location}])["places"]

    assert (place["label"], place["street"], place["city"]) == ("Hall", "Tern Street 1", "Town")
    assert (place["latitude"], place["visibility"]) == (1.25, "PUBLIC")


def test_an_opening_time_that_is_not_whole_stays_text() -> None:
    whole = {"id": "w", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "9:00", "closes_at": "12:30:00"}
    found = content(schedules=[whole, {"id": "h", "freq": "WEEKLY", "byday": "WE", "opens_at": "08:30"}])

    assert found["schedules"] == [
        {"byday": ["MO", "TU"], "opensAt": "09:00", "closesAt": "12:30", "validFrom": None, "validTo": None}
    ]
    assert found["uncheckedText"] == ["Open: byday WE; opens_at 08:30"]


def test_service_types_come_from_the_table_and_else_are_other() -> None:
    legal = {"id": "a", "link_type": "activity", "label": "activity", "value": "Legal services"}
    term = {"id": "b", "taxonomy_term": {"id": "t", "name": "Daycare", "description": "-"}}

    assert content(attributes=[legal, term])["serviceTypes"] == ["LEGAL_AID", "CHILDCARE"]
    assert content()["serviceTypes"] == ["OTHER"]


def test_languages_capacity_and_contacts_are_taken_where_the_standard_has_fields() -> None:
    found = content(
        languages=[{"id": "1", "code": "ar"}, {"id": "2", "name": "Kurmanji"}, {"id": "3", "code": "ar"}],
        capacities=[{"id": "c", "available": 4, "updated": "2026-01-02T00:00:00Z"}],
        phones=[{"id": "p", "number": "000"}],
        url="https://tern.example",
        email="office@tern.example",
    )

    assert found["deliveryLanguages"] == ["ar"]
    assert found["capacity"] == {"places": 4, "asOf": "2026-01-02"}
    assert (found["provider"]["phone"], found["provider"]["website"]) == ("000", "https://tern.example")


def test_a_service_that_is_not_active_says_so_to_the_reviewer() -> None:
    assert content(status="inactive")["uncheckedText"] == ["Status at the source: inactive"]


def test_the_page_explains_every_reason_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "hsds.md").read_text("utf-8")
    table = page.partition("## Why a line is refused")[2].partition("\n\nA value that no listing")[0]

    assert sorted(re.findall(r"`([A-Z_]{5,})`", table)) == sorted({*WHY, "PART_REFUSED"})
