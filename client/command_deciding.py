"""Commands about what is decided together: sign a file, hand it on, publish it once enough have signed."""

import sys
from pathlib import Path
from typing import Any

import click

from client import show, show_deciding, show_log
from client.session import Tolerant
from client.terminal import main, reading, run
from crypto.log_entries import read_entry

FILE = click.Path(dir_okay=False, path_type=Path)


def write(path: Path, statement: bytes) -> dict[str, str]:
    """Write a statement for others to sign."""
    with reading(path):
        path.write_bytes(statement)
    return {"file": str(path)}


def _read(path: Path) -> bytes:
    with reading(path):
        return path.read_bytes()


@main.command()
@click.argument("device_id")
def revoke(device_id: str) -> None:
    """Shut a lost device out at once."""
    run(lambda t: t.revoke(device_id), show.device)


@main.command()
@click.argument("member_ids", nargs=-1)
@click.option("--file", "path", type=FILE, help="Write it for others to sign, instead of publishing it.")
@click.option("--due", is_flag=True, help="Show for whom it ends within 14 days, or was never said.")
@click.option("--renew", is_flag=True, help="Vouch again for all whose word ends, and whose officers did not change.")
def vouch(member_ids: tuple[str, ...], path: Path | None, due: bool, renew: bool) -> None:
    """Vouch for organisations as the board.

    Compare the number of each (`tolerant trust`) with it first, aloud. It holds for 90 days; nothing is sent to or from
    an organisation without it.
    """
    if due + renew + bool(member_ids) != 1 or (path and len(member_ids) != 1):
        raise click.UsageError("Name organisations, or say --due or --renew; --file takes one organisation.")

    async def act(t: Tolerant) -> Any:
        if due or renew:
            return await (t.due() if due else t.vouch_again())
        if path:
            return write(path, await t.vouching(member_ids[0]))
        done = [await t.publish(await t.vouching(one)) for one in member_ids]
        return done if len(done) > 1 else done[0]

    run(
        act,
        show_log.due if due else show_log.renewed if renew else show_deciding.written if path else show_deciding.done,
    )


@main.command()
@click.argument("member_id")
@click.option("--file", "path", type=FILE, help="Write it for others to sign, instead of publishing it.")
def expel(member_id: str, path: Path | None) -> None:
    """Put an organisation out of the network, for good.

    Nothing goes to or from it any more, and its devices cannot sign in. To come back it is admitted anew.
    """

    async def act(t: Tolerant) -> Any:
        statement = t.expulsion(member_id)
        return write(path, statement) if path else await t.publish(statement)

    run(act, show_deciding.written if path else show_deciding.done)


@main.command("suspend-member")
@click.argument("member_id")
@click.option("--hours", type=click.IntRange(1, 24 * 3650), default=72, show_default=True)
@click.option("--file", "path", type=FILE, help="Write it for others to sign, instead of publishing it.")
def suspend_member(member_id: str, hours: int, path: Path | None) -> None:
    """Suspend an organisation as the board.

    One of the board alone suspends for at most 72 hours; then it lapses, unless the board confirms it.
    """

    async def act(t: Tolerant) -> Any:
        statement = t.suspension(member_id, hours)
        return write(path, statement) if path else await t.publish(statement)

    run(act, show_deciding.written if path else show_deciding.done)


@main.command("reinstate-member")
@click.argument("file", type=FILE)
def reinstate_member(file: Path) -> None:
    """Let an organisation work again.

    FILE is what `tolerant vouch --file` wrote, signed by as many of the board as it takes.
    """
    run(lambda t: t.reinstate_member(_read(file)), show_deciding.done)


@main.command()
@click.argument("device_ids", nargs=-1, required=True)
@click.option("--needed", type=click.IntRange(1, 16), default=1, show_default=True, help="How many must sign.")
@click.option("--file", "path", type=FILE, required=True, help="Where to write it for others to sign.")
def officers(device_ids: tuple[str, ...], needed: int, path: Path) -> None:
    """Name who may vouch for your devices.

    The officers of today sign it, and those who are named. More than one loses nothing when a device is lost.
    """

    async def act(t: Tolerant) -> Any:
        return write(path, await t.officers_next(list(device_ids), needed))

    run(act, show_deciding.written)


@main.command()
@click.argument("device_ids", nargs=-1, required=True)
@click.option("--needed", type=click.IntRange(1, 16), required=True, help="How many must sign.")
@click.option("--of", "members", multiple=True, help="An organisation of whose officers some are named; repeatable.")
@click.option("--file", "path", type=FILE, required=True, help="Where to write it for others to sign.")
def board(device_ids: tuple[str, ...], needed: int, members: tuple[str, ...], path: Path) -> None:
    """Name the board, which decides about organisations.

    Each id is that of a device, read to you by its person (`tolerant whoami`). As many of the board of today must sign
    as decide together, and as many of those who are named. Until there is one, the secretariat's officers are the
    board.
    """

    async def act(t: Tolerant) -> Any:
        return write(path, await t.board_next(device_ids, needed, members))

    run(act, show_deciding.written)


@main.command()
@click.option("--witness", "witnesses", multiple=True, help="A witness's key (C2SP vkey); repeatable, in place of all.")
@click.option("--needed", type=click.IntRange(0, 16), help="How many of them must have signed a state.")
@click.option("--warn-hours", type=click.IntRange(1, 24 * 30), help="From which age of it devices warn.")
@click.option("--refuse-hours", type=click.IntRange(1, 24 * 30), help="From which age of it they send nothing.")
@click.option("--least-version", "least", help="The oldest version of this program that may still seal.")
@click.option("--file", "path", type=FILE, required=True, help="Where to write it for others to sign.")
def policy(
    witnesses: tuple[str, ...],
    needed: int | None,
    warn_hours: int | None,
    refuse_hours: int | None,
    least: str | None,
    path: Path,
) -> None:
    """Say as the board who must sign the key log.

    What is not given stays as it is. Publish it before witnesses are replaced, and let the old ones sign on until
    devices have read it. A program below the version that it names sends nothing any more.
    """

    async def act(t: Tolerant) -> Any:
        warn, refuse = (hours and hours * 3600 for hours in (warn_hours, refuse_hours))
        return write(path, await t.policy_next(witnesses or None, needed, warn=warn, refuse=refuse, least=least))

    run(act, show_deciding.written)


@main.command()
@click.argument("file", type=FILE)
@click.option("--device", "device_id", help="The id of a device for which it vouches, read to you by its person.")
def sign(file: Path, device_id: str | None) -> None:
    """Sign a file that others signed.

    It shows what the file says, and asks at a terminal. For a device its id is needed: call its person, who reads what
    `tolerant code` or, where it was taken in before, `tolerant whoami` shows there.
    """

    async def act(t: Tolerant) -> Any:
        statement = _read(file)
        said = read_entry(statement)
        show_deciding.said(said, renews=t.renews(said))
        if sys.stdin.isatty():
            click.confirm("Sign this?", abort=True, err=True)
        return write(file, t.sign(statement, device_id))

    run(act, show_deciding.written)


@main.command()
@click.argument("file", type=FILE)
def publish(file: Path) -> None:
    """Publish a file that enough people signed."""
    run(lambda t: t.publish(_read(file)), show_deciding.done)
