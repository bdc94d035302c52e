"""A device hears what needs attention as soon as it is stored, and misses nothing while it is away."""

import asyncio
import contextlib
import time
from datetime import timedelta

import httpx

from client import keystore
from client.session import Tolerant
from client.wire import Wire
from kit import clock
from tests.client.conftest import PASSPHRASE

OVERLAP = timedelta(seconds=60)
"""The minute before the beginning comes too."""


async def lines(street):
    async with httpx.AsyncClient() as http:
        text = (await http.get(f"{street.address}/metrics")).text
    return next(line.split()[1] for line in text.splitlines() if line.startswith("tolerant_live_lines "))


async def test_a_referral_is_heard_of_at_once_and_what_came_meanwhile_later(street, sent):
    wire = Wire(street.address)
    end = Tolerant(wire, keystore.load(street.homes / "leyla", PASSPHRASE))
    stream = end.news(clock.now() + OVERLAP)
    first = asyncio.ensure_future(anext(stream))
    for _ in range(200):
        if await lines(street) == "1.0":
            break
        await asyncio.sleep(0.05)

    case = sent()
    async with asyncio.timeout(60):
        one = await first
    await stream.aclose()
    later, heard = sent(), set()
    async with asyncio.timeout(60), contextlib.aclosing(end.news()) as again:
        async for news in again:  # those of the minute before, of other tests, come too
            heard.add(news["referralId"])
            if news["referralId"] == later.id:
                break
    await wire.close()

    assert (one["referralId"], one["kind"]) == (case.id, "SENT")
    assert case.id not in heard


def test_the_terminal_says_what_to_do_with_news(street, sent):
    time.sleep(1 - clock.now().microsecond / 1e6)  # the option counts whole seconds
    begin = (clock.now() + OVERLAP).replace(tzinfo=None, microsecond=0).isoformat()
    case = sent()

    done = street.run("vienna", "watch", "--count", "1", "--since", begin)

    assert done.code == 0, done
    assert f"{case.id}  sent" in done.out


def test_a_device_that_is_not_let_in_is_told_so(street):
    assert street.run("nobody", "watch", "--count", "1").code == 1
