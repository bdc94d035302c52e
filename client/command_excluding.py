"""Commands about whom she named who must never get anything, and about the name that an employer sees."""

import sys
from pathlib import Path
from typing import Any

import click

from client import show
from client.keystore import replace
from client.plain import line, shown
from client.session import Tolerant
from client.terminal import FILE, main, reading, run

NAMES = "query { neutralName { ... on NeutralName { name } ... on Refused { code sentence field currentVersion } } }"
SET = (
    "mutation ($name: String!) { setNeutralName(name: $name) { ... on NeutralName { name } "
    "... on Refused { code sentence field currentVersion } } }"
)


@main.command()
@click.argument("need_id")
@click.argument("names", type=FILE, metavar="NAMES")
@click.option("--sealed", is_flag=True, help="NAMES is what a colleague's device sealed to this one; it is added.")
def exclude(need_id: str, names: Path, sealed: bool) -> None:
    """Keep whom she named who must never get this.

    NAMES is a text file, one name a line: an organisation or its id, a place, a person, a telephone number, a site. '-'
    reads from the keyboard. It takes the place of what was kept; an empty one forgets it. It stays on this device,
    sealed; nobody is told.
    """
    if sealed:
        with reading(names):
            data = names.read_bytes()
        run(lambda t: t.take_excluded(need_id, data), _kept)
        return
    with reading(names):
        text = sys.stdin.read() if str(names) == "-" else names.read_text(encoding="utf-8-sig")

    async def act(t: Tolerant) -> Any:
        return t.exclude(need_id, text.splitlines())

    run(act, _kept)


def _kept(found: list[str]) -> None:
    show.say(f"Kept on this device: {len(found)}. Delete the file, if there was one.")


@main.command()
@click.argument("need_id")
@click.option("--for", "device", help="Seal the list to this colleague's device, as `tolerant devices` lists it.")
@click.option("--out", type=FILE, help="The file that it is sealed into.")
def excluded(need_id: str, device: str | None, out: Path | None) -> None:
    """Show whom she named for a need, or hand the list over.

    Look at who can see the screen first. With --for and --out it is sealed into a file instead, which only that
    colleague's device opens: `tolerant exclude NEED FILE --sealed`. The node gets none of it.
    """
    if (device is None) != (out is None):
        raise click.UsageError("Say both --for and --out.")

    async def act(t: Tolerant) -> Any:
        if device is None or out is None:
            return t.excluded(need_id)
        _write(out, await t.seal_excluded(need_id, device))
        return str(out)

    run(act, _sealed if out else _names)


def _write(out: Path, sealed: bytes) -> None:
    with reading(out):
        replace(out.absolute(), sealed)


def _sealed(path: str) -> None:
    show.say(f"Sealed into {path}. Give it to her inside your house; delete it when she has taken it in.")


def _names(found: list[str]) -> None:
    for one in found:
        show.say(shown(line(one)))
    if not found:
        show.say("This device keeps no names for this need.")


@main.command("neutral-name")
@click.option("--choose", is_flag=True, help="Choose another one; it is asked for (administrator).")
def neutral_name(choose: bool) -> None:
    """Show or choose the name that employers see.

    Take one that any office could have, like 'Training office Rome'.
    """
    name = click.prompt("Name that employers see", err=True) if choose else ""

    async def act(t: Tolerant) -> Any:
        return await (t.wire.ask(SET, name=name) if name else t.wire.ask(NAMES))

    run(act, lambda found: show.say(shown(line(found["name"]))))
