"""The device's own keys and what it must remember, in one file under a passphrase (Argon2id)."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from client.errors import NotEnrolled
from crypto import vault
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey

FILE = "keys.json"


@dataclass
class Keystore:
    """Hold a device's keys; `pins` are the officers' keys of organisations that this device has met."""

    member_id: str
    staff_id: str
    signing: SigningKey
    sealing: SealingKey
    intake: dict[int, SealingKey] = field(default_factory=dict)
    pins: dict[str, list[bytes]] = field(default_factory=dict)
    cases: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    path: Path | None = None
    passphrase: str = field(default="", repr=False)

    @property
    def device_id(self) -> str:
        """Name the device: its signing key's name."""
        return self.signing.kid

    def save(self) -> None:
        """Write the file whole or not at all, readable by its owner alone."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        closed = vault.lock(self._secrets(), self.passphrase)
        handle, name = tempfile.mkstemp(dir=self.path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(closed)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.path)

    def _secrets(self) -> dict[str, Any]:
        return {
            "member": self.member_id,
            "staff": self.staff_id,
            "sign": b64u(self.signing.seed),
            "seal": b64u(self.sealing.seed),
            "intake": {str(epoch): b64u(key.seed) for epoch, key in self.intake.items()},
            "pins": {member: [b64u(key) for key in keys] for member, keys in self.pins.items()},
            "cases": self.cases,
        }


def load(home: Path, passphrase: str) -> Keystore:
    """Open a device's keys.

    Raises:
        NotEnrolled: there are none.
        WrongPassphrase: the passphrase is another.
    """
    path = home / FILE
    try:
        closed = path.read_bytes()
    except FileNotFoundError:
        raise NotEnrolled from None
    said = vault.unlock(closed, passphrase)
    return Keystore(
        said["member"],
        said["staff"],
        SigningKey(unb64u(said["sign"])),
        SealingKey(unb64u(said["seal"])),
        {int(epoch): SealingKey(unb64u(seed)) for epoch, seed in said["intake"].items()},
        {member: [unb64u(key) for key in keys] for member, keys in said["pins"].items()},
        said["cases"],
        path,
        passphrase,
    )
