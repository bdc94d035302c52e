"""Commands about her code: give one, add to her copy, and whatever she does with it, without signing in."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click

from client import show_feedback, show_hers
from client.alerting import To
from client.command_asking import new_card
from client.command_consent import LANGUAGE, record_to
from client.errors import ClientError
from client.giving_account import ABOUT, TO, How, account_options
from client.giving_code import NO_PICTURE, TITLED, WORDS, Write, add_card, asked, new_page, on_page, written
from client.her_copy import Opened, Part
from client.her_errors import NotHeld, WhichOne
from client.her_states import LANGUAGES
from client.hers import read_card
from client.session import Tolerant
from client.shapes import Card
from client.terminal import FILE, Group, Refused, json_of, main, run, words

PAGE = click.argument("page", type=FILE)


@main.group(cls=Group)
def hers() -> None:
    """Give her a code, or do what she does with it.

    With the code she sees how things stand, stops them, and gives her account, and nobody signs in. It is asked for
    and not shown, and never an argument.
    """


@hers.command("code")
@PAGE
@click.option("--card", type=FILE, help="Her card: then the code can stop things, and see how they stand.")
@click.option(
    "--referral", help="Without her card: a referral of your organisation. The code then shows what was sent."
)
@TITLED
@WORDS
@NO_PICTURE
def code(page: Path, card: Path | None, referral: str | None, titled: bool, in_words: bool, no_picture: bool) -> None:
    """Give her a code, on a PAGE that says nothing else.

    A PAGE that ends in .txt is plain text, any other HTML. Any member can give one, with her card: also when the
    organisation that sent it is gone.
    """
    if (card is None) == (referral is None):
        raise click.UsageError("Give her --card, or a --referral of your organisation.")
    held = _card(card) if card else None

    async def parts(t: Tolerant) -> list[Part]:
        return [await (t.part_of(held) if held else t.without_card(referral or ""))]

    _give(page, written(titled, in_words, no_picture), parts)


@hers.command()
@PAGE
@TITLED
@WORDS
@NO_PICTURE
def renew(page: Path, titled: bool, in_words: bool, no_picture: bool) -> None:
    """Give her a new code for one that somebody saw.

    The old one then opens nothing.
    """
    old = asked()
    write = written(titled, in_words, no_picture)

    async def act(t: Tolerant) -> Any:
        return await on_page(t, page, write, lambda new: t.renew_code(old, new))

    run(act, show_hers.coded)


@hers.command()
@click.argument("card", type=FILE)
@click.option("--with", "referral", help="The referral with which this device gave her code; else she types it.")
def add(card: Path, referral: str | None) -> None:
    """Add a card to her copy; her code stays the same."""
    held, typed = _card(card), None if referral else asked()
    run(lambda t: add_card(t, held, referral, typed), show_hers.added)


@hers.command("show")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def show_(language: str) -> None:
    """Show what was sent to whom, and how it stands."""
    typed = asked()

    async def act(t: Tolerant) -> Any:
        opened = await t.open_copy(typed)
        entries = [await _entry(t, number, part) for number, part in enumerate(opened.parts, 1)]
        return {"language": language, "entries": entries}

    run(act, show_hers.copy, signed_in=False)


@hers.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--all", "everything", is_flag=True, help="Stop everything that is in her copy.")
def withdraw(number: int | None, everything: bool) -> None:
    """Take her consent back; nobody asks why.

    It is the one with this NUMBER, or the only one in her copy.
    """
    typed = asked()

    async def act(t: Tolerant) -> Any:
        opened = await t.open_copy(typed)
        chosen = opened.parts if everything else [_one(opened, number)]
        held = [part["card"]["withdraw"] for part in chosen if part["card"]["withdraw"]]
        if not held:
            raise NotHeld
        return [await t.withdraw(one) for one in held]

    run(act, show_hers.withdrawn, signed_in=False)


@hers.command()
@click.argument("number", type=click.IntRange(1), required=False)
@account_options
def feedback(number: int | None, how: How) -> None:
    """Give her own account, with her code alone.

    It is about the one with this NUMBER, or the only one in her copy. She is asked in her language, and need not answer
    anything.
    """
    typed = asked()

    async def act(t: Tolerant) -> Any:
        card = _one(await t.open_copy(typed), number)["card"]
        if not card["feedback"]:
            raise NotHeld
        stands = await t.stands(card)
        return await how.give(t, {**card, "consent": stands["consent"]} if stands else card)

    run(act, how.shown, signed_in=how.signed_in)


@hers.command()
@click.argument("number", type=click.IntRange(1), required=False)
@TO
@ABOUT
def alert(number: int | None, to: str, about: str) -> None:
    """Tell the secretariat or the auditor past her organisation.

    With her code alone. The words are asked for after it.
    """
    typed, said, whom = asked(), words("What should they know"), cast(To, to.upper())

    async def act(t: Tolerant) -> Any:
        card = _one(await t.open_copy(typed), number)["card"]
        if not card["feedback"]:
            raise NotHeld
        await t.raise_alert(whom, about.upper(), said, card=card)
        return {"alerted": True}

    run(act, show_feedback.alerted, signed_in=False)


@hers.command()
@click.argument("page", type=FILE)
@click.argument("number", type=click.IntRange(1), required=False)
@LANGUAGE
def record(page: Path, number: int | None, language: str) -> None:
    """Write everything that is kept about her.

    It is about the one with this NUMBER, or the only one in her copy. Two files: a page in her language, and the same
    for programs (.json). It leaves no trace at the node. Delete both when she has read them.
    """
    new_card(page)
    typed = asked()

    async def act(t: Tolerant) -> Any:
        held = _one(await t.open_copy(typed), number)["card"]["withdraw"]
        if not held:
            raise NotHeld
        return await t.her_record(held)

    run(act, record_to(page, language), signed_in=False)


@hers.command()
@click.option("--referral", help="She lost her code: end the one that this device gave with that referral.")
def revoke(referral: str | None) -> None:
    """End her code, and delete her copy.

    What she agreed to goes on. To stop it, withdraw first.
    """
    typed = None if referral else asked()

    async def act(t: Tolerant) -> Any:
        if referral:
            return {"ended": await t.end_given(referral)}
        return {"ended": await t.end_copy((await t.open_copy(typed or "")).keys.revoke)}

    run(act, show_hers.ended, signed_in=bool(referral))


def _give(page: Path, write: Write, parts: Callable[[Tolerant], Awaitable[list[Part]]]) -> None:
    new_page(page)

    async def act(t: Tolerant) -> Any:
        said = await parts(t)
        return await on_page(t, page, write, lambda code: t.give_code(said, code))

    run(act, show_hers.coded)


def _card(path: Path) -> Card:
    try:
        return read_card(json_of(path))
    except ClientError as error:
        raise Refused(error) from None


def _one(opened: Opened, number: int | None) -> Part:
    count = len(opened.parts)
    if (number is None and count > 1) or (number or 1) > count:
        raise WhichOne(count)
    return opened.parts[(number or 1) - 1]


async def _entry(t: Tolerant, number: int, part: Part) -> dict[str, Any]:
    stands, card = await t.stands(part["card"]), part["card"]
    return {
        "number": number,
        **{name: part[name] for name in ("from", "to", "service", "categories")},
        "referral": card["referral"],
        "since": datetime.fromtimestamp(part["at"], UTC).date().isoformat(),
        "until": stands["until"] if stands else datetime.fromtimestamp(card["until"], UTC).date().isoformat(),
        "secret": bool(card["withdraw"]),
        "state": stands["state"] if stands else None,
        "herFeedback": stands["herFeedback"] if stands else None,
        "withdrawn": bool(stands and stands["withdrawn"]),
    }
