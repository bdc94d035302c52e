"""Commands of a caseworker: find, ask her, send, look, close."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from client import show
from client.session import Tolerant
from client.terminal import ANSWERS, DAY, json_of, main, run


@main.command()
@click.argument("profile", type=ANSWERS)
@click.option("--filter", "narrow", type=ANSWERS, help="A JSON file with a match filter.")
@click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", help="Show what follows this marker.")
def match(profile: Any, narrow: Any, first: int, after: str | None) -> None:
    """Find services for a JSON file of facts ('-' reads them from the keyboard, so that no file is left)."""
    facts, chosen = json_of(profile), json_of(narrow) if narrow else None
    run(lambda t: t.match(facts, filter=chosen, first=first, after=after), show.matches)


@main.command()
@click.argument("listing", metavar="LISTING@VERSION")
@click.option("--option", "options", multiple=True, metavar="LISTING@VERSION", help="What else she was shown.")
@click.option("--only-one-reason", is_flag=True, help="There is a reason for showing one service only.")
@click.option("--service-type", required=True, help="What she looks for, a code such as LANGUAGE_COURSE.")
@click.option("--risk-assessed-on", type=DAY, required=True, help="The day her risks were last looked at.")
@click.option("--category", "categories", multiple=True, required=True, help="A category of facts she agreed to share.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long it holds.")
@click.option(
    "--card", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where her card is written."
)
def consent(
    listing: str,
    options: tuple[str, ...],
    only_one_reason: bool,
    service_type: str,
    risk_assessed_on: datetime,
    categories: tuple[str, ...],
    days: int,
    card: Path,
) -> None:
    """Record that she chose a service and agreed; writes the card that is hers."""

    async def act(t: Tolerant) -> Any:
        need = await t.open_need(service_type, risk_assessed_on.date())
        chosen = _option(listing)
        step = await t.draft(need["id"], *chosen)
        shown = [chosen, *map(_option, options)]
        step = await t.show_options(step, shown, only_one_reason=only_one_reason)
        given = await t.record_consent(step, list(categories), days=days)
        _private(card, json.dumps(given["card"], indent=1))
        return given["step"]

    run(act, show.consented)


def _option(text: str) -> tuple[str, int]:
    listing, _, version = text.partition("@")
    if not version.isdigit():
        raise click.ClickException("Name a service with its version, as LISTING@VERSION; `tolerant match` shows both.")
    return listing, int(version)


def _private(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


@main.command()
@click.argument("referral_id")
@click.argument("content", type=ANSWERS)
def refer(referral_id: str, content: Any) -> None:
    """Seal a JSON file of facts by category, and send it to the one organisation she chose."""
    facts = json_of(content)
    run(lambda t: t.send(referral_id, facts), show.sent)


@main.command()
@click.argument("referral_id")
def close(referral_id: str) -> None:
    """Close a referral by both accounts."""
    run(lambda t: t.close(referral_id), show.referral)


@main.command()
@click.argument("referral_id", required=False)
def status(referral_id: str | None) -> None:
    """Show where a referral stands, or all of them."""
    if referral_id is None:
        run(lambda t: t.referrals(), show.referrals)
    else:
        run(lambda t: t.history(referral_id), show.history)
