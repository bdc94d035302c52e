"""A device's year ends: people are told 30 days before, and an officer gives it another one from the terminal."""

from datetime import UTC, datetime

import pytest

from client.errors import NoSuchDevice, NotTrusted
from client.keystore import Keystore
from crypto.format import b64u, unb64u
from crypto.keys import SigningKey
from crypto.log_entries import read_entry
from crypto.signing import DeviceStatement
from tests.client.bent import end_of
from tests.client.simulated_log import now
from tests.client.test_ours import Reviewing, keys, log  # noqa: F401

DAY = 86400


async def told(log, keys) -> list[str]:  # noqa: F811
    end = log.end(keys)
    await end.watch()
    return [one for one in end.remarks if "--renew" in one]


@pytest.mark.parametrize(("days", "tells"), [(31, False), (29, True), (-1, False)])
async def test_a_person_is_told_thirty_days_before_her_device_can_work_no_more(log, keys, days, tells):  # noqa: F811
    log.take_in(keys.signing, nbf=1, exp=now() + days * DAY)

    said = await told(log, keys)

    assert [f"tolerant approve --renew {keys.device_id}" in one for one in said] == [True] * tells
    log.take_in(keys.signing, exp=now() + 365 * DAY)
    assert await told(log, keys) == []


async def test_an_officer_is_told_of_colleagues_devices_and_nobody_else_is(log, keys):  # noqa: F811
    ends, out = (log.take_in(SigningKey.generate(), exp=now() + 20 * DAY) for _ in range(2))
    log.shuts_out(out, log.officer)
    assert await told(log, keys) == []
    keys = Keystore(log.member, keys.staff_id, log.officer, keys.sealing, pins=dict(keys.pins))

    [said] = await told(log, keys)

    assert (ends.kid in said, out.kid in said) == (True, False)


async def test_a_device_that_was_shut_out_or_is_shown_otherwise_gets_no_second_year(log, keys):  # noqa: F811
    keys.signing = log.officer
    device, out = log.take_in(SigningKey.generate()), log.take_in(SigningKey.generate())
    log.shuts_out(out, log.officer)
    older, answer = log.entries[-3], log.answer
    log.answer = lambda query, asked: (
        {"devices": {"devices": [{"id": device.kid, "statement": b64u(older)}]}}
        if "devices" in query
        else answer(query, asked)
    )
    end = log.end(keys)
    with pytest.raises(NoSuchDevice):
        await end.renewing(out.kid)
    before = read_entry(older).body

    said = DeviceStatement.parse(read_entry(await end.renewing(device.kid)).body)

    assert {**said.body(), "exp": before["exp"]} == before
    log.take_in(device, exp=now() + 2 * 9_999)
    with pytest.raises(NotTrusted):
        await end.renewing(device.kid)


async def test_an_officer_renews_a_colleagues_device_from_the_terminal(street):
    leyla, _ = end_of(street, "leyla")
    device = leyla.keys.device_id
    assert street.run("vienna", "approve", device, "--renew", "--code", "1").code == 2
    assert street.run("vienna", "approve", "f" * 32, "--renew").code == 1
    before = read_entry(await leyla.own_statement()).body

    assert street.does("vienna", "approve", device, "--renew")["state"] == "ACTIVE"

    after = read_entry(await leyla.own_statement()).body
    assert (after["exp"] > before["exp"], {**after, "exp": before["exp"]}) == (True, before)
    day = datetime.fromtimestamp(after["exp"], UTC).date().isoformat()
    assert f"{device}  active  until {day}  INTAKE" in street.run("vienna", "devices").out
    assert street.does("leyla", "whoami")["deviceId"] == device
    assert unb64u(before["sign"]) == leyla.keys.signing.public
    assert street.run("leyla", "approve", device, "--renew").code == 3
