"""Commands for the woman herself: with her card alone, without signing in."""

from pathlib import Path

import click

from client import show
from client.errors import ClientError
from client.giving_account import How, account_options
from client.hers import read_card
from client.shapes import Card
from client.terminal import FILE, Refused, json_of, main, run, secret


@main.command()
@click.argument("card", type=FILE)
@account_options
def feedback(card: Path, how: How) -> None:
    """Give her own account, with her card alone.

    She is asked in her language, and need not answer anything. No sign-in is needed, unless a caseworker writes for her
    (--assisted).
    """
    hers = card_of(card)
    run(lambda t: how.give(t, hers), how.shown, signed_in=how.signed_in)


@main.command()
@click.argument("card", type=FILE, required=False)
def withdraw(card: Path | None) -> None:
    """Take her consent back, with her card alone.

    No sign-in is needed, and nobody asks why. Without a card file, her withdrawal code is asked for; it is never an
    argument.
    """
    code = card_of(card)["withdraw"] if card else secret("Her withdrawal code").strip()
    run(lambda t: t.withdraw(code), show.withdrawn, signed_in=False)


def card_of(path: Path) -> Card:
    """Read her card from its file."""
    try:
        return read_card(json_of(path))
    except ClientError as error:
        raise Refused(error) from None
