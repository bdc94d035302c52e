"""What a recipient is by its services, and who sends, over GraphQL."""

from typing import Any

import strawberry

from network.context import Context
from referrals import kinds


async def _types(root: strawberry.Parent[Any], info: strawberry.Info[Context, None]) -> list[str]:
    ctx = info.context
    async with ctx.read() as tx:
        return list(await kinds.service_types(tx, ctx.caller, root.listing_id, root.listing_version))


async def _sender(root: strawberry.Parent[Any], info: strawberry.Info[Context, None]) -> str:
    ctx = info.context
    async with ctx.read() as tx:
        place = (root.listing_id, root.listing_version, root.from_member_id, root.mode)
        return await kinds.sender_name(tx, ctx.caller, *place)


SERVICE_TYPES = strawberry.field(
    resolver=_types, description="What the service does: by these it is judged what it may be told."
)
SENDER_NAME = strawberry.field(
    resolver=_sender, description="Who sends; to whoever hires or lends, a name that does not say what the sender does."
)
