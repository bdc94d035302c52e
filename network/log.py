"""The key log: whoever's keys are believed stands in one list that everybody sees alike, and that only grows.

An act appends its entry in its own transaction. States are signed afterwards, kept, and shown only when they are kept:
a machine that dies in between can never have signed two lists of one length (docs/protocol.md).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from crypto.checkpoints import Checkpoint, sign_checkpoint
from crypto.log_entries import read_entry
from crypto.merkle import leaf_hash
from crypto.notes import LogKey, Vkey
from network import log_errors, rules, store_log
from network.context import Context, Transaction
from network.model import SignedState


async def append(tx: Transaction, entry: bytes) -> int:
    """Write an entry behind the last one, as the last thing that an act does; gives its place.

    Whoever calls this has verified the signatures.

    Raises:
        MalformedStatement: the log does not hold such statements.
    """
    said = read_entry(entry)
    leaf = leaf_hash(entry)
    head = await store_log.lock(tx)
    member_id = said.body.get("member", "")
    await store_log.grow(tx, head.size, said.kind, member_id, entry, head.completes(leaf), head.append(leaf))
    return head.size


async def take_over(tx: Transaction) -> int:
    """Begin the log of a network that is older than its log with what its members signed before; gives their number.

    In the realm `node`; nothing is done where the log has begun.
    """
    head = await store_log.lock(tx)
    statements = [] if head.size else await store_log.before(tx)
    for statement in statements:
        await append(tx, statement)
    return len(statements)


async def _nobody_is_asked(_context: Context) -> None:
    """Ask no witness: there is none."""


@dataclass(slots=True)
class Log:
    """Sign the states of this node's log, and say which of them others may rely on.

    `witnesses` are the vkeys of those that this node asks, `w` how many of them a state must have before it is shown;
    devices warn from an age of `warn` seconds, and send nothing from `refuse`.
    `gather` asks them. `fenced` keeps the signer from signing until the witnesses said that they saw nothing newer.
    """

    key: LogKey = field(repr=False)
    witnesses: tuple[Vkey, ...] = ()
    w: int = 0
    warn: int = 24 * 3600
    refuse: int = 72 * 3600
    gather: Callable[[Context], Awaitable[None]] = field(default=_nobody_is_asked, repr=False)
    fenced: bool = False

    async def sign(self, context: Context) -> SignedState:
        """Sign the log as it is now, unless that is done; gives the state. Nothing is shown before it is kept.

        Raises:
            LogFenced: the witnesses have not said yet that this log is the newest they know.
        """
        if self.fenced:
            raise log_errors.LogFenced
        async with context.write(realm="node") as tx:
            head = await store_log.lock(tx)
            newest = await store_log.checkpoint(tx)
            if newest is not None and newest.size == head.size:
                return newest
            state = Checkpoint(self.key.name, head.size, head.root())
            note = sign_checkpoint(state, self.key)
            await store_log.sign(tx, state, note, context.now)
        return SignedState(state.size, state.root, note)

    async def bring(self, context: Context) -> None:
        """See that all that was appended stands in a state that others may rely on, as far as that is possible.

        Raises:
            NotSignedIn: nobody is signed in.
            LogFenced: see `sign`.
        """
        rules.require(context.caller)
        async with context.read(realm="node") as tx:
            shown = await store_log.checkpoint(tx, self.w, self.names)
            if shown is not None and shown.size == await store_log.size(tx):
                return
        await self.sign(context)
        await self.gather(context)

    @property
    def names(self) -> list[str]:
        """Give the names of the witnesses."""
        return [witness.name for witness in self.witnesses]

    async def published(self, tx: Transaction) -> SignedState:
        """Give the newest state that others may rely on, with what witnesses signed of it.

        Raises:
            NothingPublished: there is none yet.
        """
        found = await store_log.checkpoint(tx, self.w, self.names)
        if found is None:
            raise log_errors.NothingPublished
        lines = await store_log.cosignatures(tx, found.size)
        signed = b"".join(line for name, (_, line) in lines.items() if name in self.names)
        return SignedState(found.size, found.root, found.note + signed)
