"""Commands for finding a way, and for finding without a line."""

from pathlib import Path

import click

from client import show_finding
from client.terminal import FILE, main, object_of, run


@main.command()
@click.argument("profile", type=FILE)
@click.option("--filter", "narrow", type=FILE, help="A JSON file with a match filter: what she looks for.")
@click.option("--language", help="Explain in bg, de, el, en, it or ro; en if absent.")
def pathways(profile: Path, narrow: Path | None, language: str | None) -> None:
    """Plan the way to a service where none is for her yet.

    Up to five ways of at most four services. '-' reads the facts from the keyboard, so that no file is left.
    """
    facts, chosen = object_of(profile), object_of(narrow) if narrow else None
    run(lambda t: t.pathways(facts, filter=chosen, language=language), show_finding.pathways)
