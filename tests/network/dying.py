"""A signer of the key log that stops after so many statements to the database, to be killed there by its id.

Started by `test_log.py` as a process of its own: `python -m tests.network.dying <address> <seed> <statements>`.
"""

import asyncio
import secrets
import sys

import asyncpg

from crypto.keys import SigningKey
from crypto.log_entries import sign_entry
from crypto.notes import LogKey
from kit import clock
from kit.ids import new_id
from network import actions
from network.context import Context
from network.log import Log, append
from network.model import ANONYMOUS
from tests.conftest import TestNode

ORIGIN = "node.test/log/1"
left = 0


class Counting(asyncpg.Connection):
    """Stand still after the last statement that is allowed, in the middle of whatever is going on."""

    async def _counted(self):
        global left
        left -= 1
        if left == 0:
            print("here", flush=True)
            await asyncio.sleep(3600)

    async def execute(self, *arguments, **options):
        done = await super().execute(*arguments, **options)
        await self._counted()
        return done

    async def fetchrow(self, *arguments, **options):
        found = await super().fetchrow(*arguments, **options)
        await self._counted()
        return found


async def work(url: str, seed: str) -> None:
    pool = await asyncpg.create_pool(
        url, min_size=1, max_size=1, connection_class=Counting, server_settings={"role": "tolerant_node"}
    )
    key = SigningKey(bytes.fromhex(seed))
    log = Log(LogKey(ORIGIN, key))
    context = Context(pool, ANONYMOUS, clock.now(), TestNode(), actions.record)
    while True:
        entry = sign_entry("device-revoked.v1", {"member": new_id(), "device": new_id(), "nbf": 1}, key)
        async with context.write(realm="node") as tx:
            await append(tx, entry)
        shown = await log.sign(context)
        print(secrets.token_hex(1), shown.note.hex(), flush=True)


if __name__ == "__main__":
    left = int(sys.argv[3])
    asyncio.run(work(*sys.argv[1:3]))
