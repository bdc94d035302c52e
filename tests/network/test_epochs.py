"""Post keys end at the node: when the next one is due, and when no seed of an old one is kept any more."""

from datetime import timedelta

import pytest

from crypto.keys import kid
from kit import clock
from kit.ids import new_id
from network import enrolment, epochs, errors, intake, recovery
from network.model import Role
from tests.network.people import epoch_of, revocation
from tests.network.test_recovery import Ceremony, counts

AGO = "UPDATE network.intake_keys SET not_before = not_before - make_interval(days => $1)"
SEEDS = "SELECT (SELECT count(*) FROM network.intake_wraps) + (SELECT count(*) FROM network.recovery_wraps)"


async def post_of(street, person):
    async with street.context_of(person.caller).read() as tx:
        return await epochs.my_post(tx, person.caller, 7, now=clock.now())


async def ended(street, days=14):
    async with street.nobody.read(realm="node") as tx:
        return await epochs.ended(tx, days, now=clock.now())


async def end(street, those):
    async with street.nobody.write(realm="node") as tx:
        return await epochs.end(tx, those, now=clock.now())


async def refused(street, owner, person, error, act):
    before = await counts(owner), await owner.fetchval(SEEDS)
    with pytest.raises(error):
        async with street.context_of(person.caller).write() as tx:
            await act(tx)
    assert (await counts(owner), await owner.fetchval(SEEDS)) == before


async def test_the_next_key_is_due_a_week_after_the_last_one_began_and_never_where_there_was_none(street, owner):
    rosa = await street.admit(await street.found(), "A")
    assert (await post_of(street, rosa)).renew_by is None
    await street.publish(rosa)

    began = await owner.fetchval("SELECT not_before FROM network.intake_keys")
    assert (await post_of(street, rosa)).renew_by == began + timedelta(days=7)


async def test_the_next_key_is_due_at_once_when_a_device_that_holds_the_last_one_is_shut_out(street):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.colleague(rosa, "Giulia", Role.INTAKE)
    await street.publish(rosa, giulia)
    async with street.context_of(rosa.caller).write() as tx:
        await enrolment.revoke_device(
            tx, rosa.caller, giulia.device_id, revocation(giulia, rosa), 2, new_id(), now=clock.now()
        )

    due = (await post_of(street, rosa)).renew_by
    assert due is not None
    assert due <= clock.now()
    await street.publish(rosa, epoch=2)
    due = (await post_of(street, rosa)).renew_by
    assert due is not None
    assert due > clock.now()


async def test_a_key_has_ended_when_a_later_one_replaced_it_longer_ago_than_the_window(street, owner):
    rosa = await street.admit(await street.found(), "A")
    first = await street.publish(rosa)
    await owner.execute(AGO, 300)
    assert await ended(street) == []

    await street.publish(rosa, epoch=2)
    await owner.execute(AGO, 13)
    assert await ended(street) == []
    await owner.execute(AGO, 1)
    assert [(one.member_id, one.epoch, one.kid) for one in await ended(street)] == [
        (rosa.member_id, 1, kid(first.public))
    ]


async def test_of_a_key_that_ended_every_seed_is_deleted_and_none_comes_back(street, owner):
    rosa = await street.admit(await street.found(), "A")
    giulia = await street.colleague(rosa, "Giulia", Role.INTAKE)
    first = await street.publish(rosa, giulia)
    ceremony = Ceremony(rosa, first)
    await ceremony.opt_in(street)
    await street.publish(rosa, giulia, epoch=2)
    await owner.execute(AGO, 14)
    assert await owner.fetchval(SEEDS) == 5

    assert await end(street, await ended(street)) == 1

    assert await owner.fetchval(SEEDS) == 2
    post = await post_of(street, giulia)
    assert ([wrap.epoch for wrap in post.wraps], post.over) == ([2], [1])
    assert await ended(street) == []
    assert await owner.fetchval("SELECT count(*) FROM network.audit WHERE action = 'intake.end'") == 1
    again = epoch_of(rosa, first, [giulia])[1]
    wrap = ceremony.wraps
    name, anew = ceremony.said.ceremony, Ceremony(rosa, first)
    now = clock.now()
    for act in (
        lambda tx: intake.add_wraps(tx, rosa.caller, 1, again, new_id(), now=now),
        lambda tx: recovery.add_wraps(tx, rosa.caller, name, wrap, now=now),
        lambda tx: recovery.opt_in(tx, rosa.caller, anew.statement, anew.wraps, new_id(), now=now),
    ):
        await refused(street, owner, rosa, errors.EpochOver, act)


async def test_an_organisation_deletes_no_seeds_by_itself_and_sees_no_end_of_anothers(street, owner):
    vera = await street.found()
    rosa, other = await street.admit(vera, "A"), await street.admit(vera, "B")
    await street.publish(rosa)
    await street.publish(rosa, epoch=2)
    await owner.execute(AGO, 14)
    those = await ended(street)

    for person in (rosa, other):
        async with street.context_of(person.caller).write() as tx:
            assert await tx.execute("DELETE FROM network.intake_wraps") == "DELETE 0"
            assert await tx.execute("UPDATE network.intake_keys SET shredded_at = now()") == "UPDATE 0"
    assert await owner.fetchval(SEEDS) == 2
    await end(street, those)
    assert (await post_of(street, other)).over == []
