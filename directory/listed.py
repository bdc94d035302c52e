"""Put what is vetted and what is stopped into the key log, so that no node can show one person other words."""

import secrets
from datetime import datetime

from directory import errors, listed_errors, listed_rules, rules, store, store_listed
from directory.codes import ListingState
from directory.listed_rules import LISTED, WITHDRAWN
from directory.model import ListedWords, Review, ShelfRow
from kit.ids import check_id
from network import actions as network
from network.context import Transaction
from network.log import append
from network.model import Caller, Role
from network.rules import require

SALT = 32


async def words(
    tx: Transaction, caller: Caller, listing_id: str, version: int, *, now: datetime
) -> tuple[ListedWords, int]:
    """Give the words of a version as the key log holds their hash, and until when a reviewer signs them (unix seconds).

    The secretariat is the first to ask: then they are kept for good.

    Raises:
        ListingNotFound: there are none, or the caller may not see them.
        WordsNotListed: no reviewer has asked for them yet.
    """
    require(caller)
    row = await store.row_at(tx, check_id(listing_id, "id"), version)
    if row is None:
        raise errors.ListingNotFound("id")
    if Role.SECRETARIAT in caller.roles:
        await store_listed.keep(
            tx, row.id, version, ListedWords(secrets.token_bytes(SALT), listed_rules.words_of(row.content))
        )
    kept = await store_listed.words(tx, row.id, version)
    if kept is None:
        raise listed_errors.WordsNotListed("id")
    return kept, int(_until(row, now).timestamp())


def _until(row: ShelfRow, now: datetime) -> datetime:
    """Say until when words may be signed: as long as a vetting, or as theirs lasts where they are stopped."""
    longest = rules.expiry(row.content.service_types, now)
    stopped = row.state not in rules.STOPPABLE and row.version == row.vetted_version
    return min(longest, row.expires_at) if stopped and row.expires_at else longest


async def approved(
    tx: Transaction, caller: Caller, row: ShelfRow, version: int, entry: bytes | None, now: datetime
) -> bytes:
    """Believe the entry that a reviewer signs with her approval; it is appended when a second one approves.

    Raises:
        EntryMissing, OtherWords: it is not there, or says something else.
    """
    await _listed(tx, caller, row, version, entry, rules.expiry(row.content.service_types, now), now)
    return entry or b""


async def _listed(
    tx: Transaction, caller: Caller, row: ShelfRow, version: int, entry: bytes | None, until: datetime, now: datetime
) -> None:
    kept = await store_listed.words(tx, row.id, version)
    if entry is None or kept is None:
        raise listed_errors.EntryMissing("entry")
    signed = await network.verify_device_statement(tx, caller, entry, LISTED)
    listed_rules.listed(signed, caller, row, version, kept, until, now)


async def in_force(tx: Transaction, reviews: list[Review]) -> None:
    """Append what both reviewers signed, as the last thing that their second approval does."""
    for review in reviews:
        if review.listed is not None:
            await append(tx, review.listed)


def ends(reviews: list[Review], longest: datetime) -> datetime:
    """Say when a vetting ends: as soon as one of the two signatures does."""
    return min([longest, *(listed_rules.until(review.listed) for review in reviews if review.listed is not None)])


async def moved(
    tx: Transaction, caller: Caller, row: ShelfRow, to: ListingState, entry: bytes | None, now: datetime
) -> None:
    """Append that words are withdrawn, or in force again, as the last thing that a decision does.

    Raises:
        EntryMissing, OtherWords: the entry is not there, or says something else.
    """
    kind = listed_rules.kind_of(row, to)
    if kind is None:
        return
    if entry is None:
        raise listed_errors.EntryMissing("entry")
    if kind == WITHDRAWN:
        listed_rules.withdrawn(await network.verify_device_statement(tx, caller, entry, kind), caller, row, now)
    else:
        await _listed(tx, caller, row, row.vetted_version or 0, entry, row.expires_at or now, now)
    await append(tx, entry)
