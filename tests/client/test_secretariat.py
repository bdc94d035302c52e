"""What the secretariat decides about the network itself, by command, and that nothing of the API lacks a way here."""

import re

import pytest

from server import schema
from tests.client.conftest import ROOT

API = schema.make()._schema
ROOTS = [root for root in (API.query_type, API.mutation_type, API.subscription_type) if root]
FIELDS = sorted({field for root in ROOTS for field in root.fields} - {"_entities", "_service"})
ENDS = [*sorted((ROOT / "client").glob("*.py")), *sorted((ROOT / "web" / "src").rglob("*.ts"))]
SOURCE = "".join(path.read_text(encoding="utf-8") for path in ENDS)


@pytest.mark.parametrize("field", FIELDS)
def test_an_end_asks_every_question_and_sends_every_change_of_the_api(field):
    assert re.search(rf'\{{\{{? *{field}\b|"{field}"|[ "]{field}\(\w+:', SOURCE)


def test_waiting_times_are_set_by_the_secretariat_alone_and_the_others_stay(street):
    before = street.does("giulia", "waiting-times", "MENTORING")
    refused = street.run("giulia", "set-waiting-times", "MENTORING", "--decide-days", "9")
    assert (refused.code, "ROLE_MISSING" in refused.err) == (3, True)
    assert street.run("vera", "set-waiting-times", "MENTORING").code == 2
    assert street.run("vera", "set-waiting-times", "MENTORINGS", "--decide-days", "9").code == 3
    assert street.does("leyla", "waiting-times", "MENTORING") == before

    months = ("--follow-up-month", "2", "--follow-up-month", "8")
    after = street.does("vera", "set-waiting-times", "MENTORING", "--urgent-decide-days", "3", *months)

    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"urgentDecideDays", "followUpMonths", "version"}
    assert (after["urgentDecideDays"], after["followUpMonths"], after["version"]) == (3, [2, 8], 1)
    said = street.run("giulia", "waiting-times", "MENTORING").out
    assert "2, 8 months after the beginning" in said
    assert max(map(len, said.splitlines())) <= 80


def test_two_services_are_found_different_with_a_reason_and_nothing_is_merged(street, listings):
    one, other = (each.split("@")[0] for each in listings[:2])
    assert "ROLE_MISSING" in street.run("giulia", "duplicates").err
    assert street.run("vera", "duplicates").out.endswith("pairs wait for a decision.\n")
    twice = street.run("vera", "decide-duplicate", one, one, "--same", given="They are alike.\n")
    assert (twice.code, street.does("vera", "duplicate-decisions", one)) == (3, [])

    kept = street.does("vera", "decide-duplicate", one, other, "--different", given="Other days, other teachers.\n")

    assert (kept["verdict"], set(kept["listingIds"])) == ("DIFFERENT", {one, other})
    assert street.does("vera", "duplicate-decisions", other) == [kept]
    assert "Other days, other teachers." in street.run("vera", "duplicate-decisions", one).out
    assert {one, other} <= {edge["node"]["id"] for edge in street.does("leyla", "listings", "--mine")["edges"]}


def test_the_record_of_a_vetting_and_the_trail_of_a_house_are_read_by_whom_they_are_for(street, listings):
    listing = listings[0].split("@")[0]

    assert [one["toState"] for one in street.does("vera", "vetting-record", listing)["decisions"]] == ["VETTED"]
    assert street.does("giulia", "vetting-record", listing) == {"reviews": [], "decisions": []}
    said = street.run("giulia", "vetting-record", listing, "--version", "1").out
    assert said == "No review of this version is shown to you.\n"
    refused = street.run("giulia", "audit-trail")
    assert (refused.code, "ROLE_MISSING" in refused.err) == (3, True)
    lines = street.does("rome", "audit-trail", "--first", "100")["lines"]
    assert {one["memberId"] for one in lines} == {street.members["rome"]}
    page = street.run("rome", "audit-trail", "--first", "1").out
    assert "More: --after " in page


def test_codes_and_papers_are_said_in_words(street):
    shown = street.run("giulia", "codes", "ServiceType", "--language", "it").out
    assert "ServiceType  LANGUAGE_COURSE  " in shown
    assert "Strength" not in shown
    assert "nobody who grew up with the language" in shown
    assert {one["codeList"] for one in street.does("giulia", "codes", "Strength")["labels"]} == {"Strength"}
    assert street.run("giulia", "codes", "Everything").code == 2
    papers = street.does("giulia", "permits", "--country", "IT")
    assert {one["country"] for one in papers["permits"] + papers["gaps"]} == {"IT"}
    assert "ask a lawyer" in street.run("giulia", "permits").out
    assert street.run("giulia", "permits", "--country", "XX").code == 3
