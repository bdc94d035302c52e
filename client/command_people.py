"""Commands about devices, colleagues, organisations and keys."""

import json
from pathlib import Path
from typing import Any

import click

from client import keystore, settings, show, show_deciding, show_log
from client.command_deciding import FILE as STATEMENT
from client.command_deciding import write
from client.errors import AlreadyEnrolled, ClientError, NoSuchDevice
from client.session import Tolerant
from client.terminal import FILE, Refused, main, passphrase, reading, run, secret, words
from client.terms import read_terms
from crypto.errors import CryptoError


@main.command()
@click.option("--log-terms", "terms_file", type=FILE, help="Who signs the key log, as somebody whom you know gave it.")
def enrol(terms_file: Path | None) -> None:
    """Make this device's keys, and enrol it.

    The one-time invitation is asked for, or read from what is piped in; it is never an argument. After a broken line,
    do the same again: the keys stay the same. With --log-terms (`tolerant terms --file` of a colleague), the node is
    not asked who signs the key log, and one that names others is refused before it hears of this device.
    """
    chosen = settings.read()
    word = ""
    try:
        terms = _terms_of(terms_file) if terms_file else None
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

    async def act(t: Tolerant) -> Any:
        return await t.enrol(invitation, home=chosen.home, passphrase=word, pending=pending, terms=terms)

    run(act, show.device, signed_in=False)


def _write_terms(path: Path, found: dict[str, Any]) -> None:
    with reading(path):
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _terms_of(path: Path) -> dict[str, Any]:
    with reading(path):
        data = path.read_bytes()
    return read_terms(data)


@main.command()
def whoami() -> None:
    """Say who this device is, and for which organisation."""
    run(lambda t: t.me(), show.me)


@main.command()
@click.option("--country", required=True, help="ISO 3166-1 code, like AT.")
@click.option("--kind", default="MEMBER", show_default=True, help="MEMBER or AUDITOR.")
def admit(country: str, kind: str) -> None:
    """Admit an organisation (secretariat).

    Its name and its administrator's are asked for, and its invitation is shown once.
    """
    name, administrator = words("Name of the organisation"), words("Its administrator, as she is shown")
    run(lambda t: t.admit(name, country, administrator, kind), show.admitted)


@main.command()
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    help="CASEWORKER, INTAKE, ORG_ADMIN, SECRETARIAT or AUDITOR; repeatable.",
)
def invite(roles: tuple[str, ...]) -> None:
    """Invite a colleague.

    Her name is asked for, and the one-time invitation is shown once.
    """
    name = words("Name, as colleagues see it")
    run(lambda t: t.invite(name, list(roles)), click.echo)


@main.command()
def code() -> None:
    """Show the code of this new device.

    Read it to your administrator, who has run `tolerant approve`, over a telephone number that she knows. Where several
    officers decide together, read the device's id below it to each of the others.
    """
    device = ""

    async def act(t: Tolerant) -> str:
        nonlocal device
        device = t.keys.device_id
        return await t.code()

    run(act, lambda digits: show_deciding.code(digits, device))


@main.command()
@click.argument("device_id")
@click.option("--code", help="What the new device shows (`tolerant code`), read to you by its person; no secret.")
@click.option("--renew", is_flag=True, help="Vouch for another year for a device that was taken in.")
@click.option("--file", "path", type=STATEMENT, help="Write it for other officers to sign, instead of publishing it.")
def approve(device_id: str, code: str | None, renew: bool, path: Path | None) -> None:
    """Vouch for a colleague's device, in two steps.

    First without --code, so that her device can show one; then with the one that she reads to you. If it is not the
    one that follows from her keys and yours, nothing is approved. Where several officers decide together, the second
    step takes --file as well; the others sign that file (`tolerant sign`), and one publishes it.

    A device is vouched for a year. With --renew it is for another one, with the same keys, and no code is needed.
    """
    if renew and code is not None:
        raise click.UsageError("--renew takes no --code: the device keeps its keys.")

    async def act(t: Tolerant) -> Any:
        if renew:
            return write(path, await t.renewing(device_id)) if path else await t.renew_device(device_id)
        for device in await t.devices():
            if device["id"] == device_id:
                if code is None:
                    return await t.answer(device_id)
                return write(path, await t.vouching_for(device, code)) if path else await t.approve(device, code)
        raise NoSuchDevice

    answers = code is None and not renew
    run(act, show.answered if answers else show_deciding.written if path else show.device)


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


@main.command()
@click.option("--file", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write them for another device.")
@click.option("--pin", "given", type=FILE, help="Take them from a file that somebody whom you know gave you.")
def terms(out: Path | None, given: Path | None) -> None:
    """Show who must sign the key log.

    Compare it with another organisation, by telephone. This device never takes it from the node again; a policy of the
    board changes it, and so does --pin, if the log is signed accordingly.
    """

    async def act(t: Tolerant) -> Any:
        found = await (t.pin(_terms_of(given)) if given else t.pinned())
        if out is not None:
            _write_terms(out, found)
        return found

    run(act, show_log.terms)
