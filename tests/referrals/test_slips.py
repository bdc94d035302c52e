"""She goes herself with a slip: nothing is sent, and the network keeps need, service and day."""

from datetime import timedelta

import pytest
from strawberry.federation import Schema

from referrals import needs
from referrals.agreement import Urgency
from referrals.api import ReferralsQuery
from referrals.api_slips import SlipMutation
from tests.referrals import world as worlds
from tests.referrals.world import REFUSED, everything

SHOWN = "... on Slip { id listingId listingVersion options onlyOneReason givenOn outcome outcomeOn }"
GIVE = f"mutation($i: GiveSlipInput!) {{ giveSlip(input: $i) {{ {SHOWN} {REFUSED} }} }}"
OUTCOME = (
    f"mutation($s: ID!, $o: SlipOutcome!) {{ recordSlipOutcome(slipId: $s, outcome: $o) {{ {SHOWN} {REFUSED} }} }}"
)
NEED = (
    f"query($id: ID!) {{ need(id: $id) {{ ... on Need {{ slips {{ id outcome }} referrals {{ id }} }} {REFUSED} }} }}"
)
DRAFT = f"mutation($i: DraftReferralInput!) {{ draftReferral(input: $i) {{ {worlds.STEP} {REFUSED} }} }}"
ALL = "SELECT * FROM referrals.slips ORDER BY id"
NOTICED = "SELECT count(*) FROM referrals.notices"


@pytest.fixture
def doors(monkeypatch):
    monkeypatch.setattr(worlds, "SCHEMA", Schema(query=ReferralsQuery, mutation=SlipMutation))


async def giving(world, need=None, **changes):
    said = {
        "needId": need or await opened(world), "listingId": world.listing, "listingVersion": world.listing_version,
        "options": [{"listingId": world.listing, "listingVersion": world.listing_version}],
        "onlyOneReason": "SHE_ASKED_FOR_IT", "checklistAnswered": True, "idempotencyKey": world.key(),
    }  # fmt: skip
    return said | changes


async def opened(world, days=0):
    context = world.context_of(world.anker.caller)
    async with context.write() as tx:
        day = context.now.date() - timedelta(days=days)
        found = await needs.open_need(
            tx, world.anker.caller, service_type="EMPLOYER", urgency=Urgency.ROUTINE, age_asserted_17_plus=True,
            risk_assessment_on=day, key=world.key(), now=context.now,
        )  # fmt: skip
    return found.id


async def test_a_slip_keeps_need_service_and_day_and_nobody_is_told(world, owner, doors):
    need = await opened(world)
    said = await giving(world, need)

    slip = await world.ask(world.anker, GIVE, i=said)
    again = await world.ask(world.anker, GIVE, i=said)

    assert slip == again
    assert (slip["listingId"], slip["outcome"], slip["onlyOneReason"]) == (world.listing, None, "SHE_ASKED_FOR_IT")
    seen = await world.ask(world.anker, NEED, id=need)
    assert seen == {"slips": [{"id": slip["id"], "outcome": None}], "referrals": []}
    assert (await world.ask(world.hafen, NEED, id=need))["code"] == "NEED_NOT_FOUND"
    assert await owner.fetchval(NOTICED) == await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0


REFUSALS = {
    "the conditions were not gone through": ({"checklistAnswered": False}, "CHECKLIST_OPEN"),
    "she was shown something else": ({"options": [{"listingId": "f" * 32, "listingVersion": 1}]}, "OPTIONS_MISSING"),
    "she was shown one and nobody says why": ({"onlyOneReason": None}, "OPTIONS_MISSING"),
    "the need is nobody's": ({"needId": "f" * 32}, "NEED_NOT_FOUND"),
    "the words are not the vetted ones": ({"listingVersion": 9, "options": []}, "OPTIONS_MISSING"),
}


@pytest.mark.parametrize("sentence", REFUSALS)
async def test_without_what_must_hold_no_slip_is_given(world, owner, doors, sentence):
    changes, code = REFUSALS[sentence]

    answer = await world.ask(world.anker, GIVE, i=await giving(world, **changes))

    assert answer["code"] == code
    assert await owner.fetch(ALL) == []


async def test_no_slip_is_given_for_a_service_that_was_stopped_or_on_an_old_look_at_her_risks(world, owner, doors):
    need, said = await opened(world, days=30), await giving(world)
    world.later = timedelta(days=1)
    old = await world.ask(world.anker, GIVE, i={**said, "needId": need})
    world.later = timedelta()
    own = await world.ask(world.hafen, GIVE, i=said)
    await owner.execute("UPDATE directory.listings SET state = 'SUSPENDED', suspended_reason = 'SAFETY'")
    stopped = await world.ask(world.anker, GIVE, i=said)

    assert [one["code"] for one in (old, own, stopped)] == [
        "RISK_ASSESSMENT_OLD",
        "NEED_NOT_FOUND",
        "LISTING_SUSPENDED",
    ]
    assert await owner.fetch(ALL) == []


async def test_what_she_told_of_it_is_kept_once(world, owner, doors):
    slip = (await world.ask(world.anker, GIVE, i=await giving(world)))["id"]

    first = await world.ask(world.anker, OUTCOME, s=slip, o="DID_NOT_GO")
    again = await world.ask(world.anker, OUTCOME, s=slip, o="DID_NOT_GO")
    before = everything(await owner.fetch(ALL))
    other = await world.ask(world.anker, OUTCOME, s=slip, o="SERVED")
    foreign = await world.ask(world.hafen, OUTCOME, s=slip, o="DID_NOT_GO")

    assert first == again
    assert (first["outcome"], other["code"], foreign["code"]) == ("DID_NOT_GO", "SLIP_ANSWERED", "SLIP_NOT_FOUND")
    assert everything(await owner.fetch(ALL)) == before


async def test_a_slip_is_not_drafted_so_that_it_is_never_sent(world, owner):
    need = await world.need()
    said = {"needId": need, "listingId": world.listing, "listingVersion": world.listing_version,
            "mode": "INTRODUCTION_SLIP", "idempotencyKey": world.key()}  # fmt: skip

    assert (await world.ask(world.anker, DRAFT, i=said))["code"] == "SLIP_IS_NOT_SENT"
    assert await owner.fetchval("SELECT count(*) FROM referrals.referrals") == 0


async def test_a_broker_receives_what_goes_to_a_service_of_no_member(world, owner):
    async with owner.transaction():
        await owner.execute("SET LOCAL session_replication_role = replica")
        await owner.execute(
            "UPDATE directory.listing_versions SET route = 'BROKERED', broker_member = $1", world.hafen.caller.member_id
        )
        await owner.execute("UPDATE directory.listings SET owner_member_id = NULL")
    need = await world.need()
    said = {"needId": need, "listingId": world.listing, "listingVersion": world.listing_version}
    sealed = await world.ask(world.anker, DRAFT, i={**said, "idempotencyKey": world.key()})
    drafted = await world.ask(world.anker, DRAFT, i={**said, "mode": "BROKERED", "idempotencyKey": world.key()})
    referral = drafted["referralId"]
    await world.show(referral, 1)
    given = world.given()
    await world.record(referral, given)

    assert sealed["code"] == "NO_MEMBER_TO_SEND_TO"
    assert (await world.send(world.seal(referral, given)))["stored"] == "STORED"
    row = await owner.fetchrow("SELECT to_member, mode FROM referrals.referrals WHERE id = $1", referral)
    assert tuple(row) == (world.hafen.caller.member_id, "BROKERED")
