"""A member of staff is told by mail that there is something new: once her address is confirmed, seldom, never what."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kit import clock
from network import mail, mail_errors, mail_rules
from network.errors import NotSignedIn
from network.mail_model import Mail, Wish
from network.model import ANONYMOUS, Role

WISH = Wish("giulia@office.example", "it", "Europe/Rome", 18, 8, 30)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
async def giulia(street):
    secretariat = await street.found()
    return await street.admit(secretariat, "Rome (Demo)")


async def ask(street, who, wish=WISH, now=None):
    async with street.context_of(who.caller).write() as tx:
        return await mail.set_(tx, who.caller, wish, now=now or clock.now())


async def confirm(street, who, code, now=None):
    async with street.context_of(who.caller).write() as tx:
        return await mail.confirm(tx, who.caller, code, now=now or clock.now())


async def tell(street, now, *, has=True, takes=True):
    """Do one round of the worker; gives the mails that were handed over."""
    sent = []

    async def news_since(_member, _since):
        return has

    async def post(*message):
        sent.append(message)
        return takes

    async with street.nobody.write(realm="node") as tx:
        await mail.tell(tx, news_since, post, now=now)
    return sent


@pytest.mark.parametrize(
    "change, no",
    [
        ({"address": "giulia"}, mail_errors.BadAddress),
        ({"address": "giulia@office.example\nBcc: all@example.org"}, mail_errors.BadAddress),
        ({"address": "giulia@office..example"}, mail_errors.BadAddress),
        ({"address": "g" * 65 + "@office.example"}, mail_errors.BadAddress),
        ({"address": "g@" + "o" * 253}, mail_errors.BadAddress),
        ({"quiet_from": 24}, mail_errors.BadTimes),
        ({"quiet_to": -1}, mail_errors.BadTimes),
        ({"every_minutes": 4}, mail_errors.BadTimes),
        ({"zone": "Europe/Nowhere"}, mail_errors.BadZone),
        ({"zone": "../etc/passwd"}, mail_errors.BadZone),
        ({"language": "xx"}, mail_errors.BadLanguage),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_not_kept(street, giulia, owner, change, no):
    with pytest.raises(no):
        await ask(street, giulia, replace(WISH, **change))

    assert await owner.fetchval("SELECT count(*) FROM network.mail") == 0


async def test_nothing_is_sent_before_the_code_came_back(street, giulia):
    code = await ask(street, giulia)

    assert await tell(street, NOON + timedelta(days=9999)) == []
    assert (await confirm(street, giulia, code)).confirmed_at is not None
    assert len(await tell(street, clock.now() + timedelta(days=1, hours=1))) <= 1


async def test_a_code_is_tried_five_times_and_holds_for_half_an_hour(street, giulia):
    code = await ask(street, giulia)
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    for _ in range(mail_rules.MOST_TRIES):
        assert await confirm(street, giulia, wrong) is None
    assert await confirm(street, giulia, code) is None, "the right one comes too late"

    code = await ask(street, giulia)
    assert await confirm(street, giulia, code, clock.now() + timedelta(minutes=31)) is None
    code = (await ask(street, giulia)).replace(" ", "")
    assert await confirm(street, giulia, code) is not None
    assert await confirm(street, giulia, code) is None, "a code counts once"


async def test_nobody_is_flooded_with_codes(street, giulia):
    now = clock.now()
    for _ in range(mail_rules.MOST_CODES):
        await ask(street, giulia, now=now)
    with pytest.raises(mail_errors.TooManyCodes):
        await ask(street, giulia, now=now)

    await ask(street, giulia, now=now + timedelta(days=1))


async def told(street, giulia, now):
    code = await ask(street, giulia, replace(WISH, every_minutes=60), now=now)
    await confirm(street, giulia, code, now=now)


async def test_one_mail_goes_in_the_pause_and_says_nothing(street, giulia):
    await told(street, giulia, NOON)

    rounds = [await tell(street, NOON + timedelta(minutes=minute)) for minute in (0, 1, 59, 60)]

    assert [len(one) for one in rounds] == [1, 0, 0, 1]
    [(address, subject, text)] = rounds[0]
    assert (address, subject) == ("giulia@office.example", "Nuovo messaggio")
    assert not any(word in text.lower() for word in ("tolerant", "referral", "tratta", "donna", "rome"))


async def test_where_nothing_is_new_nothing_is_sent_and_it_is_looked_again(street, giulia):
    await told(street, giulia, NOON)

    assert await tell(street, NOON, has=False) == []
    assert await tell(street, NOON + timedelta(minutes=1)) != []


async def test_in_quiet_hours_it_waits_until_they_are_over(street, giulia):
    evening = NOON.replace(hour=19)
    await told(street, giulia, evening)

    quiet = [await tell(street, evening + timedelta(hours=hours)) for hours in (0, 5, 11.9)]
    morning = await tell(street, (NOON + timedelta(days=1)).replace(hour=7))

    assert quiet == [[], [], []]
    assert len(morning) == 1


async def test_a_mail_that_was_not_taken_is_tried_again_later_and_later(street, giulia, owner):
    await told(street, giulia, NOON)
    at, pauses = NOON, []
    for _ in range(8):
        assert len(await tell(street, at, takes=False)) == 1
        following = await owner.fetchval("SELECT next_at FROM network.mail")
        pauses.append((following - at) // timedelta(minutes=1))
        at = following

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_two_nodes_do_not_tell_one_person_twice(street, giulia):
    await told(street, giulia, NOON)
    sent = []

    async def news_since(_member, _since):
        return True

    async def post(*message):
        sent.append(message)
        return True

    async with street.nobody.write(realm="node") as one, street.nobody.write(realm="node") as other:
        await mail.tell(one, news_since, post, now=NOON)
        assert await mail.tell(other, news_since, post, now=NOON) == (0, 0)

    assert len(sent) == 1


async def test_an_address_is_seen_by_its_own_person_only_and_goes_when_she_says(street, giulia, owner):
    colleague = await street.colleague(giulia, "Paolo", Role.CASEWORKER)
    code = await ask(street, giulia)
    with pytest.raises(mail_errors.NoMail):
        await confirm(street, colleague, code)
    async with street.context_of(colleague.caller).read() as tx:
        assert await tx.fetchval("SELECT count(*) FROM network.mail") == 0
        with pytest.raises(mail_errors.NoMail):
            await mail.shown(tx, colleague.caller)
    with pytest.raises(NotSignedIn):
        async with street.nobody.read() as tx:
            await mail.shown(tx, ANONYMOUS)

    for _ in range(2):
        async with street.context_of(giulia.caller).write() as tx:
            await mail.stop(tx, giulia.caller, now=clock.now())

    assert await owner.fetchval("SELECT count(*) FROM network.mail") == 0
    written = await owner.fetch("SELECT * FROM network.audit WHERE action LIKE 'mail.%'")
    assert [row["action"] for row in written] == ["mail.set", "mail.stop", "mail.stop"]
    assert "office.example" not in json.dumps([dict(row) for row in written], default=str)


@pytest.mark.parametrize(
    "begin, end, hour, until",
    [
        (18, 8, 18, (26, 8)),
        (18, 8, 3, (25, 8)),
        (18, 8, 8, None),
        (18, 8, 17, None),
        (1, 5, 3, (25, 5)),
        (1, 5, 5, None),
        (7, 7, 7, None),
    ],
)
def test_quiet_hours_are_those_of_her_time_zone(begin, end, hour, until):
    wish = replace(WISH, quiet_from=begin, quiet_to=end)

    found = mail_rules.quiet_until(wish, datetime(2026, 11, 25, hour, tzinfo=UTC) - timedelta(hours=1))

    assert found == (datetime(2026, 11, until[0], until[1], tzinfo=UTC) - timedelta(hours=1) if until else None)


def test_neither_address_nor_code_shows_in_what_is_printed():
    held = Mail("s", "m", WISH, b"c" * 32, None, 0, date(2026, 1, 1), 1, None, None, None, 0)

    assert "office.example" not in repr(held)
    assert "cccc" not in repr(held)


def test_every_language_says_all_and_the_code():
    for said in mail.texts().values():
        assert set(said) == {"subject", "news", "code"}
        assert "{code}" in said["code"]
