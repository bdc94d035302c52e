"""The terminal: one thing is done with the node, shown as a table or as JSON, or refused in one sentence."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import click

from client import keystore, settings
from client.errors import ClientError
from client.session import Tolerant
from client.wire import Wire
from crypto.errors import CryptoError

Act = Callable[[Tolerant], Awaitable[Any]]
Show = Callable[[Any], None]
DAY = click.DateTime(["%Y-%m-%d"])
ANSWERS = click.File("r", encoding="utf-8")


class Refused(click.ClickException):
    """End with one sentence; the exit code says who refused: 2 this end, 3 the node, 4 the node is away."""

    def __init__(self, error: ClientError | CryptoError) -> None:
        super().__init__(f"{error} ({error.code})")
        self.from_whom = {"NodeRefused": 3, "NodeAway": 4}.get(type(error).__name__, 2)

    def show(self, file: Any = None) -> None:
        """Say the sentence and end with the code of who refused."""
        super().show(file)
        raise SystemExit(self.from_whom)


def _passphrase(chosen: settings.Settings) -> str:
    return chosen.passphrase or str(click.prompt("Passphrase of this device", hide_input=True, err=True))


def run(act: Act, shown: Show, *, signed_in: bool = True) -> None:
    """Do one thing with the node, and show what came of it."""
    chosen = settings.read()

    async def work() -> Any:
        keys = keystore.load(chosen.home, _passphrase(chosen)) if signed_in else None
        wire = Wire(chosen.node)
        try:
            return await act(Tolerant(wire, keys))
        finally:
            await wire.close()

    try:
        found = asyncio.run(work())
    except (ClientError, CryptoError) as error:
        raise Refused(error) from None
    if click.get_current_context().find_root().params["as_json"]:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    else:
        shown(found)


def json_of(stream: Any) -> Any:
    """Read a JSON file that a person named; '-' is the keyboard."""
    try:
        return json.load(stream)
    except ValueError:
        raise click.ClickException("The file does not hold JSON.") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of tables.")
def main(as_json: bool) -> None:
    """Find a service she can use, ask her, send sealed, answer, close.

    Keys stay on this device (TOLERANT_HOME), closed by a passphrase (TOLERANT_PASSPHRASE, or asked for).
    TOLERANT_NODE is the node's address.
    """
