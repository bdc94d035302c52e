"""`make demo`: prepare a node, play the story through HTTP with the real client, and stay up (or end, with ONCE=1)."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from client.errors import ClientError
from crypto.errors import CryptoError
from demo.people import PASSPHRASE
from demo.story import Story, StoryBroken

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".tolerant" / "demo"
START_SECONDS = 60
STAYS = """
The node stays up, and writes to {log}. Open {address}/graphql to try the API. End: Ctrl-C.
To be one of the story's people, in another terminal:

    export TOLERANT_NODE={address} TOLERANT_PASSPHRASE='{passphrase}'
    export TOLERANT_HOME={homes}/roma-giulia
    .venv/bin/tolerant whoami"""


def node(environment: dict[str, str], *arguments: str, loud: bool = False) -> str:
    """Run one command of the operator; gives what it prints. Its remarks are shown if it fails, or if `loud`.

    Raises:
        StoryBroken: the command said no.
    """
    done = subprocess.run(
        [sys.executable, "-m", "server.command", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=None if loud else subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        reason = (done.stderr or "its reason is above").strip().removeprefix("Error: ")
        raise StoryBroken(f"{reason} (tolerant-node {arguments[0]})")
    return done.stdout.strip()


def prepare() -> dict[str, str]:
    """Choose the settings of the demonstration's node, with an empty database of its own.

    Raises:
        StoryBroken: the port is taken, or the database cannot be made.
    """
    port = os.environ.get("PORT") or "8000"
    if port.isdigit():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(port)))
            except (OSError, OverflowError):
                raise StoryBroken(f"Port {port} is taken. Choose another one: make demo PORT=8123") from None
    environment = {
        **os.environ,
        "PORT": port,
        "TOLERANT_STATE": os.environ.get("TOLERANT_STATE") or str(STATE),
        "TOLERANT_DEMO": "1",
    }
    environment["TOLERANT_DATABASE_URL"] = node(environment, "fresh-database", f"tolerant_demo_{port}")
    return environment


def serve(environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """Start the node and wait until it is ready; `log` takes what it writes, so that the story can be read in one go.

    Raises:
        StoryBroken: it does not come up.
    """
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.command", "serve"], cwd=ROOT, env=environment, stdout=stream, stderr=stream
        )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{environment['PORT']}/readyz", timeout=2).status_code == 200:
                return process
        except httpx.HTTPError:
            time.sleep(0.1)
    process.terminate()
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["it said nothing"]
    raise StoryBroken(f"The node did not come up. Its last words: {said[-1]}")


def main() -> int:
    """Play the demonstration; gives the exit code."""
    process = None
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the node ends with us, whoever ends us
    try:
        environment = prepare()
        invitation = node(
            environment, "admit-secretariat", "Network Secretariat (Demo)", "--country", "AT",
            "--administrator", "Vera, Vienna desk",
        )  # fmt: skip
        file = os.environ.get("DIRECTORY")
        if file:
            print(node(environment, "import", file, "--country", "JO", loud=True))
        log = Path(environment["TOLERANT_STATE"]) / "node.log"
        process = serve(environment, log)
        address = f"http://127.0.0.1:{environment['PORT']}"
        homes = Path(environment["TOLERANT_STATE"]) / "people"
        shutil.rmtree(homes, ignore_errors=True)
        homes.mkdir(mode=0o700)

        def load(members: Path) -> None:
            node(environment, "load-demo", "demo/directory/listings", "--members", str(members))

        asyncio.run(Story(address, homes, load, imported=bool(file)).play(invitation))
        if os.environ.get("ONCE"):
            print("demo: closed")
            return 0
        print(STAYS.format(address=address, log=log, homes=homes, passphrase=PASSPHRASE), flush=True)
        signal.pause()
    except (StoryBroken, ClientError, CryptoError) as error:
        print(f"demo: stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndemo: ended")
    finally:
        if process is not None:
            process.terminate()
            process.wait(15)
    return 0


if __name__ == "__main__":
    sys.exit(main())
