"""Checkpoints: what the key log held at one moment, signed by its operator and by witnesses who see that it only grows.

SPEC.md section 15. A key of another organisation is believed only under a checkpoint that enough people saw. Sources:
C2SP tlog-checkpoint and tlog-cosignature (c2sp.org).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from crypto.errors import BadCheckpoint
from crypto.format import LARGEST, integer
from crypto.merkle import EMPTY_ROOT, HASH
from crypto.notes import ED25519, LogKey, Vkey, WitnessKey, base64, open_note, split_note, unbase64

SKEW = 300
"""Seconds by which two right clocks may differ."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Name one state of one log: its origin, the number of its entries, and the root over them (32 bytes).

    Raises:
        BadCheckpoint: `malformed`: no log of this network says this.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        try:
            integer(self.size, 0, LARGEST)
        except ValueError:
            raise BadCheckpoint("malformed") from None
        if not re.fullmatch(r"[^\x00-\x1f]+", self.origin) or len(self.root) != HASH:
            raise BadCheckpoint("malformed")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise BadCheckpoint("malformed")

    def encode(self) -> bytes:
        """Write it as the text of a note."""
        return f"{self.origin}\n{self.size}\n{base64(self.root)}\n".encode()

    @classmethod
    def parse(cls, text: bytes) -> "Checkpoint":
        """Read the text of a note; extension lines are refused, for no witness vouches for them.

        Raises:
            BadCheckpoint: `malformed`.
        """
        try:
            origin, size, root, end = text.decode().split("\n")
            if end or not re.fullmatch(r"0|[1-9][0-9]{0,15}", size):
                raise ValueError("another form")
            return cls(origin, int(size), unbase64(root, HASH))
        except ValueError:
            raise BadCheckpoint("malformed") from None


def sign_checkpoint(checkpoint: Checkpoint, key: LogKey) -> bytes:
    """Sign a state of the log as its operator; gives the note. Store the state before anybody sees the note.

    Raises:
        BadCheckpoint: `origin`: the key is another log's.
    """
    if checkpoint.origin != key.name:
        raise BadCheckpoint("origin")
    text = checkpoint.encode()
    return text + b"\n" + key.sign(text)


def cosign(note: bytes, key: WitnessKey, now: int) -> bytes:
    """Say as a witness that this is the newest state of the log at `now` (unix seconds); gives the signature's line.

    The caller has verified the operator's signature, and that the log only grew since what it signed before.

    Raises:
        BadCheckpoint: `malformed`: the note is no checkpoint.
    """
    text, _ = split_note(note)
    Checkpoint.parse(text)
    return key.sign(text, now)


def add_cosignatures(note: bytes, lines: bytes, witnesses: Collection[Vkey]) -> bytes:
    """Add to a note what known witnesses signed of it, and nothing else of what they sent (C2SP tlog-witness).

    Raises:
        BadCheckpoint: `malformed`; or `signature`: one of a known witness does not verify.
    """
    text, _ = split_note(note)
    sent = text + b"\n" + lines
    open_note(sent, witnesses)
    known = {(key.name, key.id) for key in witnesses}
    _, found = split_note(sent)
    new = [f"— {name} {base64(data)}\n".encode() for name, data in found if (name, data[:4]) in known]
    return note + b"".join(line for line in dict.fromkeys(new) if line not in note)


def signed_by(note: bytes, operator: Vkey) -> Checkpoint:
    """Give the state of the log that this operator signed; the origin must be the operator's name.

    Raises:
        BadCheckpoint: `malformed`, `signature`, `origin` or `operator`.
    """
    return _operated(note, operator, ())[0]


def check_checkpoint(
    note: bytes, operator: Vkey, witnesses: Collection[Vkey], w: int
) -> tuple[Checkpoint, dict[str, int]]:
    """Rely on a state of the log only if its operator and at least `w` of these witnesses signed it.

    Gives the state, and of each witness that signed it the time (unix seconds) by its name.

    Raises:
        BadCheckpoint: `malformed`; `signature`: one of a known key does not verify; `origin`: another log;
            `operator`: its operator did not sign it; `witnesses`: too few did.
    """
    checkpoint, signed = _operated(note, operator, witnesses)
    seen = {key.public: (key.name, time) for key, time in signed.items() if time is not None}
    seen.pop(operator.public, None)  # nobody watches herself
    if len(seen) < w:
        raise BadCheckpoint("witnesses")
    return checkpoint, dict(seen.values())


def _operated(note: bytes, operator: Vkey, witnesses: Collection[Vkey]) -> tuple[Checkpoint, dict[Vkey, int | None]]:
    opened = open_note(note, [operator, *witnesses])
    checkpoint = Checkpoint.parse(opened.text)
    if checkpoint.origin != operator.name:
        raise BadCheckpoint("origin")
    if operator.kind != ED25519 or operator not in opened.signed:
        raise BadCheckpoint("operator")
    return checkpoint, opened.signed


def quorum(n: int) -> int:
    """Give how few of `n` witnesses may do, so that nobody is shown a list of her own (SPEC.md section 15).

    Any two sets of so many share an honest witness: while nobody lies, and from four witnesses on while one does.
    """
    return (n + (n >= 4)) // 2 + 1 if n else 0


def witnessed_at(times: dict[str, int], w: int) -> int:
    """Give the time at which `w` witnesses had seen a state: fewer than `w` liars cannot make it look newer.

    Times are unix seconds; without witnesses (`w` is 0) nobody saw it, and it is 0.

    Raises:
        BadCheckpoint: `witnesses`: there are fewer than `w`.
    """
    if len(times) < w:
        raise BadCheckpoint("witnesses")
    return sorted(times.values(), reverse=True)[w - 1] if w else 0


def check_fresh(times: dict[str, int], w: int, now: int, most: int) -> int:
    """Refuse a state that `w` witnesses have not seen for long, for newer entries may be kept back; gives its age.

    All in seconds: `most` is the age from which it is refused.

    Raises:
        BadCheckpoint: `stale`; or `future`: it was seen later than now, so this clock or `w` witnesses are wrong.
    """
    age = now - witnessed_at(times, w)
    if age < -SKEW:
        raise BadCheckpoint("future")
    if age > most:
        raise BadCheckpoint("stale")
    return max(age, 0)


def equivocation(note: bytes, other: bytes, operator: Vkey) -> bool:
    """Say whether two notes prove that the operator signed two different logs of one size; keep both then.

    Raises:
        BadCheckpoint: one of them is not this operator's; then they prove nothing.
    """
    one, two = signed_by(note, operator), signed_by(other, operator)
    return one.size == two.size and one.root != two.root
