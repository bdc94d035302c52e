"""The database says no by itself, whoever writes the statement."""

import asyncpg
import pytest

from network import actions
from referrals import store_envelopes
from tests.referrals.test_withdrawal import ATTEST, erased
from tests.referrals.world import REFUSED

ENV = b"e" * 32
META = (
    "INSERT INTO referrals.env_meta (env_id, kind, referral_id, seq, prev, from_member, to_member, consent_id, uses,"
    " use_no, at) VALUES ($1, $2, $3, 5, '', $4, $5, $6, $7, $8, now())"
)


async def refused(owner, statement, *arguments):
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        await owner.execute(statement, *arguments)
    return caught.value.constraint_name


async def an_envelope(owner, world, referral, consent, *, uses=1, use_no=None, kind="SEND", to=None):
    """Try to write an envelope's row by hand; gives the name of the constraint that refuses it."""
    members = world.anker.caller.member_id, to or world.hafen.caller.member_id
    return await refused(owner, META, ENV, kind, referral, *members, consent, uses, use_no)


async def test_an_envelope_without_a_consumed_consent_cannot_be_stored(world, owner):
    referral, given = await world.ready()

    assert await an_envelope(owner, world, referral, "f" * 32, use_no=1) == "consent_missing"
    assert await an_envelope(owner, world, referral, given.said.id, use_no=1) == "consent_not_consumed"
    assert await an_envelope(owner, world, referral, given.said.id) == "consent_use_counted"
    content = "INSERT INTO referrals.env_ct (env_id, protected, key_commit, nonce, ct) VALUES ($1, '', '', '', 'x')"
    assert await refused(owner, content, ENV) == "env_ct_without_meta"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


async def test_the_node_cannot_count_a_use_by_itself_nor_send_for_another(world, owner):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)
    sent = {"consent_id": given.said.id, "expected_version": 3, "at": world.context_of(world.anker.caller).now,
            "due_what": "ACKNOWLEDGE", "key": "k" * 32,
            "request": b"r" * 32, "shred_key": b"s" * 32}  # fmt: skip

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with world.context_of(world.anker.caller).write() as tx:
            await tx.execute("UPDATE referrals.consents SET used = used + 1")
    for thief in (world.lotse, world.hafen):
        context, place, lane = world.context_of(thief.caller), envelope.header.context, actions.lane_of(thief.caller)

        async with context.asking() as ask:
            found = ask, context.shred, place.ref, envelope.env_id, place.consent, 0, context.now
            assert await store_envelopes.load(*found) is None
            assert await store_envelopes.store(ask, envelope, envelope.env_id, lane=lane, staff="", **sent) is None

    assert await owner.fetchval("SELECT used FROM referrals.consents") == 0
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


async def test_an_envelope_to_anybody_else_than_the_consent_names_cannot_be_stored(world, owner):
    referral, given = await world.sent()
    stranger = world.lotse.caller.member_id

    assert await an_envelope(owner, world, referral, given.said.id, kind="REPLY", to=stranger) == "env_for_another"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 1


async def test_a_spent_consent_has_no_further_use(world, owner):
    referral, given = await world.sent()

    assert await refused(owner, "UPDATE referrals.consents SET used = used + 1") == "consent_spent"
    assert await an_envelope(owner, world, referral, given.said.id, use_no=1) == "consent_use_once"
    assert await an_envelope(owner, world, referral, given.said.id, use_no=2) == "consent_not_consumed"
    assert await an_envelope(owner, world, referral, given.said.id, uses=2, use_no=0) == "consent_use_within"
    assert await an_envelope(owner, world, referral, given.said.id, uses=2, kind="REPLY") == "env_without_consent"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 1


async def test_a_withdrawn_consent_does_not_come_back_and_carries_nothing(world, owner):
    referral, given = await world.sent()
    await world.withdraw(given.secret)

    assert await refused(owner, "UPDATE referrals.consents SET status = 'LIVE'") == "consent_ended"
    assert await an_envelope(owner, world, referral, given.said.id, kind="REPLY") == "consent_withdrawn"


async def test_a_referral_cannot_be_sent_by_changing_its_state(world, owner):
    await world.ready()

    assert await refused(owner, "UPDATE referrals.referrals SET state = 'SENT'") == "referral_sent_before"
    alone = "UPDATE referrals.referrals SET state = 'SENT', sent_at = now(), consent_id = NULL"
    assert await refused(owner, alone) == "referral_without_consent"


@pytest.mark.parametrize("table", ["consent_events", "env_meta", "referral_events", "withdrawals", "attestations"])
async def test_what_was_written_stays(world, owner, table):
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    await world.ask(world.hafen, ATTEST, i={"referralId": referral, "statement": erased(world, referral)})
    count = await owner.fetchval(f"SELECT count(*) FROM referrals.{table}")

    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute(f"DELETE FROM referrals.{table}")

    assert count
    assert await owner.fetchval(f"SELECT count(*) FROM referrals.{table}") == count


TABLES = ("needs", "consents", "referrals", "consent_events", "env_meta", "env_ct", "env_wrap",
          "referral_events", "withdrawals", "notices", "attestations")  # fmt: skip


async def test_another_member_sees_no_row_at_all(world, pool):
    await world.sent()

    async with world.context_of(world.lotse.caller).read() as tx:
        seen = {table: await tx.fetchval(f"SELECT count(*) FROM referrals.{table}") for table in TABLES}

    assert set(seen.values()) == {0}


async def test_the_secretariat_sees_states_and_no_envelope(world):
    await world.sent()

    async with world.context_of(world.lotse.caller).read(realm="secretariat") as tx:
        assert await tx.fetchval("SELECT state FROM referrals.referrals") == "SENT"
        for table in ("needs", "consents", "env_meta", "env_ct", "env_wrap", "consent_events"):
            assert await tx.fetchval(f"SELECT count(*) FROM referrals.{table}") == 0, table


async def test_the_recipient_sees_nothing_before_it_is_sent(world):
    await world.ready()

    async with world.context_of(world.hafen.caller).read() as tx:
        assert await tx.fetchval("SELECT count(*) FROM referrals.referrals") == 0


async def test_both_organisations_read_the_consent_and_a_stranger_does_not(world):
    _, given = await world.sent()
    text = f"query($i: ID!) {{ consent(id: $i) {{ ... on Consent {{ id used events {{ type }} }} {REFUSED} }} }}"

    for desk in (world.anker, world.hafen):
        answer = await world.ask(desk, text, i=given.said.id)
        assert (answer["used"], [event["type"] for event in answer["events"]]) == (1, ["GIVEN"])
    assert (await world.ask(world.lotse, text, i=given.said.id))["code"] == "CONSENT_NOT_FOUND"
