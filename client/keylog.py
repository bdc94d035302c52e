"""The key log at this end: a key counts only where everybody sees it (crypto/SPEC.md sections 13 to 16)."""

from typing import Any

from client import documents as docs
from client import log_errors
from client.errors import KeysDamaged, NodeStrange, NotEnrolled, NotTrusted
from client.keystore import Keystore
from client.log_book import LogBook, Terms
from client.outbox import Outbox
from client.wire import Wire
from crypto.checkpoints import Checkpoint, check_checkpoint, check_fresh, witnessed_at
from crypto.errors import BadCheckpoint, BadProof, CryptoError
from crypto.format import b64u, unb64u
from crypto.merkle import leaf_hash, verify_consistency, verify_inclusion
from crypto.proofs import TlogProof
from kit import clock

HOUR = 3600


class KeyLog:
    """Know one node and this device's keys, and hold the node to one history."""

    def __init__(self, wire: Wire, keys: Keystore | None = None) -> None:
        self.wire = wire
        self.remarks: list[str] = []
        """What a person should hear besides the answer."""
        self.touched: set[str] = set()
        """Referrals of which this device has just sent letters."""
        self._keys = keys
        self._outbox: Outbox | None = None
        self._book: LogBook | None = None
        if keys is not None:
            wire.key = keys.signing

    @property
    def keys(self) -> Keystore:
        """Give this device's keys.

        Raises:
            NotEnrolled: there are none yet.
        """
        if self._keys is None:
            raise NotEnrolled
        return self._keys

    @property
    def book(self) -> LogBook:
        """Give what this device has seen of the log."""
        if self._book is None:
            self._book = LogBook(self.keys)
        return self._book

    async def terms(self) -> Terms:
        """Give who must have signed the log: what was pinned when this device was enrolled, or first asked."""
        if not self.keys.terms:
            self.keys.terms = await self.met()
            self.keys.save()
        return Terms.parse(self.keys.terms)

    async def met(self) -> dict[str, Any]:
        """Ask the node who must sign its log, to be pinned.

        Raises:
            NodeStrange: it says nothing that can be kept.
            TermsWeak: too few witnesses must sign.
        """
        said: dict[str, Any] = await self.wire.ask(docs.LOG_TERMS)
        try:
            Terms.parse(said).strong()
        except KeysDamaged:
            raise NodeStrange from None
        return said

    async def proven(self, given: list[dict[str, Any]]) -> list[bytes]:
        """Believe that entries stand in the log, each by its proof, under one state; gives their bytes.

        Raises:
            NotInLog: a proof does not show it.
            LogForked, LogUnproven, LogWentBack, LogStale, LogOfOthers: the state is not one to rely on.
        """
        self.not_forked()
        try:
            proofs = [(TlogProof.parse(unb64u(one["proof"])), unb64u(one["entry"])) for one in given]
            [note] = {proof.checkpoint for proof, _ in proofs}
        except (CryptoError, ValueError, TypeError, KeyError):
            raise log_errors.NotInLog from None
        state = await self.follow(note)
        try:
            for proof, entry in proofs:
                verify_inclusion(leaf_hash(entry), proof.index, state.size, state.root, proof.hashes)
        except BadProof:
            raise log_errors.NotInLog from None
        return [entry for _, entry in proofs]

    def not_forked(self) -> None:
        """Send nothing once two histories were seen.

        Raises:
            LogForked: they were.
        """
        if self.book.seen.fork:
            raise log_errors.LogForked

    async def follow(self, note: bytes) -> Checkpoint:
        """Take over a newer state of the log, if the right people signed it and it extends what was seen before.

        Raises:
            LogOfOthers, LogStale, LogWentBack, LogUnproven, LogForked: it is not one to rely on.
        """
        terms, seen = await self.terms(), self.book.seen
        try:
            state, times = check_checkpoint(note, terms.operator, terms.witnesses, terms.w)
        except BadCheckpoint:
            raise log_errors.LogOfOthers from None
        latest = self._fresh(terms, times)
        if state.size < seen.size:
            raise log_errors.LogWentBack
        if seen.note and state.size == seen.size and state.root != unb64u(seen.root):
            seen.fork = [b64u(unb64u(seen.note)), b64u(note)]
            self.book.save()
            raise log_errors.LogForked
        if seen.note and state.size > seen.size:
            await self._extends(state)
        if (state.size, latest) != (seen.size, seen.latest) or not seen.note:
            seen.remember(state.size, b64u(state.root))
            seen.size, seen.root, seen.note = state.size, b64u(state.root), b64u(note)
            seen.latest = max(latest, seen.latest)
            self.book.save()
        return state

    def _fresh(self, terms: Terms, times: dict[str, int]) -> int:
        """Hold a state to its age; a clock that was turned back does not help, for witnesses said how late it is."""
        if not terms.w:
            return 0
        at = witnessed_at(times, terms.w)
        now = max(int(clock.now().timestamp()), self.book.seen.latest)
        try:
            age = check_fresh(times, terms.w, now, terms.refuse)
        except BadCheckpoint as no:
            if no.reason == "stale":
                raise log_errors.LogStale((now - at) // HOUR) from None
            raise log_errors.LogOfOthers from None
        if age > terms.warn:
            self.remarks.append(log_errors.WARN.format(hours=age // HOUR, refuse=terms.refuse // HOUR))
        return at

    async def _extends(self, state: Checkpoint) -> None:
        """Hold a larger state to beginning with what was seen; wrong hashes may be anybody's, so they prove no fork."""
        await self.consistent(self.book.seen.size, unb64u(self.book.seen.root), state.size, state.root)

    async def consistent(self, size: int, root: bytes, later: int, root_then: bytes) -> None:
        """Hold one state of the log to being the beginning of a later one.

        Raises:
            LogUnproven: the node does not show it.
        """
        given = await self.wire.ask(docs.CONSISTENCY, **{"from": size, "to": later})
        try:
            hashes = [unb64u(one) for one in given["hashes"]]
            verify_consistency(size, root, later, root_then, hashes)
        except (BadProof, ValueError, TypeError, KeyError):
            raise log_errors.LogUnproven from None

    async def fetched(self, path: str) -> bytes:
        """Fetch a state or a tile of the log.

        Raises:
            NodeStrange: the node does not give it.
        """
        status, _, body = await self.wire.bytes_of("GET", path, {})
        if status != 200:
            raise NodeStrange
        return body


def entries_of(given: Any) -> list[dict[str, Any]]:
    """Give the proofs of an answer in a list.

    Raises:
        NotTrusted: it holds none.
    """
    if not isinstance(given, list) or not given:
        raise NotTrusted
    return given
