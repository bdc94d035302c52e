"""Proofs that travel: a key, its place in the log and the signed state of the log, in one file that needs no network.

SPEC.md section 16. Sources: C2SP tlog-proof and tlog-witness (c2sp.org).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from crypto.checkpoints import Checkpoint, check_checkpoint, signed_by
from crypto.errors import BadProof
from crypto.format import LARGEST
from crypto.merkle import HASH, leaf_hash, verify_inclusion
from crypto.notes import LONGEST, Vkey, base64, unbase64

DEEPEST = 53
"""The most hashes that lead from an entry to a root: a tree has fewer than 2^53 entries."""
MOST_CONSISTENCY = 63
"""The most hashes between two states (C2SP tlog-witness)."""
_HEAD = "c2sp.org/tlog-proof@v1"
_NUMBER = r"(0|[1-9][0-9]{0,15})"


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Hold a proof that nobody has verified yet: the entry's index, the hashes, the checkpoint's note.

    `extra` is nobody's word: it helps to make the entry again, like the salt of a listing.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def encode(self) -> bytes:
        """Write it as a file in the form `c2sp.org/tlog-proof@v1`.

        Raises:
            BadProof: it cannot be written so that it reads back.
        """
        extra = [f"extra {base64(self.extra)}"] if self.extra else []
        lines = [_HEAD, *extra, f"index {self.index}", *map(base64, self.hashes)]
        data = "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint
        TlogProof.parse(data)
        return data

    @classmethod
    def parse(cls, data: bytes) -> "TlogProof":
        """Read such a file without believing it.

        Raises:
            BadProof: it has another form, is longer than 64 KiB, or has more than 53 hashes.
        """
        try:
            head, *lines = _lines(data)
            extra = unbase64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else b""
            index = re.fullmatch("index " + _NUMBER, lines[0])
            if head != _HEAD or not index or int(index[1]) > LARGEST or len(lines) > 1 + DEEPEST:
                raise ValueError("another form")
            hashes = tuple(unbase64(line, HASH) for line in lines[1:])
            return cls(int(index[1]), hashes, data.partition(b"\n\n")[2], extra)
        except (ValueError, IndexError):
            raise BadProof from None


def check_proof(
    data: bytes, entry: bytes, operator: Vkey, witnesses: Collection[Vkey], w: int
) -> tuple[Checkpoint, dict[str, int]]:
    """Believe that the log holds an entry (its bytes) at the place a proof says, in a state that enough people signed.

    Gives the state, and the witnesses' times (unix seconds) by name, for `check_fresh`.

    Raises:
        BadProof: the proof has another form, or does not lead to the state's root.
        BadCheckpoint: the state is not one to rely on (see `check_checkpoint`).
    """
    proof = TlogProof.parse(data)
    checkpoint, times = check_checkpoint(proof.checkpoint, operator, witnesses, w)
    verify_inclusion(leaf_hash(entry), proof.index, checkpoint.size, checkpoint.root, proof.hashes)
    return checkpoint, times


def forked(one: tuple[bytes, bytes], other: tuple[bytes, bytes], operator: Vkey) -> bool:
    """Say whether two proofs show that the operator signed two logs that differ at one place, whatever their sizes.

    Each is a proof's file and the entry's bytes. Only the operator can have made both: keep them, and stop sending.

    Raises:
        BadProof, BadCheckpoint: one of them proves nothing.
    """
    places = []
    for data, entry in (one, other):
        proof = TlogProof.parse(data)
        state = signed_by(proof.checkpoint, operator)
        verify_inclusion(leaf_hash(entry), proof.index, state.size, state.root, proof.hashes)
        places.append((proof.index, entry))
    return places[0][0] == places[1][0] and places[0][1] != places[1][1]


def write_request(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """Write what asks a witness to cosign a checkpoint: the size it signed last, the proof from there, the note."""
    return "".join(f"{line}\n" for line in (f"old {old}", *map(base64, proof))).encode() + b"\n" + note


def read_request(data: bytes) -> tuple[int, list[bytes], bytes]:
    """Read what asks to cosign a checkpoint, without believing it: the old size, the proof, the note.

    Raises:
        BadProof: it has another form, is longer than 64 KiB, or has more than 63 hashes.
    """
    try:
        head, *lines = _lines(data)
        old = re.fullmatch("old " + _NUMBER, head)
        if not old or int(old[1]) > LARGEST or len(lines) > MOST_CONSISTENCY:
            raise ValueError("another form")
        return int(old[1]), [unbase64(line, HASH) for line in lines], data.partition(b"\n\n")[2]
    except ValueError:
        raise BadProof from None


def _lines(data: bytes) -> Iterable[str]:
    """Give the lines before the first empty one; after it comes a note."""
    head, gap, note = data.partition(b"\n\n")
    if len(data) > LONGEST or not gap or not note:
        raise ValueError("too long, or without a note")
    return head.decode().split("\n")
