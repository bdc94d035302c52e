"""`soak`: minutes of traffic on two nodes of one database, whose processes are killed at random points.

What was acknowledged must be there afterwards, and nothing may have happened twice. Everything runs on this machine.
`make bench ONLY=soak SECONDS=300 SEED=1`; the exit code is 1 where something is lost or doubled.
"""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg

from bench.measure import line
from bench.traffic import AGAIN, STEPS, Told, Traffic
from client.errors import NodeAway
from client.wire import Wire
from demo.__main__ import node as operator
from demo.story import Story
from network import journal
from server import postgres

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".tolerant" / "soak"
PORTS = (8461, 8462)
GRACE = 120
"""Seconds in which what was begun must come to its end."""
LANES = 3
"""Referrals on their way at once, from each of two organisations."""


class Machines:
    """The database, two nodes and a worker, each a process that can be killed at any moment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.log = (STATE / "nodes.log").open("ab")

    def begin(self, name: str) -> None:
        """Start one of them."""
        if name == "database":
            postgres.start(STATE)
        else:
            port = {} if name == "worker" else {"PORT": str(PORTS[int(name[-1])])}
            command = f"{sys.executable} -m server.command {'tend' if name == 'worker' else 'serve'}"
            self.running[name] = self._run(["sh", "-c", f"while :; do {command}; sleep 0.5; done"], port)

    def _run(self, command: list[str], more: dict[str, str]) -> "subprocess.Popen[bytes]":
        surroundings = {**self.environment, **more}
        return subprocess.Popen(
            command, cwd=ROOT, env=surroundings, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self, name: str) -> None:
        """End one of them without warning, with its children."""
        if name == "database":
            found = postgres.start(STATE)
            first = int((found.data / "postmaster.pid").read_text().splitlines()[0])
            os.killpg(os.getpgid(first), signal.SIGKILL)
        elif one := self.running.pop(name, None):
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()

    def end(self) -> None:
        """End all of them."""
        for name in list(self.running):
            self.kill(name)
        postgres.stop(postgres.start(STATE))
        self.log.close()


async def killing(machines: Machines, told: Told, dice: random.Random, until: float) -> None:
    """Kill one of them every few seconds, and start it again a moment later."""
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(0.5, 4))
        name = dice.choice(("node 0", "node 1", "worker", "database"))
        told.kills[name] += 1
        await asyncio.to_thread(machines.kill, name)
        await asyncio.sleep(dice.uniform(0, 1))
        await asyncio.to_thread(machines.begin, name)


async def faults(url: str, told: Told) -> list[str]:
    """Say what was lost, what happened twice, and which chain does not hold."""
    tx = await asyncpg.connect(url)
    found: list[str] = []
    for referral, steps in told.steps.items():
        rows = await tx.fetch(
            "SELECT name FROM referrals.referral_events WHERE referral_id = $1 ORDER BY seq", referral
        )
        happened = [row["name"] for row in rows if row["name"] in STEPS.values()]
        if happened != steps:
            found.append(f"{referral}: acknowledged {steps}, happened {happened}")
    for referral, receipt in told.receipts.items():
        kept = await tx.fetchval(
            "SELECT count(*) FROM referrals.env_wrap w JOIN referrals.env_meta m USING (env_id) WHERE m.referral_id"
            " = $1",
            referral,
        )
        if kept or not await tx.fetchval("SELECT true FROM referrals.withdrawals WHERE receipt_id = $1", receipt):
            found.append(f"{referral}: withdrawn, {kept} wraps kept")
    uses = await tx.fetch(
        "SELECT c.id FROM referrals.consents c WHERE c.used <>"
        " (SELECT count(*) FROM referrals.env_meta m WHERE m.consent_id = c.id AND m.kind = 'SEND')"
    )
    found += [f"consent {row['id']}: uses and letters differ" for row in uses]
    twice = await tx.fetch(
        "SELECT member_id, referral_id, kind FROM referrals.notices GROUP BY 1, 2, 3, at HAVING count(*) > 1"
    )
    found += [f"{row['referral_id']}: told {row['kind']} twice" for row in twice]
    for row in await tx.fetch("SELECT DISTINCT lane FROM network.audit"):
        if (place := await journal.verify_audit(tx, row["lane"])) is not None:
            found.append(f"the audit trail does not hold at line {place}")
    await tx.close()
    return found


async def soak(environment: dict[str, str], seconds: float, seed: int) -> int:
    """Set the people up, let traffic and killing go on, then look; gives the exit code."""
    told, dice = Told(), random.Random(seed)
    machines = Machines(environment)
    invitation = operator(environment, "admit-secretariat", "Secretariat (Demo)", "--country", "AT",
                          "--administrator", "Vera")  # fmt: skip
    try:
        for name in ("node 0", "node 1", "worker"):
            machines.begin(name)
        story = Story(f"http://127.0.0.1:{PORTS[0]}", STATE / "people", lambda members: load(environment, members))
        await up(story)
        await story.people(invitation)
        await story.directory()
        for person in ("roma-giulia", "athina-eleni"):
            await story.cast.compare(person, "wien-admin")
        await story.cast.close()
        traffic = Traffic(story, told, dice)
        receivers = [traffic.end("wien-leyla", port) for port in PORTS]
        begun = time.monotonic()
        lanes = [
            asyncio.create_task(traffic.lane(person, receivers[number % 2], PORTS[(number + turn) % 2]))
            for number in range(LANES)
            for turn, person in enumerate(("roma-giulia", "athina-eleni"))
        ]
        await killing(machines, told, dice, begun + seconds)
        traffic.over = True
        _, stuck = await asyncio.wait(lanes, timeout=GRACE)
        for lane in stuck:
            lane.print_stack(file=sys.stderr)
            lane.cancel()
        for lane in set(lanes) - stuck:
            lane.result()
        found = await faults(environment["TOLERANT_DATABASE_URL"], told) + ["a lane did not end"] * len(stuck)
    finally:
        machines.end()
    for one in found:
        print(one, file=sys.stderr)
    acknowledged = sum(map(len, told.steps.values()))
    print(f"killed {dict(told.kills)}; {len(told.steps)} referrals, {len(told.receipts)} withdrawn", file=sys.stderr)
    line("soak", len(found), "faults", "steps acknowledged", len(found) / max(acknowledged, 1), acknowledged)
    return 1 if found or not acknowledged else 0


def load(environment: dict[str, str], members: Path) -> None:
    """Load the demonstration's services."""
    operator(environment, "load-demo", "demo/directory/listings", "--members", str(members))


async def up(story: Story) -> None:
    """Wait for the first node."""
    wire = Wire(story.cast.address)
    for _ in range(300):
        with contextlib.suppress(NodeAway):
            await wire.node_id()
            break
        await asyncio.sleep(AGAIN)
    await wire.close()


def main() -> int:
    """Read SECONDS and SEED, and soak."""
    seconds, seed = float(os.environ.get("SECONDS") or 300), int(os.environ.get("SEED") or time.time())
    shutil.rmtree(STATE / "people", ignore_errors=True)
    (STATE / "people").mkdir(parents=True, mode=0o700)
    environment = {**os.environ, "TOLERANT_STATE": str(STATE), "TOLERANT_DEMO": "1",
                   "TOLERANT_NODE_ID": "soak.test", "PORT": str(PORTS[0])}  # fmt: skip
    environment["TOLERANT_DATABASE_URL"] = operator(environment, "fresh-database", "tolerant_demo_soak")
    print(f"seed {seed}, {seconds:.0f} s, log in {STATE / 'nodes.log'}", file=sys.stderr)
    return asyncio.run(soak(environment, seconds, seed))


if __name__ == "__main__":
    sys.exit(main())
