"""Migrations: plain SQL, each in one transaction, in a ledger with checksums.

A node works as the role `tolerant_node`, which owns nothing and bypasses nothing; migrations run as the owner.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import asyncpg

from server.errors import StartError

HOUSES = ("kit", "network", "directory", "referrals")
"""The houses that keep tables, in the order of the street."""

SHRED = "referrals.shred"
"""The shred keys, which may lie in a cluster of their own (docs/erasure.md)."""

EVERYTHING = (*HOUSES, SHRED)

OLDEST_POSTGRES = 150000

_LEDGER = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tolerant_node') THEN
        CREATE ROLE tolerant_node NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tolerant_shred') THEN
        CREATE ROLE tolerant_shred NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    EXECUTE format('GRANT tolerant_node, tolerant_shred TO %I', current_user);
END $$;
CREATE TABLE IF NOT EXISTS public.tolerant_migrations (
    house text NOT NULL,
    number int NOT NULL,
    name text NOT NULL,
    checksum bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (house, number)
);
"""
_LOCK = "SELECT pg_advisory_xact_lock(7451021)"
_APPLIED = "SELECT house, number, checksum FROM public.tolerant_migrations"
_RECORD = "INSERT INTO public.tolerant_migrations (house, number, name, checksum) VALUES ($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from one database shape to the next."""

    house: str
    number: int
    name: str
    text: str

    @property
    def checksum(self) -> bytes:
        """Tell whether the file still says what was applied (SHA-256 of its text)."""
        return hashlib.sha256(self.text.encode()).digest()


def known(houses: Sequence[str] = EVERYTHING) -> Iterator[Migration]:
    """Read the migrations that this code brings, in order."""
    for house in houses:
        folder = files(house).joinpath("sql", "migrations")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            number, _, words = entry.name.removesuffix(".sql").partition("_")
            yield Migration(house, int(number), words, entry.read_text(encoding="utf-8"))


async def migrate(connection: "asyncpg.Connection[asyncpg.Record]", houses: Sequence[str] = EVERYTHING) -> int:
    """Bring the database to the shape that this code knows; safe to run from several nodes at once.

    Returns the number of migrations applied.

    Raises:
        StartError: PostgreSQL is too old, a migration was edited after it was applied, or the database is newer.
    """
    if int(await connection.fetchval("SHOW server_version_num")) < OLDEST_POSTGRES:
        raise StartError("This PostgreSQL is too old: 15 or later is needed.")
    async with connection.transaction():
        await connection.execute(_LOCK)
        await connection.execute(_LEDGER)
    count = 0
    wanted = list(known(houses))
    for migration in wanted:
        count += await _apply(connection, migration)
    applied = {(row["house"], row["number"]) for row in await connection.fetch(_APPLIED)}
    if unknown := applied - {(m.house, m.number) for m in known()}:
        house, number = min(unknown)
        raise StartError(
            f"The database is newer than this code: it has migration {house}/{number:04}. Update the node."
        )
    return count


async def prepare(url: str, shred_url: str | None = None) -> int:
    """Bring the databases to the shape that this code knows; gives the number of migrations applied.

    The shred keys go into the database at `shred_url`, or beside everything else.

    Raises:
        StartError: as `migrate`.
    """
    if shred_url is None or shred_url == url:
        return await _prepare(url, EVERYTHING)
    return await _prepare(url, HOUSES) + await _prepare(shred_url, (SHRED,))


async def _prepare(url: str, houses: Sequence[str]) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await migrate(connection, houses)
    finally:
        await connection.close()


async def _apply(connection: "asyncpg.Connection[asyncpg.Record]", migration: Migration) -> bool:
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '10s'")
        await connection.execute(_LOCK)
        done = {(row["house"], row["number"]): row["checksum"] for row in await connection.fetch(_APPLIED)}
        before = done.get((migration.house, migration.number))
        if before is None:
            await connection.execute(migration.text)
            await connection.execute(_RECORD, migration.house, migration.number, migration.name, migration.checksum)
            return True
    if before != migration.checksum:
        raise StartError(
            f"Migration {migration.house}/{migration.number:04} was edited after it was applied; restore the file."
        )
    return False
