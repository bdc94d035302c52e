"""Recovery over GraphQL: opt in, see who asks, stop it, and take over after a day."""

from typing import Annotated

import strawberry

from crypto.format import b64u
from kit.graph import Refused, door
from network import recovery
from network.api_recovery_types import (
    AddRecoveryWrapsInput,
    AskForRecoveryInput,
    Ceremonial,
    FinishRecoveryInput,
    OptInToRecoveryInput,
    PublishedCeremony,
    RecoveryCount,
    RecoveryRequest,
    RecoveryStatus,
    RecoveryWrap,
    RecoveryWrapList,
    pairs,
)
from network.api_types import Device, bytes_of

Key = Annotated[
    str,
    strawberry.argument(
        description="A key of your own for this act (8 to 100 of A-Z a-z 0-9 - _): the same key again acts once."
    ),
]
Ceremony = Annotated[str, strawberry.argument(description="The ceremony's name, which each share says.")]
MemberId = Annotated[strawberry.ID, strawberry.argument(description="The organisation, which each share names.")]
DeviceId = Annotated[strawberry.ID, strawberry.argument(description="The device that asked.")]


@strawberry.type
class RecoveryQuery:
    """Ask about recovery."""

    @strawberry.field(description="What your organisation opted in to, and who asked for it.")
    @door
    async def recovery_status(self, info: strawberry.Info) -> RecoveryStatus | Refused:
        """Show what there is."""
        ctx = info.context
        async with ctx.read() as tx:
            found, requests = await recovery.status(tx, ctx.caller)
            missing = await recovery.missing(tx, ctx.caller)
        shown = Ceremonial.of(found) if found else None
        asked = [RecoveryRequest.of(one) for one in requests]
        return RecoveryStatus(ceremony=shown, requests=asked, missing=missing)

    @strawberry.field(description="What a ceremony published, for whoever holds a share of it. No sign-in is needed.")
    @door
    async def recovery_ceremony(
        self, info: strawberry.Info, member_id: MemberId, ceremony: Ceremony
    ) -> PublishedCeremony | Refused:
        """Let a share be held against what was handed out."""
        ctx = info.context
        async with ctx.read(realm="node", member=recovery.checked(member_id)) as tx:
            found, officers = await recovery.published(tx, member_id, ceremony, now=ctx.now)
        return PublishedCeremony(statement=b64u(found.statement), next_seq=officers.seq + 1, needed=officers.k)

    @strawberry.field(description="The seeds that the recovery key opens, for the recovered device only.")
    @door
    async def recovery_wraps(self, info: strawberry.Info) -> RecoveryWrapList | Refused:
        """Give the recovered device what it can open."""
        ctx = info.context
        async with ctx.write() as tx:
            found = await recovery.wraps(tx, ctx.caller)
        shown = [RecoveryWrap(epoch=one.epoch, wrap=b64u(one.wrap), public_key=b64u(one.public_key)) for one in found]
        return RecoveryWrapList(wraps=shown)


@strawberry.type
class RecoveryMutation:
    """Opt in to recovery, ask for it, stop it."""

    @strawberry.mutation(
        description="Opt your organisation in to recovery (administrator), in place of an earlier one."
    )
    @door
    async def opt_in_to_recovery(self, info: strawberry.Info, input: OptInToRecoveryInput) -> Ceremonial | Refused:
        """Opt in."""
        ctx = info.context
        statement = bytes_of(input.statement, "statement")
        async with ctx.write() as tx:
            return Ceremonial.of(
                await recovery.opt_in(tx, ctx.caller, statement, pairs(input.wraps), input.idempotency_key, now=ctx.now)
            )

    @strawberry.mutation(description="Opt out of recovery (administrator); what was sealed to its key is deleted.")
    @door
    async def opt_out_of_recovery(self, info: strawberry.Info, idempotency_key: Key) -> RecoveryCount | Refused:
        """Opt out."""
        ctx = info.context
        async with ctx.write() as tx:
            return RecoveryCount(count=int(await recovery.opt_out(tx, ctx.caller, idempotency_key, now=ctx.now)))

    @strawberry.mutation(description="Seal later intake seeds to the recovery key.")
    @door
    async def add_recovery_wraps(self, info: strawberry.Info, input: AddRecoveryWrapsInput) -> RecoveryCount | Refused:
        """Keep the recovery key in step."""
        ctx = info.context
        async with ctx.write() as tx:
            done = await recovery.add_wraps(tx, ctx.caller, input.ceremony, pairs(input.wraps), now=ctx.now)
        return RecoveryCount(count=done)

    @strawberry.mutation(description="Ask to take over an organisation whose devices are lost. No sign-in is needed.")
    @door
    async def ask_for_recovery(self, info: strawberry.Info, input: AskForRecoveryInput) -> RecoveryRequest | Refused:
        """Begin the day of notice."""
        ctx, asked = info.context, input.to_model()
        async with ctx.write(realm="node", member=recovery.checked(asked.member_id)) as tx:
            return RecoveryRequest.of(await recovery.ask(tx, asked, now=ctx.now))

    @strawberry.mutation(description="Stop a request for recovery, from any device of the organisation.")
    @door
    async def stop_recovery(self, info: strawberry.Info, device_id: DeviceId) -> RecoveryRequest | Refused:
        """Stop it."""
        ctx = info.context
        async with ctx.write() as tx:
            return RecoveryRequest.of(await recovery.stop(tx, ctx.caller, device_id, now=ctx.now))

    @strawberry.mutation(description="Take over, a day after asking. No sign-in is needed.")
    @door
    async def finish_recovery(self, info: strawberry.Info, input: FinishRecoveryInput) -> Device | Refused:
        """Make the new device the organisation's only one."""
        ctx = info.context
        officers, statement = bytes_of(input.officers, "officers"), bytes_of(input.statement, "statement")
        async with ctx.write(realm="node", member=recovery.checked(input.member_id)) as tx:
            return Device.of(await recovery.finish(tx, input.device_id, officers, statement, now=ctx.now))
