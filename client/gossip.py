"""What letters say of the key log: whoever was shown another one than we were finds out from the first letter.

A letter names the state that its writer's device saw, with the operator's signature (crypto/SPEC.md section 6). So
nobody but the operator can make a reader doubt the log: a state that it did not sign is the writer's fault, and costs
only that letter. One that it did sign must lie in our own history, and until it does nothing is sent from here.
"""

from client import log_errors
from client.errors import ClientError, NodeStrange, NotTrusted
from client.keylog import KeyLog
from client.log_book import Named
from crypto.checkpoints import Checkpoint, signed_by
from crypto.errors import BadCheckpoint, BadProof
from crypto.format import b64u, unb64u
from crypto.merkle import Frontier, split_hashes
from crypto.named_state import NamedState
from crypto.signing import DeviceStatement
from crypto.tiles import WIDTH, Tile, read_bundle, width_at

MOST = 16
"""How many open states and refused letters are kept; one is enough to stop sending."""


class Gossip(KeyLog):
    """Name our state of the log, and hold what others name against it."""

    async def named_state(self) -> NamedState | None:
        """Give the newest state that this device believed, for a letter's header; None where it saw none."""
        note = self.book.seen.note
        return NamedState.of_note(unb64u(note), (await self.terms()).operator) if note else None

    async def hear(self, state: NamedState | None, device: DeviceStatement | None) -> None:
        """Hold the state that a letter names against our own history; what stays open is told, and stops sending.

        Raises:
            LetterOfAnotherLog: the operator that this device knows did not sign it: the letter is not to be believed.
        """
        if state is None or device is None or device.device == self.keys.device_id:
            return
        named = Named(state.size, b64u(state.root), b64u(state.sig), device.member, device.device)
        operator, seen = (await self.terms()).operator, self.book.seen
        try:
            signed_by(state.note(operator), operator)
        except BadCheckpoint:
            if named not in seen.refused:
                seen.refused = [*seen.refused, named][-MOST:]
                self.book.save()
            raise log_errors.LetterOfAnotherLog(device.member, device.device) from None
        if seen.holds(named):
            return
        if named not in seen.owed and len(seen.owed) < MOST:
            seen.owed.append(named)
            self.book.save()
        try:
            await self.settled()
        except NotTrusted as no:
            self.remarks.append(str(no))
        except ClientError:
            return  # away: it stays open, and is asked for again before anything is sent

    async def settled(self) -> None:
        """Send nothing while a state that a letter named is not known to lie in our own history.

        Raises:
            LogForked: it does not; both are kept.
            LogKeptBack: it is larger than what the node shows this device.
            LogUnproven: the node does not show that it is a part of ours.
            LogOfOthers, LogStale, LogWentBack: the node's newest state is not one to rely on.
        """
        self.not_forked()
        seen = self.book.seen
        while seen.owed:
            named = seen.owed[0]
            if not seen.note or named.size > seen.size:
                await self.follow(await self.fetched("/log/checkpoint"))
            if named.size > seen.size:
                raise log_errors.LogKeptBack(named.size, seen.size)
            if not await self._ours(named):
                await self._forked_by(named)
            seen.owed.remove(named)
            seen.remember(named.size, named.root)
            self.book.save()

    async def _ours(self, named: Named) -> bool:
        """Say whether a state lies in our own history: by a proof, and where that fails by every leaf of it."""
        seen = self.book.seen
        if named.size == seen.size or seen.holds(named):
            return seen.holds(named)
        try:
            await self.consistent(named.size, unb64u(named.root), seen.size, unb64u(seen.root))
        except log_errors.LogUnproven:
            return await self._root_at(named.size) == unb64u(named.root)
        return True

    async def entries(self, start: int, state: Checkpoint) -> list[bytes]:
        """Fetch the entries of a state from a place on; whoever reads them holds them to its root.

        Raises:
            NotInLog: the node shows something else than a bundle.
        """
        found: list[bytes] = []
        for index in range(start // WIDTH, -(-state.size // WIDTH)) if start < state.size else ():
            tile = Tile(-1, index, width_at(-1, index, state.size))
            try:
                some = read_bundle(await self.fetched(f"/log/{tile.path}"), tile.width)
            except BadProof:
                raise log_errors.NotInLog from None
            found += some[max(0, start - index * WIDTH) :]
        return found

    async def _root_at(self, size: int) -> bytes:
        """Make the root of our own history at an earlier size from its leaves, which lead to the root that we know.

        Raises:
            LogUnproven: the node does not show these leaves.
        """
        seen, frontier, found = self.book.seen, Frontier(), b""
        try:
            for index in range(-(-seen.size // WIDTH)):
                tile = Tile(0, index, width_at(0, index, seen.size))
                for leaf in split_hashes(await self.fetched(f"/log/{tile.path}")):
                    frontier = frontier.append(leaf)
                    found = frontier.root() if frontier.size == size else found
        except (BadProof, NodeStrange):
            raise log_errors.LogUnproven from None
        if (frontier.size, frontier.root()) != (seen.size, unb64u(seen.root)):
            raise log_errors.LogUnproven
        return found

    async def _forked_by(self, named: Named) -> None:
        state = NamedState(named.size, unb64u(named.root), unb64u(named.sig))
        other = state.note((await self.terms()).operator)
        seen = self.book.seen
        seen.fork, seen.told = [b64u(unb64u(seen.note)), b64u(other)], [named.member, named.device]
        self.book.save()
        raise log_errors.LogForked
