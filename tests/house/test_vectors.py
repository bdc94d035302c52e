"""The inspector of vectors: who makes them knows nothing of the code that they judge."""

import ast
import re
import tomllib

from setuptools import find_namespace_packages

from tests.house.street import ROOT, imports, name, tree

FOLDER = ROOT / "crypto" / "vectors"
MAKERS = sorted(FOLDER.rglob("*.py"))
TABLES = sorted((ROOT / "directory" / "vectors").rglob("*.py"))


def test_the_generator_imports_nothing_of_the_code_that_its_vectors_judge():
    for path in MAKERS:
        seen = {module.split(".")[0] for module in imports(path)}

        assert not seen & {"crypto", "client", "kit", "tests", "importlib", "runpy"}, name(path)


def test_the_tables_of_matching_import_nothing_of_the_code_that_they_judge():
    assert len(TABLES) == 2
    for path in TABLES:
        seen = {module.split(".")[0] for module in imports(path)}

        assert seen <= {"itertools", "json", "pathlib", "tables", "typing"}, name(path)


def test_the_generator_writes_hpke_by_hand():
    for path in MAKERS:
        assert not {module for module in imports(path) if "hpke" in module.split(".")[:-1]}, name(path)
        assert not {module for module in imports(path) if module.startswith("cryptography.hazmat.primitives.hpke")}


def test_the_generator_looks_into_no_parent_folder():
    for path in MAKERS:
        climbs = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.level > 1]

        assert climbs == [], name(path)


def test_nothing_that_runs_reads_the_vectors():
    readers = [
        name(path)
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in {".venv", "tests", "build"} and path not in MAKERS
        if path not in TABLES
        if re.search(r"(crypto|directory)[/.]vectors", path.read_text(encoding="utf-8"))
    ]

    assert readers == []


def test_the_vectors_are_not_installed():
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"][
        "find"
    ]

    packages = find_namespace_packages(str(ROOT), exclude=found["exclude"], include=found["include"])

    assert "crypto" in packages
    assert [package for package in packages if "vectors" in package] == []
