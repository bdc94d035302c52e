"""`tolerant-node`: what an operator does with a node."""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg
import click

from kit import clock
from kit.errors import Refusal
from network import actions as network
from network.context import Context
from network.model import ANONYMOUS
from referrals.shredding import Shredder
from server import command_exchange as exchange
from server import database, logs, migrations, postgres, settings
from server.errors import StartError

T = TypeVar("T")


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """End with one sentence instead of a stack trace for everything that an operator can put right."""
    try:
        yield
    except (StartError, Refusal) as no:
        raise click.ClickException(str(no)) from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise click.ClickException(f"The database refused: {error}") from None
    except OSError as error:
        what = f"{error.filename} cannot be used" if error.filename else "The database cannot be reached"
        raise click.ClickException(f"{what}: {error.strerror or error}.") from None


def _url(chosen: settings.Settings) -> str:
    """Give the database's address; starts the embedded one when none is set."""
    return chosen.database_url or postgres.start(chosen.state).url()


def _run(work: Coroutine[Any, Any, T]) -> T:
    with _sentences():
        return asyncio.run(work)


@contextlib.asynccontextmanager
async def _context(chosen: settings.Settings, url: str) -> Any:
    pool, shred_url = await database.pool(url, least=1, most=2), chosen.shred_url or url
    keys = await database.pool(shred_url, least=0, most=2, role="tolerant_shred")
    shred = Shredder(keys, shred_url)
    try:
        yield Context(pool, ANONYMOUS, clock.now(), chosen, network.record, shred=shred)
    finally:
        await shred.close()
        await pool.close()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run and look after a node of the TOLERANT network.

    Settings come from the environment; `tolerant-node settings` lists them.
    """


@main.command()
def serve() -> None:
    """Migrate the database, and serve the node."""
    with _sentences():
        chosen = settings.read()
        _free(chosen.host, chosen.port)
        url = _url(chosen)
    _run(migrations.prepare(url, chosen.shred_url))
    import uvicorn

    from server.app import App, Node

    logs.configure()
    click.echo(f"Serving on {chosen.public_url} (GraphQL at /graphql). Stop with Ctrl-C.", err=True)
    config = uvicorn.Config(
        App(Node(chosen, url)), chosen.host, chosen.port, log_config=None, access_log=False, server_header=False,
        timeout_graceful_shutdown=10, ws="websockets-sansio", ws_max_size=chosen.body_bytes,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with _sentences():
        server.run()
    if not server.started:
        raise click.ClickException("The node did not start.")


def _free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise StartError(f"Port {port} is taken. Set PORT to another number, like PORT={port + 123}.") from None


@main.command()
def migrate() -> None:
    """Bring the database to this version's shape."""
    with _sentences():
        chosen = settings.read()
        url = _url(chosen)
    count = _run(migrations.prepare(url, chosen.shred_url))
    click.echo(f"{count} migrations applied." if count else "The database is up to date.")


@main.command("settings")
def show_settings() -> None:
    """List the settings, as the README does."""
    click.echo(settings.table())


@main.command()
@click.option("--check", is_flag=True, help="Only say whether schema.graphql is what the code says.")
@click.option("--file", "path", type=click.Path(path_type=Path), default=Path("schema.graphql"), show_default=True)
def schema(check: bool, path: Path) -> None:
    """Write the public API to schema.graphql."""
    from server import schema as assembled

    text = assembled.text()
    if not check:
        path.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {path}.")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        raise click.ClickException(f"{path} is not what the code says. Run `tolerant-node schema`, then compare.")


@main.command("admit-secretariat")
@click.argument("name")
@click.option("--country", required=True, help="ISO 3166-1 code, like AT.")
@click.option("--administrator", required=True, help="How the first person is shown.")
def admit_secretariat(name: str, country: str, administrator: str) -> None:
    """Found the network with its first secretariat.

    It prints the one-time invitation for the first device. Whoever has it founds the network: give it by hand.
    """

    async def work() -> str:
        chosen = settings.read()
        url = _url(chosen)
        await migrations.prepare(url, chosen.shred_url)
        async with _context(chosen, url) as context, context.write(realm="node") as tx:
            _, invitation = await network.found(tx, ANONYMOUS, name, country, administrator, now=context.now)
            return invitation.token

    token = _run(work())
    click.echo("This invitation is shown once and is valid for seven days. Enrol with: tolerant enrol", err=True)
    click.echo(token)


@main.command()
def tend() -> None:
    """Do at once what a node does by itself.

    Warn owners of listings, hide what nobody keeps true, learn from reports, hold, remind of and end referrals, sweep,
    erase. A running node does this every hour; doing it again does nothing twice.
    """
    from server import erasing, tending, timing

    async def work() -> str:
        chosen = settings.read()
        url = _url(chosen)
        await migrations.prepare(url, chosen.shred_url)
        async with _context(chosen, url) as context:
            done = f"{tending.sentence(*await tending.tend(context))} {timing.sentence(await timing.look(context))}"
            return f"{done} {erasing.sentence(await erasing.erase_all(context, chosen.retention_days))}"

    click.echo(_run(work()))


@main.command("erase-again")
def erase_again() -> None:
    """Delete once more all keys that had to go.

    For after an older copy of the shred keys was restored.
    """
    from referrals import erasure
    from server import erasing

    async def work() -> str:
        chosen = settings.read()
        url = _url(chosen)
        await migrations.prepare(url, chosen.shred_url)
        async with _context(chosen, url) as context:
            await erasure.again(context)
            return erasing.sentence(await erasing.erase_all(context, chosen.retention_days))

    click.echo(_run(work()))


@main.command("fresh-database")
@click.argument("name")
def fresh_database(name: str) -> None:
    """Make an empty database, and print its address.

    It stands beside the configured one. An old one of this name is dropped.
    """
    if not (name.isidentifier() and name.startswith("tolerant_demo")):
        raise click.ClickException("Only databases whose name begins with tolerant_demo are made and dropped here.")

    async def work(url: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await connection.execute(f"CREATE DATABASE {name}")
        finally:
            await connection.close()

    with _sentences():
        url = _url(settings.read())
    _run(work(url))
    parts = urlsplit(url)
    click.echo(f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else ""))


@main.command("load-demo")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--members", type=click.File("r", encoding="utf-8"), help="A JSON file: source id of a member to its id.")
def load_demo(folder: Path, members: Any) -> None:
    """Load the directory of the demonstration.

    Everything in it is invented, and marked so.
    """
    from server.loading import load_demonstration

    count = _run(load_demonstration(folder, json.load(members) if members else {}, url_of=_url))
    click.echo(f"{count} demonstration listings loaded." if count else "The demonstration directory is loaded already.")


exchange.add(main, _run, _url)


if __name__ == "__main__":
    sys.exit(main())
