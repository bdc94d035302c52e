"""Mail goes to a real server, encrypted unless it runs on this machine, and says nothing."""

import socket
from contextlib import contextmanager
from datetime import timedelta

import strawberry
from aiosmtpd.controller import Controller
from structlog.testing import capture_logs

from kit import clock
from network.api_mail import MailMutation, MailQuery
from network.model import ANONYMOUS
from referrals import alert_rules, alerts, reading
from server import mailing
from server.mailing import Postman
from tests.referrals.world import REFUSED

MAIL = f"... on MailNotices {{ address confirmedAt }} {REFUSED}"
SET = f"mutation($i: SetMailNoticesInput!) {{ setMailNotices(input: $i) {{ {MAIL} }} }}"
CONFIRM = f"mutation($c: String!) {{ confirmMailNotices(code: $c) {{ {MAIL} }} }}"


SCHEMA = strawberry.Schema(query=MailQuery, mutation=MailMutation)


async def ask(world, text, desk=None, **variables):
    """Ask as Hafen, or as another, through the door of mail."""
    context = world.context_of((desk or world.hafen).caller)
    result = await SCHEMA.execute(text, variable_values=variables, context_value=context)
    assert result.errors is None, result.errors
    return next(iter(result.data.values()))


class Box:
    """A mail server's box."""

    def __init__(self):
        self.got = []
        self.takes = True

    async def handle_DATA(self, _server, _session, envelope):
        self.got.append(envelope)
        return "250 OK" if self.takes else "554 no"


@contextmanager
def serving(box):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def posting(world, url):
    """Let the node of this world hand mails to a server."""
    made = world.context_of

    def context_of(caller):
        context = made(caller)
        context.post = Postman(url, "office@mail.example")
        return context

    world.context_of = context_of


async def test_a_caseworker_is_told_by_mail_once_and_the_mail_says_nothing(world):
    box = Box()
    with serving(box) as url:
        posting(world, url)
        wish = {"address": "intake@hafen.example", "quietFrom": 0, "quietTo": 0}
        given = await ask(world, SET, i=wish)
        code = box.got[0].content.decode().partition("Your code is ")[2][:9]
        confirmed = await ask(world, CONFIRM, c=code)
        referral, _ = await world.sent()
        context = world.context_of(world.hafen.caller)
        context.now = clock.now() + timedelta(minutes=1)

        told = [await mailing.tell(context) for _ in range(2)]

    assert (given["confirmedAt"], bool(confirmed["confirmedAt"])) == (None, True)
    assert told == [1, 0]
    mail = box.got[1].content.decode()
    assert box.got[1].rcpt_tos == ["intake@hafen.example"]
    assert "Subject: New message" in mail
    assert not any(
        word in mail for word in (referral, world.hafen.caller.member_id, "referral", "TOLERANT", "tolerant")
    )


async def test_what_goes_to_supervisors_is_mailed_to_administrators_alone(world, owner):
    told, me, referral = [], world.hafen.caller, await world.waiting()
    with serving(Box()) as url:
        posting(world, url)
        await ask(world, SET, i={"address": "intake@hafen.example", "quietFrom": 0, "quietTo": 0})
        context = world.context_of(me)
        begun = context.now - timedelta(hours=1)
        await owner.execute("UPDATE network.mail SET confirmed_at = $1, told_at = $1, next_at = $1", begun)
        late = "INSERT INTO referrals.notices (id, member_id, referral_id, kind, at) VALUES ($1, $2, $1, $3, $4)"
        await owner.execute(late, referral, me.member_id, "ESCALATED_DECIDE", context.now)
        for roles in (["INTAKE"], ["INTAKE", "ORG_ADMIN"]):
            await owner.execute("UPDATE network.staff SET roles = $2 WHERE id = $1", me.staff_id, roles)
            await owner.execute("UPDATE network.mail SET next_at = $1", begun)
            told.append(await mailing.tell(context))

    assert told == [0, 1]
    async with context.read() as tx:
        shown, _ = await reading.notices(tx, me, 20, None)
    assert [one.kind for one in shown] == ["ESCALATED_DECIDE"]


async def test_an_alert_is_told_by_mail_to_who_reads_it_and_to_nobody_else(world, owner):
    box = Box()
    row = "INSERT INTO referrals.alerts (id, to_member, key, sealed, on_day) VALUES ($1, $2, $1, '\\x00', current_date)"
    with serving(box) as url:
        posting(world, url)
        for desk, address in ((world.secretariat, "desk@secretariat.example"), (world.anker, "office@anker.example")):
            await ask(world, SET, desk, i={"address": address, "quietFrom": 0, "quietTo": 0})
            code = box.got[-1].content.decode().partition("Your code is ")[2][:9]
            await ask(world, CONFIRM, desk, c=code)
        await owner.execute(row, b"a" * 32, world.secretariat.caller.member_id)
        context = world.context_of(ANONYMOUS)
        context.now = (clock.now() + timedelta(days=1)).replace(hour=alert_rules.TOLD_AT[0])

        told = [await mailing.tell(context), await alerts.tell(context), await mailing.tell(later(context))]

    assert told == [0, 1, 1]
    assert box.got[2].rcpt_tos == ["desk@secretariat.example"]
    assert "alert" not in box.got[2].content.decode().lower()


def later(context):
    """Let a day pass, since who had no news is looked at again later."""
    context.now += timedelta(days=1)
    return context


async def test_where_the_node_sends_no_mail_no_address_is_kept(world, owner):
    refused = await ask(world, SET, i={"address": "intake@hafen.example"})

    assert refused["code"] == "MAIL_OFF"
    assert await owner.fetchval("SELECT count(*) FROM network.mail") == 0


async def test_a_server_that_does_not_take_it_is_told_of_without_the_address(world):
    box = Box()
    box.takes = False
    with serving(box) as url, capture_logs() as written:
        posting(world, url)
        refused = await ask(world, SET, i={"address": "intake@hafen.example"})

    assert refused["code"] == "MAIL_FAILED"
    assert written
    assert "hafen" not in str(written)


async def test_a_wrong_code_is_refused_and_counted(world, owner):
    with serving(Box()) as url:
        posting(world, url)
        await ask(world, SET, i={"address": "intake@hafen.example"})
        refused = await ask(world, CONFIRM, c="12")

    assert refused["code"] == "WRONG_CODE"
    assert await owner.fetchval("SELECT code_tries FROM network.mail") == 1


async def test_mail_does_not_go_unencrypted_over_a_network(monkeypatch):
    seen = []

    class Line:
        def __init__(self, *_args, **_more):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def starttls(self, context):
            seen.append(context.verify_mode.name)
            raise OSError("no TLS")

        def send_message(self, _message):
            seen.append("sent")

    monkeypatch.setattr("smtplib.SMTP", Line)

    assert not await Postman("smtp://mail.example", "office@mail.example")("a@b.example", "s", "t")
    assert seen == ["CERT_REQUIRED"]


def test_the_password_of_the_mail_server_does_not_show():
    assert "secret" not in repr(Postman("smtps://office:secret@mail.example", "office@mail.example"))
