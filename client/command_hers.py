"""Commands for the woman herself: with her card alone, without signing in."""

from typing import Any

import click

from client import show
from client.terminal import ANSWERS, json_of, main, run


@main.command()
@click.argument("card", type=ANSWERS)
@click.argument("account", type=ANSWERS)
def feedback(card: Any, account: Any) -> None:
    """Give her own account with her card; no sign-in is needed."""
    hers, said = json_of(card), json_of(account)
    run(lambda t: t.give_feedback(hers, said), show.sent, signed_in=False)


@main.command()
@click.argument("card", type=ANSWERS)
def withdraw(card: Any) -> None:
    """Take her consent back with her card; no sign-in is needed, and nobody asks why."""
    hers = json_of(card)
    run(lambda t: t.withdraw(hers["withdraw"]), show.withdrawn, signed_in=False)
