"""What a recipient is by its services, and under which name it is shown who sends (record 0049)."""

from directory import actions as directory
from kit import disclosure
from network import neutral
from network.context import Transaction
from network.model import Caller
from referrals.agreement import Mode


async def service_types(tx: Transaction, caller: Caller, listing_id: str, version: int) -> tuple[str, ...]:
    """Give the types by which it is judged what a recipient may be told."""
    return await directory.service_types(tx, caller, listing_id, version)


async def sender_name(tx: Transaction, caller: Caller, listing_id: str, version: int, sender: str, mode: Mode) -> str:
    """Give the sender's name, or the neutral one to a service that must not learn what it does; a broker helps too."""
    types = await directory.service_types(tx, caller, listing_id, version)
    hidden = caller.member_id != sender and mode is not Mode.BROKERED and disclosure.profile(types).neutral
    return await neutral.shown_as(tx, sender, neutral=hidden)
