"""The worker of waiting times at a real database: several at once, one that is killed, and what it leaves behind."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from network.model import ANONYMOUS, Caller, Role
from referrals import erasure, store_timers, timer_rules, timers
from referrals.timer_errors import ClocksDiffer
from referrals.timers import Looked
from referrals.working_days import ahead
from server import timing
from tests.client.conftest import ROOT
from tests.referrals.many import copies
from tests.referrals.world import REFUSED

DAY = timedelta(days=1)
NOTICES = "SELECT member_id, kind FROM referrals.notices ORDER BY at, kind, member_id"
STATE = "SELECT state FROM referrals.referrals WHERE id = $1"
TIMES = (
    "... on WaitingTimes { serviceType acknowledgeDays urgentDecideDays followUpMonths version"
    f" countriesWithoutCalendar }} {REFUSED}"
)
TWICE = (
    "SELECT count(*) FROM (SELECT FROM referrals.notices GROUP BY referral_id, kind, member_id HAVING count(*) > 1) t"
)


@pytest.fixture
def awake(monkeypatch):
    """Let a worker have looked in all the days between two moments of a story."""
    monkeypatch.setattr(timer_rules, "GAP", 3_000 * DAY)


def after(world, days):
    """Give the node's context so many days from now."""
    context = world.context_of(ANONYMOUS)
    context.now += days * DAY
    return context


async def said(world, owner):
    who = {world.anker.caller.member_id: "anker", world.hafen.caller.member_id: "hafen"}
    return [(who[row["member_id"]], row["kind"]) for row in await owner.fetch(NOTICES)]


async def test_a_referral_that_nobody_answers_ends_its_letters_go_and_the_sender_is_asked_to_go_on(world, owner, awake):
    referral, _ = await world.sent()
    early = await timers.look(after(world, 0))
    due = await owner.fetchrow("SELECT due_at > now(), due_what FROM referrals.referrals WHERE id = $1", referral)
    done = [await timers.look(after(world, days)) for days in (10, 20, 30)]
    again = await timers.look(after(world, 40))
    await erasure.carry_out(after(world, 40))

    assert (early, tuple(due)) == (Looked(), (True, "ACKNOWLEDGE"))
    assert done == [Looked(reminded=1), Looked(escalated=1), Looked(ended=1)]
    assert again == Looked()
    assert await said(world, owner) == [
        ("hafen", "DUE_ACKNOWLEDGE"),
        *sorted([("anker", "ESCALATED_ACKNOWLEDGE"), ("hafen", "ESCALATED_ACKNOWLEDGE")],
                key=lambda one: getattr(world, one[0]).caller.member_id),
        ("hafen", "EXPIRE"),
        ("anker", "OFFER_OTHER_OPTIONS"),
    ]  # fmt: skip
    assert await owner.fetchval(STATE, referral) == "EXPIRED"
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_ct") == 0
    assert await owner.fetchval("SELECT count(*) FROM shred.keys WHERE referral_id = $1", referral) == 1
    event = await owner.fetchrow("SELECT from_state, by_actor, reason FROM referrals.referral_events ORDER BY at DESC")
    assert tuple(event) == ("SENT", "T", "NO_ACK")
    erase_by = await owner.fetchval("SELECT erase_by - at FROM referrals.notices WHERE kind = 'EXPIRE'")
    assert erase_by == 7 * DAY


async def test_after_a_long_downtime_there_is_one_reminder_and_new_time(world, owner):
    referral, _ = await world.sent()

    done = [await timers.look(after(world, days)) for days in (200, 200.01)]

    assert done == [Looked(reminded=1), Looked()]
    assert await said(world, owner) == [("hafen", "DUE_ACKNOWLEDGE")]
    assert await owner.fetchval(STATE, referral) == "SENT"


async def test_a_hold_stops_everything(world, owner, awake):
    referral, _ = await world.sent()
    text = f"mutation($i: ReasonInput!) {{ holdReferral(input: $i) {{ ... on Referral {{ state }} {REFUSED} }} }}"
    given = {"referralId": referral, "expectedVersion": 4, "idempotencyKey": world.key(), "reason": "RISK_CHANGED"}
    await world.ask(world.anker, text, i=given)
    before = len(await owner.fetch(NOTICES))

    done = [await timers.look(after(world, days)) for days in (10, 20, 30)]

    assert done == [Looked()] * 3
    assert len(await owner.fetch(NOTICES)) == before
    assert await owner.fetchval("SELECT look_at IS NULL FROM referrals.referrals") is True


async def test_a_draft_that_nobody_touched_for_ninety_days_ends_and_its_keys_go(world, owner, awake):
    waiting = await world.waiting()
    early = [await timers.look(after(world, days)) for days in (0, 89)]
    late = await timers.look(after(world, 91))
    await erasure.carry_out(after(world, 91))

    assert (early, late) == ([Looked()] * 2, Looked(ended=1))
    assert await owner.fetchval(STATE, waiting) == "EXPIRED"
    assert await owner.fetchval("SELECT count(*) FROM shred.keys WHERE letters_to <> 'HERS'") == 0
    assert await said(world, owner) == [("anker", "EXPIRE")]


async def test_what_both_accounts_are_there_of_is_closed_by_the_node_and_kept(world, owner, awake):
    referral, _ = await world.sent()
    await owner.execute(
        "UPDATE referrals.referrals SET state = 'OUTCOME_REPORTED', org_feedback = 'RECEIVED', version = 5,"
        " her_feedback = 'UNREACHABLE'"
    )

    done = [await timers.look(after(world, days)) for days in (0, 10, 11)]

    assert done == [Looked(), Looked(closed=1), Looked()]
    assert await owner.fetchval(STATE, referral) == "CLOSED"
    assert sorted(await said(world, owner)) == [("anker", "CLOSE"), ("hafen", "CLOSE")]
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_ct") == 1
    step = await owner.fetchrow("SELECT by_actor, reason FROM referrals.referral_events WHERE name = 'CLOSE'")
    assert tuple(step) == ("T", None)


async def test_a_first_contact_that_does_not_come_makes_the_account_overdue(world, owner, awake):
    await world.sent()
    await owner.execute("UPDATE referrals.referrals SET state = 'ACCEPTED', org_feedback = 'DUE', version = 5")
    await owner.execute(
        "INSERT INTO referrals.referral_events (referral_id, seq, name, from_state, to_state, by_actor, by_member, at)"
        " SELECT id, 5, 'ACCEPT', 'RECEIVED', 'ACCEPTED', 'B', to_member, sent_at FROM referrals.referrals"
    )

    done = [await timers.look(after(world, days)) for days in (0, 20, 30)]

    assert done == [Looked(), Looked(reminded=2), Looked(escalated=1)]
    stands = await owner.fetchrow("SELECT state, org_feedback, due_at FROM referrals.referrals")
    assert tuple(stands) == ("ACCEPTED", "OVERDUE", None)


async def test_a_send_that_began_before_its_draft_ended_stores_nothing(world, owner, awake):
    referral, given = await world.ready()
    envelope = world.seal(referral, given)
    for days in (0, 91):
        await timers.look(after(world, days))

    answer = await world.send(envelope)

    assert answer["code"] in ("STALE_VERSION", "WRONG_REFERRAL_STATE")
    assert await owner.fetchval("SELECT count(*) FROM referrals.env_meta") == 0
    assert await owner.fetchval("SELECT used FROM referrals.consents") == 0


async def test_days_are_the_recipients_an_urgent_need_has_fewer_and_later_questions_need_her_yes(world, owner):
    await world.sent(purposes=("ASSESS_ELIGIBILITY", "FOLLOW_UP_CONTACT"))
    await owner.execute("UPDATE network.members SET country = 'JO' WHERE name = 'Hafen'")
    await owner.execute("UPDATE referrals.needs SET urgency = 'URGENT'")
    now = after(world, 0)

    async def taken():
        async with now.write(realm="node") as tx:
            [case] = await store_timers.take(tx, now.now, 10, timers.FOLLOW_UP)
        return case

    case = await taken()
    await owner.execute("UPDATE referrals.consents SET taken_back = '{PURPOSE:FOLLOW_UP_CONTACT}'")
    narrowed = await taken()
    await timers.look(now)

    assert (case.country, case.urgent, case.follow_up, narrowed.follow_up) == ("JO", True, True, False)
    assert case.consent_ends is not None
    assert case.consent_ends > now.now
    due = await owner.fetchval("SELECT due_at FROM referrals.referrals")
    assert due == ahead("JO", case.referral.sent_at, 1)


async def test_two_workers_at_once_do_everything_once(world, owner, awake, monkeypatch):
    monkeypatch.setattr(timers, "BATCH", 20)
    await world.sent()
    await copies(owner, 200, 30)

    for days, what in ((0, "reminded"), (10, "escalated"), (20, "ended")):
        done = await asyncio.gather(*(timers.look(after(world, days)) for _ in range(3)))
        assert sum(getattr(each, what) for each in done) >= 200

    assert await owner.fetchval(TWICE) == 0
    assert await owner.fetchval("SELECT count(*) FROM referrals.referrals WHERE state = 'EXPIRED'") >= 200
    ended = "SELECT count(*) FROM referrals.referral_events WHERE name = 'EXPIRE' AND reason = 'NO_ACK'"
    assert await owner.fetchval(ended) == await owner.fetchval("SELECT count(*) FROM referrals.erasures")


async def test_a_worker_that_is_killed_in_the_middle_leaves_everything_to_the_next(world, owner, database_url, awake):
    await world.sent()
    await copies(owner, 40, 30)
    program = [sys.executable, "-m", "tests.referrals.killed", database_url, "11"]
    worker = await asyncio.create_subprocess_exec(*program, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE)
    assert worker.stdout is not None
    here = await worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    await worker.wait()
    for _ in range(1_000):
        if not await owner.fetchval("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'killed'"):
            break
        await asyncio.sleep(0.01)
    left = await owner.fetchval("SELECT count(*) FROM referrals.notices")

    await timers.look(after(world, 0))

    assert (here, 0 < left < 40) == (b"here\n", True)
    assert await owner.fetchval(TWICE) == 0
    assert await owner.fetchval("SELECT count(*) FROM referrals.notices WHERE kind = 'DUE_ACKNOWLEDGE'") == 40


async def test_one_referral_that_cannot_be_judged_holds_up_no_other(world, owner, awake, monkeypatch):
    broken, _ = await world.sent()
    await copies(owner, 3, 30)
    judge = timer_rules.judge

    def but_one(case, *rest):
        if case.referral.id == broken:
            raise ValueError
        return judge(case, *rest)

    monkeypatch.setattr(timer_rules, "judge", but_one)

    assert await timing.look(after(world, 0)) == Looked(reminded=3, failed=1)
    later = "SELECT look_at > now() + interval '50 minutes' FROM referrals.referrals WHERE id = $1"
    assert await owner.fetchval(later, broken) is True


async def test_a_clock_that_jumped_ahead_and_came_back_costs_one_early_reminder(world, owner):
    referral, _ = await world.sent()
    done = [await timers.look(after(world, days)) for days in (365, 365.001, 0, 0.001)]

    assert done == [Looked(reminded=1), Looked(), Looked(), Looked()]
    waits = "SELECT state, look_at < now() + interval '8 days' AS soon FROM referrals.referrals WHERE id = $1"
    assert dict(await owner.fetchrow(waits, referral)) == {"state": "SENT", "soon": True}


async def test_a_node_whose_clock_is_not_the_databases_does_nothing(world, owner):
    await world.sent()

    with pytest.raises(ClocksDiffer):
        await timing.look(after(world, 365))

    assert await owner.fetch(NOTICES) == []
    assert await owner.fetchval("SELECT count(*) FROM referrals.timer_clock") == 0


@pytest.fixture
async def board(world, owner):
    """Give the secretariat beside the others."""
    member = await owner.fetchval("SELECT id FROM network.members WHERE kind = 'SECRETARIAT'")
    caller = Caller(member, "5" * 32, "d" * 32, frozenset({Role.SECRETARIAT}), "secretariat")
    return world, replace(world.anker, caller=caller)


def times(**changes):
    given = {
        "serviceType": "LANGUAGE_COURSE", "acknowledgeDays": 20, "urgentAcknowledgeDays": 1, "decideDays": 5,
        "urgentDecideDays": 2, "graceDays": 2, "urgentGraceDays": 1, "firstContactDays": 10, "reviewDays": 30,
        "outcomeDays": 30, "firstCheckDays": 7, "followUpMonths": [6], "expectedVersion": 0,
    }  # fmt: skip
    return given | changes


SET = f"mutation($i: SetWaitingTimesInput!) {{ setWaitingTimes(input: $i) {{ {TIMES} }} }}"
SHOW = f"query($t: String!) {{ waitingTimes(serviceType: $t) {{ {TIMES} }} }}"


async def test_the_secretariat_sets_waiting_times_and_they_hold_for_what_waits_already(board, owner, awake):
    world, secretariat = board
    await world.sent()
    await timers.look(after(world, 0))
    await owner.execute("UPDATE network.members SET country = 'XX' WHERE name = 'Lotse'")

    answer = await world.ask(secretariat, SET, i=times(idempotencyKey=world.key()))
    done = [await timers.look(after(world, days)) for days in (10, 40)]

    assert answer == await world.ask(world.hafen, SHOW, t="LANGUAGE_COURSE")
    assert (answer["acknowledgeDays"], answer["followUpMonths"], answer["version"]) == (20, [6], 1)
    assert answer["countriesWithoutCalendar"] == ["XX"]
    assert done == [Looked(), Looked(reminded=1)]
    trail = "SELECT count(*) FROM network.audit WHERE action = 'set-timers' AND object_id = 'LANGUAGE_COURSE'"
    assert await owner.fetchval(trail) == 1
    assert (await world.ask(world.hafen, SHOW, t="EMPLOYER"))["followUpMonths"] == [1, 3, 6, 12, 24]


NO = {
    "a member": ("hafen", {}, "ROLE_MISSING"),
    "no day": (None, {"decideDays": 0}, "TIMER_OUT_OF_RANGE"),
    "months that do not rise": (None, {"followUpMonths": [6, 3]}, "TIMER_OUT_OF_RANGE"),
    "a type that does not exist": (None, {"serviceType": "MAGIC"}, "UNKNOWN_SERVICE_TYPE"),
    "a version that nobody saw": (None, {"expectedVersion": 3}, "STALE_VERSION"),
}


@pytest.mark.parametrize("because", NO)
async def test_waiting_times_are_refused_and_nothing_changes(board, owner, because):
    world, secretariat = board
    who, changes, code = NO[because]

    answer = await world.ask(
        getattr(world, who) if who else secretariat, SET, i=times(idempotencyKey=world.key(), **changes)
    )

    assert answer["code"] == code
    assert code != "TIMER_OUT_OF_RANGE" or [answer["field"]] == list(changes)
    assert await owner.fetchval("SELECT count(*) FROM referrals.timer_settings") == 0
