"""Bring many listings in at once: another directory's as proposals, and the demonstration to try things on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from directory import errors, hsds, importing, rules, store, store_exchange
from directory import store_vetting as archive
from directory.codes import ListingState
from directory.content import Content
from directory.model import Decision
from directory.reading import parse_content
from kit.ids import new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

DEMONSTRATION = "demonstration"
NODE = "node"


async def import_listings(
    tx: Transaction,
    caller: Caller,
    lines: Iterable[bytes | str | hsds.Given],
    *,
    now: datetime,
    latin: str = "en",
    country: str | None = None,
) -> importing.ImportSummary:
    """Take the services of a file of HSDS in as proposals, all in the caller's one transaction in the realm `node`.

    Raises:
        RoleMissing: only the secretariat imports.
    """
    summary = importing.ImportSummary()
    await begin_import(tx, caller, now=now)
    for batch in importing.batches(lines, on=now.date(), latin=latin, country=country):
        await import_batch(tx, caller, batch, summary, now=now)
    return summary


async def begin_import(tx: Transaction, caller: Caller, *, now: datetime) -> None:
    """Write into the audit trail that an import begins. The operator does it on the node's own machine.

    Raises:
        RoleMissing: only the secretariat imports.
    """
    _may_load(caller)
    await network.record(tx, caller, "listing.import", "Directory", "", now)


async def import_batch(
    tx: Transaction, caller: Caller, batch: Sequence[hsds.Read], summary: importing.ImportSummary, *, now: datetime
) -> None:
    """Take one batch in as proposals; a door that gives each its own transaction can be cut and goes on by source id.

    Raises:
        RoleMissing: only the secretariat imports.
    """
    _may_load(caller)
    await importing.keep(tx, store_exchange, batch, summary, now)


def _may_load(caller: Caller) -> None:
    if caller.realm != NODE:
        require(caller, Role.SECRETARIAT)


async def load_demonstration(
    tx: Transaction,
    caller: Caller,
    listings: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
    members: Mapping[str, str] | None = None,
) -> int:
    """Put demonstration listings in force at once; gives how many were new. `tx` is in the realm `node`.

    `members` maps the members' source ids in the file to ids of the network. A service whose member is not here is
    reached with an introduction slip. What was loaded before is left alone.

    Raises:
        NotADemonstration: one of them does not say that it is invented; nothing is loaded.
    """
    _may_load(caller)
    contents = [_placed(each, members or {}) for each in listings]
    if not all(each.demonstration for each in contents):
        raise errors.NotADemonstration("demonstration")
    new = [
        store.NewListing(new_id(), each, DEMONSTRATION, each.source_id, each.provider.member, digest=bytes(16))
        for each in contents
    ]
    known = await store_exchange.known(tx, DEMONSTRATION, [each.source_id for each in new])
    new = [each for each in new if each.source_id not in known]
    await store.add_many(tx, new, now)
    await _in_force(tx, new, now)
    await network.record(tx, caller, "listing.demonstration", "Directory", "", now)
    return len(new)


def _placed(said: Mapping[str, Any], members: Mapping[str, str]) -> Content:
    provider = dict(said.get("provider") or {})
    provider["member"] = members.get(str(provider.get("member")))
    broker = members.get(str(said.get("brokerMember")))
    reachable = {"SEALED": provider["member"], "BROKERED": broker}.get(str(said.get("route")), "yes")
    route = said.get("route") if reachable else "INTRODUCTION_SLIP"
    return parse_content({**said, "provider": provider, "brokerMember": broker, "route": route})


async def _in_force(tx: Transaction, new: Sequence[store.NewListing], now: datetime) -> None:
    by_expiry: dict[datetime, list[str]] = {}
    for each in new:
        by_expiry.setdefault(rules.expiry(each.content.service_types, now), []).append(each.id)
    for expires, ids in by_expiry.items():
        await archive.vet_demonstrations(tx, ids, [DEMONSTRATION], expires, now)
    decisions = [
        Decision(new_id(), each.id, 1, ListingState.PROPOSED, ListingState.VETTED, "DEMONSTRATION", "Invented.", None,
                 None, None, now)
        for each in new
    ]  # fmt: skip
    await archive.add_decisions(tx, decisions)
