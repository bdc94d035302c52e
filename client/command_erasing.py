"""Commands of erasing: delete and attest, and see who has not."""

from typing import Any

import click

from client import show
from client.plain import line
from client.terminal import main, run


@main.command()
@click.argument("referral_id")
@click.option("--yes", is_flag=True, help="Saved files, print-outs and notes are destroyed too; do not ask.")
@click.option("--kept-because", default="", help="The code of a ground on which you may not erase, like LEGAL_HOLD.")
def erase(referral_id: str, yes: bool, kept_because: str) -> None:
    """Delete what is kept of an ended referral, and sign it."""
    if not (yes or kept_because):
        click.confirm("Are the files that you saved, what you printed and what you noted destroyed too?", abort=True)
    run(lambda t: t.erase(referral_id, kept_because=kept_because), _attested)


@main.command("open-erasures")
@click.option("--first", type=click.IntRange(1, 100), default=20, show_default=True)
def open_erasures(first: int) -> None:
    """List the recipients that have not attested erasure."""
    run(lambda t: t.open_erasures(first=first), _open)


def _attested(found: dict[str, Any]) -> None:
    show.say(f"Your word is kept, signed, since {_day(found['at'])}: {found['referralId']}.")


def _open(found: list[dict[str, Any]]) -> None:
    for one in found:
        late = f"; told to both and the secretariat on {_day(one['escalatedAt'])}" if one["escalatedAt"] else ""
        kept = f"; keeps it because of {line(one['keptBecause'])}" if one["keptBecause"] else ""
        state = one["because"].lower().replace("_", " ")
        show.say(f"{one['referralId']}  {one['toMemberId']}  {state}; due by {_day(one['attestBy'])}{late}{kept}")
    if not found:
        show.say("Every recipient has attested erasure.")


def _day(moment: str) -> str:
    return moment[:10]
