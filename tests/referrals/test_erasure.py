"""Letters lie under keys that go when a referral ends; without them the node serves nothing, and says so."""

import asyncio
import contextlib

import asyncpg
import pytest

from kit.graph import AWAY
from network.model import ANONYMOUS
from referrals import erasure, reading
from referrals.erasure_errors import LetterKeyLost
from referrals.shredding import Shredder, Way
from server import erasing
from tests.referrals.world import REFUSED, STEP

KEY = "SELECT key FROM shred.keys WHERE referral_id = $1 AND letters_to = 'RECIPIENT'"
STORED = (
    "SELECT e.ct, w.wraps, e.env_id FROM referrals.env_ct e JOIN referrals.env_wrap w USING (env_id)"
    " JOIN referrals.env_meta m USING (env_id) WHERE m.referral_id = $1"
)
LETTERS = "SELECT count(*) FROM referrals.env_ct JOIN referrals.env_wrap USING (env_id)"
KEYS = "SELECT count(*) FROM shred.keys WHERE referral_id = $1"


async def test_what_the_node_stores_is_not_what_was_sealed(world, owner, shred):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)

    await world.send(envelope)

    stored = await owner.fetchrow(STORED, referral)
    assert envelope.ct not in stored["ct"]
    assert not any(plain in closed for plain in envelope.wraps for closed in stored["wraps"])
    ctx = world.context_of(world.hafen.caller)
    async with ctx.read() as tx:
        [kept] = await reading.envelopes(tx, ctx.caller, referral, shred)
    assert kept.data == envelope


async def test_the_role_of_the_node_sees_no_key_and_the_role_of_the_keys_nothing_else(pool, shred, world):
    await world.sent()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.fetch("SELECT key FROM shred.keys")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await shred._pool.fetch("SELECT ct FROM referrals.env_ct")


async def test_a_key_costs_the_send_no_transaction_that_writes(world, owner, shred):
    referral, given = await world.ready()
    before = await owner.fetch("SELECT ctid, xmin, letters_to FROM shred.keys ORDER BY letters_to")

    await world.send(world.seal(referral, given))

    assert await owner.fetch("SELECT ctid, xmin, letters_to FROM shred.keys ORDER BY letters_to") == before


async def test_keys_are_made_when_she_is_shown_options_for_a_referral_that_is_there_and_only_once(world, owner):
    drafted = await world.drafted()
    assert await owner.fetchval(KEYS, drafted) == 0

    waiting = await world.waiting()
    first = await owner.fetchval(KEY, waiting)
    text = f"mutation($i: RecordDeferralInput!) {{ recordDeferral(input: $i) {{ {STEP} {REFUSED} }} }}"
    given = {"referralId": waiting, "expectedVersion": 2, "idempotencyKey": world.key(), "reason": "SHE_NEEDS_TIME"}
    await world.ask(world.anker, text, i=given)
    await world.show(waiting, 3)

    assert await owner.fetchval(KEY, waiting) == first
    assert await owner.fetchval("SELECT count(*) FROM shred.keys") == len(Way)


async def test_a_step_that_fails_after_the_keys_were_made_leaves_them_to_the_draft(world, owner, monkeypatch):
    referral = await world.drafted()
    made = Shredder.make

    async def then_fail(self, referral_id):
        await made(self, referral_id)
        raise OSError

    monkeypatch.setattr(Shredder, "make", then_fail)
    with pytest.raises(AssertionError):
        await world.show(referral, 1)
    monkeypatch.undo()
    key = await owner.fetchval(KEY, referral)
    await world.show(referral, 1)

    assert key is not None
    assert await owner.fetchval(KEY, referral) == key


LOST = "The node has lost the shred key"


async def test_a_node_that_lost_its_keys_serves_no_letter_and_says_so(world, owner, shred):
    referral, _ = await world.sent()
    await owner.execute("DELETE FROM shred.keys")

    ctx = world.context_of(world.hafen.caller)
    with pytest.raises(LetterKeyLost, match=LOST) as no:
        async with ctx.read() as tx:
            await reading.envelopes(tx, ctx.caller, referral, shred)

    assert no.value.code == "LETTER_KEY_LOST"
    assert await owner.fetchval(LETTERS) == 1


async def test_a_node_that_lost_its_keys_keeps_no_new_letter_and_changes_nothing(world, owner):
    referral, given = await world.ready()
    await owner.execute("DELETE FROM shred.keys")

    answer = await world.send(world.seal(referral, given))

    assert (answer["code"], LOST in answer["sentence"]) == ("LETTER_KEY_LOST", True)
    assert await owner.fetchval("SELECT used FROM referrals.consents") == 0
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == "AWAITING_CONSENT"
    assert await owner.fetchval(LETTERS) == 0


async def test_a_cut_line_to_the_keys_is_found_again(world, owner, shred):
    referral, _ = await world.sent()
    await shred.key(referral, Way.RECIPIENT)

    await owner.execute(
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    for _ in range(2):
        with contextlib.suppress(*AWAY):
            await shred.key(referral, Way.RECIPIENT)

    assert len(await shred.key(referral, Way.RECIPIENT)) == 32


async def test_the_keys_of_another_node_are_no_help(world, owner, shred):
    referral, _ = await world.sent()
    await owner.execute("UPDATE shred.keys SET key = $1", b"k" * 32)

    ctx = world.context_of(world.hafen.caller)
    with pytest.raises(LetterKeyLost):
        async with ctx.read() as tx:
            await reading.envelopes(tx, ctx.caller, referral, shred)


async def test_a_letter_from_before_there_were_keys_is_still_given_out(world, owner, shred):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)
    await world.send(envelope)
    await owner.execute("UPDATE referrals.env_ct SET ct = $1, shut = false", envelope.ct)
    await owner.execute("UPDATE referrals.env_wrap SET wraps = $1", list(envelope.wraps))

    ctx = world.context_of(world.hafen.caller)
    async with ctx.read() as tx:
        [kept] = await reading.envelopes(tx, ctx.caller, referral, shred)

    assert kept.data == envelope


async def test_an_erasure_can_be_carried_out_again_and_by_two_workers_at_once(world, owner):
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    context = world.context_of(ANONYMOUS)

    done = await asyncio.gather(erasure.carry_out(context), erasure.carry_out(context))
    again = await erasure.carry_out(context)

    assert (sum(done), again) == (1, 0)
    assert await owner.fetchval(KEYS, referral) == 0


async def test_keys_that_cannot_be_deleted_now_are_deleted_later(world, owner, monkeypatch):
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    context = world.context_of(ANONYMOUS)

    async def away(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr(Shredder, "delete", away)
    with pytest.raises(ConnectionRefusedError):
        await erasure.carry_out(context)
    monkeypatch.undo()

    assert await owner.fetchval(KEYS, referral) == len(Way)
    assert await erasure.carry_out(context) == 1
    assert await owner.fetchval(KEYS, referral) == 0


async def test_what_is_kept_for_its_time_goes_when_that_is_over(world, owner):
    referral, _ = await world.sent()
    await owner.execute("UPDATE referrals.referrals SET state = 'CLOSED', ended_at = now() - interval '181 days'")
    live, _ = await world.sent()
    done = await erasing.erase_all(world.context_of(ANONYMOUS), 180)
    again = await erasing.erase_all(world.context_of(ANONYMOUS), 180)

    assert (done.over, done.letters) == (1, 1)
    assert (again.over, again.letters) == (0, 0)
    assert (await owner.fetchval(KEYS, referral), await owner.fetchval(KEYS, live)) == (0, len(Way))
    assert await owner.fetchval(LETTERS) == 1


async def test_one_day_earlier_it_stays(world, owner):
    await world.sent()
    await owner.execute("UPDATE referrals.referrals SET state = 'CLOSED', ended_at = now() - interval '179 days'")

    assert (await erasing.erase_all(world.context_of(ANONYMOUS), 180)).over == 0
    assert await owner.fetchval(LETTERS) == 1


GONE = {
    "WITHDRAWN": set(Way),
    "VOID": set(Way),
    "CANCELLED": {Way.RECIPIENT, Way.SENDER},
    "EXPIRED": {Way.RECIPIENT, Way.SENDER},
    "DECLINED": {Way.RECIPIENT},
    "CLIENT_DECLINED": {Way.RECIPIENT},
    "RETENTION": set(Way),
}


@pytest.mark.parametrize("ground", GONE)
async def test_each_end_deletes_the_keys_that_nobody_needs_any_more(world, owner, ground):
    referral, _ = await world.sent()
    context = world.context_of(ANONYMOUS)

    async with context.write(realm="node") as tx:
        await erasure.begin(tx, [referral], ground, context.now)
        await erasure.begin(tx, [referral], ground, context.now)
    await erasure.carry_out(context)

    left = await owner.fetch("SELECT letters_to FROM shred.keys WHERE referral_id = $1", referral)
    assert {row["letters_to"] for row in left} == set(Way) - GONE[ground]
    assert await owner.fetchval(LETTERS) == 0


STEPS = {
    "the sender recalls it": ("anker", "cancelReferral", "ReasonInput", {"reason": "RISK_CHANGED"}, "CANCELLED"),
    "the recipient declines": ("hafen", "declineReferral", "DeclineInput", {"declineClass": "NO_CAPACITY"}, "DECLINED"),
    "she declines": ("anker", "recordSheDeclined", "StepInput", {}, "CLIENT_DECLINED"),
    "it was wrong from the start": ("hafen", "voidReferral", "ReasonInput", {"reason": "WRONG_PERSON"}, "VOID"),
}


@pytest.mark.parametrize("because", STEPS)
async def test_a_referral_that_ends_takes_its_letters_and_their_key_with_it(world, owner, because):
    who, field, kind, brings, state = STEPS[because]
    referral, _ = await world.sent()
    text = f"mutation($i: {kind}!) {{ {field}(input: $i) {{ ... on Referral {{ state }} {REFUSED} }} }}"
    given = {"referralId": referral, "expectedVersion": 4, "idempotencyKey": world.key(), **brings}

    answer = await world.ask(getattr(world, who), text, i=given)
    await erasure.carry_out(world.context_of(ANONYMOUS))

    assert answer == {"state": state}
    assert await owner.fetchval(LETTERS) == 0
    assert await owner.fetch(KEY, referral) == []
    told = await owner.fetchval(
        "SELECT erase_by IS NOT NULL FROM referrals.notices WHERE member_id = $1", world.hafen.caller.member_id
    )
    assert told is True


async def test_her_no_before_anything_was_sent_takes_the_key_with_it(world, owner):
    referral = await world.waiting()
    text = f"mutation($i: RecordRefusalInput!) {{ recordRefusal(input: $i) {{ {STEP} {REFUSED} }} }}"

    await world.ask(world.anker, text, i={"referralId": referral, "expectedVersion": 2, "idempotencyKey": world.key()})
    await erasure.carry_out(world.context_of(ANONYMOUS))

    assert await owner.fetch(KEY, referral) == []


async def test_what_is_erased_cannot_be_taken_up_again(world, owner):
    referral, _ = await world.sent()
    await owner.execute("UPDATE referrals.referrals SET state = 'CLOSED', ended_at = now() - interval '20 days'")
    await erasing.erase_all(world.context_of(ANONYMOUS), 10)
    text = f"mutation($i: ReasonInput!) {{ reopenReferral(input: $i) {{ ... on Referral {{ state }} {REFUSED} }} }}"
    given = {"referralId": referral, "expectedVersion": 4, "idempotencyKey": world.key(), "reason": "REOPENED"}

    answer = await world.ask(world.anker, text, i=given)

    assert answer["code"] == "CASE_ERASED"
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == "CLOSED"
