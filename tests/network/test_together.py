"""Officers who decide by twos: for a device, for a recovery key; and what one of them still does alone."""

import json

import pytest

from crypto.log_entries import add_signature, sign_entry
from crypto.signing import OfficersStatement
from kit import clock
from kit.ids import new_id
from network import authority, enrolment, errors, log_errors, recovery, recovery_errors
from network.identity import Issuer, SignedIn
from network.model import DeviceState, Role
from network.routes import _told
from tests.network.people import revocation
from tests.network.test_recovery import Ceremony, refused
from tests.network.test_sign_in import _assertion


@pytest.fixture
async def rosa(street):
    """Give one of two officers of an organisation, both of whom must sign."""
    rosa = await street.admit(await street.found(), "A")
    rosa.other = await street.colleague(rosa, "Nora", Role.ORG_ADMIN)
    await name(street, rosa, rosa, rosa.other)
    return rosa


async def name(street, rosa, *people, k=2, seq=1):
    said = OfficersStatement(rosa.member_id, tuple(one.signing.public for one in people), k, seq)
    statement = sign_entry("officers.v1", said.body(), *(one.signing for one in people))
    async with street.context_of(rosa.caller).write() as tx:
        version = (await authority.member_by_id(tx, rosa.member_id)).version
        await authority.change_officers(tx, rosa.caller, statement, version, new_id(), now=clock.now())


async def approve(tx, by, person, statement):
    return await enrolment.approve_device(tx, by.caller, person.device_id, statement, 1, new_id(), now=clock.now())


async def test_a_device_is_taken_in_when_as_many_officers_signed_as_decide_together(street, owner, rosa):
    ines = await street.waiting(rosa, "Ines", Role.CASEWORKER)
    one = rosa.vouch(ines)
    both = add_signature(one, rosa.other.signing)
    stranger = add_signature(one, ines.signing)
    for error, statement in (
        (log_errors.NotEnoughSignatures, one),
        (log_errors.NotEnoughSignatures, stranger),
        (errors.NotVouchedFor, ines.vouch()),
        (errors.NotVouchedFor, add_signature(rosa.vouch(ines, officer=True), rosa.other.signing)),
    ):
        await refused(
            owner,
            error,
            street.context_of(rosa.caller).write(),
            lambda tx, statement=statement: approve(tx, rosa, ines, statement),
        )

    async with street.context_of(rosa.other.caller).write() as tx:
        assert (await approve(tx, rosa.other, ines, both)).state is DeviceState.ACTIVE
    assert await owner.fetchval("SELECT leaf FROM network.log_entries ORDER BY index DESC LIMIT 1") == both


async def test_an_officer_whose_device_was_shut_out_signs_for_nobody(street, owner, rosa):
    nina = await street.waiting(rosa, "Nina", Role.ORG_ADMIN)
    async with street.context_of(rosa.caller).write() as tx:
        await approve(tx, rosa, nina, add_signature(rosa.vouch(nina), rosa.other.signing))
    await name(street, rosa, rosa, rosa.other, nina, seq=2)
    async with street.context_of(rosa.caller).write() as tx:
        version = (await enrolment._own_device(tx, nina.device_id)).version
        said = revocation(nina, rosa)
        await enrolment.revoke_device(tx, rosa.caller, nina.device_id, said, version, new_id(), now=clock.now())
    ines = await street.waiting(rosa, "Ines", Role.CASEWORKER)

    await refused(
        owner,
        log_errors.NotEnoughSignatures,
        street.context_of(rosa.caller).write(),
        lambda tx: approve(tx, rosa, ines, add_signature(rosa.vouch(ines), nina.signing)),
    )


async def test_one_officer_alone_renews_the_post_key_and_shuts_a_device_out(street, rosa):
    ines = await street.waiting(rosa, "Ines", Role.CASEWORKER)
    async with street.context_of(rosa.caller).write() as tx:
        await approve(tx, rosa, ines, add_signature(rosa.vouch(ines), rosa.other.signing))

    await street.publish(rosa, rosa.other, ines)
    async with street.context_of(rosa.caller).write() as tx:
        said = revocation(ines, rosa)
        shut = await enrolment.revoke_device(tx, rosa.caller, ines.device_id, said, 2, new_id(), now=clock.now())
    assert shut.state is DeviceState.REVOKED


def together(rosa, k=2):
    made = Ceremony(rosa)
    made.said = recovery.RecoveryStatement.parse({**made.said.body(), "k": k})
    made.statement = sign_entry("recovery.v1", made.said.body(), rosa.signing)
    return made


async def test_a_recovery_key_takes_as_many_officers_and_as_many_sheets_as_decide_together(street, owner, rosa):
    made = together(rosa)

    async def opt_in(tx):
        await recovery.opt_in(tx, rosa.caller, made.statement, [], new_id(), now=clock.now())

    await refused(owner, recovery_errors.BadRecovery, street.context_of(rosa.caller).write(), opt_in)
    made.statement = add_signature(made.statement, rosa.other.signing)
    await made.opt_in(street)

    third = await street.waiting(rosa, "Nina", Role.ORG_ADMIN)
    async with street.context_of(rosa.caller).write() as tx:
        await approve(tx, rosa, third, add_signature(rosa.vouch(third), rosa.other.signing))
    await name(street, rosa, rosa, rosa.other, third, k=3, seq=2)
    made.statement = add_signature(made.statement, third.signing)
    await refused(owner, recovery_errors.RecoveryTooWeak, street.context_of(rosa.caller).write(), opt_in)


async def test_a_recovered_device_is_told_how_many_decided_together_and_is_the_only_officer(street, owner, rosa):
    made = together(rosa)
    made.statement = add_signature(made.statement, rosa.other.signing)
    await made.opt_in(street)
    asked = await made.ask(street, now=clock.now() - recovery.recovery_rules.DELAY)

    async with made.node(street) as tx:
        _, officers = await recovery.published(tx, rosa.member_id, made.said.ceremony, now=clock.now())
        device = await recovery.finish(tx, asked.device_id, *made.taking_over(seq=officers.seq + 1), now=clock.now())

    assert (officers.k, officers.seq) == (2, 1)
    assert (device.state, device.officer) == (DeviceState.ACTIVE, True)
    officers = await owner.fetch("SELECT id FROM network.devices WHERE officer AND member_id = $1", rosa.member_id)
    assert [row["id"] for row in officers] == [device.id]


async def test_whoever_signs_in_is_told_who_asks_to_take_over_and_nobody_else_is(street, pool, owner):
    vera = await street.found()
    rosa = await street.admit(vera, "A")
    made = Ceremony(rosa, await street.publish(rosa))
    await made.opt_in(street)
    issuer = Issuer("node.example", "https://node.example/oauth/token", rosa.signing)

    async def signs_in(person) -> SignedIn:
        return await issuer.sign_in(street.nobody, _assertion(person.signing, aud=issuer.audience))

    assert _told(await signs_in(rosa)) == {}
    asked = await made.ask(street)
    assert _told(await signs_in(rosa)) == {
        "recovery_asked": {"device": asked.device_id, "until": asked.ripe_at.isoformat()}
    }
    assert json.dumps(_told(await signs_in(vera))) == "{}"
    async with street.context_of(rosa.caller).write() as tx:
        await recovery.stop(tx, rosa.caller, asked.device_id, now=clock.now())
    assert _told(await signs_in(rosa)) == {}


async def test_the_status_says_which_post_keys_a_recovery_would_not_open(street, owner):
    rosa = await street.admit(await street.found(), "A")
    made = Ceremony(rosa, await street.publish(rosa))
    await made.opt_in(street)
    await street.publish(rosa, epoch=2)

    async with street.context_of(rosa.caller).read() as tx:
        assert await recovery.missing(tx, rosa.caller) == [2]
    await owner.execute("UPDATE network.intake_keys SET shredded_at = now() WHERE epoch = 2")
    async with street.context_of(rosa.caller).read() as tx:
        assert await recovery.missing(tx, rosa.caller) == []
