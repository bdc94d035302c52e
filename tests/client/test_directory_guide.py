"""The secretariat's guide cannot rot: every command in it is typed, in order and by whom it says, at a real node."""

import json
import re
import shlex

import pytest

from client.command import main
from server import schema
from tests.client.conftest import ROOT, Street, _operator, _organisation, approve, free_port, serving

PAGE = (ROOT / "docs" / "directory.md").read_text(encoding="utf-8")
LINE = re.compile(r"^    (\w+)\$ (tolerant|tolerant-node) (.*)$((?:\n    > .*$)*)", re.MULTILINE)
ROW = re.compile(r"^\| (`[a-z].*?) \| (`[a-z].*?) \|$", re.MULTILINE)
READS = {
    "queue", "checklist", "listings", "listing-notices", "timeline", "effect", "coverage", "duplicates",
    "duplicate-decisions", "vetting-record", "waiting-times",
}  # fmt: skip
CODE = re.compile(r"`([a-zA-Z-]+)`")


@pytest.fixture
def office(database_url, tmp_path):
    """Give a node with three people of the secretariat and a school, and a way to be its operator."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "PORT": str(free_port()),
        "TOLERANT_DEMO": "1",
        "TOLERANT_STATE": str(tmp_path / "state"),
        "TOLERANT_DATABASE_URL": database_url,
    }
    homes = tmp_path / "homes"
    homes.mkdir()
    founding = _operator(environment, "admit-secretariat", "Office (Demo)", "--country", "AT", "--administrator", "V")
    with serving(environment, tmp_path / "node.log"):
        street = Street(f"http://127.0.0.1:{environment['PORT']}", homes, {})
        street.does("vera", "enrol", given=founding)
        for person in ("nora", "ines"):
            invitation = street.does("vera", "invite", "--role", "SECRETARIAT", given=f"{person}\n")
            approve(street, "vera", person, street.does(person, "enrol", given=invitation)["id"])
        _organisation(street, "school", "AT", "leyla", "INTAKE")
        yield street, environment


def course(street, name):
    """Give the file of a course that the school offers."""
    said = json.loads((ROOT / "demo/directory/story.json").read_text(encoding="utf-8"))["proposals"][0]
    provider = {**said["provider"], "member": street.members["school"]}
    return street.file(name, {**said, "sourceId": name, "provider": provider})


def answer(path):
    """Write an answer to each question into the file that `tolerant checklist --file` wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    for each in found["answers"]:
        each |= {"value": "YES", "evidence": "Seen on a visit.", "source": "visit", "date": "2026-11-20"}
    path.write_text(json.dumps(found), encoding="utf-8")


async def test_every_command_of_the_guide_works_as_it_stands(office, owner):
    street, environment = office
    known = {"course.json": course(street, "course.json"), "answers.json": str(street.homes / "answers.json")}
    known["OTHER"] = street.does("ines", "propose", course_of_nobody(street))["id"]

    for person, program, said, asked in LINE.findall(PAGE):
        arguments = [known.get(word, word) for word in shlex.split(said)]
        assert not {"LISTING", "DECISION", "APPEAL"} & set(arguments), said
        if program == "tolerant-node":
            assert "Owners asked to confirm: 0." in _operator(environment, *arguments)
            continue
        if arguments[0] == "start-renewal":
            await owner.execute("UPDATE directory.listings SET expires_at = now() + interval '80 days'")
        if arguments[0] in READS:
            plain = street.run(person, *arguments)
            assert plain.code == 0, plain
            assert plain.out
            assert max(map(len, plain.out.splitlines())) <= 120
        found = street.does(person, *arguments, given=asked.replace("\n    > ", "\n").lstrip("\n") + "\n")
        if arguments[0] == "propose":
            known["LISTING"] = found["id"]
        if arguments[0] == "checklist" and "--file" in arguments:
            answer(street.homes / "answers.json")
        if arguments[0] == "timeline":
            for kind in ("DECISION", "APPEAL"):
                ids = [each["id"] for each in found["entries"] if each["kind"] == kind]
                known[kind] = ids[-1] if ids else kind

    assert street.does("vera", "listings", "--mine")["totalCount"] == 1
    assert street.does("school", "listings")["totalCount"] == 0
    history = street.does("vera", "timeline", known["LISTING"], "--first", "100")["entries"]
    decided = [each["reason"] for each in history if each["kind"] == "DECISION"]
    assert decided == [
        "REVIEW_STARTED", "RETURNED", "REVIEW_STARTED", "VETTED", "CONFIRMED", "CONFIRMED", "RENEWAL_STARTED", "VETTED",
        "SUSPENDED", "APPEAL_UPHELD", "DISPUTED", "REINSTATED", "DELISTED",
    ]  # fmt: skip


def course_of_nobody(street):
    """Give the file of a service whose provider is no member."""
    said = json.loads((ROOT / "demo/directory/story.json").read_text(encoding="utf-8"))["proposals"][0]
    provider = {**said["provider"], "member": None, "sourceId": "elsewhere"}
    return street.file("other.json", {**said, "sourceId": "o", "route": "INTRODUCTION_SLIP", "provider": provider})


def test_the_guide_names_commands_and_fields_that_are_there_and_each_command_is_typed():
    fields = set(schema.make()._schema.query_type.fields) | set(schema.make()._schema.mutation_type.fields)
    typed = {shlex.split(said)[0] for _, program, said, _ in LINE.findall(PAGE) if program == "tolerant"}
    files = ("owning", "vetting", "secretariat")
    sent = "".join((ROOT / "client" / f"{name}.py").read_text(encoding="utf-8") for name in files)

    named: set[str] = set()
    for commands, shown in ROW.findall(PAGE):
        named |= set(CODE.findall(commands))
        for field in CODE.findall(shown):
            assert field in fields
            assert field in sent
    assert named == typed
    assert named <= set(main.commands)
