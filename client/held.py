"""What this device holds of the files of a referral: uploads that are not done, and what deletes each at the node.

One file a referral, under the device's passphrase, and beside it the sealed files that are on their way. Nothing of a
file's own content is ever written to the disk here.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from client.errors import KeysDamaged
from client.keystore import Keystore, replace
from crypto import vault
from crypto.errors import MalformedStatement
from kit.ids import check_id

FOLDER = "files"
_NOTHING: dict[str, dict[str, Any]] = {"files": {}, "delete": {}}


class Held:
    """Remember a referral's files, on the disk or, for a device without one, in memory."""

    def __init__(self, keys: Keystore) -> None:
        self._passphrase = keys.passphrase
        self._folder = keys.home / FOLDER if keys.home else None
        self._memory: dict[str, dict[str, Any]] = {}
        self._sealed: dict[str, io.BytesIO] = {}

    def of(self, referral_id: str) -> dict[str, Any]:
        """Give `files` (what is being sent, by a mark of its content) and `delete` (capabilities by id)."""
        if (
            self._folder
            and referral_id not in self._memory
            and (path := self._path(self._folder, referral_id)).exists()
        ):
            try:
                self._memory[referral_id] = vault.unlock(path.read_bytes(), self._passphrase)
            except MalformedStatement:
                raise KeysDamaged from None
        found = self._memory.get(referral_id, _NOTHING)
        return {"files": dict(found["files"]), "delete": dict(found["delete"])}

    def keep(self, referral_id: str, said: dict[str, Any]) -> None:
        """Remember it."""
        self._memory[referral_id] = said
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace(self._path(self._folder, referral_id), vault.lock(said, self._passphrase))

    def forget(self, referral_id: str) -> None:
        """Forget a referral's files, and delete what was on its way."""
        for one in self.of(referral_id)["files"].values():
            self.drop(one["id"])
        self._memory.pop(referral_id, None)
        if self._folder:
            self._path(self._folder, referral_id).unlink(missing_ok=True)

    def sent(self, referral_id: str) -> None:
        """Let go of what was on its way, keys and all, and keep only what deletes it."""
        said = self.of(referral_id)
        if said["files"]:
            for one in said["files"].values():
                self.drop(one["id"])
            self.keep(referral_id, {**said, "files": {}})

    def referrals(self) -> set[str]:
        """Name the referrals of which files are remembered."""
        stored = {path.stem for path in self._folder.glob("*.json")} if self._folder else set()
        return stored | set(self._memory)

    def has(self, blob_id: str) -> bool:
        """Say whether a sealed file is here."""
        return self._blob(self._folder, blob_id).exists() if self._folder else blob_id in self._sealed

    @contextmanager
    def sealed(self, blob_id: str, *, new: bool = False) -> Iterator[BinaryIO]:
        """Open a sealed file that is on its way, readable by its owner alone."""
        if self._folder is None:
            file = self._sealed.setdefault(blob_id, io.BytesIO())
            file.seek(0)
            yield file
            return
        path = self._blob(self._folder, blob_id)
        if new:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
        with path.open("wb" if new else "rb") as opened:
            yield opened

    def drop(self, blob_id: str) -> None:
        """Delete a sealed file here."""
        self._sealed.pop(blob_id, None)
        if self._folder:
            self._blob(self._folder, blob_id).unlink(missing_ok=True)

    @staticmethod
    def _path(folder: Path, referral_id: str) -> Path:
        return folder / f"{check_id(referral_id)}.json"

    @staticmethod
    def _blob(folder: Path, blob_id: str) -> Path:
        return folder / f"{check_id(blob_id)}.sealed"
