"""How she was asked, as options of every command that records her word."""

import functools
from collections.abc import Callable
from typing import Any

import click

from client.asked import BASES, ROLES, Asked

_OPTIONS = (
    click.option("--language", default="en", show_default=True, help="The language that she heard (BCP 47)."),
    click.option("--read-by-herself", is_flag=True, help="She read the text herself; else it was read aloud."),
    click.option(
        "--receipt",
        type=click.Choice(["CODE", "PRINTED", "DEFERRED_ON_HER_WISH"]),
        default="CODE",
        show_default=True,
        help="What she got; nothing for now, if holding it is dangerous for her.",
    ),
    click.option("--seventeen", is_flag=True, help="She is 17. Her own yes is needed in every case."),
    click.option("--representative", type=click.Choice(ROLES), help="Who speaks for her too; it is sealed."),
    click.option("--basis", type=click.Choice(BASES), help="Why that person may speak for her; it is sealed."),
)


def asking_how(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of how she was asked, as its argument `how`."""

    @functools.wraps(command)
    def asked(
        *args: Any,
        language: str,
        read_by_herself: bool,
        receipt: str,
        seventeen: bool,
        representative: str | None,
        basis: str | None,
        **more: Any,
    ) -> None:
        hers = Asked(
            language=language,
            read_aloud=not read_by_herself,
            receipt=receipt,
            seventeen=seventeen,
            representative=_representative(representative, basis),
        )
        command(*args, how=hers, **more)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


def _representative(role: str | None, basis: str | None) -> dict[str, str] | None:
    if (role is None) != (basis is None):
        raise click.UsageError("Say both who represents her and on which basis, or neither.")
    return {"role": role, "basis": basis} if role and basis else None
