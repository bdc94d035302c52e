"""A running node with two organisations, set up by command line only, as newcomers would."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from client.command import main
from tests.conftest import _command, _with_database

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a passphrase for tests only"
PROFILE = {"gender": "WOMAN", "languages": [{"language": "de", "level": "A1"}]}
FILTER = {"serviceTypes": ["LANGUAGE_COURSE"], "areas": ["AT-9"]}
FACTS = {"CONTACT": {"name": "Invented", "phone": "none"}, "NEED": {"goal": "German A2"}}


@dataclass(frozen=True)
class Done:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Street:
    """A node's address and the devices at it; `run` is the terminal of one of them."""

    address: str
    homes: Path
    members: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict, repr=False)

    def run(self, person: str, *arguments: str, given: str = "", **environment: str) -> Done:
        surroundings: dict[str, str | None] = {
            "TOLERANT_HOME": str(self.homes / person),
            "TOLERANT_NODE": self.address,
            "TOLERANT_PASSPHRASE": PASSPHRASE,
            "TOLERANT_PASSPHRASE_FILE": None,
            "TOLERANT_DEMO": "1",
            "COLUMNS": "80",
            **environment,
        }
        with ThreadPoolExecutor(1) as aside:  # a command has an event loop of its own
            done = aside.submit(CliRunner().invoke, main, arguments, input=given, env=surroundings).result()
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    def does(self, person: str, *arguments: str, given: str = "") -> Any:
        """Run a command that must succeed; gives its JSON."""
        done = self.run(person, *arguments, "--json", given=given)
        assert done.code == 0, done
        return done.json

    @contextmanager
    def another_node(self) -> Iterator["Street"]:
        """Run a second node of the same network, and give it with the same devices."""
        environment = {**self.environment, "PORT": str(free_port()), "TOLERANT_PUBLIC_URL": self.address}
        with serving(environment, self.homes / "other.log"):
            yield replace(self, address=f"http://127.0.0.1:{environment['PORT']}")

    def file(self, name: str, content: Any) -> str:
        path = self.homes / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return str(path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _operator(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "server.command", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def serving(environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run a node until the test is done; its log is kept."""
    with log.open("wb") as stream:
        command = [sys.executable, "-m", "server.command", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stream)
    try:
        ready = f"http://127.0.0.1:{environment['PORT']}/readyz"
        while not _answers(ready):
            assert process.poll() is None, log.read_text(encoding="utf-8")
        yield
    finally:
        process.terminate()
        process.wait(15)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def street(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Give a node with a secretariat, Rome (two people) and Vienna (two people), and the demonstration directory."""
    with running(postgres_url, template, f"{template}_client", tmp_path_factory) as made:
        yield made


@contextmanager
def running(postgres_url: str, template: str, name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """Run a node with a database of that name until the test is done."""
    import asyncio

    asyncio.run(_command(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    homes = tmp_path_factory.mktemp("homes")
    environment = {
        **os.environ,
        "PORT": str(free_port()),
        "TOLERANT_DEMO": "1",
        "TOLERANT_STATE": str(tmp_path_factory.mktemp("state")),
        "TOLERANT_PAGES": str(homes / "pages"),
        "TOLERANT_DATABASE_URL": _with_database(postgres_url, name),
    }
    try:
        founding = _operator(environment, "admit-secretariat", "Secretariat (Demo)", "--country", "AT",
                             "--administrator", "Vera")  # fmt: skip
        with serving(environment, homes / "node.log"):
            made = Street(f"http://127.0.0.1:{environment['PORT']}", homes, {}, environment)
            made.does("vera", "enrol", given=founding)
            _organisation(made, "rome", "IT", "giulia", "CASEWORKER")
            _organisation(made, "vienna", "AT", "leyla", "INTAKE")
            listed = dict.fromkeys(("at-wien-sprachbruecke", "at-wien-frauenweg"), made.members["vienna"])
            compare(made, "giulia", "rome", "leyla", "vienna")
            _operator(
                environment, "load-demo", "demo/directory/listings", "--members", made.file("members.json", listed)
            )
            yield made
    finally:
        asyncio.run(_command(postgres_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


def compare(street: Street, one: str, ours: str, other: str, theirs: str) -> None:
    """Let two people of two organisations read their safety number to each other."""
    number = street.does(other, "safety", street.members[ours])["number"]
    street.does(one, "safety", street.members[theirs], "--number", number)


def _organisation(street: Street, name: str, country: str, person: str, role: str) -> None:
    admitted = street.does("vera", "admit", "--country", country, given=f"{name} (Demo)\nAdministrator of {name}\n")
    street.members[name] = admitted["member"]["id"]
    street.does(name, "enrol", given=admitted["invitation"]["token"])
    street.does("vera", "vouch", admitted["member"]["id"])
    street.does(name, "publish-key")
    device = street.does(person, "enrol", given=street.does(name, "invite", "--role", role, given=f"{person}\n"))
    approve(street, name, person, device["id"])


def approve(street: Street, admin: str, person: str, device_id: str) -> Any:
    """Let an officer answer a colleague's new device, be read its code, and vouch for it."""
    street.does(admin, "approve", device_id)
    return street.does(admin, "approve", device_id, "--code", street.does(person, "code"))


@pytest.fixture(scope="session")
def listings(street: Street) -> list[str]:
    """Give the Viennese services that referrals go to, as LISTING@VERSION."""
    return viennese(street)


def viennese(street: Street) -> list[str]:
    """Find the Viennese services, as a caseworker does."""
    facts, narrow = street.file("profile.json", PROFILE), street.file("filter.json", FILTER)
    for _ in range(50):
        edges = street.does("giulia", "match", facts, "--filter", narrow, "--first", "100")["edges"]
        if edges:
            break
    found = [edge["node"]["listing"] for edge in edges]
    ours = [one for one in found if one["provider"]["member"] == street.members["vienna"]]
    return [f"{one['id']}@{one['version']}" for one in ours]


@dataclass(frozen=True)
class Case:
    """One referral, her card, and the facts that may be sent."""

    id: str
    card: str
    facts: str


@pytest.fixture
def agreed(street: Street, listings: list[str], tmp_path: Path) -> Callable[..., Case]:
    """Give a way to a referral that she agreed to and that waits to be sent."""

    def make(*options: str) -> Case:
        card = tmp_path / f"card-{len(list(tmp_path.iterdir()))}.json"
        step = street.does(
            "giulia", "consent", listings[0], "--option", listings[1], "--service-type", "LANGUAGE_COURSE",
            "--risk-assessed-on", _today(), "--category", "CONTACT", "--category", "NEED",
            "--card", str(card), *options,
        )  # fmt: skip
        return Case(step["referralId"], str(card), street.file("facts.json", FACTS))

    return make


@pytest.fixture
def sent(street: Street, agreed: Callable[..., Case]) -> Callable[..., Case]:
    """Give a way to a referral that has been sent."""

    def make(*options: str) -> Case:
        case = agreed(*options)
        street.does("giulia", "refer", case.id, case.facts)
        return case

    return make


def _today() -> str:
    from kit import clock

    return clock.now().date().isoformat()
