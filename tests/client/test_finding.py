"""A caseworker plans a way, and finds services without a line, by command line against a real node."""

import json
import sqlite3
from datetime import timedelta

import pytest

from client.directory_copy import DirectoryCopy
from client.errors import CopyOld
from crypto.format import b64u
from crypto.keys import SigningKey
from kit import clock

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


def test_nothing_is_sent_and_no_passphrase_is_asked_for_without_a_line(street, along):
    done = street.run(
        "giulia", "match", "-", "--offline", given=json.dumps(HER),
        TOLERANT_NODE="http://127.0.0.1:1", TOLERANT_PASSPHRASE="wrong",
    )  # fmt: skip

    assert done.code == 0
    assert "services:" in done.out


def test_a_second_sync_takes_in_nothing_and_the_file_is_its_owners_alone(street, along):
    again = street.does("giulia", "sync")
    file = street.homes / "giulia" / "directory.sqlite"

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


def changed(street, person, *statements):
    file = sqlite3.connect(street.homes / person / "directory.sqlite")
    for statement in statements:
        file.execute(statement)
    file.commit()
    file.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entries WHERE id = (SELECT min(id) FROM entries)",
        "UPDATE entries SET hash = zeroblob(32) WHERE id = (SELECT min(id) FROM entries)",
        "UPDATE entries SET text = replace(text, 'REQUIRED', 'ADVISED')",
    ],
)
def test_a_copy_that_somebody_changed_is_not_relied_on_and_is_made_whole_by_the_next_sync(street, along, statement):
    changed(street, "giulia", statement)

    refused = street.run("giulia", "match", "-", "--offline", "--json", given=json.dumps(HER))

    assert refused.code in (1, 6)
    assert refused.json["refused"]["code"] in ("DIRECTORY_COPY_DIFFERS", "DIRECTORY_COPY_DAMAGED")
    (street.homes / "giulia" / "directory.sqlite").unlink()
    assert street.does("giulia", "sync")["entries"] == along["entries"]


def test_changes_that_do_not_add_up_are_fetched_anew(street, along):
    changed(street, "giulia", "DELETE FROM entries WHERE id = (SELECT max(id) FROM entries)")

    again = street.does("giulia", "sync")

    assert (again["changes"], again["entries"]) == (along["entries"], along["entries"])


def test_another_key_than_the_first_is_not_believed_and_changes_nothing(street, along):
    other = b64u(SigningKey.generate().public)
    changed(street, "giulia", f"UPDATE facts SET value = '{other}' WHERE name = 'key'")
    file = street.homes / "giulia" / "directory.sqlite"
    before = file.read_bytes()

    done = street.run("giulia", "sync", "--json")

    assert (done.code, done.json["refused"]["code"]) == (6, "NODE_KEY_CHANGED")
    assert file.read_bytes() == before
    file.unlink()


def test_a_file_that_is_no_copy_is_said_to_be_damaged(street):
    home = street.homes / "damaged"
    home.mkdir()
    (home / "directory.sqlite").write_bytes(b"no database at all" * 100)

    done = street.run("damaged", "match", "-", "--offline", "--json", given=json.dumps(HER))

    assert (done.code, done.json["refused"]["code"]) == (1, "DIRECTORY_COPY_DAMAGED")


def test_a_copy_of_last_month_is_not_relied_on(street, along, monkeypatch):
    later = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    copy = DirectoryCopy(street.homes / "giulia")

    with pytest.raises(CopyOld):
        copy.entries()
    copy.close()
