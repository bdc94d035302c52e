"""A node as a witness: it signs the state of another log only after it saw that this log only grew (C2SP tlog-witness).

What it is about to sign is kept before it is signed, so that a witness that dies never signs two histories.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crypto.checkpoints import cosign, signed_by
from crypto.errors import BadCheckpoint, BadProof
from crypto.merkle import verify_consistency
from crypto.notes import Vkey, WitnessKey, split_note
from crypto.proofs import read_request
from network import log_errors, store_log
from network.context import Context
from network.model import SignedState


@dataclass(slots=True)
class Witness:
    """Sign for the logs that this node was told to watch, by their origins."""

    key: WitnessKey = field(repr=False)
    logs: Mapping[str, Vkey]

    async def add_checkpoint(self, context: Context, body: bytes) -> bytes:
        """Co-sign a state that extends what was signed before; gives the signature's line.

        Raises:
            BadWitnessRequest: the request cannot be read.
            UnknownLog: this node does not watch the log.
            NotTheOperator: nobody signed it who may.
            WitnessedOtherSize: the request starts at another size than the one signed before; the answer names that.
            NotConsistent: the log did not only grow.
        """
        old, proof, note = _request(body)
        operator = self._operator(note)
        try:
            state = signed_by(note, operator)
        except BadCheckpoint:
            raise log_errors.NotTheOperator from None
        async with context.write(realm="node") as tx:
            before = await store_log.witnessed(tx, operator.name, context.now)
            _check(before, old, proof, SignedState(state.size, state.root, note))
            await store_log.witness(tx, operator.name, SignedState(state.size, state.root, note), context.now)
        return cosign(note, self.key, int(context.now.timestamp()))

    def _operator(self, note: bytes) -> Vkey:
        try:
            text, _ = split_note(note)
        except BadCheckpoint:
            raise log_errors.BadWitnessRequest from None
        operator = self.logs.get(text.decode().split("\n")[0])
        if operator is None:
            raise log_errors.UnknownLog
        return operator


def _request(body: bytes) -> tuple[int, list[bytes], bytes]:
    try:
        return read_request(body)
    except BadProof:
        raise log_errors.BadWitnessRequest from None


def _check(before: SignedState, old: int, proof: list[bytes], new: SignedState) -> None:
    """Hold a new state to what was signed before.

    Raises:
        BadWitnessRequest: the old size is larger than the new one.
        WitnessedOtherSize, NotConsistent: see `Witness.add_checkpoint`.
    """
    if old > new.size:
        raise log_errors.BadWitnessRequest
    if old != before.size or (old == new.size and before.root != new.root):
        raise log_errors.WitnessedOtherSize(size=before.size)
    try:
        verify_consistency(before.size, before.root, new.size, new.root, proof)
    except BadProof:
        raise log_errors.NotConsistent from None
