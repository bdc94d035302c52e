"""A model of the key log: an operator that lies, a witness that lies with it, honest witnesses, and devices.

A device is the real one (`client/keylog.py`); an honest witness decides by a node's own rule (`network/witnessing.py`).
The operator signs any tree, shows any device any state with any signatures that it ever got, and answers as it likes.
Whoever is believed must have told everybody one history.
"""

from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from client.errors import NotTrusted
from client.keylog import KeyLog
from client.keystore import Keystore
from crypto.checkpoints import Checkpoint, cosign, sign_checkpoint, signed_by
from crypto.errors import BadProof
from crypto.format import b64u
from crypto.keys import SealingKey, SigningKey
from crypto.merkle import EMPTY_ROOT, Frontier, consistency_proof, inclusion_proof, leaf_hash
from crypto.notes import LogKey, WitnessKey
from crypto.proofs import TlogProof, read_request, write_request
from kit import clock
from kit.errors import Refusal
from network import witnessing
from network.model import SignedState

ORIGIN, START, HOUR = "model.example/log/1", 1_800_000_000, 3600
WARN, REFUSE = 24 * HOUR, 72 * HOUR
PICK, DEVICE = st.integers(0, 2**16), st.integers(0, 2)
GROUP = st.sampled_from(((1, 2, 3), (0, 1), (2, 3), (1, 2), (3,)))
LATE = st.sampled_from((0, -REFUSE, 200, 10 * HOUR))


class Branch:
    """One history that the operator can show."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries: list[bytes] = []
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontiers = [Frontier()]
        for entry in entries:
            self.add(entry)

    def add(self, entry: bytes) -> None:
        leaf, frontier = leaf_hash(entry), self.frontiers[-1]
        for level, made in enumerate(frontier.completes(leaf)):
            self.nodes[level, frontier.size >> level] = made
        self.entries.append(entry)
        self.frontiers.append(frontier.append(leaf))

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def root(self, size: int) -> bytes:
        return self.frontiers[size].root()

    def holds(self, size: int, root: bytes) -> bool:
        return size < len(self.frontiers) and self.root(size) == root


class Asked:
    """The way to the node: what a device asks for, the operator answers out of the history that it shows."""

    key: Any = None

    def __init__(self) -> None:
        self.branch = Branch([])

    async def ask(self, _: str, **asked: int) -> dict[str, Any]:
        try:
            hashes = consistency_proof(asked["from"], asked["to"], self.branch.read)
        except (KeyError, BadProof):
            hashes = [bytes(32)]
        return {"hashes": [b64u(one) for one in hashes]}


class KeyLogs(RuleBasedStateMachine):
    """Four witnesses, of whom one lies; three must have signed: any two threes share an honest one."""

    w: ClassVar[int] = 3
    liars: ClassVar[int] = 1
    witnesses_count: ClassVar[int] = 4

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(clock, "now", lambda: datetime.fromtimestamp(self.now, UTC))
        self.operator = LogKey(ORIGIN, SigningKey(b"\x01" * 32))
        self.witnesses = [
            WitnessKey(f"w{n}.example/witness", SigningKey(bytes([50 + n]) * 32)) for n in range(self.witnesses_count)
        ]
        self.remembered = [SignedState(0, EMPTY_ROOT, b"") for _ in self.witnesses]
        self.branches = [Branch([b"entry 0", b"entry 1"])]
        self.number = 2
        self.states: list[tuple[Branch, int, bytes]] = []
        self.lines: dict[bytes, list[bytes]] = {}
        self.seen_by: dict[bytes, dict[int, int]] = {}
        self.devices = [self._device(n) for n in range(3)]
        self.believed: list[list[tuple[int, bytes]]] = [[] for _ in self.devices]

    def teardown(self) -> None:
        self.patch.undo()

    def _device(self, number: int) -> KeyLog:
        terms = {
            "operator": self.operator.vkey.encode(), "witnesses": [one.vkey.encode() for one in self.witnesses],
            "w": self.w, "warnSeconds": WARN, "refuseSeconds": REFUSE,
        }  # fmt: skip
        mine = SigningKey(bytes([90 + number]) * 32)
        keys = Keystore("a" * 32, "b" * 32, mine, SealingKey(bytes([90 + number]) * 32), terms=terms)
        return KeyLog(Asked(), keys)  # type: ignore[arg-type]

    def _state(self, branch: Branch, pick: int) -> tuple[int, bytes]:
        size = len(branch.entries) - pick % len(branch.entries)
        return size, sign_checkpoint(Checkpoint(ORIGIN, size, branch.root(size)), self.operator)

    # What the operator and its witness do

    @rule(branch=PICK, count=st.integers(1, 5))
    def entries_are_added(self, branch: int, count: int) -> None:
        one = _one(self.branches, branch)
        for _ in range(count):
            one.add(b"entry %d" % self.number)
            self.number += 1

    @rule(branch=PICK, at=PICK, drop=st.booleans())
    def the_history_is_forked(self, branch: int, at: int, drop: bool) -> None:
        """Leave an entry out, or go on differently from some place."""
        if len(self.branches) < 4:
            entries = _one(self.branches, branch).entries
            start = at % len(entries)
            rest = entries[start + 1 :] if drop else []
            self.branches.append(Branch([*entries[:start], *rest, b"entry %d" % self.number]))
            self.number += 1

    @rule(branch=PICK, pick=PICK, who=GROUP, device=DEVICE)
    def witnesses_are_asked(self, branch: int, pick: int, who: tuple[int, ...], device: int) -> None:
        """An honest witness signs what extends what it signed; the operator sends whatever proof fits best."""
        one = _one(self.branches, branch)
        size, note = self._state(one, pick)
        self.states.append((one, size, note))
        for at in (number for number in who if number >= self.liars):
            before = self.remembered[at]
            try:
                proof = consistency_proof(before.size, size, one.read)
            except (KeyError, BadProof):
                proof = [bytes(32)]
            old, hashes, sent = read_request(write_request(before.size, proof, note))
            said = signed_by(sent, self.operator.vkey)
            try:
                witnessing._check(before, old, hashes, SignedState(said.size, said.root, sent))
            except Refusal:
                continue
            self.remembered[at] = SignedState(said.size, said.root, sent)
            self._line(at, note, self.now)
        self._liars_sign(note, 0)
        self._show(device, one, size, note, one.entries[0], 0, [])

    @rule(hours=st.sampled_from((1, 12, 30, 80)))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR

    @precondition(lambda self: self.states)
    @rule(state=PICK, who=DEVICE, entry=PICK, late=LATE, borrowed=st.booleans())
    def a_state_is_shown(self, state: int, who: int, entry: int, late: int, borrowed: bool) -> None:
        """Show a device a state, with all signatures of it that there are, or with some of another one beside."""
        shown, size, note = _one(self.states, state)
        others = [line for lines in self.lines.values() for line in lines][-4:] if borrowed else []
        self._liars_sign(note, late)
        self._show(who, shown, size, note, shown.entries[entry % size], entry % size, others)

    @precondition(lambda self: self.states)
    @rule(state=PICK, who=DEVICE, entry=PICK)
    def an_entry_is_shown_that_the_log_does_not_hold(self, state: int, who: int, entry: int) -> None:
        shown, size, note = _one(self.states, state)
        self._liars_sign(note, 0)
        self._show(who, shown, size, note, b"entry of nobody", entry % size, [])

    def _liars_sign(self, note: bytes, late: int) -> None:
        for at in range(self.liars):
            self._line(at, note, self.now + late)

    def _show(
        self, at: int, shown: Branch, size: int, note: bytes, entry: bytes, index: int, others: list[bytes]
    ) -> None:
        device = self.devices[at]
        device.wire.branch = shown  # type: ignore[attr-defined]
        proof = tuple(inclusion_proof(index, size, shown.read))
        full = note + b"".join(dict.fromkeys([*self.lines.get(note, [])[-8:], *others]))
        given = {"entry": b64u(entry), "proof": b64u(TlogProof(index, proof, full).encode())}
        try:
            _now(device.proven([given]))
        except NotTrusted:
            return
        assert entry == shown.entries[index], "an entry that the log does not hold"
        self._holds_good(at, size, shown.root(size), note)

    def _line(self, at: int, note: bytes, time: int) -> None:
        self.lines.setdefault(note, []).append(cosign(note, self.witnesses[at], time))
        if at >= self.liars:
            self.seen_by.setdefault(note, {})[at] = time

    # What must hold

    def _holds_good(self, at: int, size: int, root: bytes, note: bytes) -> None:
        self.believed[at].append((size, root))
        self._one_history(self.believed[at], "a device believes two histories")
        self._one_history([one for seen in self.believed for one in seen], "two devices believe different histories")
        newest = max(self.seen_by.get(note, {}).values(), default=0)
        assert self.now - newest <= REFUSE, "a state that no honest witness has seen for long"

    def _one_history(self, states: list[tuple[int, bytes]], what: str) -> None:
        there = sorted(set(states))
        assert len({size for size, _ in there}) == len(there), what
        assert any(all(branch.holds(*one) for one in there) for branch in self.branches), what

    def _goes_on(self, states: list[tuple[int, bytes]]) -> None:
        sizes = [size for size, _ in states]
        assert sizes == sorted(sizes), "a device went back"


class Captured(KeyLogs):
    """All witnesses lie with the operator: then devices can be shown different logs, but each of them one only."""

    liars: ClassVar[int] = 4

    def _holds_good(self, at: int, size: int, root: bytes, note: bytes) -> None:
        self.believed[at].append((size, root))
        self._one_history(self.believed[at], "a device believes two histories")
        self._goes_on(self.believed[at])


class TooFew(KeyLogs):
    """Two of four are enough, and none of them lies: two pairs may share nobody."""

    w: ClassVar[int] = 2
    liars: ClassVar[int] = 0


def _now(waiting: Coroutine[Any, Any, Any]) -> Any:
    """Run what waits for nothing."""
    try:
        waiting.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


def _one(items: Any, pick: int) -> Any:
    return items[pick % len(items)]
