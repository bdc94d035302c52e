"""Propose services, write new words for them, and say whether there is a place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from directory import errors, rules, store
from directory.content import Availability, Content
from directory.fields import Fields
from directory.model import ShelfRow
from directory.once import once, seen
from directory.reading import parse_content, read_availability
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.errors import NoSuchMember
from network.model import Caller, MemberState
from network.rules import require


async def propose(tx: Transaction, caller: Caller, said: Mapping[str, Any], key: str, *, now: datetime) -> ShelfRow:
    """Propose a service; the secretariat vets it before anybody is offered it. Gives the listing.

    Raises:
        RoleMissing: the caller's roles do not cover it.
        BadFact: a coded refusal with the path of the field.
        NotAdmitted: an organisation named in it is not in the network.
    """
    require(caller, *rules.PROPOSERS)

    async def act() -> str:
        content = parse_content(said)
        await _known(tx, content)
        new = store.NewListing(
            new_id(), content, f"member:{caller.member_id}", content.source_id, content.provider.member,
            caller.member_id,
        )  # fmt: skip
        await store.add_many(tx, [new], now)
        await network.record(tx, caller, "listing.propose", "Listing", new.id, now)
        return new.id

    return await seen(tx, await once(tx, caller, key, "proposeListing", said, act))


async def revise(
    tx: Transaction, caller: Caller, listing_id: str, said: Mapping[str, Any], expected: int, key: str, *, now: datetime
) -> ShelfRow:
    """Write new words; the vetted ones stay in force until the new ones are vetted.

    Raises:
        NotYours: only the owner and the proposer revise.
        VersionChanged: somebody saved the listing in the meantime.
        BadFact, NotAdmitted: as for a proposal. The provider's member stays the one that it was.
    """

    async def act() -> str:
        row = await seen(tx, listing_id)
        rules.may_revise(caller, row)
        rules.as_seen(row, expected)
        content = parse_content(said)
        if content.provider.member != row.owner_member_id:
            raise errors.NotYours("content.provider.member")
        await _known(tx, content)
        words = replace(content, source_id=row.source_id)
        if await store.revise(tx, row, words, caller.member_id, None, now) is None:
            raise errors.VersionChanged("expectedVersion", current=row.saved + 1)
        await network.record(tx, caller, "listing.revise", "Listing", row.id, now)
        return row.id

    request = {"id": listing_id, "content": said, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "reviseListing", request, act))


async def _known(tx: Transaction, content: Content) -> None:
    """Hold the organisations that a listing names to the network's list."""
    for path, member_id in (("provider.member", content.provider.member), ("brokerMember", content.broker_member)):
        if member_id is not None:
            try:
                member = await network.member_by_id(tx, member_id)
            except NoSuchMember:
                raise errors.NotAdmitted(path) from None
            if member.state is not MemberState.ADMITTED:
                raise errors.NotAdmitted(path)


async def set_availability(
    tx: Transaction, caller: Caller, listing_id: str, said: Mapping[str, Any], expected: int, key: str, *, now: datetime
) -> ShelfRow:
    """Say whether there is a place now: `accepting`, `capacity`, `waitingDays`; a fact without a day is of today.

    Raises:
        NotYours: only the owner says so; the secretariat for a service without a member.
        VersionChanged: somebody said otherwise in the meantime (`availabilityVersion`).
        BadFact: a coded refusal with the path of the field.
    """

    async def act() -> str:
        row = await seen(tx, listing_id)
        rules.may_say_availability(caller, row)
        fields = Fields(said)
        facts = _dated(read_availability(fields), now)
        fields.done()
        if await store.set_availability(tx, row.id, expected, facts) is None:
            raise errors.VersionChanged("expectedVersion", current=row.availability_version)
        await network.record(tx, caller, "listing.availability", "Listing", row.id, now)
        return row.id

    request = {"id": listing_id, "said": said, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "setAvailability", request, act))


def _dated(facts: Availability, now: datetime) -> Availability:
    today = now.date()
    counted = facts.capacity_as_of or today if facts.capacity is not None else None
    return replace(facts, as_of=facts.as_of or today, capacity_as_of=counted)
