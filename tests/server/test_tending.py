"""A node tends the directory by itself, and goes on when something goes wrong once."""

import asyncio
import contextlib

import asyncpg

from directory.actions import Tended
from network.model import ANONYMOUS
from server import tending
from tests.referrals.conftest import founded

STATE = "SELECT state FROM directory.listings"
OLD = "UPDATE directory.listings SET verified_at = now() - interval '7 months'"


async def until(owner, state):
    for _ in range(1_000):
        if await owner.fetchval(STATE) == state:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"the listing did not become {state}")


async def test_a_running_node_hides_what_nobody_confirms_and_survives_a_fault(context_of, owner, monkeypatch):
    await founded(context_of)
    await owner.execute(OLD)
    monkeypatch.setattr(tending, "MINUTE", 0.02)
    monkeypatch.setattr(tending, "MINUTES", 1)
    faults = [asyncpg.PostgresConnectionError(), OSError()]

    def context():
        if faults:
            raise faults.pop()
        return context_of(ANONYMOUS)

    keeper = asyncio.create_task(tending.keep(context))
    await until(owner, "STALE")
    keeper.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeper

    assert faults == []


async def test_more_than_one_batch_is_done_in_one_go_and_said_in_one_sentence(context_of, owner, monkeypatch):
    await founded(context_of)
    await owner.execute(OLD)

    done, held, swept, over = await tending.tend(context_of(ANONYMOUS))

    assert (done, held, swept, over) == (Tended(stale=1), 0, 0, 0)
    assert tending.sentence(done, held, swept, over) == (
        "Owners asked to confirm: 0. Hidden, not confirmed: 1. Owners told that vetting runs out: 0. "
        "Hidden, vetting ran out: 0. Rules that fired on reports: 0. "
        "Referrals put on hold: 0. Sealed files deleted: 0. "
        "Post keys ended: 0."
    )
