"""The node's connections: always as the role that owns nothing, never as the owner of the tables."""

import asyncpg


async def pool(url: str, *, least: int = 2, most: int = 16) -> "asyncpg.Pool[asyncpg.Record]":
    """Open the node's pool; every connection works as `tolerant_node`, whom row-level security binds."""
    return await asyncpg.create_pool(
        url,
        min_size=least,
        max_size=most,
        server_settings={"role": "tolerant_node", "application_name": "tolerant"},
        command_timeout=30,
        reset=_as_it_was,
    )


async def _as_it_was(_connection: object) -> None:
    """Leave a connection as it is: nothing in the node changes a session, so there is nothing to put back."""
