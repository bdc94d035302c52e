"""A node looks by itself at what is due, says what it did, and goes on when something goes wrong once."""

import asyncio
import contextlib

import asyncpg
from structlog.testing import capture_logs

from network.model import ANONYMOUS
from referrals.timer_errors import ClocksDiffer
from referrals.timers import Looked
from server import timing
from tests.referrals.conftest import founded
from tests.referrals.many import copies

REMINDED = "SELECT count(*) FROM referrals.notices WHERE kind = 'DUE_ACKNOWLEDGE'"


async def test_a_running_node_reminds_and_survives_a_fault_and_a_wrong_clock(context_of, owner, monkeypatch):
    world = await founded(context_of)
    await world.sent()
    await copies(owner, 2, 30)
    monkeypatch.setattr(timing, "MINUTE", 0.02)
    faults = [asyncpg.PostgresConnectionError(), ValueError(), ClocksDiffer(minutes=5)]

    def context():
        if faults:
            raise faults.pop()
        return context_of(ANONYMOUS)

    with capture_logs() as lines:
        keeper = asyncio.create_task(timing.keep(context))
        for _ in range(1_000):
            if any(line["event"] == "referrals reminded" for line in lines):
                break
            await asyncio.sleep(0.02)
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper

    assert faults == []
    assert await owner.fetchval(REMINDED) == 2
    assert [line["fault"] for line in lines if "fault" in line] == [
        "ClocksDiffer", "ValueError", "PostgresConnectionError",
    ]  # fmt: skip
    assert {"event": "referrals reminded", "count": 2, "log_level": "info"} in lines


def test_a_round_is_said_in_plain_sentences():
    assert timing.sentence(Looked(3, 2, 1, 4, 5)) == (
        "Reminders: 3. Escalated: 2. Ended without an answer: 1. Closed: 4. Not judged: 5."
    )
