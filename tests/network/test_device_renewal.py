"""Officers vouch for a device for a year; a newer word with a later end takes the place of the one before."""

import pytest

from crypto.log_entries import add_signature, read_entry, sign_entry
from kit import clock
from kit.ids import new_id
from network import enrolment, errors, log_errors
from network.model import DeviceState, Role
from tests.network.people import YEAR, revocation
from tests.network.test_recovery import refused
from tests.network.test_together import name


@pytest.fixture
async def rosa(street):
    return await street.admit(await street.found(), "A")


async def longer(owner, device_id, *signers, **changes) -> bytes:
    """Sign again what stands about a device, with an end in a year from now."""
    before = read_entry(await owner.fetchval("SELECT statement FROM network.devices WHERE id = $1", device_id))
    until = int(clock.now().timestamp()) + YEAR + 3600
    return sign_entry("device.v1", {**before.body, "exp": until, **changes}, *(one.signing for one in signers))


def renew(by, device_id, statement, version=2, key=None):
    return lambda tx: enrolment.approve_device(
        tx, by.caller, device_id, statement, version, key or new_id(), now=clock.now()
    )


async def test_a_device_is_vouched_for_again_with_the_same_keys_and_a_later_end(street, owner, rosa):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    await owner.execute("UPDATE network.devices SET expires_at = now() WHERE id = $1", giulia.device_id)
    assert await owner.fetch("SELECT * FROM network.caller($1)", giulia.device_id) == []
    statement, key = await longer(owner, giulia.device_id, rosa), new_id()

    for _ in range(2):
        async with street.context_of(rosa.caller).write() as tx:
            device = await renew(rosa, giulia.device_id, statement, key=key)(tx)

    assert (device.state, device.statement, device.version) == (DeviceState.ACTIVE, statement, 3)
    assert device.expires_at.timestamp() == read_entry(statement).body["exp"]
    assert len(await owner.fetch("SELECT * FROM network.caller($1)", giulia.device_id)) == 1
    leaves = await owner.fetch("SELECT leaf FROM network.log_entries ORDER BY index")
    assert [row["leaf"] for row in leaves].count(statement) == 1
    actions = await owner.fetch("SELECT action FROM network.audit WHERE object_id = $1 ORDER BY at", giulia.device_id)
    assert [row["action"] for row in actions][-1] == "device.renew"


async def test_a_renewal_changes_nothing_but_the_end(street, owner, rosa):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    ines = await street.colleague(rosa, "Ines", Role.CASEWORKER)
    body = read_entry(await owner.fetchval("SELECT statement FROM network.devices WHERE id = $1", ines.device_id)).body
    statements = []
    for changes in (
        {"exp": body["exp"] - 86400},
        {"exp": int(clock.now().timestamp()) + 2 * YEAR},
        {"nbf": body["nbf"] + 1},
        {"officer": True},
        {"seal": body["seal"]},
        {"member": new_id()},
    ):
        statement = await longer(owner, giulia.device_id, rosa, **changes)
        statements.append(await longer(owner, giulia.device_id, rosa, **changes))
    statements += [await longer(owner, giulia.device_id, signer) for signer in (giulia, ines)]
    for statement in statements:
        act = renew(rosa, giulia.device_id, statement)
        await refused(owner, errors.NotVouchedFor, street.context_of(rosa.caller).write(), act)
    late = renew(rosa, giulia.device_id, await longer(owner, giulia.device_id, rosa), version=1)
    await refused(owner, errors.StaleVersion, street.context_of(rosa.caller).write(), late)


async def test_a_device_that_was_shut_out_is_not_renewed(street, owner, rosa):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    async with street.context_of(rosa.caller).write() as tx:
        said = revocation(giulia, rosa)
        await enrolment.revoke_device(tx, rosa.caller, giulia.device_id, said, 2, new_id(), now=clock.now())

    await refused(
        owner, errors.DeviceCannotChange, street.context_of(rosa.caller).write(),
        renew(rosa, giulia.device_id, await longer(owner, giulia.device_id, rosa), 3),
    )  # fmt: skip


async def test_an_officers_device_stays_one_and_takes_as_many_signatures_as_decide_together(street, owner, rosa):
    nora = await street.colleague(rosa, "Nora", Role.ORG_ADMIN)
    await name(street, rosa, rosa, nora)
    for person, version in ((rosa, 1), (nora, 3)):
        alone = await longer(owner, person.device_id, rosa)
        act = renew(rosa, person.device_id, alone, version)
        await refused(owner, log_errors.NotEnoughSignatures, street.context_of(rosa.caller).write(), act)
        async with street.context_of(rosa.caller).write() as tx:
            device = await renew(rosa, person.device_id, add_signature(alone, nora.signing), version)(tx)
        assert (device.officer, device.state) == (True, DeviceState.ACTIVE)
