"""Commands about whom she named who must never get anything, and about the name that an employer sees."""

import sys
from pathlib import Path
from typing import Any

import click

from client import show
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
def exclude(need_id: str, names: Path) -> None:
    """Keep whom she named who must never get this.

    NAMES is a text file, one name a line: an organisation or its id, a place, a person, a telephone number, a site. '-'
    reads from the keyboard. It takes the place of what was kept; an empty one forgets it. It stays on this device,
    sealed; nobody is told.
    """
    with reading(names):
        text = sys.stdin.read() if str(names) == "-" else names.read_text(encoding="utf-8-sig")

    async def act(t: Tolerant) -> Any:
        return t.exclude(need_id, text.splitlines())

    run(act, lambda found: show.say(f"Kept on this device: {len(found)}. Delete the file, if there was one."))


@main.command()
@click.argument("need_id")
def excluded(need_id: str) -> None:
    """Show whom she named for a need.

    Look at who can see the screen first.
    """

    async def act(t: Tolerant) -> Any:
        return t.excluded(need_id)

    run(act, _names)


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
