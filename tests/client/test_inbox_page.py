"""A house that is no member, and its browser: the node's page opens a letter, and it is read, answered and gone.

`web/tests/inbox` says what the page does; this leaves the letter and reads the answer, at a running node.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from crypto import her_code
from kit import clock
from tests.client.conftest import PROFILE, Street
from tests.web.conftest import install, npm, said

CONTENT = {"CONTACT": {"name": "Invented Name", "phone": "none"}, "NEED": {"goal": "German A2"}}
NOTE = "Please call before noon. Ευχαριστώ."
LOOKED_AT = 13
"""How many things web/tests/inbox looks at."""


@pytest.fixture(scope="module", autouse=True)
def built(street: Street) -> None:
    """Build the page where the node looks for it."""
    install()
    done = npm("run", "pages", "--", "--outDir", str(street.homes / "pages" / "inbox"))
    assert done.returncode == 0, said(done)


@pytest.fixture
def left(street: Street, listings: list[str], tmp_path: Path) -> dict[str, Any]:
    """Leave a letter for a house that is no member."""
    facts, content = street.file("profile.json", PROFILE), street.file("letter.json", CONTENT)
    edges = street.does("giulia", "match", facts, "--first", "100")["edges"]
    house = next(one for edge in edges if (one := edge["node"]["listing"])["provider"]["member"] is None)
    need = street.does("giulia", "open-need", "--service-type", "LANGUAGE_COURSE", "--risk-assessed-on",
                       str(clock.now().date()))["id"]  # fmt: skip
    left: dict[str, Any] = street.does(
        "giulia", "leave-letter", need, f"{house['id']}@{house['version']}", content, "--option", listings[0],
        "--category", "CONTACT", "--category", "NEED", "--phone", "+39 06 0000000", "--note",
        "--card", str(tmp_path / "card.json"), given=f"{NOTE}\n",
    )  # fmt: skip
    return left


def visited(left: dict[str, Any], report: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let a browser visit the page with the code; gives what failed, by the sentence of its test."""
    marks = ["rome (Demo)", "+39 06 0000000", "Invented Name", "German A2", NOTE]
    unknown = her_code.shown(her_code.make())
    given = {"address": left["page"], "code": left["code"], "unknown": unknown, "marks": marks}
    monkeypatch.setenv("INBOX", json.dumps(given))

    done = npm("exec", "--", "vitest", "run", "--config", "vitest.inbox.config.ts", "--reporter=json",
               f"--outputFile={report}")  # fmt: skip

    assert report.exists(), said(done)
    files = json.loads(report.read_text(encoding="utf-8"))["testResults"]
    tests = [test for file in files for test in file["assertionResults"]]
    assert len(tests) == LOOKED_AT, said(done)
    return {test["title"]: test["failureMessages"] for test in tests if test["status"] != "passed"}


def test_a_house_opens_reads_answers_and_deletes_its_letter_in_a_browser(street, left, tmp_path, monkeypatch):
    assert visited(left, tmp_path / "report.json", monkeypatch) == {}

    answer = street.does("giulia", "letter-answer", left["id"])
    [now] = street.does("giulia", "left-letters", left["needId"])
    assert answer == {"answer": "CANNOT", "reason": "NO_CAPACITY", "text": "Perhaps in March. Μάρτιος."}
    assert now["ended"] == "EMPTIED"
