"""Commands for finding a way, and for finding without a line."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from client import show_finding
from client.session import Tolerant
from client.terminal import FILE, Show, main, object_of, run

if TYPE_CHECKING:
    from client.offline import Offline


@main.command()
@click.argument("profile", type=FILE)
@click.option("--filter", "narrow", type=FILE, help="A JSON file with a match filter: what she looks for.")
@click.option("--language", help="Explain in bg, de, el, en, it or ro; en if absent.")
@click.option("--offline", is_flag=True, help="Look into the copy on this device; nothing is sent.")
def pathways(profile: Path, narrow: Path | None, language: str | None, offline: bool) -> None:
    """Plan the way to a service where none is for her yet.

    Up to five ways of at most four services. '-' reads the facts from the keyboard, so that no file is left.
    """
    facts, chosen = object_of(profile), object_of(narrow) if narrow else None
    if offline:
        here(lambda copy: copy.pathways(facts, filter=chosen, language=language), show_finding.pathways)
    else:
        run(lambda t: t.pathways(facts, filter=chosen, language=language), show_finding.pathways)


@main.command()
def sync() -> None:
    """Take the directory along, for matching without a line.

    Run it again whenever there is a line: only what changed is fetched.
    """
    from client.directory_copy import DirectoryCopy
    from client.offline import Offline

    async def work(t: Tolerant) -> Any:
        copy = DirectoryCopy(t.keys)
        synced = await t.sync(copy)
        Offline(copy)
        return synced

    run(work, show_finding.synced)


def here(act: Callable[["Offline"], Any], shown: Show) -> None:
    """Do one thing with the copy on this device; nothing is sent."""

    async def work(t: Tolerant) -> Any:
        from client.directory_copy import DirectoryCopy
        from client.offline import Offline

        copy = Offline(DirectoryCopy(t.keys))
        if copy.unreadable:
            click.echo(f"This program is too old to read {copy.unreadable} services. Update it.", err=True)
        return act(copy)

    run(work, shown)
