"""Neutral names over GraphQL."""

from typing import Annotated

import strawberry

from kit.graph import Refused, door
from network import neutral


@strawberry.type(description="The name under which employers see your organisation.")
class NeutralName:
    """Show the name."""

    name: str = strawberry.field(description="The name.")


@strawberry.type
class NeutralQuery:
    """Ask for the name."""

    @strawberry.field(description="The name under which employers see your organisation.")
    @door
    async def neutral_name(self, info: strawberry.Info) -> NeutralName | Refused:
        """Show the name to the organisation's own people."""
        ctx = info.context
        async with ctx.read() as tx:
            return NeutralName(name=await neutral.own_name(tx, ctx.caller))


@strawberry.type
class NeutralMutation:
    """Choose the name."""

    @strawberry.mutation(description="Choose the name under which employers see your organisation (administrator).")
    @door
    async def set_neutral_name(
        self,
        info: strawberry.Info,
        name: Annotated[str, strawberry.argument(description="1 to 100 characters that say nothing about her.")],
    ) -> NeutralName | Refused:
        """Choose the name."""
        ctx = info.context
        async with ctx.write() as tx:
            return NeutralName(name=await neutral.set_name(tx, ctx.caller, name, now=ctx.now))
