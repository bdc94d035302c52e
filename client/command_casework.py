"""Commands of a caseworker from sending on: send, answer, look, recall, close."""

from pathlib import Path

import click

from client import show
from client.command_feedback import aside
from client.enclosing import Enclosed
from client.session import Tolerant
from client.shapes import Event
from client.terminal import FILE, main, object_of, progress, run

ATTACH = click.option(
    "--attach",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    help="A picture (JPEG, PNG), PDF or Word document (DOCX), at most 20 MiB; again for another.",
)
CATEGORY = click.option(
    "--category", multiple=True, help="The category that she agreed to share the file under; once for each, or for all."
)


def _enclosed(attach: tuple[Path, ...], category: tuple[str, ...]) -> list[Enclosed]:
    """Put each file under its category."""
    if len(category) == 1 and attach:
        category *= len(attach)
    if len(category) != len(attach):
        raise click.UsageError("Give one --category for each --attach, in the same order, or one for all of them.")
    return [Enclosed(name, path) for name, path in zip(category, attach, strict=True)]


@main.command()
@click.argument("referral_id")
@click.argument("content", type=FILE)
@ATTACH
@CATEGORY
@click.option(
    "--unverified",
    is_flag=True,
    help="Send although nobody has compared the two organisations' keys. Never stands for her consent.",
)
def refer(
    referral_id: str, content: Path, attach: tuple[Path, ...], category: tuple[str, ...], unverified: bool
) -> None:
    """Seal her facts, and send them.

    CONTENT is a JSON file of facts by category; it goes to the one organisation she chose, and to nobody else.

    Files are freed of hidden details before they are sealed: who wrote them, where a photograph was taken. Look at each
    yourself first: what is seen in it is sent.

    After a broken line, do the same again: uploads go on, it is stored once, and the receipt is the same.
    """
    facts, files = object_of(content), _enclosed(attach, category)
    run(lambda t: t.send(referral_id, facts, files=files, progress=progress, unverified=unverified), show.sent)


@main.command()
def resend() -> None:
    """Send again what may not have arrived."""
    run(lambda t: t.resend(), show.resent)


@main.command()
@click.argument("referral_id")
@click.argument("content", type=FILE)
@ATTACH
@CATEGORY
def answer(referral_id: str, content: Path, attach: tuple[Path, ...], category: tuple[str, ...]) -> None:
    """Seal the facts that were asked for, and send them.

    Files go along as with `refer`.
    """
    facts, files = object_of(content), _enclosed(attach, category)
    run(lambda t: t.answer_information(referral_id, facts, files=files, progress=progress), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--reason", required=True, help="A code; a wrong one is answered with the right ones.")
def cancel(referral_id: str, reason: str) -> None:
    """Recall a referral."""
    run(lambda t: t.cancel(referral_id, reason), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--reason", required=True, help="WRONG_RECIPIENT, WRONG_PERSON or MANIFEST_MISMATCH.")
def void(referral_id: str, reason: str) -> None:
    """End a referral that is not what it says.

    What was sealed is deleted.
    """
    run(lambda t: t.void(referral_id, reason), show.referral)


@main.command()
@click.argument("referral_id")
def close(referral_id: str) -> None:
    """Close a referral by both accounts."""
    run(lambda t: t.close(referral_id), show.referral)


@main.command()
@click.argument("referral_id", required=False)
@click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", help="Show what follows this marker.")
def status(referral_id: str | None, first: int, after: str | None) -> None:
    """Show where one referral stands, or all of them."""
    if referral_id is None:
        run(lambda t: t.referrals(first=first, after=after), show.referrals)
    else:
        run(lambda t: _history(t, referral_id), show.history)


async def _history(t: Tolerant, referral_id: str) -> list[Event]:
    found = await t.history(referral_id)
    await aside(t, referral_id)
    return found


@main.command()
@click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
def notices(first: int) -> None:
    """List what needs the organisation's attention."""
    run(lambda t: t.notices(first=first), show.notices)
