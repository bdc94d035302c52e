"""Commands about being told by e-mail."""

from typing import Any

import click

from client.plain import plain
from client.terminal import Group, main, run, secret, words

HOUR = click.IntRange(0, 23)


@main.group(cls=Group)
def mail() -> None:
    """Be told by e-mail that there is something new.

    A message says nothing of what is new, and names no organisation and no network. It goes to you at work, never to a
    woman.
    """


def _show(found: dict[str, Any]) -> None:
    state = "told" if found["confirmedAt"] else "waits for its code: tolerant mail confirm"
    click.echo(f"{plain(found['address'])}  {state}")
    if found["quietFrom"] != found["quietTo"]:
        click.echo(f"  nothing from {found['quietFrom']}:00 to {found['quietTo']}:00, {plain(found['zone'])}")
    click.echo(f"  at most every {found['everyMinutes']} minutes, in {plain(found['language'])}")


@mail.command("show")
def show_mail() -> None:
    """Show where you are told."""
    run(lambda t: t.mail_notices(), _show)


@mail.command("set")
@click.option("--language", default="en", show_default=True, help="bg, de, el, en, it or ro.")
@click.option("--zone", default="Europe/Vienna", show_default=True, help="Your time zone.")
@click.option("--quiet-from", type=HOUR, default=18, show_default=True, help="Nothing is sent from this hour.")
@click.option("--quiet-to", type=HOUR, default=8, show_default=True, help="Nothing is sent until this hour.")
@click.option("--every", type=click.IntRange(5, 1440), default=30, show_default=True, help="Minutes between messages.")
def set_mail(language: str, zone: str, quiet_from: int, quiet_to: int, every: int) -> None:
    """Give your address; a code is sent there first."""
    address = words("E-mail address at work")
    run(
        lambda t: t.set_mail_notices(
            address, language=language, zone=zone, quiet_from=quiet_from, quiet_to=quiet_to, every_minutes=every
        ),
        _show,
    )


@mail.command("confirm")
def confirm() -> None:
    """Type the code that came by e-mail."""
    code = secret("Code")
    run(lambda t: t.confirm_mail_notices(code), _show)


@mail.command("stop")
def stop() -> None:
    """Be told nothing by e-mail any more."""
    run(lambda t: t.stop_mail_notices(), lambda _: click.echo("Your address was deleted."))
