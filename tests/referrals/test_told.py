"""What she told a caseworker is kept for those who sent her, sealed to them, and by nobody else."""

import pytest

from crypto.envelope import Context as Place
from crypto.format import b64u
from crypto.opening import Expect, open_
from crypto.sealing import Sender, seal
from crypto.signing import DeviceStatement, sign_statement
from network.model import ANONYMOUS
from tests.referrals.conftest import _publish
from tests.referrals.world import REFUSED

TAKE = (
    "mutation($i: TakeDownAccountInput!) { takeDownAccount(input: $i) {"
    f" ... on SendReceipt {{ stored version }} {REFUSED} }} }}"
)
LETTERS = (
    f"query($i: ID!) {{ envelopes(referralId: $i) {{ ... on EnvelopeList {{ envelopes {{ data }} }} {REFUSED} }} }}"
)
NOTICES = f"{{ notices {{ ... on NoticePage {{ notices {{ kind }} }} {REFUSED} }} }}"
REVOKE = (
    "mutation($i: RevokeConsentInput!) { revokeConsent(input: $i) {"
    f" ... on RenewedConsent {{ id status }} {REFUSED} }} }}"
)
ASKS = ("ASSESS_ELIGIBILITY", "COLLECT_HER_FEEDBACK", "PROVIDE_SERVICE")
ACCOUNTS = "SELECT count(*) FROM referrals.env_meta WHERE kind = 'FEEDBACK'"
WORDS = "MARKER of what she told"


@pytest.fixture
async def key(world, context_of):
    """Give the post key of those who sent her."""
    return await _publish(context_of, world.anker)


def told(world, referral, given, key, **changes):
    """Seal what she told, as her caseworker's device does."""
    desk, now = world.anker, int(world.context_of(ANONYMOUS).now.timestamp())
    member = desk.caller.member_id
    place = {
        "ref": referral, "seq": now, "prev": b"", "sender": member, "recipient": member, "listing": world.listing,
        "version": world.listing_version, "consent": given.hash, "expires": now + 86400, "epoch": 1,
    }  # fmt: skip
    device = DeviceStatement(member, desk.sign.kid, desk.sign.public, desk.seal.public, now - 60, now + 86400, True)
    sender = Sender(desk.sign, sign_statement(DeviceStatement.KIND, device.body(), desk.sign))
    body = {"words": WORDS}
    return seal("feedback", body, context=Place(**{**place, **changes}), sender=sender, recipients=[key.public])


async def take(world, desk, letter):
    return await world.ask(desk, TAKE, i={"envelope": letter.to_bytes().decode()})


async def test_what_she_told_needs_no_card_and_those_who_were_to_serve_her_see_nothing_of_it(world, key, owner):
    referral, given = await world.sent(purposes=ASKS)
    letter = told(world, referral, given, key)

    assert [(await take(world, world.anker, letter))["stored"] for _ in range(2)] == ["STORED", "ALREADY"]

    row = await owner.fetchrow("SELECT her_feedback, version FROM referrals.referrals WHERE id = $1", referral)
    assert tuple(row) == ("RECEIVED", 5)
    _, kept = [one["data"] for one in (await world.ask(world.anker, LETTERS, i=referral))["envelopes"]]
    member = world.anker.caller.member_id
    expect = Expect(me=member, ref=referral, consent=given.hash, now=letter.header.context.expires - 9, sender=member)
    opened = open_(kept, keys=[key], expect=expect, officers=[world.anker.sign.public])
    assert (opened.body["words"], opened.device.device) == (WORDS, world.anker.caller.device_id)
    assert len((await world.ask(world.hafen, LETTERS, i=referral))["envelopes"]) == 1
    assert "HER_FEEDBACK" not in str(await world.ask(world.hafen, NOTICES))


async def test_who_served_her_and_who_has_nothing_to_do_with_it_take_nothing_down(world, key, owner):
    referral, given = await world.sent(purposes=ASKS)
    letter = told(world, referral, given, key)

    for desk, code in ((world.hafen, "NOT_YOUR_STEP"), (world.lotse, "REFERRAL_NOT_FOUND"), (None, "NOT_SIGNED_IN")):
        assert (await take(world, desk, letter))["code"] == code
    assert await owner.fetchval(ACCOUNTS) == 0


TAKE_BACK = (
    "mutation($s: String!, $p: PartInput!) { withdrawPart(secret: $s, part: $p) {"
    f" ... on PartWithdrawn {{ part }} {REFUSED} }} }}"
)


async def test_what_she_did_not_agree_to_be_asked_is_not_taken_down(world, key, owner):
    for changes in ({}, {"purposes": ASKS}):
        referral, given = await world.sent(**changes)
        await world.ask(None, TAKE_BACK, s=b64u(given.secret), p={"purpose": "COLLECT_HER_FEEDBACK"})
        assert (await take(world, world.anker, told(world, referral, given, key)))["code"] == "PURPOSE_NOT_CONSENTED"
    assert await owner.fetchval(ACCOUNTS) == 0


async def test_nothing_is_taken_down_after_she_took_her_consent_back(world, key, owner):
    referral, given = await world.sent(purposes=ASKS)
    await world.withdraw(given.secret)

    assert (await take(world, world.anker, told(world, referral, given, key)))["code"] == "CONSENT_WITHDRAWN"
    assert await owner.fetchval(ACCOUNTS) == 0


@pytest.mark.parametrize("closed", [False, True])
async def test_nothing_is_taken_down_under_what_never_was_a_consent(world, key, owner, closed):
    referral, given = await world.sent(purposes=ASKS)
    if closed:
        await owner.execute("UPDATE referrals.referrals SET state = 'CLOSED' WHERE id = $1", referral)
    await world.ask(world.anker, REVOKE, i={"consentId": given.said.id, "reason": "COERCION_FOUND"})

    assert (await take(world, world.anker, told(world, referral, given, key)))["code"] == "CONSENT_REVOKED"
    assert await owner.fetchval(ACCOUNTS) == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"recipient": "f" * 32}, "ENVELOPE_FOR_ANOTHER"),
        ({"sender": "f" * 32}, "ENVELOPE_FOR_ANOTHER"),
        ({"consent": b"n" * 32}, "ENVELOPE_FOR_ANOTHER"),
        ({"epoch": 2}, "RECIPIENT_KEY_REVOKED"),
    ],
)
async def test_what_is_sealed_otherwise_is_refused_and_not_kept(world, key, owner, changes, code):
    referral, given = await world.sent(purposes=ASKS)

    assert (await take(world, world.anker, told(world, referral, given, key, **changes)))["code"] == code
    assert await owner.fetchval(ACCOUNTS) == 0
