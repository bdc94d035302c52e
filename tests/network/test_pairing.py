"""What two devices say to each other before one vouches for the other: in order, once, and by nobody else."""

from dataclasses import replace

import pytest

from crypto.pairing import commit
from kit import clock
from kit.ids import new_id
from network import enrolment, errors, pairing, pairing_errors, pairing_rules
from network.model import Role

NONCE, ANSWER = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture
async def waiting(street):
    """Give an organisation's founder, a colleague whose device waits with a commitment, and another founder."""
    secretariat = await street.found()
    admin = await street.admit(secretariat, "Rome (Demo)")
    invitation = await street.invite(admin, "New", Role.CASEWORKER)
    person = street.person(invitation, frozenset({Role.CASEWORKER}))
    said = commit((person.signing.public, person.sealing.public), NONCE)
    asked = replace(street.enrolment(invitation, person, founder=False), commitment=said)
    async with street.nobody.write(realm="node") as tx:
        await enrolment.enrol(tx, asked, now=clock.now())
    return admin, person, secretariat


async def seen(street, person):
    async with street.nobody.read(realm="node") as tx:
        return await pairing.pairing(tx, person.device_id)


async def answer(street, who, person, nonce=ANSWER):
    async with street.context_of(who.caller).write() as tx:
        return await pairing.answer(tx, who.caller, person.device_id, nonce, now=clock.now())


async def opened(street, person, nonce=NONCE):
    async with street.nobody.write(realm="node") as tx:
        return await pairing.open_(tx, person.device_id, nonce, now=clock.now())


async def test_a_commitment_is_answered_and_then_opened(street, waiting):
    admin, person, _ = waiting

    answered = await answer(street, admin, person)
    after = await opened(street, person)

    assert (answered.sign_key, answered.answer, answered.opening) == (admin.signing.public, ANSWER, None)
    assert after == replace(answered, opening=NONCE) == await seen(street, person)
    assert await answer(street, admin, person) == after


async def test_a_commitment_is_answered_once(street, waiting):
    admin, person, _ = waiting
    before = await answer(street, admin, person)

    with pytest.raises(pairing_errors.PairingAnswered):
        await answer(street, admin, person, NONCE)

    assert await seen(street, person) == before


async def test_only_an_officer_of_the_same_organisation_answers(street, waiting):
    admin, person, _ = waiting
    before = await seen(street, person)
    second = await street.colleague(admin, "Second", Role.ORG_ADMIN)
    worker = await street.colleague(admin, "Worker", Role.CASEWORKER)

    with pytest.raises(errors.NotVouchedFor):
        await answer(street, second, person)
    with pytest.raises(errors.RoleMissing):
        await answer(street, worker, person)

    assert await seen(street, person) == before


async def test_another_organisation_answers_nothing(street, waiting):
    _, person, other = waiting

    with pytest.raises(pairing_errors.NoPairing):
        await answer(street, other, person)

    assert (await seen(street, person)).answer is None


async def test_nothing_is_opened_before_the_answer_or_with_another_number(street, waiting):
    admin, person, _ = waiting

    with pytest.raises(pairing_errors.PairingUnanswered):
        await opened(street, person)
    await answer(street, admin, person)
    for wrong in (ANSWER, b""):
        with pytest.raises(pairing_errors.BadOpening):
            await opened(street, person, wrong)

    assert (await seen(street, person)).opening is None


async def test_a_device_that_is_approved_waits_no_more(street, waiting):
    admin, person, _ = waiting
    async with street.context_of(admin.caller).write() as tx:
        await enrolment.approve_device(
            tx, admin.caller, person.device_id, admin.vouch(person), 1, new_id(), now=clock.now()
        )

    with pytest.raises(pairing_errors.NoPairing):
        await seen(street, person)


def test_what_is_not_there_is_refused():
    with pytest.raises(pairing_errors.NoPairing):
        pairing_rules.found(None)
