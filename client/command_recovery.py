"""Commands of recovery: hand sheets out, check one, come back after every device is lost, stop who should not."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from client import keystore, settings, share_page, share_text, show_recovery
from client.command_deciding import FILE, write
from client.errors import AlreadyEnrolled
from client.recovering import ASKED
from client.recovery_errors import SheetThere
from client.terminal import Group, Refused, main, passphrase, reading, run, secret
from crypto.errors import BadShare
from crypto.shares import MOST_SHARES, Share


@main.group(cls=Group)
def recovery() -> None:
    """Come back after every device is lost.

    Officers keep sheets of paper. Some of them together open the organisation's post on a new device, after a day in
    which every device can object. Nobody else can: neither the node nor the secretariat holds a sheet.
    """


@recovery.command("new")
@click.option("--needed", "k", type=click.IntRange(2, MOST_SHARES), required=True, help="How many are needed together.")
@click.option("--sheets", "n", type=click.IntRange(2, MOST_SHARES), required=True, help="How many sheets there are.")
@click.option("--days", type=click.IntRange(1, 730), default=365, show_default=True, help="How long they count.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder for the sheets.")
@click.option("--file", "path", type=FILE, help="Where several officers decide: write what they sign.")
@click.option("--dry-run", is_flag=True, help="Try everything; write nothing and send nothing.")
def new(k: int, n: int, days: int, out: Path, path: Path | None, dry_run: bool) -> None:
    """Opt in: make a recovery key and its sheets.

    On an officer's device, a sheet for each keeper. An earlier set is worth nothing from then on. Print the sheets,
    hand each to one person, and delete the files. With --file the set counts once other officers have signed that file
    (`tolerant sign`) and one has published it.
    """
    if k > n:
        raise click.BadParameter("more are needed than there are sheets", param_hint="--needed")
    paths = [out / f"sheet-{index}-of-{n}.html" for index in range(1, n + 1)]
    for sheet in paths:
        if sheet.exists():
            raise Refused(SheetThere(sheet.name))

    def keep(shares: list[Share]) -> None:
        with reading(out):
            out.mkdir(parents=True, exist_ok=True, mode=0o700)
            for sheet, share in zip(paths, shares, strict=True):
                keystore.replace(sheet, share_page.page(share).encode())

    together = partial(write, path) if path else None
    run(lambda t: t.recovery_new(k, n, days, keep, dry_run=dry_run, together=together), show_recovery.made)


@recovery.command("check")
def check() -> None:
    """Check that one sheet can be read and is of the newest set.

    Its words, or what a camera read, are asked for, or read from what is piped in. Nothing of it is sent or kept.
    """
    share = _share(1)
    run(lambda t: t.recovery_check(share), show_recovery.checked)


@recovery.command("restore")
@click.option("--dry-run", is_flag=True, help="Only see whether the sheets give the key; ask for nothing.")
def restore(dry_run: bool) -> None:
    """Take over on a new device, after every other one is lost.

    The first time it asks for the sheets, and a day of notice begins. The second time, a day later, it takes over and
    opens the post.
    """
    chosen = settings.read()
    begun = (chosen.home / ASKED).exists()
    if not begun and keystore.exists(chosen.home):
        raise Refused(AlreadyEnrolled())
    if begun and not dry_run:
        word = passphrase(chosen, "Passphrase of this device")
        run(lambda t: t.recovery_finish(chosen.home, word), show_recovery.finished, signed_in=False)
        return
    shares = _shares()

    async def try_out(t: Any) -> Any:
        _, said = await t.recovery_joined(shares)
        return {"ceremony": said.ceremony, "k": said.k, "n": len(said.shares)}

    if dry_run:
        run(try_out, show_recovery.tried, signed_in=False)
        return
    word = passphrase(chosen, "A new passphrase, best four words or more", twice=True)
    run(lambda t: t.recovery_ask(shares, chosen.home, word), show_recovery.asked, signed_in=False)


@recovery.command("status")
def status() -> None:
    """Say whether there is a recovery key, and who asks to take over."""
    run(lambda t: t.recovery_status(), show_recovery.status)


@recovery.command("stop")
@click.argument("device_id")
def stop(device_id: str) -> None:
    """Stop a new device from taking over (any device)."""
    run(lambda t: t.recovery_stop(device_id), show_recovery.stopped)


@recovery.command("end")
def end() -> None:
    """Opt out (administrator).

    What was sealed to the recovery key is deleted: then there is no way back without a device.
    """
    run(lambda t: t.recovery_end(), show_recovery.ended)


def _share(at: int) -> Share:
    return _read(secret(f"Sheet {at}: its 60 words, or what a camera read"), at)


def _read(typed: str, at: int) -> Share:
    try:
        return share_text.read(typed, at)
    except BadShare as error:
        raise Refused(error) from None


def _shares() -> list[Share]:
    """Read as many sheets as are needed, or as many as are piped in; too few say so later."""
    if not sys.stdin.isatty():
        return [_read(line, at) for at, line in enumerate(filter(str.strip, sys.stdin), 1)]
    found = [_share(1)]
    while len(found) < found[0].k:
        found.append(_share(len(found) + 1))
    return found
