"""Commands of a caseworker who writes to a house that is no member."""

from pathlib import Path
from typing import Any

import click

from client import show
from client.asked import Asked
from client.command_asking import ONLY_ONE, card_to, new_card, option
from client.command_how import asking_how
from client.plain import shown
from client.sealed_inboxes import Agreement, Answer, Writing
from client.session import Tolerant
from client.terminal import FILE, main, object_of, run

STATES = {
    "EMPTIED": "read and deleted",
    "EXPIRED": "over",
    "WITHDRAWN": "deleted: she took her consent back",
    "STOPPED": "deleted: her consent or the service was stopped",
    "TAKEN_BACK": "deleted by you",
}


@main.command("leave-letter")
@click.argument("need_id")
@click.argument("listing", metavar="LISTING@VERSION")
@click.argument("letter", type=FILE)
@click.option("--option", "options", multiple=True, metavar="LISTING@VERSION", help="What else she was shown.")
@ONLY_ONE
@click.option("--category", "categories", multiple=True, required=True, help="A category of facts she agreed to share.")
@click.option("--field", "fields", multiple=True, help="Narrow it to one entry, like CONTACT.phone; repeatable.")
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True, help="How long her consent holds.")
@click.option("--phone", default="", help="Where the house reaches you; it stands in the letter.")
@click.option("--note", is_flag=True, help="Add a line of your own; it is asked for.")
@click.option("--card", type=FILE, required=True, help="A new file for her card; give it to her, then delete it.")
@asking_how
def leave_letter(
    need_id: str,
    listing: str,
    letter: Path,
    options: tuple[str, ...],
    only_one_reason: str | None,
    categories: tuple[str, ...],
    fields: tuple[str, ...],
    days: int,
    phone: str,
    note: bool,
    card: Path,
    how: Asked,
) -> None:
    """Leave a sealed letter for a house that is no member.

    She agreed in writing that this house learns these facts. LETTER is JSON, by category. You say the code by
    telephone, to a number that you know; it opens the letter for one hour. It is shown now and never again.
    """
    chosen = option(listing)
    given = Agreement([chosen, *map(option, options)], categories, fields, only_one_reason, days, how)
    new_card(card)
    content = object_of(letter)
    line = click.prompt("Line", default="", show_default=False, err=True) if note else ""

    async def act(t: Tolerant) -> Any:
        with card_to(card) as keep:
            left, code = await t.leave_letter(need_id, chosen, Writing(content, phone, line), given, keep_card=keep)
        return {**left, "page": f"{t.wire.node}/inbox", "code": code}

    run(act, _left)


def _left(found: dict[str, Any]) -> None:
    show.say(f"The house opens {found['page']} and types what you say by telephone:\n\n    {found['code']}\n")
    show.say("Call a number that you know. Write the code into no message. It is not shown again.")
    show.say(f"Until {found['expiresAt'][:16]}. What came of it: tolerant left-letters {found['needId']}")


@main.command("left-letters")
@click.argument("need_id")
def left_letters(need_id: str) -> None:
    """Show what came of the letters to houses that are no members."""
    run(lambda t: t.left_letters(need_id), _all)


def _all(found: list[dict[str, Any]]) -> None:
    for one in found:
        opened = f"opened {one['openedAt'][:16]}" if one["openedAt"] else "not opened"
        answered = f"tolerant letter-answer {one['id']}" if one["answer"] else "no answer here"
        state = STATES[one["ended"]] if one["ended"] else f"opens until {one['expiresAt'][:16]}"
        show.say(f"{one['givenAt'][:10]}  {one['listingId']}@{one['listingVersion']}  {opened}, {state}; {answered}")
        show.say(f"  letter {one['id']}  consent {one['consentId']}")
    if not found:
        show.say("No letter was left for this need.")


@main.command("letter-answer")
@click.argument("letter_id")
def letter_answer(letter_id: str) -> None:
    """Read what a house that is no member answered."""
    run(lambda t: t.letter_answer(letter_id), _answered)


def _answered(found: Answer) -> None:
    words = {"CAN_HELP": "They can help.", "CALL_US": "They ask you to call.", "CANNOT": "They cannot help."}
    reason = f" ({found['reason'].lower().replace('_', ' ')})" if found["reason"] else ""
    show.say(f"{words[found['answer']]}{reason}")
    if found["text"]:
        show.say(shown(found["text"]))


@main.command("end-letter")
@click.argument("letter_id")
def end_letter(letter_id: str) -> None:
    """Delete such a letter and its answer for good."""
    run(lambda t: t.end_letter(letter_id), lambda found: show.say("Letter and answer are not there any more."))
