"""Nothing outside the table is possible: through the door, for each state, step and kind of person, with valid ids."""

import asyncio
import json
from datetime import date

import pytest

from referrals import rules, store_loop
from referrals.model import State
from referrals.transitions import UNSENT, rows
from tests.referrals.world import REFUSED, SCHEMA

TODAY = date(2027, 1, 12).isoformat()
STEPS = {
    "ACKNOWLEDGE": ("acknowledgeReferral", ""),
    "ASK_FOR_INFORMATION": ("askForInformation", 'category: "LANGUAGE"'),
    "ANSWER_INFORMATION": ("answerInformation", "envelope: $e"),
    "ACCEPT": ("acceptReferral", f'firstContactOn: "{TODAY}", safeContactRead: true, interpreterAnswered: true'),
    "WAITLIST": ("waitlistReferral", f'expectedOn: "{TODAY}"'),
    "DECLINE": ("declineReferral", "declineClass: NO_CAPACITY"),
    "START": ("startService", f'startedOn: "{TODAY}"'),
    "REPORT_OUTCOME": ("reportOutcome", "outcomeClass: SERVED"),
    "CLOSE": ("closeReferral", ""),
    "DISPUTE_OUTCOME": ("disputeOutcome", ""),
    "REOPEN": ("reopenReferral", 'reason: "REOPENED"'),
    "SHE_DECLINES": ("recordSheDeclined", ""),
    "CANCEL": ("cancelReferral", 'reason: "CASE_CLOSED"'),
    "HOLD": ("holdReferral", 'reason: "OTHER"'),
    "RELEASE": ("releaseReferral", "riskReassessed: true, herWish: true"),
    "VOID": ("voidReferral", 'reason: "WRONG_PERSON"'),
    "DEFER": ("recordDeferral", "reason: SHE_NEEDS_TIME"),
    "REFUSE": ("recordRefusal", ""),
    "SHOW_OPTIONS": ("showOptions", "options: $o, onlyOneReason: OTHER, checklistAnswered: true"),
}
ROW = "SELECT r.*, (SELECT count(*) FROM referrals.referral_events) AS events FROM referrals.referrals r"


def may(name, state, actors):
    return any(state in row.sources and row.actors & actors for row in rows(name))


async def tries(world, desk, names, referral, version, envelope):
    """Take every one of these steps; gives the code of each refusal, or None."""
    shown = f'[{{listingId: "{world.listing}", listingVersion: {world.listing_version}}}]'
    given = {name: STEPS[name][1].replace("$e", json.dumps(envelope)).replace("$o", shown) for name in names}
    steps = [
        f'{name}: {STEPS[name][0]}(input: {{referralId: "{referral}", expectedVersion: {version},'
        f' idempotencyKey: "{world.key()}", {given[name]}}}) {{ {REFUSED} }}'
        for name in names
    ]
    result = await SCHEMA.execute(f"mutation {{ {' '.join(steps)} }}", context_value=world.context_of(desk.caller))
    assert result.errors is None, result.errors
    return [(answer or {}).get("code") for answer in result.data.values()]


async def test_every_step_of_everybody_that_the_table_does_not_hold_is_refused_changes_nothing_and_is_audited(
    world, owner
):
    referral, given = await world.sent()
    envelope = world.seal(referral, given).to_bytes().decode()
    people = {desk: desk.caller for desk in (world.anker, world.hafen, world.lotse)}
    refused = 0

    for state in State:
        unsent, held = state in UNSENT, State.ACCEPTED if state is State.ON_HOLD_SAFETY else None
        await owner.execute(
            "UPDATE referrals.referrals SET state = $1, held_from = $2, her_feedback = 'RECEIVED',"
            " org_feedback = 'RECEIVED', sent_at = CASE WHEN $3 THEN NULL ELSE now() END", state, held, unsent,
        )  # fmt: skip
        before, seen = await owner.fetchrow(ROW), await store_loop.referral(owner, referral)
        for desk, caller in people.items():
            actors = rules.actors_of(caller, seen)
            names = [name for name in STEPS if not may(name, state, actors)]
            codes = await tries(world, desk, names, referral, before["version"], envelope)
            assert None not in codes, dict(zip(names, codes, strict=True))
            if not actors:
                assert set(codes) == {"REFERRAL_NOT_FOUND"}
            refused += len(codes)
        assert await owner.fetchrow(ROW) == before

    assert refused > 800
    assert await owner.fetchval("SELECT count(*) FROM network.audit WHERE action LIKE 'refused:%'") == refused


async def act(world, field, key, more):
    text = f'mutation {{ {field}(input: {{referralId: "{more["id"]}", expectedVersion: {more["version"]},'
    text += f' idempotencyKey: "{key}", {more["said"]}}}) {{ ... on Referral {{ state version }} {REFUSED} }} }}'
    return await world.ask(world.hafen, text)


async def test_accept_and_decline_at_once_twice_each_give_one_outcome_and_one_event(world, owner):
    referral, _ = await world.sent()
    step = "mutation($i: StepInput!) { acknowledgeReferral(input: $i) { ... on Referral { version } } }"
    seen = await world.ask(
        world.hafen, step, i={"referralId": referral, "expectedVersion": 4, "idempotencyKey": world.key()}
    )
    at = {"id": referral, "version": seen["version"]}
    ways = {
        "ACCEPTED": ("acceptReferral", world.key(), {**at, "said": STEPS["ACCEPT"][1]}),
        "DECLINED": ("declineReferral", world.key(), {**at, "said": STEPS["DECLINE"][1]}),
    }

    asked = [*ways, *ways]
    answers = await asyncio.gather(*(act(world, *ways[state]) for state in asked))

    (outcome,) = {one["state"] for one in answers if "state" in one}
    assert await owner.fetchval("SELECT state FROM referrals.referrals") == outcome
    names = [row["name"] for row in await owner.fetch("SELECT name FROM referrals.referral_events ORDER BY seq")]
    assert names.count("ACCEPT") + names.count("DECLINE") == 1
    won, lost = (
        [a for state, a in zip(asked, answers, strict=True) if (state == outcome) is yes] for yes in (True, False)
    )
    assert won == [{"state": outcome, "version": at["version"] + 1}] * 2
    said = {(one["code"], one["currentVersion"], one["currentState"]) for one in lost}
    assert said == {("STALE_VERSION", at["version"] + 1, outcome)}
    assert await act(world, *ways[outcome]) == won[0]


@pytest.mark.parametrize("word", ["override", "force", "emergency", "skipConsent"])
async def test_a_send_with_a_word_that_would_switch_a_guard_off_is_no_question_of_the_schema(world, owner, word):
    referral, given = await world.ready()
    said = {"envelope": world.seal(referral, given).to_bytes().decode(), "expectedVersion": 3, word: True}
    text = "mutation($i: SendReferralInput!) { sendReferral(input: $i) { __typename } }"
    before = json.dumps([str(one) for one in await owner.fetchrow(ROW)])

    result = await SCHEMA.execute(
        text,
        variable_values={"i": {**said, "idempotencyKey": world.key()}},
        context_value=world.context_of(world.anker.caller),
    )

    assert (result.data, word in str(result.errors)) == (None, True)
    assert json.dumps([str(one) for one in await owner.fetchrow(ROW)]) == before
