"""A caseworker plans a way, and finds services without a line, by command line against a real node."""

import json
from datetime import timedelta

import pytest

from client import keystore
from client.copy_errors import CopyOld
from client.directory_copy import FILE, UNSEALED, DirectoryCopy
from directory import device_shelf
from kit import clock
from tests.client.conftest import PASSPHRASE

VIENNA = {"latitude": 48.2, "longitude": 16.37}
HER = {
    "age": 30, "gender": "WOMAN", "languages": [{"language": "de", "level": "PRE_A1"}, {"language": "ar"}],
    "literacy": [{"script": "Latn", "level": "FLUENT"}],
}  # fmt: skip


def test_a_way_is_planned_and_every_step_is_for_her_when_she_comes_to_it(street, listings):
    wanted = street.file("wanted.json", {"serviceTypes": ["LANGUAGE_COURSE"], "areas": ["AT-9"]})
    found = street.does("giulia", "pathways", "-", "--filter", wanted, given=json.dumps(HER))

    assert set(found) == {"pathways", "eligible", "complete", "revision", "language", "wordingOrigin"}
    assert len(found["pathways"]) <= 5
    for way in found["pathways"]:
        assert 2 <= len(way["steps"]) <= 4
        assert {step["match"]["verdict"] for step in way["steps"]} == {"ELIGIBLE"}


def test_what_a_person_reads_of_a_way_fits_80_columns(street, listings):
    done = street.run("giulia", "pathways", "-", given=json.dumps(HER))

    assert done.code == 0
    assert done.out
    assert max(map(len, done.out.splitlines())) <= 80


def copy_of(street, person):
    return DirectoryCopy(keystore.load(street.homes / person, PASSPHRASE))


@pytest.fixture
def along(street, listings):
    """Take the directory along."""
    return street.does("giulia", "sync")


def test_a_match_without_a_line_says_what_the_node_says(street, along):
    somewhere = {"area": "AT-9", "interpreterLanguage": "ckb", "languages": [{"language": "ku"}]}
    near = {"gender": "WOMAN", "residenceStatus": "REFUGEE", "near": VIENNA}
    for facts in (HER, {"age": 17}, near, somewhere):
        for language in ("en", "de"):
            asked = ("match", "-", "--first", "100", "--language", language)
            with_line = street.does("giulia", *asked, given=json.dumps(facts))
            without = street.does("giulia", *asked, "--offline", given=json.dumps(facts))

            assert len(with_line["edges"]) > 20
            assert without == with_line


def test_a_way_without_a_line_is_the_nodes_way(street, along):
    with_line = street.does("giulia", "pathways", "-", given=json.dumps(HER))

    assert street.does("giulia", "pathways", "-", "--offline", given=json.dumps(HER)) == with_line


def test_a_filter_narrows_without_a_line_too(street, along):
    narrow = street.file("narrow.json", {"serviceTypes": ["LANGUAGE_COURSE"], "areas": ["AT"], "verdicts": ["ASK"]})
    asked = ("match", "-", "--filter", narrow)

    assert street.does("giulia", *asked, "--offline", given=json.dumps(HER)) == street.does(
        "giulia", *asked, given=json.dumps(HER)
    )


def test_nothing_is_sent_without_a_line(street, along):
    done = street.run("giulia", "match", "-", "--offline", given=json.dumps(HER), TOLERANT_NODE="http://127.0.0.1:1")

    assert done.code == 0
    assert "services:" in done.out


def test_the_copy_opens_with_the_passphrase_of_this_device_alone(street, along):
    wrong = street.run(
        "giulia", "match", "-", "--offline", "--json", given=json.dumps(HER), TOLERANT_PASSPHRASE="wrong"
    )
    moved = street.homes / "vienna" / FILE
    moved.write_bytes((street.homes / "giulia" / FILE).read_bytes())
    other = street.run("vienna", "match", "-", "--offline", "--json", given=json.dumps(HER))
    moved.unlink()

    assert (wrong.code, wrong.json["refused"]["code"]) == (5, "WRONG_PASSPHRASE")
    assert (other.code, other.json["refused"]["code"]) == (1, "DIRECTORY_COPY_DAMAGED")


def test_nothing_on_the_disk_says_which_services_there_are(street, along):
    home = street.homes / "giulia"
    _, entries = copy_of(street, "giulia").entries()
    closed = (home / FILE).read_bytes()

    for name, text in entries.items():
        assert name.encode() not in closed
        assert json.loads(text)["listing"]["names"][0]["text"].encode() not in closed
    assert {each.name for each in home.iterdir() if "directory" in each.name} == {FILE, f".{FILE}.lock"}


def test_a_copy_that_an_earlier_program_left_open_is_gone_after_a_sync(street, along):
    left = street.homes / "giulia" / UNSEALED
    left.write_bytes(b"services")

    street.does("giulia", "sync")

    assert not left.exists()


def test_a_second_sync_takes_in_nothing_and_the_file_is_its_owners_alone(street, along):
    again = street.does("giulia", "sync")
    file = street.homes / "giulia" / FILE

    assert (again["changes"], again["entries"]) == (0, along["entries"])
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_device_without_a_copy_says_how_to_get_one(street):
    done = street.run("vienna", "match", "-", "--offline", "--json", given=json.dumps(HER))

    assert (done.code, done.json["refused"]["code"]) == (1, "NO_DIRECTORY_COPY")


def test_a_wrong_fact_is_refused_without_a_line_in_the_same_words(street, along):
    asked = ("match", "-", "--json")
    here = street.run("giulia", *asked, "--offline", given=json.dumps({"age": 200})).json["refused"]
    there = street.run("giulia", *asked, given=json.dumps({"age": 200})).json["refused"]

    assert (here["code"], here["sentence"], here["field"]) == (there["code"], there["sentence"], there["field"])


@pytest.mark.parametrize("change", ["changed", "cut", "empty", "another file"])
def test_a_copy_that_somebody_changed_is_not_relied_on_and_says_what_to_do(street, along, change):
    file = street.homes / "giulia" / FILE
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 1
    file.write_bytes(
        {"changed": bytes(changed), "cut": whole[:-1], "empty": b"", "another file": b"no copy" * 99}[change]
    )
    before = file.read_bytes()

    for asked in (("match", "-", "--offline"), ("pathways", "-", "--offline"), ("sync",)):
        refused = street.run("giulia", *asked, "--json", given=json.dumps(HER))
        assert (refused.code, refused.json["refused"]["code"]) == (1, "DIRECTORY_COPY_DAMAGED")
        assert FILE in refused.json["refused"]["sentence"]
        assert file.read_bytes() == before
    file.unlink()
    assert street.does("giulia", "sync")["entries"] == along["entries"]


def test_changes_that_do_not_add_up_are_fetched_anew(street, along):
    copy = copy_of(street, "giulia")
    with copy.changing():
        copy.take([{"id": max(copy.entries()[1]), "hash": None, "text": None}])

    again = street.does("giulia", "sync")

    assert (again["changes"], again["entries"]) == (along["entries"], along["entries"])


def test_a_copy_that_is_not_what_was_signed_is_not_relied_on(street, along):
    copy = copy_of(street, "giulia")
    with copy.changing():
        copy.take([{"id": max(copy.entries()[1]), "hash": None, "text": None}])

    refused = street.run("giulia", "match", "-", "--offline", "--json", given=json.dumps(HER))

    assert (refused.code, refused.json["refused"]["code"]) == (6, "DIRECTORY_COPY_DIFFERS")
    street.does("giulia", "sync")


def test_columns_of_another_program_are_made_anew_and_say_the_same(street, along, monkeypatch):
    asked = ("match", "-", "--first", "50", "--offline")
    before = street.does("giulia", *asked, given=json.dumps(HER))
    kept = copy_of(street, "giulia").columns
    monkeypatch.setattr(device_shelf, "program", lambda: "another")

    assert street.does("giulia", *asked, given=json.dumps(HER)) == before
    newer = copy_of(street, "giulia").columns
    assert (newer["made"][0], newer["columns"]) == ("another", kept["columns"])
    monkeypatch.setattr(device_shelf, "program", str)
    assert street.does("giulia", *asked, given=json.dumps(HER)) == before


def test_a_copy_of_last_month_is_not_relied_on(street, along, monkeypatch):
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(CopyOld):
        copy_of(street, "giulia").entries()
