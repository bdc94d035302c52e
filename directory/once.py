"""Do a thing to a listing once, however often a tired hand sends it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from directory import errors, store
from directory.model import ShelfRow
from kit.ids import check_id
from network import actions as network
from network.context import Transaction
from network.model import Caller


async def seen(tx: Transaction, listing_id: str) -> ShelfRow:
    """Return a listing in its newest words, as far as the caller may see it.

    Raises:
        ListingNotFound: there is none, or the caller may not see it.
    """
    row = await store.row_shown(tx, check_id(listing_id, "id"))
    if row is None:
        raise errors.ListingNotFound("id")
    if row.version == row.current_version:
        return row
    return await store.row_at(tx, row.id, row.current_version) or row


async def once(
    tx: Transaction, caller: Caller, key: str, what: str, said: Any, act: Callable[[], Awaitable[str]]
) -> str:
    """Return the listing's id that this request had before, else act and keep it.

    Raises:
        IdempotencyKeyReused: the key stands for another request.
    """
    asked = network.request_hash(what, json.dumps(said, sort_keys=True, default=str))
    before = await network.recall(tx, caller, key, asked)
    if before is not None:
        return before
    listing_id = await act()
    await network.remember(tx, caller, key, asked, listing_id)
    return listing_id
