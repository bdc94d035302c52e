"""Asking her: options first, then her yes, her no, or her time; every refusal leaves everything as it was."""

import secrets

import pytest

from crypto.keys import SealingKey
from crypto.sealing import Sender, blocks, seal
from kit.clock import now
from referrals import store_envelopes
from tests.referrals.world import REFUSED, STEP, everything


async def state(owner):
    rows = await owner.fetch(
        "SELECT id, state, version, (SELECT count(*) FROM referrals.consent_events) FROM referrals.referrals"
    )
    return everything(rows)


def text(field, kind):
    return f"mutation($i: {kind}!) {{ {field}(input: $i) {{ {STEP} {REFUSED} }} }}"


NEEDS = {
    "she is younger than 17": ({"ageAsserted17Plus": False}, "UNDER_17"),
    "nobody looked at her risks lately": ({"riskAssessmentOn": "2020-01-01"}, "RISK_ASSESSMENT_OLD"),
    "the day lies ahead": ({"riskAssessmentOn": "2999-01-01"}, "RISK_ASSESSMENT_OLD"),
}


@pytest.mark.parametrize("because", NEEDS)
async def test_a_need_is_not_opened(world, owner, because):
    changes, code = NEEDS[because]
    given = {
        "serviceType": "X",
        "urgency": "URGENT",
        "ageAsserted17Plus": True,
        "riskAssessmentOn": now().date().isoformat(),
        "idempotencyKey": world.key(),
    }
    ask = f"mutation($i: OpenNeedInput!) {{ openNeed(input: $i) {{ ... on Need {{ id }} {REFUSED} }} }}"

    assert (await world.ask(world.anker, ask, i=given | changes))["code"] == code
    assert await owner.fetchval("SELECT count(*) FROM referrals.needs") == 0


async def test_the_same_key_opens_one_need(world, owner):
    key = world.key()

    assert await world.need(idempotencyKey=key) == await world.need(idempotencyKey=key)
    assert await owner.fetchval("SELECT count(*) FROM referrals.needs") == 1


async def test_only_her_own_organisation_reads_a_need(world):
    need = await world.need()
    ask = f"query($i: ID!) {{ need(id: $i) {{ ... on Need {{ id }} {REFUSED} }} }}"

    assert (await world.ask(world.anker, ask, i=need))["id"] == need
    assert (await world.ask(world.hafen, ask, i=need))["code"] == "NEED_NOT_FOUND"


SHOWN = {
    "the checklist is open": ({"checklistAnswered": False}, "CHECKLIST_OPEN"),
    "one option and no reason": ({"onlyOneReason": None}, "OPTIONS_MISSING"),
    "the drafted service was not shown": ({"options": []}, "OPTIONS_MISSING"),
    "an older version": ({"expectedVersion": 9}, "STALE_VERSION"),
}


@pytest.mark.parametrize("because", SHOWN)
async def test_options_are_not_taken_as_shown(world, owner, because):
    changes, code = SHOWN[because]
    referral = await world.drafted()
    before = await state(owner)
    given = {
        "referralId": referral,
        "options": [{"listingId": world.listing, "listingVersion": world.listing_version}],
        "onlyOneReason": "SHE_ASKED_FOR_IT",
        "checklistAnswered": True,
        "expectedVersion": 1,
        "idempotencyKey": world.key(),
    }

    answer = await world.ask(world.anker, text("showOptions", "ShowOptionsInput"), i=given | changes)

    assert answer["code"] == code
    assert await state(owner) == before


async def test_she_needs_time_and_nothing_is_sent(world, owner):
    referral = await world.waiting()
    given = {"referralId": referral, "reason": "SHE_NEEDS_TIME", "expectedVersion": 2, "idempotencyKey": world.key()}

    answer = await world.ask(world.anker, text("recordDeferral", "RecordDeferralInput"), i=given)

    assert (answer["state"], answer["version"]) == ("DRAFT", 3)
    types = [row["type"] for row in await owner.fetch("SELECT type FROM referrals.consent_events ORDER BY seq")]
    assert types == ["REQUESTED", "DEFERRED"]


async def test_her_no_is_an_outcome_and_is_final(world, owner):
    referral = await world.waiting()
    given = {"referralId": referral, "expectedVersion": 2, "idempotencyKey": world.key()}
    ask = text("recordRefusal", "RecordRefusalInput")

    answer = await world.ask(world.anker, ask, i=given)
    before = await state(owner)
    again = await world.ask(world.anker, ask, i=given | {"expectedVersion": 3, "idempotencyKey": world.key()})

    assert answer["state"] == "CLIENT_DECLINED"
    assert again["code"] == "WRONG_REFERRAL_STATE"
    assert await state(owner) == before


async def test_a_reply_hangs_on_the_same_consent_and_goes_with_it(world, shred):
    referral, given = await world.sent()
    first = world.seal(referral, given).header.context
    reply = seal(
        "reply",
        blocks({"NEED": "x"}),
        context=type(first)(
            ref=referral,
            seq=0,
            prev=secrets.token_bytes(32),
            sender=world.hafen.caller.member_id,
            recipient=world.anker.caller.member_id,
            listing=first.listing,
            version=first.version,
            consent=given.hash,
            expires=first.expires,
            epoch=1,
        ),
        sender=Sender(world.hafen.sign),
        recipients=[SealingKey.generate().public],
    )

    keys = await shred.keys(referral)
    async with world.context_of(world.hafen.caller).write() as tx:
        await store_envelopes.add(tx, reply, shred_key=keys["SENDER"], consent_id=given.said.id, kind="REPLY", at=now())
        kept = await store_envelopes.of_referral(tx, referral, keys)
    await world.withdraw(given.secret)

    assert [(one.kind, one.data is not None) for one in kept] == [("SEND", True), ("REPLY", True)]
    assert kept[1].data == reply
    async with world.context_of(world.hafen.caller).read() as tx:
        assert [one.data for one in await store_envelopes.of_referral(tx, referral, keys)] == [None, None]
