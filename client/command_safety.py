"""The command that compares two organisations' keys."""

import io
from pathlib import Path

import click
import segno

from client import keystore
from client.plain import line, shown
from client.shapes_safety import Safety
from client.show import say
from client.terminal import main, reading, run

_SAYS = {
    "YES": "You have compared this number since either organisation's keys last changed.",
    "NO": "Nobody has compared this number on this device yet.",
    "CHANGED": "The keys of one of you have CHANGED since this number was compared. Compare it again.",
}


@main.command()
@click.argument("member_id")
@click.option("--number", help="The 60 digits that the organisation read to you, or what a camera read; no secret.")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write the picture to this file too.")
def safety(member_id: str, number: str | None, svg: Path | None) -> None:
    """Compare the keys of two organisations.

    By telephone or side by side: both see the same 60 digits and the same picture. With --number, what the other one
    read or showed, this device remembers that they are the same until the keys of either change. It says nothing about
    any woman's consent.
    """

    def show(found: Safety) -> None:
        code = segno.make(found["text"], error="m", micro=False)
        if svg is not None:
            with reading(svg):
                drawn = io.BytesIO()
                code.save(drawn, kind="svg", scale=6)
                keystore.replace(svg, drawn.getvalue())
        digits = found["number"].split()
        say(shown(line(found["name"])))
        for row in range(0, len(digits), 4):
            say("  " + "  ".join(digits[row : row + 4]))
        drawn_text = io.StringIO()
        code.terminal(drawn_text, compact=True)
        click.echo(drawn_text.getvalue())
        say(_SAYS[found["compared"]])

    run(lambda t: t.safety(member_id, number), show)
