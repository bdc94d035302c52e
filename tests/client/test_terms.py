"""Who must sign the key log: pinned from outside or at the first meeting, changed by the board or a person alone."""

import json

import pytest

from client import keystore, log_errors
from client.keystore import Keystore, load
from client.standing_errors import BadTerms, TermsDiffer, TermsWeak
from client.terms import check_same, read_terms
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import read_entry, sign_entry
from crypto.notes import WitnessKey
from kit.ids import new_id
from tests.client.conftest import PASSPHRASE
from tests.client.simulated_log import Simulated
from tests.client.test_key_log import WORD


@pytest.fixture
def log() -> Simulated:
    return Simulated()


@pytest.fixture
def keys(tmp_path) -> Keystore:
    mine = (SigningKey.generate(), SealingKey.generate())
    made = Keystore(new_id(), new_id(), *mine, path=tmp_path / "keys.json", passphrase=WORD)
    made.save()
    return made


def policy(log, seq, witnesses, w, *signers, **changes) -> bytes:
    body = {
        "seq": seq, "suites": ["XW1"], "min_version": "0.1.0", "limits": {"attachment": 1, "envelope": 1},
        "witnesses": [one.vkey.encode() for one in witnesses], "w": w, "warn": 3600, "refuse": 7200, "nbf": 1,
    }  # fmt: skip
    return log.signed("policy.v1", {**body, **changes}, *signers)


async def test_only_a_policy_of_the_board_changes_who_must_sign_and_the_node_alone_nothing(log, keys):
    end = log.end(keys)
    await end.watch()
    before = dict(keys.terms)
    third = WitnessKey("w3.test/witness", SigningKey.generate())
    old = list(log.witnesses)
    log.witnesses = [third]
    log.grow()
    with pytest.raises(log_errors.LogOfOthers):
        await end.watch()
    log.witnesses = [*old, third]
    log.w = 3
    log.add(policy(log, 0, [third], 1, SigningKey.generate()))
    log.add(policy(log, 1, [third], 1))
    await end.watch()
    assert keys.terms == before

    log.add(policy(log, 0, log.witnesses, 3))
    await end.watch()

    assert (keys.terms["w"], len(keys.terms["witnesses"]), keys.terms["policy"]) == (3, 3, 0)
    assert (keys.terms["refuseSeconds"], keys.terms["operator"]) == (7200, before["operator"])
    assert any("The board changed who must sign the key log: 3 of 3" in one for one in end.remarks)
    assert load(keys.path.parent, WORD).terms == keys.terms
    log.witnesses = old
    log.w = 2
    log.grow()
    with pytest.raises(log_errors.LogOfOthers):
        await log.end(load(keys.path.parent, WORD)).watch()


@pytest.mark.parametrize("changes", [{"min_version": "99.0.0"}, {"suites": ["XW2"]}])
async def test_a_program_that_the_board_no_longer_relies_on_seals_nothing(log, keys, changes):
    end, member = log.end(keys), log.member
    log.add(policy(log, 0, log.witnesses, 2))
    assert await end.intake_key_of(member)
    log.add(policy(log, 1, log.witnesses, 2, **changes))

    for again in (end, log.end(load(keys.path.parent, WORD))):
        with pytest.raises(log_errors.ProgramTooOld):
            await again.intake_key_of(member)

    log.add(policy(log, 2, log.witnesses, 2, suites=["XW1", "XW2"]))
    assert await end.intake_key_of(member)


async def test_who_must_sign_is_taken_from_a_person_only_if_the_log_fits(log, keys):
    end = log.end(keys)
    await end.watch()
    given = await end.pinned()
    stranger = {**given, "witnesses": [WitnessKey("w.test/x", SigningKey.generate()).vkey.encode()], "w": 1}

    with pytest.raises(log_errors.LogOfOthers):
        await end.pin(stranger)

    assert load(keys.path.parent, WORD).terms == given
    assert await end.pin(given) == given
    fresh = {**given, "witnesses": list(reversed(given["witnesses"]))}
    check_same(fresh, given)
    for other in (stranger, {**given, "warnSeconds": 1}):
        with pytest.raises(TermsDiffer):
            check_same(given, other)


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"x": 1}', b"\xff"])
def test_a_file_that_says_nothing_of_a_log_is_refused(text):
    with pytest.raises(BadTerms):
        read_terms(text)


async def test_too_few_witnesses_are_never_pinned(keys):
    weak = Simulated(witnesses=2, w=1)

    with pytest.raises(TermsWeak) as no:
        await weak.end(keys).terms()

    assert "asks for 1 of 2 witnesses" in no.value.sentence
    assert keys.terms == {}


def test_a_new_device_takes_who_must_sign_from_a_colleagues_file_or_is_not_enrolled(street, tmp_path):
    file, other = tmp_path / "terms.json", tmp_path / "other.json"
    found = street.does("giulia", "terms", "--file", str(file))
    assert json.loads(file.read_text()) == found
    assert found["operator"] in street.run("giulia", "terms").out.replace("\n", "")
    other.write_text(json.dumps({**found, "warnSeconds": 1}))
    invited = street.does("rome", "invite", "--role", "CASEWORKER", given="Nadia Terms\n")

    no = street.run("nadia-of-terms", "enrol", "--log-terms", str(other), given=invited)

    assert (no.code, "LOG_TERMS_DIFFER" in no.err) == (6, True)
    assert not (street.homes / "nadia-of-terms").exists() or not list((street.homes / "nadia-of-terms").iterdir())
    assert street.does("nadia-of-terms", "enrol", "--log-terms", str(file), given=invited)["state"] == "PENDING"
    assert street.does("giulia", "terms", "--pin", str(file)) == found
    assert street.run("giulia", "terms", "--pin", str(other)).code == 0
    street.does("giulia", "terms", "--pin", str(file))


def test_an_auditor_and_the_secretariat_itself_are_due_too_until_the_board_has_vouched_for_them(street):
    admitted = street.does("vera", "admit", "--country", "DK", "--kind", "AUDITOR", given="audit (Demo)\nAuditor\n")
    member = admitted["member"]["id"]
    street.does("auditor", "enrol", given=admitted["invitation"]["token"])
    own = street.does("vera", "whoami")["member"]
    due = {one["memberId"]: one["until"] for one in street.does("vera", "vouch", "--due")}
    assert due[member] == 0
    assert (own["id"] in due) == (own["vouchedUntil"] is None)

    street.does("vera", "vouch", member)

    assert member not in {one["memberId"] for one in street.does("vera", "vouch", "--due")}


def test_the_board_is_shown_who_is_due_and_renews_what_it_compared_once(street, tmp_path):
    admitted = street.does("vera", "admit", "--country", "NO", given="oslo house (Demo)\nAdministrator\n")
    member = admitted["member"]["id"]
    street.does("oslo-house", "enrol", given=admitted["invitation"]["token"])
    assert "does not vouch for it yet" in street.run("oslo-house", "whoami").out
    assert due(street, member) == [(member, 0)]
    assert f"{member}  oslo house (Demo)  never" in street.run("vera", "vouch", "--due").out.replace("\n", " ")
    assert street.does("vera", "vouch", "--renew") == []
    signing = keystore.load(street.homes / "vera", PASSPHRASE).signing
    body = read_entry(end_of_vouching(street, member, tmp_path)).body
    soon = sign_entry("vetted.v1", {**body, "exp": body["nbf"] + 7 * 86400}, signing)
    path = tmp_path / "soon.json"
    path.write_bytes(soon)
    street.does("vera", "publish", str(path))

    assert "until 2" in street.run("vera", "vouch", "--due").out
    assert [one["memberId"] for one in street.does("vera", "vouch", "--renew")] == [member]

    assert due(street, member) == []
    assert "The board vouches for it until 20" in street.run("oslo-house", "whoami").out
    for wrong in ((), (member, "--due"), ("--due", "--renew"), (member, member, "--file", "x")):
        assert street.run("vera", "vouch", *wrong).code == 2
    street.does("vera", "expel", member)
    assert street.run("oslo-house", "whoami").code == 3
    assert due(street, member) == []


def due(street, member) -> list[tuple[str, int]]:
    """Say what the board is shown of one organisation; other tests have admitted others."""
    return [
        (one["memberId"], one["until"]) for one in street.does("vera", "vouch", "--due") if one["memberId"] == member
    ]


def end_of_vouching(street, member, folder) -> bytes:
    file = folder / "vouched.json"
    street.does("vera", "vouch", member, "--file", str(file))
    return file.read_bytes()
