"""Commands of a caseworker with whom she goes herself."""

from pathlib import Path
from typing import Any

import click

from client import show
from client.command_asking import ONLY_ONE, new_card, option
from client.keystore import replace
from client.session import Tolerant
from client.slip_page import page, wording
from client.terminal import FILE, main, run

LANGUAGES = click.Choice(sorted(wording()))
OUTCOMES = click.Choice(["SERVED", "PARTLY", "NOT_SERVED", "DID_NOT_GO", "DECLINED_TO_ANSWER", "UNREACHABLE"])


@main.command()
@click.argument("need_id")
@click.argument("listing", metavar="LISTING@VERSION")
@click.argument("paper", type=FILE)
@click.option("--option", "options", multiple=True, metavar="LISTING@VERSION", help="What else she was shown.")
@ONLY_ONE
@click.option("--theirs", type=LANGUAGES, default="en", show_default=True, help="The language of the service.")
@click.option("--language", type=LANGUAGES, default="en", show_default=True, help="Her language.")
@click.option("--size", type=click.Choice(["A6", "A5"]), default="A6", show_default=True)
@click.option("--ask-for", is_flag=True, help="Write down whom she asks for there; it is asked for.")
def slip(
    need_id: str,
    listing: str,
    paper: Path,
    options: tuple[str, ...],
    only_one_reason: str | None,
    theirs: str,
    language: str,
    size: str,
    ask_for: bool,
) -> None:
    """Let her go herself, with a neutral paper.

    It says where the service is and how to ask, in its language and in hers, and nothing else. Nothing is sent. Every
    condition of it was gone through with her (`tolerant match`). Ask her whether paper is safe.
    """
    chosen = option(listing)
    shown = [chosen, *map(option, options)]
    new_card(paper)
    person = click.prompt("She asks for", default="", show_default=False, err=True) if ask_for else ""

    async def act(t: Tolerant) -> Any:
        kept, where = await t.give_slip(
            need_id, chosen, shown, only_one_reason=only_one_reason, language=theirs, person=person
        )
        replace(paper, page(where, (theirs, language), "A5" if size == "A5" else "A6").encode())
        return kept

    run(act, _given)


def _given(found: dict[str, Any]) -> None:
    show.say(f"Slip {found['id']}: read it with her, print it, delete the file. Nothing was sent.")
    show.say(
        "The service's own name stands on it. Where that name tells why somebody goes there, let her go without paper."
    )
    show.say(f"Ask her later: tolerant slip-outcome {found['id']} --answer SERVED")


@main.command("slip-outcome")
@click.argument("slip_id")
@click.option("--answer", type=OUTCOMES, required=True, help="What she told, in one word.")
def slip_outcome(slip_id: str, answer: str) -> None:
    """Write down what she told of a slip."""
    run(lambda t: t.slip_outcome(slip_id, answer), lambda found: show.say(f"Kept: {found['outcome'].lower()}."))


@main.command()
@click.argument("need_id")
def slips(need_id: str) -> None:
    """List the slips of a need."""
    run(lambda t: t.slips(need_id), _all)


def _all(found: list[dict[str, Any]]) -> None:
    for one in found:
        told = (one["outcome"] or "not asked yet").lower().replace("_", " ")
        show.say(f"{one['givenOn']}  {one['listingId']}@{one['listingVersion']}  {told}\n  {one['id']}")
    if not found:
        show.say("No slip was given for this need.")
