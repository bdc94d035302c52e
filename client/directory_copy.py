"""The copy of the directory on this device: one sealed file that changes as a whole or not at all (docs/offline.md).

It holds nothing about any woman and no hidden place, but services that only members may know of. It opens with the
device's keys alone (crypto/SPEC.md section 10).
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from client.copy_errors import CopyDamaged, CopyDiffers, CopyGoesBack, CopyOld, NoCopy, NodeKeyChanged
from client.keystore import Keystore, alone, replace
from crypto import vault
from crypto.errors import CryptoError
from crypto.format import b64u, exact, integer, text, unb64u
from crypto.signing import verify_statement
from directory.device import STATEMENT, hash_of, root_of
from kit import clock

FILE, UNSEALED = "directory.sealed", "directory.sqlite"
SLACK = 600
"""Seconds by which the clocks of a node and a device may differ."""


class DirectoryCopy:
    """Hold the entries with the signed check over them; without `keys` or a folder of theirs, in memory only.

    Raises:
        CopyDamaged: the file is not what this device kept.
    """

    def __init__(self, keys: Keystore | None = None) -> None:
        self._keys = keys
        self._path = None if keys is None or keys.home is None else keys.home / FILE
        self._facts: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self.columns: dict[str, Any] | None = None
        """What this program made of the entries, so that it need not read them all again."""
        self._read()

    def fact(self, name: str) -> str | None:
        """Return what is known of the copy: `node`, `key`, `cursor`, `statement`."""
        return self._facts.get(name)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Take in changes together; if anything goes wrong, the copy is what it was."""
        with _one_at_a_time(self._path):
            self._read()
            before = dict(self._facts), dict(self._entries), self.columns
            try:
                yield
                self._write()
            except BaseException:
                self._facts, self._entries, self.columns = before
                raise

    def forget(self) -> None:
        """Forget every entry."""
        self._entries, self.columns = {}, None

    def take(self, entries: list[dict[str, Any]]) -> None:
        """Take changes in.

        Raises:
            CopyDiffers: an entry is not what its hash says.
        """
        for entry in entries:
            self.columns = None
            if entry["text"] is None:
                self._entries.pop(entry["id"], None)
            elif b64u(hash_of(entry["text"].encode())) != entry["hash"]:
                raise CopyDiffers
            else:
                self._entries[entry["id"]] = entry["text"]

    def settle(self, node: str, key: str, cursor: str, statement: str) -> dict[str, Any]:
        """Check everything against the node's signature, and keep it; gives what was signed.

        Raises:
            NodeKeyChanged: another key signed than the one that this device met first.
            CopyDiffers: something was left out or slipped in, or another key signed.
            CopyGoesBack: the statement or its revision is older than the last.
        """
        if self.fact("key") not in (None, key) or self.fact("node") not in (None, node):
            raise NodeKeyChanged
        before = self.fact("statement")
        body = self.checked(node, key, statement)
        if before is not None:
            known = read_statement(before, key)
            if body["revision"] < known["revision"] or body["at"] < known["at"] - SLACK:
                raise CopyGoesBack
        self._facts = {"node": node, "key": key, "cursor": cursor, "statement": statement}
        return body

    def checked(self, node: str, key: str, statement: str) -> dict[str, Any]:
        """Return what was signed, if it is about these very entries.

        Raises:
            CopyDiffers: it is not.
        """
        body = read_statement(statement, key)
        root = root_of((name, hash_of(said.encode())) for name, said in self._entries.items())
        same = body["root"] == b64u(root) and body["count"] == len(self._entries) and body["node"] == node
        if not same or body["at"] > clock.now().timestamp() + SLACK:
            raise CopyDiffers
        return body

    def entries(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return what was signed, and the entries by id, to be relied on now.

        Raises:
            NoCopy: there is no copy yet.
            CopyOld: it is too old to be relied on.
            CopyDiffers: what was kept is not what was signed.
        """
        node, key, statement = self.fact("node"), self.fact("key"), self.fact("statement")
        if node is None or key is None or statement is None:
            raise NoCopy
        body = self.checked(node, key, statement)
        if clock.now().timestamp() >= body["exp"]:
            raise CopyOld
        return body, self._entries

    def _read(self) -> None:
        if self._keys is None or self._path is None:
            return
        try:
            closed = self._path.read_bytes()
        except FileNotFoundError:
            return
        try:
            said = orjson.loads(zlib.decompress(vault.reopen(closed, self._keys.signing.seed, "directory")))
            self._facts, self._entries, self.columns = said["facts"], said["entries"], said["columns"]
        except (CryptoError, zlib.error, ValueError, KeyError, TypeError):
            raise CopyDamaged from None

    def _write(self) -> None:
        if self._keys is None or self._path is None:
            return
        said = {"facts": self._facts, "entries": self._entries, "columns": self.columns}
        closed = vault.close(zlib.compress(orjson.dumps(said), 1), self._keys.signing.seed, "directory")
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace(self._path, closed)
        (self._path.parent / UNSEALED).unlink(missing_ok=True)  # an earlier program kept it open to every reader


@contextmanager
def _one_at_a_time(path: Path | None) -> Iterator[None]:
    """Let nobody write an older copy over a newer one."""
    if path is None:
        yield
        return
    with alone(path.parent, f".{path.name}.lock"):
        yield


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
