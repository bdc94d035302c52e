"""The node's connections: always as the role that owns nothing, never as the owner of the tables."""

import asyncpg


async def pool(
    url: str, *, least: int = 2, most: int = 16, role: str = "tolerant_node"
) -> "asyncpg.Pool[asyncpg.Record]":
    """Open a pool of the node; every connection works as `tolerant_node`, whom row-level security binds.

    The pool of the shred keys works as `tolerant_shred`, who sees them and nothing else.
    """
    return await asyncpg.create_pool(
        url,
        min_size=least,
        max_size=most,
        server_settings={"role": role, "application_name": "tolerant"},
        command_timeout=30,
        reset=_as_it_was,
    )


async def _as_it_was(_connection: object) -> None:
    """Leave a connection as it is: nothing in the node changes a session, so there is nothing to put back."""
