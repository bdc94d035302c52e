"""Give the directory away as HSDS 3.1, so that it can be read elsewhere and brought back without a loss.

A file says what services say of themselves. It does not say what this node decided about them (state, reviews,
dates of saving and verifying), nor how the network reaches them (members, routes): another node finds that out for
itself. Where a place is hidden, the file says that there is one and nothing else.
"""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from directory import store_exchange as archive
from directory.codes import OFFERED, ListingState
from directory.hsds_package import package
from directory.hsds_writing import Shown, service
from directory.taxonomy import Record
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

BATCH = 200
NODE = "node"
KEPT = tuple(str(state) for state in ListingState if state is not ListingState.DELISTED)


class Form(StrEnum):
    """Name the two forms of a file."""

    JSONL = "jsonl"
    CSV = "csv"


async def export(
    tx: Transaction, caller: Caller, out: BinaryIO, form: Form, *, every: bool, public: bool, now: datetime
) -> int:
    """Write the directory's services to `out`; gives how many.

    `tx` is in the realm `node`, which knows no hidden place. What is in force is written; `every` adds what is not
    (proposals, reviews, pauses), in the words that are shown.
    With `public` the file is for readers outside of the network: places for members stay out.

    Raises:
        RoleMissing: only the secretariat exports, or the operator on the node's own machine.
    """
    if caller.realm != NODE:
        require(caller, Role.SECRETARIAT)
    await network.record(tx, caller, "listing.export", "Directory", "", now)
    wanted = archive.Wanted(KEPT) if every else archive.Wanted(tuple(map(str, OFFERED)), at=now)
    services = _services(tx, wanted, members=not public)
    return await (_lines(out, services) if form is Form.JSONL else _package(out, services))


async def _services(tx: Transaction, wanted: archive.Wanted, *, members: bool) -> AsyncIterator[Record]:
    names = await archive.named(tx, wanted)
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        for name, row in zip(batch, await archive.whole(tx, batch), strict=True):
            yield service(Shown(name.hsds_id, name.organization, row.content, members))


async def _lines(out: BinaryIO, services: AsyncIterator[Record]) -> int:
    count = 0
    async for each in services:
        out.write(json.dumps(each, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count


async def _package(out: BinaryIO, services: AsyncIterator[Record]) -> int:
    count = 0
    with package() as files:
        async for each in services:
            files.add(each)
            count += 1
        files.write(out)
    return count
