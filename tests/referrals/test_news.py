"""News comes by itself: every notice once on one line, to the organisation it is for, whenever it was stored."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from kit.errors import BadCursor
from kit.ids import new_id
from kit.page import encode_cursor
from network.errors import NotSignedIn
from network.model import ANONYMOUS
from referrals import news
from server.bell import Bell

STORE = "INSERT INTO referrals.notices (id, member_id, referral_id, kind, at) VALUES ($1, $2, $3, 'TOLD', $4)"
FATAL = b"E\x00\x00\x00\x21SFATAL\x00VFATAL\x00C57P01\x00Mended\x00\x00"
"""What PostgreSQL says as it ends a line, some time before the line is closed."""


@pytest.fixture
async def bells(world, database_url, pool):
    """Give the bells of two nodes on one database."""

    async def who_has(members, since):
        async with world.context_of(ANONYMOUS).read(realm="node") as tx:
            return await news.who_has(tx, members, since)

    made = [Bell(database_url, asyncio.Event()) for _ in range(2)]
    tasks = [asyncio.create_task(work) for bell in made for work in (bell.listen(), bell.keep(pool, who_has))]
    yield made
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def listen(world, desk, bell, after=None, since=None):
    context = world.context_of(desk.caller)
    context.bell = bell
    return news.news(context, after, since)


async def soon(stream):
    async with asyncio.timeout(60):
        return await anext(stream)


async def test_an_organisation_hears_of_a_referral_through_another_node(world, bells):
    here, there = bells
    stream = listen(world, world.hafen, here)
    first = asyncio.create_task(soon(stream))
    await asyncio.sleep(0.05)

    referral, _ = await world.sent()
    there.ring()

    one = await first
    assert (one.referral_id, one.kind) == (referral, "SENT")
    await stream.aclose()


async def test_after_a_cut_line_everything_since_comes_and_nothing_of_others(world, bells, owner):
    referral, _ = await world.sent()
    member, at = world.hafen.caller.member_id, world.context_of(ANONYMOUS).now + timedelta(hours=1)
    seen, late, next_one, foreign = (new_id() for _ in range(4))
    for name, whom, seconds in ((seen, member, 0), (late, member, -20), (next_one, member, 20)):
        await owner.execute(STORE, name, whom, referral, at + timedelta(seconds=seconds))
    await owner.execute(STORE, foreign, world.lotse.caller.member_id, referral, at)

    stream = listen(world, world.hafen, bells[0], encode_cursor([at.isoformat(), seen]))
    heard = [(await soon(stream)).id for _ in range(3)]
    await owner.execute(STORE, foreign[::-1], member, referral, at - timedelta(seconds=30))
    bells[0].ring()

    assert heard == [late, seen, next_one]
    assert (await soon(stream)).id == foreign[::-1], "stored late, under an earlier time"
    await stream.aclose()


async def test_more_than_a_page_comes_in_order_and_each_once(world, bells, owner, monkeypatch):
    monkeypatch.setattr(news, "PAGE", 2)
    referral, _ = await world.sent()
    begin = world.context_of(ANONYMOUS).now + timedelta(hours=1)
    names = [new_id() for _ in range(5)]
    for number, name in enumerate(names):
        await owner.execute(STORE, name, world.hafen.caller.member_id, referral, begin + timedelta(minutes=number))

    stream = listen(world, world.hafen, bells[0], since=begin - timedelta(hours=2))
    heard = [(await soon(stream)).id for _ in range(6)]
    bells[0].ring()

    assert heard == [referral, *names]
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await anext(stream)


async def test_a_stranger_and_a_made_up_place_are_refused(world, bells):
    context = world.context_of(ANONYMOUS)
    context.bell = bells[0]
    with pytest.raises(NotSignedIn):
        await anext(news.news(context, None))
    for cursor in ("x", encode_cursor(["yesterday", "1"])):
        with pytest.raises(BadCursor):
            await anext(listen(world, world.hafen, bells[0], cursor))


async def test_a_bell_whose_line_to_the_database_was_cut_listens_again(world, bells, owner, monkeypatch):
    monkeypatch.setattr("server.bell.AGAIN_SECONDS", 0.01)
    here, there = bells
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query ILIKE 'listen%'"
    )
    async with here.listening(world.hafen.caller.member_id) as rung:
        rung.clear()
        await world.sent()
        for _ in range(1_000):
            there.ring()
            if rung.is_set():
                break
            await asyncio.sleep(0.05)
        assert rung.is_set()


async def test_a_bell_whose_line_ends_while_it_begins_to_listen_comes_again(database_url, monkeypatch):
    monkeypatch.setattr("server.bell.AGAIN_SECONDS", 0.01)
    begun, whole = [], asyncpg.Connection.add_listener

    async def cut_at_first(line, channel, callback):
        begun.append(line)
        if len(begun) == 1:
            line._protocol.data_received(FATAL)
        await whole(line, channel, callback)

    monkeypatch.setattr(asyncpg.Connection, "add_listener", cut_at_first)
    bell = Bell(database_url, asyncio.Event())
    task = asyncio.create_task(bell.listen())
    async with asyncio.timeout(60):
        await bell._changed.wait()
    assert len(begun) == 3
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
