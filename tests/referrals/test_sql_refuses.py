"""The database says no by itself, whoever writes the statement."""

import asyncpg
import pytest

from tests.referrals.world import REFUSED

ENV = b"e" * 32
META = (
    "INSERT INTO referrals.env_meta (env_id, kind, referral_id, seq, prev, from_member, to_member, at)"
    " VALUES ($1, 'SEND', $2, 5, '', $3, $4, now())"
)
USE = (
    "INSERT INTO referrals.consent_uses (env_id, consent_id, uses, use_no, kind, at) VALUES ($1, $2, $3, $4, $5, now())"
)


async def refused(owner, statement, *arguments):
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        await owner.execute(statement, *arguments)
    return caught.value.constraint_name


async def test_an_envelope_without_a_consumed_consent_cannot_be_stored(world, owner):
    referral, _ = await world.ready()

    name = await refused(owner, META, ENV, referral, world.anker.caller.member_id, world.hafen.caller.member_id)

    assert name == "env_without_consent"
    content = "INSERT INTO referrals.env_ct (env_id, protected, key_commit, nonce, ct) VALUES ($1, '', '', '', 'x')"
    assert await refused(owner, content, ENV) == "env_ct_without_meta"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


async def test_a_use_that_was_not_consumed_cannot_be_written(world, owner):
    _, given = await world.ready()

    assert await refused(owner, USE, ENV, given.said.id, 1, 1, "SEND") == "consent_not_consumed"
    assert await refused(owner, USE, ENV, given.said.id, 1, None, "SEND") == "consent_use_counted"
    assert await refused(owner, USE, ENV, "f" * 32, 1, 1, "SEND") == "consent_missing"


async def test_a_spent_consent_has_no_further_use(world, owner):
    _, given = await world.sent()

    assert await refused(owner, "UPDATE referrals.consents SET used = used + 1") == "consent_spent"
    assert await refused(owner, USE, ENV, given.said.id, 1, 1, "SEND") == "consent_use_once"
    assert await refused(owner, USE, ENV, given.said.id, 2, 1, "SEND") in {"consent_use_of", "consent_use_once"}


async def test_a_withdrawn_consent_does_not_come_back_and_carries_nothing(world, owner):
    _, given = await world.sent()
    await world.withdraw(given.secret)

    assert await refused(owner, "UPDATE referrals.consents SET status = 'LIVE'") == "consent_ended"
    assert await refused(owner, USE, ENV, given.said.id, 1, None, "REPLY") == "consent_withdrawn"


async def test_a_referral_cannot_be_sent_by_changing_its_state(world, owner):
    await world.ready()

    assert await refused(owner, "UPDATE referrals.referrals SET state = 'SENT'") == "referral_sent_before"
    alone = "UPDATE referrals.referrals SET state = 'SENT', sent_at = now(), consent_id = NULL"
    assert await refused(owner, alone) == "referral_without_consent"


@pytest.mark.parametrize(
    "table", ["consent_events", "consent_uses", "env_meta", "referral_events", "withdrawals", "attestations"]
)
async def test_what_was_written_stays(world, owner, table):
    _, given = await world.sent()
    await world.withdraw(given.secret)
    count = await owner.fetchval(f"SELECT count(*) FROM referrals.{table}")
    if count == 0:
        pytest.skip("no row of this table in this story")

    with pytest.raises(asyncpg.RestrictViolationError):
        await owner.execute(f"DELETE FROM referrals.{table}")

    assert await owner.fetchval(f"SELECT count(*) FROM referrals.{table}") == count


TABLES = ("needs", "consents", "referrals", "consent_events", "consent_uses", "env_meta", "env_ct", "env_wrap",
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
        for table in ("needs", "consents", "env_meta", "env_ct", "env_wrap", "consent_uses", "consent_events"):
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
