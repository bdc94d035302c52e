"""Give her a code on a page of its own, once; or add to the copy that she has."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from client import code_page, her_code_text, show, show_hers
from client.errors import ClientError
from client.keystore import replace
from client.session import Tolerant
from client.shapes import Card
from client.terminal import FILE, Refused, reading, secret, words

Write = Callable[[Path, str], None]
TITLED = click.option("--titled", is_flag=True, help="Ask what stands over the code, so that it passes for that.")
WORDS = click.option("--words", "in_words", is_flag=True, help="Print it as eight English words as well.")
NO_PICTURE = click.option("--no-picture", is_flag=True, help="Leave out the picture for a camera.")
LEFT = "Her consent is recorded, but her code is not made. Her card is in {card}: tolerant hers code PAGE --card {card}"


@dataclass(frozen=True, slots=True)
class Taking:
    """Say whether she takes a code with her consent, or has one that this consent is added to."""

    page: Path | None
    write: Write
    referral: str | None
    typed: str | None

    def begin(self) -> None:
        """Refuse what cannot be done before she is asked for anything."""
        if sum(one is not None for one in (self.page, self.referral, self.typed)) > 1:
            raise click.UsageError("She takes a new code, or has one: give one of --code, --code-of and --her-code.")
        if self.page is not None:
            new_page(self.page)

    async def take(self, t: Tolerant, given: Card, card: Path, categories: tuple[str, ...]) -> None:
        """Put her card into her copy, and delete the file; where that fails the file is left."""
        try:
            if self.page is not None:
                part = await t.part_of(given, categories)
                await on_page(t, self.page, self.write, lambda code: t.give_code([part], code))
            elif self.referral is not None or self.typed is not None:
                await add_card(t, given, self.referral, self.typed, categories)
            else:
                return
        except BaseException:
            t.remarks.append(LEFT.format(card=card))
            raise
        _delete(card)

    def shown(self, step: dict[str, Any]) -> None:
        """Say what comes next."""
        if self.page is not None:
            show_hers.coded({"page": str(self.page)})
        elif self.referral is not None or self.typed is not None:
            show_hers.added(step)
        else:
            show.consented(step)
            return
        show.send_next(step)


def taking(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take `--code`, `--code-of` or `--her-code`; it gets them as `code`."""

    @click.option("--code", "page", type=FILE, help="She takes a code: a new file for its page. The card is deleted.")
    @TITLED
    @click.option("--code-of", "referral", help="She has a code: the referral with which this device gave it.")
    @click.option("--her-code", is_flag=True, help="She has a code, and types it; it is not shown.")
    @functools.wraps(command)
    def inner(page: Path | None, titled: bool, referral: str | None, her_code: bool, **others: Any) -> None:
        command(**others, code=Taking(page, written(titled), referral, asked() if her_code else None))

    return inner


def asked() -> str:
    """Ask for her code without showing it; a slip is told before anybody is asked."""
    try:
        return her_code_text.read(secret("Her code"))
    except ClientError as error:
        raise Refused(error) from None


async def add_card(
    t: Tolerant, card: Card, referral: str | None, typed: str | None, categories: tuple[str, ...] = ()
) -> dict[str, str]:
    """Add a card to the copy of a referral's code, or of the code that she typed."""
    handle = t.handle_of(referral) if referral else await t.handle_with(typed or "")
    await t.add_part(await t.part_of(card, categories), handle)
    t.keep_handle(card["referral"], handle)
    return {"referral": card["referral"]}


def written(titled: bool = False, in_words: bool = False, no_picture: bool = False) -> Write:
    """Give the way in which her page is written: `.txt` as text, anything else as HTML."""
    title = words("What stands over the code") if titled else ""

    def write(path: Path, code: str) -> None:
        if path.suffix == ".txt":
            text = code_page.text(code, title, in_words=in_words)
        else:
            text = code_page.page(code, title, in_words=in_words, picture=not no_picture)
        with reading(path):
            replace(path.absolute(), text.encode())

    return write


async def on_page(t: Tolerant, page: Path, write: Write, act: Callable[[str], Awaitable[Any]]) -> dict[str, str]:
    """Write a new code on her page before it is made; where it comes to nothing, the page goes too."""
    new_page(page)
    code = t.new_code()
    write(page, code)
    try:
        await act(code)
    except BaseException:
        _delete(page)
        raise
    return {"page": str(page)}


def new_page(page: Path) -> None:
    """Never write one woman's code over another's."""
    if page.exists() or str(page) == "-":
        raise click.ClickException(f"The file {page} is there already. Name a new file for her code.")
    if not page.absolute().parent.is_dir():
        raise click.ClickException(f"The folder {page.parent} is not there.")


def _delete(path: Path) -> None:
    path.unlink(missing_ok=True)
