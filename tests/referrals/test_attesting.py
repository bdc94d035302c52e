"""Who has not said, signed, that it erased: both sides see it, and after seven days the secretariat hears of it."""

from datetime import timedelta

import pytest

from crypto.format import b64u
from crypto.signing import sign_statement
from network.model import ANONYMOUS, Caller, Role
from referrals import attesting
from server import erasing
from tests.referrals.world import REFUSED

OPEN = (
    "query($n: Int, $a: String) { openErasures(first: $n, after: $a) { ... on OpenErasurePage { erasures {"
    " referralId fromMemberId toMemberId because askedAt attestBy escalatedAt keptBecause }"
    f" pageInfo {{ hasNextPage endCursor }} }} {REFUSED} }} }}"
)
ATTEST = (
    f"mutation($i: AttestErasureInput!) {{ attestErasure(input: $i) {{ ... on ErasureAttested {{ at }} {REFUSED} }} }}"
)
LATE = "SELECT member_id FROM referrals.notices WHERE kind = 'ERASURE_NOT_ATTESTED' ORDER BY member_id"


async def owing(world, desk, **asked):
    return (await world.ask(desk, OPEN, **asked))["erasures"]


async def attest(world, referral, **said):
    body = {"referral": referral, "member": world.hafen.caller.member_id, "erased": True, "ground": "", "at": 1}
    statement = b64u(sign_statement(attesting.ATTESTATION, body | said, world.hafen.sign))
    return await world.ask(world.hafen, ATTEST, i={"referralId": referral, "statement": statement})


async def escalated(world, **later):
    context = world.context_of(ANONYMOUS)
    context.now += timedelta(**later)
    return (await erasing.erase_all(context, 180)).escalated


async def secretariat(world, owner):
    row = await owner.fetchrow(
        "SELECT m.id AS member, s.id AS staff FROM network.members m JOIN network.staff s ON s.member_id = m.id"
        " WHERE m.kind = 'SECRETARIAT'"
    )
    return Caller(row["member"], row["staff"], "", frozenset({Role.SECRETARIAT}), "secretariat")


async def test_sender_and_recipient_see_who_has_not_attested_until_it_has(world):
    referral, given = await world.sent()
    assert await owing(world, world.anker) == []
    await world.withdraw(given.secret)

    before = [await owing(world, desk) for desk in (world.anker, world.hafen, world.lotse)]
    await attest(world, referral)
    after = [await owing(world, desk) for desk in (world.anker, world.hafen, world.lotse)]

    [one] = before[0]
    assert (one["referralId"], one["toMemberId"], one["because"]) == (
        referral,
        world.hafen.caller.member_id,
        "WITHDRAWN",
    )
    assert (one["escalatedAt"], one["keptBecause"]) == (None, None)
    assert before[1:] == [[one], []]
    assert after == [[], [], []]


async def test_a_ground_for_keeping_is_shown_to_the_sender_and_not_escalated(world):
    referral, given = await world.sent()
    await world.withdraw(given.secret)

    await attest(world, referral, erased=False, ground="LEGAL_HOLD")

    assert [one["keptBecause"] for one in await owing(world, world.anker)] == ["LEGAL_HOLD"]
    assert await escalated(world, days=8) == 0


async def test_after_seven_days_both_and_the_secretariat_are_told_once(world, owner):
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    office = await secretariat(world, owner)

    counts = [await escalated(world, days=6, hours=23), await escalated(world, days=7, hours=1)]
    again = await escalated(world, days=9)

    assert (counts, again) == ([0, 1], 0)
    told = {row["member_id"] for row in await owner.fetch(LATE)}
    assert told == {world.anker.caller.member_id, world.hafen.caller.member_id, office.member_id}
    assert len(await owner.fetch(LATE)) == 3
    [one] = await owing(world, world.anker)
    assert one["escalatedAt"] is not None
    context = world.context_of(office)
    async with context.read() as tx:
        found, more = await attesting.open_erasures(tx, office, None, None)
    assert [(each.owed.referral_id, more) for each in found] == [(referral, False)]


async def test_nobody_is_reported_who_attested_in_time(world, owner):
    referral, given = await world.sent()
    await world.withdraw(given.secret)
    await attest(world, referral)

    assert await escalated(world, days=30) == 0
    assert await owner.fetch(LATE) == []


async def test_what_was_never_sent_and_what_was_kept_for_its_time_needs_no_word(world, owner):
    _, given = await world.ready()
    await world.withdraw(given.secret)
    await world.sent()
    await owner.execute(
        "UPDATE referrals.referrals SET state = 'CLOSED', ended_at = now() - interval '1 year' WHERE state = 'SENT'"
    )

    assert (await escalated(world), await escalated(world, days=30)) == (0, 0)
    assert await owing(world, world.anker) == []
    assert await owner.fetch(LATE) == []


async def test_the_list_goes_on_page_by_page_oldest_first(world):
    asked = []
    for _ in range(3):
        referral, given = await world.sent()
        await world.withdraw(given.secret)
        asked.append(referral)

    first = await world.ask(world.anker, OPEN, n=2)
    rest = await world.ask(world.anker, OPEN, n=2, a=first["pageInfo"]["endCursor"])

    assert [one["referralId"] for one in first["erasures"] + rest["erasures"]] == asked
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.parametrize("marker", ["x", "WyIiLCIiXQ"])
async def test_a_marker_of_another_list_is_refused(world, marker):
    assert (await world.ask(world.anker, OPEN, a=marker))["code"] == "BAD_CURSOR"


async def test_somebody_not_signed_in_sees_nothing(world):
    assert (await world.ask(None, OPEN))["code"] == "NOT_SIGNED_IN"
