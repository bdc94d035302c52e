"""`tolerant-node import` and `export`: cut in the middle, started again, and told line by line."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result

from server import loading
from server.command import main
from server.loading import import_hsds

ROOT = Path(__file__).resolve().parents[2]
COUNT = "SELECT count(*) FROM directory.listings"


def lines(path: Path, number: int) -> Path:
    organization = {"id": "o", "name": "Tern School"}
    services = [
        {"id": f"s{each}", "name": f"Course {each}", "status": "active", "organization": organization}
        for each in range(number)
    ]
    path.write_text("".join(json.dumps(each) + "\n" for each in services), "utf-8")
    return path


async def bring(path: Path, url: str) -> Any:
    return await import_hsds([path], country=None, latin="en", url_of=lambda _settings: url)


async def test_an_import_cut_in_the_middle_holds_whole_batches_and_goes_on_when_started_again(
    tmp_path: Path, database_url: str, owner: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole, seen = lines(tmp_path / "all.jsonl", 450), loading.directory.import_batch, []

    async def cut(tx: Any, *more: Any, **named: Any) -> None:
        await whole(tx, *more, **named)
        seen.append(await tx.fetchval(COUNT))
        if len(seen) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as bent:
        bent.setattr(loading.directory, "import_batch", cut)
        with pytest.raises(KeyboardInterrupt):
            await bring(path, database_url)
    assert (seen, await owner.fetchval(COUNT)) == ([200, 400], 200)
    assert await owner.fetchval("SELECT count(*) FROM directory.listing_versions") == 200

    again = await bring(path, database_url)
    third = await bring(path, database_url)

    assert (again.lines, again.stored, again.unchanged, again.revised) == (450, 250, 200, 0)
    assert (third.stored, third.unchanged, third.revised) == (0, 450, 0)
    assert await owner.fetchval(COUNT) == 450


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("TOLERANT_DATABASE_URL", database_url)
    monkeypatch.setenv("TOLERANT_STATE", str(tmp_path / "state"))

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return invoke


@pytest.mark.parametrize("form, name", [("jsonl", "out.jsonl"), ("csv", "out.zip")])
def test_an_operator_takes_the_demonstration_out_and_the_file_is_hers_alone(
    run: Any, tmp_path: Path, form: str, name: str
) -> None:
    assert run("load-demo", str(ROOT / "demo" / "directory" / "listings")).exit_code == 0
    out = tmp_path / name

    done = run("export", str(out), "--form", form)
    again = run("import", str(out))

    assert (done.exit_code, done.output) == (0, f"61 services written to {out}.\n")
    assert stat.S_IMODE(os.stat(out).st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.glob("out*")) == [name]
    assert "61 lines read: 0 stored, 0 revised, 0 unchanged, 0 said twice, 61 refused" in again.output
    assert again.output.count("ALREADY_HERE") == 61


def test_an_export_that_cannot_be_written_leaves_no_file(run: Any, tmp_path: Path) -> None:
    done = run("export", str(tmp_path / "nowhere" / "out.jsonl"))

    assert done.exit_code == 1
    assert done.output.endswith("out.jsonl cannot be written: No such file or directory.\n")
    assert not (tmp_path / "nowhere").exists()


def test_every_refused_line_is_told_by_file_line_and_field(run: Any, tmp_path: Path) -> None:
    (tmp_path / "organizations.csv").write_text("id,name\no,Tern\n", "utf-8")
    (tmp_path / "services.csv").write_text("id,organization_id,name,status\ns,o,Course,active\nt,p,Course,active\n")

    done = run("import", str(tmp_path / "services.csv"), str(tmp_path / "organizations.csv"))

    assert done.exit_code == 0
    assert "services.csv, line 3, field organization_id: REFERENCE_DANGLING." in done.output
    assert "2 lines read: 1 stored, 0 revised, 0 unchanged, 0 said twice, 1 refused" in done.output


def test_an_operator_is_shown_what_looks_alike(run: Any, tmp_path: Path) -> None:
    path = lines(tmp_path / "all.jsonl", 2)
    path.write_text(path.read_text("utf-8").replace("Course 0", "Course").replace("Course 1", "Courses"), "utf-8")
    run("import", str(path))

    said = run("duplicates").output.splitlines()

    assert said[0] == "names agree to 92 of 100; the same: NAME, PROVIDER"
    assert sorted(line.split("  ")[2:] for line in said[1:3]) == [
        ["PROPOSED", "Course", "(Tern School, hsds)"],
        ["PROPOSED", "Courses", "(Tern School, hsds)"],
    ]
    assert said[3] == "1 pairs wait for a decision."
