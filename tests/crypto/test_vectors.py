"""The vectors: bytes made by another program, which this code must read, refuse and write just so."""

import re
import subprocess
import sys

import pytest

from crypto import errors
from tests.crypto.vectors import FOLDER, OPERATIONS, load, seal

FILES = sorted(FOLDER.glob("*.json"))
VECTORS = {path.stem: load(path) for path in FILES}
SPEC = (FOLDER.parent / "SPEC.md").read_text(encoding="utf-8")
REFUSED = {name: vector for name, vector in VECTORS.items() if vector["expect"] != "ok"}
CLASSES = {kind.__name__: kind for kind in errors.CryptoError.__subclasses__()}


def run(vector):
    if vector["op"] == "seal":
        return seal(vector["in"], vector["out"])
    return OPERATIONS[vector["op"]](vector["in"])


@pytest.mark.parametrize("name", sorted(VECTORS.keys() - REFUSED.keys()))
def test_what_holds_gives_what_the_vector_says(name):
    assert run(VECTORS[name]) == VECTORS[name].get("out", {})


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_does_not_hold_is_refused_with_its_class_and_reason(name):
    vector = VECTORS[name]
    kind = ValueError if vector["expect"] == "Refused" else CLASSES[vector["expect"]]

    with pytest.raises(kind) as refused:
        run(vector)

    assert type(refused.value) is kind or vector["expect"] == "Refused"
    assert getattr(refused.value, "reason", "") == vector.get("reason", "")


def test_every_file_describes_itself():
    for name, vector in VECTORS.items():
        assert vector["name"] == name
        assert vector["comment"].endswith((".", ":")), name
        assert re.fullmatch(r"([1-9]|1[0-9]|2[0-5])(\.[1-8])?", vector["spec"]), name
        assert vector.keys() <= {"name", "comment", "spec", "op", "expect", "reason", "in", "out", "made"}, name


def test_there_are_many_more_attacks_than_letters_that_open():
    assert len(REFUSED) >= 300
    assert len({vector["op"] + str(vector["in"]) for vector in REFUSED.values()}) == len(REFUSED)


def test_every_class_and_reason_of_the_specification_has_a_vector():
    shown = {(vector["expect"], vector.get("reason", "")) for vector in REFUSED.values()}
    said = re.findall(r"`NotAllowed` with([^;.]*)", re.sub(r"\([^)]*\)", "", SPEC))
    reasons = set(re.findall(r"`([a-z-]+)`", "".join(said)))

    assert {kind for kind, _ in shown} == {*CLASSES, "Refused"}
    assert {reason for kind, reason in shown if kind == "BadCheckpoint"} == {
        *("malformed", "signature", "origin", "operator", "witnesses", "stale", "future"),
    }
    assert {reason for kind, reason in shown if kind == "BadShare"} == set(errors.BadShare.SENTENCES)
    assert {reason for kind, reason in shown if kind == "BadCode"} == errors.BadCode.SENTENCES.keys() - {"word"}
    assert {reason for kind, reason in shown if kind == "NotAllowed"} == reasons
    assert reasons == {
        *("referral", "consent", "sender", "listing", "version", "order", "expired", "device", "manifest-mismatch"),
        *("recipients", "type", "form", "too-large"),
    }


def test_the_generator_makes_the_same_bytes_again(tmp_path):
    subprocess.run([sys.executable, FOLDER / "generate.py", tmp_path], cwd=tmp_path, check=True)

    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made.keys() == {path.name for path in FILES}
    assert [path.name for path in FILES if made[path.name] != path.read_bytes()] == []
