"""Letters that were sealed and whose arrival is not known: kept until the node has answered, then let go.

If the power fails between sealing and the answer, the same envelope goes out again with the same idempotency key, and
the receipt is the same. The files hold sealed text and codes only.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from client.keystore import replace
from kit.ids import check_id

FOLDER = "outbox"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold one change with a sealed letter; `mark` tells this device whether two say the same."""

    key: str
    referral: str
    change: str
    kind: str
    selection: str
    mark: str
    asked: dict[str, Any] = field(repr=False)


class Outbox:
    """Keep letters in a folder, one file each, or in memory where there is no folder."""

    def __init__(self, home: Path | None) -> None:
        self._folder = home / FOLDER if home else None
        self._held: dict[str, Waiting] = {}
        for path in sorted(self._folder.glob("*.json")) if self._folder else []:
            try:
                one = Waiting(**json.loads(path.read_text(encoding="utf-8")))
            except (ValueError, TypeError):
                continue
            self._held[one.key] = one

    def put(self, one: Waiting) -> None:
        """Keep a letter on the disk before it leaves."""
        self._held[one.key] = one
        if self._folder:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace(self._path(self._folder, one.key), json.dumps(asdict(one)).encode())

    def drop(self, key: str) -> None:
        """Let a letter go: the node has answered for it."""
        self._held.pop(key, None)
        if self._folder:
            self._path(self._folder, key).unlink(missing_ok=True)

    def all(self) -> list[Waiting]:
        """List what waits."""
        return list(self._held.values())

    def of(self, referral_id: str) -> Waiting | None:
        """Give the letter of a referral that waits."""
        return next((one for one in self._held.values() if one.referral == referral_id), None)

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / f"{check_id(key)}.json"
