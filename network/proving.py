"""Proofs out of the key log: that an entry stands in it, that it only grew, and the log as files (C2SP tlog-tiles)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crypto.errors import BadProof
from crypto.merkle import NodeReader, consistency_proof, inclusion_proof, leaf_hash
from crypto.proofs import TlogProof
from crypto.tiles import Tile, width_at, write_bundle
from network import log_errors, rules, store, store_log
from network.actions import member_by_id
from network.context import Transaction
from network.log import Log
from network.model import Caller, SignedState

OFFICERS = "officers.v1"


@dataclass(frozen=True, slots=True)
class Proven:
    """Hold an entry's bytes with the file that proves its place (`c2sp.org/tlog-proof@v1`)."""

    index: int
    entry: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class KeyProven:
    """Hold what makes an intake key believable: its statement, and each officers' set that led to the one of today.

    There is no statement where the organisation cannot be sealed to now.
    """

    epoch: Proven | None
    officers: list[Proven]


async def key_proof(tx: Transaction, caller: Caller, log: Log, member_id: str, *, now: datetime) -> KeyProven:
    """Prove who vouches for an organisation, and the key that it is sealed to now.

    Raises:
        NoSuchMember: there is no such organisation.
        NotInLog: its key, or who vouches for it, is from before there was a log.
    """
    rules.require(caller)
    await member_by_id(tx, member_id)
    sets = await store_log.entries_of(tx, OFFICERS, member_id)
    if not sets:
        raise log_errors.NotInLog("memberId")
    key = await store.intake_key(tx, member_id, now)
    state = await log.published(tx)
    epoch = await _proven(tx, state, key.statement) if key else None
    return KeyProven(epoch, [await _proven(tx, state, one) for one in sets])


async def log_proof(tx: Transaction, caller: Caller, log: Log, index: int | None, leaf: bytes | None) -> Proven:
    """Prove one entry, by its place or by its leaf hash.

    Raises:
        NotInLog: there is no such entry in a state that others may rely on.
    """
    rules.require(caller)
    state = await log.published(tx)
    at = index if leaf is None else await store_log.index(tx, leaf)
    if at is None or not 0 <= at < state.size:
        raise log_errors.NotInLog("place")
    [entry] = await store_log.leaves(tx, at, at + 1)
    return await _prove(tx, state, at, entry)


async def _proven(tx: Transaction, state: SignedState, entry: bytes) -> Proven:
    at = await store_log.index(tx, leaf_hash(entry))
    if at is None or at >= state.size:
        raise log_errors.NotInLog
    return await _prove(tx, state, at, entry)


async def _prove(tx: Transaction, state: SignedState, at: int, entry: bytes) -> Proven:
    hashes = await read(tx, lambda nodes: inclusion_proof(at, state.size, nodes))
    return Proven(at, entry, TlogProof(at, tuple(hashes), state.note).encode())


async def consistency(
    tx: Transaction, caller: Caller, log: Log, old: int, new: int | None
) -> tuple[SignedState, list[bytes]]:
    """Show that the log of today, or of size `new`, begins with what it was at size `old`.

    Raises:
        NoSuchLogState: the log was never that long.
    """
    rules.require(caller)
    state = await log.published(tx)
    until = state.size if new is None else new
    if not 0 <= old <= until <= state.size:
        raise log_errors.NoSuchLogState("from", size=state.size)
    return state, await read(tx, lambda nodes: consistency_proof(old, until, nodes))


async def read(tx: Transaction, ask: Callable[[NodeReader], list[bytes]]) -> list[bytes]:
    """Make a proof with one question to the database: first see which subtrees it needs, then load them."""
    wanted: list[tuple[int, int]] = []

    def seen(level: int, index: int) -> bytes:
        wanted.append((level, index))
        return bytes(32)

    ask(seen)
    found = await store_log.nodes(tx, wanted)
    return ask(lambda level, index: found[level, index])


async def tile(tx: Transaction, caller: Caller, log: Log, path: str) -> bytes:
    """Give one file of the log, as far as it is published.

    Raises:
        NoSuchLogState: the path has another form, or there is no such file yet.
    """
    rules.require(caller)
    state = await log.published(tx)
    try:
        asked = Tile.parse(path)
    except BadProof:
        raise log_errors.NoSuchLogState("path", size=state.size) from None
    if asked.width > width_at(asked.level, asked.index, state.size):
        raise log_errors.NoSuchLogState("path", size=state.size)
    start = asked.index * 256
    if asked.level < 0:
        return write_bundle(await store_log.leaves(tx, start, start + asked.width))
    return b"".join(await store_log.tile(tx, 8 * asked.level, start, start + asked.width))


async def checkpoint(tx: Transaction, caller: Caller, log: Log) -> bytes:
    """Give the newest state that others may rely on, as a note."""
    rules.require(caller)
    return (await log.published(tx)).note
