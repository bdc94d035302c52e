"""The board vouches for an organisation for 90 days: then no letter goes to or from it until it vouches again."""

import secrets
from datetime import timedelta

import pytest

from crypto.envelope import Context
from crypto.keys import SealingKey
from crypto.sealing import Sender, seal
from network.log_errors import MemberNotVouchedFor
from referrals import errors, loop
from referrals.model import Details
from tests.referrals.test_sending import state

VOUCHED = "UPDATE network.members SET vouched_until = $2 WHERE id = $1"


async def vouched(world, owner, who, hours) -> None:
    desk = getattr(world, who)
    until = None if hours is None else world.context_of(desk.caller).now + timedelta(hours=hours)
    await owner.execute(VOUCHED, desk.caller.member_id, until)


@pytest.mark.parametrize("who, word", [("anker", "sender"), ("hafen", "recipient")])
@pytest.mark.parametrize("hours", [None, -1], ids=["never", "no longer"])
async def test_nothing_is_sent_from_or_to_an_organisation_for_which_the_board_does_not_vouch(
    world, owner, who, word, hours
):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)
    await vouched(world, owner, who, hours)
    before = await state(owner)

    answer = await world.send(envelope)

    assert (answer["code"], f"is the {word}, so nothing was sent" in answer["sentence"]) == (
        "MEMBER_NOT_VOUCHED_FOR", True,
    )  # fmt: skip
    assert await state(owner) == before
    await vouched(world, owner, who, 1)
    assert (await world.send(envelope))["stored"] == "STORED"


async def test_no_letter_of_a_thread_goes_on_but_a_step_without_one_does_and_her_word_always(world, owner):
    referral, given = await world.sent()
    hafen, first = world.hafen, await owner.fetchval("SELECT env_id FROM referrals.env_meta")
    place = Context(
        ref=referral, seq=0, prev=first, sender=hafen.caller.member_id, recipient=world.anker.caller.member_id,
        listing=world.listing, version=world.listing_version, consent=given.hash, epoch=1,
        expires=int((world.context_of(hafen.caller).now + timedelta(days=9)).timestamp()),
    )  # fmt: skip
    keys = [SealingKey.generate().public]
    letter = seal("status", {"text": "x"}, context=place, sender=Sender(hafen.sign), recipients=keys)

    async def declines(envelope, version=4):
        context = world.context_of(hafen.caller)
        async with context.write() as tx:
            return await loop.step(
                tx, hafen.caller, "DECLINE", referral_id=referral, details=Details(decline_class="NO_CAPACITY"),
                envelope=envelope, expected_version=version, key=secrets.token_hex(16), shred=context.shred,
                now=context.now,
            )  # fmt: skip

    for who in ("anker", "hafen"):
        await vouched(world, owner, who, -1)
        before = await state(owner)
        with pytest.raises(MemberNotVouchedFor):
            await declines(letter)
        assert await state(owner) == before
        await vouched(world, owner, who, 1)
    with pytest.raises(errors.RecipientKeyRevoked):
        await declines(letter)

    await vouched(world, owner, "anker", None)
    await vouched(world, owner, "hafen", None)
    assert (await declines(None)).state == "DECLINED"
    assert (await world.withdraw(given.secret))["referralsStopped"] == 1
