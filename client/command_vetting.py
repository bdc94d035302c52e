"""Commands of the secretariat: what waits, the checklist, reviews, decisions, coverage."""

import json
from pathlib import Path
from typing import Any

import click

from client import show_directory as show
from client.alerting import WAITING
from client.command_owning import AFTER, FIRST, WHY
from client.session import Tolerant
from client.terminal import FILE, main, object_of, reading, run, words
from client.words import NOBODY_SIGNED

REASONS = [
    "NEW_PROPOSAL", "NEW_WORDS", "RENEWAL", "SECOND_SIGNATURE", "ANSWERED", "EXPIRING", "DISPUTED", "APPEALED",
    "SUSPENSION_PROPOSED", "INCIDENT", "MEMBERSHIP_REVIEW", "ROUTINE_CHECK",
]  # fmt: skip
DAYS = click.option("--within-days", type=click.IntRange(1, 366), help="How many days count as soon; 30 if absent.")


@main.command()
@click.option("--why", type=click.Choice(REASONS), multiple=True, help="Only what waits for this; repeatable.")
@DAYS
@FIRST
@AFTER
def queue(why: tuple[str, ...], within_days: int | None, first: int, after: str | None) -> None:
    """Show what waits for the secretariat, and why."""

    async def act(t: Tolerant) -> Any:
        found = await t.queue(why, within_days=within_days, first=first, after=after)
        if waiting := await t.alerts_waiting():
            t.remarks.append(WAITING.format(count=waiting))
        return found

    run(act, show.queue)


@main.command("start-review")
@click.argument("listing")
def start_review(listing: str) -> None:
    """Take a proposal into review."""
    run(lambda t: t.start_review(listing), show.listing)


@main.command("start-renewal")
@click.argument("listing")
def start_renewal(listing: str) -> None:
    """Check a service again before its vetting runs out.

    It stays in force meanwhile, and needs two new signatures.
    """
    run(lambda t: t.start_renewal(listing), show.listing)


@main.command()
@click.argument("listing")
@click.option("--file", "path", type=FILE, help="Write the questions into this file, to be answered there.")
def checklist(listing: str, path: Path | None) -> None:
    """Show the questions, and what you have noted so far."""

    async def act(t: Tolerant) -> Any:
        found = await t.checklist(listing)
        if path is not None:
            _write(path, found)
        return found

    run(act, show.checklist)


def _write(path: Path, found: Any) -> None:
    with reading(path):
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@main.command()
@click.argument("listing")
@click.argument("answers", type=FILE)
def draft(listing: str, answers: Path) -> None:
    """Keep what you have noted so far; only you see it.

    ANSWERS is the file that `tolerant checklist --file` wrote.
    """
    said = object_of(answers)
    run(lambda t: t.save_review_draft(listing, said), show.draft)


@main.command()
@click.argument("listing")
@click.argument("answers", type=FILE, required=False)
@click.option("--verdict", type=click.Choice(["APPROVE", "RETURN", "REJECT"]), required=True)
def review(listing: str, answers: Path | None, verdict: str) -> None:
    """Sign your review of a listing.

    Without a file, your draft is signed, and your questions or the reason to reject are asked for. The second approval,
    by another person, puts the words in force.
    """
    said = object_of(answers) if answers else None
    note = words("Your questions, or the reason") if verdict != "APPROVE" and said is None else None
    run(lambda t: t.review(listing, verdict, said, note=note), show.listing)


@main.command("words")
@click.argument("listing")
@click.option("--version", type=click.IntRange(1), help="The number of the words; those in force if absent.")
@click.option("--to-review", is_flag=True, help="The newest words, unchecked: what your approval would sign.")
def listing_words(listing: str, version: int | None, to_review: bool) -> None:
    """Show the words that two reviewers signed.

    This device holds them against the key log, whatever the node shows elsewhere.
    """

    async def act(t: Tolerant) -> Any:
        shown = await t.listing(listing)
        if to_review:
            return await t.words_to_review(listing, shown["currentVersion"])
        found = await t.words(listing, version or shown["vettedVersion"] or shown["currentVersion"])
        if t.nobody_signed(listing):
            t.remarks.append(NOBODY_SIGNED)
        return found

    run(act, show.words)


@main.command()
@click.argument("listing")
def conflict(listing: str) -> None:
    """Say that you are too near to a listing's provider.

    Why is asked for. It is for good: you decide nothing about its services from then on.
    """
    note = words("Why, in a sentence for your colleagues")
    run(lambda t: t.declare_conflict(listing, note), lambda _: click.echo("Noted. Somebody else decides here."))


@main.command()
@click.argument("listing")
def effect(listing: str) -> None:
    """Show how many live referrals a suspension touches."""
    run(lambda t: t.suspension_effect(listing), show.effect)


@main.command()
@click.argument("listing")
def suspend(listing: str) -> None:
    """Stop a service at once.

    Look at `tolerant effect` first; the reason is asked for. Referrals that have not begun are put on hold; the senders
    of the others are asked to check.
    """
    reason = words(WHY)
    run(lambda t: t.suspend(listing, reason), show.listing)


@main.command()
@click.argument("listing")
def dispute(listing: str) -> None:
    """Mark a service as contested.

    It stays in the search, marked; `tolerant reinstate` ends the dispute.
    """
    reason = words(WHY)
    run(lambda t: t.dispute(listing, reason), show.listing)


@main.command()
@click.argument("listing")
def reinstate(listing: str) -> None:
    """Offer a stopped or contested service again."""
    reason = words(WHY)
    run(lambda t: t.reinstate(listing, reason), show.listing)


@main.command("decide-appeal")
@click.argument("listing")
@click.argument("appeal_id", metavar="APPEAL")
@click.option("--uphold/--reject", required=True, help="Whether the provider is right.")
def decide_appeal(listing: str, appeal_id: str, uphold: bool) -> None:
    """Decide an appeal that is not against yourself."""
    reason = words(WHY)
    run(lambda t: t.decide_appeal(listing, appeal_id, uphold, reason), show.listing)


@main.command()
@DAYS
def coverage(within_days: int | None) -> None:
    """Count the services by country and kind."""
    run(lambda t: t.coverage(within_days), show.coverage)
