"""The archive of the key log: entries and hashes are written once; states are signed once a size."""

from collections.abc import Collection, Sequence
from datetime import datetime

from crypto.checkpoints import Checkpoint
from crypto.merkle import EMPTY_ROOT, Frontier
from kit import sql
from network.context import Transaction
from network.model import SignedState

Q = sql.load("network")


async def lock(tx: Transaction) -> Frontier:
    """Give what the log must know to grow, alone until the transaction ends."""
    row = await tx.fetchrow(Q["log_lock"])
    return Frontier.decode(row["frontier"]) if row else Frontier()


async def grow(
    tx: Transaction, was: int, kind: str, member_id: str, leaf: bytes, made: list[bytes], grown: Frontier
) -> None:
    """Write one entry behind the last one, with the subtrees that it completes."""
    await tx.execute(Q["log_grow"], was, kind, member_id, leaf, made, grown.encode())


async def before(tx: Transaction) -> list[bytes]:
    """Load what was signed before there was a log: officers, then devices, then intake keys."""
    return [row["statement"] for row in await tx.fetch(Q["log_before"])]


async def sign(tx: Transaction, state: Checkpoint, note: bytes, now: datetime) -> None:
    """Keep the signed state of the log as it is now."""
    await tx.execute(Q["log_sign"], state.size, state.root, note, now)


async def size(tx: Transaction) -> int:
    """Give the number of entries, signed or not."""
    return int(await tx.fetchval(Q["log_size"]))


async def checkpoint(tx: Transaction, w: int = 0, witnesses: Collection[str] = ()) -> SignedState | None:
    """Give the newest signed state that at least `w` of these witnesses signed too, without their signatures."""
    row = await tx.fetchrow(Q["log_checkpoint"], w, list(witnesses))
    return SignedState(row["size"], row["root"], row["note"]) if row else None


async def cosignatures(tx: Transaction, size: int) -> dict[str, tuple[int, bytes]]:
    """Give what witnesses signed of one state: by their names the time (unix seconds) and the signature's line."""
    return {row["witness"]: (row["at"], row["line"]) for row in await tx.fetch(Q["log_cosignatures"], size)}


async def cosign(tx: Transaction, size: int, witness: str, at: int, line: bytes) -> None:
    """Keep a witness's newest signature of a state."""
    await tx.execute(Q["log_cosign"], size, witness, at, line)


async def nodes(tx: Transaction, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Load hashes of complete subtrees by level and index."""
    rows = await tx.fetch(Q["log_nodes"], [level for level, _ in wanted], [index for _, index in wanted])
    return {(row["level"], row["index"]): row["hash"] for row in rows}


async def tile(tx: Transaction, level: int, start: int, end: int) -> list[bytes]:
    """Load neighbouring hashes at one level."""
    return [row["hash"] for row in await tx.fetch(Q["log_tile"], level, start, end)]


async def leaves(tx: Transaction, start: int, end: int) -> list[bytes]:
    """Load neighbouring entries."""
    return [row["leaf"] for row in await tx.fetch(Q["log_leaves"], start, end)]


async def index(tx: Transaction, leaf_hash: bytes) -> int | None:
    """Give the place of an entry."""
    found = await tx.fetchval(Q["log_index"], leaf_hash)
    return None if found is None else int(found)


async def entries_of(tx: Transaction, kind: str, member_id: str | None) -> list[bytes]:
    """Load the entries of one kind about one organisation (or about none), oldest first."""
    return [row["leaf"] for row in await tx.fetch(Q["log_of"], kind, member_id)]


async def witnessed(tx: Transaction, origin: str, now: datetime) -> SignedState:
    """Give what this node last signed of another log, alone until the transaction ends; size 0 before the first."""
    await tx.execute(Q["witness_begin"], origin, EMPTY_ROOT, now)
    row = await tx.fetchrow(Q["witnessed"], origin)
    return SignedState(row["size"], row["root"], row["note"]) if row else SignedState(0, EMPTY_ROOT, b"")


async def witness(tx: Transaction, origin: str, seen: SignedState, now: datetime) -> None:
    """Keep what this node is about to sign of another log."""
    await tx.execute(Q["witness"], origin, seen.size, seen.root, seen.note, now)
