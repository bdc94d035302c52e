"""A node that is killed in the middle of a piece of a sealed file loses nothing that it had confirmed."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx

from kit import clock
from network.identity import Issuer, node_key
from tests.client.conftest import ROOT, _answers, free_port
from tests.conftest import TestNode
from tests.referrals.test_blobs import KEPT, READ, SIZE, send, wire  # noqa: F401

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@contextmanager
def running(environment):
    process = subprocess.Popen([sys.executable, "-m", "server.command", "serve"], cwd=ROOT, env=environment)
    try:
        while not _answers(f"http://127.0.0.1:{environment['PORT']}/readyz"):
            assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait(15)


async def until_it_waits(owner):
    for _ in range(2_000):
        if await owner.fetchval(WAITING):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing waits")


async def test_an_upload_goes_on_after_the_node_was_killed_in_the_middle_of_a_piece(
    world, database_url, owner, tmp_path, wire  # noqa: F811
):  # fmt: skip
    port = free_port()
    settings = {"PORT": str(port), "TOLERANT_STATE": str(tmp_path), "TOLERANT_DATABASE_URL": database_url}
    issuer = Issuer(f"127.0.0.1:{port}", TestNode.audience, node_key(tmp_path))
    token = issuer._token(world.anker.caller.device_id, clock.now())
    data = os.urandom(SIZE)

    with running({**os.environ, **settings}) as node:
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as line:
            made = await line.post("/blobs", headers={"Upload-Length": str(SIZE), **KEPT})
            place, secret = made.headers["location"], made.json()["uploadSecret"]
            await send(line, place, secret, data[:100_000], 0)
            async with owner.transaction():
                await owner.execute("SELECT FROM referrals.blobs FOR UPDATE")
                piece = asyncio.create_task(send(line, place, secret, data[100_000:200_000], 100_000))
                await until_it_waits(owner)
                node.send_signal(signal.SIGKILL)
                node.wait(15)
            cut = await asyncio.gather(piece, return_exceptions=True)

    stands = await wire.head(place, headers={"Blob-Capability": secret})
    for at in range(100_000, SIZE, 100_000):
        last = await send(wire, place, secret, data[at : at + 100_000], at)
    whole = await wire.get(place, headers={"Blob-Capability": READ})

    assert isinstance(cut[0], httpx.TransportError)
    assert (stands.headers["upload-offset"], stands.headers["upload-complete"]) == ("100000", "?0")
    assert (last.status_code, last.headers["upload-complete"]) == (204, "?1")
    assert whole.content == data
