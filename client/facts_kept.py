"""Facts about women that a caseworker keeps on her device, sealed under its key, until their referrals have ended.

They leave the device only with a question for a match, as always. They are kept only where she says so.
"""

import json
from pathlib import Path
from typing import Any

from client.errors import KeysDamaged
from client.keystore import Keystore, replace
from crypto import vault
from crypto.errors import MalformedStatement

FILE = "facts.sealed"


class FactsKept:
    """Hold the facts of cases by referral; without a folder, in memory only.

    Raises:
        KeysDamaged: the file is not what this device kept.
    """

    def __init__(self, keys: Keystore) -> None:
        self._keys = keys
        self._path: Path | None = keys.home / FILE if keys.home else None
        self._facts: dict[str, dict[str, Any]] = {}
        if self._path is not None and self._path.exists():
            try:
                self._facts = json.loads(vault.reopen(self._path.read_bytes(), keys.signing.seed, "facts"))
            except (MalformedStatement, ValueError):
                raise KeysDamaged from None

    def of(self, referral_id: str) -> dict[str, Any] | None:
        """Give the facts of one referral, if they are kept."""
        return self._facts.get(referral_id)

    def keep(self, referral_id: str, profile: dict[str, Any]) -> None:
        """Keep the facts of one referral."""
        self._facts[referral_id] = profile
        self._write()

    def forget(self, *referral_ids: str) -> None:
        """Forget the facts of referrals."""
        if self._facts.keys() & set(referral_ids):
            self._facts = {name: one for name, one in self._facts.items() if name not in referral_ids}
            self._write()

    def _write(self) -> None:
        if self._path is not None:
            replace(self._path, vault.close(json.dumps(self._facts).encode(), self._keys.signing.seed, "facts"))
