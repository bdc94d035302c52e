"""The page for partners cannot rot: every program and every command on it is run, in order, against a real node."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.client.conftest import ROOT, free_port, serving

PAGE = ROOT / "docs" / "partners.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def node(database_url, tmp_path):
    """Give the settings of a node that runs."""
    environment = {
        **os.environ,
        "PORT": str(free_port()),
        "TOLERANT_DEMO": "1",
        "TOLERANT_STATE": str(tmp_path / "state"),
        "TOLERANT_DATABASE_URL": database_url,
    }
    with serving(environment, tmp_path / "node.log"):
        yield environment


def test_a_developer_who_follows_the_page_gets_to_a_sealed_referral(node, tmp_path):
    checkout = tmp_path / "checkout"
    work = checkout / ".tolerant" / "partner"
    work.mkdir(parents=True)
    for name in (".venv", "demo"):
        (checkout / name).symlink_to(ROOT / name)
    script = ["set -euo pipefail"]
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "python":
            named = re.match(r"# (\w+\.py)\n", text)
            assert named, text
            (work / named[1]).write_text(text, encoding="utf-8")
        elif "tolerant-node serve" not in text:
            script.append(text.replace("127.0.0.1:8000", f"127.0.0.1:{node['PORT']}"))
    environment = {**node, "HOME": str(tmp_path)}

    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=checkout, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.splitlines()
    assert any(line.startswith("ASK ") for line in said)
    assert any(line.startswith("STORED ") for line in said)
    assert any(line.startswith("refused: ") for line in said)
    assert "referral {'goal': 'German A2'} ()" in said
    assert any(" accepted " in line for line in said)
    assert any(line == "It stopped. Referrals ended: 1. What was sealed is deleted." for line in said)


def test_the_page_names_every_exit_code_and_only_files_that_are_there():
    page = PAGE.read_text(encoding="utf-8")

    for code in ("| 1 |", "| 3 |", "| 4 |", "| 5 |", "| 6 |", "ends with 2"):
        assert code in page
    for name in re.findall(r"`((?:client|crypto)/[\w./]+)`", page):
        assert Path(ROOT / name).exists(), name
