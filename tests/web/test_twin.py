"""The browser end is the twin of `crypto/`: the same bytes, the same refusals, the same names."""

import importlib
import json
import re
from collections.abc import Callable

import pytest

from crypto import errors
from tests.crypto.vectors import FOLDER
from tests.web.conftest import WEB, Results, npm, said

HOUSES = (
    *("her_code", "copies", "her_copy", "inbox_letter", "sealed_inbox"),
    *("format", "keys", "envelope", "attachments", "stream", "sealing", "opening", "signing", "consent", "wrapping"),
    *("vault", "merkle", "notes", "checkpoints", "tiles", "proofs", "log_entries", "entry_bodies", "pairing", "cases"),
)
VECTORS = {path.stem for path in FOLDER.glob("*.json")}
MAY_RUN = {"MIT", "ISC"}
MAY_BUILD = MAY_RUN | {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0", "MPL-2.0"}


def source(name: str) -> str:
    return (WEB / "src" / "crypto" / f"{name}.ts").read_text(encoding="utf-8")


def lock() -> dict[str, dict[str, object]]:
    return json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def own(module: str) -> list[str]:
    """Name the public functions and classes that a module of `crypto` defines itself."""
    found = vars(importlib.import_module(f"crypto.{module}")).items()
    return [
        name
        for name, value in found
        if not name.startswith("_") and getattr(value, "__module__", "") == f"crypto.{module}" and callable(value)
    ]


def test_every_vector_holds_in_node_and_in_chromium_and_so_does_all_else(run: Callable[[], Results]):
    results = run()

    assert results.others == {}
    assert results.of("Node.js") == VECTORS
    assert results.of("Chromium") == VECTORS
    assert len(results.passed) >= 2 * len(VECTORS) + 15


def test_the_typescript_is_strict_and_follows_the_rules_of_the_house(packages: None):
    done = npm("run", "check")

    assert done.returncode == 0, said(done)


@pytest.mark.parametrize("house", HOUSES)
def test_each_public_name_has_its_twin(house: str):
    exported = set(
        re.findall(r"^export (?:async |abstract )?(?:function|class|interface|const) (\w+)", source(house), re.M)
    )

    assert {camel(name) for name in own(house)} - exported == set()


def test_the_refusals_have_the_same_classes_codes_and_sentences():
    text = source("errors")
    said = re.findall(r"class (\w+) extends CryptoError.*?code = \"(\w+)\".*?super\(\"(.*?)\"\)", text, re.S)

    assert sorted(said) == sorted(
        (kind.__name__, kind.code, kind.sentence) for kind in errors.CryptoError.__subclasses__()
    )


def test_the_lock_file_names_no_registry_and_holds_a_hash_of_each_package():
    packages = {name: one for name, one in lock().items() if name}

    assert len(packages) > 50
    assert [name for name, one in packages.items() if "resolved" in one or "integrity" not in one] == []


def test_what_runs_in_her_browser_is_freely_licensed_and_little():
    packages = {name.rpartition("node_modules/")[2]: one for name, one in lock().items() if name}
    running = {name for name, one in packages.items() if not one.get("dev") and not one.get("devOptional")}

    assert running == {"libsodium", "libsodium-wrappers", "hash-wasm"}
    assert {packages[name]["license"] for name in running} <= MAY_RUN
    assert {one["license"] for one in packages.values()} <= MAY_BUILD
