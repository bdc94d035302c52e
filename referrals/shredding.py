"""The shred keys: each closes the letters of one referral that go one way; deleting it erases them, copies too.

They lie apart from the letters, over connections and a role of their own (record 0032). Nothing is remembered here:
every use asks, so that a key that was deleted opens nothing from then on. One connection is kept for reading single
keys, since taking one from a pool for each costs three times as much as the question.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

import asyncpg

from crypto.envelope import Envelope
from crypto.errors import Tampered
from crypto.shredding import new_key, shut, unshut
from kit import sql
from referrals.erasure_errors import LetterKeyLost

Q = sql.load("referrals.shred")


class Way(StrEnum):
    """Say whom letters go to, since not all of them are erased on the same day; HERS are her own accounts."""

    RECIPIENT = "RECIPIENT"
    SENDER = "SENDER"
    HERS = "HERS"


class Shredder:
    """Keep the shred keys of a node; `url` is their database's, for its owner."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", url: str) -> None:
        self._pool = pool
        self._url = url
        self._reader: asyncpg.Connection[asyncpg.Record] | None = None
        self._turn = asyncio.Lock()

    async def close(self) -> None:
        """Give the connections back."""
        if self._reader is not None:
            await self._reader.close()
        await self._pool.close()

    async def answers(self) -> None:
        """Ask whether the keys can be reached; raises what the database driver raises where they cannot."""
        await self._pool.execute(Q["shred_answers"], timeout=2)

    async def make(self, referral_id: str) -> None:
        """Make the keys of a referral before anything of it can be sealed; again changes nothing."""
        await self._pool.execute(Q["shred_make"], referral_id, list(Way), [new_key() for _ in Way])

    async def find(self, referral_id: str, way: Way) -> bytes | None:
        """Read one key, if it is there."""
        async with self._turn:
            if self._reader is None or self._reader.is_closed():
                as_keeper = {"role": "tolerant_shred", "application_name": "tolerant"}
                self._reader = await asyncpg.connect(self._url, server_settings=as_keeper, command_timeout=30)
            found: bytes | None = await self._reader.fetchval(Q["shred_key"], referral_id, way)
        return found

    async def key(self, referral_id: str, way: Way) -> bytes:
        """Read one key.

        Raises:
            LetterKeyLost: it is not there.
        """
        return there(await self.find(referral_id, way))

    async def keys(self, referral_id: str) -> dict[str, bytes]:
        """Read what keys there are of a referral."""
        return {row["letters_to"]: row["key"] for row in await self._pool.fetch(Q["shred_keys"], referral_id)}

    async def delete(self, which: Iterable[tuple[str, str]]) -> None:
        """Delete keys by referral and way; what is not there is no mistake."""
        pairs = list(which)
        await self._pool.execute(Q["shred_delete"], [one for one, _ in pairs], [way for _, way in pairs])

    async def clean(self) -> bool:
        """Take the bytes of deleted keys out of the files of the database.

        PostgreSQL leaves deleted rows in its pages and its write-ahead log. The table is written anew without them;
        then the log goes on in a new segment and a checkpoint lets go of the old ones. False where the owner may not
        do the latter, or where the server keeps old segments: the log then forgets at its own pace (docs/erasure.md).
        """
        owner = await asyncpg.connect(self._url, server_settings={"lock_timeout": "10s"})
        try:
            await owner.execute(Q["shred_rewrite"])
            await owner.execute(Q["shred_turn"])
            await owner.execute(Q["shred_checkpoint"])
            return bool(await owner.fetchval(Q["shred_forgets"]))
        except asyncpg.InsufficientPrivilegeError:
            return False
        finally:
            await owner.close()


def there(key: bytes | None) -> bytes:
    """Refuse to go on without a key.

    Raises:
        LetterKeyLost: it is not there.
    """
    if key is None:
        raise LetterKeyLost
    return key


def closed(envelope: Envelope, env_id: bytes, key: bytes) -> tuple[bytes, list[bytes]]:
    """Give ciphertext and wraps of an envelope as they are stored."""
    wraps = [shut(key, env_id, f"wrap-{number}", wrap) for number, wrap in enumerate(envelope.wraps)]
    return shut(key, env_id, "ct", envelope.ct), wraps


def opened(envelope: Envelope, env_id: bytes, key: bytes | None) -> Envelope:
    """Give an envelope back as it came.

    Raises:
        LetterKeyLost: the key is not there, or is another than the one that it was closed with.
    """
    found = there(key)
    try:
        wraps = tuple(
            unshut(found, env_id, f"wrap-{number}", wrap) if wrap else wrap
            for number, wrap in enumerate(envelope.wraps)
        )
        return replace(envelope, ct=unshut(found, env_id, "ct", envelope.ct), wraps=wraps)
    except Tampered:
        raise LetterKeyLost from None
