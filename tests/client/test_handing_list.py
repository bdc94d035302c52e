"""Whom she named goes to the colleague who takes her case on, sealed to that device, and never to the node."""

import json

import pytest

from client.errors import NodeRefused, NoSuchDevice
from client.handing_list import KIND, USE, ColleagueKeptOut, NotThisList
from client.trust import NotTrusted
from crypto.her_copy import seal_part
from crypto.keys import SealingKey, SigningKey
from crypto.signing import sign_statement
from kit import clock
from tests.client.bent import end_of

NAMES = ["Casa Luna", "Перші двері", "مركز"]


@pytest.fixture
async def need(street):
    """Give a need with three names on Giulia's device, and none on her administrator's."""
    giulia, _ = end_of(street, "giulia")
    made = (await giulia.open_need("LANGUAGE_COURSE", clock.now().date()))["id"]
    giulia.exclude(made, NAMES)
    return made


def device_of(street, person):
    return end_of(street, person)[0].keys.device_id


def test_the_list_goes_in_a_file_that_says_nothing_and_is_added_to_what_the_colleague_has(street, need):
    path, own = street.homes / "list.sealed", street.homes / "own.txt"
    own.write_text("Bar Stella\n", encoding="utf-8")
    street.does("rome", "exclude", need, str(own))

    said = street.run("giulia", "excluded", need, "--for", device_of(street, "rome"), "--out", str(path))
    assert (said.code, "Luna" in said.out) == (0, False)
    assert (path.stat().st_size, b"Luna" in path.read_bytes()) == (5305, False)
    taken = street.does("rome", "exclude", need, str(path), "--sealed")

    assert taken == sorted([*NAMES, "Bar Stella"])
    assert street.does("rome", "excluded", need) == taken
    assert street.does("rome", "exclude", need, str(path), "--sealed") == taken
    assert street.does("giulia", "excluded", need) == sorted(NAMES)
    assert street.run("giulia", "excluded", need, "--out", str(path)).code == 2


async def test_the_node_sees_nothing_of_it(street, need):
    (giulia, line), (rome, theirs) = end_of(street, "giulia"), end_of(street, "rome")

    await rome.take_excluded(need, await giulia.seal_excluded(need, rome.keys.device_id))

    assert "Luna" not in json.dumps([*line.asked, *theirs.asked], ensure_ascii=False)
    assert not any("mutation" in one["query"] for one in [*line.asked, *theirs.asked])


async def test_it_is_sealed_to_no_stranger_and_to_nobody_who_was_kept_out(street, need, agreed):
    giulia, line = end_of(street, "giulia")
    rome, leyla = device_of(street, "rome"), device_of(street, "leyla")
    for other in (leyla, "0" * 32):
        with pytest.raises(NoSuchDevice):
            await giulia.seal_excluded(need, other)

    theirs = (await giulia.referral(agreed().id))["needId"]
    staff = next(one["staffId"] for one in await giulia.devices() if one["id"] == rome)
    line.bends["caseKeys"] = lambda said: said.update(barred=[staff])
    with pytest.raises(ColleagueKeptOut):
        await giulia.seal_excluded(theirs, rome)

    line.bends["caseKeys"] = lambda said: (
        said.clear(),
        said.update(code="TRY_AGAIN", sentence="Try again.", field=None),
    )
    with pytest.raises(NodeRefused):  # nobody knows now who is kept out
        await giulia.seal_excluded(theirs, rome)

    line.bends["devices"] = lambda said: [one.update(statement=None) for one in said["devices"]]
    with pytest.raises(NotTrusted):
        await giulia.seal_excluded(need, rome)


async def test_a_list_of_another_need_device_or_hand_changes_nothing(street, need):
    (giulia, _), (rome, _) = end_of(street, "giulia"), end_of(street, "rome")
    public, mine = rome.keys.sealing.public, rome.keys.device_id
    body = {"need": need, "to": mine, "names": NAMES}

    def made(said, key=giulia.keys.signing, to=public):
        return seal_part(json.loads(sign_statement(KIND, said, key)), to, USE)

    wrong = [
        b"", made(body, to=SealingKey.generate().public), made(body, key=SigningKey.generate()),
        made(body | {"need": "f" * 32}), made(body | {"to": giulia.keys.device_id}), made(body | {"names": "Luna"}),
        made(body | {"names": [1]}), made({"need": need}), seal_part({"names": NAMES}, public, USE),
        seal_part(json.loads(sign_statement("other.v1", body, giulia.keys.signing)), public, USE),
    ]  # fmt: skip
    for sealed in wrong:
        with pytest.raises(NotThisList):
            await rome.take_excluded(need, sealed)

    assert rome.excluded(need) == []
    assert await rome.take_excluded(need, made(body)) == sorted(NAMES)
