"""A model of devices that write to each other, with an operator and all its witnesses against them.

Nothing stands between these devices and two histories but their letters: each names the state that its writer believed.
Whoever reads one must go on only with a log that both can have seen.
"""

from typing import Any

from hypothesis.stateful import precondition, rule

from client.errors import NotTrusted
from client.gossip import Gossip
from crypto.checkpoints import signed_by
from crypto.errors import BadProof
from crypto.format import unb64u
from crypto.keys import SigningKey
from crypto.named_state import NamedState
from crypto.signing import DeviceStatement
from crypto.tiles import Tile, tile_hashes
from tests.crypto.log_model import DEVICE, PICK, Asked, Captured, _now, _one

WRITERS = [SigningKey(bytes([120 + number]) * 32) for number in range(3)]


class Shown(Asked):
    """The operator shows any state with any signatures that it has, and the hashes of any history."""

    note: bytes = b""

    async def bytes_of(self, _: str, path: str, __: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/log/checkpoint":
            return 200, {}, self.note
        try:
            return 200, {}, tile_hashes(Tile.parse(path.removeprefix("/log/")), self.branch.read)
        except (KeyError, BadProof):
            return 404, {}, b""


class Gossiping(Captured):
    """All witnesses lie with the operator; devices name what they believed."""

    def _device(self, number: int) -> Gossip:  # type: ignore[override]
        made = super()._device(number)
        return Gossip(Shown(), made.keys)  # type: ignore[arg-type]

    @precondition(lambda self: len(self.states) > 1)
    @rule(writer=DEVICE, reader=DEVICE, state=PICK, invented=PICK)
    def a_letter_names_what_its_writer_believed(self, writer: int, reader: int, state: int, invented: int) -> None:
        one, other = self.devices[writer], self.devices[reader]
        named = _now(one.named_state())  # type: ignore[attr-defined]
        shown, _, note = _one(self.states, state)
        self._liars_sign(note, 0)
        other.wire.branch = shown  # type: ignore[attr-defined]
        other.wire.note = note + b"".join(dict.fromkeys(self.lines[note][-8:]))  # type: ignore[attr-defined]
        if writer == reader or named is None:
            return
        if invented % 4 == 0:
            named = NamedState(named.size + 1, named.root, named.sig)
        before = (list(other.book.seen.owed), list(other.book.seen.fork))
        try:
            _now(other.hear(named, _writer(writer)))  # type: ignore[attr-defined]
            assert invented % 4, "a state that nobody signed was taken"
        except NotTrusted:
            after = (other.book.seen.owed, other.book.seen.fork)
            assert after == before, "an invented state stopped a reader"
            return
        self._goes_on_with_both(other, named)

    def _goes_on_with_both(self, reader: Any, named: NamedState) -> None:
        """Whoever could send now has a log that holds the state that she read of."""
        seen = reader.book.seen
        if not seen.fork and not seen.owed:
            states = [(seen.size, unb64u(seen.root)), (named.size, named.root)]
            self._one_history(states, "a device goes on with another history than it read of")
        if seen.fork:
            self._one_fork(reader)

    def _one_fork(self, reader: Any) -> None:
        """What is kept as two histories must be two."""
        notes = [signed_by(unb64u(note), self.operator.vkey) for note in reader.book.seen.fork]
        both = [one for one in self.branches if all(one.holds(note.size, note.root) for note in notes)]
        assert not both, "one history was called two"


def _writer(number: int) -> DeviceStatement:
    key = WRITERS[number]
    return DeviceStatement("c" * 32, key.kid, key.public, key.public, 0, 1, False)
