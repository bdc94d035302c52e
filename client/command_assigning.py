"""Commands about who is on a case: show, reassign, hand over."""

from typing import Any

import click

from client import show
from client.plain import line, shown
from client.terminal import main, run

TO = click.option(
    "--to", multiple=True, required=True, help="A device of hers, as `tolerant devices` lists it; again for more."
)
REASON = click.option("--reason", required=True, help="SHIFT, ABSENCE, CONFLICT_OF_INTEREST or OTHER.")
NAMED = click.option("--named", multiple=True, help="With CONFLICT_OF_INTEREST: a device of whom it is about.")


@main.command()
@click.argument("referral_id")
def case(referral_id: str) -> None:
    """Show who of your organisation is on a case.

    On the way the case's key is handed on to devices that should have it and do not.
    """
    run(lambda t: t.case_people(referral_id), _people)


@main.command()
@click.argument("referral_id")
@TO
@REASON
@NAMED
def reassign(referral_id: str, to: tuple[str, ...], reason: str, named: tuple[str, ...]) -> None:
    """Put colleagues on a referral that came to you.

    For administrators. Whoever is not named leaves the case: her device gets no key of it any more, and the key is made
    anew. What she has read she has read. With CONFLICT_OF_INTEREST, --named says whom it is about: she is barred.
    """
    run(lambda t: t.reassign(referral_id, to, reason, conflict=named), show.referral)


@main.command("hand-over")
@click.argument("referral_id")
@TO
@REASON
@NAMED
def hand_over(referral_id: str, to: tuple[str, ...], reason: str, named: tuple[str, ...]) -> None:
    """Hand a referral that you sent to colleagues.

    For administrators, as with `reassign`. The first one named holds the woman's need from then on.
    """
    run(lambda t: t.hand_over(referral_id, to, reason, conflict=named), show.referral)


def _people(found: dict[str, Any]) -> None:
    if not found["holders"]:
        show.say("Nobody is on this case yet: whoever opens it first will be.")
    for one in found["holders"]:
        show.say(shown(f"on the case: {line(one['displayName'] or one['staffId'])}"))
    for one in found["barred"]:
        show.say(shown(f"barred: {line(one['displayName'] or one['staffId'])}"))
    if found["missing"]:
        show.say(f"Devices without the key yet: {len(found['missing'])}.")
