"""The safety number: two organisations see one, and nothing is sent before it was compared, or with a clear word."""

import re
from pathlib import Path

import pytest

from client import keystore
from client.errors import KeysDamaged
from client.safety import FILE
from tests.client.conftest import PASSPHRASE, Street
from tests.client.test_commands import say_no


@pytest.fixture
def forgetful(street: Street):
    """Let Giulia forget what she compared, and remember it again after the test."""
    path = street.homes / "giulia" / FILE
    kept = path.read_bytes()
    path.unlink()
    yield path
    path.write_bytes(kept)


def numbers(street: Street) -> tuple[str, str]:
    rome, vienna = street.members["rome"], street.members["vienna"]
    return street.does("giulia", "safety", vienna)["number"], street.does("leyla", "safety", rome)["number"]


def test_both_see_the_same_sixty_digits_and_the_same_picture(street, tmp_path):
    ours, theirs = numbers(street)
    rome, vienna = street.members["rome"], street.members["vienna"]

    assert ours == theirs
    assert re.fullmatch(r"(\d{5} ){11}\d{5}", ours)
    assert street.does("giulia", "safety", vienna)["text"] == street.does("leyla", "safety", rome)["text"]
    done = street.run("giulia", "safety", vienna, "--svg", str(tmp_path / "number.svg"))
    assert (done.code, "▀" in done.out or "█" in done.out) == (0, True)
    assert ours.split()[:4] == re.findall(r"\d{5}", done.out)[:4]
    assert (tmp_path / "number.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_nothing_is_sent_before_the_number_was_compared_and_the_refusal_shows_it(street, agreed, forgetful):
    case, vienna = agreed(), street.members["vienna"]
    number, _ = numbers(street)

    say_no(street, "giulia", "refer", case.id, case.facts, code="NOT_COMPARED", exits=6)
    assert number in street.run("giulia", "refer", case.id, case.facts).err
    assert not [one for one in street.does("leyla", "inbox")["edges"] if one["node"]["id"] == case.id]

    street.does("giulia", "safety", vienna, "--number", number.replace(" ", ""))
    assert street.does("giulia", "safety", vienna)["compared"] == "YES"
    assert street.does("giulia", "refer", case.id, case.facts)["stored"] == "STORED"


def test_the_picture_counts_as_the_number(street, forgetful):
    found = street.does("giulia", "safety", street.members["vienna"])

    assert found["compared"] == "NO"
    again = street.does("giulia", "safety", street.members["vienna"], "--number", found["text"])
    assert again["compared"] == "YES"


def test_another_number_is_not_remembered(street, forgetful):
    number, _ = numbers(street)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    say_no(street, "giulia", "safety", street.members["vienna"], "--number", wrong, code="OTHER_SAFETY_NUMBER", exits=6)

    assert not forgetful.exists()


def test_one_clear_word_sends_without_and_never_stands_for_her_consent(street, agreed, sent, forgetful):
    case = agreed()
    assert street.does("giulia", "refer", case.id, case.facts, "--unverified")["stored"] == "STORED"

    beyond = street.file("beyond.json", {"HEALTH": {"note": "never agreed to"}})
    say_no(street, "giulia", "refer", agreed().id, beyond, "--unverified", code="OVER_SCOPE", exits=1)
    stopped = agreed()
    street.does("giulia", "withdraw", stopped.card)
    done = street.run("giulia", "refer", stopped.id, stopped.facts, "--unverified")
    assert done.code != 0
    assert not [one for one in street.does("leyla", "inbox")["edges"] if one["node"]["id"] == stopped.id]


def test_what_was_compared_is_forgotten_when_the_officers_of_either_change(street, agreed, forgetful):
    vienna = street.members["vienna"]
    number, _ = numbers(street)
    street.does("giulia", "safety", vienna, "--number", number)
    keys = keystore.load(street.homes / "giulia", PASSPHRASE)
    from client.session import Tolerant
    from client.wire import Wire

    end = Tolerant(Wire(street.address), keys)
    text = end._known()[vienna][0]
    end._remember(vienna, text[:-1] + ("A" if text[-1] != "A" else "B"))

    assert street.does("giulia", "safety", vienna)["compared"] == "CHANGED"
    case = agreed()
    assert "have changed" in street.run("giulia", "refer", case.id, case.facts).err


def test_what_was_compared_cannot_be_written_by_another_program(street, forgetful: Path):
    forgetful.write_bytes(b"tolerant kept.v1\n" + bytes(60))

    done = street.run("giulia", "safety", street.members["vienna"])

    assert (done.code, KeysDamaged.code in done.err) == (1, True)
