"""Who decides together: the board about members, officers about their own keys; nobody about another's keys."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from crypto.format import b64u, jcs
from crypto.log_entries import add_signature, sign_entry
from crypto.signing import OfficersStatement
from kit import clock
from kit.errors import Refusal
from kit.ids import new_id
from network import actions, authority, enrolment, errors, intake, log_errors
from network.log import append
from network.model import DeviceState, MemberKind, MemberState, Role
from tests.network.people import epoch_of, revocation, suspension, vouching

COUNTS = (
    "SELECT (SELECT size FROM network.log_head), (SELECT count(*) FROM network.idempotency),"
    " (SELECT sum(version) FROM network.members), (SELECT sum(version) FROM network.devices),"
    " (SELECT count(*) FROM network.devices), (SELECT count(*) FROM network.invitations)"
)


async def refused(street, by, owner, error, act) -> Refusal:
    before = tuple(await owner.fetchrow(COUNTS))
    with pytest.raises(error) as no:
        async with street.context_of(by.caller).write() as tx:
            await act(tx)
    assert tuple(await owner.fetchrow(COUNTS)) == before
    return no.value


@pytest.fixture
async def vera(street):
    return await street.found()


@pytest.fixture
async def rosa(street, vera):
    return await street.admit(vera, "A")


def board_of(*keys, k=1, seq=0) -> dict:
    return {"keys": [b64u(key.public) for key in keys], "k": k, "seq": seq, "nbf": 1}


async def say(street, by, statement, key=None) -> int:
    async with street.context_of(by.caller).write() as tx:
        return await authority.publish(tx, by.caller, statement, key or new_id(), now=clock.now())


async def three(street, vera):
    """Let a board of three, two of whom decide, follow the founder."""
    others = [await street.colleague(vera, name, Role.SECRETARIAT) for name in ("Nora", "Olga")]
    people = [vera, *others]
    said = sign_entry("board.v1", board_of(*(one.signing for one in people), k=2), vera.signing, others[0].signing)
    await say(street, vera, said)
    return people


async def kinds(owner):
    return [row["kind"] for row in await owner.fetch("SELECT kind FROM network.log_entries ORDER BY index")]


async def test_every_act_that_changes_whom_others_trust_stands_in_the_log(street, vera, rosa, owner):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    await street.publish(rosa, giulia)
    async with street.context_of(rosa.caller).write() as tx:
        await enrolment.revoke_device(
            tx, rosa.caller, giulia.device_id, revocation(giulia, rosa), 2, new_id(), now=clock.now()
        )
    await say(street, vera, vouching(rosa, vera))
    async with street.context_of(vera.caller).write() as tx:
        await authority.set_member_state(
            tx, vera.caller, rosa.member_id, MemberState.SUSPENDED, suspension(rosa.member_id, vera), 2, new_id(),
            now=clock.now(),
        )  # fmt: skip

    assert await kinds(owner) == [
        "officers.v1", "device.v1", "officers.v1", "device.v1", "device.v1", "epoch.v1", "device-revoked.v1",
        "vetted.v1", "suspended.v1",
    ]  # fmt: skip


async def test_a_repeated_request_appends_once(street, vera, rosa, owner):
    key, statement = new_id(), vouching(rosa, vera)

    assert await say(street, vera, statement, key) == await say(street, vera, statement, key) == 4
    with pytest.raises(log_errors.EntryLogged):
        await say(street, vera, statement)
    with pytest.raises(asyncpg.UniqueViolationError, match="log_entries_once"):
        async with street.nobody.write(realm="node") as tx:
            await append(tx, statement)
    assert len(await kinds(owner)) == 5


async def test_until_a_board_is_named_the_secretariats_officers_are_it(street, vera, rosa):
    async with street.context_of(vera.caller).read() as tx:
        first = await authority.board(tx)
    people = await three(street, vera)
    async with street.context_of(vera.caller).read() as tx:
        second = await authority.board(tx)

    assert (first.keys, first.k, first.seq) == ((vera.signing.public,), 1, -1)
    assert (second.keys, second.k, second.seq) == (tuple(one.signing.public for one in people), 2, 0)


async def test_a_new_board_takes_k_of_the_old_and_k_of_the_new(street, vera, rosa, owner):
    people = await three(street, vera)
    nora, olga = people[1].signing, people[2].signing
    new = [(await street.colleague(vera, name, Role.SECRETARIAT)).signing for name in ("Ines", "Petra")]
    body = board_of(*new, k=2, seq=1)
    cases = [
        (sign_entry("board.v1", body, nora, *new), log_errors.NotEnoughSignatures),
        (sign_entry("board.v1", body, nora, olga, new[0]), log_errors.NotEnoughSignatures),
        (sign_entry("board.v1", body, *new), log_errors.NotEnoughSignatures),
        (sign_entry("board.v1", {**body, "seq": 2}, nora, olga, *new), log_errors.OutOfTurn),
        (sign_entry("board.v1", {**body, "seq": 0}, nora, olga, *new), log_errors.OutOfTurn),
        (b"nothing", errors.NotVouchedFor),
        (revocation(rosa, rosa), errors.NotVouchedFor),
    ]
    for statement, error in cases:
        await refused(
            street, vera, owner, error,
            lambda tx, s=statement: authority.publish(tx, vera.caller, s, new_id(), now=clock.now()),
        )  # fmt: skip

    await say(street, vera, sign_entry("board.v1", body, nora, olga, *new))
    async with street.context_of(vera.caller).read() as tx:
        assert (await authority.board(tx)).seq == 1


async def test_only_the_secretariat_speaks_for_the_board(street, vera, rosa, owner):
    await refused(
        street, rosa, owner, errors.RoleMissing,
        lambda tx: authority.publish(tx, rosa.caller, vouching(rosa, vera), new_id(), now=clock.now()),
    )  # fmt: skip


async def test_a_policy_follows_the_one_before(street, vera, rosa, owner):
    policy = {
        "seq": 0, "suites": ["XW1"], "min_version": "0.1.0", "limits": {"attachment": 1, "envelope": 1},
        "witnesses": [], "w": 0, "warn": 1, "refuse": 2, "nbf": 1,
    }  # fmt: skip
    await say(street, vera, sign_entry("policy.v1", policy, vera.signing))
    for seq in (0, 2):
        await refused(
            street, vera, owner, log_errors.OutOfTurn,
            lambda tx, seq=seq: authority.publish(
                tx, vera.caller, sign_entry("policy.v1", {**policy, "seq": seq, "nbf": 2}, vera.signing), new_id(),
                now=clock.now(),
            ),
        )  # fmt: skip
    await say(street, vera, sign_entry("policy.v1", {**policy, "seq": 1}, vera.signing))


async def test_the_board_vouches_for_the_officers_that_an_organisation_named_and_for_no_others(
    street, vera, rosa, owner
):
    now = int(clock.now().timestamp())
    async with street.context_of(vera.caller).write() as tx:
        unfounded, _ = await actions.admit_member(
            tx, vera.caller, "B", "IT", MemberKind.MEMBER, "B", new_id(), now=clock.now()
        )
    for changes in (
        {"keys": [b64u(vera.signing.public)]},
        {"keys": [b64u(rosa.signing.public), b64u(vera.signing.public)], "k": 2},
        {"nbf": now - 100, "exp": now - 10},
        {"nbf": now + 1000, "exp": now + 2000},
        {"member": unfounded.id},
    ):
        await refused(
            street, vera, owner, errors.NotVouchedFor,
            lambda tx, c=changes: authority.publish(
                tx, vera.caller, vouching(rosa, vera, **c), new_id(), now=clock.now()
            ),
        )  # fmt: skip


def to_suspend(by, member, statement, version=2):
    return lambda tx: authority.set_member_state(
        tx, by.caller, member, MemberState.SUSPENDED, statement, version, new_id(), now=clock.now()
    )


async def _state(owner, member_id):
    return tuple(
        await owner.fetchrow("SELECT state, braked, suspended_until FROM network.members WHERE id = $1", member_id)
    )


async def test_one_of_the_board_pulls_a_brake_that_lapses_by_itself(street, vera, rosa, owner):
    people = await three(street, vera)
    nina = await street.colleague(vera, "Nina", Role.SECRETARIAT)
    for statement, error in (
        (suspension(rosa.member_id, vera, hours=73), log_errors.SuspensionTooLong),
        (suspension(rosa.member_id, nina), log_errors.NotEnoughSignatures),
        (suspension(rosa.member_id, rosa), log_errors.NotEnoughSignatures),
        (suspension(people[1].member_id, vera), errors.NotVouchedFor),
        (suspension(rosa.member_id, vera, nbf=1, exp=2), errors.NotVouchedFor),
        (vouching(rosa, *people), errors.NotVouchedFor),
        (jcs({"a": 1}), errors.NotVouchedFor),
    ):
        await refused(street, vera, owner, error, to_suspend(vera, rosa.member_id, statement))

    async with street.context_of(vera.caller).write() as tx:
        await to_suspend(vera, rosa.member_id, suspension(rosa.member_id, vera, hours=72))(tx)
    state, braked, until = await _state(owner, rosa.member_id)
    assert (state, braked) == ("SUSPENDED", True)

    for moment, lapsed in ((until - timedelta(seconds=1), 0), (until, 1), (until, 0)):
        async with street.nobody.write(realm="node") as tx:
            assert await authority.lapse(tx, now=moment) == lapsed
    assert await _state(owner, rosa.member_id) == ("ADMITTED", False, None)
    assert await owner.fetch("SELECT * FROM network.caller($1)", rosa.device_id) != []
    assert await owner.fetchval("SELECT count(*) FROM network.audit WHERE action = 'member.lapse'") == 1


async def test_a_brake_is_confirmed_by_the_board_once_and_lasts_as_long_as_it_says(street, vera, rosa, owner):
    people = await three(street, vera)
    async with street.context_of(vera.caller).write() as tx:
        await to_suspend(vera, rosa.member_id, suspension(rosa.member_id, vera, hours=72))(tx)
    again = suspension(rosa.member_id, people[1], hours=71)
    await refused(street, vera, owner, errors.MemberCannotChange, to_suspend(vera, rosa.member_id, again, 3))
    confirmed = add_signature(suspension(rosa.member_id, vera, hours=24 * 30), people[2].signing)
    async with street.context_of(vera.caller).write() as tx:
        await to_suspend(vera, rosa.member_id, confirmed, 3)(tx)
    state, braked, until = await _state(owner, rosa.member_id)
    assert (state, braked) == ("SUSPENDED", False)
    assert until > clock.now() + timedelta(days=29)
    more = suspension(rosa.member_id, vera, people[1], hours=24 * 31)
    await refused(street, vera, owner, errors.MemberCannotChange, to_suspend(vera, rosa.member_id, more, 4))

    async with street.context_of(vera.caller).write() as tx:
        await authority.set_member_state(
            tx, vera.caller, rosa.member_id, MemberState.ADMITTED, vouching(rosa, vera, people[2]), 4, new_id(),
            now=clock.now(),
        )  # fmt: skip
    assert (await _state(owner, rosa.member_id))[0] == "ADMITTED"


async def test_one_of_the_board_alone_does_not_reinstate(street, vera, rosa, owner):
    people = await three(street, vera)
    async with street.context_of(vera.caller).write() as tx:
        await to_suspend(vera, rosa.member_id, suspension(rosa.member_id, vera, people[1], hours=500))(tx)
    await refused(
        street, vera, owner, log_errors.NotEnoughSignatures,
        lambda tx: authority.set_member_state(
            tx, vera.caller, rosa.member_id, MemberState.ADMITTED, vouching(rosa, vera), 3, new_id(), now=clock.now()
        ),
    )  # fmt: skip


def officers(member_id, people, k=1, seq=1, signers=None) -> bytes:
    said = OfficersStatement(member_id, tuple(one.signing.public for one in people), k, seq)
    return sign_entry("officers.v1", said.body(), *(one.signing for one in signers or people))


def change(by, statement, version=2, key=None):
    return lambda tx: authority.change_officers(tx, by.caller, statement, version, key or new_id(), now=clock.now())


async def test_officers_follow_each_other_with_the_signatures_of_both(street, vera, rosa, owner):
    nina, olga = [await street.colleague(rosa, name, Role.ORG_ADMIN) for name in ("Nina", "Olga")]
    waiting = await street.waiting(rosa, "Ines", Role.ORG_ADMIN)
    stranger = await street.admit(vera, "B")
    mine = rosa.member_id
    for statement, error in (
        (officers(mine, [nina]), log_errors.NotEnoughSignatures),
        (officers(mine, [rosa, nina], k=2, signers=[rosa]), log_errors.NotEnoughSignatures),
        (officers(mine, [nina], signers=[rosa]), log_errors.NotEnoughSignatures),
        (officers(mine, [rosa, nina], seq=0), log_errors.OutOfTurn),
        (officers(mine, [rosa, nina], seq=2), log_errors.OutOfTurn),
        (officers(mine, [rosa, waiting]), errors.NotVouchedFor),
        (officers(mine, [rosa, stranger]), errors.NotVouchedFor),
        (officers(stranger.member_id, [rosa]), errors.NotVouchedFor),
        (b"nothing", errors.NotVouchedFor),
    ):
        await refused(street, rosa, owner, error, change(rosa, statement))
    await refused(street, rosa, owner, errors.StaleVersion, change(rosa, officers(mine, [rosa, nina]), 7))

    key, statement = new_id(), officers(mine, [rosa, nina, olga], k=2, signers=[rosa, nina])
    for _ in range(2):
        async with street.context_of(rosa.caller).write() as tx:
            member = await change(rosa, statement, key=key)(tx)
    assert (member.officers, member.version) == (statement, 3)
    assert await owner.fetchval("SELECT count(*) FROM network.devices WHERE officer AND member_id = $1", mine) == 3
    giulia = await street.waiting(nina, "Giulia", Role.CASEWORKER)
    alone_vouches, both = nina.vouch(giulia), add_signature(nina.vouch(giulia), olga.signing)

    def approve(said):
        return lambda tx: enrolment.approve_device(
            tx, nina.caller, giulia.device_id, said, 1, new_id(), now=clock.now()
        )

    await refused(street, nina, owner, log_errors.NotEnoughSignatures, approve(alone_vouches))
    async with street.context_of(nina.caller).write() as tx:
        await approve(both)(tx)

    alone = officers(mine, [nina], seq=2, signers=[nina])
    await refused(street, nina, owner, log_errors.NotEnoughSignatures, change(nina, alone, 3))
    async with street.context_of(nina.caller).write() as tx:
        await change(nina, officers(mine, [nina, olga], k=2, seq=2), 3)(tx)
    one = await owner.fetchrow("SELECT officer, state FROM network.devices WHERE id = $1", rosa.device_id)
    assert tuple(one) == (False, "ACTIVE")
    act = lambda tx: enrolment.revoke_device(  # noqa: E731
        tx, nina.caller, olga.device_id, revocation(olga, nina), 3, new_id(), now=clock.now()
    )
    await refused(street, nina, owner, errors.LastOfficer, act)


async def test_who_was_shut_out_does_not_count_among_the_officers_who_sign_in_others(street, rosa, owner):
    nina, olga = [await street.colleague(rosa, name, Role.ORG_ADMIN) for name in ("Nina", "Olga")]
    mine = rosa.member_id
    async with street.context_of(rosa.caller).write() as tx:
        await change(rosa, officers(mine, [rosa, nina, olga], k=2))(tx)
    async with street.context_of(rosa.caller).write() as tx:
        await enrolment.revoke_device(
            tx, rosa.caller, olga.device_id, revocation(olga, rosa), 3, new_id(), now=clock.now()
        )

    alone = officers(mine, [rosa], seq=2, signers=[rosa, olga])
    await refused(street, rosa, owner, log_errors.NotEnoughSignatures, change(rosa, alone, 3))
    async with street.context_of(rosa.caller).write() as tx:
        await change(rosa, officers(mine, [rosa], seq=2, signers=[rosa, nina]), 3)(tx)


async def test_officers_of_whom_too_few_have_a_device_that_works_are_not_named(street, rosa, owner):
    nina, olga = [await street.colleague(rosa, name, Role.ORG_ADMIN) for name in ("Nina", "Olga")]
    mine = rosa.member_id
    await owner.execute("UPDATE network.devices SET expires_at = now() WHERE id = $1", olga.device_id)

    no = await refused(
        street, rosa, owner, log_errors.OfficersCannotAct, change(rosa, officers(mine, [rosa, olga], k=2))
    )

    assert (no.code, "Of these officers 1 can sign now" in str(no)) == ("OFFICERS_CANNOT_ACT", True)
    async with street.context_of(rosa.caller).write() as tx:
        await change(rosa, officers(mine, [rosa, nina, olga], k=2))(tx)


async def test_officers_of_whom_one_is_shut_out_at_that_moment_are_not_named(street, rosa, owner):
    nina = await street.colleague(rosa, "Nina", Role.ORG_ADMIN)

    async def named() -> None:
        async with street.context_of(rosa.caller).write() as tx:
            await change(rosa, officers(rosa.member_id, [rosa, nina], k=2))(tx)

    async with street.context_of(rosa.caller).write() as tx:
        await enrolment.revoke_device(
            tx, rosa.caller, nina.device_id, revocation(nina, rosa), 2, new_id(), now=clock.now()
        )
        naming = asyncio.create_task(named())
        while not await owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype <> 'advisory'"):
            assert not naming.done()
    with pytest.raises(log_errors.OfficersCannotAct):
        await naming
    assert await owner.fetchval("SELECT count(*) FROM network.devices WHERE officer AND member_id = $1", rosa.member_id)
    assert (await kinds(owner))[-1] == "device-revoked.v1"


async def test_a_revocation_is_signed_by_an_officer_or_by_the_device_itself(street, vera, rosa, owner):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    ines = await street.colleague(rosa, "Ines", Role.CASEWORKER)

    def act(device, statement):
        return lambda tx: enrolment.revoke_device(
            tx, rosa.caller, device.device_id, statement, 2, new_id(), now=clock.now()
        )

    for statement in (revocation(giulia, vera), revocation(giulia, ines), revocation(ines, rosa), b"x",
                      revocation(giulia, rosa, member=vera.member_id)):  # fmt: skip
        await refused(street, rosa, owner, errors.NotVouchedFor, act(giulia, statement))
    for device, signer in ((giulia, giulia), (ines, rosa)):
        async with street.context_of(rosa.caller).write() as tx:
            gone = await act(device, revocation(device, signer))(tx)
        assert gone.state is DeviceState.REVOKED


async def test_a_device_for_which_nobody_vouches_any_more_neither_signs_in_nor_gets_a_key(street, rosa, owner):
    giulia = await street.colleague(rosa, "Giulia", Role.CASEWORKER)
    assert await owner.fetchval("SELECT expires_at > now() FROM network.devices WHERE id = $1", giulia.device_id)
    await owner.execute("UPDATE network.devices SET expires_at = now() WHERE id = $1", giulia.device_id)

    assert await owner.fetch("SELECT * FROM network.caller($1)", giulia.device_id) == []
    from crypto.keys import SealingKey

    key = SealingKey.generate()
    statement, wraps = epoch_of(rosa, key, [rosa, giulia])
    await refused(
        street, rosa, owner, errors.WrapsIncomplete,
        lambda tx: intake.publish(tx, rosa.caller, statement, wraps, new_id(), now=clock.now()),
    )  # fmt: skip
    await street.publish(rosa)


async def test_the_secretariat_cannot_add_a_key_to_a_member(street, vera, rosa, owner):
    """Not by a device, not by officers, not by a second founder, and not past the doors either."""
    giulia = await street.waiting(rosa, "Giulia", Role.CASEWORKER)
    hers = officers(rosa.member_id, [vera], signers=[vera])
    await refused(
        street, vera, owner, errors.NoSuchDevice,
        lambda tx: enrolment.approve_device(
            tx, vera.caller, giulia.device_id, vera.vouch(giulia), 1, new_id(), now=clock.now()
        ),
    )  # fmt: skip
    await refused(street, vera, owner, errors.NotVouchedFor, change(vera, hers))
    for statement in (hers, vera.vouch(giulia)):
        await refused(
            street, vera, owner, errors.NotVouchedFor,
            lambda tx, s=statement: authority.publish(tx, vera.caller, s, new_id(), now=clock.now()),
        )  # fmt: skip
    before = tuple(await owner.fetchrow(COUNTS))
    for past in (
        ("SELECT network.name_officers($1, $2, ARRAY[]::bytea[])", rosa.member_id, hers),
        ("UPDATE network.members SET officers = $2 WHERE id = $1", rosa.member_id, hers),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with street.context_of(vera.caller).write() as tx:
                await tx.execute(*past)
    async with street.context_of(vera.caller).write() as tx:
        assert await tx.execute(
            "UPDATE network.devices SET state = 'ACTIVE', statement = $2 WHERE id = $1", giulia.device_id, b"x"
        ) == "UPDATE 0"  # fmt: skip
    staff = await owner.fetchval("SELECT id FROM network.staff WHERE member_id = $1", rosa.member_id)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with street.context_of(vera.caller).write() as tx:
            await tx.execute(
                "INSERT INTO network.invitations (token_hash, member_id, staff_id, founder, expires_at)"
                " VALUES (sha256('x'), $1, $2, true, now())", rosa.member_id, staff,
            )  # fmt: skip
    assert tuple(await owner.fetchrow(COUNTS)) == before
