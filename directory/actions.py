"""What people do with the directory: look, propose, vet, stop; and what a referral may be sent to."""

from directory import errors
from directory.model import ShelfRow
from network.context import Transaction
from network.model import Caller


async def get(tx: Transaction, caller: Caller, listing_id: str) -> ShelfRow:
    """Show one listing to somebody who may see it.

    Raises:
        ListingNotFound: there is none, or she may not see it.
    """
    raise errors.ListingNotFound("id")
