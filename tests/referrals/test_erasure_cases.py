"""The keys of a case at the node: closed under the shred keys, deleted with what they open, checked as they come."""

import pytest

from crypto.format import b64u, unb64u
from crypto.keys import DELETED
from tests.referrals.case_keys import keep, kept, letters, made, settle
from tests.referrals.world import everything

HELD = (
    "SELECT (SELECT count(*) FROM referrals.case_keys WHERE member_id = $1),"
    " (SELECT count(*) FROM referrals.case_wraps WHERE member_id = $1),"
    " (SELECT count(*) FROM referrals.case_letters WHERE member_id = $1)"
)
STEP = "... on Referral { state version } ... on Refused { code sentence }"


async def held(owner, desk):
    return tuple(await owner.fetchrow(HELD, desk.caller.member_id))


async def all_rows(owner):
    tables = ("case_staff", "case_keys", "case_wraps", "case_letters", "env_wrap")
    return everything(
        [row for table in tables for row in await owner.fetch(f"SELECT * FROM referrals.{table} ORDER BY 1, 2, 3")]
    )


async def ended(world, desk, name, kind, referral, **more):
    version = 4
    text = f"mutation($i: {kind}!) {{ {name}(input: $i) {{ {STEP} }} }}"
    given = {"referralId": referral, "expectedVersion": version, "idempotencyKey": world.key(), **more}
    answer = await world.ask(desk, text, i=given)
    assert "state" in answer, answer


async def test_what_is_brought_comes_back_and_nothing_of_it_stands_in_the_database(world, owner):
    referral, _ = await world.sent()
    brought = await kept(world, world.hafen, referral)

    case = (await letters(world, world.hafen, referral))["case"]

    assert case["holders"] == [world.hafen.caller.staff_id]
    assert [(one["number"], one["wrap"], one["renew"]) for one in case["keys"]] == [
        (1, brought["wraps"][0]["wrap"], False)
    ]
    assert [one["sealed"] for one in case["letters"]] == [one["sealed"] for one in brought["letters"]]
    assert (case["missing"], case["settled"]) == ([], True)
    stored = await all_rows(owner)
    for text in (brought["wraps"][0]["wrap"], brought["letters"][0]["sealed"]):
        assert str(unb64u(text)) not in stored
        assert unb64u(text)[:16].hex() not in stored


async def test_settling_deletes_the_wraps_of_one_organisation_and_leaves_the_others_alone(world, owner):
    referral, _ = await world.sent()
    before = await owner.fetchval("SELECT wraps FROM referrals.env_wrap")

    await kept(world, world.hafen, referral)

    after = await owner.fetchval("SELECT wraps FROM referrals.env_wrap")
    assert sorted(map(len, after)) == [0, len(before[0])]
    assert set(after) - {b""} < set(before)
    [seen] = (await letters(world, world.anker, referral))["envelopes"]
    assert seen["data"].count(b64u(DELETED)) == 1


@pytest.mark.parametrize("end", ["withdrawn", "cancelled", "declined"])
async def test_what_opens_letters_goes_with_them_and_the_sender_keeps_what_opens_her_account(world, owner, end):
    referral, given = await world.sent()
    await kept(world, world.hafen, referral)
    await kept(world, world.anker, referral)
    assert await held(owner, world.hafen) == await held(owner, world.anker) == (1, 1, 1)

    if end == "withdrawn":
        await world.withdraw(given.secret)
    elif end == "cancelled":
        await ended(world, world.anker, "cancelReferral", "ReasonInput", referral, reason="STAFF_ERROR")
    else:
        await ended(world, world.hafen, "declineReferral", "DeclineInput", referral, declineClass="NO_CAPACITY")

    assert await held(owner, world.hafen) == (0, 0, 0)
    assert await held(owner, world.anker) == ((0, 0, 0) if end == "withdrawn" else (1, 1, 0))


async def test_a_key_that_does_not_fit_is_refused_and_nothing_changes(world, owner):
    referral, _ = await world.sent()
    other, _ = await world.sent()
    found = [await letters(world, world.hafen, of) for of in (referral, other)]
    name, foreign = (one["envelopes"][0]["envelopeId"] for one in found)
    good, stranger = made(world.hafen, referral, [name]), made(world.anker, referral, [name])
    before = await all_rows(owner)
    refused = {
        "REFERRAL_NOT_FOUND": keep(world, world.lotse, referral, good),
        "CASE_KEY_INCOMPLETE": keep(world, world.hafen, referral, stranger),
        "CASE_KEY_TAKEN": keep(world, world.hafen, referral, {**good, "number": 2}),
        "ENVELOPE_FOR_ANOTHER": keep(world, world.hafen, referral, made(world.hafen, referral, [foreign])),
        "BAD_BYTES": keep(world, world.hafen, referral, {**good, "letters": [{"envelopeId": name, "sealed": "AA"}]}),
    }

    for code, asked in refused.items():
        assert (await asked)["code"] == code
    assert (await settle(world, world.hafen, referral, 1))["code"] == "CASE_KEY_TAKEN"

    assert await all_rows(owner) == before


async def test_nothing_is_kept_of_a_case_that_has_ended(world, owner):
    referral, given = await world.sent()
    [name] = [one["envelopeId"] for one in (await letters(world, world.hafen, referral))["envelopes"]]
    await world.withdraw(given.secret)
    before = await all_rows(owner)

    answer = await keep(world, world.hafen, referral, made(world.hafen, referral, [name]))

    assert answer["code"] == "CASE_ERASED"
    assert await all_rows(owner) == before
