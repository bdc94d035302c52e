"""A word past her organisation: sealed to the secretariat or the auditor, and kept without who wrote it."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from crypto import consent as tokens
from crypto.envelope import Context as Place
from crypto.format import b64u, unb64u
from crypto.keys import SigningKey
from crypto.opening import Expect, open_
from crypto.sealing import Sender, blocks, seal
from kit.ids import new_id
from network import actions
from network.model import ANONYMOUS, MemberKind, Role
from referrals import alerts
from referrals.her_gate import WRITES, Gate
from server import tending
from tests.referrals.conftest import _enrol, _publish
from tests.referrals.world import REFUSED

HER_KEY = SigningKey.generate()
TARGET = (
    f"query($t: AlertTo!) {{ alertTarget(to: $t) {{ ... on AlertTarget {{ memberId epoch publicKey }} {REFUSED} }} }}"
)
RAISE = f"mutation($i: RaiseAlertInput!) {{ raiseAlert(input: $i) {{ ... on AlertKept {{ kept }} {REFUSED} }} }}"
ALERTS = f"{{ alerts {{ ... on AlertList {{ alerts {{ id key envelope on }} }} {REFUSED} }} }}"
END = f"mutation($i: ID!) {{ endAlert(id: $i) {{ ... on AlertEnded {{ thereWasOne }} {REFUSED} }} }}"
LOOK = f"mutation($i: LookNowInput!) {{ lookNow(input: $i) {{ ... on LookingNow {{ referralId }} {REFUSED} }} }}"
WORDS = "MARKER of her words"


class Office:
    """The secretariat with its post key, and ways to ask it."""

    def __init__(self, world, desk, key):
        self.world, self.desk, self.key = world, desk, key
        self.gate, self.before = Gate(b"s" * 32, pace=0), world.context_of

    def context_of(self, caller):
        context = self.before(caller)
        context.gate = self.gate
        return context

    def sealed(self, **changes):
        """Seal an alert as a program does; gives the envelope and the input."""
        signing = SigningKey.generate()
        place = Place(
            ref=new_id(), seq=0, prev=b"", sender="", recipient=self.desk.caller.member_id, listing=new_id(), version=1,
            consent=secrets.token_bytes(32), epoch=1,
            expires=int((self.world.context_of(ANONYMOUS).now + timedelta(days=35)).timestamp()),
        )  # fmt: skip
        body = changes.pop("body", {"words": WORDS})
        envelope = seal(
            "feedback", body, context=replace(place, **changes), sender=Sender(signing), recipients=[self.key.public]
        )
        return envelope, {
            "to": "SECRETARIAT", "envelope": envelope.to_bytes().decode(), "key": b64u(signing.public),
        }  # fmt: skip


@pytest.fixture
async def office(world, context_of):
    """Give the secretariat with a post key, at a node that counts."""
    office = Office(world, world.secretariat, await _publish(context_of, world.secretariat))
    world.context_of = office.context_of
    return office


async def kept(owner):
    return await owner.fetch("SELECT * FROM referrals.alerts")


def proved(envelope, given, key=HER_KEY):
    return {"consent": b64u(given.hash), "proof": b64u(tokens.sign_proof(key, envelope.env_id))}


async def test_with_her_card_she_tells_the_secretariat_and_no_row_says_who_or_about_what(world, office, owner):
    referral, given = await world.sent(feedback=HER_KEY.public)
    before = await owner.fetchval("SELECT count(*) FROM network.audit")
    envelope, said = office.sealed()

    for _ in range(2):
        assert await world.ask(None, RAISE, i={**said, **proved(envelope, given)}) == {"kept": True}

    [row] = await kept(owner)
    assert set(row.keys()) == {"id", "to_member", "key", "sealed", "on_day"}
    written = str(dict(row)).encode() + row["sealed"]
    for name in (referral, given.said.id, b64u(given.hash), world.anker.caller.member_id, world.listing, WORDS):
        assert name.encode() not in written
    assert await owner.fetchval("SELECT count(*) FROM network.audit") == before
    assert (await world.ask(office.desk, ALERTS))["alerts"][0]["id"] == b64u(envelope.env_id)


async def test_after_she_took_her_consent_back_her_card_still_alerts(world, office, owner):
    _, given = await world.sent(feedback=HER_KEY.public)
    await world.withdraw(given.secret)
    envelope, said = office.sealed()

    assert await world.ask(None, RAISE, i={**said, **proved(envelope, given)}) == {"kept": True}


async def test_a_member_alerts_and_the_secretariat_opens_and_ends_it(world, office, owner):
    envelope, said = office.sealed()
    assert await world.ask(world.anker, RAISE, i=said) == {"kept": True}

    [one] = (await world.ask(office.desk, ALERTS))["alerts"]
    at = envelope.header.context
    expect = Expect(
        me=office.desk.caller.member_id, ref=at.ref, consent=at.consent, now=at.expires - 1, sender="",
        feedback_key=unb64u(one["key"], 32),
    )  # fmt: skip
    assert open_(one["envelope"], keys=[office.key], expect=expect, officers=[]).body == {"words": WORDS}
    assert await world.ask(office.desk, END, i=one["id"]) == {"thereWasOne": True}
    assert await world.ask(office.desk, END, i=one["id"]) == {"thereWasOne": False}
    assert await kept(owner) == []


async def test_nobody_else_reads_or_ends_an_alert(world, office, owner):
    envelope, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)

    for desk in (world.anker, world.hafen, None):
        assert (await world.ask(desk, ALERTS))["code"] in {"ROLE_MISSING", "NOT_SIGNED_IN"}
        assert (await world.ask(desk, END, i=b64u(envelope.env_id)))["code"] in {"ROLE_MISSING", "NOT_SIGNED_IN"}
    assert (await world.ask(office.desk, END, i="AA"))["code"] == "BAD_BYTES"
    assert len(await kept(owner)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"recipient": "f" * 32}, "ALERT_FOR_ANOTHER"),
        ({"seq": 1}, "ALERT_FOR_ANOTHER"),
        ({"sender": "f" * 32}, "ALERT_FOR_ANOTHER"),
        ({"version": 2}, "ALERT_FOR_ANOTHER"),
        ({"expires": 1}, "ALERT_FOR_ANOTHER"),
        ({"expires": 2**34}, "ALERT_FOR_ANOTHER"),
        ({"body": blocks({"CONTACT": {"name": "x"}})}, "ALERT_FOR_ANOTHER"),
        ({"epoch": 2}, "RECIPIENT_KEY_REVOKED"),
    ],
)
async def test_an_alert_that_is_sealed_otherwise_is_refused_and_not_kept(world, office, owner, changes, code):
    _, said = office.sealed(**changes)

    assert (await world.ask(world.anker, RAISE, i=said))["code"] == code
    assert await kept(owner) == []


async def test_an_alert_that_ends_too_far_ahead_is_refused_and_a_clock_that_is_wrong_is_borne(world, office, owner):
    now = int(world.context_of(ANONYMOUS).now.timestamp())
    day = 24 * 3600

    _, said = office.sealed(expires=now + 60 * day + 60)
    assert (await world.ask(world.anker, RAISE, i=said))["code"] == "ALERT_FOR_ANOTHER"
    assert await kept(owner) == []
    _, said = office.sealed(expires=now + 60 * day - 60)
    assert await world.ask(world.anker, RAISE, i=said) == {"kept": True}


async def test_without_login_and_without_her_key_nothing_is_kept(world, office, owner):
    _, given = await world.sent(feedback=HER_KEY.public)
    envelope, said = office.sealed()
    wrong = [
        said,
        {**said, **proved(envelope, given, SigningKey.generate())},
        {**said, **proved(envelope, given), "consent": b64u(b"n" * 32)},
        {**said, "proof": b64u(b"n" * 64)},
    ]

    assert {(await world.ask(None, RAISE, i=one))["code"] for one in wrong} == {"ALERT_NOT_ALLOWED"}
    assert await kept(owner) == []


async def test_where_nobody_has_a_key_she_is_told_to_take_the_other(world, office, owner):
    assert (await world.ask(None, TARGET, t="AUDITOR"))["code"] == "NOBODY_TO_ALERT"
    assert (await world.ask(None, TARGET, t="SECRETARIAT"))["memberId"] == office.desk.caller.member_id


async def test_an_auditor_is_told_of_the_secretariat(world, office, owner, context_of):
    context = context_of(office.desk.caller)
    async with context.write() as tx:
        _, invitation = await actions.admit_member(
            tx, office.desk.caller, "Auditor", "AT", MemberKind.AUDITOR, "Founder", "admit-auditor", now=context.now
        )
    auditor = await _enrol(context_of, invitation, {Role.ORG_ADMIN, Role.AUDITOR}, "auditor")
    _, said = Office(world, auditor, await _publish(context_of, auditor)).sealed()

    assert await world.ask(world.anker, RAISE, i={**said, "to": "AUDITOR"}) == {"kept": True}
    assert len((await world.ask(auditor, ALERTS))["alerts"]) == 1
    assert (await world.ask(office.desk, ALERTS))["alerts"] == []


async def test_many_alerts_from_one_device_are_stopped(world, office, owner):
    now = world.context_of(ANONYMOUS).now
    for _ in range(WRITES):
        office.gate.write(world.anker.caller.device_id, now)

    _, said = office.sealed()
    assert (await world.ask(world.anker, RAISE, i=said))["code"] == "TOO_MANY_ALERTS"
    assert await kept(owner) == []


async def test_what_nobody_ended_is_kept_until_it_has_run_out_and_is_then_deleted(world, office, owner):
    envelope, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)
    context = world.context_of(ANONYMOUS)

    assert await alerts.sweep(context) == 0
    context.now += timedelta(days=35)
    assert envelope.header.context.expires <= context.now.timestamp()
    assert await alerts.sweep(context) == 0
    context.now += timedelta(days=1)
    assert await alerts.sweep(context) == 1
    assert await kept(owner) == []


async def test_a_post_key_that_an_alert_is_sealed_to_is_kept_until_the_alert_is_gone(world, office, owner, context_of):
    _, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)
    await _publish(context_of, office.desk, 2)
    await owner.execute("UPDATE network.intake_keys SET not_before = not_before - interval '15 days'")
    first = "SELECT count(*) FROM network.intake_wraps WHERE epoch = 1 AND member_id = $1"
    context = world.context_of(ANONYMOUS)

    assert await tending.end_post_keys(context) == 0
    assert await owner.fetchval(first, office.desk.caller.member_id) == 1

    [one] = (await world.ask(office.desk, ALERTS))["alerts"]
    await world.ask(office.desk, END, i=one["id"])
    assert await tending.end_post_keys(context) == 1
    assert await owner.fetchval(first, office.desk.caller.member_id) == 0


async def test_a_word_to_look_reaches_the_senders_people_once_and_says_nothing(world, owner):
    referral, _ = await world.sent()
    notices = "SELECT member_id, kind FROM referrals.notices WHERE kind = 'LOOK_NOW'"

    for _ in range(2):
        said = {"referralId": referral, "idempotencyKey": world.key()}
        assert await world.ask(world.anker, LOOK, i=said) == {"referralId": referral}

    assert [tuple(row) for row in await owner.fetch(notices)] == [(world.anker.caller.member_id, "LOOK_NOW")]
    steps = "SELECT count(*) FROM referrals.referral_events WHERE name LIKE 'LOOK%'"
    assert await owner.fetchval(steps) == 0
    for desk, code in ((world.hafen, "NOT_YOUR_STEP"), (world.lotse, "REFERRAL_NOT_FOUND")):
        said = {"referralId": referral, "idempotencyKey": world.key()}
        assert (await world.ask(desk, LOOK, i=said))["code"] == code
    assert len(await owner.fetch(notices)) == 1
