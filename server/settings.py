"""The settings of a node: the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from server.errors import StartError


@dataclass(frozen=True, slots=True)
class Setting:
    """Describe one setting, once: the README's table and the error sentences come from here."""

    name: str
    default: str
    meaning: str


TABLE = (
    Setting("TOLERANT_DATABASE_URL", "", "PostgreSQL 15 or later; unset starts the embedded one."),
    Setting("TOLERANT_STATE", ".tolerant", "The folder of the embedded database and the node's keys."),
    Setting("HOST", "127.0.0.1", "The address that the node listens on."),
    Setting("PORT", "8000", "The port that the node listens on."),
    Setting("TOLERANT_PUBLIC_URL", "", "The address that others reach the node by; unset is http://HOST:PORT."),
    Setting("TOLERANT_NODE_ID", "", "The node's name, which tokens are bound to; unset is the public address's host."),
    Setting("TOLERANT_DEMO", "0", "1 opens introspection and GraphiQL and shows demonstration listings as such."),
    Setting("TOLERANT_POOL", "16", "The most database connections of the node."),
    Setting("TOLERANT_BODY_KIB", "256", "The largest request body, in KiB; a longer one is refused."),
    Setting("TOLERANT_REQUEST_SECONDS", "30", "How long one request may take."),
    Setting("TOLERANT_DISK_FREE_MIB", "256", "Below this much free room the node reports that it is not ready."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what an operator may choose, so that no other file reads the environment."""

    database_url: str | None = field(repr=False)
    state: Path
    port: int
    host: str = "127.0.0.1"
    public_url: str = "http://127.0.0.1:8000"
    node_id: str = "127.0.0.1:8000"
    demo: bool = False
    pool: int = 16
    body_bytes: int = 256 * 1024
    request_seconds: int = 30
    disk_free_bytes: int = 256 * 1024 * 1024

    @property
    def audience(self) -> str:
        """The address of the token endpoint, which a device's assertion must name (RFC 7523 section 3)."""
        return self.public_url + "/oauth/token"


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        StartError: a setting has a value that it cannot have.
    """
    env = os.environ if environment is None else environment
    said = {setting.name: env.get(setting.name) or setting.default for setting in TABLE}
    port = said["PORT"]
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise StartError(f"PORT is {port!r}, but a port is a number from 1 to 65535.")
    public = _address(said["TOLERANT_PUBLIC_URL"] or f"http://{said['HOST']}:{port}")
    return Settings(
        database_url=said["TOLERANT_DATABASE_URL"] or None,
        state=Path(said["TOLERANT_STATE"]).absolute(),
        port=int(port),
        host=said["HOST"],
        public_url=public,
        node_id=said["TOLERANT_NODE_ID"] or urlsplit(public).netloc,
        demo=_choice("TOLERANT_DEMO", said["TOLERANT_DEMO"]),
        pool=_number("TOLERANT_POOL", said["TOLERANT_POOL"], 2, 200),
        body_bytes=_number("TOLERANT_BODY_KIB", said["TOLERANT_BODY_KIB"], 128, 16384) * 1024,
        request_seconds=_number("TOLERANT_REQUEST_SECONDS", said["TOLERANT_REQUEST_SECONDS"], 1, 600),
        disk_free_bytes=_number("TOLERANT_DISK_FREE_MIB", said["TOLERANT_DISK_FREE_MIB"], 0, 1 << 20) * 1024 * 1024,
    )


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise StartError(f"{name} is {text!r}, but it is a number from {least} to {most}.")
    return int(text)


def _choice(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise StartError(f"{name} is {text!r}, but it is 0 or 1.")
    return text == "1"


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise StartError(f"TOLERANT_PUBLIC_URL is {text!r}, but it is an address like https://node.example.")
    return text.rstrip("/")


def table() -> str:
    """Write the settings as the table that the README shows."""
    rows = [f"| `{each.name}` | {f'`{each.default}`' if each.default else ''} | {each.meaning} |" for each in TABLE]
    return "\n".join(["| Setting | Default | Meaning |", "|---|---|---|", *rows])
