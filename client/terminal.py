"""The terminal: one thing is done with the node, shown as a table or as JSON, or refused in one sentence."""

import asyncio
import json
import sys
import unicodedata
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click

from client import help_sections, keystore, settings
from client.errors import ClientError, NodeAway, NodeRefused, NotEnrolled, NotTrusted
from client.plain import plain
from client.session import Tolerant
from client.wire import Wire
from crypto.errors import CryptoError, NotAllowed, WrongPassphrase

Act = Callable[[Tolerant], Awaitable[Any]]
Show = Callable[[Any], None]
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
_CODES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], int], ...] = (
    (NodeRefused, 3),
    (NodeAway, 4),
    (WrongPassphrase, 5),
    ((NotTrusted, CryptoError), 6),
)


class Refused(click.ClickException):
    """End with one sentence and the code of who said no."""

    def __init__(self, error: ClientError | CryptoError) -> None:
        reason = f": {error.reason}" if isinstance(error, NotAllowed) and error.reason else ""
        super().__init__(f"{plain(str(error.sentence))} ({plain(error.code)}{reason})")
        self.exit_code = next((code for kind, code in _CODES if isinstance(error, kind)), 1)  # type: ignore[misc]
        self.as_json = _as_json()
        self.said = {
            "code": error.code,
            "sentence": error.sentence,
            "field": getattr(error, "field", None),
            "currentVersion": getattr(error, "current", None),
            "currentState": getattr(error, "state", None),
            "reason": getattr(error, "reason", None),
        }

    def show(self, file: Any = None) -> None:
        """Say the sentence; programs that asked for JSON read it where they read answers."""
        if self.as_json:
            click.echo(json.dumps({"refused": self.said}, ensure_ascii=False))
        super().show(file)


def _as_json() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get("as_json"))


def secret(question: str, *, twice: bool = False) -> str:
    """Ask for something that must not be seen, from the keyboard, or one line of what is piped in."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise click.ClickException(f"{question}: nothing was given.")
        return line
    return str(click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))


def words(question: str) -> str:
    """Ask for a name, which must not stand in the list of processes or in the shell's history."""
    if not sys.stdin.isatty():
        return secret(question)
    return str(click.prompt(question, err=True))


def passphrase(chosen: settings.Settings, question: str, *, twice: bool = False) -> str:
    """Give the passphrase: from a file, the environment, or asked for on the terminal itself."""
    if chosen.passphrase_file:
        with reading(chosen.passphrase_file):
            return chosen.passphrase_file.read_text(encoding="utf-8").rstrip("\r\n")
    if chosen.passphrase:
        return chosen.passphrase
    if not sys.stdin.isatty() and not _terminal():
        raise click.ClickException(
            "There is no terminal to ask for the passphrase. Set TOLERANT_PASSPHRASE_FILE to a file that holds it."
        )
    return str(click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True))


def _terminal() -> bool:
    try:
        with Path("/dev/tty").open():
            return True
    except OSError:
        return False


def opened(chosen: settings.Settings) -> keystore.Keystore:
    """Open this device's keys; nobody is asked for a passphrase of keys that are not there."""
    if not keystore.exists(chosen.home):
        raise NotEnrolled
    return keystore.load(chosen.home, passphrase(chosen, "Passphrase of this device"))


class reading:
    """Say in a sentence why a file cannot be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Turn what went wrong into a sentence."""
        if isinstance(error, UnicodeDecodeError):
            raise click.ClickException(f"The file {self.path} is not UTF-8 text.") from None
        if isinstance(error, OSError):
            raise click.ClickException(f"The file {self.path}: {error.strerror or error}.") from None


def run(act: Act, shown: Show, *, signed_in: bool = True, streamed: bool = False) -> None:
    """Do one thing with the node, and show what came of it, unless it was shown as it came."""
    chosen = settings.read()

    async def work(keys: keystore.Keystore | None) -> Any:
        wire = Wire(chosen.node)
        end = Tolerant(wire, keys)
        end.demonstration = chosen.demo
        try:
            done = await act(end)
            if wire.signed_in:
                await end.keep_cases()
                await end.keep_post_key()
            return done
        finally:
            end.told()
            for remark in dict.fromkeys(end.remarks):
                click.echo(plain(remark), err=True)
            await wire.close()

    try:
        with reading(chosen.home):
            found = asyncio.run(work(opened(chosen) if signed_in else None))
    except (ClientError, CryptoError) as error:
        raise Refused(error) from None
    if streamed:
        return
    if _as_json():
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        shown(found)


def progress(done: int, whole: int) -> None:
    """Show a person who waits how much of a file has gone; programs hear nothing."""
    if sys.stderr.isatty():
        end = "\n" if done == whole else ""
        click.echo(f"\r{done * 100 // whole:3} % of {whole >> 10} KiB{end}", nl=False, err=True)


def json_of(path: Path) -> Any:
    """Read a JSON file that a person named; '-' is the keyboard or what is piped in. Texts become Unicode NFC."""
    with reading(path):
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    try:
        return json.loads(unicodedata.normalize("NFC", text))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise click.ClickException(f"{_named(path)} does not hold JSON: look at {place}.") from None
    except (ValueError, RecursionError):
        raise click.ClickException(f"{_named(path)} does not hold JSON.") from None


def _named(path: Path) -> str:
    return "What was typed or piped in" if str(path) == "-" else f"The file {path}"


def object_of(path: Path) -> dict[str, Any]:
    """Read a JSON file that holds one object."""
    found = json_of(path)
    if not isinstance(found, dict):
        raise click.ClickException(f'{_named(path)} does not hold a JSON object, like {{"name": "value"}}.')
    return found


class Command(click.Command):
    """Take `--json` behind the command's name too, where people write it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.params.append(
            click.Option(
                ["--json"], is_flag=True, expose_value=False, callback=_json, help="Print JSON instead of tables."
            )
        )


def _json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.find_root().params["as_json"] = True


class Group(click.Group):
    """Make commands that take `--json`."""

    command_class = Command


class Main(Group):
    """List the commands by who does what."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them under headings."""
        help_sections.write(self.commands, formatter)


@click.group(cls=Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of tables.")
def main(as_json: bool) -> None:
    """Find a service she can use, ask her, send sealed, answer, close.

    Keys stay on this device (TOLERANT_HOME), closed by a passphrase. It is asked for, or read from the file that
    TOLERANT_PASSPHRASE_FILE names (/dev/fd/3, say), or from TOLERANT_PASSPHRASE. TOLERANT_NODE is the node's address.

    \b
    Exit codes:
      0  done
      1  refused here: a file, a missing consent, nothing to open
      2  the command was not understood
      3  the node refused
      4  the node cannot be reached; do the same again later
      5  wrong passphrase
      6  a key or a letter is not to be trusted
    """
