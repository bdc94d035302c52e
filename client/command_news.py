"""The command that waits for news."""

import json
from contextlib import aclosing
from datetime import UTC, datetime

import click

from client import show
from client.session import Tolerant
from client.terminal import main, run

CUT = "The line to the node is cut; it is tried again. Nothing is missed."


@main.command()
@click.option("--count", type=click.IntRange(1), help="End after so many notices.")
@click.option("--since", type=click.DateTime(), help="The first time: begin here (UTC) and not a day ago.")
@click.pass_context
def watch(context: click.Context, count: int | None, since: datetime | None) -> None:
    """Wait for what needs attention, and show it at once."""

    def cut() -> None:
        click.echo(CUT, err=True)

    as_json = bool(context.find_root().params.get("as_json"))

    async def act(t: Tolerant) -> None:
        left = count
        async with aclosing(t.news(since.replace(tzinfo=UTC) if since else None, cut=cut)) as news:
            async for one in news:
                if as_json:
                    click.echo(json.dumps(one, ensure_ascii=False))
                else:
                    show.notices([dict(one)])
                left = left - 1 if left else None
                if left == 0:
                    return

    try:
        run(act, lambda _: None, streamed=True)
    except KeyboardInterrupt:
        return
