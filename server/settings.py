"""The settings of a node: the only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crypto.checkpoints import quorum
from crypto.errors import BadKey
from crypto.notes import COSIGNATURE, ED25519, Vkey
from server.errors import StartError

PAGES = Path(__file__).resolve().parents[1] / "web" / "dist"


@dataclass(frozen=True, slots=True)
class Setting:
    """Describe one setting, once: the README's table and the error sentences come from here."""

    name: str
    default: str
    meaning: str


TABLE = (
    Setting("TOLERANT_DATABASE_URL", "", "PostgreSQL 15 or later; unset starts the embedded one."),
    Setting(
        "TOLERANT_SHRED_URL", "", "The shred keys' own PostgreSQL; unset keeps them in a schema (docs/erasure.md)."
    ),
    Setting("TOLERANT_RETENTION_DAYS", "180", "How long the sealed letters of an ended referral are kept."),
    Setting("TOLERANT_INTAKE_DAYS", "7", "How long a post key is used before devices renew it."),
    Setting("TOLERANT_WINDOW_DAYS", "14", "How long a replaced post key still opens letters; what can go on keeps it."),
    Setting("TOLERANT_STATE", ".tolerant", "The folder of the embedded database and the node's keys."),
    Setting("HOST", "127.0.0.1", "The address that the node listens on."),
    Setting("PORT", "8000", "The port that the node listens on."),
    Setting("TOLERANT_PUBLIC_URL", "", "The address that others reach the node by; unset is http://HOST:PORT."),
    Setting("TOLERANT_NODE_ID", "", "The node's name, which tokens are bound to; unset is the public address's host."),
    Setting("TOLERANT_DEMO", "0", "1 opens introspection and GraphiQL and shows demonstration listings as such."),
    Setting("TOLERANT_POOL", "16", "The most database connections of the node."),
    Setting("TOLERANT_BODY_KIB", "256", "The largest request body, in KiB; a longer one is refused."),
    Setting("TOLERANT_REQUEST_SECONDS", "30", "How long one request may take."),
    Setting("TOLERANT_LIVE_LINES", "1000", "How many lines for subscriptions may be open at once."),
    Setting("TOLERANT_SMTP_URL", "", "smtp:// or smtps://user:password@host, for mail to staff; unset sends none."),
    Setting("TOLERANT_MAIL_FROM", "", "The sender of that mail: a neutral address, which others may see on a screen."),
    Setting("TOLERANT_LOG_ORIGIN", "", "The key log's name, which never changes; unset is the node's name and /log/1."),
    Setting("TOLERANT_LOG_KEY", "", "The file of the key that signs the key log; unset is log.key in TOLERANT_STATE."),
    Setting("TOLERANT_WITNESSES", "", "Who co-signs the key log: `vkey address`, more after a comma."),
    Setting("TOLERANT_WITNESSES_NEEDED", "0", "How many of them must have signed a state before others rely on it."),
    Setting("TOLERANT_LOG_WARN_HOURS", "24", "Devices warn when witnesses have not signed for so long."),
    Setting("TOLERANT_LOG_REFUSE_HOURS", "72", "Devices send nothing when witnesses have not signed for so long."),
    Setting("TOLERANT_WITNESS_FOR", "", "The logs that this node co-signs: their vkeys, with commas between."),
    Setting(
        "TOLERANT_PAGES", "", "The folder of the built pages (`make pages`); unset is web/dist beside the program."
    ),
    Setting("TOLERANT_DISK_FREE_MIB", "256", "Below this much free room the node reports that it is not ready."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold what an operator may choose, so that no other file reads the environment."""

    database_url: str | None = field(repr=False)
    state: Path
    port: int
    shred_url: str | None = field(default=None, repr=False)
    retention_days: int = 180
    intake_days: int = 7
    window_days: int = 14
    host: str = "127.0.0.1"
    public_url: str = "http://127.0.0.1:8000"
    node_id: str = "127.0.0.1:8000"
    demo: bool = False
    pool: int = 16
    body_bytes: int = 256 * 1024
    request_seconds: int = 30
    live_lines: int = 1000
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = ""
    disk_free_bytes: int = 256 * 1024 * 1024
    pages: Path = PAGES
    log_origin: str = "127.0.0.1:8000/log/1"
    log_key: Path = Path(".tolerant/log.key")
    witnesses: tuple[tuple[Vkey, str], ...] = ()
    witnesses_needed: int = 0
    log_warn: int = 24 * 3600
    log_refuse: int = 72 * 3600
    witness_for: tuple[Vkey, ...] = ()

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
    public = _address("TOLERANT_PUBLIC_URL", said["TOLERANT_PUBLIC_URL"] or f"http://{said['HOST']}:{port}")
    state = Path(said["TOLERANT_STATE"]).absolute()
    node_id = said["TOLERANT_NODE_ID"] or urlsplit(public).netloc
    return Settings(
        database_url=said["TOLERANT_DATABASE_URL"] or None,
        state=state,
        port=int(port),
        shred_url=said["TOLERANT_SHRED_URL"] or None,
        retention_days=_number("TOLERANT_RETENTION_DAYS", said["TOLERANT_RETENTION_DAYS"], 1, 3660),
        intake_days=_number("TOLERANT_INTAKE_DAYS", said["TOLERANT_INTAKE_DAYS"], 2, 27),
        window_days=_number("TOLERANT_WINDOW_DAYS", said["TOLERANT_WINDOW_DAYS"], 1, 366),
        host=said["HOST"],
        public_url=public,
        node_id=node_id,
        demo=_choice("TOLERANT_DEMO", said["TOLERANT_DEMO"]),
        pool=_number("TOLERANT_POOL", said["TOLERANT_POOL"], 2, 200),
        body_bytes=_number("TOLERANT_BODY_KIB", said["TOLERANT_BODY_KIB"], 128, 16384) * 1024,
        request_seconds=_number("TOLERANT_REQUEST_SECONDS", said["TOLERANT_REQUEST_SECONDS"], 1, 600),
        **_of_mail(said),
        live_lines=_number("TOLERANT_LIVE_LINES", said["TOLERANT_LIVE_LINES"], 0, 100_000),
        disk_free_bytes=_number("TOLERANT_DISK_FREE_MIB", said["TOLERANT_DISK_FREE_MIB"], 0, 1 << 20) * 1024 * 1024,
        pages=Path(said["TOLERANT_PAGES"]).absolute() if said["TOLERANT_PAGES"] else PAGES,
        **_of_the_log(said, state, node_id),
    )


def _of_mail(said: Mapping[str, str]) -> dict[str, Any]:
    url, sender = said["TOLERANT_SMTP_URL"], said["TOLERANT_MAIL_FROM"]
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise StartError("TOLERANT_SMTP_URL is an address like smtps://user:password@mail.example.")
    if sender.count("@") != 1 or not sender.isascii() or any(sign.isspace() for sign in sender):
        raise StartError("TOLERANT_MAIL_FROM is the sender's address, like office@mail.example.")
    return {"smtp_url": url, "mail_from": sender}


def _of_the_log(said: Mapping[str, str], state: Path, node_id: str) -> dict[str, Any]:
    pairs = [one.split() for one in said["TOLERANT_WITNESSES"].split(",") if one.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise StartError("TOLERANT_WITNESSES holds pairs of a vkey and an address, with commas between the pairs.")
    witnesses = tuple(
        (_vkey("TOLERANT_WITNESSES", key, COSIGNATURE), _address("TOLERANT_WITNESSES", address))
        for key, address in pairs
    )
    needed = _number("TOLERANT_WITNESSES_NEEDED", said["TOLERANT_WITNESSES_NEEDED"], 0, len(witnesses))
    if needed < (least := quorum(len(witnesses))):
        raise StartError(
            f"TOLERANT_WITNESSES_NEEDED is {needed}, but of {len(witnesses)} witnesses at least {least} must sign, "
            "or two groups of them could be shown two lists."
        )
    warn = _number("TOLERANT_LOG_WARN_HOURS", said["TOLERANT_LOG_WARN_HOURS"], 1, 8760)
    refuse = _number("TOLERANT_LOG_REFUSE_HOURS", said["TOLERANT_LOG_REFUSE_HOURS"], warn, 8760)
    watched = [one.strip() for one in said["TOLERANT_WITNESS_FOR"].split(",") if one.strip()]
    return {
        "log_origin": said["TOLERANT_LOG_ORIGIN"] or f"{node_id}/log/1",
        "log_key": Path(said["TOLERANT_LOG_KEY"]).absolute() if said["TOLERANT_LOG_KEY"] else state / "log.key",
        "witnesses": witnesses,
        "witnesses_needed": needed,
        "log_warn": warn * 3600,
        "log_refuse": refuse * 3600,
        "witness_for": tuple(_vkey("TOLERANT_WITNESS_FOR", one, ED25519) for one in watched),
    }


def _vkey(name: str, text: str, kind: int) -> Vkey:
    try:
        key = Vkey.decode(text)
    except BadKey:
        key = None
    if key is None or key.kind != kind:
        raise StartError(f"{name} holds {text!r}, but this is no vkey of its kind (C2SP signed-note).")
    return key


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        raise StartError(f"{name} is {text!r}, but it is a number from {least} to {most}.")
    return int(text)


def _choice(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise StartError(f"{name} is {text!r}, but it is 0 or 1.")
    return text == "1"


def _address(name: str, text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise StartError(f"{name} is {text!r}, but it is an address like https://node.example.")
    return text.rstrip("/")


def table() -> str:
    """Write the settings as the table that the README shows."""
    rows = [f"| `{each.name}` | {f'`{each.default}`' if each.default else ''} | {each.meaning} |" for each in TABLE]
    return "\n".join(["| Setting | Default | Meaning |", "|---|---|---|", *rows])
