"""How she was asked, as options of every command that records her word."""

import functools
from collections.abc import Callable
from typing import Any

import click

from client.asked import ROLES, Asked

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
    click.option("--representative", metavar="ROLE:BASIS", help="Who speaks for her too, such as GUARDIAN:COURT."),
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
        **more: Any,
    ) -> None:
        hers = Asked(
            language=language,
            read_aloud=not read_by_herself,
            receipt=receipt,
            seventeen=seventeen,
            representative=_representative(representative),
        )
        command(*args, how=hers, **more)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


def _representative(said: str | None) -> dict[str, str] | None:
    if said is None:
        return None
    role, _, basis = said.partition(":")
    if role not in ROLES or not basis:
        raise click.UsageError(f"Say who represents her as ROLE:BASIS; ROLE is one of {', '.join(ROLES)}.")
    return {"role": role, "basis": basis}
