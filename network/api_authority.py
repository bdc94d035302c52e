"""What is decided together, over GraphQL: the board's word, and an organisation's own on its officers."""

import strawberry

from kit.graph import Refused, door
from network import authority
from network.api_inputs import ChangeOfficersInput, PublishStatementInput
from network.api_types import MemberNode, bytes_of


@strawberry.type(description="Where a statement stands in the key log.")
class LogPlaced:
    """Tell the place of an entry."""

    index: int = strawberry.field(description="Its place, from 0.")


@strawberry.type
class LogMutation:
    """Decide together."""

    @strawberry.mutation(description="Let the board say something to everybody (secretariat).")
    @door
    async def publish_statement(self, info: strawberry.Info, input: PublishStatementInput) -> LogPlaced | Refused:
        """Put the board's word into the key log."""
        ctx = info.context
        async with ctx.write() as tx:
            index = await authority.publish(
                tx, ctx.caller, bytes_of(input.statement, "statement"), input.idempotency_key, now=ctx.now
            )
        return LogPlaced(index=index)

    @strawberry.mutation(description="Name who may vouch for your organisation's devices (administrator).")
    @door
    async def change_officers(self, info: strawberry.Info, input: ChangeOfficersInput) -> MemberNode | Refused:
        """Change an organisation's officers."""
        ctx = info.context
        async with ctx.write() as tx:
            return MemberNode.of(
                await authority.change_officers(
                    tx, ctx.caller, bytes_of(input.statement, "statement"), input.expected_version,
                    input.idempotency_key, now=ctx.now,
                )
            )  # fmt: skip
