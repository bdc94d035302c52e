"""The device's own keys, in one file under a passphrase (Argon2id), and beside it what it remembers of each case."""

import os
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from client.errors import AlreadyEnrolled, KeysDamaged, KeysFull, NotEnrolled
from crypto import vault
from crypto.errors import MalformedStatement
from crypto.format import b64u, blake2b, lp, unb64u
from crypto.keys import SealingKey, SigningKey
from kit.ids import check_id

if sys.platform != "win32":
    import fcntl

FILE = "keys.json"
CASES = "cases"


@dataclass
class Keystore:
    """Hold a device's keys; `pins` are the officers' keys of organisations that this device has met.

    `needed` says how many of them decide together; one where nothing stands.
    `terms` say who must sign the key log (`client.log_book.Terms`), as the node said when this device met it.
    `pairing` is a new device's number, and the one answer that it took (`client.pairing`).
    """

    member_id: str
    staff_id: str
    signing: SigningKey
    sealing: SealingKey
    intake: dict[int, SealingKey] = field(default_factory=dict)
    pins: dict[str, list[bytes]] = field(default_factory=dict)
    path: Path | None = None
    passphrase: str = field(default="", repr=False)
    terms: dict[str, Any] = field(default_factory=dict)
    pairing: dict[str, Any] = field(default_factory=dict, repr=False)
    needed: dict[str, int] = field(default_factory=dict)
    _cases: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    _seen: bytes = field(default=b"", repr=False)
    _over: set[int] = field(default_factory=set, repr=False)

    @property
    def device_id(self) -> str:
        """Name the device: its signing key's name."""
        return self.signing.kid

    @property
    def home(self) -> Path | None:
        """Give the folder that everything is in; None for a device that lives in memory only."""
        return self.path.parent if self.path else None

    def mark(self, *parts: bytes) -> str:
        """Name something by its content, so that only this device can tell whether two are the same."""
        return b64u(blake2b(lp("tolerant/v1/outbox-mark", *parts), key=self.signing.seed))

    def pin(self, member_id: str, officers: Collection[bytes], k: int) -> None:
        """Remember who vouches for an organisation, and how many of them together."""
        self.pins[member_id], self.needed[member_id] = list(officers), k

    def knows(self, member_id: str, officers: Collection[bytes], k: int) -> bool:
        """Say whether these vouch for an organisation as this device remembers it."""
        return (sorted(self.pins.get(member_id, [])), self.needed.get(member_id, 1)) == (sorted(officers), k)

    def save(self, repinned: str = "") -> None:
        """Write the file whole or not at all, readable by its owner alone; what another program kept stays.

        `repinned` names an organisation whose officers a person has just decided about.

        Raises:
            AlreadyEnrolled: the file holds another device's keys.
            KeysDamaged: the file that is there cannot be read, so it is not written over.
            KeysFull: it could not be read again.
        """
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(self.path.parent):
            self._take_over(self.path, repinned)
            closed = vault.lock(self._secrets(), self.passphrase)
            if len(closed) > vault.LONGEST:
                raise KeysFull
            replace(self.path, closed)
            self._seen = blake2b(closed)

    def forget(self) -> None:
        """Delete the keys of a device that was never enrolled."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
            self._seen = b""

    def end(self, epochs: set[int]) -> None:
        """Delete the seeds of post keys that have ended, also those that another program of this device wrote since."""
        self._over |= epochs
        self.intake = {epoch: key for epoch, key in self.intake.items() if epoch not in epochs}
        self.save()

    def case(self, referral_id: str) -> dict[str, Any] | None:
        """Give what this device remembers of a case: the consent token, and what opens its hashes."""
        if self.path is not None and referral_id not in self._cases:
            try:
                closed = self._case(self.path, referral_id).read_bytes()
            except FileNotFoundError:
                return None
            self._cases[referral_id] = _unlock(closed, self.passphrase)
        return self._cases.get(referral_id)

    def keep_case(self, referral_id: str, said: dict[str, Any]) -> None:
        """Remember a case, in a file of its own under the same passphrase."""
        self._cases[referral_id] = said
        if self.path is not None:
            path = self._case(self.path, referral_id)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace(path, vault.lock(said, self.passphrase))

    def forget_case(self, referral_id: str) -> None:
        """Forget a case of which the node has kept nothing."""
        self._cases.pop(referral_id, None)
        if self.path is not None:
            self._case(self.path, referral_id).unlink(missing_ok=True)

    @staticmethod
    def _case(path: Path, referral_id: str) -> Path:
        return path.parent / CASES / f"{check_id(referral_id)}.json"

    def _take_over(self, path: Path, repinned: str) -> None:
        """Take in what another program of this device has written since; the pins of its first meetings win."""
        try:
            closed = path.read_bytes()
        except FileNotFoundError:
            return
        if blake2b(closed) == self._seen:
            return
        other = _read(closed, path, self.passphrase)
        if other.signing.seed != self.signing.seed:
            raise AlreadyEnrolled
        if not self.terms or other.terms.get("policy", -1) >= self.terms.get("policy", -1):
            self.terms = other.terms or self.terms
        self.pairing = other.pairing if "answer" in other.pairing else self.pairing
        self.intake = {n: key for n, key in {**other.intake, **self.intake}.items() if n not in self._over}
        self.pins = {**self.pins, **{m: keys for m, keys in other.pins.items() if m != repinned}}
        self.needed = {**self.needed, **{m: k for m, k in other.needed.items() if m != repinned}}

    def _secrets(self) -> dict[str, Any]:
        return {
            "member": self.member_id,
            "staff": self.staff_id,
            "sign": b64u(self.signing.seed),
            "seal": b64u(self.sealing.seed),
            "intake": {str(epoch): b64u(key.seed) for epoch, key in self.intake.items()},
            "pins": {member: [b64u(key) for key in keys] for member, keys in self.pins.items()},
            "terms": self.terms,
            "pairing": self.pairing,
            "needed": self.needed,
        }


def exists(home: Path) -> bool:
    """Say whether a folder holds a device's keys."""
    return (home / FILE).exists()


def load(home: Path, passphrase: str) -> Keystore:
    """Open a device's keys.

    Raises:
        NotEnrolled: there are none.
        WrongPassphrase: the passphrase is another.
        KeysDamaged: the file is not what was written.
    """
    path = home / FILE
    try:
        closed = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotEnrolled from None
    return _read(closed, path, passphrase)


def _read(closed: bytes, path: Path, passphrase: str) -> Keystore:
    said = _unlock(closed, passphrase)
    try:
        return Keystore(
            said["member"],
            said["staff"],
            SigningKey(unb64u(said["sign"])),
            SealingKey(unb64u(said["seal"])),
            {int(epoch): SealingKey(unb64u(seed)) for epoch, seed in said["intake"].items()},
            {member: [unb64u(key) for key in keys] for member, keys in said["pins"].items()},
            path,
            passphrase,
            said.get("terms", {}),
            said.get("pairing", {}),
            said.get("needed", {}),
            _seen=blake2b(closed),
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        raise KeysDamaged from None


def _unlock(closed: bytes, passphrase: str) -> dict[str, Any]:
    try:
        return vault.unlock(closed, passphrase)
    except MalformedStatement:
        raise KeysDamaged from None


def replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by its owner alone, and on the disk before anybody relies on it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def alone(folder: Path, name: str = ".lock") -> Iterator[None]:
    """Let one program at a time write; the system ends the lock when a program dies."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
