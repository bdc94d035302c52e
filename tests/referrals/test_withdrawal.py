"""Taking back: from every state, with her secret alone or by telling any member, and the same receipt again."""

import asyncio
import json
import secrets
from datetime import timedelta

import pytest

from crypto.format import b64u
from crypto.signing import sign_statement
from network.model import ANONYMOUS
from referrals import erasure
from tests.referrals.world import REFUSED

STATES = (
    "DRAFT", "AWAITING_CONSENT", "SENT", "RECEIVED", "INFO_REQUESTED", "WAITLISTED", "ACCEPTED", "IN_SERVICE",
    "ON_HOLD_SAFETY", "OUTCOME_REPORTED", "CLOSED", "DECLINED", "CLIENT_DECLINED", "WITHDRAWN", "CANCELLED", "EXPIRED",
    "VOID",
)  # fmt: skip
UNSENT = {"DRAFT", "AWAITING_CONSENT"}
ORAL = (
    "mutation($i: RecordWithdrawalInput!) { recordWithdrawal(input: $i) {"
    f" ... on WithdrawalReceipt {{ receiptId method referralsStopped at }} {REFUSED} }} }}"
)
RECORD = (
    "query($i: ID!, $f: RecordForm!) { consentRecord(id: $i, form: $f) {"
    f" ... on ConsentRecord {{ json }} {REFUSED} }} }}"
)
ATTEST = (
    "mutation($i: AttestErasureInput!) { attestErasure(input: $i) {"
    f" ... on ErasureAttested {{ referralId at }} {REFUSED} }} }}"
)
OWING = f"{{ openErasures(first: 50) {{ ... on OpenErasurePage {{ erasures {{ referralId }} }} {REFUSED} }} }}"
TOLD = "SELECT member_id, erase_by - at AS days FROM referrals.notices WHERE referral_id = $1"
SAID = "SELECT type FROM referrals.consent_events WHERE referral_id = $1"
WHY = "SELECT ground FROM referrals.erasures WHERE referral_id = $1"
CONTENT = "SELECT (SELECT count(*) FROM referrals.env_ct) + (SELECT count(*) FROM referrals.env_wrap)"


async def test_she_takes_it_back_from_every_state_and_gets_the_same_receipt_again(world, owner, shred):
    """All seventeen, each with a consent of its own: what stops, goes, is told, is owed, and what she holds."""
    both = {world.anker.caller.member_id, world.hafen.caller.member_id}
    for state in STATES:
        before_sending = state in UNSENT
        referral, given = await (world.ready() if before_sending else world.sent())
        held = "RECEIVED" if state == "ON_HOLD_SAFETY" else None
        await owner.execute(
            "UPDATE referrals.referrals SET state = $1, held_from = $2, due_at = now() WHERE id = $3",
            state,
            held,
            referral,
        )

        first = await world.withdraw(given.secret)
        again = await world.withdraw(given.secret)
        told_elsewhere = await world.ask(world.lotse, ORAL, i={"consentId": given.said.id})

        assert first["receiptId"], state
        assert first == again == told_elsewhere, state
        row = await owner.fetchrow("SELECT state, held_from, due_at FROM referrals.referrals WHERE id = $1", referral)
        assert tuple(row) == ("WITHDRAWN", None, None), state
        status = "SELECT status FROM referrals.consents WHERE id = $1"
        assert await owner.fetchval(status, given.said.id) == "WITHDRAWN", state
        told = await owner.fetch(TOLD, referral)
        assert {one["member_id"] for one in told} == ({world.anker.caller.member_id} if before_sending else both), state
        owed = [one["days"] for one in told if one["member_id"] == world.hafen.caller.member_id]
        assert owed == ([] if before_sending else [timedelta(days=7)]), state
        said = {one["type"] for one in await owner.fetch(SAID, referral)}
        assert ("REFUSED" in said) == before_sending, state
        assert await owner.fetchval(WHY, referral) == "WITHDRAWN", state
    assert await owner.fetchval(CONTENT) == 0
    assert await erasure.carry_out(world.context_of(ANONYMOUS)) == len(STATES)
    referrals = [row["id"] for row in await owner.fetch("SELECT id FROM referrals.referrals")]
    assert not any([await shred.keys(referral) for referral in referrals])
    assert len((await world.ask(world.anker, OWING))["erasures"]) == len(STATES) - 2


async def test_every_referral_that_the_consent_covers_stops(world, owner):
    given = world.given(uses=3)
    first = await world.waiting()
    await world.record(first, given)
    referrals = [(first, 3), (await world.waiting(), 2), (await world.waiting(), 2)]
    for referral, version in referrals:
        assert (await world.send(world.seal(referral, given), version))["stored"] == "STORED"
    other, _ = await world.sent()

    receipt = await world.withdraw(given.secret)

    assert receipt["referralsStopped"] == 3
    states = {row["id"]: row["state"] for row in await owner.fetch("SELECT id, state FROM referrals.referrals")}
    assert [states[referral] for referral, _ in referrals] == ["WITHDRAWN"] * 3
    assert states[other] == "SENT"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_ct") == 1


async def test_a_withdrawal_while_it_is_sent_leaves_nothing_behind(world, owner):
    for _ in range(6):
        referral, given = await world.ready()
        envelope = world.seal(referral, given)

        await asyncio.gather(world.send(envelope), world.withdraw(given.secret), world.withdraw(given.secret))

        assert await owner.fetchval(CONTENT) == 0
        assert await owner.fetchval("SELECT state FROM referrals.referrals WHERE id = $1", referral) == "WITHDRAWN"


async def test_ten_withdrawals_at_once_give_one_receipt(world, owner):
    _, given = await world.sent()

    answers = await asyncio.gather(*(world.withdraw(given.secret) for _ in range(10)))

    assert len({answer["receiptId"] for answer in answers}) == 1
    assert await owner.fetchval("SELECT count(*) FROM referrals.withdrawals") == 1


async def test_nothing_is_sent_after_she_took_it_back(world, owner):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)
    await world.withdraw(given.secret)

    answer = await world.send(envelope)

    assert answer["code"] == "CONSENT_WITHDRAWN"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


async def test_the_same_envelope_again_does_not_bring_it_back(world, owner):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)
    await world.send(envelope)
    await world.withdraw(given.secret)

    answer = await world.send(envelope)

    assert answer["code"] == "CONSENT_WITHDRAWN"
    assert await owner.fetchval(CONTENT) == 0


async def test_a_secret_that_nobody_gave_stops_nothing(world, owner):
    await world.sent()

    for secret in (secrets.token_bytes(32), b"short"):
        assert (await world.withdraw(secret))["code"] == "UNKNOWN_SECRET"
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == "SENT"


async def test_she_tells_any_member_and_it_stops(world, owner):
    _, given = await world.sent()

    first = await world.ask(world.lotse, ORAL, i={"consentId": given.said.id})
    again = await world.ask(world.hafen, ORAL, i={"consentId": given.said.id})

    assert first["method"] == "ORAL"
    assert first == again
    assert await owner.fetchval(CONTENT) == 0


async def test_in_every_state_a_word_to_any_member_ends_it_and_every_record_says_that_it_was_she(world, owner):
    for state in STATES:
        before_sending = state in UNSENT
        referral, given = await (world.ready() if before_sending else world.sent())
        held = "RECEIVED" if state == "ON_HOLD_SAFETY" else None
        await owner.execute(
            "UPDATE referrals.referrals SET state = $1, held_from = $2 WHERE id = $3", state, held, referral
        )

        told = await world.ask(world.lotse, ORAL, i={"consentId": given.said.id})

        assert (told["method"], told) == ("ORAL", await world.withdraw(given.secret)), state
        assert await owner.fetchval("SELECT state FROM referrals.referrals WHERE id = $1", referral) == "WITHDRAWN"
        for form in ("RECORD", "RECEIPT"):
            for desk in (world.anker,) if before_sending else (world.anker, world.hafen):
                answer = await world.ask(desk, RECORD, i=given.said.id, f=form)
                said = json.loads(answer["json"])["dpv:hasConsentStatus"]
                assert [one["@type"] for one in said] == ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"], (state, form)
    assert await owner.fetchval(CONTENT) == 0


async def test_somebody_not_signed_in_cannot_record_it_for_her(world, owner):
    _, given = await world.sent()

    answer = await world.ask(None, ORAL, i={"consentId": given.said.id})

    assert answer["code"] == "NOT_SIGNED_IN"
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == "SENT"


@pytest.mark.parametrize("shown", [True, False])
async def test_before_any_consent_her_word_counts_as_a_refusal(world, owner, shown):
    referral = await (world.waiting() if shown else world.drafted())

    first = await world.ask(world.anker, ORAL, i={"referralId": referral})
    again = await world.ask(world.anker, ORAL, i={"referralId": referral})

    assert first["receiptId"]
    assert first == again
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == "WITHDRAWN"
    types = await owner.fetch("SELECT type FROM referrals.consent_events ORDER BY seq DESC LIMIT 1")
    assert types[0]["type"] == "REFUSED"


def erased(world, about, **changes):
    body = {"referral": about, "member": world.hafen.caller.member_id, "erased": True, "ground": "", "at": 1}
    return b64u(sign_statement("erasure.v1", body | changes, world.hafen.sign))


async def test_the_recipient_gives_its_word_that_it_erased(world, owner):
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    statement = erased(world, referral)

    first = await world.ask(world.hafen, ATTEST, i={"referralId": referral, "statement": statement})
    again = await world.ask(world.hafen, ATTEST, i={"referralId": referral, "statement": statement})

    assert first["at"]
    assert first == again
    assert await owner.fetchval("SELECT erased FROM referrals.attestations") is True


@pytest.mark.parametrize("changes", [{"referral": "f" * 32}, {"erased": False}, {"ground": "COURT_ORDER"}])
async def test_a_word_that_does_not_fit_is_not_kept(world, owner, changes):
    referral, given = await world.sent()
    await world.withdraw(given.secret)

    statement = erased(world, referral, **changes)
    answer = await world.ask(world.hafen, ATTEST, i={"referralId": referral, "statement": statement})

    assert answer["code"] == "ATTESTATION_WRONG"
    assert await owner.fetchval("SELECT count(*) FROM referrals.attestations") == 0


async def test_a_live_referral_needs_no_word_and_a_stranger_has_none(world, owner):
    referral, given = await world.sent()
    statement = erased(world, referral)

    early = await world.ask(world.hafen, ATTEST, i={"referralId": referral, "statement": statement})
    await world.withdraw(given.secret)
    stranger = await world.ask(world.lotse, ATTEST, i={"referralId": referral, "statement": statement})

    assert (early["code"], stranger["code"]) == ("WRONG_REFERRAL_STATE", "REFERRAL_NOT_FOUND")
    assert await owner.fetchval("SELECT count(*) FROM referrals.attestations") == 0
