"""The inspector of words: the project says what it means, everywhere the same, and names no machine."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from kit.errors import Refusal
from tests.house.street import HOUSES, ROOT, name, tracked

TEXT = {".py", ".md", ".sql", ".toml", ".lock", ".graphql", ".json", ".jsonl", ".txt", ".yml", ".yaml", ".sh", ""}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")
ADDRESSES = re.compile(r"--(extra-)?index-url|/simple(/|\b)|files\.pythonhosted|/work/|/home/[a-z]|/root/")


def texts() -> list[Path]:
    return [path for path in tracked() if path.suffix in TEXT and path != Path(__file__).resolve()]


def refusals() -> set[type[Refusal]]:
    for house in HOUSES:
        package = importlib.import_module(house)
        for module in pkgutil.iter_modules(package.__path__):
            if module.name == "errors":
                importlib.import_module(f"{house}.errors")
    waiting, found = [Refusal], set()
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.split(".")[0] in HOUSES:
                found.add(kind)
            waiting.append(kind)
    return found


def test_nothing_unfinished_is_called_done():
    found = [
        f"{name(path)}:{number}"
        for path in texts()
        if path.suffix in {".py", ".md", ".sql", ".toml"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]

    assert found == []


def test_no_file_names_a_package_registry_or_somebodys_machine():
    found = [
        f"{name(path)}:{number}"
        for path in texts()
        if "crypto/vectors/" not in name(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ADDRESSES.search(line)
    ]

    assert found == []


def test_every_refusal_of_a_house_has_a_code_of_its_own_and_speaks_a_sentence():
    codes: dict[tuple[str, str], type[Refusal]] = {}
    for kind in sorted(refusals(), key=lambda kind: kind.__qualname__):
        code, sentence = kind.__dict__.get("code"), getattr(kind, "sentence", "")
        if code is None:
            continue
        assert re.fullmatch(r"[A-Z][A-Z0-9_]+", code), kind
        assert sentence[:1].isupper() or sentence.startswith("{"), kind
        assert sentence.endswith((".", "}", "?")), kind
        house = kind.__module__.split(".")[0]
        assert codes.setdefault((house, code), kind) is kind, (code, kind)


@pytest.mark.parametrize("word", ["victim", "client_name", "client_id_of"])
def test_she_is_called_the_woman(word):
    found = [
        f"{name(path)}:{number}"
        for path in texts()
        if path.suffix in {".py", ".sql", ".graphql"} and not name(path).startswith("tests/")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(rf"\b{word}", line, re.IGNORECASE) and "Guide for Integrated Service Provision" not in line
    ]

    assert found == []


def test_the_licence_the_readme_and_the_package_agree():
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "EUPL-1.2" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_settings_that_the_code_has():
    from server import settings

    assert settings.table() in (ROOT / "README.md").read_text(encoding="utf-8")
