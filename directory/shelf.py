"""Keep the current snapshot, and swap it for a newer one in one step, so that nobody reads half a directory."""

import asyncio
import gc
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from crypto.keys import SigningKey
from directory import errors, matching
from directory.matches import Matches, MatchFilter
from directory.pathways import Routes, pathways
from directory.profile import Profile
from directory.shelving import Part, R, Row, Tables, part_of
from directory.snapshot import Snapshot
from directory.syncing import SyncPage, sync
from kit import clock
from network.context import Transaction
from network.model import Caller, Role

HELD = timedelta(minutes=15)
"""How long pages may be turned in an order that is not the newest any more."""
R_co = TypeVar("R_co", bound=Row, covariant=True)


class Archive(Protocol[R_co]):
    """Where the shelf is filled from; `directory.store` is one."""

    async def revision(self, tx: Transaction, /) -> int:
        """Return the number that grows with every change of the directory."""

    def shelf_rows(self, tx: Transaction, /) -> AsyncIterator[Sequence[R_co]]:
        """Give every listing that may be shown, in the version that is shown, some at a time."""

    async def shelf_gone(self, tx: Transaction, /) -> tuple[dict[str, int], int]:
        """Return in which revision listings went that were shown once, and since which revision that is known."""

    async def shelf_changes(self, tx: Transaction, since: int, /) -> tuple[Sequence[str], Sequence[R_co]]:
        """Return the ids of the listings that changed after a revision, and those of them that may be shown."""


class Shelf(Generic[R]):
    """Hold the newest snapshot that this node has read."""

    def __init__(self, archive: Archive[R]) -> None:
        self._archive = archive
        self._refreshing = asyncio.Lock()
        self._read: deque[tuple[datetime, int]] = deque()
        self.current: Snapshot[R] = Snapshot(-1)
        self.node, self.key = "", SigningKey.generate()

    async def refresh(self, tx: Transaction) -> bool:
        """Read what changed since the last time, and say whether anything had.

        Args:
            tx: a transaction in the realm `node` at REPEATABLE READ, or at least one that began after the change.
        """
        async with self._refreshing:
            before, revision = self.current, await self._archive.revision(tx)
            if revision == before.revision:
                return False
            if before.revision < 0 or revision < before.revision or before.wasteful:
                self.current = await self._whole(tx, revision)
            else:
                ids, rows = await self._archive.shelf_changes(tx, before.revision)
                since = self._oldest(revision)
                self.current = await asyncio.to_thread(before.changed, revision, rows, ids, since)
            return True

    async def _whole(self, tx: Transaction, revision: int) -> Snapshot[R]:
        """Read everything; some rows are laid into columns while the next ones come from the database."""
        tables, parts = Tables(), list[Part]()
        with _collecting_nothing():
            laid: asyncio.Task[Part] | None = None
            async for rows in self._archive.shelf_rows(tx):
                if laid is not None:
                    parts.append(await laid)
                laid = asyncio.create_task(asyncio.to_thread(part_of, rows, tables))
            parts += [await laid] if laid is not None else []
        self._read.clear()
        self._read.append((clock.now(), revision))
        whole: Snapshot[R] = await asyncio.to_thread(Snapshot.of, revision, tables, parts or [part_of([], tables)])
        return whole.remembering(*await self._archive.shelf_gone(tx))

    def _oldest(self, revision: int) -> int:
        """Return the revision that was the newest when the time began for which orders are held."""
        now = clock.now()
        self._read.append((now, revision))
        while len(self._read) > 1 and self._read[1][0] < now - HELD:
            self._read.popleft()
        return self._read[0][1]

    def match(
        self,
        profile: Profile,
        chosen: MatchFilter = matching.EVERYTHING,
        first: int | None = None,
        after: str | None = None,
        *,
        now: datetime,
    ) -> Matches[R]:
        """Return the services she could use, as `directory.matching.match` does."""
        return matching.match(self.current, profile, chosen, first, after, now=now)

    def pathways(self, profile: Profile, chosen: MatchFilter = matching.EVERYTHING, *, now: datetime) -> Routes[R]:
        """Return the shortest ways to what is not for her yet, as `directory.pathways.pathways` does."""
        return pathways(self.current, profile, chosen, now=now)

    def signed_by(self, node: str, key: SigningKey) -> None:
        """Say who signs what devices take away: this node, with its own key."""
        self.node, self.key = node, key

    def sync(self, since: str | None, first: int | None, *, now: datetime) -> SyncPage:
        """Return what changed after a marker, as `directory.syncing.sync` does."""
        return sync(self.current, since, first, node=self.node, key=self.key, now=now)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Look for no cycles among millions of new nouns, which have none; they are freed as they are let go."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def check_caller(caller: Caller, chosen: MatchFilter) -> None:
    """Let members' staff match, and only the secretariat look at what nobody has vetted.

    Raises:
        OnlyMembers: nobody is signed in.
        OnlySecretariat: unvetted services are asked for by somebody else.
    """
    if not caller.member_id:
        raise errors.OnlyMembers()
    if chosen.include_unvetted and Role.SECRETARIAT not in caller.roles:
        raise errors.OnlySecretariat("filter.includeUnvetted")
