"""A database of its own for one benchmark, dropped at the end."""

import contextlib
import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg

from server import migrations


@contextlib.asynccontextmanager
async def fresh(server: str) -> AsyncIterator[str]:
    """Give the address of an empty, migrated database."""
    name = f"tolerant_bench_{secrets.token_hex(4)}"
    owner = await asyncpg.connect(server)
    await owner.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(server)
    url = f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")
    try:
        connection = await asyncpg.connect(url)
        await migrations.migrate(connection)
        await connection.close()
        yield url
    finally:
        await owner.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await owner.close()
