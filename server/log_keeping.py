"""Keep the key log signed and witnessed: sign what was appended, ask the witnesses, and never sign what they outran."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

import asyncpg
import httpx

from crypto.checkpoints import Checkpoint, add_cosignatures, check_checkpoint, sign_checkpoint
from crypto.errors import BadCheckpoint
from crypto.merkle import EMPTY_ROOT, consistency_proof
from crypto.notes import LogKey, Vkey
from crypto.proofs import write_request
from network import authority, proving, store_log
from network import log as of_the_log
from network.context import Context
from network.identity import key_in
from network.log import Log
from network.model import SignedState
from server import rounds
from server.logs import log as journal
from server.settings import Settings

SECOND = 1.0
MINUTE = 60
"""Rounds between two looks at suspensions that have run out."""
AGAIN = 3600
"""Seconds after which a witness is asked to sign the same state again, so that devices see how fresh it is."""
PATIENCE = 5.0
_FAULTS = (*rounds.FAULTS, httpx.HTTPError)


class Outrun(Exception):
    """Say that a witness signed more of this log than this node has, or another log of its name."""


def begin(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> tuple[Log, "Keeper"]:
    """Make what signs the log, and what keeps it signed; `transport` takes the place of the network, in a test."""
    keys = tuple(key for key, _ in settings.witnesses)
    log = Log(
        LogKey(settings.log_origin, key_in(settings.log_key)), keys, settings.witnesses_needed,
        settings.log_warn, settings.log_refuse, fenced=bool(keys),
    )  # fmt: skip
    keeper = Keeper(log, settings.witnesses, httpx.AsyncClient(timeout=PATIENCE, transport=transport))
    log.gather = keeper.gather
    return log, keeper


@dataclass
class Keeper:
    """Ask the witnesses of one log."""

    log: Log
    witnesses: tuple[tuple[Vkey, str], ...]
    http: httpx.AsyncClient = field(repr=False)
    _sizes: dict[str, int] = field(default_factory=dict)
    _begun: bool = False
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep(self, context_of: Callable[[], Context]) -> None:
        """Sign and gather as long as the node runs, and let suspensions lapse."""

        async def work(second: int) -> None:
            if not self._begun:
                await take_over(context_of())
                self._begun = True
            await self.round(context_of())
            if second % MINUTE == 0:
                await lapse(context_of())

        await rounds.keep(work, SECOND, "key log not signed", _FAULTS)

    async def round(self, context: Context) -> None:
        """Do what is due: open the fence if the witnesses allow it, sign what was appended, ask who has not signed."""
        if self.log.fenced and not await self.open_fence(context):
            return
        async with context.read(realm="node") as tx:
            signed, size = await store_log.checkpoint(tx), await store_log.size(tx)
        if signed is None or signed.size != size:
            await self.log.sign(context)
        if self.witnesses:
            await self.gather(context)

    async def open_fence(self, context: Context) -> bool:
        """Sign again only once the witnesses have seen that this log extends all that they ever signed of it."""
        state = await self._newest(context)
        answers = await asyncio.gather(*(self._ask(context, key, url, state) for key, url in self.witnesses))
        self.log.fenced = None in answers or answers.count(True) < self.log.w
        return not self.log.fenced

    async def gather(self, context: Context) -> None:
        """Ask the witnesses that have not signed the newest state lately."""
        async with self._alone:
            state = await self._newest(context)
            async with context.read(realm="node") as tx:
                known = await store_log.cosignatures(tx, state.size)
            due = int(context.now.timestamp()) - AGAIN
            waiting = [(key, url) for key, url in self.witnesses if known.get(key.name, (0, b""))[0] < due]
            answers = await asyncio.gather(*(self._ask(context, key, url, state) for key, url in waiting))
            if None in answers:
                self.log.fenced = True

    async def _newest(self, context: Context) -> SignedState:
        async with context.read(realm="node") as tx:
            found = await store_log.checkpoint(tx)
        empty = Checkpoint(self.log.key.name, 0, EMPTY_ROOT)
        return found or SignedState(0, EMPTY_ROOT, sign_checkpoint(empty, self.log.key))

    async def _ask(self, context: Context, key: Vkey, url: str, state: SignedState) -> bool | None:
        """Ask one witness; gives whether it signed, and None where it contradicts this log."""
        try:
            line = await self._signature(context, key, url, state)
            note = add_cosignatures(state.note, line, [key])
            _, times = check_checkpoint(note, self.log.key.vkey, [key], 1)
        except Outrun:
            journal().error("a witness contradicts the key log")
            return None
        except (*_FAULTS, BadCheckpoint, ValueError) as error:
            journal().error("a witness did not sign", fault=type(error).__name__)
            return False
        with contextlib.suppress(asyncpg.ForeignKeyViolationError):  # the empty log's state need not be kept
            async with context.write(realm="node") as tx:
                await store_log.cosign(tx, state.size, key.name, times[key.name], note.removeprefix(state.note))
        return True

    async def _signature(self, context: Context, key: Vkey, url: str, state: SignedState) -> bytes:
        old = self._sizes.get(key.name, 0)
        for _ in range(2):
            proof = await _proof(context, old, state.size)
            answer = await self.http.post(f"{url}/log/add-checkpoint", content=write_request(old, proof, state.note))
            if answer.status_code == 200:
                self._sizes[key.name] = state.size
                return answer.content
            if answer.status_code == 422:
                raise Outrun
            if answer.status_code != 409:
                raise ValueError("the witness said no")
            old = int(answer.text)
            if old > state.size:
                raise Outrun
        raise Outrun


async def _proof(context: Context, old: int, new: int) -> list[bytes]:
    async with context.read(realm="node") as tx:
        return await proving.read(tx, lambda nodes: consistency_proof(old, new, nodes))


async def take_over(context: Context) -> int:
    """Begin the log with what was signed before there was one; gives the number of entries."""
    async with context.write(realm="node") as tx:
        return await of_the_log.take_over(tx)


async def lapse(context: Context) -> int:
    """Let organisations work again whose suspension has run out; gives their number."""
    async with context.write(realm="node") as tx:
        return await authority.lapse(tx, now=context.now)
