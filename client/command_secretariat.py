"""Commands of the secretariat about the network itself, and of whoever holds it to account."""

from collections.abc import Callable
from typing import Any

import click

from client import show_secretariat as show
from client.command_owning import AFTER, FIRST
from client.secretariat import TIMES
from client.session import Tolerant
from client.terminal import main, run, words


def _option(name: str) -> str:
    return "--" + "".join(f"-{one.lower()}" if one.isupper() else one for one in name)


def _times(command: Callable[..., None]) -> Callable[..., None]:
    for name in reversed(TIMES):
        command = click.option(_option(name), name, type=click.IntRange(1, 366), help=TIMES[name])(command)
    return command


@main.command("waiting-times")
@click.argument("service_type", metavar="TYPE")
def waiting_times(service_type: str) -> None:
    """Show how long is waited for a type of service."""
    run(lambda t: t.waiting_times(service_type), show.times)


@main.command("set-waiting-times")
@click.argument("service_type", metavar="TYPE")
@_times
@click.option("--follow-up-month", "months", type=click.IntRange(1, 60), multiple=True,
              help="Months from the beginning until she is asked again; repeatable, replaces all.")  # fmt: skip
def set_waiting_times(service_type: str, months: tuple[int, ...], **days: int | None) -> None:
    """Set how long is waited for a type of service.

    What is not named stays. It holds at once, for what waits already too.
    """
    chosen = {name: count for name, count in days.items() if count is not None}
    if not chosen and not months:
        raise click.UsageError("Say which time to set.")
    run(lambda t: t.set_waiting_times(service_type, chosen, months or None), show.times)


@main.command()
@FIRST
@AFTER
def duplicates(first: int, after: str | None) -> None:
    """Show services that look the same (secretariat)."""
    run(lambda t: t.duplicates(first=first, after=after), show.pairs)


@main.command("duplicate-decisions")
@click.argument("listing")
def duplicate_decisions(listing: str) -> None:
    """Show whether a service was found the same as others."""
    run(lambda t: t.duplicate_decisions(listing), show.decided)


@main.command("decide-duplicate")
@click.argument("listing")
@click.argument("other")
@click.option("--same/--different", required=True, help="Whether both are one service.")
def decide_duplicate(listing: str, other: str, same: bool) -> None:
    """Say whether two listings are the same service.

    The reason is asked for. Nothing is merged: delist the one that is too many.
    """
    note = words("Why")
    run(
        lambda t: t.decide_duplicate(listing, other, "SAME" if same else "DIFFERENT", note),
        lambda found: show.decided([found]),
    )


@main.command("vetting-record")
@click.argument("listing")
@click.option("--version", type=click.IntRange(1), help="The number of the words; those in force if absent.")
def vetting_record(listing: str, version: int | None) -> None:
    """Show who vetted a service, and on what evidence.

    Reviews are for the secretariat and auditors.
    """

    async def act(t: Tolerant) -> Any:
        said = await t.listing(listing)
        return await t.vetting_record(listing, version or said["vettedVersion"] or said["currentVersion"])

    run(act, show.record)


@main.command("audit-trail")
@FIRST
@AFTER
def audit_trail(first: int, after: str | None) -> None:
    """Show who did what, newest first, without content.

    An administrator reads her own organisation's acts, an auditor all.
    """
    run(lambda t: t.audit_trail(first=first, after=after), show.trail)
