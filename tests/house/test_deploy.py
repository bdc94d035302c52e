"""The operator's files name what there is: settings, commands, and a backup that keeps letters and keys apart."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from server import postgres, settings
from tests.house.street import ROOT

DEPLOY = ROOT / "deploy"
PROGRAM = "/opt/tolerant/.venv/bin/"


def test_every_setting_of_the_node_exists():
    named = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "node.env").read_text(encoding="utf-8"), re.M)

    assert len(named) > 6
    assert set(named) <= {one.name for one in settings.TABLE}


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_every_unit_starts_what_is_installed(unit):
    (line,) = re.findall(r"^ExecStart=(\S+)", unit.read_text(encoding="utf-8"), re.M)
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]

    if line.startswith(PROGRAM):
        assert line.removeprefix(PROGRAM) in scripts
    else:
        assert os.access(DEPLOY / Path(line).name, os.X_OK)


def test_every_command_that_the_page_names_exists():
    page = (DEPLOY / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"bin/tolerant-node(?: \\\n)?\s+([a-z][a-z-]+)", page))
    shown = subprocess.run([sys.executable, "-m", "server.command", "--help"], cwd=ROOT, capture_output=True, text=True)

    assert named == {"admit-secretariat", "erase-again"}
    assert all(f"\n  {name} " in shown.stdout for name in named)


@pytest.fixture
def backup(tmp_path, database_url):
    path = f"{postgres._installed()}:{os.environ['PATH']}"
    state = tmp_path / "state"
    state.mkdir()
    (state / "node.key").write_bytes(b"x" * 32)
    environment = {"PATH": path, "TOLERANT_DATABASE_URL": database_url, "TOLERANT_SHRED_URL": database_url,
                   "TOLERANT_STATE": str(state)}  # fmt: skip

    def run(**changes: str | None) -> subprocess.CompletedProcess[str]:
        given = {name: value for name, value in {**environment, **changes}.items() if value is not None}
        words = [str(DEPLOY / "tolerant-backup"), str(tmp_path / "backups")]
        return subprocess.run(words, env=given, capture_output=True, text=True, check=False)

    return run


def test_a_backup_is_whole_and_keys_are_kept_for_six_days_only(backup, tmp_path):
    assert backup().returncode == 0, backup().stderr
    kept = tmp_path / "backups"
    for folder, days in (("keys", 7), ("main", 7), ("main", 40), ("state", 40)):
        old = kept / folder / f"old-{days}.dump"
        old.write_bytes(b"")
        os.utime(old, (old.stat().st_mtime - days * 86_400,) * 2)

    assert backup().returncode == 0
    made = [path for path in kept.glob("*/2*") if path.stat().st_size]
    assert {path.parent.name for path in made} == {"main", "keys", "state"}
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert [path.name for path in kept.rglob("old-*")] == ["old-7.dump"]


@pytest.mark.parametrize(
    "changes", [{"TOLERANT_SHRED_URL": None}, {"TOLERANT_SHRED_URL": "postgresql:///nobody?host=/nowhere"}]
)
def test_a_backup_that_cannot_be_made_leaves_nothing_and_deletes_nothing(backup, tmp_path, changes):
    assert backup().returncode == 0
    before = sorted(path.name for path in (tmp_path / "backups").rglob("*"))

    assert backup(**changes).returncode != 0

    assert sorted(path.name for path in (tmp_path / "backups").rglob("*")) == before


@pytest.mark.parametrize("name", ["TOLERANT_DATABASE_URL", "TOLERANT_SHRED_URL"])
def test_no_password_goes_on_a_command_line_where_everybody_on_the_machine_reads_it(
    backup, database_url, tmp_path, name
):
    for url in (
        f"{database_url}{'&' if '?' in database_url else '?'}password=MARKER",
        "postgresql://tolerant:MARKER@db.example.org/tolerant",
    ):
        no = backup(**{name: url})

        assert (no.returncode != 0, "pgpass" in no.stderr, "MARKER" in no.stderr) == (True, True, False)
    assert not (tmp_path / "backups").exists()
