"""What members say about a service: without the woman, without the referral, without whoever said it."""

import pytest

from directory.model import Signals
from referrals import uses
from server import schema

SCHEMA = schema.make()
REPORT = (
    "mutation($i: ReportListingInput!) { reportListing(input: $i) { ... on Reported { id } "
    "... on Refused { code field } } }"
)
KEPT = "SELECT * FROM directory.listing_reports ORDER BY kind"


async def report(world, desk, **more):
    said = {
        "id": world.listing,
        "version": world.listing_version,
        "kind": "NOT_SAFE_AGAIN",
        "willNotExposeHer": True,
        "idempotencyKey": world.key(),
    }
    done = await SCHEMA.execute(REPORT, {"i": {**said, **more}}, context_value=world.context_of(desk.caller))
    assert done.errors is None, done.errors
    return done.data["reportListing"]


async def test_a_report_keeps_the_day_and_neither_the_referral_nor_who_said_it(world, owner):
    referral, _ = await world.sent()
    before = await owner.fetchval("SELECT count(*) FROM network.audit")

    said = await report(world, world.anker, kind="CRITERION_STRICTER", criterion="LANGUAGE")

    assert said == {"id": world.listing}
    [kept] = await owner.fetch(KEPT)
    assert (kept["criterion"], kept["at"], kept["by_owner"], kept["drawn_on"]) == (
        "LANGUAGE", world.context_of(world.anker.caller).now.date(), False, None,
    )  # fmt: skip
    who = (world.anker.caller.member_id, world.anker.caller.staff_id, world.anker.caller.device_id, referral)
    assert not [each for each in who if each in str(dict(kept))]
    assert await owner.fetchval("SELECT count(*) FROM network.audit") == before


async def test_the_owners_own_report_is_kept_as_such(world, owner):
    await world.sent()

    await report(world, world.hafen, kind="CRITERION_LOOSER", criterion="AGE")

    assert [row["by_owner"] for row in await owner.fetch(KEPT)] == [True]


async def test_the_same_report_twice_is_one(world, owner):
    await world.sent()
    key = world.key()

    assert await report(world, world.anker, idempotencyKey=key) == await report(world, world.anker, idempotencyKey=key)

    assert len(await owner.fetch(KEPT)) == 1


async def test_nothing_is_reported_before_a_person_made_sure_that_it_cannot_point_at_her(world, owner):
    await world.sent()

    assert (await report(world, world.anker, willNotExposeHer=False))["code"] == "COULD_EXPOSE_HER"
    assert await owner.fetch(KEPT) == []


async def test_whoever_sent_nobody_there_reports_nothing(world, owner):
    await world.sent()

    refused = [
        await report(world, world.lotse),
        await report(world, world.anker, version=world.listing_version + 1),
        await report(world, world.anker, id="0" * 32),
    ]

    assert [each["code"] for each in refused] == ["NEVER_REFERRED"] * 3
    assert await owner.fetch(KEPT) == []


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "CRITERION_STRICTER"},
        {"kind": "NOT_SAFE_AGAIN", "criterion": "AGE"},
        {"kind": "SAFEGUARDING"},
        {"kind": "ELIGIBLE_DECLINED", "severity": "RED"},
    ],
)
async def test_a_report_says_what_its_kind_needs_and_nothing_else(world, owner, more):
    await world.sent()

    assert (await report(world, world.anker, **more))["code"] == "BAD_REPORT"
    assert await owner.fetch(KEPT) == []


async def test_members_and_the_secretariat_read_no_report_before_it_is_drawn(world, owner, pool):
    await world.sent()
    await report(world, world.anker)

    async def seen(realm, member):
        async with world.context_of(world.anker.caller).read(realm=realm, member=member) as tx:
            return len(await tx.fetch("SELECT id FROM directory.listing_reports"))

    counts = [await seen("member", world.anker.caller.member_id), await seen("member", world.hafen.caller.member_id)]
    assert (*counts, await seen("secretariat", "0" * 32), await seen("node", "")) == (0, 0, 0, 1)


async def test_the_node_counts_silences_accounts_and_missing_words_by_service_without_naming_a_referral(world, owner):
    first, _ = await world.sent()
    second, _ = await world.sent()
    for seq, reason in ((90, "NO_ACK"), (91, "CONSENT_EXPIRED")):
        await owner.execute(
            "INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member,"
            " reason, at) VALUES ($1, $2, 'EXPIRE', 'SENT', 'EXPIRED', 'T', '', $3, now())", first, seq, reason,
        )  # fmt: skip
    await owner.execute(  # twice to one service for one need: one woman
        "UPDATE referrals.referrals SET her_feedback = 'RECEIVED', state = 'EXPIRED', need_id ="
        " (SELECT need_id FROM referrals.referrals WHERE id = $1)", second,
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO referrals.erasures (referral_id, ground, letters_to, asked_at, escalated_at)"
        " VALUES ($1, 'WITHDRAWN', '{}', now() - interval '8 days', now())", first,
    )  # fmt: skip
    context = world.context_of(world.anker.caller)
    today = context.now.date()

    async with context.read(realm="node") as tx:
        found = await uses.signals(tx, today)

    assert found == Signals({world.listing: (today,)}, {world.listing: 1}, {world.listing: (today,)})
