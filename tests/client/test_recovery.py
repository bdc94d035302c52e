"""The drill: every device of an organisation is lost but its officers' sheets; a day later its post is read again.

A real node, the real commands. Only the calendar is moved, by hand and in the node's database.
"""

import asyncio
import re
import shutil
from pathlib import Path

import asyncpg
import pytest

from client import share_page, share_text
from client.errors import NodeAway
from crypto import shares
from tests.client import printing
from tests.client.bent import end_of
from tests.client.conftest import compare, running, viennese
from tests.conftest import _with_database

SECRET = bytes(range(32))


def sheets(folder: Path) -> list[str]:
    """Type the words of each sheet, as they are printed."""
    found = []
    for path in sorted(folder.glob("*.html")):
        cells = re.findall(r"<td><b>(\d+)</b>(\w+)</td>", path.read_text(encoding="utf-8"))
        found.append(" ".join(word for _, word in sorted((int(at), word) for at, word in cells)))
    return found


@pytest.fixture(scope="module")
def street(postgres_url, template, tmp_path_factory):
    """Give a node of its own, so that losing an organisation harms no other test."""
    with running(postgres_url, template, f"{template}_recovery", tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def listings(street):
    return viennese(street)


async def pass_a_day(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute(
        "UPDATE network.recovery_requests SET requested_at = requested_at - interval '25 hours',"
        " ripe_at = ripe_at - interval '25 hours'"
    )
    await connection.close()


@pytest.fixture
def a_day_later(postgres_url, template):
    """Give a way to let a day pass for every request that waits."""

    return lambda: asyncio.run(pass_a_day(_with_database(postgres_url, f"{template}_recovery")))


def test_a_sheet_says_nothing_of_whose_it_is_and_asks_nothing_of_a_network():
    made = shares.split(SECRET, "a" * 32, 2, 3)[0]
    page = share_page.page(made)

    assert "a" * 32 not in page
    assert not re.search(r"(src|href)=|https?://(?!www\.w3\.org)|@import|<script", page)
    assert "<title>Sheet 1 of 3</title>" in page
    assert "@page { size: A4" in page
    assert page.count("<td>") == 60
    assert "default-src 'none'" in page
    assert not re.search("recover|refer|tolerant|woman|organi[sz]ation", page.replace("recovery check", ""), re.I)


def test_the_words_and_the_picture_of_a_sheet_are_the_same_share():
    made = shares.split(SECRET, "a" * 32, 2, 3)[2]

    assert share_text.read(" ".join(share_text.words(made))) == made
    assert share_text.read(" ".join(word[:4].upper() for word in share_text.words(made))) == made
    assert share_text.read(made.text()) == made


@pytest.mark.parametrize("wrong", ["xyzzy", "abandoning", "ab"])
def test_a_word_that_is_not_in_the_list_is_named_by_its_place(wrong):
    typed = share_text.words(shares.split(SECRET, "a" * 32, 2, 3)[0])
    typed[11] = wrong

    with pytest.raises(shares.BadShare) as no:
        share_text.read(" ".join(typed), 2)

    assert (no.value.reason, no.value.word, no.value.at) == ("word", 12, 2)


def refused(done, code: str) -> bool:
    assert (done.code, code in done.err) == ({"ALREADY_ENROLLED": 1, "RECOVERY_WAITS": 3}.get(code, 6), True), done
    return True


def test_lose_every_device_but_the_sheets_and_read_the_live_case_again(street, tmp_path, a_day_later, sent, agreed):
    out = tmp_path / "sheets"
    case = sent()
    made = street.does("vienna", "recovery", "new", "--needed", "2", "--sheets", "3", "--out", str(out))
    assert (made["k"], made["n"], made["seeds"]) == (2, 3, 1)
    assert oct(next(out.iterdir()).stat().st_mode & 0o777) == "0o600"
    printed = sheets(out)
    for one in printed:
        assert street.does("vienna", "recovery", "check", given=one + "\n")["n"] == 3
    street.does("vienna", "publish-key")
    held = sent()
    street.does("leyla", "open", held.id)  # from now on its case key opens it, and no post key

    for lost in ("vienna", "leyla"):
        shutil.rmtree(street.homes / lost)

    assert refused(street.run("found", "recovery", "restore", given=printed[0] + "\n"), "1 more")
    assert not (street.homes / "found").exists()

    asked = street.does("found", "recovery", "restore", given="\n".join(printed[1:]) + "\n")
    assert refused(street.run("found", "recovery", "restore"), "RECOVERY_WAITS")

    a_day_later()
    found = street.does("found", "recovery", "restore")

    assert found == {"deviceId": asked["deviceId"], "keys": 2}
    assert street.does("found", "whoami")["member"]["id"] == street.members["vienna"]
    assert not (street.homes / "found" / "recovery.json").exists()
    assert [one["node"]["id"] for one in street.does("found", "inbox")["edges"]] == [held.id, case.id]
    read = street.run("found", "open", case.id)
    assert (read.code, "German A2" in read.out) == (0, True), read
    assert "CASE_NOT_YOURS" in street.run("found", "open", held.id).err
    street.does("found", "reassign", held.id, "--to", found["deviceId"], "--reason", "ABSENCE")
    read = street.run("found", "open", held.id)
    assert (read.code, "German A2" in read.out) == (0, True), read

    street.does("found", "publish-key")
    later = agreed()
    assert refused(street.run("giulia", "refer", later.id, later.facts), "OFFICERS_CHANGED")
    number = street.does("giulia", "trust", street.members["vienna"])["number"]
    street.does("giulia", "trust", street.members["vienna"], "--number", number)
    assert refused(street.run("giulia", "refer", later.id, later.facts), "NOT_COMPARED")
    compare(street, "giulia", "rome", "found", "vienna")
    assert refused(street.run("giulia", "refer", later.id, later.facts), "MEMBER_NOT_VOUCHED_FOR")
    street.does("vera", "vouch", street.members["vienna"])
    street.does("giulia", "refer", later.id, later.facts)
    assert "German A2" in street.run("found", "open", later.id).out


@pytest.fixture
def lone(street):
    """Give an organisation with one device, and its name at this street."""
    name = f"lone{len(list(street.homes.iterdir()))}"
    admitted = street.does("vera", "admit", "--country", "AT", given=f"{name} (Demo)\nAdministrator\n")
    street.does(name, "enrol", given=admitted["invitation"]["token"])
    street.does(name, "publish-key")
    return name


def new(street, name: str, out: Path, *options: str):
    return street.does(name, "recovery", "new", "--needed", "2", "--sheets", "3", "--out", str(out), *options)


def test_a_rehearsal_tries_everything_and_leaves_nothing(street, lone, tmp_path):
    done = new(street, lone, tmp_path / "out", "--dry-run")

    assert done["dryRun"] is True
    assert not (tmp_path / "out").exists()
    assert street.does(lone, "recovery", "status") == {"ceremony": None, "requests": [], "missing": []}
    assert street.run(lone, "recovery", "check", given=(" ".join(["abandon"] * 60)) + "\n").code == 6


def test_a_sheet_is_never_written_over(street, lone, tmp_path):
    new(street, lone, tmp_path)
    before = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
    ceremony = street.does(lone, "recovery", "status")["ceremony"]

    done = street.run(lone, "recovery", "new", "--needed", "2", "--sheets", "3", "--out", str(tmp_path))

    assert (done.code, "SHEET_THERE" in done.err) == (1, True)
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == before
    assert street.does(lone, "recovery", "status")["ceremony"] == ceremony


def test_the_sheet_that_is_wrong_is_named_and_so_is_the_word(street, lone, tmp_path):
    new(street, lone, tmp_path / "old")
    new(street, lone, tmp_path / "new")
    old, printed = sheets(tmp_path / "old"), sheets(tmp_path / "new")
    mistyped = printed[0].split()
    mistyped[22] = "zoo" if mistyped[22] != "zoo" else "zone"

    for given, sentence in (
        ([old[0], old[1]], "There is no recovery key of this ceremony"),
        ([printed[0], old[1]], "Share 2 belongs to another ceremony"),
        ([printed[0], printed[0]], "Share 2 was given before"),
        ([printed[1], " ".join(mistyped)], "Word 23 of share 2 is not the printed one"),
        ([printed[1]], "1 more are needed"),
    ):
        done = street.run("nobody", "recovery", "restore", given="\n".join(given) + "\n")
        assert (done.code in {3, 6}, sentence in done.err) == (True, True), done
        assert not (street.homes / "nobody").exists()
    tried = street.does("nobody", "recovery", "restore", "--dry-run", given="\n".join(printed[:2]) + "\n")
    assert (tried["k"], tried["n"]) == (2, 3)
    assert not (street.homes / "nobody").exists()
    assert "belongs to another" in street.run(lone, "recovery", "check", given=old[0] + "\n").err


def test_a_printed_sheet_fits_one_page_and_its_picture_gives_the_key_back(street, lone, tmp_path):
    new(street, lone, tmp_path / "out")
    first, second, _ = sorted((tmp_path / "out").iterdir())

    assert printing.printed(first, tmp_path) == [printing.A4]
    texts = [*printing.seen(first, tmp_path), *printing.seen(second, tmp_path)]

    assert len(texts) == 2
    assert street.does(lone, "recovery", "check", given=texts[0] + "\n")["index"] == 1
    assert street.does("nobody", "recovery", "restore", "--dry-run", given="\n".join(texts) + "\n")["k"] == 2
    typed = sheets(tmp_path / "out")[2]
    mixed = street.does("nobody", "recovery", "restore", "--dry-run", given=f"{texts[1]}\n{typed}\n")
    assert mixed["n"] == 3


def test_slips_in_typed_words_are_named_and_never_put_right(street, lone, tmp_path):
    new(street, lone, tmp_path)
    printed = sheets(tmp_path)[0].split()
    other = ["zoo" if word != "zoo" else "zone" for word in printed]
    for typed, sentence in (
        ([*printed[:9], "xyzzy", *printed[10:]], "Word 10 of share 1"),
        ([*printed[:30], other[30], *printed[31:]], "Word 31 of share 1"),
        ([*other[:2], *printed[2:]], "Several words of share 1"),
        (printed[:-1], "Share 1"),
    ):
        done = street.run(lone, "recovery", "check", given=" ".join(typed) + "\n")
        assert (done.code, sentence in done.err) == (6, True), done


def test_a_device_that_lives_hears_of_it_and_stops_it(street, lone, tmp_path, a_day_later):
    new(street, lone, tmp_path)
    thief = f"thief-of-{lone}"
    asked = street.does(thief, "recovery", "restore", given="\n".join(sheets(tmp_path)[:2]) + "\n")

    for command in ("inbox", "whoami", "devices", "notices", "rotate", "log"):
        assert street.run(lone, command).err.count(f"tolerant recovery stop {asked['deviceId']}") == 1, command
    assert "recovery stop" not in street.run("giulia", "devices").err
    street.does(lone, "recovery", "stop", asked["deviceId"])

    a_day_later()
    done = street.run(thief, "recovery", "restore")
    assert (done.code, "RECOVERY_OVER" in done.err) == (3, True)
    assert street.run(lone, "whoami").code == 0


async def test_a_line_that_is_cut_leaves_no_post_key_that_a_recovery_would_not_open(street, lone, tmp_path):
    new(street, lone, tmp_path)
    end, line = end_of(street, lone)
    line.lose_request = "addRecoveryWraps"
    with pytest.raises(NodeAway):
        await end.publish_intake_key()
    assert (await end.recovery_status())["missing"] == [2]

    assert street.run(lone, "whoami").code == 0

    assert (await end.recovery_status())["missing"] == []
    line.lose_request, line.lose_answer = "", "publishIntakeKey"
    with pytest.raises(NodeAway):
        await end.publish_intake_key()
    street.does(lone, "whoami")  # takes the seed whose answer was lost
    street.does(lone, "whoami")
    assert (await end.recovery_status())["missing"] == []


def test_an_organisation_that_opts_out_cannot_be_recovered(street, lone, tmp_path):
    new(street, lone, tmp_path)
    assert street.does(lone, "recovery", "end") is True
    assert street.does(lone, "recovery", "end") is False

    done = street.run("nobody", "recovery", "restore", given="\n".join(sheets(tmp_path)[:2]) + "\n")

    assert (done.code, "NO_RECOVERY" in done.err) == (3, True)
    assert street.run(lone, "recovery", "check", given=sheets(tmp_path)[0] + "\n").code == 1


def test_only_an_officers_device_makes_a_recovery_key(street, tmp_path):
    done = street.run("giulia", "recovery", "new", "--needed", "2", "--sheets", "2", "--out", str(tmp_path / "x"))

    assert (done.code, "NOT_AN_OFFICER" in done.err) == (1, True)
    assert not (tmp_path / "x").exists()


def test_a_folder_that_holds_keys_is_never_taken_for_a_new_device(street, lone):
    done = street.run(lone, "recovery", "restore", given="x\n")

    assert (done.code, "ALREADY_ENROLLED" in done.err) == (1, True)
