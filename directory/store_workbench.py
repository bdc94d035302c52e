"""Keep drafts, conflicts of interest and replies, and read the queue, the timeline and the coverage."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from directory import store
from directory.casebook import Cover, Draft, Entry, Reply
from directory.model import ShelfRow
from directory.store import Q
from directory.store_rows import written
from network.context import Transaction

REPLY = tuple(Reply.__dataclass_fields__)


async def waiting(
    tx: Transaction, now: datetime, days: int, why: Sequence[str], after: tuple[date, bool, str], limit: int
) -> tuple[list[tuple[str, date, bool, tuple[str, ...]]], int]:
    """Return what waits after a place in the queue, and how many wait in all."""
    rows = await tx.fetch(Q["queue_waiting"], now, days, list(why), *after, limit)
    total = await tx.fetchval(Q["queue_count"], now, days, list(why))
    return [(row["listing_id"], row["due_on"], row["high_risk"], tuple(row["why"])) for row in rows], int(total)


async def queue_reasons(tx: Transaction, now: datetime, days: int) -> list[tuple[str, int]]:
    """Count what waits by reason."""
    return [(row["why"], row["listings"]) for row in await tx.fetch(Q["queue_reasons"], now, days)]


async def newest(tx: Transaction, ids: Sequence[str]) -> dict[str, ShelfRow]:
    """Return listings in their newest words, by id."""
    return {row.id: row for row in await store.together(tx, await tx.fetch(Q["rows_newest"], list(ids)))}


async def draft(tx: Transaction, listing_id: str, staff: str) -> Draft | None:
    """Return the reviewer's own draft."""
    row = await tx.fetchrow(Q["draft"], listing_id, staff)
    return None if row is None else Draft(**{**dict(row), "answers": json.loads(row["answers"])})


async def save_draft(tx: Transaction, draft: Draft, staff: str) -> int | None:
    """Keep a draft; None when it was saved elsewhere in the meantime."""
    saved: int | None = await tx.fetchval(
        Q["draft_save"], draft.listing_id, staff, draft.version, written(draft.answers), draft.note, draft.saved,
        draft.at,
    )  # fmt: skip
    return saved


async def drop_draft(tx: Transaction, listing_id: str, staff: str) -> None:
    """Let go of a draft that was signed."""
    await tx.execute(Q["draft_drop"], listing_id, staff)


async def has_conflict(tx: Transaction, staff: str, provider_id: str, member: str | None) -> bool:
    """Return whether somebody declared a conflict of interest with a provider."""
    return bool(await tx.fetchval(Q["conflict_of"], staff, provider_id, member))


async def add_conflict(
    tx: Transaction, staff: str, by: str, provider_id: str, member: str | None, note: str, now: datetime
) -> None:
    """Keep a declared conflict of interest."""
    await tx.execute(Q["conflict_add"], staff, by, provider_id, member, note, now)


async def add_reply(tx: Transaction, reply: Reply) -> None:
    """Keep a reply."""
    await tx.execute(Q["reply_add"], *(getattr(reply, name) for name in REPLY))


async def answered(tx: Transaction, listing_id: str) -> set[str]:
    """Name the decisions of a listing whose questions were answered."""
    return {row["decision_id"] for row in await tx.fetch(Q["questions_answered"], listing_id)}


async def reply(tx: Transaction, reply_id: str) -> Reply | None:
    """Return one reply that the caller may see."""
    row = await tx.fetchrow(Q["reply"], reply_id)
    return None if row is None else Reply(**dict(row))


async def timeline(
    tx: Transaction, listing_id: str, after: tuple[datetime, str], limit: int
) -> tuple[list[Entry], int]:
    """Return the history of a listing after a moment, as far as the caller may see it, and its length."""
    rows = await tx.fetch(Q["timeline"], listing_id, *after, limit)
    return [Entry(**dict(row)) for row in rows], int(await tx.fetchval(Q["timeline_count"], listing_id))


async def coverage(tx: Transaction, now: datetime, days: int, used: Sequence[str]) -> list[Cover]:
    """Count services by country and kind, by country, and in all."""
    return [Cover(**dict(row)) for row in await tx.fetch(Q["coverage"], now, days, list(used))]
