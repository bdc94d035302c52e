"""Decided together from the terminal: a file goes from hand to hand until enough have signed it."""

import json

import pytest

from client import keystore
from crypto.format import jcs
from crypto.log_entries import read_entry
from tests.client.bent import end_of
from tests.client.conftest import PASSPHRASE, approve


@pytest.fixture
def oslo(street):
    """An organisation of its own, so that what happens to it does not touch the others."""
    admitted = street.does("vera", "admit", "--country", "NO", given="oslo (Demo)\nAdministrator\n")
    name = f"oslo-{admitted['member']['id'][:8]}"
    street.members[name] = admitted["member"]["id"]
    street.does(name, "enrol", given=admitted["invitation"]["token"])
    street.does(name, "publish-key")
    return name


def colleague(street, admin, person, role):
    device = street.does(person, "enrol", given=street.does(admin, "invite", "--role", role, given=f"{person}\n"))
    approve(street, admin, person, device["id"])
    return device["id"]


def test_the_board_vouches_for_an_organisation_after_comparing_its_number(street, oslo):
    assert street.does("vera", "vouch", street.members[oslo])["index"] > 0

    assert [one["kind"] for one in street.does(oslo, "log")["said"]] == ["vetted.v1"]


def test_the_board_suspends_and_reinstates(street, oslo, tmp_path):
    member = street.members[oslo]

    found = street.does("vera", "suspend-member", member, "--hours", "80")
    assert (found["state"], street.run(oslo, "whoami").code) == ("SUSPENDED", 3)
    file = str(tmp_path / "vouched.json")
    street.does("vera", "vouch", member, "--file", file)
    assert street.does("vera", "reinstate-member", file)["state"] == "ADMITTED"

    said = street.does(oslo, "log")["said"]
    assert [(one["kind"], one["alarm"]) for one in said] == [("suspended.v1", True), ("vetted.v1", False)]
    shown = street.run(oslo, "log").out
    assert "NOT BY YOUR OFFICERS  the organisation was suspended" in shown
    assert "tolerant log" in street.run(oslo, "inbox").err


def test_a_lost_device_is_shut_out(street, oslo):
    lost = colleague(street, oslo, f"{oslo}-kari", "CASEWORKER")

    assert street.does(oslo, "revoke", lost)["state"] == "REVOKED"
    assert street.run(f"{oslo}-kari", "whoami").code == 3
    assert street.run(oslo, "revoke", "f" * 32).code == 1


async def test_officers_hand_a_file_on_until_both_have_signed(street, oslo, tmp_path):
    member = street.members[oslo]
    leyla, _ = end_of(street, "leyla")
    first = await leyla.officers_of(member)
    other = colleague(street, oslo, f"{oslo}-nora", "ORG_ADMIN")
    mine = street.does(oslo, "whoami")["deviceId"]
    file = str(tmp_path / "officers.json")

    street.does(oslo, "officers", mine, other, "--needed", "2", "--file", file)
    refused = street.run(oslo, "publish", file)
    assert (refused.code, "NOT_ENOUGH_SIGNATURES" in refused.err) == (3, True)
    street.does(f"{oslo}-nora", "sign", file)
    assert street.does(oslo, "publish", file)["version"] > 2

    newer = await leyla.officers_of(member)
    assert (len(newer), first[0] in newer) == (2, True)
    assert leyla.remarks == [
        f"Other people vouch for organisation {member} now; those who did before signed the change."
    ]
    assert len(keystore.load(street.homes / "leyla", PASSPHRASE).pins[member]) == 2
    assert len(read_entry((tmp_path / "officers.json").read_bytes()).signatures) == 2
    again = str(tmp_path / "again.json")
    street.does(f"{oslo}-nora", "officers", other, "--file", again)
    assert street.run(f"{oslo}-nora", "publish", again).code == 3


def test_who_signs_a_file_twice_gets_the_same_file_and_a_false_signature_in_her_name_is_refused(street, tmp_path):
    path = tmp_path / "vouched.json"
    street.does("vera", "vouch", street.members["rome"], "--file", str(path))
    once = path.read_bytes()

    done = street.run("vera", "sign", str(path))

    assert (done.code, path.read_bytes()) == (0, once)
    said = json.loads(once)
    said["body"]["exp"] -= 1
    path.write_bytes(jcs(said))
    refused = street.run("vera", "sign", str(path))
    assert (refused.code, "FALSE_SIGNATURE" in refused.err, path.read_bytes()) == (6, True, jcs(said))


@pytest.mark.parametrize("content", [b"", b"{}", json.dumps({"typ": "x"}).encode()])
def test_a_file_that_is_no_statement_is_refused_in_a_sentence(street, tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)

    for command in ("sign", "publish", "reinstate-member"):
        done = street.run("vera", command, str(tmp_path / "x.json"))
        assert (done.code, "does not have the form" in done.err) == (6, True)
    assert street.run("vera", "publish", str(tmp_path / "absent.json")).code == 1
