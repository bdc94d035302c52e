"""Commands about devices, colleagues, organisations and keys."""

from typing import Any

import click

from client import keystore, settings, show, show_log
from client.errors import AlreadyEnrolled, ClientError, NoSuchDevice
from client.session import Tolerant
from client.terminal import Refused, main, passphrase, reading, run, secret, words
from crypto.errors import CryptoError


@main.command()
def enrol() -> None:
    """Make this device's keys, and enrol it.

    The one-time invitation is asked for, or read from what is piped in; it is never an argument. After a broken line,
    do the same again: the keys stay the same.
    """
    chosen = settings.read()
    word = ""
    try:
        pending = None
        with reading(chosen.home):
            if keystore.exists(chosen.home):
                word = passphrase(chosen, "Passphrase of this device")
                pending = keystore.load(chosen.home, word)
        if pending is not None and pending.staff_id:
            raise AlreadyEnrolled
    except (ClientError, CryptoError) as error:
        raise Refused(error) from None
    invitation = secret("Invitation").strip()
    word = word or passphrase(chosen, "A new passphrase, best four words or more", twice=True)
    run(lambda t: t.enrol(invitation, home=chosen.home, passphrase=word, pending=pending), show.device, signed_in=False)


@main.command()
def whoami() -> None:
    """Say who this device is, and for which organisation."""
    run(lambda t: t.me(), show.me)


@main.command()
@click.option("--country", required=True, help="ISO 3166-1 code, like AT.")
@click.option("--kind", default="MEMBER", show_default=True, help="What it is in the network.")
def admit(country: str, kind: str) -> None:
    """Admit an organisation (secretariat).

    Its name and its administrator's are asked for, and its invitation is shown once.
    """
    name, administrator = words("Name of the organisation"), words("Its administrator, as she is shown")
    run(lambda t: t.admit(name, country, administrator, kind), show.admitted)


@main.command()
@click.option("--role", "roles", multiple=True, required=True, help="CASEWORKER, INTAKE or ORG_ADMIN; repeatable.")
def invite(roles: tuple[str, ...]) -> None:
    """Invite a colleague.

    Her name is asked for, and the one-time invitation is shown once.
    """
    name = words("Name, as colleagues see it")
    run(lambda t: t.invite(name, list(roles)), click.echo)


@main.command()
def code() -> None:
    """Show the code of this new device.

    Read it to your administrator, who has run `tolerant approve`, over a telephone number that she knows.
    """
    run(lambda t: t.code(), click.echo)


@main.command()
@click.argument("device_id")
@click.option("--code", help="What the new device shows (`tolerant code`), read to you by its person; no secret.")
def approve(device_id: str, code: str | None) -> None:
    """Vouch for a colleague's device, in two steps.

    First without --code, so that her device can show one; then with the one that she reads to you. If it is not the
    one that follows from her keys and yours, nothing is approved.
    """

    async def act(t: Tolerant) -> Any:
        for device in await t.devices():
            if device["id"] == device_id:
                return await (t.answer(device_id) if code is None else t.approve(device, code))
        raise NoSuchDevice

    run(act, show.answered if code is None else show.device)


@main.command()
def devices() -> None:
    """List your devices."""
    run(lambda t: t.devices(), show.devices)


@main.command("publish-key")
def publish_key() -> None:
    """Publish your organisation's next post key.

    Referrals to the organisation are sealed to it.
    """
    run(lambda t: t.publish_intake_key(), lambda epoch: click.echo(f"Published key number {epoch}."))


@main.command()
def rotate() -> None:
    """Renew your organisation's post key now.

    It is renewed by itself every week, and when a device is shut out. Letters that came before are still opened.
    """
    run(lambda t: t.rotate(), lambda epoch: click.echo(f"Renewed: the post key is now number {epoch}."))


@main.command()
@click.argument("member_id")
@click.option("--number", help="The number that the organisation read to you; it is no secret.")
def trust(member_id: str, number: str | None) -> None:
    """Compare an organisation's number by telephone.

    Shows the number of its keys; with --number, the one that it read to you, the keys are remembered if it is the same.
    """
    run(lambda t: t.trust(member_id, number), show.trust)


@main.command()
@click.option("--looked-at", is_flag=True, help="Take what is shown as looked at.")
def log(looked_at: bool) -> None:
    """Show what the key log says of your keys."""
    run(lambda t: t.log(looked_at=looked_at), show_log.key_log)
