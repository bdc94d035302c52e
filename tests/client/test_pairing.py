"""A new device shows a short code: an officer who is read another one approves nothing, whatever lies in between."""

import pytest

from client import keystore
from client.pairing_errors import NotAnswered, NothingToPair, NotOpened, OtherCode
from client.session import Tolerant
from client.wire import Wire
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.pairing import commit
from tests.client.bent import Bent, end_of
from tests.client.test_commands import say_no


@pytest.fixture
async def new(street, tmp_path):
    """Give a new device of Rome that waits, on a line in the test's hands."""
    line = Bent()
    end = Tolerant(Wire(street.address, transport=line))
    invitation = street.does("rome", "invite", "--role", "CASEWORKER", given="New\n")
    device = await end.enrol(invitation, home=tmp_path, passphrase="word")
    yield end, line, device["id"]
    await end.wire.close()


async def listed(end, device_id):
    return next(one for one in await end.devices() if one["id"] == device_id)


async def waits(street, device_id):
    return (await listed(end_of(street, "rome")[0], device_id))["state"] == "PENDING"


def test_two_people_compare_a_code_and_the_device_works(street):
    invitation = street.does("rome", "invite", "--role", "CASEWORKER", given="Ada\n")
    device = street.does("ada", "enrol", given=invitation)

    answered = street.run("rome", "approve", device["id"]).out
    code = street.does("ada", "code")
    approved = street.does("rome", "approve", device["id"], "--code", code)

    assert "Nothing is approved yet" in answered
    assert approved["state"] == "ACTIVE"
    assert street.does("ada", "whoami")["deviceId"] == device["id"]


async def test_another_code_approves_nothing_and_the_right_one_still_does(street, new):
    end, _, device_id = new
    street.does("rome", "approve", device_id)
    code = await end.code()
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"

    say_no(street, "rome", "approve", device_id, "--code", wrong, code="OTHER_CODE", exits=6)

    assert await waits(street, device_id)
    assert street.does("rome", "approve", device_id, "--code", code)["state"] == "ACTIVE"


async def test_there_is_no_code_before_the_officer_answered_and_no_approval_before_the_code(street, new):
    end, line, device_id = new

    with pytest.raises(NotAnswered, match=device_id):
        await end.code()
    assert not line.sent("openPairing")
    rome, _ = end_of(street, "rome")
    with pytest.raises(NotOpened):
        await rome.approve(await listed(rome, device_id), "1234 5678")
    assert await waits(street, device_id)


@pytest.mark.parametrize("which", ["signKey", "sealKey"])
async def test_a_node_that_shows_the_officer_another_key_gets_it_not_approved(street, new, which):
    end, _, device_id = new
    rome, line = end_of(street, "rome")
    await rome.answer(device_id)
    code = await end.code()
    evil = {"signKey": b64u(SigningKey.generate().public), "sealKey": b64u(SealingKey.generate().public)}
    line.bends["devices"] = lambda said: [one.update({which: evil[which]}) for one in said["devices"]]

    with pytest.raises(OtherCode):
        await rome.approve(await listed(rome, device_id), code)

    assert not line.sent("approveDevice")
    assert await waits(street, device_id)


async def test_a_node_that_stands_between_from_the_start_changes_the_code(street, new):
    """It commits itself to its own keys towards the officer, opens that rightly, and is still found out."""
    end, _, device_id = new
    rome, line = end_of(street, "rome")
    evil, nonce = (SigningKey.generate().public, SealingKey.generate().public), bytes(32)
    shown = {"commitment": b64u(commit(evil, nonce)), "opening": b64u(nonce)}
    keys = {"signKey": b64u(evil[0]), "sealKey": b64u(evil[1])}
    await rome.answer(device_id)
    code = await end.code()
    line.bends["pairing"] = lambda said: said.update(shown)
    line.bends["answerPairing"] = lambda said: (said.clear(), said.update(shown))
    line.bends["devices"] = lambda said: [one.update(keys) for one in said["devices"] if one["id"] == device_id]

    with pytest.raises(OtherCode):
        await rome.approve(await listed(rome, device_id), code)

    assert not line.sent("approveDevice")
    assert await waits(street, device_id)


@pytest.mark.parametrize("which", ["signKey", "sealKey", "answer"])
async def test_a_node_that_shows_the_new_device_another_officer_changes_the_code(street, new, which):
    end, line, device_id = new
    evil = {
        "signKey": b64u(SigningKey.generate().public), "sealKey": b64u(SealingKey.generate().public),
        "answer": b64u(bytes(32)),
    }  # fmt: skip
    line.bends["pairing"] = lambda said: said.update({which: evil[which]})
    rome, _ = end_of(street, "rome")
    await rome.answer(device_id)
    code = await end.code()

    with pytest.raises(OtherCode):
        await rome.approve(await listed(rome, device_id), code)

    assert await waits(street, device_id)


async def test_a_new_device_takes_one_answer_for_ever(street, new, tmp_path):
    end, line, device_id = new
    await end_of(street, "rome")[0].answer(device_id)
    code = await end.code()
    line.bends["pairing"] = lambda said: said.update(answer=b64u(bytes(32)))

    again = Tolerant(Wire(street.address, transport=line), keystore.load(tmp_path, "word"))

    assert await again.code() == code == await end.code()


async def test_a_founder_has_no_code(street):
    with pytest.raises(NothingToPair):
        await end_of(street, "rome")[0].code()


async def test_the_number_of_a_new_device_shows_nowhere(new):
    end, line, _ = new

    assert end.keys.pairing["nonce"] not in repr(end.keys)
    assert end.keys.pairing["nonce"] not in str(line.asked)
