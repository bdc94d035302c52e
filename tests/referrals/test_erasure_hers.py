"""Her own account lies under a key of its own: it outlives a decline or a recall, and goes when everything goes."""

from datetime import timedelta

import pytest

from crypto import consent as tokens
from crypto.envelope import Context as Place
from crypto.keys import SealingKey, SigningKey
from crypto.sealing import Sender, seal
from network.model import ANONYMOUS
from referrals import erasure, feedback, reading
from referrals.erasure_errors import CaseErased
from server import erasing
from tests.referrals.conftest import _publish

HER_KEY = SigningKey.generate()


async def her_letter(world, referral, given):
    """Let her seal her account to Anker, who helped her."""
    key = await _publish(world.context_of, world.anker)
    now = world.context_of(ANONYMOUS).now
    place = Place(
        ref=referral, seq=1, prev=b"", sender="", recipient=world.anker.caller.member_id, listing=world.listing,
        version=world.listing_version, consent=given.hash, expires=int((now + timedelta(days=20)).timestamp()), epoch=1,
    )  # fmt: skip
    keys = [key.public, SealingKey.generate().public]
    return seal("feedback", {"words": "invented"}, context=place, sender=Sender(HER_KEY), recipients=keys)


async def test_her_account_of_what_is_erased_is_refused_and_not_kept(world, owner):
    referral, given = await world.sent(feedback=HER_KEY.public)
    await owner.execute("UPDATE referrals.referrals SET state = 'CLOSED', ended_at = now() - interval '20 days'")
    context = world.context_of(ANONYMOUS)
    letter = await her_letter(world, referral, given)
    await erasing.erase_all(context, 10)

    with pytest.raises(CaseErased):
        async with context.write(realm="node") as tx:
            await feedback.give(
                tx, letter, tokens.sign_proof(HER_KEY, letter.env_id), shred=context.shred, now=context.now
            )

    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta WHERE kind = 'FEEDBACK'") == 0


@pytest.mark.parametrize("state", ["DECLINED", "CANCELLED"])
async def test_her_account_still_arrives_after_a_decline_or_a_recall(world, owner, shred, state):
    referral, given = await world.sent(feedback=HER_KEY.public)
    context = world.context_of(ANONYMOUS)
    async with context.write(realm="node") as tx:
        await erasure.begin(tx, [referral], state, context.now)
    await owner.execute("UPDATE referrals.referrals SET state = $1, ended_at = now()", state)
    await erasure.carry_out(context)
    letter = await her_letter(world, referral, given)

    async with context.write(realm="node") as tx:
        await feedback.give(tx, letter, tokens.sign_proof(HER_KEY, letter.env_id), shred=shred, now=context.now)

    ctx = world.context_of(world.anker.caller)
    async with ctx.read() as tx:
        kept = await reading.envelopes(tx, ctx.caller, referral, shred)
    assert [(one.kind, one.data) for one in kept] == [("SEND", None), ("FEEDBACK", letter)]
