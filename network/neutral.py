"""The desk of neutral names: an employer sees an office, and not a shelter (record 0049)."""

from datetime import datetime

from network import neutral_rules, rules, store, store_neutral
from network.actions import member_by_id
from network.context import Transaction
from network.journal import record
from network.model import Caller, Role

UNNAMED = "Training office"
"""What is shown of an organisation that chose no name."""


async def set_name(tx: Transaction, caller: Caller, name: str, *, now: datetime) -> str:
    """Choose the name that an employer sees of the caller's organisation; the same again changes nothing.

    Raises:
        BadName, NameTells: it is none, or gives her away.
    """
    rules.require(caller, Role.ORG_ADMIN)
    own = await member_by_id(tx, caller.member_id)
    shown = neutral_rules.check(name, own.name)
    await store_neutral.keep(tx, caller.member_id, shown, now)
    await record(tx, caller, "member.neutral-name", "Member", caller.member_id, now)
    return shown


async def own_name(tx: Transaction, caller: Caller) -> str:
    """Give the name that an employer sees of the caller's organisation."""
    rules.require(caller)
    return await shown_as(tx, caller.member_id, neutral=True)


async def shown_as(tx: Transaction, member_id: str, *, neutral: bool) -> str:
    """Give the name of an organisation as a recipient is shown it, by its kind."""
    if neutral:
        return await store_neutral.name_of(tx, member_id) or UNNAMED
    found = await store.member(tx, member_id)
    return found.name if found else UNNAMED
