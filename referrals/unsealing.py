"""The desk at which a house that is no member opens its letter, answers and empties it, without login (record 0051).

Each act is in the realm of the node. The gate is that of her code: wrong codes are counted, and every answer takes the
same time, so that nobody learns whether there was a letter.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from crypto.attachments import capability_commitment
from directory import actions as directory
from network import actions as network
from network.context import Context, Transaction
from network.model import MemberState
from referrals import inbox_rules as rules
from referrals import store_consents
from referrals import store_inboxes as store
from referrals.inbox_errors import NoSealedLetter
from referrals.inbox_model import InboxEnd, SealedInbox


async def open_(ctx: Context, lookup: bytes) -> tuple[bytes, datetime]:
    """Give the sealed letter that a code names, and until when it opens.

    Raises:
        TooManyTries: codes that open nothing came too often from there.
        NoSealedLetter: there is none, or none any more.
    """
    async with _gate(ctx), ctx.write(realm="node", member="") as tx:
        found = await store.hold(tx, capability_commitment(lookup))
        stopped = found is not None and await _stopped(tx, found)
        shown = rules.opened(found, ctx.now, stopped=stopped)
        if found is not None and found.opened_at is None:
            await store.opened(tx, shown.id, shown.opened_at or ctx.now, shown.expires_at)
        return shown.letter or b"", shown.expires_at


async def answer(ctx: Context, lookup: bytes, proof: bytes, sealed: bytes) -> None:
    """Keep the sealed answer of a house that opened its letter, once; the same again changes nothing.

    Raises:
        TooManyTries, NoSealedLetter: as `open_`.
        BadAnswer: it has another length.
        AlreadyAnswered: another answer is there.
    """
    rules.check_answer(sealed)
    async with _gate(ctx), ctx.write(realm="node", member="") as tx:
        found = rules.proved(await store.hold(tx, capability_commitment(lookup)), proof, ctx.now)
        if rules.is_new(found, sealed):
            await store.answered(tx, found.id, sealed, ctx.now)


async def empty(ctx: Context, lookup: bytes, proof: bytes) -> None:
    """Delete a letter for good once it was read; where there is none any more, nothing is left to do.

    Raises:
        TooManyTries: codes that open nothing came too often from there.
    """
    try:
        async with _gate(ctx), ctx.write(realm="node", member="") as tx:
            found = rules.proved(await store.hold(tx, capability_commitment(lookup)), proof, ctx.now)
            await store.end(tx, found.id, InboxEnd.EMPTIED, ctx.now, keep_answer=True)
    except NoSealedLetter:
        return


async def sweep(tx: Transaction, suspended: list[str], now: datetime) -> int:
    """Delete letters whose time is over or whose service is suspended, and answers nobody fetched; gives the number."""
    return await store.sweep(tx, now, suspended, now - rules.ANSWER_LIES)


async def _stopped(tx: Transaction, found: SealedInbox) -> bool:
    """Say whether the service is suspended, or whoever left the letter may not work any more."""
    if found.listing_id in await directory.suspended(tx):
        return True
    consent = await store_consents.consent_by_id(tx, found.consent_id)
    return consent is None or (await network.member_by_id(tx, consent.from_member)).state is not MemberState.ADMITTED


@asynccontextmanager
async def _gate(ctx: Context) -> AsyncIterator[None]:
    """Count a try that opened nothing, and answer after the same time in every case.

    Where the code was right, or the node could not look, nothing is counted.
    """
    begun = ctx.gate.begin()
    ctx.gate.enter(ctx.address, ctx.now)
    try:
        yield
    except NoSealedLetter:
        raise
    except Exception:
        ctx.gate.right(ctx.address)
        raise
    else:
        ctx.gate.right(ctx.address)
    finally:
        await ctx.gate.end(begun)
