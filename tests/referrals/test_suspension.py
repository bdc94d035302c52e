"""A service is suspended: what it would touch is counted beforehand, and nobody is sent on into it."""

import secrets

import pytest

from crypto.errors import BadSignature
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import words_hash
from crypto.signing import sign_statement
from directory import actions as directory
from directory import errors
from network.errors import RoleMissing
from network.model import Caller, Role
from referrals import loop, uses
from referrals.model import Details
from server import tending
from tests.referrals.world import Desk

ROWS = "SELECT id, state, held_from, version FROM referrals.referrals ORDER BY id"


async def secretariat(world, owner) -> Desk:
    """Give a person of the secretariat, whose device is known here."""
    member = await owner.fetchval("SELECT id FROM network.members WHERE kind = 'SECRETARIAT'")
    staff = await owner.fetchval("SELECT id FROM network.staff WHERE member_id = $1", member)
    sign, seal = SigningKey.generate(), SealingKey.generate()
    await owner.execute(
        "INSERT INTO network.devices (id, member_id, staff_id, sign_key, seal_key, state, statement, enrolled_at)"
        " VALUES ($1, $2, $3, $4, $5, 'ACTIVE', 'x', now())", sign.kid, member, staff, sign.public, seal.public,
    )  # fmt: skip
    return Desk(Caller(member, staff, sign.kid, frozenset({Role.SECRETARIAT}), "secretariat"), sign, seal)


async def change(world, owner, desk, act, to):
    version = await owner.fetchval("SELECT version FROM directory.listings WHERE id = $1", world.listing)
    said = {"listing": world.listing, "version": version, "to": to, "reason": "A complaint."}
    statement = sign_statement("decision.v1", said, desk.sign)
    context = world.context_of(desk.caller)
    async with context.write() as tx:
        return await act(
            tx, desk.caller, world.listing, "A complaint.", version, secrets.token_hex(16), now=context.now,
            statement=statement, uses=uses, entry=await entry_of(world, tx, desk, to, context.now),
        )  # fmt: skip


async def entry_of(world, tx, desk, to, now):
    """Sign for the key log what goes with a decision."""
    said = {"member": desk.caller.member_id, "listing": world.listing, "rev": world.listing_version}
    if to == "SUSPENDED":
        return sign_statement("listing-withdrawn.v1", {**said, "nbf": int(now.timestamp())}, desk.sign)
    kept, until = await directory.words(tx, desk.caller, world.listing, world.listing_version, now=now)
    made = {"hash": b64u(words_hash(kept.salt, kept.words)), "nbf": int(now.timestamp()), "exp": until}
    return sign_statement("listing.v1", {**said, **made}, desk.sign)


async def suspend(world, owner, desk):
    return await change(world, owner, desk, directory.suspend, "SUSPENDED")


async def effect(world, desk):
    async with world.context_of(desk.caller).read() as tx:
        return await directory.suspension_effect(tx, desk.caller, world.listing, uses)


async def step(world, desk, name, referral, **details):
    context = world.context_of(desk.caller)
    async with context.write() as tx:
        version = await tx.fetchval("SELECT version FROM referrals.referrals WHERE id = $1", referral)
        return await loop.step(
            tx, desk.caller, name, referral_id=referral, details=Details(**details), envelope=None,
            expected_version=version, key=secrets.token_hex(16), shred=context.shred, now=context.now,
        )  # fmt: skip


async def in_service(world):
    referral, _ = await world.sent()
    await step(world, world.hafen, "ACKNOWLEDGE", referral)
    day = world.context_of(world.anker.caller).now.date()
    await step(
        world, world.hafen, "ACCEPT", referral, first_contact_on=day, safe_contact_read=True, interpreter_answered=True
    )
    await step(world, world.hafen, "START", referral, started_on=day)
    return referral


async def notices(owner, member):
    rows = await owner.fetch("SELECT kind, referral_id FROM referrals.notices WHERE member_id = $1", member)
    return {(row["kind"], row["referral_id"]) for row in rows}


async def test_the_effect_of_a_suspension_is_shown_beforehand_in_numbers_only(world, owner):
    await world.sent()
    await world.sent()
    await world.waiting()
    await in_service(world)
    desk = await secretariat(world, owner)
    before = await owner.fetch(ROWS)

    shown = await effect(world, desk)

    assert (shown.by_state, shown.members) == ((("IN_SERVICE", 1), ("SENT", 2)), 1)
    assert await owner.fetch(ROWS) == before
    for other in (world.anker, world.hafen):
        with pytest.raises(RoleMissing):
            await effect(world, other)


async def test_a_suspension_holds_what_has_not_begun_and_lets_the_sender_check_the_rest(world, owner):
    waiting, begun = (await world.sent())[0], await in_service(world)
    desk = await secretariat(world, owner)

    await suspend(world, owner, desk)

    states = {row["id"]: (row["state"], row["held_from"]) for row in await owner.fetch(ROWS)}
    assert states == {waiting: ("ON_HOLD_SAFETY", "SENT"), begun: ("IN_SERVICE", None)}
    sender, recipient = world.anker.caller.member_id, world.hafen.caller.member_id
    assert {("PAUSED", waiting), ("CHECK_SERVICE", begun)} <= await notices(owner, sender)
    assert ("PAUSED", waiting) in await notices(owner, recipient)
    assert "CHECK_SERVICE" not in {kind for kind, _ in await notices(owner, recipient)}
    event = await owner.fetchrow("SELECT * FROM referrals.referral_events WHERE name = 'HOLD'")
    assert (event["by_actor"], event["reason"], event["only_for"]) == ("S", "LISTING_SUSPENDED", sender)


async def test_a_held_referral_waits_until_the_service_is_offered_again_and_then_the_sender_decides(world, owner):
    referral, _ = await world.sent()
    desk = await secretariat(world, owner)
    await suspend(world, owner, desk)
    before = await owner.fetch(ROWS)

    with pytest.raises(errors.ListingSuspended):
        await step(world, world.anker, "RELEASE", referral, risk_reassessed=True, her_wish=True)
    assert await owner.fetch(ROWS) == before
    await change(world, owner, desk, directory.reinstate, "VETTED")
    assert await owner.fetch(ROWS) == before
    assert ("SERVICE_OFFERED_AGAIN", referral) in await notices(owner, world.anker.caller.member_id)
    await step(world, world.anker, "RELEASE", referral, risk_reassessed=True, her_wish=True)

    assert (await owner.fetchrow(ROWS))["state"] == "SENT"


async def test_what_slipped_through_in_the_same_moment_is_held_by_the_node_once(world, owner):
    referral, _ = await world.sent()
    await owner.execute("UPDATE directory.listings SET state = 'SUSPENDED', suspended_reason = 'x'")
    context = world.context_of(Caller("", "", "", frozenset(), ""))

    first, second = await tending.hold(context), await tending.hold(context)

    assert (first, second) == (1, 0)
    assert (await owner.fetchrow(ROWS))["state"] == "ON_HOLD_SAFETY"
    event = await owner.fetchrow("SELECT * FROM referrals.referral_events WHERE name = 'HOLD'")
    assert (event["referral_id"], event["by_actor"]) == (referral, "T")


async def test_a_suspension_that_is_refused_holds_nothing(world, owner):
    await world.sent()
    desk = await secretariat(world, owner)
    before = await owner.fetch(ROWS)
    other = Desk(desk.caller, world.anker.sign, desk.seal)

    with pytest.raises(BadSignature):
        await suspend(world, owner, other)

    assert await owner.fetch(ROWS) == before
    assert await owner.fetchval("SELECT state FROM directory.listings") == "VETTED"


async def test_how_a_service_is_used_is_counted_whole_by_the_node_only(world, owner):
    await world.waiting()
    async with world.context_of(world.anker.caller).read(realm="node") as tx:
        assert await uses.used(tx) == []
    await world.sent()
    async with world.context_of(world.anker.caller).read(realm="node") as tx:
        assert await uses.used(tx) == [world.listing]
