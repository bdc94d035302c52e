"""The vectors of matching, run through the rules, the columns, and a device without a line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from client.directory_copy import DirectoryCopy
from client.offline import Offline
from crypto.format import b64u
from crypto.keys import SigningKey
from directory.codes import Overall, Strength
from directory.criteria import evaluate, overall
from directory.device import write_entry
from directory.matching import match
from directory.profile_reading import parse_profile
from directory.reading import read_content
from directory.snapshot import Snapshot
from directory.syncing import sync
from kit import clock
from tests.directory.test_matching import Listed

FOLDER = Path(__file__).parents[2] / "directory" / "vectors"
FILES = sorted(FOLDER.glob("*.json"))
QUESTIONS = 8
BASE = {
    "sourceId": "s",
    "provider": {"sourceId": "p", "name": "P", "country": "AT"},
    "serviceTypes": ["OTHER"],
    "names": [{"language": "en", "text": "A service"}],
}


def cases(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


CASES = [pytest.param(each, id=f"{path.stem}: {each['name']}") for path in FILES for each in cases(path)]


def listing(case: dict[str, Any], name: str = "a") -> Listed:
    said = {**BASE, "criteria": case["criteria"], "uncheckedText": case["uncheckedText"]}
    return Listed(name, read_content(said), verified_at=clock.now())


def test_there_are_at_least_200_cases_and_each_of_the_eight_questions_has_its_own() -> None:
    assert len(CASES) >= 200
    assert [path.stem[0] for path in FILES] == [str(number) for number in range(1, QUESTIONS + 2)]
    for path in FILES:
        names = [each["name"] for each in cases(path)]
        assert len(set(names)) == len(names) >= 10
    verdicts = {verdict for path in FILES for each in cases(path) for verdict in each["verdicts"]}
    assert verdicts == {"MEETS", "FAILS", "UNKNOWN"}
    assert {each["overall"] for path in FILES for each in cases(path)} == set(map(str, Overall))


@pytest.mark.parametrize("case", CASES)
def test_the_rules_say_what_the_vector_says(case: dict[str, Any]) -> None:
    content, her = read_content({**BASE, "criteria": case["criteria"]}), parse_profile(case["profile"])
    judged = [(each.strength, evaluate(each, her)) for each in content.criteria]
    checked = not case["uncheckedText"]

    assert [str(each.verdict) for _, each in judged] == case["verdicts"]
    assert [each.severity == 3 for _, each in judged] == case["forGood"]
    assert str(overall(judged, machine_checked=checked)) == case["overall"]


@pytest.mark.parametrize("case", CASES)
def test_the_columns_say_what_the_vector_says(case: dict[str, Any]) -> None:
    found = match(Snapshot(1, [listing(case)]), parse_profile(case["profile"]), now=clock.now())

    assert str(found.matches[0].verdict) == case["overall"]
    advised = [verdict for verdict, each in zip(case["verdicts"], case["criteria"], strict=True)
               if each["strength"] == Strength.ADVISED]  # fmt: skip
    assert found.matches[0].advised_failing == advised.count("FAILS")
    assert found.matches[0].advised_unknown == advised.count("UNKNOWN")


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_device_without_a_line_says_what_the_vectors_say(path: Path) -> None:
    """All cases of a file are services of one directory, which comes to the device as any directory does."""
    found = {f"{number:032x}": case for number, case in enumerate(cases(path))}
    shelf: Snapshot[Listed] = Snapshot(1, [listing(case, name) for name, case in found.items()])
    key = SigningKey.generate()
    page = sync(shelf, None, 500, node="node.test", key=key, now=clock.now())
    copy = DirectoryCopy()
    with copy.changing():
        copy.take([{"id": each.id, "hash": each.hash, "text": each.text} for each in page.entries])
        copy.settle("node.test", b64u(key.public), page.cursor, page.statement)
    device = Offline(copy)

    assert (page.more, device.unreadable, device.shelf.size) == (False, 0, len(found))
    for name, case in found.items():
        node = answer(device, case["profile"], name)
        assert [each["verdict"] for each in node["criteria"]] == case["verdicts"], case["name"]
        assert node["verdict"] == case["overall"], case["name"]
    assert write_entry(shelf.row(0)).decode() == page.entries[0].text


def answer(device: Offline, profile: dict[str, Any], name: str) -> dict[str, Any]:
    after = None
    while True:
        page: Any = device.match(profile, first=100, after=after)
        for edge in page["edges"]:
            if edge["node"]["listing"]["id"] == name:
                node: dict[str, Any] = edge["node"]
                return node
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"], name


def test_the_tables_give_these_very_files(tmp_path: Path) -> None:
    for name in ("make.py", "tables.py"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    subprocess.run([sys.executable, "-E", str(tmp_path / "make.py")], check=True, cwd=tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.json")} == {
        path.name: path.read_bytes() for path in FILES
    }
