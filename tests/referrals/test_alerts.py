"""A word past her organisation: sealed to the secretariat or the auditor, and kept without who wrote it."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
from referrals import alerts, news
from referrals.her_gate import WRITES, Gate
from referrals.timer_errors import ClocksDiffer
from server import erasing, tending
from tests.referrals.conftest import _enrol, _publish
from tests.referrals.world import REFUSED

HER_KEY = SigningKey.generate()
TARGET = (
    f"query($t: AlertTo!) {{ alertTarget(to: $t) {{ ... on AlertTarget {{ memberId epoch publicKey }} {REFUSED} }} }}"
)
RAISE = f"mutation($i: RaiseAlertInput!) {{ raiseAlert(input: $i) {{ ... on AlertKept {{ kept }} {REFUSED} }} }}"
ALERTS = f"{{ alerts {{ ... on AlertList {{ alerts {{ id key envelope on state }} }} {REFUSED} }} }}"
READ = f"mutation($i: [ID!]!) {{ readAlerts(ids: $i) {{ ... on AlertsRead {{ firstRead }} {REFUSED} }} }}"
ANSWER = (
    "mutation($i: ID!, $d: AlertAnswer!) { answerAlert(id: $i, done: $d) {"
    f" ... on AlertAnswered {{ thereWasOne }} {REFUSED} }} }}"
)
STATES = (
    "query($k: [String!]!) { alertStates(keys: $k) {"
    f" ... on AlertStates {{ alerts {{ key state answer on endedOn }} }} {REFUSED} }} }}"
)
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
    assert set(row.keys()) == {
        "id", "to_member", "key", "sealed", "on_day", "state", "answer", "told_on", "ended_on",
    }  # fmt: skip
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


async def stands(world, said):
    [one] = (await world.ask(None, STATES, k=[said["key"]]))["alerts"]
    return one["state"], one["answer"]


async def test_a_member_alerts_and_the_secretariat_opens_and_answers_it_and_the_words_go(world, office, owner):
    envelope, said = office.sealed()
    assert await world.ask(world.anker, RAISE, i=said) == {"kept": True}

    [one] = (await world.ask(office.desk, ALERTS))["alerts"]
    at = envelope.header.context
    expect = Expect(
        me=office.desk.caller.member_id, ref=at.ref, consent=at.consent, now=at.expires - 1, sender="",
        feedback_key=unb64u(one["key"], 32),
    )  # fmt: skip
    assert open_(one["envelope"], keys=[office.key], expect=expect, officers=[]).body == {"words": WORDS}
    assert await stands(world, said) == ("WAITS", None)
    for first in (1, 0):
        assert await world.ask(office.desk, READ, i=[one["id"]]) == {"firstRead": first}
    assert await stands(world, said) == ("READ", None)

    for there_was_one in (True, False):
        answered = await world.ask(office.desk, ANSWER, i=one["id"], d="SAFETY_CHECKED")
        assert answered == {"thereWasOne": there_was_one}
    assert await stands(world, said) == ("ANSWERED", "SAFETY_CHECKED")
    assert (await world.ask(office.desk, ALERTS))["alerts"] == []
    assert await world.ask(office.desk, READ, i=[one["id"]]) == {"firstRead": 0}
    assert [row["sealed"] for row in await kept(owner)] == [None]
    acts = "SELECT count(*) FROM network.audit WHERE action = 'answer-alert' AND object_id = ''"
    assert await owner.fetchval(acts) == 1


async def test_who_holds_no_key_of_an_alert_learns_of_none_and_asks_for_few(world, office):
    _, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)

    assert (await world.ask(None, STATES, k=[b64u(b"n" * 32)]))["alerts"] == []
    assert (await world.ask(None, STATES, k=[said["key"]] * 65))["code"] == "BAD_BYTES"


async def test_nobody_else_reads_or_answers_an_alert(world, office, owner):
    envelope, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)

    for desk in (world.anker, world.hafen, None):
        assert (await world.ask(desk, ALERTS))["code"] in {"ROLE_MISSING", "NOT_SIGNED_IN"}
        for text, given in (
            (READ, {"i": [b64u(envelope.env_id)]}),
            (ANSWER, {"i": b64u(envelope.env_id), "d": "ACTED"}),
        ):
            assert (await world.ask(desk, text, **given))["code"] in {"ROLE_MISSING", "NOT_SIGNED_IN"}
    assert (await world.ask(office.desk, ANSWER, i="AA", d="ACTED"))["code"] == "BAD_BYTES"
    assert [(row["state"], bool(row["sealed"])) for row in await kept(owner)] == [("WAITS", True)]


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


@pytest.fixture
async def auditor(office, context_of):
    """Give an auditor's device."""
    context = context_of(office.desk.caller)
    async with context.write() as tx:
        _, invitation = await actions.admit_member(
            tx, office.desk.caller, "Auditor", "AT", MemberKind.AUDITOR, "Founder", "admit-auditor", now=context.now
        )
    return await _enrol(context_of, invitation, {Role.ORG_ADMIN, Role.AUDITOR}, "auditor")


async def test_an_auditor_is_told_of_the_secretariat(world, office, owner, auditor, context_of):
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


async def test_the_words_that_nobody_answered_are_deleted_as_they_run_out_and_the_rest_as_long_after(
    world, office, owner
):
    envelope, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)
    context = world.context_of(ANONYMOUS)

    assert await alerts.sweep(context) == 0
    context.now += timedelta(days=35)
    assert envelope.header.context.expires <= context.now.timestamp()
    assert await alerts.sweep(context) == 0
    context.now += timedelta(days=1)
    assert await alerts.sweep(context) == 1
    assert [row["sealed"] for row in await kept(owner)] == [None]
    assert await stands(world, said) == ("RAN_OUT", None)
    context.now += timedelta(days=35)
    assert await alerts.sweep(context) == 0
    assert len(await kept(owner)) == 1
    context.now += timedelta(days=1)
    await alerts.sweep(context)
    assert await kept(owner) == []


NOTICES = f"{{ notices {{ ... on NoticePage {{ notices {{ kind referralId }} }} {REFUSED} }} }}"


async def heard(world, desk):
    """Give what an organisation was told of alerts, oldest first."""
    found = (await world.ask(desk, NOTICES))["notices"]
    assert all(one["referralId"] is None for one in found if one["kind"].startswith("ALERT"))
    return [one["kind"] for one in reversed(found) if one["kind"].startswith("ALERT")]


def at(world, day, hour):
    """Give the node on a day of the first working week of 2027 in Austria, at an hour."""
    context = world.context_of(ANONYMOUS)
    context.now = datetime(2027, 1, day, hour, 17, tzinfo=UTC)
    return context


async def test_an_alert_is_told_at_set_hours_and_after_two_working_days_again_and_to_the_auditor(
    world, office, owner, auditor
):
    _, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)

    assert await alerts.tell(at(world, 7, 9)) == 0
    for count in (1, 0):  # Thursday
        assert await alerts.tell(at(world, 7, 10)) == count
    assert await heard(world, office.desk) == ["ALERT_WAITS"]
    assert await alerts.tell(at(world, 10, 10)) == 0  # Sunday
    assert await alerts.tell(at(world, 11, 6)) == 2
    assert await heard(world, office.desk) == ["ALERT_WAITS", "ALERT_UNANSWERED"]
    assert await heard(world, auditor) == ["ALERT_UNANSWERED"]
    assert await alerts.tell(at(world, 12, 10)) == 0

    [one] = (await world.ask(office.desk, ALERTS))["alerts"]
    await world.ask(office.desk, ANSWER, i=one["id"], d="PASSED_ON")
    assert await alerts.tell(at(world, 14, 10)) == 0
    for desk in (world.anker, world.hafen, world.lotse):
        assert await heard(world, desk) == []


async def test_a_clock_that_jumped_ahead_and_came_back_does_not_keep_an_alert_quiet(world, office, owner, auditor):
    _, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)
    ahead = at(world, 7, 10)
    ahead.now = ahead.now.replace(year=2030)

    assert [await alerts.tell(one) for one in (ahead, at(world, 7, 10), at(world, 8, 10))] == [1, 1, 0]

    assert await heard(world, office.desk) == ["ALERT_WAITS", "ALERT_WAITS"]
    assert await alerts.tell(at(world, 11, 10)) == 2


async def test_a_node_whose_clock_is_not_its_databases_deletes_no_alert(world, office, owner):
    _, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)
    context = world.context_of(ANONYMOUS)
    context.now += timedelta(days=40)
    before = await kept(owner)

    for act in (erasing.hourly(context, 30), tending.hourly(context)):
        with pytest.raises(ClocksDiffer):
            await act

    assert await kept(owner) == before


async def test_the_secretariat_never_hears_of_what_waits_for_the_auditor(world, office, owner, auditor, context_of):
    _, said = Office(world, auditor, await _publish(context_of, auditor)).sealed()
    await world.ask(world.anker, RAISE, i={**said, "to": "AUDITOR"})

    assert [await alerts.tell(at(world, day, 14)) for day in (7, 11)] == [1, 1]

    assert await heard(world, auditor) == ["ALERT_WAITS", "ALERT_UNANSWERED"]
    assert await heard(world, office.desk) == []


async def test_news_and_mail_follow_an_alert_to_its_reader_alone(world, office, owner, auditor):
    _, said = office.sealed()
    await world.ask(world.anker, RAISE, i=said)
    members = [desk.caller.member_id for desk in (office.desk, auditor, world.anker, world.hafen, world.lotse)]
    context = at(world, 7, 10)

    await alerts.tell(context)

    async with context.read(realm="node") as tx:
        assert await news.who_has(tx, members, context.now) == {office.desk.caller.member_id}


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
    await world.ask(office.desk, ANSWER, i=one["id"], d="ACTED")
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
