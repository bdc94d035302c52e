"""The state of the key log that a letter names: what its writer's device saw, as the log's operator signed it.

SPEC.md section 6. Two people who see two logs find out from their first letter, and nobody else can make it up.
"""

from dataclasses import dataclass
from typing import Any

from crypto.checkpoints import Checkpoint, signed_by
from crypto.format import LARGEST, b64u, exact, integer, text, unb64u
from crypto.keys import SIGNATURE
from crypto.merkle import HASH
from crypto.notes import Vkey, base64, split_note


@dataclass(frozen=True, slots=True)
class NamedState:
    """Hold the number of entries (from 1), the root over them (32 bytes), and the operator's signature (64 bytes)."""

    size: int
    root: bytes
    sig: bytes

    @classmethod
    def of_note(cls, note: bytes, operator: Vkey) -> "NamedState | None":
        """Take out of a note what the operator signed; None of a log without entries.

        Raises:
            BadCheckpoint: this operator did not sign it.
        """
        state = signed_by(note, operator)
        signatures = [
            data[4:] for name, data in split_note(note)[1] if (name, data[:4]) == (operator.name, operator.id)
        ]
        return cls(state.size, state.root, signatures[0]) if state.size else None

    def note(self, operator: Vkey) -> bytes:
        """Write the note that this operator would have signed; `signed_by` says whether it did.

        Raises:
            BadCheckpoint: `malformed`: no log says this.
        """
        signed = Checkpoint(operator.name, self.size, self.root).encode()
        return signed + f"\n— {operator.name} {base64(operator.id + self.sig)}\n".encode()

    def to_json(self) -> dict[str, Any]:
        """Give it as a header's `log`."""
        return {"size": self.size, "root": b64u(self.root), "sig": b64u(self.sig)}


NOTHING = {"size": 0, "root": ""}


def parse_named(value: Any) -> NamedState | None:
    """Read a header's `log`; None where it names no state.

    Raises:
        ValueError: it has another form.
    """
    if not isinstance(value, dict) or "sig" not in value:
        said = exact(value, "size", "root")
        integer(said["size"], 0, 0)
        text(said["root"], "")
        return None
    said = exact(value, "size", "root", "sig")
    return NamedState(integer(said["size"], 1, LARGEST), unb64u(said["root"], HASH), unb64u(said["sig"], SIGNATURE))
