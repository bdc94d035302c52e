"""The archive of sealed letters to houses that are no members."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit import sql
from network.context import Transaction
from referrals.agreement import OnlyOneReason
from referrals.inbox_model import InboxEnd, Leaving, SealedInbox

Q = sql.load("referrals")


async def add(tx: Transaction, member_id: str, one: SealedInbox, left: Leaving) -> None:
    """Keep a letter."""
    place = (one.id, one.need_id, member_id, one.listing_id, one.listing_version, one.consent_id)
    shown = (list(one.options), one.only_one_reason)
    sealed = (left.lookup_kept, left.proof_kept, left.letter.to_bytes())
    await tx.execute(Q["inbox_add"], *place, *shown, one.given_at, one.expires_at, *sealed)


async def by_id(tx: Transaction, inbox_id: str, member_id: str) -> SealedInbox | None:
    """Read what came of one letter, with its sealed answer."""
    row = await tx.fetchrow(Q["inbox_by_id"], inbox_id, member_id)
    return _inbox(row) if row else None


async def of_need(tx: Transaction, need_id: str, member_id: str) -> list[SealedInbox]:
    """Read what came of the letters of a need, in order."""
    return [_inbox(row) for row in await tx.fetch(Q["inboxes_of_need"], need_id, member_id)]


async def of_consents(tx: Transaction, consent_ids: Sequence[str]) -> list[SealedInbox]:
    """Read what came of the letters under these consents, in order."""
    return [_inbox(row) for row in await tx.fetch(Q["inboxes_of_consents"], list(consent_ids))]


async def waits(tx: Transaction, need_id: str, listing_id: str) -> bool:
    """Say whether a letter of a need waits at a service already."""
    return bool(await tx.fetchval(Q["inbox_waits"], need_id, listing_id))


async def hold(tx: Transaction, lookup_kept: bytes) -> SealedInbox | None:
    """Read a letter that lies there, and hold its row."""
    row = await tx.fetchrow(Q["inbox_hold"], lookup_kept)
    return _inbox(row) if row else None


async def opened(tx: Transaction, inbox_id: str, at: datetime, until: datetime) -> None:
    """Keep that a letter was opened, and until when it opens again."""
    await tx.execute(Q["inbox_opened"], inbox_id, at, until)


async def answered(tx: Transaction, inbox_id: str, answer: bytes, at: datetime) -> None:
    """Keep a sealed answer."""
    await tx.execute(Q["inbox_answered"], inbox_id, answer, at)


async def end(tx: Transaction, inbox_id: str, why: InboxEnd, at: datetime, *, keep_answer: bool) -> None:
    """Delete a letter."""
    await tx.execute(Q["inbox_end"], inbox_id, why, at, keep_answer)


async def end_of_consents(tx: Transaction, consent_ids: Sequence[str], why: InboxEnd, at: datetime) -> int:
    """Delete every letter and answer under these consents; gives how many there were."""
    return len(await tx.fetch(Q["inboxes_end_of_consents"], list(consent_ids), why, at))


async def sweep(tx: Transaction, now: datetime, suspended: Sequence[str], answered_before: datetime) -> int:
    """Delete letters that are over or whose service is suspended, and answers that lay long; gives the number."""
    letters = int(await tx.fetchval(Q["inboxes_sweep"], now, list(suspended)))
    return letters + int(await tx.fetchval(Q["inbox_answers_sweep"], answered_before))


def _inbox(row: Any) -> SealedInbox:
    kinds = {
        "options": tuple(row["options"]),
        "only_one_reason": OnlyOneReason(row["only_one_reason"]) if row["only_one_reason"] else None,
        "ended": InboxEnd(row["ended"]) if row["ended"] else None,
    }
    return SealedInbox(**{**row, **kinds})
