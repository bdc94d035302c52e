"""The copy of the directory on this device: one file that changes as a whole or not at all (docs/offline.md).

It holds nothing about any woman and no hidden place; it is not sealed. Whoever may use this device may read it.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from client.errors import CopyDamaged, CopyDiffers, CopyOld, NoCopy, NodeKeyChanged
from crypto.errors import CryptoError
from crypto.format import b64u, exact, integer, text, unb64u
from crypto.signing import verify_statement
from directory.device import STATEMENT, hash_of, root_of
from kit import clock

FILE = "directory.sqlite"
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS entries (id TEXT PRIMARY KEY, hash BLOB NOT NULL, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
SLACK = 600
"""Seconds by which the clocks of a node and a device may differ."""


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error:
        raise CopyDamaged from None


class DirectoryCopy:
    """Hold the entries with the signed check over them; `home` is the device's folder, or None for memory only."""

    def __init__(self, home: Path | None) -> None:
        path = ":memory:" if home is None else str(home / FILE)
        if home is not None:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with _readable():
            self._file = sqlite3.connect(path, timeout=5, isolation_level=None)
            for statement in SCHEMA:
                self._file.execute(statement)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def fact(self, name: str) -> str | None:
        """Return what is known of the copy: `node`, `key`, `cursor`, `statement`."""
        with _readable():
            row = self._file.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Take in changes together; if anything goes wrong, the copy is what it was."""
        with _readable():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._file.execute("COMMIT")
            finally:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")

    def forget(self) -> None:
        """Forget every entry."""
        self._file.execute("DELETE FROM entries")

    def take(self, entries: list[dict[str, Any]]) -> None:
        """Take changes in.

        Raises:
            CopyDiffers: an entry is not what its hash says.
        """
        for entry in entries:
            if entry["text"] is None:
                self._file.execute("DELETE FROM entries WHERE id = ?", (entry["id"],))
                continue
            found = hash_of(entry["text"].encode())
            if b64u(found) != entry["hash"]:
                raise CopyDiffers
            self._file.execute("REPLACE INTO entries VALUES (?, ?, ?)", (entry["id"], found, entry["text"]))

    def settle(self, node: str, key: str, cursor: str, statement: str) -> dict[str, Any]:
        """Check everything against the node's signature, and keep it; gives what was signed.

        Raises:
            NodeKeyChanged: another key signed than the one that this device met first.
            CopyDiffers: something was left out or slipped in, or the statement or its revision is older than the last.
        """
        if self.fact("key") not in (None, key) or self.fact("node") not in (None, node):
            raise NodeKeyChanged
        before = self.fact("statement")
        body = self.checked(node, key, statement)
        if before is not None:
            known = read_statement(before, key)
            if body["revision"] < known["revision"] or body["at"] < known["at"] - SLACK:
                raise CopyDiffers
        for name, value in (("node", node), ("key", key), ("cursor", cursor), ("statement", statement)):
            self._file.execute("REPLACE INTO facts VALUES (?, ?)", (name, value))
        return body

    def checked(self, node: str, key: str, statement: str) -> dict[str, Any]:
        """Return what was signed, if it is about these very entries.

        Raises:
            CopyDiffers: it is not.
        """
        body = read_statement(statement, key)
        pairs = [(str(name), bytes(found)) for name, found in self._file.execute("SELECT id, hash FROM entries")]
        same = body["root"] == b64u(root_of(pairs)) and body["count"] == len(pairs) and body["node"] == node
        if not same or body["at"] > clock.now().timestamp() + SLACK:
            raise CopyDiffers
        return body

    def entries(self) -> tuple[dict[str, Any], list[str]]:
        """Return what was signed, and the entries, to be relied on now.

        Raises:
            NoCopy: there is no copy yet.
            CopyOld: it is too old to be relied on.
            CopyDamaged, CopyDiffers: the file is not what was kept.
        """
        node, key, statement = self.fact("node"), self.fact("key"), self.fact("statement")
        if node is None or key is None or statement is None:
            raise NoCopy
        body = self.checked(node, key, statement)
        if clock.now().timestamp() >= body["exp"]:
            raise CopyOld
        with _readable():
            rows = self._file.execute("SELECT hash, text FROM entries ORDER BY id").fetchall()
        if any(hash_of(said.encode()) != found for found, said in rows):
            raise CopyDamaged
        return body, [said for _, said in rows]


def read_statement(statement: str, key: str) -> dict[str, Any]:
    """Return what a node signed about its directory.

    Raises:
        CopyDiffers: the key did not sign it, or it has another form.
    """
    try:
        body = verify_statement(unb64u(statement), STATEMENT, unb64u(key, 32))
        exact(body, "at", "count", "exp", "node", "revision", "root")
        text(body["root"], r"[A-Za-z0-9_-]{43}")
        for name in ("at", "count", "exp", "revision"):
            integer(body[name])
    except (CryptoError, ValueError):
        raise CopyDiffers from None
    return body
