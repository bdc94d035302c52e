"""The door for devices: what changed in the directory since they last asked, signed."""

import asyncio
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from directory.api_pathways import PathwaysQuery
from directory.api_profile import needed
from directory.matching import EVERYTHING
from directory.shelf import check_caller
from kit.graph import Refused, door


@strawberry.type(description="One listing as a device keeps it, or only its id where it is not shown any more.")
class DirectoryEntry:
    """Hold one change."""

    id: strawberry.ID = needed("The listing's id.")
    hash: str | None = needed("BLAKE2b-256 of the entry (docs/offline.md), base64url; null where it is gone.")
    text: str | None = needed("The entry, JSON whose bytes are hashed; null where it is gone. It has no hidden place.")


@strawberry.type(description="Changes of the directory in the order in which they happened, and a check of the whole.")
class DirectorySync:
    """Hold some changes with the node's signature over everything."""

    entries: list[DirectoryEntry] = needed("The changes.")
    reset: bool = needed("Whether to forget everything first: the marker was too old, or not this node's.")
    more: bool = needed("Whether further changes wait after `cursor`.")
    cursor: str = needed("The marker to pass as `since` next time.")
    revision: str = needed("The revision of the directory that answered.")
    count: int = needed("How many entries a device has when nothing waits any more.")
    root: str = needed("The check over all of them, base64url.")
    statement: str = needed("`directory.v1`, signed by the node: node, revision, count, root, when, and until when.")
    key: str = needed("The node's public key, Ed25519, base64url. A device keeps the first one that it meets.")


@strawberry.type
class SyncQuery(PathwaysQuery):
    """Answer what changed; `DirectoryQuery` inherits it."""

    @strawberry.field(
        description="What changed in the vetted directory, for matching on a device without a line. For members' "
        "staff. A copy from the beginning stands in the audit trail."
    )
    @door
    async def directory_sync(
        self,
        info: Info[Any, Any],
        since: Annotated[str | None, strawberry.argument(description="The marker of the last time.")] = None,
        first: Annotated[int | None, strawberry.argument(description="How many, 1 to 500; 200 if absent.")] = None,
    ) -> DirectorySync | Refused:
        """Give a device its changes."""
        ctx = info.context
        check_caller(ctx.caller, EVERYTHING)
        page = await asyncio.to_thread(ctx.shelf.sync, since, first, now=ctx.now)
        if page.reset:
            async with ctx.write() as tx:
                await ctx.journal(tx, ctx.caller, "directory.sync", "Directory", "", ctx.now)
        return DirectorySync(
            entries=[
                DirectoryEntry(id=strawberry.ID(each.id), hash=each.hash, text=each.text) for each in page.entries
            ],
            reset=page.reset,
            more=page.more,
            cursor=page.cursor,
            revision=str(page.revision),
            count=page.count,
            root=page.root,
            statement=page.statement,
            key=page.key,
        )
