"""A caseworker looks again at a referral whose service asks otherwise now: on her device, with the facts kept there."""

import asyncio
import json

import pytest

from client import keystore
from client.errors import KeysDamaged
from client.facts_kept import FILE, FactsKept
from tests.client.conftest import PASSPHRASE
from tests.conftest import _command, _with_database

FITS = {"age": 30, "gender": "WOMAN", "residenceStatus": "REFUGEE", "languages": [{"language": "de", "level": "A1"}],
        "literacy": [{"script": "Latn", "level": "FLUENT"}], "area": "AT-9"}  # fmt: skip
NOT = {"age": 30, "gender": "MAN"}


def again(street, *arguments, given=""):
    return street.does("giulia", "rematch", *arguments, given=given)


def kept(street):
    return FactsKept(keystore.load(street.homes / "giulia", PASSPHRASE))


def test_without_facts_it_says_what_to_ask_and_with_them_how_she_stands(street, sent):
    case = sent()

    (open_,) = again(street, case.id)
    assert (open_["referralId"], open_["verdict"], open_["versionNow"]) == (case.id, "UNKNOWN", open_["versionThen"])
    assert all(one["askSentence"] or one["sentence"] for one in open_["criteria"])
    for facts in (FITS, NOT):
        file = street.file("her.json", facts)
        (said,) = again(street, case.id, "--facts", file)
        edges = street.does("giulia", "match", file, "--first", "100")["edges"]
        (same,) = [e["node"]["verdict"] for e in edges if e["node"]["listing"]["id"] == said["listingId"]]
        assert said["verdict"] == same
    assert kept(street).of(case.id) is None
    assert case.id not in {one["referralId"] for one in again(street)}, "its words are those she was shown"


def test_whatever_was_sent_under_older_words_is_found_by_itself(street, sent, postgres_url, template):
    case = sent()
    older = f"UPDATE referrals.referrals SET listing_version = 0 WHERE id = '{case.id}'"
    asyncio.run(_command(_with_database(postgres_url, f"{template}_client"), older))

    (found,) = [one for one in again(street) if one["referralId"] == case.id]

    assert (found["versionThen"], found["versionNow"], found["verdict"]) == (0, 1, "UNKNOWN")
    shown = street.run("giulia", "rematch")
    assert (shown.code, f"Referral {case.id}: no facts are at hand" in shown.out) == (0, True)


def test_facts_are_kept_only_where_she_says_so_sealed_and_until_the_referral_has_ended(street, sent):
    case = sent()
    again(street, case.id, "--facts", "-", "--keep", given=json.dumps(FITS))

    file = street.homes / "giulia" / FILE
    assert (file.stat().st_mode & 0o077, b"REFUGEE" in file.read_bytes()) == (0, False)
    assert kept(street).of(case.id) == FITS
    (one,) = again(street, case.id)
    assert one["verdict"] in ("ELIGIBLE", "ASK")
    street.does("giulia", "cancel", case.id, "--reason", "CASE_CLOSED")
    assert kept(street).of(case.id) is None
    assert again(street, case.id) == []


@pytest.mark.parametrize("wrong", [("--keep",), ("--facts", "facts.json"), ("--keep", "a" * 32)])
def test_facts_belong_to_one_woman(street, wrong):
    assert street.run("giulia", "rematch", *wrong).code == 2


def test_a_file_that_this_device_did_not_write_is_refused_and_stops_no_other_work(street, sent):
    case, file = sent(), street.homes / "giulia" / FILE
    file.write_bytes(b"x" * 200)
    try:
        with pytest.raises(KeysDamaged):
            kept(street)
        assert street.run("giulia", "rematch", case.id).code == 1
        assert street.does("giulia", "cancel", case.id, "--reason", "CASE_CLOSED")["state"] == "CANCELLED"
    finally:
        file.unlink()
