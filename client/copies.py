"""What this device keeps of the copies that it made: enough to add to one and to end it, and nothing that opens it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from client.errors import KeysDamaged
from client.keystore import Keystore, replace
from crypto import vault
from crypto.errors import MalformedStatement
from crypto.format import b64u, unb64u
from crypto.her_copy import CopyKeys
from crypto.keys import SEAL_PUBLIC
from kit.ids import check_id

FOLDER, WHAT = "copies", "copy"
_SECRET = 32


@dataclass(frozen=True, slots=True)
class Handle:
    """Hold what adds to a copy (`append`, and the public key that parts are sealed to) and what ends it (`revoke`)."""

    public: bytes
    append: bytes = field(repr=False)
    revoke: bytes = field(repr=False)

    @classmethod
    def of(cls, keys: CopyKeys) -> "Handle":
        """Take it out of what her code gives."""
        return cls(keys.seal.public, keys.append, keys.revoke)


class Copies:
    """Keep handles by the referral with which the code was given, closed under the device's keys."""

    def __init__(self, keys: Keystore) -> None:
        self._seed = keys.signing.seed
        self._folder = keys.home / FOLDER if keys.home else None
        self._memory: dict[str, Handle] = {}

    def of(self, referral_id: str) -> Handle | None:
        """Give the handle of a referral's copy."""
        if self._folder is None:
            return self._memory.get(referral_id)
        try:
            said = json.loads(vault.reopen(self._path(self._folder, referral_id).read_bytes(), self._seed, WHAT))
            sizes = (SEAL_PUBLIC, _SECRET, _SECRET)
            return Handle(*(unb64u(one, size) for one, size in zip(said, sizes, strict=True)))
        except FileNotFoundError:
            return None
        except (MalformedStatement, ValueError, TypeError):
            raise KeysDamaged from None

    def keep(self, referral_id: str, handle: Handle) -> None:
        """Keep a handle."""
        if self._folder is None:
            self._memory[referral_id] = handle
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        said = json.dumps([b64u(one) for one in (handle.public, handle.append, handle.revoke)]).encode()
        replace(self._path(self._folder, referral_id), vault.close(said, self._seed, WHAT))

    def forget(self, referral_id: str) -> None:
        """Forget a handle of a copy that is gone."""
        self._memory.pop(referral_id, None)
        if self._folder is not None:
            self._path(self._folder, referral_id).unlink(missing_ok=True)

    @staticmethod
    def _path(folder: Path, referral_id: str) -> Path:
        return folder / f"{check_id(referral_id)}.closed"
