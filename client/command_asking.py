"""Commands of a caseworker before sending: find, show, ask her."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from client import show
from client.asked import Asked
from client.asking import FOLLOW_UP, PURPOSES
from client.command_finding import here
from client.command_how import asking_how
from client.errors import NodeRefused
from client.giving_code import Taking, taking
from client.keystore import replace
from client.session import Tolerant
from client.shapes import Card
from client.terminal import DAY, FILE, main, object_of, reading, run


@main.command()
@click.argument("profile", type=FILE)
@click.option("--filter", "narrow", type=FILE, help="A JSON file with a match filter.")
@click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", help="Show what follows this marker.")
@click.option("--language", help="Explain in bg, de, el, en, it or ro; en if absent.")
@click.option("--offline", is_flag=True, help="Look into the copy on this device; nothing is sent.")
def match(
    profile: Path, narrow: Path | None, first: int, after: str | None, language: str | None, offline: bool
) -> None:
    """Find services for a JSON file of facts, never a name.

    '-' reads the facts from the keyboard, so that no file is left.
    """
    facts, chosen = object_of(profile), object_of(narrow) if narrow else None
    asked: dict[str, Any] = {"filter": chosen, "first": first, "after": after, "language": language}
    if offline:
        here(lambda copy: copy.match(facts, **asked), show.matches)
    else:
        run(lambda t: t.match(facts, **asked), show.matches)


FOLLOWING = click.option("--follow-up", is_flag=True, help="She agreed to be asked how it goes, months after it began.")
ONLY_ONE = click.option(
    "--only-one-reason",
    type=click.Choice(["NO_OTHER_FITS", "NO_OTHER_HAS_A_PLACE", "OTHERS_NOT_SAFE", "SHE_ASKED_FOR_IT", "OTHER"]),
    help="Why she was shown one service only.",
)

MODE = click.option(
    "--mode",
    type=click.Choice(["SEALED", "BROKERED"]),
    help="To whoever offers it, which is usual, or to the member that its listing names to follow it up.",
)


@main.command()
@click.argument("listing", metavar="LISTING@VERSION")
@click.option("--option", "options", multiple=True, metavar="LISTING@VERSION", help="What else she was shown.")
@ONLY_ONE
@MODE
@click.option("--service-type", required=True, help="What she looks for, a code such as LANGUAGE_COURSE.")
@click.option("--risk-assessed-on", type=DAY, required=True, help="The day her risks were last looked at.")
@click.option("--category", "categories", multiple=True, required=True, help="A category of facts she agreed to share.")
@click.option("--field", "fields", multiple=True, help="Narrow it to one entry, like CONTACT.phone; repeatable.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long it holds.")
@FOLLOWING
@click.option("--card", type=FILE, required=True, help="A new file for her card; give it to her, then delete it.")
@asking_how
@taking
def consent(
    listing: str,
    options: tuple[str, ...],
    only_one_reason: str | None,
    mode: str | None,
    service_type: str,
    risk_assessed_on: datetime,
    categories: tuple[str, ...],
    fields: tuple[str, ...],
    days: int,
    follow_up: bool,
    card: Path,
    code: Taking,
    how: Asked,
) -> None:
    """Record her consent, and write her card.

    She chose among the services that she was shown, and agreed to share these categories with this one.

    Where she takes a code or has one, the card is put into her copy, and its file is deleted.
    """
    chosen = option(listing)
    shown = [chosen, *map(option, options)]
    new_card(card)
    code.begin()

    async def act(t: Tolerant) -> Any:
        need = await t.open_need(service_type, risk_assessed_on.date())
        step = await t.draft_by(need["id"], *chosen, mode or "")
        step = await t.show_options(step, shown, only_one_reason=only_one_reason)
        with card_to(card) as keep:
            given = await t.record_consent(
                step, list(categories), fields=list(fields) or None, days=days, how=how, keep_card=keep,
                purposes=purposes(follow_up),
            )  # fmt: skip
        await code.take(t, given["card"], card, categories)
        return given["step"]

    run(act, code.shown)


def purposes(follow_up: bool) -> tuple[str, ...]:
    """Give what she agreed to, with being asked months later where she wished it."""
    return (*PURPOSES, FOLLOW_UP) if follow_up else PURPOSES


def option(text: str) -> tuple[str, int]:
    """Read a service with its version."""
    listing, _, version = text.partition("@")
    if not (version.isascii() and version.isdigit()):
        raise click.UsageError("Name a service with its version, as LISTING@VERSION; `tolerant match` shows both.")
    return listing, int(version)


def new_card(card: Path) -> None:
    """Never write one woman's card over another's."""
    if card.exists() or str(card) == "-":
        raise click.ClickException(f"The file {card} is there already. Name a new file for her card.")
    if not card.absolute().parent.is_dir():
        raise click.ClickException(f"The folder {card.parent} is not there.")


@contextmanager
def card_to(path: Path) -> Iterator[Callable[[Card], None]]:
    """Write her card before the node is asked, and take it away again where the node said no."""
    try:
        yield lambda card: _write(path, card)
    except NodeRefused as no:
        if no.decided:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, card: Card) -> None:
    with reading(path):
        replace(path.absolute(), json.dumps(card, indent=1).encode() + b"\n")
