"""`tolerant-node import`, `export` and `duplicates`: what an operator exchanges with other directories."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def add(main: click.Group, run: Run, url_of: Any) -> None:
    """Add the commands; `run` ends with a sentence for what an operator can put right, `url_of` gives the database."""
    _add_import(main, run, url_of)
    _add_export(main, run, url_of)
    _add_duplicates(main, run, url_of)


def _add_import(main: click.Group, run: Run, url_of: Any) -> None:
    @main.command("import")
    @click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
    @click.option(
        "--country", default=None, help="The country of the services, where the file does not say (ISO 3166-1)."
    )
    @click.option("--latin", default="en", show_default=True, help="The language of texts in Latin letters.")
    def import_file(paths: tuple[Path, ...], country: str | None, latin: str) -> None:
        """Import services as proposals that nobody has vetted.

        PATHS is one JSON Lines file of HSDS 3.1, or a package of CSV tables of HSDS 3.1 or 1.1: a zip file, a folder,
        or its files. An import that was cut in the middle goes on when it is started again.
        """
        from server.loading import import_hsds

        summary = run(import_hsds(paths, country=country, latin=latin, url_of=url_of))
        for each in summary.faults:
            click.echo(each.told(), err=True)
        click.echo(summary.sentence())


def _add_export(main: click.Group, run: Run, url_of: Any) -> None:
    @main.command("export")
    @click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
    @click.option(
        "--form",
        type=click.Choice(["jsonl", "csv"]),
        default="jsonl",
        show_default=True,
        help="One service a line, or a zip file with one CSV file a table.",
    )
    @click.option("--all", "every", is_flag=True, help="Also what is not in force: proposals, reviews, pauses.")
    @click.option("--public", is_flag=True, help="Leave places for members out: the file goes outside of the network.")
    def export_file(path: Path, form: str, every: bool, public: bool) -> None:
        """Write the directory as HSDS 3.1.

        Nothing of hidden places is in it.
        """
        from directory.exporting import Form
        from server.loading import export_hsds

        count = run(export_hsds(path, Form(form), every=every, public=public, url_of=url_of))
        click.echo(f"{count} services written to {path}.")


def _add_duplicates(main: click.Group, run: Run, url_of: Any) -> None:
    @main.command()
    @click.option("--first", default=20, show_default=True, type=click.IntRange(1, 100), help="How many to show.")
    def duplicates(first: int) -> None:
        """Show listings that look like one service.

        They are pairs; the secretariat decides about each.
        """
        from server.loading import show_duplicates

        for line in run(show_duplicates(first, url_of=url_of)):
            click.echo(line)
