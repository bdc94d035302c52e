"""The page about threats names each threat, what is left of it, what to tell her, and tests that are there."""

import ast
import re
from itertools import pairwise

import pytest

from tests.house.street import ROOT, tracked, tree

PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
LABELS = ("Who", "Against it", "Shown by", "Procedure", "Not built", "Left", "Tell her")
OPTIONAL = {"Procedure", "Not built"}
NAMED = re.compile(r"`([a-z]+/test_\w+\.py)::(test_\w+)`")


def functions(file: str) -> set[str]:
    path = ROOT / "tests" / file
    assert path in tracked(), f"{file} is not kept"
    return {node.name for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_threat_has_a_number_of_its_own_and_none_is_skipped():
    numbers = [int(re.match(r"T(\d+) ", title)[1]) for title in SECTIONS]

    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 21


@pytest.mark.parametrize("title", SECTIONS)
def test_every_threat_says_what_is_left_and_what_to_tell_her(title):
    labels = re.findall(r"^- \*\*(.+?):\*\* \S", SECTIONS[title], re.MULTILINE)

    assert set(LABELS) - OPTIONAL <= set(labels)
    assert all(LABELS.index(one) < LABELS.index(two) for one, two in pairwise(labels))


@pytest.mark.parametrize("title", SECTIONS)
def test_every_test_that_stands_for_a_threat_is_there(title):
    shown = re.search(r"\*\*Shown by:\*\*(.*?)(?=^- \*\*|\Z)", SECTIONS[title], re.MULTILINE | re.DOTALL)[1]
    named = NAMED.findall(shown)

    assert named
    assert shown.count("`") == 2 * len(named), "something is named that is no test"
    assert [f"{file}::{name}" for file, name in named if name not in functions(file)] == []


def test_every_file_that_is_named_is_there():
    pages = re.findall(r"`(docs/[\w/-]+\.md)`", PAGE)
    files = re.findall(r"`([a-z]+/test_\w+\.py)`", PAGE)

    assert pages
    assert [one for one in pages if not (ROOT / one).is_file()] == []
    assert [one for one in files if not (ROOT / "tests" / one).is_file()] == []
