"""The board vouches for organisations for a time, and puts out whom it no longer trusts; the node keeps its word."""

from datetime import UTC, datetime

import pytest

from crypto.keys import SigningKey
from crypto.log_entries import add_signature, sign_entry
from crypto.notes import WitnessKey
from kit import clock
from kit.ids import new_id
from network import authority, errors, log_errors, store
from network.model import MemberState, Role
from tests.network.people import suspension, vouching
from tests.network.test_authority import refused, say

SEEN = "SELECT state, vouched_until FROM network.members WHERE id = $1"


@pytest.fixture
async def vera(street):
    return await street.found()


@pytest.fixture
async def rosa(street, vera):
    return await street.admit(vera, "A")


def _now() -> int:
    return int(clock.now().timestamp())


def out(whom, *signers, **changes) -> bytes:
    said = {"member": whom.member_id, "nbf": _now(), **changes}
    return sign_entry("devetted.v1", said, *(one.signing for one in signers))


def publishing(by, statement):
    return lambda tx: authority.publish(tx, by.caller, statement, new_id(), now=clock.now())


async def _vouched(street, by, member, seconds=0) -> bool:
    async with street.context_of(by.caller).read() as tx:
        at = datetime.fromtimestamp(_now() + seconds, UTC)
        return await authority.vouched_for(tx, member.member_id, at)


async def test_an_organisation_is_vouched_for_from_the_boards_word_until_the_end_that_it_names(street, vera, rosa):
    assert not await _vouched(street, vera, rosa)

    await say(street, vera, vouching(rosa, vera, exp=_now() + 1000))

    assert [await _vouched(street, vera, rosa, at) for at in (0, 950, 1000)] == [True, True, False]
    async with street.context_of(vera.caller).read() as tx:
        assert (await store.member(tx, rosa.member_id)).vouched_until.timestamp() >= _now() + 950


async def test_a_suspended_organisation_is_vouched_for_by_reinstating_it_only(street, vera, rosa, owner):
    async def change(to, statement, version):
        async with street.context_of(vera.caller).write() as tx:
            await authority.set_member_state(
                tx, vera.caller, rosa.member_id, to, statement, version, new_id(), now=clock.now()
            )

    await change(MemberState.SUSPENDED, suspension(rosa.member_id, vera), 2)
    await refused(street, vera, owner, errors.MemberCannotChange, publishing(vera, vouching(rosa, vera)))
    assert not await _vouched(street, vera, rosa)

    await change(MemberState.ADMITTED, vouching(rosa, vera), 3)

    assert await _vouched(street, vera, rosa)


async def test_what_the_board_signed_before_reinstates_and_suspends_nobody_with_one_more_signature(
    street, vera, rosa, owner
):
    def again(entry):
        return add_signature(entry, SigningKey.generate())

    def change(to, statement, version):
        return lambda tx: authority.set_member_state(
            tx, vera.caller, rosa.member_id, to, statement, version, new_id(), now=clock.now()
        )

    vouched, suspended = vouching(rosa, vera), suspension(rosa.member_id, vera)
    await say(street, vera, vouched)
    await refused(street, vera, owner, log_errors.EntryLogged, publishing(vera, again(vouched)))
    async with street.context_of(vera.caller).write() as tx:
        await change(MemberState.SUSPENDED, suspended, 2)(tx)
    back = change(MemberState.ADMITTED, again(vouched), 3)
    await refused(street, vera, owner, log_errors.EntryLogged, back)
    async with street.context_of(vera.caller).write() as tx:
        await change(MemberState.ADMITTED, vouching(rosa, vera, exp=_now() + 1000), 3)(tx)

    await refused(street, vera, owner, log_errors.EntryLogged, change(MemberState.SUSPENDED, again(suspended), 4))


async def test_the_board_puts_an_organisation_out_for_good(street, vera, rosa, owner):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    await say(street, vera, vouching(rosa, vera))
    stranger = SigningKey.generate()
    for error, by, statement in (
        (
            log_errors.NotEnoughSignatures,
            vera,
            sign_entry("devetted.v1", {"member": rosa.member_id, "nbf": 1}, stranger),
        ),
        (errors.NotYourOwn, vera, out(vera, vera)),
        (errors.RoleMissing, rosa, out(vera, rosa)),
        (errors.NoSuchMember, vera, out(rosa, vera, member="0" * 32)),
    ):
        await refused(street, vera if by is vera else rosa, owner, error, publishing(by, statement))

    await say(street, vera, out(rosa, vera))

    assert tuple(await owner.fetchrow(SEEN, rosa.member_id)) == ("LEFT", None)
    assert await owner.fetchval("SELECT count(*) FROM network.caller($1)", giulia.device_id) == 0
    for error, statement in (
        (errors.MemberCannotChange, out(rosa, vera, nbf=1)),
        (errors.MemberCannotChange, vouching(rosa, vera)),
    ):
        await refused(street, vera, owner, error, publishing(vera, statement))


async def test_a_policy_with_too_few_witnesses_is_refused_and_says_how_many_it_takes(street, vera, owner):
    keys = [WitnessKey(f"w{at}.test/witness", SigningKey.generate()).vkey.encode() for at in range(5)]
    policy = {
        "seq": 0, "suites": ["XW1"], "min_version": "0.1.0", "limits": {"attachment": 1, "envelope": 1},
        "witnesses": keys, "w": 3, "warn": 1, "refuse": 2, "nbf": 1,
    }  # fmt: skip

    no = await refused(
        street, vera, owner, log_errors.TooFewWitnesses, publishing(vera, sign_entry("policy.v1", policy, vera.signing))
    )

    assert no.facts == {"least": 4, "witnesses": 5}
    await say(street, vera, sign_entry("policy.v1", {**policy, "w": 4}, vera.signing))
