"""The settings of a node: the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from server.errors import StartError


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what an operator may choose, so that no other file reads the environment."""

    database_url: str | None = field(repr=False)
    """`TOLERANT_DATABASE_URL`: PostgreSQL 15 or later; unset starts the embedded one."""
    state: Path
    """`TOLERANT_STATE`: the folder of the embedded database and the node's keys (`.tolerant`)."""
    port: int
    """`PORT`: the port that the node listens on (8000)."""


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        StartError: a setting has a value that it cannot have.
    """
    env = os.environ if environment is None else environment
    port = env.get("PORT", "8000")
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise StartError(f"PORT is {port!r}, but a port is a number from 1 to 65535.")
    return Settings(
        database_url=env.get("TOLERANT_DATABASE_URL") or None,
        state=Path(env.get("TOLERANT_STATE", ".tolerant")).absolute(),
        port=int(port),
    )
