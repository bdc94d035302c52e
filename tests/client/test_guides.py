"""The guides for caseworkers and the secretariat cannot rot: each command in them is held against the program's own."""

import re
import shlex

import click
import pytest

from client.command import main
from directory.codes import QueueReason
from server.command import main as operator
from tests.client.conftest import ROOT

PAGES = ("caseworker", "secretariat")
TYPED = re.compile(r"^    (tolerant(?:-node)? .+?)(?: {2,}.*)?$", re.MULTILINE)
NAMED = re.compile(r"`(tolerant(?:-node)? [^`]+)`")
PROGRAMS = {"tolerant": main, "tolerant-node": operator}
ENVIRONMENT = re.compile(r"`(TOLERANT_\w+)`")


@pytest.fixture(autouse=True)
def desk(tmp_path, monkeypatch):
    """Work where the file lies that a line of the page sends along."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "certificate.pdf").touch()


def text(page: str) -> str:
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def found(line: str) -> tuple[click.Command, str, list[str]]:
    """Find the command that a line names; gives it with its name and what follows it."""
    program, *words = shlex.split(line)
    command: click.Command = PROGRAMS[program]
    name = program
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        name = words.pop(0)
        command = command.commands[name]
    return command, name, words


def refusal(line: str) -> str:
    """Give what the program would say to a line that it does not understand, and nothing where it does."""
    command, name, words = found(line)
    if isinstance(command, click.Group):
        return f"{' '.join(words)!r} is no command of {name}"
    try:
        command.make_context(name, words)
    except click.UsageError as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize("page", PAGES)
def test_every_line_to_be_typed_is_understood_as_it_stands(page):
    lines = TYPED.findall(text(page))

    assert len(lines) > 20
    assert {line: refusal(line) for line in lines if refusal(line)} == {}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_in_a_sentence_is_there(page):
    wrong = []
    for line in NAMED.findall(text(page)):
        command, name, words = found(line)
        options = {one for parameter in command.params for one in parameter.opts}
        unknown = [word for word in words if word.startswith("--") and word not in options]
        if unknown or (isinstance(command, click.Group) and words):
            wrong.append(f"{line}: {name}")

    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_that_a_guide_leads_to_are_there(page):
    for name in re.findall(r"\]\(([\w./-]+)\)", text(page)):
        assert (ROOT / "docs" / name).exists(), name


@pytest.mark.parametrize("page", PAGES)
def test_the_settings_that_a_guide_names_stand_in_the_readme(page):
    known = set(ENVIRONMENT.findall((ROOT / "README.md").read_text(encoding="utf-8")))

    assert set(ENVIRONMENT.findall(text(page))) <= known


def test_a_line_that_the_program_does_not_understand_is_found():
    for line in ("tolerant forward REFERRAL", "tolerant open REFERRAL --loud", "tolerant close", "tolerant hers stop"):
        assert refusal(line), line


def lists(command: click.Command, name: str, parent: click.Context | None = None) -> list[str]:
    """Give the lines of each list of commands, as a screen of 80 columns shows them."""
    if not isinstance(command, click.Group):
        return []
    context = click.Context(command, info_name=name, parent=parent, terminal_width=80)
    shown = command.get_help(context).split("Options:")[1].splitlines()
    return shown + [line for each, below in command.commands.items() for line in lists(below, each, context)]


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_list_of_commands_breaks_off_in_a_sentence(program):
    assert [line for line in lists(PROGRAMS[program], program) if line.endswith("...")] == []


def test_what_waits_can_be_narrowed_to_each_reason():
    (why,) = (one for one in main.commands["queue"].params if one.name == "why")

    assert isinstance(why.type, click.Choice)
    assert set(why.type.choices) == set(QueueReason.__members__)
