"""Commands of the receiving organisation: open, decide, serve, give the account."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from client import show
from client.accounts import data
from client.command_feedback import aside
from client.excluding import CONFLICT
from client.reading import Letter
from client.session import Tolerant
from client.terminal import DAY, FILE, main, object_of, progress, run
from kit import clock

BECAUSE = click.Choice([code for code in data("decline")["codes"] if code != CONFLICT])


@main.command()
@click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", help="Show what follows this marker.")
def inbox(first: int, after: str | None) -> None:
    """List the referrals that the organisation received."""

    async def act(t: Tolerant) -> Any:
        found = await t.inbox(first=first, after=after)
        await t.look()
        return found

    run(act, show.referrals)


@main.command("open")
@click.argument("referral_id")
@click.option("--acknowledge", is_flag=True, help="Tell the sender that it was opened.")
@click.option(
    "--save-attachments", "folder", type=click.Path(file_okay=False, path_type=Path),
    help="Write the files that came into this folder, readable by you alone.",
)  # fmt: skip
def open_letters(referral_id: str, acknowledge: bool, folder: Path | None) -> None:
    """Check and open a referral's letters, here."""

    async def act(t: Tolerant) -> Any:
        opened = await t.open(referral_id)
        files = [one for letter in opened for one in letter.files]
        saved = await t.save_files(files, folder, progress) if folder else []
        if acknowledge:
            await t.acknowledge(referral_id)
        await aside(t, referral_id, opened)
        paths = iter(saved)
        kind = await t.kind(referral_id)
        named = {kind["fromMemberId"]: kind["senderName"]}
        return [{**_told(one, paths), "name": named.get(one.sender)} for one in opened]

    run(act, show.letters)


def _told(one: Letter, saved: Iterator[Path]) -> dict[str, Any]:
    """Say what a letter says, what came with it, and what is not there."""
    attachments = [
        {
            "category": at.category,
            "kind": at.attachment.mime,
            "bytes": at.attachment.size,
            "path": str(path) if (path := next(saved, None)) else None,
        }
        for at in one.files
    ]
    said = {"type": one.typ, "from": one.sender or "herself", "says": one.body, "dropped": list(one.dropped)}
    return {**said, "attachments": attachments, "missing": one.missing}


@main.command()
@click.argument("referral_id")
def acknowledge(referral_id: str) -> None:
    """Tell the sender that a referral was opened."""
    run(lambda t: t.acknowledge(referral_id), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--category", required=True, help="A category of facts; she may have to be asked first.")
def ask(referral_id: str, category: str) -> None:
    """Ask the sender for facts before deciding."""
    run(lambda t: t.ask_for_information(referral_id, category), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--first-contact", type=DAY, required=True, help="The day of the first contact.")
@click.option("--safe-contact-read", is_flag=True, help="The instructions for safe contact were read.")
@click.option("--interpreter-answered", is_flag=True, help="Her wish for an interpreter was answered.")
def accept(referral_id: str, first_contact: datetime, safe_contact_read: bool, interpreter_answered: bool) -> None:
    """Say that the organisation will serve her."""
    if not (safe_contact_read and interpreter_answered):
        raise click.UsageError(
            "Read the instructions for safe contact and answer the interpreter wish first, then say so with "
            "--safe-contact-read and --interpreter-answered."
        )
    run(lambda t: t.accept(referral_id, first_contact.date()), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--expected-on", type=DAY, required=True, help="The day a place is expected.")
def waitlist(referral_id: str, expected_on: datetime) -> None:
    """Say that she has to wait for a place."""
    run(lambda t: t.waitlist(referral_id, expected_on.date()), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--class", "decline_class", required=True, help="NOT_ELIGIBLE, NO_CAPACITY, SERVICE_CHANGED, …")
@click.option("--detail", type=FILE, help="A JSON file with the exact reason, which is sealed to the sender.")
@click.option("--because", type=BECAUSE, help="Which condition, or NO_INTERPRETER; sealed to the sender.")
@click.option("--conflict-of-interest", is_flag=True, help="Somebody here is linked to her case; sealed to the sender.")
def decline(
    referral_id: str, decline_class: str, detail: Path | None, because: str | None, conflict_of_interest: bool
) -> None:
    """Say that the organisation will not serve her.

    A link between somebody here and her, or who exploited her, is CANNOT_SERVE_SAFELY with --conflict-of-interest. Do
    not say who it is.
    """
    if conflict_of_interest and (detail or because or decline_class != "CANNOT_SERVE_SAFELY"):
        raise click.UsageError("A conflict of interest is --class CANNOT_SERVE_SAFELY, and brings no other detail.")
    if because and decline_class not in data("decline")["codes"][because]:
        raise click.UsageError(f"{because} goes with {' or '.join(data('decline')['codes'][because])}.")
    code = CONFLICT if conflict_of_interest else because
    said = {**(object_of(detail) if detail else {}), **({"code": code} if code else {})}
    run(lambda t: t.decline(referral_id, decline_class, said or None), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--on", type=DAY, help="The day of the first contact; today if absent.")
def start(referral_id: str, on: datetime | None) -> None:
    """Say that the first contact took place."""
    day = on.date() if on else clock.now().date()
    run(lambda t: t.start(referral_id, day), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--class", "outcome_class", required=True, help="SERVED, PARTLY or NOT_SERVED.")
@click.option("--account", type=FILE, help="A JSON file with the account, which is sealed to the sender.")
def outcome(referral_id: str, outcome_class: str, account: Path | None) -> None:
    """Give the organisation's account."""
    said = object_of(account) if account else None
    run(lambda t: t.report_outcome(referral_id, outcome_class, said), show.referral)
