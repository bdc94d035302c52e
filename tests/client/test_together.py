"""Officers who decide by twos, from the terminal: files go from hand to hand, and letters stay readable."""

import asyncio
from pathlib import Path

import pytest

from client.errors import NotTrusted
from crypto.errors import NotAllowed
from crypto.format import unb64u
from crypto.keys import SigningKey
from crypto.notes import WitnessKey
from crypto.signing import read_statement, sign_statement
from tests.client.bent import end_of
from tests.client.conftest import approve, running, viennese
from tests.client.test_recovery import pass_a_day, sheets
from tests.conftest import _with_database

WITNESS = WitnessKey("w.test/witness", SigningKey.generate()).vkey.encode()


@pytest.fixture(scope="module")
def street(postgres_url, template, tmp_path_factory):
    """Give a node of its own, whose Viennese come to decide by twos."""
    with running(postgres_url, template, f"{template}_together", tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def listings(street):
    return viennese(street)


def invited(street, person: str, role: str) -> str:
    """Enrol a new device in Vienna, and let the administrator's answer it; gives its id."""
    device = street.does(person, "enrol", given=street.does("vienna", "invite", "--role", role, given=f"{person}\n"))
    street.does("vienna", "approve", device["id"])
    return str(device["id"])


@pytest.fixture(scope="module")
def nora(street) -> str:
    """Let a second administrator of Vienna, Nora, decide together with the first."""
    device = invited(street, "nora", "ORG_ADMIN")
    street.does("vienna", "approve", device, "--code", street.does("nora", "code"))
    return device


def by_twos(street, nora: str, folder: Path) -> None:
    mine, file = street.does("vienna", "whoami")["deviceId"], str(folder / "officers.json")
    street.does("vienna", "officers", mine, nora, "--needed", "2", "--file", file)
    street.does("nora", "sign", file)
    street.does("vienna", "publish", file)


def test_letters_of_before_and_colleagues_of_before_stay_believed_when_two_decide(street, nora, sent, tmp_path):
    case, live = sent(), sent()
    street.does("leyla", "open", case.id)
    street.does("leyla", "acknowledge", case.id)
    street.does("leyla", "decline", case.id, "--class", "OTHER", "--detail", street.file("why.json", {"note": "full"}))

    by_twos(street, nora, tmp_path)

    read = street.run("giulia", "open", case.id)
    assert (read.code, "full" in read.out) == (0, True), read
    assert street.run("vienna", "rotate").code == 0
    assert "German A2" in street.run("leyla", "open", live.id).out


def test_a_new_device_takes_two_officers_each_of_whom_was_read_its_id(street, nora, tmp_path):
    ines, file = invited(street, "ines", "INTAKE"), tmp_path / "ines.json"
    code = street.does("ines", "code")
    assert ines in street.run("ines", "code").out

    alone = street.run("vienna", "approve", ines, "--code", code)
    assert (alone.code, "MORE_OFFICERS" in alone.err) == (1, True)
    street.does("vienna", "approve", ines, "--code", code, "--file", str(file))
    once = file.read_bytes()
    for arguments in ((), ("--device", nora)):
        unsure = street.run("nora", "sign", str(file), *arguments)
        assert (unsure.code, "OTHER_DEVICE" in unsure.err) == (6, True)
    early = street.run("vienna", "publish", str(file))
    assert (early.code, "NOT_ENOUGH_SIGNATURES" in early.err) == (3, True)
    assert file.read_bytes() == once
    assert street.run("ines", "whoami").code == 3

    signed = street.run("nora", "sign", str(file), "--device", ines)
    assert f"It vouches for the new device {ines}" in signed.err
    assert street.does("vienna", "publish", str(file))["state"] == "ACTIVE"
    assert street.does("ines", "whoami")["roles"] == ["INTAKE"]


async def test_a_device_for_which_one_of_two_vouches_is_believed_by_nobody_whatever_the_node_says(street, nora, agreed):
    giulia, _ = end_of(street, "giulia")
    vienna, _ = end_of(street, "vienna")
    member = street.members["vienna"]
    known = await giulia.set_of(member)
    mine = next(one for one in await vienna.devices() if one["id"] == vienna.keys.device_id)
    before = unb64u(mine["statement"])
    alone = sign_statement("device.v1", {**read_statement(before).body, "exp": 2**34}, vienna.keys.signing)

    assert known.k == 2
    assert (await giulia.vouched(member, before)).device == mine["id"]
    with pytest.raises(NotTrusted):
        await giulia.vouched(member, alone)
    with pytest.raises(NotAllowed):
        await giulia.signed_by(unb64u(giulia.keys.case(agreed().id)["token"]), [alone], member)


async def test_officers_of_before_who_need_fewer_are_not_taken_for_those_of_today(street, nora):
    giulia, line = end_of(street, "giulia")
    member = street.members["vienna"]
    today = await giulia.set_of(member)
    given = (await giulia._key_proof(member))["officers"]
    line.bends["member"] = lambda said: said.update(officers=given[0]["entry"])

    assert giulia.keys.knows(member, today.officers, 2)
    assert not giulia.keys.knows(member, today.officers, 1)
    with pytest.raises(NotTrusted):
        await giulia.set_of(member)


def test_a_recovery_key_takes_two_officers_and_two_sheets_at_least(street, nora, tmp_path):
    out, file = tmp_path / "sheets", str(tmp_path / "key.json")
    new = ("recovery", "new", "--needed", "2", "--sheets", "3", "--out", str(out))

    alone = street.run("vienna", *new)
    assert (alone.code, "MORE_OFFICERS" in alone.err, out.exists()) == (1, True, False)
    made = street.does("vienna", *new, "--file", file)
    assert made["published"] is False
    assert street.run("vienna", "publish", file).code == 6
    assert street.does("vienna", "recovery", "status")["ceremony"] is None
    said = street.run("nora", "sign", file).err
    assert f"set {made['ceremony']}, any 2 of 3 sheets" in said
    street.does("nora", "publish", file)

    found = street.does("nora", "recovery", "status")
    assert (found["ceremony"]["ceremony"], found["missing"]) == (made["ceremony"], [])
    assert street.does("leyla", "recovery", "check", given=sheets(out)[0] + "\n")["k"] == 2


def test_a_board_of_two_houses_is_named_and_says_who_must_sign_the_log(street, nora, tmp_path):
    vera, vienna = (street.does(one, "whoami") for one in ("vera", "vienna"))
    file, member = str(tmp_path / "board.json"), street.members["vienna"]
    naming = ("board", vera["deviceId"], vienna["deviceId"], "--needed", "2", "--file", file)
    assert "KEY_UNKNOWN" in street.run("vera", *naming).err
    street.does("vera", *naming, "--of", member)
    assert "NOT_ENOUGH_SIGNATURES" in street.run("vera", "publish", file).err
    assert "It names the board, 2 of whom decide together" in street.run("vienna", "sign", file).err

    street.does("vera", "publish", file)

    file = str(tmp_path / "policy.json")
    assert "LOG_TERMS_WEAK" in street.run("vera", "policy", "--witness", WITNESS, "--needed", "0", "--file", file).err
    street.does("vera", "policy", "--warn-hours", "12", "--file", file)
    assert "NOT_ENOUGH_SIGNATURES" in street.run("vera", "publish", file).err
    assert "0 of these must have signed the key log: nobody" in street.run("vienna", "sign", file).err
    street.does("vera", "publish", file)
    assert street.does("giulia", "terms")["warnSeconds"] == 12 * 3600
    file = str(tmp_path / "again.json")
    street.does("vera", "vouch", street.members["rome"], "--file", file)
    assert "NOT_ENOUGH_SIGNATURES" in street.run("vera", "publish", file).err
    street.does("vienna", "sign", file)
    street.does("vera", "publish", file)


def test_after_a_recovery_one_device_decides_and_is_told_to_name_officers_again(
    street, nora, tmp_path, postgres_url, template
):
    out, file = tmp_path / "sheets", str(tmp_path / "key.json")
    street.does("nora", "recovery", "new", "--needed", "2", "--sheets", "2", "--out", str(out), "--file", file)
    street.does("vienna", "sign", file)
    street.does("nora", "publish", file)
    street.does("found", "recovery", "restore", given="\n".join(sheets(out)) + "\n")
    asyncio.run(pass_a_day(_with_database(postgres_url, f"{template}_together")))

    done = street.run("found", "recovery", "restore")

    assert (done.code, "Before, 2 officers decided together" in done.err) == (0, True), done
    assert street.run("nora", "whoami").code == 3
    again = street.does("found", "whoami")
    assert again["member"]["id"] == street.members["vienna"]
    second = street.does(
        "second", "enrol", given=street.does("found", "invite", "--role", "ORG_ADMIN", given="Second\n")
    )
    approve(street, "found", "second", second["id"])
    named = str(tmp_path / "next.json")
    street.does("found", "officers", again["deviceId"], second["id"], "--needed", "2", "--file", named)
    street.does("second", "sign", named)
    street.does("found", "publish", named)
    assert "MORE_OFFICERS" in street.run("found", "approve", second["id"], "--code", "0").err
