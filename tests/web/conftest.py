"""The browser end's own tests, run in Node.js and in Chromium."""

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.web import tools

WEB = Path(__file__).resolve().parents[2] / "web"
INSTALLED = WEB / "node_modules" / ".installed"
PATIENCE = 600


@dataclass(frozen=True)
class Results:
    """Hold the names of the tests that passed, and what the others said."""

    passed: frozenset[str]
    others: dict[str, str]

    def of(self, platform: str) -> set[str]:
        """Name the vectors that a platform passed."""
        return {name.removeprefix(f"{platform}: ") for name in self.passed if name.startswith(f"{platform}: ")}


def npm(*words: str) -> subprocess.CompletedProcess[str]:
    """Run npm in `web/`."""
    environment = {**os.environ, "CHROMIUM": tools.chromium() or "", "NO_COLOR": "1"}
    return subprocess.run(
        ["npm", *words], cwd=WEB, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Give what a failed command said."""
    return f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"


@contextlib.contextmanager
def alone(file: str) -> Iterator[Path]:
    """Work in `web/` while no other run of the tests does the same."""
    with (WEB / file).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield WEB / file


@pytest.fixture(scope="session")
def packages() -> None:
    """Have the packages of the lock file."""
    install()


def install() -> None:
    """Install the packages of the lock file, if others are there or none; without the tools, skip and say so."""
    if sentence := tools.missing():
        pytest.skip(sentence)
    with alone("package-lock.json") as lock:
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        if not INSTALLED.exists() or INSTALLED.read_text() != wanted:
            done = npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
            assert done.returncode == 0, said(done)
            INSTALLED.write_text(wanted)


@pytest.fixture
def run(packages: None, tmp_path: Path) -> Callable[[], Results]:
    """Give what builds the browser end and runs every test of `web/tests`."""

    def results() -> Results:
        report = tmp_path / "report.json"
        with alone("vite.config.ts"):
            done = npm("test", "--", "--reporter=json", f"--outputFile={report}")
        assert report.exists(), said(done)
        files = json.loads(report.read_text(encoding="utf-8"))["testResults"]
        tests = [test for file in files for test in file["assertionResults"]]
        passed = frozenset(test["title"] for test in tests if test["status"] == "passed")
        others = {test["title"]: str(test["failureMessages"]) for test in tests if test["status"] != "passed"}
        others |= {file["name"]: file["message"] for file in files if file["message"]}
        if done.returncode and not others:
            others["npm test"] = said(done)
        return Results(passed, others)

    return results
