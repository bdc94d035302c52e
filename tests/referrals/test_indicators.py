"""A half-year is counted once, from what the node knows and what organisations count by hand, shown to all."""

from datetime import UTC, datetime
from random import Random

import asyncpg
import pytest

from network.model import ANONYMOUS
from referrals import indicators
from referrals.counting import fate
from referrals.indicator_model import FATES, Counted

SENT, COUNTED = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 10, 1, 9, tzinfo=UTC)
SHOW = (
    "query($p: String!) { indicators(period: $p) { ... on IndicatorReport { period first last "
    "lists { name byHand hidden cells { categories count share } } medians { name days } } "
    "... on Refused { code field } } }"
)
PERIODS = "query { indicatorPeriods { ... on IndicatorPeriods { periods } ... on Refused { code } } }"
COUNT = (
    "mutation($p: String!, $c: [HandCountInput!]!) { contributeCounts(period: $p, counts: $c) { ... on HandCounts "
    "{ count } ... on Refused { code field } } }"
)
NEEDS = """
    INSERT INTO referrals.needs (id, member_id, holder_staff, service_type, urgency, age_asserted_17_plus,
        risk_assessment_on, opened_at)
    SELECT md5($1::text || n), member_id, holder_staff, $2, urgency, true, risk_assessment_on, opened_at
    FROM referrals.needs, generate_series(1, $3) n WHERE id = $4"""
REFERRALS = """
    INSERT INTO referrals.referrals (id, need_id, from_member, to_member, listing_id, listing_version, consent_id,
        state, mode, org_feedback, her_feedback, decline_class, reason, drafted_at, changed_at, sent_at, received_at,
        decided_at, started_on)
    SELECT md5($1::text || n || 'r'), md5($1::text || n), from_member, to_member, listing_id, listing_version,
        consent_id, $4, mode,
        $5, $5, $6, $7, $3, $3, $3::timestamptz, $3 + interval '2 days', $3 + interval '4 days',
        ($3 + interval '9 days')::date
    FROM referrals.referrals, generate_series(1, $8) n WHERE id = $2"""


async def many(owner, like, count, kind, state, *, at=SENT, feedback="RECEIVED", decline=None, reason=None):
    """Put referrals there that are like one that was sent, at another time and in another state."""
    name = f"{kind}{state}{decline}{reason}{at}"
    need = await owner.fetchval("SELECT need_id FROM referrals.referrals WHERE id = $1", like)
    await owner.execute(NEEDS, name, kind, count, need)
    await owner.execute(REFERRALS, name, like, at, state, feedback, decline, reason, count)


async def publish(world, now=COUNTED):
    async with world.context_of(ANONYMOUS).write(realm="node") as tx:
        return await indicators.publish(tx, now=now, chance=Random(1))


async def show(world, desk, period="2026-H1"):
    return await world.ask(desk, SHOW, p=period)


@pytest.fixture
async def half(world, owner):
    """Give a half-year in which women were referred."""
    like, _ = await world.sent()
    await many(owner, like, 12, "LANGUAGE_COURSE", "CLOSED")
    await many(owner, like, 6, "CHILDCARE", "EXPIRED", reason="NO_ACK")
    await many(owner, like, 2, "CHILDCARE", "DECLINED", decline="NOT_ELIGIBLE")
    await many(owner, like, 9, "CHILDCARE", "CLOSED", at=datetime(2026, 7, 1, tzinfo=UTC))
    return like


async def test_a_half_year_is_published_once_and_never_counted_again(world, owner, half):
    before = await publish(world, datetime(2026, 9, 30, 23, tzinfo=UTC))
    first = await publish(world)
    shown = await show(world, world.lotse)
    await many(owner, half, 40, "CHILDCARE", "CLOSED", at=datetime(2026, 4, 1, tzinfo=UTC))

    assert (before, first, await publish(world)) == ([], ["2026-H1"], [])
    assert await show(world, world.lotse) == shown
    assert await world.ask(world.lotse, PERIODS) == {"periods": ["2026-H1"]}
    with pytest.raises(asyncpg.PostgresError):
        await owner.execute("UPDATE referrals.indicator_snapshots SET body = '{}'")


async def test_small_numbers_are_merged_in_what_everybody_sees(world, half):
    await publish(world)

    lists = {each["name"]: each for each in (await show(world, world.lotse))["lists"]}

    fates = {tuple(each["categories"]): each["count"] for each in lists["FATE"]["cells"]}
    assert fates.pop(("CLOSED_BOTH",)) == 12
    [(merged, count)] = fates.items()
    assert (set(merged), count) == (set(FATES) - {"CLOSED_BOTH"}, 8)
    assert [sum(cell["count"] for cell in lists[name]["cells"]) for name in ("SERVICE_TYPE", "OPTIONS_SHOWN")] == [
        20,
        20,
    ]
    hidden = {name: each["hidden"] for name, each in lists.items() if each["byHand"] or name == "WITHDRAWAL"}
    assert hidden == dict.fromkeys(("WITHDRAWAL", "AS_TOLD", "FELT_SAFE", "UNMET_NEED"), "TOO_FEW")


async def test_one_woman_who_was_sent_to_many_services_is_no_number(world, owner):
    """Twelve referrals of one need: nothing is shown of them, as nothing is of one."""
    like, _ = await world.sent()
    await many(owner, like, 12, "LANGUAGE_COURSE", "CLOSED")
    await owner.execute(
        "UPDATE referrals.referrals SET need_id = (SELECT need_id FROM referrals.referrals WHERE id = $1)", like
    )
    await owner.execute(
        "INSERT INTO referrals.erasures (referral_id, ground, letters_to, asked_at)"
        " SELECT id, 'WITHDRAWN', '{}', $1 FROM referrals.referrals", SENT,
    )  # fmt: skip
    assert await publish(world) == ["2026-H1"]

    shown = await show(world, world.lotse)

    assert {each["hidden"] for each in shown["lists"]} == {"TOO_FEW"}
    assert {each["days"] for each in shown["medians"]} == {None}


async def test_waiting_times_are_medians_in_whole_days(world, half):
    await publish(world)

    shown = await show(world, world.lotse)

    assert shown["medians"] == [
        {"name": "ACKNOWLEDGED", "days": 2},
        {"name": "DECIDED", "days": 4},
        {"name": "FIRST_CONTACT", "days": 5},
    ]


async def test_organisations_count_by_hand_what_the_node_cannot_know(world, owner, half):
    world.later = datetime(2026, 6, 1, tzinfo=UTC) - world.context_of(ANONYMOUS).now
    given = [
        {"list": "FELT_SAFE", "category": "YES", "count": 3},
        {"list": "UNMET_NEED", "category": "CHILDCARE@AT-9", "count": 2},
        {"list": "UNMET_NEED", "category": "LANGUAGE_COURSE@at", "count": 1},
    ]
    counts = (6, 7, 3)

    assert await world.ask(world.anker, COUNT, p="2026-H1", c=given) == {"count": 3}
    for desk in (world.anker, world.hafen):
        said = [{**each, "count": count} for each, count in zip(given, counts, strict=True)]
        assert await world.ask(desk, COUNT, p="2026-H1", c=said) == {"count": 3}
    await publish(world)
    world.later -= world.later

    lists = {each["name"]: each for each in (await show(world, world.lotse))["lists"]}
    assert lists["FELT_SAFE"]["cells"] == [{"categories": ["NO", "NOT_ALWAYS", "YES"], "count": 12, "share": 100}]
    assert lists["UNMET_NEED"]["cells"] == [{"categories": ["OTHER"], "count": 20, "share": 100}]
    assert await owner.fetchval("SELECT count(*) FROM referrals.indicator_counts") == 0


async def test_counts_are_seen_by_their_organisation_and_the_node_alone(world, half):
    world.later = datetime(2026, 6, 1, tzinfo=UTC) - world.context_of(ANONYMOUS).now
    await world.ask(world.anker, COUNT, p="2026-H1", c=[{"list": "AS_TOLD", "category": "AS_TOLD", "count": 9}])

    async def seen(realm, member):
        async with world.context_of(world.anker.caller).read(realm=realm, member=member) as tx:
            return len(await tx.fetch("SELECT count FROM referrals.indicator_counts"))

    mine, theirs = world.anker.caller.member_id, world.hafen.caller.member_id
    asked = (("member", mine), ("member", theirs), ("secretariat", mine), ("auditor", mine), ("node", ""))
    assert [await seen(*each) for each in asked] == [1, 0, 0, 0, 1]


WRONG = {
    "another list": {"list": "FATE", "category": "SILENT", "count": 1},
    "another category": {"list": "FELT_SAFE", "category": "PERHAPS", "count": 1},
    "fewer than none": {"list": "FELT_SAFE", "category": "YES", "count": -1},
    "no kind of service": {"list": "UNMET_NEED", "category": "YOGA@AT", "count": 1},
    "no area": {"list": "UNMET_NEED", "category": "CHILDCARE@ATLANTIS", "count": 1},
    "neither": {"list": "UNMET_NEED", "category": "", "count": 1},
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_not_counted_is_refused(world, owner, case):
    world.later = datetime(2026, 6, 1, tzinfo=UTC) - world.context_of(ANONYMOUS).now

    refused = await world.ask(world.anker, COUNT, p="2026-H1", c=[WRONG[case]])

    assert refused["code"] == "BAD_COUNT"
    assert await owner.fetchval("SELECT count(*) FROM referrals.indicator_counts") == 0


async def test_counts_come_in_their_time_and_each_once(world, owner):
    one = {"list": "FELT_SAFE", "category": "YES", "count": 1}
    world.later = datetime(2026, 6, 1, tzinfo=UTC) - world.context_of(ANONYMOUS).now

    refused = [
        await world.ask(world.anker, COUNT, p="2026-H2", c=[one]),
        await world.ask(world.anker, COUNT, p="2025-H1", c=[one]),
        await world.ask(world.anker, COUNT, p="2026", c=[one]),
        await world.ask(world.anker, COUNT, p="2026-H1", c=[one, one]),
    ]

    assert [each["code"] for each in refused] == ["COUNTS_CLOSED", "COUNTS_CLOSED", "BAD_PERIOD", "BAD_COUNT"]
    assert await owner.fetchval("SELECT count(*) FROM referrals.indicator_counts") == 0


async def test_what_is_not_published_is_refused_and_so_is_whoever_is_not_signed_in(world):
    assert await publish(world) == []
    assert await show(world, world.anker) == {"code": "NOT_PUBLISHED", "field": "period"}
    assert await show(world, world.anker, "2026-Q1") == {"code": "BAD_PERIOD", "field": "period"}
    assert (await show(world, None))["code"] == "NOT_SIGNED_IN"


def counted(state, **more):
    none = dict.fromkeys(
        ("reason", "decline_class", "asked_category", "received_at", "decided_at", "started_on", "options")
    )
    both = {"org_feedback": "RECEIVED", "her_feedback": "RECEIVED"}
    return Counted(1, "a", "b", "CHILDCARE", state, sent_at=SENT, **{**none, **both, **more})


ENDS = {
    "CLOSED_BOTH": counted("CLOSED"),
    "CLOSED_WITHOUT_HER": counted("CLOSED", her_feedback="UNREACHABLE"),
    "SILENT": counted("EXPIRED", reason="NO_ACK"),
    "ACK_ONLY": counted("EXPIRED", reason="NO_DECISION"),
    "DECLINED_NO_CAPACITY": counted("DECLINED", decline_class="NO_CAPACITY"),
    "STOPPED_BY_HER": counted("WITHDRAWN"),
    "STOPPED_BY_OTHERS": counted("EXPIRED", reason="NO_DECISION", asked_category="SKILLS"),
    "GOING_ON": counted("IN_SERVICE"),
}


@pytest.mark.parametrize("end", ENDS)
def test_each_referral_has_one_fate(end):
    assert fate(ENDS[end]) == end
