"""Commands of those who offer services: propose, keep true, answer, reply, appeal."""

from pathlib import Path
from typing import Any

import click

from client import show_directory as show
from client.session import Tolerant
from client.shapes_directory import Listing
from client.terminal import FILE, main, object_of, run, words

FIRST = click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
AFTER = click.option("--after", help="Show what follows this marker.")
BEHALF = click.option(
    "--on-behalf-of", "behalf", is_flag=True, help="For a provider without a member: asks who said it."
)
SAID = "What is said; it is kept as it is"
WHY = "Why, in words that the provider can answer"


def _behalf(asked: bool) -> str | None:
    return words("Who of the provider said it") if asked else None


@main.command()
@click.option("--search", is_flag=True, help="Asks for words that must all be there.")
@click.option("--mine", is_flag=True, help="What your organisation offers or proposed, in every state.")
@FIRST
@AFTER
def listings(search: bool, mine: bool, first: int, after: str | None) -> None:
    """List what is offered, or find it by words."""
    wanted = words("Words to search for") if search else ""
    run(lambda t: t.listings(wanted, mine=mine, first=first, after=after), show.listings)


@main.command()
@click.argument("content", type=FILE)
def propose(content: Path) -> None:
    """Propose a service from a JSON file of its words.

    Nobody is offered it before the secretariat has vetted it.
    """
    said = object_of(content)
    run(lambda t: t.propose(said), show.listing)


@main.command()
@click.argument("listing")
@click.argument("content", type=FILE)
def revise(listing: str, content: Path) -> None:
    """Write new words for a listing.

    The vetted ones stay in force until the new ones are vetted.
    """
    said = object_of(content)
    run(lambda t: t.revise(listing, said), show.listing)


async def _chosen(t: Tolerant, listings: tuple[str, ...], every: bool) -> list[Listing]:
    if every == bool(listings):
        raise click.UsageError("Name listings, or say --all.")
    return await t.my_listings() if every else [await t.listing(each) for each in listings]


@main.command()
@click.argument("listings", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that your organisation offers and that was vetted.")
def confirm(listings: tuple[str, ...], every: bool) -> None:
    """Say that listings are still true.

    Look at them first. The day on which they were checked stays where it is.
    """

    async def act(t: Tolerant) -> Any:
        versions = {each["id"]: each["expectedVersion"] for each in await _chosen(t, listings, every)}
        return await t.confirm(versions) if versions else []

    run(act, show.results)


@main.command("renew-availability")
@click.argument("listings", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that your organisation offers and that was vetted.")
def renew_availability(listings: tuple[str, ...], every: bool) -> None:
    """Say that what was said of places holds today."""

    async def act(t: Tolerant) -> Any:
        versions = {each["id"]: each["availabilityVersion"] for each in await _chosen(t, listings, every)}
        return await t.renew_availability(versions) if versions else []

    run(act, show.results)


@main.command()
@click.argument("listing")
@click.option("--accepting", type=click.Choice(["YES", "WAITLIST", "NO", "UNKNOWN"]), required=True)
@click.option("--places", type=click.IntRange(0), help="How many places there are.")
@click.option("--waiting-days", type=click.IntRange(0), help="How many days one waits.")
def availability(listing: str, accepting: str, places: int | None, waiting_days: int | None) -> None:
    """Say whether a service takes referrals now."""
    run(lambda t: t.set_availability(listing, accepting, places=places, waiting_days=waiting_days), show.listing)


@main.command("listing-notices")
@FIRST
@AFTER
def listing_notices(first: int, after: str | None) -> None:
    """List what your organisation was told about listings."""
    run(lambda t: t.listing_notices(first=first, after=after), show.notices)


@main.command()
@click.argument("listing")
@FIRST
@AFTER
def timeline(listing: str, first: int, after: str | None) -> None:
    """Show who did what to a listing, when and why."""
    run(lambda t: t.listing_history(listing, first=first, after=after), show.history)


@main.command("answer-questions")
@click.argument("listing")
@BEHALF
def answer_questions(listing: str, behalf: bool) -> None:
    """Answer the reviewers' questions about a listing.

    The answer is asked for. The same words are then reviewed again.
    """
    text, who = words(SAID), _behalf(behalf)
    run(lambda t: t.answer_questions(listing, text, who), show.listing)


@main.command()
@click.argument("listing")
@click.argument("decision")
@BEHALF
def reply(listing: str, decision: str, behalf: bool) -> None:
    """Add what the provider says to a decision.

    What it says is asked for. `tolerant timeline` shows the decision's id.
    """
    text, who = words(SAID), _behalf(behalf)
    run(lambda t: t.reply(listing, decision, text, who), show.listing)


@main.command()
@click.argument("listing")
@click.argument("decision")
@BEHALF
def appeal(listing: str, decision: str, behalf: bool) -> None:
    """Appeal against the decision that holds now.

    What the provider says is asked for. People who did not sign decide it.
    """
    text, who = words(SAID), _behalf(behalf)
    run(lambda t: t.reply(listing, decision, text, who, appeal=True), show.listing)


@main.command()
@click.argument("listing")
def delist(listing: str) -> None:
    """End a listing for good; the reason is asked for."""
    reason = words("Why it ends")
    run(lambda t: t.delist(listing, reason), show.listing)
