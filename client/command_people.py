"""Commands about devices and keys."""

from typing import Any

import click

from client import keystore, settings, show
from client.errors import NotEnrolled
from client.session import Tolerant
from client.terminal import main, run


@main.command()
def enrol() -> None:
    """Make this device's keys and enrol it with a one-time invitation (asked for, never an argument)."""
    chosen = settings.read()
    if (chosen.home / keystore.FILE).exists():
        raise click.ClickException(
            "This device is enrolled already. Set TOLERANT_HOME to another folder for another one."
        )
    invitation = click.prompt("Invitation", hide_input=True, err=True).strip()
    passphrase = chosen.passphrase or click.prompt(
        "A new passphrase, best four words or more", hide_input=True, confirmation_prompt=True, err=True
    )
    run(lambda t: t.enrol(invitation, home=chosen.home, passphrase=passphrase), show.device, signed_in=False)


@main.command()
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, help="CASEWORKER, INTAKE or ORG_ADMIN; repeatable.")
def invite(name: str, roles: tuple[str, ...]) -> None:
    """Invite a colleague; the invitation is shown once."""
    run(lambda t: t.invite(name, list(roles)), click.echo)


@main.command()
@click.argument("device_id")
def approve(device_id: str) -> None:
    """Vouch for a colleague's device, after comparing its fingerprint with her."""

    async def act(t: Tolerant) -> Any:
        for device in await t.devices():
            if device["id"] == device_id:
                return await t.approve(device)
        raise NotEnrolled

    run(act, show.device)


@main.command()
def devices() -> None:
    """List the organisation's devices with their fingerprints."""
    run(lambda t: t.devices(), show.devices)


@main.command("publish-key")
def publish_key() -> None:
    """Publish the next key that referrals to the organisation are sealed to."""
    run(lambda t: t.publish_intake_key(), lambda epoch: click.echo(f"Published key number {epoch}."))
